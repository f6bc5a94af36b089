#include "core/library/Library.h"
#include "core/volume/SeriesVolume.h"
#include "LibraryFixture.h"

#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

using namespace lobule;
using namespace lobule::library;
using fixture::Recipe;

/// The catalogue from outside: import, list, open, remove.
class TestLibrary : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<Library> m_library;

    QString folder() const { return m_home->filePath("library"); }

    void reopen()
    {
        m_library.reset();
        auto opened = Library::open(folder());
        QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
        m_library = std::move(*opened);
    }

    QList<Result<AddOutcome>> add(const QList<Recipe>& recipes)
    {
        const auto staging = m_library->stagingFolder();
        if (!staging) return {};
        QList<StagedInstance> batch;
        for (const Recipe& recipe : recipes) batch << fixture::stage(*staging, recipe);
        auto outcomes = m_library->add(batch);
        if (!outcomes) qWarning("%s %s", errorCodeName(outcomes.error().code), outcomes.error().detail.c_str());
        return outcomes.value_or(QList<Result<AddOutcome>>());
    }

    void addSeries(int study, int series, int count)
    {
        QList<Recipe> recipes;
        for (int i = 1; i <= count; ++i) recipes << Recipe{.study = study, .series = series, .instance = i};
        const auto outcomes = add(recipes);
        QCOMPARE(outcomes.size(), count);
        for (const auto& outcome : outcomes)
            QVERIFY2(outcome && *outcome == AddOutcome::Added, outcome ? "" : outcome.error().detail.c_str());
    }

    void verifyClean()
    {
        const auto report = m_library->verify(false);
        QVERIFY(report);
        QVERIFY2(report->problems.isEmpty(), qPrintable(report->problems.join('\n')));
    }

    QStringList filesBelow(const QString& name) const
    {
        QStringList files;
        QDirIterator it(folder() + '/' + name, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) files << it.next();
        return files;
    }

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        fixture::useKeyIn(m_home->path());
        reopen();
    }

    void cleanup()
    {
        m_library.reset();
        m_home.reset();
    }

    void listsWhatWasAdded()
    {
        addSeries(1, 1, 4);
        addSeries(1, 2, 2);
        addSeries(2, 1, 1);
        const auto studies = m_library->studies();
        QVERIFY(studies);
        QCOMPARE(studies->size(), 2);
        QCOMPARE((*studies)[0].studyUid, fixture::studyUid(2));
        const StudyRow& first = (*studies)[1];
        QCOMPARE(first.seriesCount, 2);
        QCOMPARE(first.instanceCount, 6);
        QCOMPARE(first.modalities, QStringLiteral("CT"));
        QCOMPARE(first.description, QStringLiteral("CT ABDOMEN"));
        QCOMPARE(first.institution, QStringLiteral("Local"));
        QVERIFY(qAbs(first.importedAt.secsTo(QDateTime::currentDateTimeUtc())) < 60);
        QVERIFY(std::isnan(first.aiScore));
        const auto series = m_library->series(fixture::studyUid(1));
        QVERIFY(series);
        QCOMPARE(series->size(), 2);
        QCOMPARE((*series)[0].instanceCount, 4);
        QCOMPARE((*series)[0].frameCount, 4);
        QCOMPARE((*series)[0].rows, 16);
        QCOMPARE((*series)[0].columns, 24);
        QCOMPARE((*series)[0].geometry, QStringLiteral("even 5.0"));
        const auto instances = m_library->instances(fixture::studyUid(1));
        QVERIFY(instances);
        QCOMPARE(instances->size(), 6);
        QVERIFY((*instances)[0].isCached);
        QVERIFY(QFile::exists(m_library->objectPath((*instances)[0].objectSha256)));
        QCOMPARE(m_library->instances({}, fixture::seriesUid(1, 2))->size(), 2);
        QCOMPARE(m_library->instances()->size(), 7);
        QCOMPARE(m_library->instance(fixture::instanceUid(1, 2, 2))->number, 2);
        QVERIFY(m_library->instance("2.25.9").error().code == ErrorCode::NotFound);
        verifyClean();
    }

    void opensSeriesInGeometricOrder()
    {
        addSeries(1, 1, 5);
        const auto volumes = m_library->openSeries(fixture::seriesUid(1, 1));
        QVERIFY(volumes);
        QCOMPARE(volumes->size(), 1);
        const auto& volume = *volumes->first();
        QCOMPARE(volume.sliceCount(), 5);
        QCOMPARE(volume.unit(), QStringLiteral("HU"));
        QCOMPARE(volume.sliceSpacingMm(), 5.0);
        for (int k = 0; k < 5; ++k) {
            QCOMPARE(volume.slice(k).instanceNumber, 5 - k);
            const SliceView view = volume.pixels(k);
            const Recipe recipe{.instance = 5 - k};
            for (int j = 0; j < view.rows; ++j)
                for (int i = 0; i < view.columns; ++i) QCOMPARE(view.value(i, j), double(fixture::pixelValue(recipe, 0, i, j)));
        }
        QCOMPARE(volume.indexOf(fixture::instanceUid(1, 1, 4)), 1);
        QCOMPARE(volume.indexOf("2.25.9"), -1);
    }

    void splitsASeriesByFormat()
    {
        const auto outcomes = add({Recipe{.instance = 1, .rows = 8, .columns = 8}, Recipe{.instance = 2}, Recipe{.instance = 3},
            Recipe{.instance = 4, .type = PixelType::Int32}, Recipe{.instance = 5, .hasPixels = false}});
        for (const auto& outcome : outcomes) QVERIFY(outcome);
        const auto volumes = m_library->openSeries(fixture::seriesUid(1, 1));
        QVERIFY(volumes);
        QCOMPARE(volumes->size(), 3);
        QCOMPARE((*volumes)[0]->sliceCount(), 2);
        QCOMPARE((*volumes)[2]->pixels(0).rows, 8);
        QCOMPARE((*volumes)[1]->unit(), QString());
        verifyClean();
    }

    void mapsWhileTheSeriesGrows()
    {
        addSeries(1, 1, 3);
        const auto before = m_library->openSeries(fixture::seriesUid(1, 1));
        QVERIFY(before);
        QList<Recipe> more;
        for (int i = 4; i <= 200; ++i) more << Recipe{.instance = i};
        QCOMPARE(add(more).size(), 197);
        const auto after = m_library->openSeries(fixture::seriesUid(1, 1));
        QCOMPARE(after->first()->sliceCount(), 200);
        QCOMPARE(before->first()->sliceCount(), 3);
        QCOMPARE(before->first()->pixels(2).value(3, 4), double(fixture::pixelValue(Recipe{.instance = 1}, 0, 3, 4)));
        QCOMPARE(after->first()->pixels(0).value(3, 4), double(fixture::pixelValue(Recipe{.instance = 200}, 0, 3, 4)));
    }

    void multiFrameInstances()
    {
        QVERIFY(add({Recipe{.instance = 1, .frames = 6}}).first());
        const auto volumes = m_library->openSeries(fixture::seriesUid(1, 1));
        QCOMPARE(volumes->first()->sliceCount(), 6);
        QCOMPARE(volumes->first()->slice(0).frame, 5);
        QCOMPARE(volumes->first()->pixels(0).value(1, 0), double(fixture::pixelValue(Recipe{.frames = 6}, 5, 1, 0)));
    }

    void duplicates_data()
    {
        QTest::addColumn<QByteArray>("salt");
        QTest::addColumn<QString>("digest");
        QTest::addColumn<bool>("isDuplicate");
        QTest::newRow("same file") << QByteArray() << QString() << true;
        QTest::newRow("other file, same object") << QByteArray() << "other" << true;
        QTest::newRow("same file, other de-identification") << QByteArray("v2") << QString() << true;
        QTest::newRow("other content") << QByteArray("v2") << "other" << false;
    }

    void duplicates()
    {
        QFETCH(QByteArray, salt);
        QFETCH(QString, digest);
        QFETCH(bool, isDuplicate);
        addSeries(1, 1, 2);
        const auto objects = filesBelow("objects");
        const auto outcomes = add({Recipe{.instance = 1, .salt = salt, .sourceDigest = digest}, Recipe{.instance = 3}});
        QCOMPARE(outcomes.size(), 2);
        if (isDuplicate)
            QVERIFY(outcomes[0] && *outcomes[0] == AddOutcome::Duplicate);
        else
            QVERIFY(!outcomes[0] && outcomes[0].error().code == ErrorCode::ConflictingDuplicate);
        QVERIFY(outcomes[1] && *outcomes[1] == AddOutcome::Added);
        QCOMPARE(filesBelow("objects").size(), objects.size() + 1);
        QCOMPARE(m_library->study(fixture::studyUid(1))->instanceCount, 3);
        QVERIFY(filesBelow("staging").filter(QRegularExpression("(dcm|raw)$")).isEmpty());
        verifyClean();
    }

    void sameImageInAnotherEncoding_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("isDuplicate");
        QTest::newRow("same pixels") << QString() << true;
        QTest::newRow("one pixel differs") << "pixel" << false;
        QTest::newRow("lies elsewhere") << "place" << false;
        QTest::newRow("became lossy") << "lossy" << false;
        QTest::newRow("another patient") << "patient" << false;
        QTest::newRow("no pixels") << "none" << false;
        QTest::newRow("other spacing") << "spacing" << false;
        QTest::newRow("turned") << "turned" << false;
        QTest::newRow("other window") << "window" << false;
        QTest::newRow("inverted") << "inverted" << false;
        QTest::newRow("other frame of reference") << "reference" << false;
        QTest::newRow("after the cache was cleared") << "cleared" << true;
        QTest::newRow("the object is lost") << "lost" << true;
    }

    void sameImageInAnotherEncoding()
    {
        QFETCH(QString, what);
        QFETCH(bool, isDuplicate);
        QVERIFY(add({Recipe{.frames = 2}}).first());
        StagedInstance again = fixture::stage(*m_library->stagingFolder(), Recipe{.frames = 2, .salt = "packed", .sourceDigest = "other"});
        again.transferSyntaxUid = QStringLiteral("1.2.840.10008.1.2.4.80");
        if (what == QLatin1String("pixel")) {
            QFile pixels(again.pixelPath);
            QVERIFY(pixels.open(QIODevice::ReadWrite) && pixels.seek(pixels.size() - 1) && pixels.putChar('\x55'));
        }
        if (what == QLatin1String("place")) again.frames[1].geometry.originLps.x += 0.5;
        if (what == QLatin1String("lossy")) again.isLossy = true;
        if (what == QLatin1String("patient")) again.pseudonym = QStringLiteral("P-ZZZZ");
        if (what == QLatin1String("none")) again.pixelPath.clear();
        if (what == QLatin1String("spacing")) again.frames[0].geometry.rowSpacingMm *= 1.01;
        if (what == QLatin1String("turned")) again.frames[0].geometry.rowDirection = again.frames[0].geometry.rowDirection * -1.0;
        if (what == QLatin1String("window")) again.frames[1].windowCenter += 10;
        if (what == QLatin1String("inverted")) again.isMonochrome1 = true;
        if (what == QLatin1String("reference")) again.frameOfReferenceUid = QStringLiteral("2.25.77");
        if (what == QLatin1String("cleared")) QVERIFY(m_library->clearCache());
        if (what == QLatin1String("lost")) QVERIFY(QFile::remove(filesBelow("objects").first()));
        const auto outcomes = m_library->add({again});
        QVERIFY(outcomes);
        if (isDuplicate)
            QVERIFY(outcomes->first() && *outcomes->first() == AddOutcome::Duplicate);
        else
            QVERIFY(!outcomes->first() && outcomes->first().error().code == ErrorCode::ConflictingDuplicate);
        verifyClean();
    }

    void aDamagedImageGivesWayToItsGoodCopy_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("isReplaced");
        QTest::newRow("same place") << QString() << true;
        QTest::newRow("rows were not known") << "size" << true;
        QTest::newRow("damaged as well") << "damaged" << false;
        QTest::newRow("lies elsewhere") << "place" << false;
        QTest::newRow("another patient") << "patient" << false;
        QTest::newRow("another series") << "series" << false;
        QTest::newRow("other number of frames") << "frames" << false;
        QTest::newRow("other rescale") << "rescale" << false;
        QTest::newRow("other thickness") << "thickness" << false;
        QTest::newRow("other window") << "window" << false;
        QTest::newRow("inverted") << "inverted" << false;
        QTest::newRow("colour") << "colour" << false;
        QTest::newRow("other modality") << "modality" << false;
        QTest::newRow("other image type") << "type" << false;
        QTest::newRow("other acquisition") << "acquisition" << false;
        QTest::newRow("lossy") << "lossy" << false;
        QTest::newRow("the stored one had no pixel data") << "header" << true;
        QTest::newRow("the stored one can be shown") << "shown" << false;
    }

    void aDamagedImageGivesWayToItsGoodCopy()
    {
        QFETCH(QString, what);
        QFETCH(bool, isReplaced);
        const bool isShown = what == QLatin1String("shown");
        StagedInstance first = fixture::stage(*m_library->stagingFolder(), Recipe{.frames = 2, .hasPixels = isShown});
        if (!isShown) first.pixelNote = QStringLiteral("malformed compressed pixels");
        if (what == QLatin1String("size")) first.rows = first.columns = 0;
        if (what == QLatin1String("header")) first.frames.clear();
        QVERIFY(m_library->add({first})->first());
        QVERIFY(add({Recipe{.instance = 4}}).first());
        const qint64 audits = m_library->auditEntries(100)->size();

        const int frames = what == QLatin1String("frames") ? 1 : 2;
        const Recipe recipe{.frames = frames, .salt = "whole", .sourceDigest = "other", .hasPixels = what != QLatin1String("damaged")};
        StagedInstance again = fixture::stage(*m_library->stagingFolder(), recipe);
        if (what == QLatin1String("damaged")) again.pixelNote = first.pixelNote;
        if (what == QLatin1String("place")) again.frames[1].geometry.originLps.x += 0.5;
        if (what == QLatin1String("patient")) again.pseudonym = QStringLiteral("P-ZZZZ");
        if (what == QLatin1String("rescale")) again.frames[0].rescaleIntercept = -1024.0;
        if (what == QLatin1String("thickness")) again.frames[0].thicknessMm = 1.0;
        if (what == QLatin1String("window")) again.frames[1].windowCenter += 10;
        if (what == QLatin1String("inverted")) again.isMonochrome1 = true;
        if (what == QLatin1String("colour")) again.pixelType = PixelType::Rgb8;
        if (what == QLatin1String("modality")) again.modality = QStringLiteral("MR");
        if (what == QLatin1String("type")) again.imageType = QStringLiteral("ORIGINAL\\PRIMARY\\LOCALIZER");
        if (what == QLatin1String("acquisition")) again.acquisitionNumber = 9;
        if (what == QLatin1String("lossy")) again.isLossy = true;
        if (what == QLatin1String("series")) again.seriesUid = fixture::seriesUid(1, 2);
        const auto outcomes = m_library->add({again});
        QVERIFY(outcomes);
        QCOMPARE(outcomes->first().has_value(), isReplaced);
        QCOMPARE(m_library->auditEntries(100)->size(), audits + (isReplaced ? 1 : 0));
        QCOMPARE(m_library->study(fixture::studyUid(1))->instanceCount, 2);
        // The damaged one once more: what is here is better.
        if (isReplaced) {
            StagedInstance damaged = first;
            const StagedInstance files
                = fixture::stage(*m_library->stagingFolder(), Recipe{.frames = 2, .sourceDigest = "x", .hasPixels = false});
            damaged.objectPath = files.objectPath;
            damaged.sourceDigest = QStringLiteral("x");
            if (what != QLatin1String("header")) QVERIFY(*m_library->add({damaged})->first() == AddOutcome::Duplicate);
        }
        if (isReplaced) {
            QVERIFY(*outcomes->first() == AddOutcome::Replaced);
            QVERIFY(m_library->instances()->first().pixelNote.isEmpty());
            QCOMPARE(m_library->openSeries(fixture::seriesUid(1, 1))->first()->sliceCount(), 3);
        } else {
            QVERIFY(outcomes->first().error().code == ErrorCode::ConflictingDuplicate);
        }
        m_library.reset();
        reopen();
        QCOMPARE(filesBelow("objects").size(), 2);
        QVERIFY(filesBelow("objects").join(QLatin1Char(' ')).contains(isReplaced ? again.objectSha256 : first.objectSha256));
        verifyClean();
    }

    void duplicateInsideOneBatch()
    {
        const auto outcomes = add({Recipe{}, Recipe{}, Recipe{.salt = "x", .sourceDigest = "y"}});
        QVERIFY(*outcomes[0] == AddOutcome::Added && *outcomes[1] == AddOutcome::Duplicate && !outcomes[2]);
        verifyClean();
    }

    void pixelsInMemoryAreAsGood()
    {
        const QString staging = *m_library->stagingFolder();
        const auto inMemory = [&](const Recipe& recipe) {
            StagedInstance staged = fixture::stage(staging, recipe);
            QFile pixels(staged.pixelPath);
            if (!pixels.open(QIODevice::ReadOnly)) return staged;
            staged.pixels = pixels.readAll();
            pixels.remove();
            staged.pixelPath.clear();
            return staged;
        };
        const Recipe two{.instance = 1, .frames = 2};
        StagedInstance tooFew = inMemory(Recipe{.instance = 2, .frames = 2});
        tooFew.pixels.chop(1);
        StagedInstance both = inMemory(Recipe{.instance = 3});
        both.pixelPath = tooFew.objectPath;
        const auto outcomes = m_library->add({inMemory(two), tooFew, both});
        QVERIFY(outcomes && (*outcomes)[0]);
        for (const int wrong : {1, 2}) QVERIFY(!(*outcomes)[wrong] && (*outcomes)[wrong].error().code == ErrorCode::Misuse);
        const auto volumes = m_library->openSeries(fixture::seriesUid(1, 1));
        QVERIFY(volumes && volumes->size() == 1 && volumes->first()->sliceCount() == 2);
        for (int frame = 0; frame < 2; ++frame) {
            const auto& volume = *volumes->first();
            const int k = volume.slice(0).frame == frame ? 0 : 1;
            QCOMPARE(volume.pixels(k).value(5, 7), double(fixture::pixelValue(two, frame, 5, 7)));
        }
        verifyClean();
        // The same image in another encoding is told by its pixels.
        StagedInstance again = inMemory(Recipe{.instance = 1, .frames = 2, .salt = "packed", .sourceDigest = "other"});
        again.transferSyntaxUid = QStringLiteral("1.2.840.10008.1.2.4.90");
        const auto known = m_library->add({again});
        QVERIFY(known && (*known)[0] && *(*known)[0] == AddOutcome::Duplicate);
    }

    void badEntriesCostOnlyThemselves()
    {
        const QString staging = *m_library->stagingFolder();
        QList<StagedInstance> batch;
        for (int i = 1; i <= 6; ++i) batch << fixture::stage(staging, Recipe{.instance = i});
        QFile::remove(batch[0].objectPath);
        batch[1].objectBytes += 1;
        QVERIFY(QFile::resize(batch[2].pixelPath, 10));
        batch[3].instanceUid = "../../etc/passwd";
        batch[4].studyUid = fixture::studyUid(7);
        const auto outcomes = m_library->add({batch[5], batch[0], batch[1], batch[2], batch[3], batch[4]});
        QVERIFY(outcomes);
        QVERIFY((*outcomes)[0]);
        QVERIFY((*outcomes)[1].error().code == ErrorCode::FileUnreadable || (*outcomes)[1].error().code == ErrorCode::NotFound);
        QVERIFY((*outcomes)[2].error().code == ErrorCode::Corrupt);
        QVERIFY((*outcomes)[3].error().code == ErrorCode::FileUnreadable);
        QVERIFY((*outcomes)[4].error().code == ErrorCode::Malformed);
        QVERIFY((*outcomes)[5].error().code == ErrorCode::Malformed);
        QCOMPARE(m_library->instances()->size(), 1);
        QCOMPARE(m_library->studies()->size(), 1);
        QCOMPARE(filesBelow("objects").size(), 1);
        verifyClean();
    }

    void removesAndImportsAgain()
    {
        addSeries(1, 1, 3);
        addSeries(2, 1, 3);
        const auto mapped = m_library->openSeries(fixture::seriesUid(1, 1));
        QVERIFY(m_library->removeStudy(fixture::studyUid(1)));
        QVERIFY(m_library->removeStudy(fixture::studyUid(1)).error().code == ErrorCode::NotFound);
        QCOMPARE(m_library->studies()->size(), 1);
        QCOMPARE(filesBelow("objects").size(), 3);
        QCOMPARE(filesBelow("cache").size(), 1);
        verifyClean();
        QVERIFY(add({Recipe{.instance = 3}}).first());
        // The reader who still has the old series open goes on seeing its pixels.
        QCOMPARE(mapped->first()->pixels(2).value(0, 0), double(fixture::pixelValue(Recipe{.instance = 1}, 0, 0, 0)));
        QCOMPARE(m_library->openSeries(fixture::seriesUid(1, 1))->first()->sliceCount(), 1);
        verifyClean();
    }

    void filtersByEveryWord_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("hits");
        QTest::newRow("all") << "" << 3;
        QTest::newRow("pseudonym") << "p-1" << 3;
        QTest::newRow("two words") << "abdomen ct" << 3;
        QTest::newRow("institution") << "HOSPITAL" << 1;
        QTest::newRow("uid") << fixture::studyUid(2) << 1;
        QTest::newRow("one word misses") << "abdomen mr" << 0;
    }

    void filtersByEveryWord()
    {
        QFETCH(QString, filter);
        QFETCH(int, hits);
        addSeries(1, 1, 1);
        addSeries(2, 1, 1);
        QVERIFY(m_library->setInstitution("Seoul Hospital"));
        addSeries(3, 1, 1);
        QCOMPARE(m_library->studies(filter)->size(), hits);
    }

    void changeCounterSeesBothConnections()
    {
        auto other = Library::open(folder());
        QVERIFY(other);
        const qint64 before = m_library->changeCounter();
        QCOMPARE(m_library->changeCounter(), before);
        addSeries(1, 1, 1);
        const qint64 own = m_library->changeCounter();
        QVERIFY(own != before);
        QVERIFY((*other)->setRead(fixture::studyUid(1), true));
        QVERIFY(m_library->changeCounter() != own);
        QVERIFY(m_library->study(fixture::studyUid(1))->isRead);
    }

    void settingsAndInstitutionStay()
    {
        QCOMPARE(m_library->institution(), QStringLiteral("Local"));
        QVERIFY(m_library->setInstitution(QStringLiteral("서울병원")));
        QVERIFY(!m_library->setInstitution("  "));
        QVERIFY(m_library->setSetting("model", "densenet"));
        reopen();
        QCOMPARE(m_library->institution(), QStringLiteral("서울병원"));
        QCOMPARE(m_library->setting("model"), QStringLiteral("densenet"));
        QCOMPARE(m_library->setting("nothing", "else"), QStringLiteral("else"));
    }
};

QTEST_GUILESS_MAIN(TestLibrary)
#include "tst_library.moc"
