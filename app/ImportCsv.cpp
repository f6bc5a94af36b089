#include "app/ImportCsv.h"

#include <QCoreApplication>
#include <QStringList>

namespace lobule::app {
namespace {

/// An extension may be the end of a name ("hong.gildong"): only those that tell nothing but the format.
QString kindOf(const QString& file)
{
    static const QStringList kUsual{QStringLiteral("dcm"), QStringLiteral("dicom"), QStringLiteral("ima"), QStringLiteral("zip"),
        QStringLiteral("jpg"), QStringLiteral("jpeg"), QStringLiteral("png"), QStringLiteral("pdf"), QStringLiteral("txt"),
        QStringLiteral("xml"), QStringLiteral("exe"), QStringLiteral("dll"), QStringLiteral("inf"), QStringLiteral("htm"),
        QStringLiteral("html"), QStringLiteral("bmp"), QStringLiteral("nii"), QStringLiteral("gz")};
    const qsizetype name = std::max(file.lastIndexOf(u'/'), file.lastIndexOf(u'!')) + 1;
    const qsizetype dot = file.lastIndexOf(u'.');
    if (dot <= name) return QStringLiteral("-");
    const QString extension = file.mid(dot + 1).toLower();
    return kUsual.contains(extension) ? extension : QStringLiteral("other");
}

QString quoted(QString text) { return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"'; }

/// Gives the words one translation context.
class Words {
    Q_DECLARE_TR_FUNCTIONS(ImportCsv)
public:
    static QStringList header() { return {tr("Number"), tr("Kind of file"), tr("Code"), tr("Result"), tr("Reason"), tr("What to do")}; }
};

} // namespace

QByteArray importCsv(const QList<CsvOutcome>& outcomes)
{
    QString text(QChar(0xFEFF));
    QStringList header;
    for (const QString& word : Words::header()) header << quoted(word);
    text += header.join(u',') + QStringLiteral("\r\n");
    int number = 0;
    for (const CsvOutcome& outcome : outcomes) {
        const QStringList cells{QString::number(++number), quoted(kindOf(outcome.file)), quoted(outcome.word), quoted(outcome.result),
            quoted(outcome.reason), quoted(outcome.advice)};
        text += cells.join(u',') + QStringLiteral("\r\n");
    }
    return text.toUtf8();
}

} // namespace lobule::app
