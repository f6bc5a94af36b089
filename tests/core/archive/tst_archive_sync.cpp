#include "core/archive/Archive.h"
#include "core/archive/Diagnosis.h"
#include "core/archive/Membership.h"
#include "tests/core/archive/ArchiveFixture.h"
#include "tests/support/TcpProxy.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

using namespace lobule;
using test::Station;
using test::TcpProxy;
using test::TestArchive;

/// Two library folders and one real archive.
class TestArchiveSync : public QObject {
    Q_OBJECT

    TestArchive m_archive;

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = test::PostgresServer::missing(); !reason.isEmpty()) QSKIP(qPrintable(reason));
        QElapsedTimer since;
        since.start();
        const QString error = m_archive.start();
        QVERIFY2(error.isEmpty(), qPrintable(error));
        qInfo("server with archive ready after %lld ms", since.elapsed());
        QCOMPARE(m_archive.addUser("plain_writer", "Hospital A"), QString());
    }

    void cleanup()
    {
        if (!m_archive.passwords.empty()) QCOMPARE(m_archive.faults(), QString());
    }

    void aStudyAndItsReportTravel()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(1, 3); // before the archive is known
        QCOMPARE(a.connect(), QString());
        QCOMPARE(b.connect(), QString());
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.sent, 3);
        QVERIFY(a.report.sentBytes > 6000);
        QCOMPARE(a.report.waiting, 0);

        QCOMPARE(b.sync(), QString());
        const auto listed = b.library->studies();
        QVERIFY(listed && listed->size() == 1);
        const auto original = a.library->study(study);
        QVERIFY(original);
        QCOMPARE(listed->first().studyUid, study);
        QCOMPARE(listed->first().pseudonym, original->pseudonym);
        QCOMPARE(listed->first().description, original->description);
        QCOMPARE(listed->first().instanceCount, 3);
        QCOMPARE(listed->first().institution, QString("Hospital A"));
        QCOMPARE(b.library->series(study)->first().geometry, a.library->series(study)->first().geometry);
        QCOMPARE(b.report.remoteObjects, 3);
        QVERIFY(b.library->verify(false)->problems.isEmpty()); // files that lie in the archive are not missing

        QCOMPARE(b.sync(true), QString());
        QCOMPARE(b.report.fetchedObjects, 3);
        const auto instances = b.library->instances(study);
        QVERIFY(instances);
        for (const auto& row : *instances) {
            QFile there(a.library->objectPath(row.objectSha256)), here(b.library->objectPath(row.objectSha256));
            QVERIFY(there.open(QIODevice::ReadOnly) && here.open(QIODevice::ReadOnly));
            QCOMPARE(here.readAll(), there.readAll());
        }
        QVERIFY(b.library->verify(false)->problems.isEmpty());

        QVERIFY(b.report_(study, "cirrhosis, no focal lesion"));
        QCOMPARE(b.sync(), QString());
        QCOMPARE(b.report.sent, 1);
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.impressions(study), QStringList{"cirrhosis, no focal lesion"});
        QCOMPARE(a.library->study(study)->reportStatus, QString("draft"));
        QVERIFY(a.report.conflicts.isEmpty());
        // Nothing goes in circles.
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.sent + a.report.received, 0);
    }

    /// Until it is sent: what the archive has is everybody's.
    void aDamagedImageGivesWayToItsGoodCopy()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const auto take = [&a](int instance, bool isGood) {
            library::fixture::Recipe recipe{.study = 77, .instance = instance, .hasPixels = isGood};
            if (isGood) recipe.salt = "good";
            if (isGood) recipe.sourceDigest = QStringLiteral("digest of the good copy");
            auto staged = library::fixture::stage(*a.library->stagingFolder(), recipe);
            staged.pseudonym = QStringLiteral("P-7K3M9Q2X");
            if (!isGood) staged.pixelNote = QStringLiteral("malformed compressed pixels");
            return a.library->add({staged})->first();
        };
        QCOMPARE(a.connect() + b.connect(), QString());
        QVERIFY(take(1, false) && take(1, true));
        QVERIFY(take(2, false));
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QCOMPARE(b.sync(true), QString());
        const auto rows = b.library->instances(library::fixture::studyUid(77));
        QCOMPARE(rows->size(), 2);
        for (const auto& row : *rows) {
            QCOMPARE(row.pixelNote.isEmpty(), row.instanceUid == library::fixture::instanceUid(77, 1, 1));
            QVERIFY(QFile::exists(b.library->objectPath(row.objectSha256)));
        }
        const auto refused = take(2, true);
        QVERIFY(!refused && refused.error().code == ErrorCode::ConflictingDuplicate);
        // Nor after the connection has ended.
        QVERIFY(archive::untie(*a.store));
        QVERIFY(!take(2, true));
    }

    void concurrentEditsAreBothKept()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(2);
        QCOMPARE(a.connect() + b.connect(), QString());
        QVERIFY(a.report_(study, "base"));
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QVERIFY(a.report_(study, "by alice, offline"));
        QVERIFY(b.report_(study, "by anna, offline"));
        QCOMPARE(test::inTurn({&a, &b, &a}), QString());
        for (Station* station : {&a, &b}) {
            QCOMPARE(station->report.conflicts, QStringList{study});
            const auto heads = station->store->reportHeads(study);
            QVERIFY(heads);
            QStringList texts;
            for (const auto& head : *heads) texts << head.fields.value("impression").toString();
            texts.sort();
            QCOMPARE(texts, (QStringList{"by alice, offline", "by anna, offline"}));
        }
    }

    /// Three readers, all offline; then two people merge at the same time, different pairs.
    void threeReadersOfOneReport()
    {
        QCOMPARE(m_archive.addUser("amy", "Hospital A"), QString());
        Station a(m_archive, "alice"), b(m_archive, "anna"), c(m_archive, "amy");
        const QString study = a.add(66);
        QCOMPARE(a.connect() + b.connect() + c.connect(), QString());
        QVERIFY(a.report_(study, "base"));
        QCOMPARE(test::inTurn({&a, &b, &c}), QString());
        QVERIFY(a.report_(study, "by alice") && b.report_(study, "by anna") && c.report_(study, "by amy"));
        QCOMPARE(test::inTurn({&a, &b, &c, &a, &b}), QString());
        const auto heads = [&study](Station& station) {
            QMap<QString, QString> uids; // text -> version
            const auto found = station.store->reportHeads(study);
            if (found)
                for (const auto& head : *found) uids[head.fields.value("impression").toString()] = head.versionUid;
            return uids;
        };
        for (Station* station : {&a, &b, &c}) {
            QCOMPARE(heads(*station).keys(), (QStringList{"by alice", "by amy", "by anna"}));
            QVERIFY(station->report.conflicts.contains(study));
            QCOMPARE(station->store->places()->versions.value(study), 3);
        }
        const auto merge = [&](Station& station, const QStringList& texts) {
            const auto uids = heads(station);
            QStringList parents;
            for (const QString& text : texts) parents << uids.value(text);
            return station.library
                ->saveReport(
                    study, {{QStringLiteral("impression"), texts.join(" + ")}}, QStringLiteral("draft"), QStringLiteral("Kim"), parents)
                .has_value();
        };
        QVERIFY(merge(a, {"by alice", "by anna"}) && merge(b, {"by anna", "by amy"}));
        QCOMPARE(test::inTurn({&a, &b, &c, &a}), QString());
        for (Station* station : {&a, &b, &c}) QCOMPARE(heads(*station).keys(), (QStringList{"by alice + by anna", "by anna + by amy"}));
        QVERIFY(merge(c, {"by alice + by anna", "by anna + by amy"}));
        QCOMPARE(test::inTurn({&c, &a, &b}), QString());
        for (Station* station : {&a, &b, &c}) {
            QVERIFY(!station->report.conflicts.contains(study));
            QCOMPARE(heads(*station).size(), 1);
            QCOMPARE(station->impressions(study).size(), 7); // every text that was ever written
        }
    }

    void predictionsAndMeasurementsTravel()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(3);
        QCOMPARE(a.connect() + b.connect(), QString());
        library::Prediction prediction;
        prediction.instanceUid = library::fixture::instanceUid(3, 1, 1);
        prediction.label = "LC";
        prediction.score = 0.1 + 0.2; // needs 17 digits
        prediction.logit = -1.0 / 3.0;
        prediction.modelSha256 = QString(64, u'a');
        QVERIFY(a.library->addPrediction(prediction));
        library::Measurement length{"7d8f3c1e-0000-4000-8000-000000000001", study, {}, prediction.instanceUid, 0, "length",
            {1.5, 2.25, 10, 1.0 / 3.0}, 12.0 / 7.0, "lesion", {}};
        QVERIFY(a.library->putMeasurement(length));
        QCOMPARE(test::inTurn({&a, &b}), QString());
        const auto predictions = b.library->predictions(study);
        QVERIFY(predictions && predictions->size() == 1);
        QCOMPARE(predictions->first().score, 0.1 + 0.2);
        QVERIFY(predictions->first().logit == -1.0 / 3.0);
        QVERIFY(b.library->measurements(study)->first().valueMm == 12.0 / 7.0);
        QCOMPARE(b.library->measurements(study)->first().indexIj, length.indexIj);
        QCOMPARE(b.library->study(study)->aiLabel, QString("LC"));

        QVERIFY(b.library->removeMeasurement(length.id));
        QCOMPARE(test::inTurn({&b, &a}), QString());
        QVERIFY(a.library->measurements(study)->isEmpty());
    }

    void removalTravelsAndReimportComesBack()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(4);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QVERIFY(a.library->removeStudy(study));
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QVERIFY(!b.library->study(study));
        QCOMPARE(m_archive.count("instance", "instance_uid LIKE '2.25.10004.%'"), 1); // the archive forgets nothing
        a.add(4);
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QVERIFY(b.library->study(study));
        // Unsent work is stronger than a removal.
        QVERIFY(b.report_(study, "written offline"));
        QVERIFY(a.library->removeStudy(study));
        QCOMPARE(test::inTurn({&a, &b, &a}), QString());
        QCOMPARE(m_archive.count("report_version", "fields ->> 'impression' = 'written offline'"), 1);
        QCOMPARE(a.impressions(study), QStringList{"written offline"});
    }

    void filesComeByRuleAndGoByQuota()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QByteArray salt(100'000, 's');
        const QString read = a.add(41, 2, salt), old = a.add(42, 2, salt + 'o'), fresh = a.add(43, 2, salt + 'f');
        QVERIFY(a.report_(read, "done", "final"));
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QVERIFY(b.library->setRead(old, true));
        const auto here = [&b](const QString& study) { return b.store->remoteObjects(study)->isEmpty(); };
        QVERIFY(!here(read) && !here(old) && !here(fresh)); // nothing unless asked for

        library::FetchRule rule;
        rule.unread = true;
        QVERIFY(b.store->setFetchRule(rule));
        QCOMPARE(b.sync(), QString());
        QVERIFY(!here(read) && !here(old) && here(fresh));
        QVERIFY(b.report.fetchedObjects >= 2); // and those of the other tests
        rule.priors = true; // all three are of one patient
        QVERIFY(b.store->setFetchRule(rule));
        QCOMPARE(b.sync(), QString());
        QVERIFY(here(read) && here(old));
        QVERIFY(*b.store->fetchedBytes() > 600'000);

        // Room for one study: those that the rule does not want go, the one it wants stays, files and all.
        QStringList files;
        const auto instances = b.library->instances(old);
        QVERIFY(instances && !instances->isEmpty());
        for (const auto& row : *instances) files << b.library->objectPath(row.objectSha256);
        QVERIFY(QFile::exists(files.first()));
        rule.priors = false;
        rule.quotaBytes = 250'000;
        QVERIFY(b.store->setFetchRule(rule));
        QCOMPARE(b.sync(), QString());
        QVERIFY(!here(read) && !here(old) && here(fresh));
        QVERIFY(*b.store->fetchedBytes() <= rule.quotaBytes);
        for (const QString& file : std::as_const(files)) QVERIFY(!QFile::exists(file));
        QVERIFY(b.library->verify(false)->problems.isEmpty());
        // More is wanted than fits; what was imported here is not touched.
        const QString own = b.add(44, 3, salt);
        rule.all = true;
        QVERIFY(b.store->setFetchRule(rule));
        QCOMPARE(b.sync(), QString());
        QVERIFY(b.report.isQuotaReached);
        QVERIFY(here(own) && *b.store->fetchedBytes() <= rule.quotaBytes);
        // A person who opens a study gets it all the same.
        archive::SyncOptions options;
        options.fetchStudy = old;
        QVERIFY(archive::syncOnce(*b.store, b.settings, b.password(), options, b.report));
        QVERIFY(here(old));
        QVERIFY(b.library->verify(false)->problems.isEmpty());
    }

    void theRuleOfDaysCountsFromToday()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(45);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        library::FetchRule rule;
        rule.days = 1;
        QCOMPARE(b.store->wantedObjects(rule)->size(), b.store->remoteObjects({})->size());
        QVERIFY(b.store->wantedObjects({})->isEmpty());
        QVERIFY(b.store->remoteObjects(study)->size() == 1);
    }

    void institutionsDoNotMix()
    {
        Station a(m_archive, "alice"), b(m_archive, "bob", "Hospital B");
        a.add(5);
        const QString own = b.add(6);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(a.sync(), QString());
        QCOMPARE(b.sync(true), QString());
        QCOMPARE(a.sync(), QString());
        QVERIFY(!a.library->study(own));
        QCOMPARE(b.library->studies()->size(), 1);
    }

    void plantedIdentitiesNeverLeave()
    {
        // In the vault, that is; the same words are looked for on the wire, which is plain here, and in a dump of the archive.
        Station a(m_archive, "plain_writer");
        TcpProxy proxy(m_archive.server.port());
        a.settings.transport = archive::ConnectionSettings::Transport::Plain;
        a.settings.port = proxy.port();
        const QString study = a.add(14, 3);
        QVERIFY(a.report_(study, "WITNESS-WORD"));
        QVERIFY(a.library->putKeyImage(
            {{}, study, {}, library::fixture::instanceUid(14, 1, 1), 0, 150, 30, "LINEAR", "WITNESS-NOTE", "Kim", {}}));
        QVERIFY(a.library->identities(study)->first().attributes.value("PatientID").toString().contains("SECRETID"));
        QVERIFY(a.library->audit("report-exported", study, {{"file", "SECRETNAME.pdf"}}));
        QCOMPARE(a.connect(), QString());
        QVERIFY(a.library->audit("report-exported", study, {{"file", "SECRETNAME.pdf"}}));
        QCOMPARE(a.sync(), QString());
        const QByteArray wire = proxy.wire(), dump = m_archive.server.dump();
        for (const char* witness : {"WITNESS-WORD", "WITNESS-NOTE"}) // the search finds what is there
            QVERIFY(wire.contains(witness) && dump.contains(witness));
        for (const QByteArray& bytes : {wire, dump})
            for (const char* planted : {"SECRETNAME", "SECRETID", "Gildong", "digest-2.25"}) {
                QVERIFY2(!bytes.contains(planted), planted);
                QVERIFY2(!bytes.contains(QByteArray(planted).toHex()), planted);
            }
        QVERIFY(dump.contains("report-exported"));
    }

    void originalUidsAreRefused()
    {
        Station a(m_archive, "alice");
        const auto staging = a.library->stagingFolder();
        auto staged = library::fixture::stage(*staging, {});
        staged.studyUid = "1.2.840.113619.2.55";
        staged.seriesUid = "1.2.840.113619.2.55.1";
        staged.pseudonym = "HONG GILDONG";
        QVERIFY(a.library->add({staged}));
        QCOMPARE(a.connect(), QString());
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.attention, 1);
        QCOMPARE(a.store->attention()->first().lastError, QString("invalid"));
        QCOMPARE(m_archive.count("study", "study_uid LIKE '1.2.%' OR pseudonym LIKE 'HONG%'"), 0);
    }

    void diagnosis_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("reason");
        for (const auto& [fault, reason] :
            {std::pair{"none", ""}, {"name", "name-unknown"}, {"port", "connection-refused"}, {"silent", "timeout"},
                {"other-name", "certificate-name"}, {"other-authority", "certificate-unknown"}, {"no-file", "certificate-file"},
                {"password", "password"}, {"login", "password"}, {"database", "not-allowed"}, {"member", "not-member"}})
            QTest::newRow(fault) << fault << reason;
    }

    void diagnosis()
    {
        QFETCH(QString, fault);
        QFETCH(QString, reason);
        archive::ConnectionSettings settings = m_archive.settings("alice");
        settings.connectSeconds = 2;
        QString password = m_archive.passwords["alice"];
        std::unique_ptr<TcpProxy> proxy;
        if (fault == "name") settings.host = "no-such-host.invalid";
        if (fault == "port") settings.port = 1;
        if (fault == "silent") {
            proxy = std::make_unique<TcpProxy>(m_archive.server.port());
            proxy->setBlackHole(true);
            settings.port = proxy->port();
        }
        if (fault == "other-name") settings.host = "127.0.0.1";
        if (fault == "other-authority") settings.rootCertificate = m_archive.server.otherRootCertificate();
        if (fault == "no-file") settings.rootCertificate = "/nowhere/root.crt";
        if (fault == "password") password = "wrong";
        if (fault == "login") settings.user = "nobody_here";
        if (fault == "database") settings.database = "postgres";
        if (fault == "member") {
            m_archive.server.sql(QStringLiteral("CREATE ROLE stranger LOGIN PASSWORD 'stranger'"));
            settings.user = password = "stranger";
        }
        const auto opened = archive::Archive::connect(settings, password);
        if (reason.isEmpty()) {
            QVERIFY2(opened.has_value(), opened ? "" : qPrintable(TestArchive::describe(opened.error())));
            return;
        }
        QVERIFY(!opened);
        QVERIFY2(archive::reasonOf(opened.error()) == reason, qPrintable(TestArchive::describe(opened.error())));
        QVERIFY(!QString::fromStdString(opened.error().detail).contains(password));
    }

    void passwordFileIsForItsOwnerOnly()
    {
        qunsetenv("LOBULE_ARCHIVE_PASSWORD");
        QTemporaryDir folder;
        archive::ConnectionSettings settings;
        QCOMPARE(archive::reasonOf(archive::readPassword(settings).error()), QString("password-missing"));
        settings.passwordFile = folder.filePath("password");
        QFile file(settings.passwordFile);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("s3cret \n");
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        QCOMPARE(*archive::readPassword(settings), QString("s3cret"));
        file.setPermissions(QFile::ReadOwner | QFile::ReadGroup);
        QCOMPARE(archive::reasonOf(archive::readPassword(settings).error()), QString("password-file"));
    }
};

QTEST_GUILESS_MAIN(TestArchiveSync)
#include "tst_archive_sync.moc"
