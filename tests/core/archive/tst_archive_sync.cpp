#include "core/archive/Archive.h"
#include "core/archive/Diagnosis.h"
#include "tests/core/archive/ArchiveFixture.h"
#include "tests/support/TcpProxy.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTest>
#include <QThread>

#include <csignal>
#include <thread>

using namespace lobule;
using test::Station;
using test::TcpProxy;
using test::TestArchive;

/// Two library folders and one real archive.
class TestArchiveSync : public QObject {
    Q_OBJECT

    TestArchive m_archive;

    static QByteArray largeSalt(int megabytes)
    {
        QByteArray bytes(qsizetype(megabytes) << 20, Qt::Uninitialized);
        quint32 x = 12345;
        for (char& byte : bytes) {
            x = x * 1664525u + 1013904223u;
            byte = static_cast<char>(x >> 24);
        }
        return bytes;
    }

    /// Synchronises one after the other; empty, or what went wrong.
    static QString inTurn(std::initializer_list<Station*> stations)
    {
        QString errors;
        for (Station* station : stations) errors += station->sync();
        return errors;
    }

    int countIn(const QString& table, const QString& where = QStringLiteral("true"))
    {
        return m_archive.server.sql(QStringLiteral("SELECT count(*) FROM lobule.%1 WHERE %2").arg(table, where)).toInt();
    }

    /// I1, I2, I4, I8: everything is there once, feed and chain have no gap.
    void checkArchive()
    {
        QCOMPARE(m_archive.server.sql("SELECT count(*) FROM lobule.inst_head h WHERE h.rev <> (SELECT count(*) FROM lobule.change c WHERE "
                                      "c.institution_id = h.institution_id) OR h.rev <> (SELECT coalesce(max(rev), 0) FROM lobule.change c "
                                      "WHERE c.institution_id = h.institution_id)"),
            QString("0"));
        QCOMPARE(countIn("inst_head h", "lobule.audit_break(h.institution_id) IS NOT NULL"), 0);
        QCOMPARE(m_archive.server.sql("SELECT count(*) FROM (SELECT 1 FROM lobule.change WHERE kind IN ('report', 'prediction') "
                                      "GROUP BY institution_id, kind, key HAVING count(*) > 1) AS twice"),
            QString("0"));
    }

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

    void init()
    {
        if (m_archive.passwords.empty()) QSKIP("no server");
    }

    void cleanup()
    {
        if (!m_archive.passwords.empty()) checkArchive();
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

    void concurrentEditsAreBothKept()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(2);
        QCOMPARE(a.connect() + b.connect(), QString());
        QVERIFY(a.report_(study, "base"));
        QCOMPARE(inTurn({&a, &b}), QString());
        QVERIFY(a.report_(study, "by alice, offline"));
        QVERIFY(b.report_(study, "by anna, offline"));
        QCOMPARE(inTurn({&a, &b, &a}), QString());
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
        QCOMPARE(inTurn({&a, &b}), QString());
        const auto predictions = b.library->predictions(study);
        QVERIFY(predictions && predictions->size() == 1);
        QCOMPARE(predictions->first().score, 0.1 + 0.2);
        QVERIFY(predictions->first().logit == -1.0 / 3.0);
        QVERIFY(b.library->measurements(study)->first().valueMm == 12.0 / 7.0);
        QCOMPARE(b.library->measurements(study)->first().indexIj, length.indexIj);
        QCOMPARE(b.library->study(study)->aiLabel, QString("LC"));

        QVERIFY(b.library->removeMeasurement(length.id));
        QCOMPARE(inTurn({&b, &a}), QString());
        QVERIFY(a.library->measurements(study)->isEmpty());
    }

    void removalTravelsAndReimportComesBack()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(4);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(inTurn({&a, &b}), QString());
        QVERIFY(a.library->removeStudy(study));
        QCOMPARE(inTurn({&a, &b}), QString());
        QVERIFY(!b.library->study(study));
        QCOMPARE(countIn("instance", "instance_uid LIKE '2.25.10004.%'"), 1); // the archive forgets nothing
        a.add(4);
        QCOMPARE(inTurn({&a, &b}), QString());
        QVERIFY(b.library->study(study));
        // Unsent work is stronger than a removal.
        QVERIFY(b.report_(study, "written offline"));
        QVERIFY(a.library->removeStudy(study));
        QCOMPARE(a.sync(), QString());
        QCOMPARE(b.sync(), QString());
        QCOMPARE(countIn("report_version", "fields ->> 'impression' = 'written offline'"), 1);
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

    void largeObjectsResumeByChunk()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        TcpProxy proxy(m_archive.server.port());
        a.settings.port = proxy.port();
        const QString study = a.add(7, 1, largeSalt(20));
        QCOMPARE(a.connect() + b.connect(), QString());
        proxy.cutAfter(18 << 20); // after the first transaction of 16 chunks
        QCOMPARE(a.sync(), QString());
        QVERIFY(a.report.reconnects >= 1);
        QCOMPARE(countIn("blob_chunk c", "c.sha256 IN (SELECT sha256 FROM lobule.blob WHERE size > 20000000)"), 21);
        // What was committed before the cut was not sent again: 21 MiB and no more than the rest twice.
        QVERIFY2(proxy.sentBytes() < (21ll + 6) << 20, qPrintable(QString::number(proxy.sentBytes())));
        QCOMPARE(b.sync(true), QString());
        QVERIFY(b.library->verify(false)->problems.isEmpty());
        QVERIFY(b.library->study(study));
    }

    void damagedFilesNeedAttention()
    {
        Station a(m_archive, "alice");
        const QString study = a.add(8, 2);
        QVERIFY(a.report_(study, "waits behind it"));
        const QString other = a.add(9);
        QCOMPARE(a.connect(), QString());
        QFile file(a.library->objectPath(a.library->instances(study)->first().objectSha256));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write("X");
        file.close();
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.attention, 1);
        QCOMPARE(a.report.sent, 1); // the other study overtakes
        QCOMPARE(a.store->attention()->first().lastError, QString("object-damaged"));
        QCOMPARE(a.report.waiting, 2); // nothing is dropped
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write("o");
        file.close();
        QVERIFY(a.store->retryAll());
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.waiting + a.report.attention, 0);
        QVERIFY(a.library->study(other));
    }

    void swallowedCommitReplyChangesNothing()
    {
        Station a(m_archive, "plain_writer"), b(m_archive, "anna");
        TcpProxy proxy(m_archive.server.port());
        a.settings.transport = archive::ConnectionSettings::Transport::Plain;
        a.settings.port = proxy.port();
        const QString study = a.add(10);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(a.sync(), QString());
        QVERIFY(a.report_(study, "said once"));
        const int before = countIn("applied_op");
        proxy.swallowAnswerTo("COMMIT", "lobule.push");
        QCOMPARE(a.sync(false, 1), QString("connection-lost"));
        QVERIFY(proxy.hasSwallowed());
        QCOMPARE(countIn("applied_op"), before + 1); // the archive has it
        QCOMPARE(a.store->counts()->waiting, 1); // but nobody told us, so it stays
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.store->counts()->waiting, 0);
        QCOMPARE(countIn("report_version", "fields ->> 'impression' = 'said once'"), 1);
        QCOMPARE(countIn("applied_op"), before + 1);
        QCOMPARE(b.sync(), QString());
        QCOMPARE(b.impressions(study), QStringList{"said once"});
    }

    void backendKilledMidPush()
    {
        Station a(m_archive, "alice");
        TcpProxy proxy(m_archive.server.port());
        a.settings.port = proxy.port();
        proxy.setBytesPerSecond(24 << 20);
        a.add(11, 3, largeSalt(3));
        QCOMPARE(a.connect(), QString());
        QProcess client;
        startClient(client, a);
        QTRY_VERIFY_WITH_TIMEOUT(proxy.sentBytes() > 4 << 20, 60'000);
        const auto pids = m_archive.server.backendsOf("alice");
        QVERIFY(!pids.isEmpty());
        ::kill(static_cast<pid_t>(pids.first()), SIGKILL); // the postmaster restarts, every session drops
        proxy.setBytesPerSecond(0);
        QVERIFY(client.waitForFinished(60'000));
        QTRY_VERIFY_WITH_TIMEOUT(!m_archive.server.sql("SELECT 1").startsWith("ERROR"), 20'000);
        m_archive.connectAdmin();
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.waiting + a.report.attention, 0);
        QCOMPARE(countIn("instance", "instance_uid LIKE '2.25.100011.%'"), 3);
    }

    void clientKilledMidPush()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        TcpProxy proxy(m_archive.server.port());
        a.settings.port = proxy.port();
        proxy.setBytesPerSecond(24 << 20);
        const QString study = a.add(12, 3, largeSalt(3));
        QVERIFY(a.report_(study, "survives the kill"));
        QCOMPARE(a.connect() + b.connect(), QString());
        for (const qint64 megabytes : {1, 3, 6}) {
            const qint64 start = proxy.sentBytes();
            QProcess client;
            startClient(client, a);
            QTRY_VERIFY_WITH_TIMEOUT(proxy.sentBytes() - start > megabytes << 20 || client.state() == QProcess::NotRunning, 60'000);
            client.kill();
            QVERIFY(client.waitForFinished());
        }
        proxy.setBytesPerSecond(0);
        QCOMPARE(a.sync(), QString());
        QCOMPARE(b.sync(true), QString());
        QCOMPARE(a.report.waiting, 0);
        QCOMPARE(b.impressions(study), QStringList{"survives the kill"});
        QVERIFY(b.library->verify(false)->problems.isEmpty());
    }

    void blackHoleEndsByWatchdog()
    {
        Station a(m_archive, "alice");
        TcpProxy proxy(m_archive.server.port());
        a.settings.port = proxy.port();
        a.settings.silenceSeconds = 2;
        a.settings.connectSeconds = 2;
        proxy.setBytesPerSecond(16 << 20);
        a.add(13, 2, largeSalt(8));
        QCOMPARE(a.connect(), QString());
        std::thread hole([&] {
            while (proxy.sentBytes() < 3 << 20) QThread::msleep(5);
            proxy.setBlackHole(true);
        });
        QElapsedTimer since;
        since.start();
        const QString word = a.sync(false, 1);
        hole.join();
        QCOMPARE(word, QString("connection-lost"));
        QVERIFY2(since.elapsed() < 12'000, qPrintable(QString::number(since.elapsed())));
        proxy.setBlackHole(false);
        proxy.setBytesPerSecond(0);
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.waiting, 0);
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
        QVERIFY(a.library->identities(study)->first().attributes.value("PatientID").toString().contains("SECRETID"));
        QVERIFY(a.library->audit("report-exported", study, {{"file", "SECRETNAME.pdf"}}));
        QCOMPARE(a.connect(), QString());
        QVERIFY(a.library->audit("report-exported", study, {{"file", "SECRETNAME.pdf"}}));
        QCOMPARE(a.sync(), QString());
        const QByteArray wire = proxy.wire(), dump = m_archive.server.dump();
        QVERIFY(wire.contains("WITNESS-WORD") && dump.contains("WITNESS-WORD")); // the search finds what is there
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
        QCOMPARE(countIn("study", "study_uid LIKE '1.2.%' OR pseudonym LIKE 'HONG%'"), 0);
    }

    void revokedMembershipWipesTheCacheOnly()
    {
        QCOMPARE(m_archive.addUser("carol", "Hospital A"), QString());
        QCOMPARE(m_archive.addUser("carol", "Hospital B"), QString());
        Station a(m_archive, "alice"), c(m_archive, "carol", "Hospital B");
        const QString cached = a.add(15), withWork = a.add(16), own = c.add(17);
        QCOMPARE(a.connect() + c.connect(), QString());
        QCOMPARE(inTurn({&a, &c}), QString());
        QVERIFY(c.library->study(cached) && c.library->study(withWork) && c.library->study(own));
        QVERIFY(c.report_(withWork, "not sent yet"));
        QVERIFY(m_archive.admin->revokeUser("carol", "Hospital A"));
        QCOMPARE(c.sync(), QString());
        QCOMPARE(c.report.ended, QStringList{"Hospital A"});
        QVERIFY(!c.library->study(cached));
        QVERIFY(c.library->study(withWork) && c.library->study(own));
        QCOMPARE(c.impressions(withWork), QStringList{"not sent yet"});
        QVERIFY(m_archive.admin->revokeUser("carol", {}));
        QCOMPARE(c.sync(), QString("not-allowed")); // NOLOGIN
    }

    void newEpochOffersEverythingAgain()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(18);
        QVERIFY(a.report_(study, "older than the backup"));
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(inTurn({&a, &b}), QString());
        // As after a restore from before: the rows are gone, the feed is shorter.
        QVERIFY(
            !m_archive.server
                 .sql("DELETE FROM lobule.applied_op WHERE op_uid = (SELECT op_uid FROM lobule.change c JOIN lobule.inst_head h "
                      "USING (institution_id, rev) WHERE institution_id = 1); DELETE FROM lobule.change c USING lobule.inst_head h "
                      "WHERE c.institution_id = 1 AND h.institution_id = 1 AND c.rev = h.rev; UPDATE lobule.inst_head SET rev = rev - 1 "
                      "WHERE institution_id = 1; DELETE FROM lobule.report_version WHERE fields ->> 'impression' = "
                      "'older than the backup'")
                 .startsWith("ERROR"));
        QVERIFY(m_archive.admin->renewEpoch());
        QCOMPARE(b.sync(), QString()); // b holds the report as well, and gives it back
        QCOMPARE(countIn("report_version", "fields ->> 'impression' = 'older than the backup'"), 1);
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.impressions(study), QStringList{"older than the backup"});
    }

    void tooOldToWriteStillReads()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(19);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(a.sync(), QString());
        m_archive.server.sql("UPDATE lobule.archive SET min_client = 99");
        QCOMPARE(b.sync(), QString());
        QVERIFY(b.report.isReadOnly);
        QVERIFY(b.library->study(study));
        QVERIFY(b.report_(study, "kept until the update"));
        QCOMPARE(b.sync(), QString());
        QCOMPARE(b.report.waiting, 1);
        // Also when a client does not look.
        auto direct = archive::Archive::connect(b.settings, b.password());
        QVERIFY(direct);
        const auto pushed = (*direct)->push(1, *b.store->deviceId(), {});
        QVERIFY(!pushed);
        QCOMPARE(archive::reasonOf(pushed.error()), QString("schema-newer"));
        m_archive.server.sql("UPDATE lobule.archive SET min_client = 1");
        QCOMPARE(b.sync(), QString());
        QCOMPARE(b.report.waiting, 0);
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

private:
    static void startClient(QProcess& client, Station& station)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("LOBULE_ARCHIVE_PASSWORD", station.password());
        client.setProcessEnvironment(environment);
        if (!station.settings.save(*station.store)) qFatal("cannot save the settings");
        client.start(QStringLiteral(LOBULE_SYNC_CLIENT), {station.folder()});
        if (!client.waitForStarted()) qFatal("the client does not start");
    }
};

QTEST_GUILESS_MAIN(TestArchiveSync)
#include "tst_archive_sync.moc"
