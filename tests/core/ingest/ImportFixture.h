#pragma once

#include "core/dicom/CtSeriesWriter.h"
#include "core/ingest/Importer.h"
#include "core/library/Library.h"

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <string>

/// Whole imports with the real worker program into a real library.
namespace lobule::ingest::fixture {

inline ImportOptions options()
{
    ImportOptions out;
    out.workers = 2;
    out.workerProgram = QStringLiteral(LOBULE_BIN_DIR "/lobule-ingest");
    return out;
}

template <class Job, class Start> ImportResult run(Job& job, const Start& start)
{
    QEventLoop loop;
    ImportResult result;
    QObject::connect(&job, &Job::finished, &loop, [&](const ImportResult& end) {
        result = end;
        loop.quit();
    });
    start();
    loop.exec();
    return result;
}

inline ImportResult import(const QString& library, const QStringList& paths, const ImportOptions& how = options())
{
    Importer importer(library, how);
    return run(importer, [&] { importer.start(paths); });
}

inline QString codes(const ImportResult& result)
{
    QStringList out;
    for (const QuarantinedFile& file : result.quarantined) out << QString::fromLatin1(errorCodeName(file.code));
    out.sort();
    return out.join(QLatin1Char(' '));
}

/// A folder, a library and a key of its own for every test function.
class ImportFixture : public QObject {
protected:
    void makeFolder()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("LOBULE_KEY_FILE", path(QStringLiteral("keys/site.key")).toUtf8());
    }
    QString path(const QString& name) const { return m_folder->filePath(name); }
    QString library() const { return path(QStringLiteral("library")); }

    void write(const QString& name, const QByteArray& bytes) const
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(file.errorString()));
        file.write(bytes);
    }
    void write(const QString& name, const std::string& bytes) const
    {
        write(name, QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())));
    }

    /// `count` slices of 64 x 64 in `folder`, as IM000001 and so on.
    dicom::CtSeries writeSeries(const QString& folder, int count, const QString& name = QStringLiteral("one")) const
    {
        dicom::CtSeries series;
        series.patientName = QStringLiteral("Hong^Gildong");
        series.patientId = QStringLiteral("KL4711");
        series.studyUid = dicom::uidFromText(QStringLiteral("study") + name);
        series.seriesUid = dicom::uidFromText(QStringLiteral("series") + name);
        series.frameOfReferenceUid = dicom::uidFromText(QStringLiteral("frame") + name);
        series.rows = series.columns = 64;
        series.sliceSpacingMm = 2.5;
        const dicom::CtSeriesWriter writer(series);
        QDir().mkpath(path(folder));
        std::vector<std::int16_t> hu(64 * 64);
        for (int k = 0; k < count; ++k) {
            for (std::size_t i = 0; i < hu.size(); ++i) hu[i] = static_cast<std::int16_t>((static_cast<int>(i) * 7 + k * 13) % 2000 - 1000);
            const auto written = writer.write(k, hu, path(QStringLiteral("%1/IM%2").arg(folder).arg(k + 1, 6, 10, QLatin1Char('0'))));
            Q_ASSERT(written);
        }
        return series;
    }
    void verifyClean(int instances) const
    {
        const auto opened = library::Library::open(library());
        QVERIFY(opened);
        const auto report = (*opened)->verify(false);
        QVERIFY(report);
        QVERIFY2(report->problems.isEmpty(), qPrintable(report->problems.join(QLatin1Char('\n'))));
        if (instances >= 0) QCOMPARE(report->instances, instances);
        QCOMPARE(QDir(library() + QStringLiteral("/staging")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 0);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace lobule::ingest::fixture
