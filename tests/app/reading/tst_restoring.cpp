#include "app/predict/InferenceClient.h"
#include "app/reading/ReadingPage.h"
#include "app/reading/SeriesStrip.h"
#include "app/settings/Settings.h"
#include "app/theme/Theme.h"
#include "core/dicom/CtSeriesWriter.h"
#include "core/ingest/Importer.h"
#include "core/library/Library.h"
#include "core/volume/CacheFile.h"
#include "core/volume/SeriesVolume.h"
#include "viewer/panels/SliceWidget.h"

#include <QApplication>
#include <QDir>
#include <QDirIterator>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lobule;

/// The reading page on a real library whose decoded pixels are lost, damaged or still arriving; real workers bring them.
class RestoringTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<library::Library> m_library;
    std::unique_ptr<settings::Settings> m_settings;
    std::unique_ptr<predict::InferenceClient> m_inference;
    std::unique_ptr<reading::ReadingPage> m_page;

    QString path(const QString& name) const { return m_folder->filePath(name); }

    static std::int16_t valueAt(int slice, std::size_t pixel)
    {
        return static_cast<std::int16_t>((static_cast<int>(pixel) + 37 * slice) % 900 - 300);
    }

    void writeSlices(const QString& folder, int first, int last)
    {
        dicom::CtSeries series;
        series.patientName = QStringLiteral("Test");
        series.patientId = QStringLiteral("1");
        series.studyUid = dicom::uidFromText(QStringLiteral("study"));
        series.seriesUid = dicom::uidFromText(QStringLiteral("series"));
        series.frameOfReferenceUid = dicom::uidFromText(QStringLiteral("frame"));
        series.rows = series.columns = 64;
        QVERIFY(QDir().mkpath(path(folder)));
        const dicom::CtSeriesWriter writer(series);
        for (int k = first; k <= last; ++k) {
            std::vector<std::int16_t> hu(64 * 64);
            for (std::size_t i = 0; i < hu.size(); ++i) hu[i] = valueAt(k, i);
            QVERIFY(writer.write(k, hu, path(QStringLiteral("%1/%2").arg(folder).arg(k))));
        }
    }

    void import(const QString& folder)
    {
        ingest::ImportOptions options;
        options.workers = 1;
        ingest::Importer importer(path(QStringLiteral("library")), options);
        QSignalSpy finished(&importer, &ingest::Importer::finished);
        importer.start({path(folder)});
        QVERIFY(finished.wait(60'000));
        QVERIFY(!finished.first().first().value<ingest::ImportResult>().failure);
    }

    QString studyUid() const { return m_library->studies()->first().studyUid; }
    panels::SliceWidget* view() const { return m_page->view(); }

    void checkPixels(int slices) const
    {
        QVERIFY(view()->volume());
        QCOMPARE(view()->volume()->sliceCount(), slices);
        for (int k = 0; k < slices; ++k) {
            QVERIFY(view()->volume()->isIntact(k));
            QCOMPARE(view()->volume()->pixels(k).value(5, 9), static_cast<double>(valueAt(k, 9 * 64 + 5)));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("LOBULE_INGEST", LOBULE_BIN_DIR "/lobule-ingest");
        if (!QFile::exists(QStringLiteral(LOBULE_BIN_DIR "/lobule-ingest"))) QSKIP("lobule-ingest is not built");
        theme::apply(*qApp);
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QCoreApplication::setOrganizationName(QStringLiteral("LobuleTest"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder->path());
        qputenv("LOBULE_KEY_FILE", path(QStringLiteral("site.key")).toUtf8());
        m_library = std::move(*library::Library::open(path(QStringLiteral("library"))));
        m_settings = std::make_unique<settings::Settings>();
        m_inference = std::make_unique<predict::InferenceClient>();
        m_page = std::make_unique<reading::ReadingPage>(m_library.get(), m_inference.get(), m_settings.get());
        m_page->resize(1200, 800);
        m_page->show();
    }
    void cleanup()
    {
        m_page.reset();
        m_inference.reset();
        m_settings.reset();
        m_library.reset();
    }

    void evictedPixelsComeBack()
    {
        writeSlices(QStringLiteral("in"), 0, 11);
        import(QStringLiteral("in"));
        QVERIFY(*m_library->clearCache() > 0);
        QSignalSpy problems(m_page.get(), &reading::ReadingPage::problem);
        QVERIFY(m_page->openStudy(studyUid()));
        QVERIFY(m_page->isRestoring());
        QVERIFY(!view()->volume());
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->isRestoring(), 60'000);
        checkPixels(12);
        QCOMPARE(problems.count(), 0);
        QTRY_VERIFY(m_page->strip()->hasThumbnail(0));
    }

    void anotherVersionIsRebuilt()
    {
        writeSlices(QStringLiteral("in"), 0, 3);
        import(QStringLiteral("in"));
        QDirIterator cached(path(QStringLiteral("library/cache")), QDir::Files, QDirIterator::Subdirectories);
        QVERIFY(cached.hasNext());
        QFile file(cached.next());
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(8) && file.putChar(77));
        file.close();
        QVERIFY(m_page->openStudy(studyUid()));
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->isRestoring() && view()->volume(), 60'000);
        checkPixels(4);
    }

    void damagedPixelsAreNotShownAndComeBack()
    {
        writeSlices(QStringLiteral("in"), 0, 7);
        import(QStringLiteral("in"));
        QVERIFY(m_page->openStudy(studyUid()));
        QVERIFY(!m_page->isRestoring());
        view()->setWindow({800, 100});
        const int damaged = 6;
        const int slot = view()->volume()->slice(damaged).slot;
        m_page->closeStudy();
        QDirIterator cached(path(QStringLiteral("library/cache")), QDir::Files, QDirIterator::Subdirectories);
        QVERIFY(cached.hasNext());
        QFile file(cached.next());
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(volume::kCachePageBytes + slot * 8192 + 1000) && file.putChar(1)
            && file.putChar(1));
        file.close();
        QVERIFY(m_page->openStudy(studyUid()));
        view()->setWindow({800, 100});
        QVERIFY(!m_page->isRestoring()); // the first image is intact
        view()->setSlice(damaged);
        QVERIFY(!view()->volume()->isIntact(damaged));
        QTRY_VERIFY_WITH_TIMEOUT(m_page->isRestoring(), 5'000);
        QVERIFY(view()->volume()); // the other slices can be read meanwhile
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->isRestoring(), 60'000);
        checkPixels(8);
        QCOMPARE(view()->slice(), damaged);
        QCOMPARE(view()->window(), (render::WindowLevel{800, 100}));
    }

    void leavingStopsTheRebuild()
    {
        writeSlices(QStringLiteral("in"), 0, 30);
        import(QStringLiteral("in"));
        QVERIFY(*m_library->clearCache() > 0);
        QVERIFY(m_page->openStudy(studyUid()));
        QVERIFY(m_page->isRestoring());
        m_page->closeStudy();
        QVERIFY(!m_page->isRestoring());
        QVERIFY(m_library->verify(false)->problems.isEmpty());
        QVERIFY(m_page->openStudy(studyUid()));
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->isRestoring() && view()->volume(), 60'000);
        checkPixels(31);
    }

    void aStudyGrowsWhileItIsRead()
    {
        writeSlices(QStringLiteral("first"), 4, 9);
        import(QStringLiteral("first"));
        QVERIFY(m_page->openStudy(studyUid()));
        QCOMPARE(view()->volume()->sliceCount(), 6);
        view()->setSlice(2);
        view()->setWindow({800, 100});
        const QString shown = view()->volume()->slice(2).instanceUid;
        writeSlices(QStringLiteral("second"), 0, 3);
        import(QStringLiteral("second"));
        m_page->refreshImages();
        checkPixels(10);
        QCOMPARE(view()->volume()->slice(view()->slice()).instanceUid, shown);
        QCOMPARE(view()->slice(), 6);
        QCOMPARE(view()->window(), (render::WindowLevel{800, 100}));
    }
};

QTEST_MAIN(RestoringTest)
#include "tst_restoring.moc"
