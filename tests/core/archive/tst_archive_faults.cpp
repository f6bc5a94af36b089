#include "core/archive/Archive.h"
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

/// One fault at a time, at a known moment. archive_history throws all of them at once, at random.
class TestArchiveFaults : public QObject {
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

    static void startClient(QProcess& client, Station& station)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("LOBULE_ARCHIVE_PASSWORD", station.password());
        client.setProcessEnvironment(environment);
        if (!station.settings.save(*station.store)) qFatal("cannot save the settings");
        client.start(QStringLiteral(LOBULE_SYNC_CLIENT), {station.folder()});
        if (!client.waitForStarted()) qFatal("the client does not start");
    }

    /// Synchronises, and does `act` once the archive has greeted.
    QString syncWith(Station& station, const std::function<void()>& act)
    {
        archive::SyncOptions options;
        bool isDone = false;
        options.isCancelled = [&] {
            if (!isDone) act();
            isDone = true;
            return false;
        };
        station.report = {};
        const auto synced = archive::syncOnce(*station.store, station.settings, station.password(), options, station.report);
        return synced ? QString() : TestArchive::describe(synced.error());
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = test::PostgresServer::missing(); !reason.isEmpty()) QSKIP(qPrintable(reason));
        const QString error = m_archive.start();
        QVERIFY2(error.isEmpty(), qPrintable(error));
        QCOMPARE(m_archive.addUser("plain_writer", "Hospital A"), QString());
    }

    void cleanup()
    {
        if (!m_archive.passwords.empty()) QCOMPARE(m_archive.faults(), QString());
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
        QCOMPARE(m_archive.count("blob_chunk c", "c.sha256 IN (SELECT sha256 FROM lobule.blob WHERE size > 20000000)"), 21);
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
        QCOMPARE(a.report.sent, 3); // the other image, the report, the other study
        QCOMPARE(a.store->attention()->first().lastError, QString("object-damaged"));
        QCOMPARE(a.report.waiting, 0);
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
        const int before = m_archive.count("applied_op");
        proxy.swallowAnswerTo("COMMIT", "lobule.push");
        QCOMPARE(a.sync(false, 1), QString("connection-lost"));
        QVERIFY(proxy.hasSwallowed());
        QCOMPARE(m_archive.count("applied_op"), before + 1); // the archive has it
        QCOMPARE(a.store->counts()->waiting, 1); // but nobody told us, so it stays
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.store->counts()->waiting, 0);
        QCOMPARE(m_archive.count("report_version", "fields ->> 'impression' = 'said once'"), 1);
        QCOMPARE(m_archive.count("applied_op"), before + 1);
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
        QCOMPARE(m_archive.count("instance", "instance_uid LIKE '2.25.100011.%'"), 3);
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

    void revokedMembershipWipesTheCacheOnly()
    {
        QCOMPARE(m_archive.addUser("carol", "Hospital A"), QString());
        QCOMPARE(m_archive.addUser("carol", "Hospital B"), QString());
        Station a(m_archive, "alice"), b(m_archive, "bob", "Hospital B"), c(m_archive, "carol", "Hospital B");
        const QString cached = a.add(15), withWork = a.add(16), own = c.add(17);
        QCOMPARE(a.connect() + c.connect(), QString());
        QCOMPARE(test::inTurn({&a, &c}), QString());
        QVERIFY(c.library->study(cached) && c.library->study(withWork) && c.library->study(own));
        QVERIFY(c.report_(withWork, "not sent yet"));
        QVERIFY(m_archive.admin->revokeUser("carol", "Hospital A"));
        QCOMPARE(c.sync(), QString());
        QCOMPARE(c.report.ended, QStringList{"Hospital A"});
        QCOMPARE(c.report.unsent, 1);
        QVERIFY(!c.library->study(cached));
        QVERIFY(c.library->study(withWork) && c.library->study(own));
        QCOMPARE(c.impressions(withWork), QStringList{"not sent yet"});
        // The last membership: the login still opens an archive in which it sees nothing, and so learns that it is over.
        const QString bs = b.add(50);
        QCOMPARE(b.connect(), QString());
        QCOMPARE(test::inTurn({&b, &c}), QString());
        QVERIFY(c.library->study(bs));
        QVERIFY(m_archive.admin->revokeUser("carol", {}));
        QVERIFY(!m_archive.say("carol", "SELECT 1 FROM lobule.study").out.contains("1"));
        QCOMPARE(m_archive.say("carol", "SELECT count(*) FROM lobule.institution").out.trimmed(), QString("0"));
        archive::SyncOptions fetch;
        fetch.fetchStudy = bs;
        const auto fetched = archive::syncOnce(*c.store, c.settings, c.password(), fetch, c.report);
        QVERIFY(!fetched);
        QCOMPARE(archive::reasonOf(fetched.error()), QString("membership-ended"));
        QCOMPARE(c.sync(), QString());
        QCOMPARE(c.report.ended, QStringList{"Hospital B"});
        QVERIFY(!c.library->study(bs));
        QVERIFY(c.library->study(withWork) && c.library->study(own));
        QVERIFY(c.store->links()->isEmpty());
        // The study that is kept because of that work has no images to fetch any more, and says so.
        fetch.fetchStudy = withWork;
        const auto late = archive::syncOnce(*c.store, c.settings, c.password(), fetch, c.report);
        QVERIFY(!late);
        QCOMPARE(archive::reasonOf(late.error()), QString("membership-ended"));
        // Shut out altogether, it cannot be told.
        QVERIFY(m_archive.admin->addUser("carol", "Hospital B", true));
        QVERIFY(m_archive.admin->revokeUser("carol", {}, true));
        QCOMPARE(c.sync(), QString("not-allowed"));
    }

    void newEpochOffersEverythingAgain()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(18);
        QVERIFY(a.report_(study, "older than the backup"));
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
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
        QCOMPARE(m_archive.count("report_version", "fields ->> 'impression' = 'older than the backup'"), 1);
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

    void aRightThatEndsInTheMiddleLosesNothing()
    {
        QCOMPARE(m_archive.addUser("dora", "Hospital A"), QString());
        Station d(m_archive, "dora");
        const QString study = d.add(31);
        QVERIFY(d.report_(study, "waits for the right to come back"));
        QCOMPARE(d.connect(), QString());
        QCOMPARE(syncWith(d, [&] { m_archive.server.sql("UPDATE lobule.member SET can_write = false WHERE login = 'dora'"); }), QString());
        QCOMPARE(d.report.attention, 0);
        QCOMPARE(d.report.waiting, 2);
        m_archive.server.sql("UPDATE lobule.member SET can_write = true WHERE login = 'dora'");
        QCOMPARE(d.sync(), QString());
        QCOMPARE(d.report.waiting, 0);
        QCOMPARE(m_archive.count("report_version", "fields ->> 'impression' = 'waits for the right to come back'"), 1);
    }

    void aMigrationInTheMiddleLosesNothing()
    {
        Station a(m_archive, "alice");
        const QString study = a.add(32);
        QVERIFY(a.report_(study, "waits for the update"));
        QCOMPARE(a.connect(), QString());
        QCOMPARE(syncWith(a, [&] { m_archive.server.sql("UPDATE lobule.archive SET min_client = 99"); }), QString());
        m_archive.server.sql("UPDATE lobule.archive SET min_client = 1");
        QVERIFY(a.report.isReadOnly);
        QCOMPARE(a.report.attention, 0);
        QCOMPARE(a.report.waiting, 2);
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.waiting, 0);
    }

    void aStandbyIsReadAndGetsNothing()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(33);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(a.sync(), QString());
        m_archive.server.sql("ALTER DATABASE lobule SET default_transaction_read_only = on");
        b.add(34);
        QCOMPARE(b.sync(), QString("read-only"));
        QVERIFY(b.library->study(study));
        QCOMPARE(b.report.attention, 0);
        QCOMPARE(b.report.waiting, 1);
        m_archive.server.sql("ALTER DATABASE lobule RESET default_transaction_read_only", "postgres");
        QCOMPARE(b.sync(), QString());
        QCOMPARE(b.report.waiting, 0);
    }

    void whatWasWrittenWhileOnlyReadingIsSentLater()
    {
        const auto password = m_archive.admin->addUser("rosa", "Hospital A", false);
        QVERIFY(password);
        m_archive.passwords["rosa"] = *password;
        Station a(m_archive, "alice"), r(m_archive, "rosa");
        const QString study = a.add(35);
        QCOMPARE(a.connect() + r.connect(), QString());
        QCOMPARE(test::inTurn({&a, &r}), QString());
        QVERIFY(r.report_(study, "by a reader"));
        QCOMPARE(r.sync(), QString());
        QCOMPARE(r.report.sent, 0);
        QVERIFY(m_archive.admin->addUser("rosa", "Hospital A", true));
        QCOMPARE(r.sync(), QString());
        QCOMPARE(m_archive.count("report_version", "fields ->> 'impression' = 'by a reader'"), 1);
    }

    void aReportOfAStudyThatNeverWentDoesNotWaitForEver()
    {
        Station a(m_archive, "alice");
        QCOMPARE(a.connect(), QString());
        const QString study = a.add(36);
        QVERIFY(a.report_(study, "thrown away with its study"));
        QVERIFY(a.library->removeStudy(study));
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.waiting + a.report.attention, 0);
        QCOMPARE(m_archive.count("study", "study_uid = '" + study + "'"), 0);
        // Nor does it stand in the way of the study that is imported again.
        a.add(36);
        QVERIFY(a.report_(study, "of the first import"));
        QVERIFY(a.library->removeStudy(study));
        a.add(36);
        QVERIFY(a.report_(study, "of the second import"));
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.waiting + a.report.attention, 0);
        // Both are in the archive, which had the study by then; what to make of them is for a person.
        QCOMPARE(m_archive.count("report_version", "study_uid = '" + study + "'"), 2);
    }

    void aClockThatWasSetBackHoldsNothingUp()
    {
        Station a(m_archive, "alice");
        a.add(37);
        QCOMPARE(a.connect(), QString());
        const auto links = a.store->links();
        const auto items = a.store->due(links->first(), 10);
        QVERIFY(items && items->size() == 1);
        QVERIFY(a.store->postpone(items->first(), "busy", 60'000));
        QVERIFY(a.store->due(links->first(), 10)->isEmpty());
        QVERIFY(a.store->postpone(items->first(), "busy", 365ll * 86'400'000)); // noted while the clock was a year ahead
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.waiting, 0);
    }

    void removalsLoseAgainstWorkThatTheyHaveNotSeen()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna"), c(m_archive, "anna");
        const QString study = a.add(38, 2);
        QCOMPARE(a.connect() + b.connect() + c.connect(), QString());
        QVERIFY(a.report_(study, "first"));
        QCOMPARE(test::inTurn({&a, &b, &c}), QString());
        QVERIFY(b.report_(study, "second, not seen by whoever removes"));
        QCOMPARE(b.sync(), QString());
        QVERIFY(a.library->removeStudy(study));
        QCOMPARE(test::inTurn({&a, &b, &c}), QString());
        for (Station* station : {&a, &b, &c}) {
            QVERIFY(station->library->study(study));
            QCOMPARE(station->library->instances(study)->size(), 2);
            QCOMPARE(station->impressions(study), (QStringList{"first", "second, not seen by whoever removes"}));
        }
        // Seen, it goes; and comes back to all with everything when somebody who had not heard works on it.
        QVERIFY(c.report_(study, "third, written offline"));
        QVERIFY(a.library->removeStudy(study));
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QVERIFY(!b.library->study(study));
        QCOMPARE(test::inTurn({&c, &a, &b}), QString());
        for (Station* station : {&a, &b, &c}) {
            QCOMPARE(station->library->instances(study)->size(), 2);
            QCOMPARE(station->impressions(study).size(), 3);
            QVERIFY(!station->report.conflicts.contains(study));
        }
        // A workstation that begins now reads the same.
        Station fresh(m_archive, "alice");
        QCOMPARE(fresh.connect() + fresh.sync(), QString());
        QCOMPARE(fresh.impressions(study).size(), 3);
    }

    void anOldStateOfferedAgainDoesNotWin()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(39);
        library::Measurement length{"7d8f3c1e-0000-4000-8000-000000000039", study, {}, library::fixture::instanceUid(39, 1, 1), 0, "length",
            {1, 2, 3, 4}, 10, "before", {}};
        QVERIFY(a.library->putMeasurement(length));
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        length.label = "after";
        QVERIFY(a.library->putMeasurement(length));
        QCOMPARE(a.sync(), QString());
        QVERIFY(m_archive.admin->renewEpoch()); // b offers "before" again, not having read "after"
        QCOMPARE(test::inTurn({&b, &a, &b}), QString());
        for (Station* station : {&a, &b}) QCOMPARE(station->library->measurements(study)->first().label, QString("after"));
    }
};

QTEST_GUILESS_MAIN(TestArchiveFaults)
#include "tst_archive_faults.moc"
