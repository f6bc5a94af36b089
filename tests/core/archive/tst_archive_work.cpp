#include "core/archive/Archive.h"
#include "core/archive/Membership.h"
#include "tests/core/archive/ArchiveFixture.h"

#include <QJsonArray>
#include <QTest>

using namespace lobule;
using test::Station;
using test::TestArchive;

/// Work that exists nowhere else: it stays, and somebody is told why it does not go.
class TestArchiveWork : public QObject {
    Q_OBJECT

    TestArchive m_archive;

    QString addReader(const char* login)
    {
        const auto password = m_archive.admin->addUser(QLatin1String(login), QStringLiteral("Hospital A"), false);
        if (!password) return TestArchive::describe(password.error());
        if (!password->isEmpty()) m_archive.passwords[login] = *password;
        return {};
    }
    [[nodiscard]] int reports(const char* impression) const
    {
        return m_archive.count("report_version", QStringLiteral("fields ->> 'impression' = '%1'").arg(QLatin1String(impression)));
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = test::PostgresServer::missing(); !reason.isEmpty()) QSKIP(qPrintable(reason));
        const QString error = m_archive.start();
        QVERIFY2(error.isEmpty(), qPrintable(error));
    }

    void cleanup()
    {
        if (!m_archive.passwords.empty()) QCOMPARE(m_archive.faults(), QString());
    }

    void whatAReaderWroteSurvivesARemoval()
    {
        QCOMPARE(addReader("rita"), QString());
        Station a(m_archive, "alice"), r(m_archive, "rita");
        const QString study = a.add(1), scored = a.add(2);
        QCOMPARE(a.connect(), QString());
        QVERIFY(r.store->link(m_archive.offer("Hospital A", false), true));
        QCOMPARE(test::inTurn({&a, &r}), QString());
        QVERIFY(r.report_(study, "by a reader, before the removal"));
        library::Prediction prediction;
        prediction.instanceUid = library::fixture::instanceUid(2, 1, 1);
        prediction.label = "LC";
        prediction.modelSha256 = QString(64, u'a');
        QVERIFY(r.library->addPrediction(prediction));
        QCOMPARE(r.sync(), QString());
        QCOMPARE(r.report.sent, 0);
        QCOMPARE(r.report.waiting, 2);
        QCOMPARE(r.report.held, 2);
        QCOMPARE(r.report.attention, 0);
        QCOMPARE(r.store->queue(10)->first().lastError, QString("may-only-read"));
        QCOMPARE(r.store->places()->of(study, "Hospital A"), library::StudyPlace::Waiting);

        QVERIFY(a.library->removeStudy(study) && a.library->removeStudy(scored));
        QCOMPARE(test::inTurn({&a, &r}), QString());
        QCOMPARE(r.impressions(study), QStringList{"by a reader, before the removal"});
        QVERIFY(!r.library->study(scored)); // an AI result is no reason to keep what everybody has removed

        // The right to write comes: it goes, and opens the study again.
        QVERIFY(m_archive.admin->addUser("rita", "Hospital A", true));
        QCOMPARE(test::inTurn({&r, &a}), QString());
        QCOMPARE(r.report.waiting, 0);
        QCOMPARE(reports("by a reader, before the removal"), 1);
        QCOMPARE(a.impressions(study), QStringList{"by a reader, before the removal"});
    }

    void whatAReaderWroteSurvivesTheEndOfTheMembership_data()
    {
        QTest::addColumn<bool>("isRevoked");
        QTest::newRow("revoked") << true;
        QTest::newRow("disconnected") << false;
    }

    void whatAReaderWroteSurvivesTheEndOfTheMembership()
    {
        QFETCH(bool, isRevoked);
        const char* login = isRevoked ? "robert" : "rosa";
        QCOMPARE(addReader(login), QString());
        if (isRevoked) QVERIFY(m_archive.admin->addUser(login, "Hospital B", true)); // so that the archive still lets him in
        const int number = isRevoked ? 3 : 5;
        Station a(m_archive, "alice"), r(m_archive, login);
        const QString study = a.add(number), cached = a.add(number + 1);
        QCOMPARE(a.connect(), QString());
        QVERIFY(r.store->link(m_archive.offer("Hospital A", false), true));
        QCOMPARE(test::inTurn({&a, &r}), QString());
        QVERIFY(r.report_(study, login));
        if (isRevoked) {
            QVERIFY(m_archive.admin->revokeUser(login, "Hospital A"));
            QCOMPARE(r.sync(), QString());
            QCOMPARE(r.report.ended, QStringList{"Hospital A"});
        } else {
            QVERIFY(archive::untie(*r.store));
        }
        QVERIFY(!r.library->study(cached));
        QCOMPARE(r.impressions(study), QStringList{login});
        // Written while tied to nothing: it waits as well, once the library is tied again.
        QVERIFY(r.report_(study, "second"));
        QCOMPARE(addReader(login), QString());
        if (!isRevoked) {
            QCOMPARE(r.sync(), QString());
            QVERIFY(r.store->links()->isEmpty()); // an exchange that was on its way ties nothing
            QVERIFY(r.settings.save(*r.store));
        }
        QCOMPARE(r.sync(), QString());
        QCOMPARE(r.report.held, 2);
        QVERIFY(m_archive.admin->addUser(login, "Hospital A", true));
        QCOMPARE(r.sync(), QString());
        QCOMPARE(r.report.waiting + r.report.attention, 0);
        QCOMPARE(reports(login), 1);
    }

    void theLastCopyOfAReportSurvivesARestore()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString known = a.add(7);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(a.sync(), QString());
        // Written and not sent; then the study is removed here, so that the text is in the outbox only.
        QVERIFY(a.report_(known, "last copy, the archive knows the study"));
        QVERIFY(a.library->removeStudy(known));
        const QString forgotten = a.add(8);
        QVERIFY(a.report_(forgotten, "last copy, the archive has forgotten the study"));
        QVERIFY(a.library->removeStudy(forgotten));
        QVERIFY(m_archive.admin->renewEpoch());
        QCOMPARE(a.sync(), QString());
        QCOMPARE(reports("last copy, the archive knows the study"), 1);
        QCOMPARE(a.report.waiting, 2); // with the removal behind it
        // Somebody else gives the study back.
        b.add(8);
        QCOMPARE(b.sync(), QString());
        QVERIFY(a.store->retryAll());
        QCOMPARE(a.sync(), QString());
        QCOMPARE(reports("last copy, the archive has forgotten the study"), 1);
        QCOMPARE(a.report.waiting + a.report.attention, 0);
        // Imported again here: the images do not wait behind the text that needs them.
        const QString again = a.add(9);
        QVERIFY(a.report_(again, "last copy, imported again"));
        QVERIFY(a.library->removeStudy(again));
        a.add(9);
        QVERIFY(m_archive.admin->renewEpoch());
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.waiting + a.report.attention, 0);
        QCOMPARE(reports("last copy, imported again"), 1);
        QVERIFY(a.library->study(again));
    }

    void oneRefusedImageHoldsNoReportUp()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        // The same UIDs, other pixels, at two workstations; and one image that only one of them has.
        const QString study = a.add(11, 2), same = b.add(11, 1, "other content");
        QCOMPARE(same, study);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(a.sync(), QString());
        library::Measurement onRefused{"7d8f3c1e-0000-4000-8000-000000000111", study, {}, library::fixture::instanceUid(11, 1, 1), 0,
            "length", {1, 2, 3, 4}, 10, "of other pixels", {}};
        QVERIFY(b.library->putMeasurement(onRefused));
        QVERIFY(b.report_(study, "overtakes the refused image"));
        QCOMPARE(b.sync(), QString());
        QCOMPARE(b.report.attention, 1);
        QCOMPARE(b.report.refused, 1); // and what the archive has under that UID is refused here
        QCOMPARE(b.report.waiting, 1); // the measurement on that very image
        QCOMPARE(b.store->counts()->refusals, 1);
        const auto refusals = b.store->refusals();
        QVERIFY(refusals && refusals->size() == 1);
        QCOMPARE(refusals->first().studyUid, study);
        QCOMPARE(refusals->first().key, library::fixture::instanceUid(11, 1, 1));
        QCOMPARE(refusals->first().why, QString("conflicting-duplicate"));
        QCOMPARE(b.store->attention()->first().lastError, QString("conflicting-duplicate"));
        QCOMPARE(reports("overtakes the refused image"), 1);
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.impressions(study), QStringList{"overtakes the refused image"});

        // A person has read it and wants to hear no more of it: it stays as it is, also when the feed is read again.
        QCOMPARE(*b.store->dismiss(*refusals), 1);
        QCOMPARE(*b.store->dismiss(*refusals), 0);
        QVERIFY(b.store->refusals()->isEmpty());
        QCOMPARE(b.store->refusals(true)->size(), 1);
        QCOMPARE(b.store->counts()->refusals, 0);
        const auto audit = b.library->auditEntries(1);
        QCOMPARE(audit->first().action, QString("archive-refusal-dismissed"));
        QCOMPARE(audit->first().subjectUid, study);
        QVERIFY(!audit->first().actor.isEmpty());
        QCOMPARE(audit->first().detail.value("changes").toArray().size(), 1);
        QVERIFY(m_archive.admin->renewEpoch());
        QCOMPARE(test::inTurn({&b, &a}), QString());
        QVERIFY(b.store->refusals()->isEmpty());
        QCOMPARE(b.store->counts()->refusals, 0);

        // Whoever removes their own copy removes nobody else's, and has the archive's then.
        QVERIFY(b.library->removeStudy(study));
        QCOMPARE(test::inTurn({&b, &a, &b}), QString());
        QCOMPARE(b.report.attention + b.report.waiting + b.report.refused, 0);
        QVERIFY(b.store->refusals()->isEmpty() && b.store->refusals(true)->isEmpty());
        for (Station* station : {&a, &b}) {
            QVERIFY(station->library->study(study));
            QCOMPARE(station->library->instances(study)->size(), 2);
            QCOMPARE(station->impressions(study), QStringList{"overtakes the refused image"});
        }
        QCOMPARE(b.library->instances(study)->first().objectSha256, a.library->instances(study)->first().objectSha256);
    }

    /// Two programs for one library: the page of the one that was slower is older than what is here.
    void aPageThatWasOvertakenIsNotApplied()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(21);
        QCOMPARE(a.connect() + b.connect(), QString());
        library::Measurement length{"7d8f3c1e-0000-4000-8000-000000000121", study, {}, library::fixture::instanceUid(21, 1, 1), 0, "length",
            {1, 2, 3, 4}, 10, "older", {}};
        QVERIFY(a.library->putMeasurement(length));
        QCOMPARE(test::inTurn({&b, &a}), QString());
        const auto links = b.store->links();
        const library::ArchiveLink before = links->first();
        auto direct = archive::Archive::connect(b.settings, b.password());
        QVERIFY(direct);
        const auto page = (*direct)->pull(before.archiveInstitution, before.cursor, 500);
        QVERIFY(page && !page->isEmpty());
        length.label = "newer";
        QVERIFY(a.library->putMeasurement(length));
        QCOMPARE(test::inTurn({&a, &b}), QString());
        const qint64 cursor = b.store->links()->first().cursor;
        const auto late = b.store->apply(before, *page, page->last().rev);
        QVERIFY(late && late->isOvertaken);
        QCOMPARE(b.library->measurements(study)->first().label, QString("newer"));
        QCOMPARE(b.store->links()->first().cursor, cursor);
        // And one that lies before the page since the feed is read anew: nothing between is left out.
        library::ArchiveLink ahead = before;
        ahead.cursor = cursor + 5;
        QVERIFY(b.store->apply(ahead, *page, cursor + 10)->isOvertaken);
        QCOMPARE(b.store->links()->first().cursor, cursor);
    }

    void valuesAsFilesHaveThemAreTaken()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const auto staging = a.library->stagingFolder();
        library::fixture::Recipe recipe;
        recipe.study = 12;
        auto staged = library::fixture::stage(*staging, recipe);
        staged.pseudonym = "P-7K3M9Q2X";
        staged.bodyPart = "ABDOMEN,PELVIS";
        staged.modality = "CT*";
        staged.phase = QString::fromUtf8("동맥기");
        staged.kernel = QString(3000, u'k');
        staged.sex = "f";
        staged.age = "45y";
        staged.studyDate = "in March";
        QVERIFY(a.library->add({staged}));
        QVERIFY(a.library->saveReport(
            staged.studyUid, {{"impression", QString::fromLatin1("a\0b", 3)}}, "draft", QString(2000, u'K') + "\x01\"\\"));
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QCOMPARE(a.report.waiting + a.report.attention, 0);
        const auto study = b.library->study(staged.studyUid);
        QVERIFY(study);
        QCOMPARE(study->sex, QString("F"));
        QCOMPARE(study->age, QString("045Y"));
        QCOMPARE(b.library->series(staged.studyUid)->first().bodyPart, QString("ABDOMEN PELVIS"));
        QCOMPARE(b.impressions(staged.studyUid), QStringList{"ab"});
        QCOMPARE(b.library->reportVersions(staged.studyUid)->first().author, QString(1024, u'K'));
    }

    void aRefusalSaysWhatItIsAbout()
    {
        Station a(m_archive, "alice");
        const auto staging = a.library->stagingFolder();
        auto staged = library::fixture::stage(*staging, {});
        staged.pseudonym = "HONG GILDONG";
        QVERIFY(a.library->add({staged}));
        QCOMPARE(a.connect(), QString());
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.store->attention()->first().errorSubject, QString("a patient's name that is not a pseudonym"));
        QCOMPARE(a.store->queue(9)->first().errorSubject, QString("a patient's name that is not a pseudonym"));
    }

    void anOlderStateThatTheRestoreHasLostDoesNotWin()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(14);
        library::Measurement length{"7d8f3c1e-0000-4000-8000-000000000114", study, {}, library::fixture::instanceUid(14, 1, 1), 0, "length",
            {1, 2, 3, 4}, 10, "older", {}};
        QVERIFY(a.library->putMeasurement(length));
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QTest::qWait(5);
        length.label = "newer";
        QVERIFY(a.library->putMeasurement(length));
        QCOMPARE(a.sync(), QString());
        // The restored archive has the newer state and not the older one, which b still holds.
        m_archive.server.sql("DELETE FROM lobule.measurement WHERE label = 'older'");
        QVERIFY(m_archive.admin->renewEpoch());
        QCOMPARE(test::inTurn({&b, &a, &b}), QString());
        for (Station* station : {&a, &b}) QCOMPARE(station->library->measurements(study)->first().label, QString("newer"));
        // A change that waited when the archive was restored is news all the same.
        length.label = "newest";
        QVERIFY(b.library->putMeasurement(length));
        QVERIFY(m_archive.admin->renewEpoch());
        QCOMPARE(test::inTurn({&b, &a}), QString());
        QCOMPARE(a.library->measurements(study)->first().label, QString("newest"));
    }

    void whatIsImportedHereAsWellStays()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString both = a.add(15), fetched = a.add(16), cached = a.add(17);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        archive::SyncOptions options;
        options.fetchStudy = fetched;
        QVERIFY(archive::syncOnce(*b.store, b.settings, b.password(), options, b.report));
        b.add(15);
        b.add(16); // whether its file had been fetched before or not
        QVERIFY(archive::untie(*b.store));
        QVERIFY(b.library->study(both) && b.library->study(fetched));
        QVERIFY(!b.library->study(cached));
        QVERIFY(b.library->verify(false)->problems.isEmpty());
    }

    void aFastClockDoesNotDecideWhichAiResultCounts()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(18);
        QCOMPARE(a.connect() + b.connect(), QString());
        library::Prediction prediction;
        prediction.instanceUid = library::fixture::instanceUid(18, 1, 1);
        prediction.modelSha256 = QString(64, u'a');
        prediction.label = "LC";
        prediction.createdAt = QDateTime::currentDateTimeUtc().addYears(3);
        QVERIFY(a.library->addPrediction(prediction));
        QCOMPARE(test::inTurn({&a, &b}), QString());
        prediction.id.clear();
        prediction.label = "NonLC";
        prediction.createdAt = QDateTime::currentDateTimeUtc();
        QVERIFY(b.library->addPrediction(prediction));
        QCOMPARE(test::inTurn({&b, &a}), QString());
        for (Station* station : {&a, &b}) {
            QCOMPARE(station->library->study(study)->aiLabel, QString("NonLC"));
            QCOMPARE(station->library->predictions(study)->first().label, QString("NonLC"));
        }
    }
};

QTEST_GUILESS_MAIN(TestArchiveWork)
#include "tst_archive_work.moc"
