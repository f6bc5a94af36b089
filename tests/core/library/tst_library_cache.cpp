#include "core/volume/CacheFile.h"
#include "core/volume/SeriesVolume.h"
#include "LibraryFixture.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace lobule;
using namespace lobule::library;
using fixture::Recipe;

/// The pixel cache as derived data: quota, eviction, rebuilding; and what the catalogue keeps for the view and the stacks.
class TestLibraryCache : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<Library> m_library;

    static constexpr qint64 kFileBytes = 2 * 4096; // header and one slot
    QString folder() const { return m_home->filePath("library"); }

    QString cachePath(int series) const
    {
        return folder() + "/cache/" + volume::cacheFolderName(fixture::seriesUid(1, series)) + "/16x24-int16.lpx";
    }

    /// One instance in each of `count` series, opened in the order of their numbers some time ago.
    void addSeries(int count)
    {
        for (int i = 1; i <= count; ++i) {
            QVERIFY(m_library->add({fixture::stage(*m_library->stagingFolder(), {.series = i})}));
            QFile file(cachePath(i));
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(file.setFileTime(QDateTime::currentDateTimeUtc().addSecs(-1000 + 10 * i), QFileDevice::FileModificationTime));
        }
        m_library->finishImport();
    }

    bool isCached(int series) const { return m_library->instance(fixture::instanceUid(1, series, 1))->isCached; }

    QStringList problems() const
    {
        const auto report = m_library->verify(false);
        return report ? report->problems : QStringList("verify failed");
    }

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        fixture::useKeyIn(m_home->path());
        m_library = std::move(*Library::open(folder()));
    }
    void cleanup() { m_library.reset(); }

    void countsWhatItHolds()
    {
        addSeries(3);
        const auto use = m_library->cacheUse();
        QVERIFY(use);
        QCOMPARE(use->bytes, 3 * kFileBytes);
        QCOMPARE(use->series, 3);
        QCOMPARE(use->evictedSeries, 0);
        QCOMPARE(use->inUse, 0);
        QCOMPARE(use->quotaBytes, kDefaultCacheQuotaBytes);
        QVERIFY(!m_library->setCacheQuotaBytes(-1));
    }

    void evictsWhatWasOpenedLeastRecently()
    {
        addSeries(5);
        QVERIFY(!m_library->openSeries(fixture::seriesUid(1, 1))->isEmpty()); // the oldest becomes the newest
        QVERIFY(m_library->setCacheQuotaBytes(2 * kFileBytes));
        QCOMPARE(*m_library->trimCache(), 3 * kFileBytes);
        QList<bool> cached;
        for (int i = 1; i <= 5; ++i) cached << isCached(i);
        QCOMPARE(cached, QList<bool>({true, false, false, false, true}));
        QVERIFY(!QFile::exists(cachePath(2)));
        QCOMPARE(m_library->cacheUse()->evictedSeries, 3);
        QVERIFY(problems().isEmpty());
        QCOMPARE(*m_library->trimCache(), 0);
        // And back.
        const auto state = m_library->pixelState(fixture::seriesUid(1, 2));
        QVERIFY(state && state->isRebuildable() && state->frames == 1 && state->cached == 0);
        QVERIFY(m_library->openSeries(fixture::seriesUid(1, 2))->isEmpty());
        QVERIFY(m_library->restorePixels(fixture::stage(*m_library->stagingFolder(), {.series = 2})));
        QVERIFY(!m_library->pixelState(fixture::seriesUid(1, 2))->isRebuildable());
        QCOMPARE(m_library->openSeries(fixture::seriesUid(1, 2))->first()->pixels(0).value(2, 3),
            double(fixture::pixelValue(Recipe{.series = 2}, 0, 2, 3)));
        QVERIFY(problems().isEmpty());
    }

    void whatIsOpenStays()
    {
        addSeries(3);
        const auto open = m_library->openSeries(fixture::seriesUid(1, 1));
        QCOMPARE(m_library->cacheUse()->inUse, 1);
        QCOMPARE(*m_library->clearCache(), 2 * kFileBytes);
        QVERIFY(isCached(1) && !isCached(2) && !isCached(3));
        QCOMPARE(open->first()->pixels(0).value(0, 0), double(fixture::pixelValue(Recipe{}, 0, 0, 0)));
    }

    void whatAnotherProcessHasOpenStays()
    {
        addSeries(2);
        QProcess reader;
        reader.start(QStringLiteral("flock"), {QStringLiteral("-s"), cachePath(2), QStringLiteral("cat")});
        if (!reader.waitForStarted()) QSKIP("flock is not installed");
        reader.write("x");
        QTRY_VERIFY(reader.bytesAvailable() > 0); // cat runs, so flock holds
        QCOMPARE(*m_library->clearCache(), kFileBytes);
        QVERIFY(!isCached(1) && isCached(2));
        reader.closeWriteChannel();
        QVERIFY(reader.waitForFinished());
        QTRY_COMPARE(m_library->cacheUse()->inUse, 0);
        QCOMPARE(*m_library->clearCache(), kFileBytes);
    }

    void whatIsBeingImportedStays()
    {
        addSeries(1);
        auto importing = std::move(*Library::open(folder()));
        QVERIFY(importing->add({fixture::stage(*importing->stagingFolder(), {.series = 2})}));
        QCOMPARE(*m_library->clearCache(), kFileBytes);
        QVERIFY(!isCached(1) && isCached(2));
        QVERIFY(importing->add({fixture::stage(*importing->stagingFolder(), {.series = 2, .instance = 2})}));
        QCOMPARE(m_library->openSeries(fixture::seriesUid(1, 2))->first()->sliceCount(), 2);
        importing->finishImport();
        QVERIFY(*m_library->clearCache() > 0);
        QVERIFY(!isCached(2));
        QVERIFY(problems().isEmpty());
    }

    void anImportBeyondTheQuotaTrimsAtItsEnd()
    {
        QVERIFY(m_library->setCacheQuotaBytes(2 * kFileBytes));
        addSeries(6);
        QCOMPARE(m_library->cacheUse()->bytes, 2 * kFileBytes);
        QVERIFY(isCached(5) && isCached(6) && !isCached(4));
        QVERIFY(m_library->setCacheQuotaBytes(0));
        QCOMPARE(*m_library->trimCache(), 0);
    }

    void aFileThatAKilledEvictionLeftIsRemoved()
    {
        addSeries(2);
        QFile(cachePath(1)).copy(m_home->filePath("kept"));
        QVERIFY(*m_library->clearCache() > 0);
        // As after a kill between forgetting the slots and removing the file.
        QVERIFY(QFile::copy(m_home->filePath("kept"), cachePath(1)));
        QVERIFY(problems().isEmpty());
        QVERIFY(m_library->openSeries(fixture::seriesUid(1, 1))->isEmpty());
        QCOMPARE(*m_library->trimCache(), kFileBytes);
        QVERIFY(!QFile::exists(cachePath(1)));
    }

    void brokenFilesAreGivenUpAndRestored_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("missing") << 0;
        QTest::newRow("another version") << 1;
        QTest::newRow("too short") << 2;
        QTest::newRow("other pixels") << 3;
    }

    void brokenFilesAreGivenUpAndRestored()
    {
        QFETCH(int, how);
        addSeries(1);
        QVERIFY(!m_library->pixelState(fixture::seriesUid(1, 1))->isRebuildable());
        if (how == 0) QVERIFY(QFile::remove(cachePath(1)));
        if (how == 2) QVERIFY(QFile::resize(cachePath(1), 5000));
        if (how == 1 || how == 3) {
            QFile file(cachePath(1));
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(file.seek(how == 1 ? 8 : 4096 + 17));
            QVERIFY(file.putChar(99));
        }
        const QString uid = fixture::seriesUid(1, 1);
        // Changed pixels show only when they are looked at.
        QCOMPARE(m_library->pixelState(uid)->isFileBroken, how != 3);
        QCOMPARE(*m_library->giveUpBrokenPixels(uid, false), how == 3 ? 0 : 1);
        QCOMPARE(*m_library->giveUpBrokenPixels(uid, true), how == 3 ? 1 : 0);
        QVERIFY(m_library->pixelState(uid)->isRebuildable());
        QVERIFY(m_library->restorePixels(fixture::stage(*m_library->stagingFolder(), {})));
        const auto volumes = m_library->openSeries(uid);
        QVERIFY(volumes->first()->isIntact(0));
        QCOMPARE(volumes->first()->pixels(0).value(2, 3), double(fixture::pixelValue(Recipe{}, 0, 2, 3)));
        QVERIFY(problems().isEmpty());
    }

    void growsWhileItIsRead()
    {
        auto importing = std::move(*Library::open(folder()));
        std::shared_ptr<const volume::SeriesVolume> first;
        for (int i = 1; i <= 8; ++i) {
            QVERIFY(importing->add({fixture::stage(*importing->stagingFolder(), {.instance = i})}));
            const auto volumes = m_library->openSeries(fixture::seriesUid(1, 1));
            QCOMPARE(volumes->first()->sliceCount(), i);
            for (int k = 0; k < i; ++k) QVERIFY(volumes->first()->isIntact(k));
            if (i == 1) first = volumes->first();
        }
        QCOMPARE(first->sliceCount(), 1);
        QCOMPARE(first->pixels(0).value(1, 1), double(fixture::pixelValue(Recipe{}, 0, 1, 1)));
    }

    void phasesOfOneSeriesAreSeveralVolumes()
    {
        for (int i = 1; i <= 12; ++i) {
            StagedInstance staged = fixture::stage(*m_library->stagingFolder(), {.instance = i});
            staged.frames[0].geometry.originLps.z = 100.0 + 5.0 * ((i - 1) % 6);
            staged.frames[0].acquisitionNumber = (i - 1) / 6 + 3;
            QVERIFY(m_library->add({staged}));
        }
        StagedInstance scout = fixture::stage(*m_library->stagingFolder(), {.instance = 13});
        scout.imageType = "ORIGINAL\\PRIMARY\\LOCALIZER";
        QVERIFY(m_library->add({scout}));
        const auto volumes = m_library->openSeries(fixture::seriesUid(1, 1));
        QCOMPARE(volumes->size(), 3);
        QCOMPARE(volumes->at(0)->sliceCount(), 6);
        QCOMPARE(volumes->at(1)->slice(0).instanceNumber, 7);
        QVERIFY(volumes->at(1)->label().part == volume::StackPart::Phase && volumes->at(1)->label().number == 2);
        QVERIFY(volumes->at(2)->label().kind == volume::SliceKind::Localizer);
        QCOMPARE(m_library->series(fixture::studyUid(1))->first().geometry, QString("phases 2;even 5.0;localizers 1"));
        // The slots belong to the right slices after all that sorting.
        QCOMPARE(volumes->at(1)->pixels(2).value(0, 0), double(fixture::pixelValue(Recipe{.instance = 9}, 0, 0, 0)));
    }

    void factsOfTheImageSurvive()
    {
        StagedInstance staged = fixture::stage(*m_library->stagingFolder(), {});
        staged.isMonochrome1 = true;
        staged.isLossy = true;
        staged.lossyRatio = 8.5;
        staged.frameOfReferenceUid = "1.2.3";
        staged.voiLut = VoiLut{-5, 12, {0, 7, 4095}};
        StagedFrame& frame = staged.frames[0];
        frame.voiFunction = VoiFunction::Sigmoid;
        frame.paddingLow = -3024;
        frame.paddingHigh = -3000;
        frame.temporalPosition = 4;
        frame.acquisitionTimeS = 36000.25;
        QVERIFY(m_library->add({staged}));
        const auto check = [&] {
            const volume::SliceInfo slice = m_library->openSeries(fixture::seriesUid(1, 1))->first()->slice(0);
            QVERIFY(slice.isMonochrome1 && slice.isLossy && slice.lossyRatio == 8.5);
            QCOMPARE(slice.frameOfReferenceUid, QString("1.2.3"));
            QVERIFY(slice.voiLut && *slice.voiLut == *staged.voiLut);
            QVERIFY(slice.voiFunction == VoiFunction::Sigmoid);
            QVERIFY(slice.isPadding(-3010) && !slice.isPadding(-2999) && !slice.isPadding(-3025));
            QCOMPARE(slice.temporalPosition, 4);
            QCOMPARE(slice.acquisitionTimeS, 36000.25);
            QVERIFY(m_library->series(fixture::studyUid(1))->first().isLossy);
        };
        check();
        // A rebuild brings them to rows of a release that did not store them.
        m_library->finishImport();
        QVERIFY(*m_library->clearCache() > 0);
        StagedInstance again = fixture::stage(*m_library->stagingFolder(), {});
        staged.pixelPath = again.pixelPath;
        staged.objectPath = again.objectPath;
        staged.frames[0].acquisitionTimeS = 0; // what the dummies in the stored file would say
        QVERIFY(m_library->restorePixels(staged));
        check();
        QVERIFY(m_library->add({fixture::stage(*m_library->stagingFolder(), {.series = 2})}));
        const volume::SliceInfo plain = m_library->openSeries(fixture::seriesUid(1, 2))->first()->slice(0);
        QVERIFY(!plain.isPadding(-3010) && std::isnan(plain.acquisitionTimeS) && !plain.voiLut);
    }
};

QTEST_GUILESS_MAIN(TestLibraryCache)
#include "tst_library_cache.moc"
