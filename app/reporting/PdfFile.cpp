#include "app/reporting/PdfFile.h"

#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>

namespace lobule::reporting {

Result<void> writePdf(const QString& path, const ReportContent& content, const QString& title)
{
    const auto refuse = [&](const QSaveFile& file) {
        const auto code = file.error() == QFileDevice::ResourceError ? ErrorCode::DiskFull : ErrorCode::FileUnwritable;
        return fail(code, {path.toStdString()}, file.errorString().toStdString());
    };
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return refuse(file);
    {
        QPdfWriter pdf(&file);
        pdf.setPdfVersion(QPagedPaintDevice::PdfVersion_A1b);
        pdf.setResolution(kReportDotsPerInch);
        pdf.setPageSize(QPageSize(QPageSize::A4));
        pdf.setPageMargins(QMarginsF());
        pdf.setTitle(title);
        pdf.setCreator(QStringLiteral("Lobule " LOBULE_VERSION));
        const ReportDocument document(content, &pdf);
        QPainter painter;
        if (!painter.begin(&pdf)) return refuse(file);
        for (int page = 0; page < document.pageCount(); ++page) {
            if (page > 0) pdf.newPage();
            document.paintPage(painter, page);
        }
        painter.end();
    }
    if (!file.commit()) return refuse(file);
    return {};
}

} // namespace lobule::reporting
