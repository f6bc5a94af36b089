#include "LibraryFixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace lobule;
using namespace lobule::library;

/// What the reader adds: predictions, measurements, reports.
class TestLibraryNotes : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<Library> m_library;
    const QString m_study = fixture::studyUid(1);

    static Prediction prediction(int instance, const QString& label, double score)
    {
        Prediction p;
        p.instanceUid = fixture::instanceUid(1, 1, instance);
        p.label = label;
        p.score = score;
        p.logit = 1.5;
        p.modelName = "demo";
        p.modelVersion = "1";
        p.modelSha256 = "abc";
        p.device = "CPU";
        p.milliseconds = 12.5;
        return p;
    }

    static Measurement length(const QString& id, double mm)
    {
        Measurement m;
        m.id = id;
        m.instanceUid = fixture::instanceUid(1, 1, 1);
        m.kind = "length";
        m.indexIj = {1.5, 2, 3.25, 4};
        m.valueMm = mm;
        m.label = QStringLiteral("간");
        return m;
    }

    static KeyImage keyImage(int series, int instance)
    {
        KeyImage image;
        image.instanceUid = fixture::instanceUid(1, series, instance);
        image.windowWidth = 400.5;
        image.windowCenter = -20.25;
        image.author = "Kim";
        return image;
    }

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        fixture::useKeyIn(m_home->path());
        m_library = std::move(*Library::open(m_home->filePath("library")));
        const QString staging = *m_library->stagingFolder();
        QVERIFY((*m_library->add({fixture::stage(staging, {.instance = 1}), fixture::stage(staging, {.instance = 2})}))[1]);
    }

    void cleanup()
    {
        m_library.reset();
        m_home.reset();
    }

    void predictionsAreKeptAndShownInTheList()
    {
        // Made by a clock that is a day ahead: it counts until the next one comes.
        Prediction ahead = prediction(2, "LC", 0.99);
        ahead.createdAt = QDateTime::currentDateTimeUtc().addDays(1);
        QVERIFY(m_library->addPrediction(ahead));
        QCOMPARE(m_library->study(m_study)->aiScore, 0.99);
        const auto stored = m_library->addPrediction(prediction(1, "LC", 0.91));
        QVERIFY(stored);
        QCOMPARE(stored->id.size(), 36);
        QCOMPARE(stored->studyUid, m_study);
        QCOMPARE(stored->seriesUid, fixture::seriesUid(1, 1));
        QVERIFY(stored->createdAt.isValid());
        QCOMPARE(m_library->study(m_study)->aiLabel, QStringLiteral("LC"));
        QCOMPARE(m_library->study(m_study)->aiScore, 0.91);
        QVERIFY(m_library->addPrediction(prediction(2, "NonLC", 0.2)));
        QCOMPARE(m_library->study(m_study)->aiLabel, QStringLiteral("NonLC"));
        QCOMPARE(m_library->study(m_study)->aiScore, 0.2);
        const auto all = m_library->predictions(m_study);
        QCOMPARE(all->size(), 3);
        QCOMPARE(all->at(0).label, QStringLiteral("NonLC"));
        QCOMPARE(all->at(2).score, 0.99);
        const auto one = m_library->predictions(m_study, fixture::instanceUid(1, 1, 1));
        QCOMPARE(one->size(), 1);
        QCOMPARE(one->first().device, QStringLiteral("CPU"));
        QCOMPARE(one->first().milliseconds, 12.5);
        QVERIFY(!one->first().clinicalUse);
        QCOMPARE(m_library->studies("nonlc")->size(), 1);
    }

    void indeterminateIsItsOwnAnswer()
    {
        Prediction p = prediction(1, "LC", 0.51);
        p.indeterminate = true;
        QVERIFY(m_library->addPrediction(p));
        QCOMPARE(m_library->study(m_study)->aiLabel, QStringLiteral("indeterminate"));
        QVERIFY(m_library->predictions(m_study)->first().indeterminate);
    }

    void aScoreThatIsNoNumberStaysNone()
    {
        QVERIFY(m_library->addPrediction(prediction(1, "", kNoScore)));
        QVERIFY(std::isnan(m_library->predictions(m_study)->first().score));
        QVERIFY(std::isnan(m_library->study(m_study)->aiScore));
        Prediction lost = prediction(1, "LC", 1);
        lost.instanceUid = "2.25.9";
        QVERIFY(m_library->addPrediction(lost).error().code == ErrorCode::NotFound);
    }

    void measurementsUndoAndRedo()
    {
        QVERIFY(m_library->putMeasurement(length("a", 10)));
        QVERIFY(m_library->putMeasurement(length("b", 20)));
        Measurement moved = length("a", 11);
        moved.indexIj = {0, 0, 5, 5};
        QVERIFY(m_library->putMeasurement(moved));
        auto all = m_library->measurements(m_study);
        QCOMPARE(all->size(), 2);
        QCOMPARE(all->at(0).valueMm, 11.0);
        QCOMPARE(all->at(0).indexIj, QList<double>({0, 0, 5, 5}));
        QCOMPARE(all->at(1).indexIj, QList<double>({1.5, 2, 3.25, 4}));
        QCOMPARE(all->at(1).label, QStringLiteral("간"));
        QCOMPARE(all->at(1).seriesUid, fixture::seriesUid(1, 1));
        QVERIFY(m_library->removeMeasurement("a"));
        QVERIFY(m_library->removeMeasurement("a").error().code == ErrorCode::NotFound);
        QCOMPARE(m_library->measurements(m_study)->size(), 1);
        QVERIFY(m_library->putMeasurement(moved));
        QCOMPARE(m_library->measurements(m_study)->size(), 2);
        QVERIFY(m_library->putMeasurement(length("", 1)).error().code == ErrorCode::Misuse);
    }

    void keyImagesAreOneAFrame()
    {
        const QString staging = *m_library->stagingFolder();
        QVERIFY((*m_library->add({fixture::stage(staging, {.series = 2, .instance = 1, .frames = 3})}))[0]);
        KeyImage second = keyImage(1, 2);
        second.note = QString::fromUtf8("  간문맥\n 혈전 ");
        QVERIFY(m_library->putKeyImage(second));
        QVERIFY(m_library->putKeyImage(keyImage(1, 1)));
        KeyImage frame = keyImage(2, 1);
        frame.frame = 2;
        frame.voi = "SIGMOID";
        QVERIFY(m_library->putKeyImage(frame));
        auto all = m_library->keyImages(m_study);
        QVERIFY(all);
        QCOMPARE(all->size(), 3);
        // By series, image and frame, not by when they were marked.
        QCOMPARE(all->at(0).instanceUid, fixture::instanceUid(1, 1, 1));
        QCOMPARE(all->at(1).note, QString::fromUtf8("간문맥 혈전"));
        QCOMPARE(all->at(1).windowWidth, 400.5);
        QCOMPARE(all->at(1).windowCenter, -20.25);
        QCOMPARE(all->at(1).author, QString("Kim"));
        QVERIFY(all->at(1).createdAt.isValid());
        QCOMPARE(all->at(2).seriesUid, fixture::seriesUid(1, 2));
        QCOMPARE(all->at(2).frame, 2);
        QCOMPARE(all->at(2).voi, QString("SIGMOID"));

        // Marked again with another window and by somebody else: the same key image.
        KeyImage again = keyImage(1, 2);
        again.windowWidth = 1500;
        again.author = "Lee";
        QVERIFY(m_library->putKeyImage(again));
        all = m_library->keyImages(m_study);
        QCOMPARE(all->size(), 3);
        QCOMPARE(all->at(1).windowWidth, 1500.0);
        QCOMPARE(all->at(1).author, QString("Lee"));
        QCOMPARE(all->at(1).note, QString());

        QVERIFY(m_library->removeKeyImage(all->at(1).id));
        QVERIFY(m_library->removeKeyImage(all->at(1).id).error().code == ErrorCode::NotFound);
        QCOMPARE(m_library->keyImages(m_study)->size(), 2);
        QVERIFY(m_library->putKeyImage(all->at(1)));
        QCOMPARE(m_library->keyImages(m_study)->at(1).createdAt, all->at(1).createdAt);
        QVERIFY(m_library->removeStudy(m_study));
        QVERIFY(m_library->keyImages(m_study)->isEmpty());
    }

    void aKeyImageNeedsItsFrame()
    {
        KeyImage lost = keyImage(1, 1);
        lost.instanceUid = "2.25.9";
        QVERIFY(m_library->putKeyImage(lost).error().code == ErrorCode::NotFound);
        KeyImage beyond = keyImage(1, 1);
        for (const int frame : {-1, 1}) {
            beyond.frame = frame;
            QVERIFY(m_library->putKeyImage(beyond).error().code == ErrorCode::NotFound);
        }
        KeyImage wordy = keyImage(1, 1);
        wordy.note = QString(kMaxKeyImageNote + 1, u'x');
        QVERIFY(m_library->putKeyImage(wordy).error().code == ErrorCode::Misuse);
        wordy.note.chop(1);
        wordy.windowWidth = std::nan("");
        QVERIFY(m_library->putKeyImage(wordy));
        QCOMPARE(m_library->keyImages(m_study)->first().windowWidth, 0.0);
        // The same in every library, for ever: worked out by Python's uuid.uuid5.
        QCOMPARE(keyImageId("2.25.1", 0), QString("85cee12a-a5be-53ac-9916-28376cf49d5a"));
        QCOMPARE(keyImageId("2.25.1", 1), QString("2c9a775c-d3f8-5c3b-8b27-86bc6b0405d9"));
    }

    void reportsAreVersions()
    {
        QVERIFY(m_library->reportVersions(m_study)->isEmpty());
        const QJsonObject first{{"findings", "nodular surface"}};
        const QJsonObject second{{"findings", "nodular surface"}, {"impression", QStringLiteral("간경변")}};
        QCOMPARE(m_library->saveReport(m_study, first, "draft", "Kim")->version, 1);
        QCOMPARE(m_library->saveReport(m_study, first, "draft", "Lee")->version, 1);
        QCOMPARE(m_library->saveReport(m_study, second, "draft", "Kim")->version, 2);
        QCOMPARE(m_library->study(m_study)->reportStatus, QStringLiteral("draft"));
        QCOMPARE(m_library->saveReport(m_study, second, "final", "Kim")->version, 3);
        QCOMPARE(m_library->study(m_study)->reportStatus, QStringLiteral("final"));
        QVERIFY(m_library->saveReport(m_study, first, "draft", "Kim").error().code == ErrorCode::Misuse);
        QVERIFY(m_library->saveReport(m_study, first, "signed", "Kim").error().code == ErrorCode::Misuse);
        QVERIFY(m_library->saveReport("2.25.9", first, "draft", "Kim").error().code == ErrorCode::NotFound);
        const auto versions = m_library->reportVersions(m_study);
        QCOMPARE(versions->size(), 3);
        QCOMPARE(versions->at(0).status, QStringLiteral("final"));
        QCOMPARE(versions->at(0).fields, second);
        QCOMPARE(versions->at(2).fields, first);
        QCOMPARE(versions->at(2).author, QStringLiteral("Kim"));
    }

    void aVersionFollowsWhatItsAuthorSaw()
    {
        const auto first = m_library->saveReport(m_study, {{"findings", "one"}}, "draft", "Kim");
        QVERIFY(first->parents.isEmpty() && first->versionUid.size() == 36);
        const auto theirs = m_library->saveReport(m_study, {{"findings", "theirs"}}, "final", "Lee", QStringList{first->versionUid});
        QCOMPARE(theirs->parents, QStringList{first->versionUid});
        // Kim has not seen that: a draft is no step back from a final report that its author does not know.
        const auto own = m_library->saveReport(m_study, {{"findings", "own"}}, "draft", "Kim", QStringList{first->versionUid});
        QCOMPARE(own->parents, QStringList{first->versionUid});
        QCOMPARE(own->version, 3);
        QCOMPARE(m_library->saveReport(m_study, {{"findings", "own"}}, "draft", "Kim", QStringList{own->versionUid})->version, 3);
        const QStringList both{theirs->versionUid, own->versionUid};
        QVERIFY(m_library->saveReport(m_study, {{"findings", "merged"}}, "draft", "Kim", both).error().code == ErrorCode::Misuse);
        QCOMPARE(m_library->saveReport(m_study, {{"findings", "merged"}}, "final", "Kim", both)->parents, both);
        QVERIFY(m_library->saveReport(m_study, {}, "draft", "Kim", QStringList{"no such version"}).error().code == ErrorCode::NotFound);
        const auto versions = m_library->reportVersions(m_study);
        QCOMPARE(versions->size(), 4);
        QCOMPARE(versions->first().parents, both);
    }

    void notesGoWithTheirStudy()
    {
        QVERIFY(m_library->addPrediction(prediction(1, "LC", 0.9)));
        QVERIFY(m_library->putMeasurement(length("a", 10)));
        QVERIFY(m_library->saveReport(m_study, {{"findings", "x"}}, "draft", "Kim"));
        QVERIFY(m_library->setRead(m_study, true));
        QVERIFY(m_library->setRead("2.25.9", true).error().code == ErrorCode::NotFound);
        QVERIFY(m_library->audit("opened", m_study, {{"by", "Kim"}}));
        QVERIFY(m_library->removeStudy(m_study));
        QVERIFY(m_library->predictions(m_study)->isEmpty());
        QVERIFY(m_library->measurements(m_study)->isEmpty());
        QVERIFY(m_library->reportVersions(m_study)->isEmpty());
        QVERIFY(m_library->verify(false)->problems.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestLibraryNotes)
#include "tst_library_notes.moc"
