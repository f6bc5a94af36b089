#include "core/archive/SyncRunner.h"
#include "core/archive/Throttle.h"
#include "tests/core/archive/ArchiveFixture.h"
#include "tests/support/TcpProxy.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <thread>

using lobule::archive::RunnerOptions;
using lobule::archive::SyncRunner;
using lobule::archive::SyncState;
using lobule::archive::Throttle;
using lobule::test::PostgresServer;
using lobule::test::Station;
using lobule::test::TcpProxy;
using lobule::test::TestArchive;
using Phase = lobule::archive::SyncState::Phase;

namespace {

/// A station that is connected as `lobulectl archive connect` leaves it, with its runner.
class Running {
public:
    Running(TestArchive& archive, const char* login, int port = 0, RunnerOptions options = {}) : station(archive, login)
    {
        if (port > 0) station.settings.port = port;
        options.silenceSeconds = 2;
        passwordFile = station.folder() + QStringLiteral(".password");
        QFile file(passwordFile);
        if (!file.open(QIODevice::WriteOnly)) qFatal("no password file");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        file.write(station.password().toUtf8());
        station.settings.passwordFile = passwordFile;
        runner = std::make_unique<SyncRunner>(station.folder(), options);
        QObject::connect(runner.get(), &SyncRunner::stateChanged, runner.get(), [this](const SyncState& state) {
            if (phases.isEmpty() || phases.last() != state.phase) phases << state.phase;
        });
    }
    QString connect()
    {
        if (const auto saved = station.settings.save(*station.store); !saved) return QStringLiteral("cannot save");
        return station.connect();
    }
    [[nodiscard]] Phase phase() const { return runner->state().phase; }

    Station station;
    QString passwordFile;
    QList<Phase> phases;
    std::unique_ptr<SyncRunner> runner;
};

qint64 secondsToStop(std::unique_ptr<SyncRunner>& runner)
{
    QElapsedTimer since;
    since.start();
    runner.reset();
    return since.elapsed() / 1000;
}

} // namespace

class TestArchiveRunner : public QObject {
    Q_OBJECT

    TestArchive m_archive;
    bool m_isReady = false;

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = PostgresServer::missing(); !reason.isEmpty()) QSKIP(qPrintable(reason));
        const QString error = m_archive.start();
        QVERIFY2(error.isEmpty(), qPrintable(error));
        m_isReady = true;
    }

    void init()
    {
        if (!m_isReady && QLatin1String(QTest::currentTestFunction()) != QLatin1String("throttleKeepsTheRate")) QSKIP("no server");
    }

    void throttleKeepsTheRate()
    {
        Throttle throttle;
        QElapsedTimer since;
        since.start();
        for (int i = 0; i < 100; ++i) throttle.spend(1 << 20, {});
        QVERIFY(since.elapsed() < 200); // no limit
        throttle.setLimit(1 << 20);
        since.restart();
        throttle.spend(1 << 19, {});
        throttle.spend(1 << 19, {});
        QVERIFY2(since.elapsed() > 850 && since.elapsed() < 1600, qPrintable(QString::number(since.elapsed())));
        // A change of mind, and another limit, count while it waits.
        std::atomic<bool> isCancelled{false};
        std::thread later([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            isCancelled = true;
        });
        since.restart();
        throttle.spend(1 << 30, [&] { return isCancelled.load(); });
        later.join();
        QVERIFY(since.elapsed() < 1000);
    }

    void nothingToConnectTo()
    {
        Running a(m_archive, "alice");
        a.runner->start();
        QTRY_COMPARE(a.phase(), Phase::NotConfigured);
        // Another program ties the library to the archive: no restart is needed.
        QCOMPARE(a.connect(), QString());
        QTRY_COMPARE(a.phase(), Phase::UpToDate);
        QVERIFY(a.runner->state().lastSync.isValid());
        QCOMPARE(secondsToStop(a.runner), 0);
    }

    void whatOneWritesTheOtherReads()
    {
        RunnerOptions slow;
        slow.pollSeconds = 600; // the hint alone
        Running a(m_archive, "alice", 0, slow), b(m_archive, "anna", 0, slow);
        const QString study = a.station.add(40, 2);
        QCOMPARE(a.connect() + b.connect(), QString());
        QSignalSpy received(b.runner.get(), &SyncRunner::received);
        a.runner->start();
        b.runner->start();
        QTRY_VERIFY(b.station.library->study(study).has_value());
        QTRY_VERIFY(!received.isEmpty());
        QTRY_COMPARE(a.phase(), Phase::UpToDate);
        QTRY_COMPARE(b.phase(), Phase::UpToDate);
        QElapsedTimer since;
        since.start();
        QVERIFY(a.station.report_(study, "nodular surface"));
        QTRY_COMPARE(b.station.impressions(study), QStringList{"nodular surface"});
        qInfo("a report took %lld ms from one library to the other", since.elapsed());
        QVERIFY(a.phases.contains(Phase::Syncing));
        QCOMPARE(secondsToStop(a.runner), 0);
        QCOMPARE(secondsToStop(b.runner), 0);
    }

    void pollingFindsWhatTheHintDoesNotTell()
    {
        RunnerOptions quick;
        quick.pollSeconds = 1;
        Running a(m_archive, "alice"), b(m_archive, "anna", 0, quick);
        const QString study = a.station.add(41);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(a.station.sync(), QString());
        b.runner->start();
        QTRY_VERIFY(b.station.library->study(study).has_value());
        QTRY_COMPARE(b.phase(), Phase::UpToDate);
        const QString logging = m_archive.server.sql("SELECT pg_get_functiondef('lobule.log_changes'::regproc)");
        m_archive.server.sql(QString(logging).replace("PERFORM pg_notify(", "PERFORM concat("));
        QVERIFY(a.station.report_(study, "found by looking"));
        QCOMPARE(a.station.sync(), QString());
        QTRY_COMPARE(b.station.impressions(study), QStringList{"found by looking"});
        m_archive.server.sql(logging);
    }

    void offlineAndBack()
    {
        TcpProxy proxy(m_archive.server.port());
        Running a(m_archive, "alice", proxy.port());
        QCOMPARE(a.connect(), QString());
        proxy.setDown(true);
        a.runner->start();
        QTRY_COMPARE(a.phase(), Phase::Offline);
        QVERIFY(a.runner->state().nextTry.isValid());
        const QString study = a.station.add(42);
        proxy.setDown(false);
        QTRY_COMPARE_WITH_TIMEOUT(a.phase(), Phase::UpToDate, 20'000);
        QTRY_COMPARE(a.runner->state().waiting, 0);
        // The cable is pulled while it is idle, and while something is written.
        proxy.setDown(true);
        proxy.cut();
        QTRY_COMPARE(a.phase(), Phase::Offline);
        QVERIFY(a.station.report_(study, "written without a network"));
        QTest::qWait(1500);
        QCOMPARE(a.phase(), Phase::Offline);
        QCOMPARE(a.runner->state().attentionCount(), 0);
        proxy.setDown(false);
        a.runner->syncNow();
        QTRY_COMPARE_WITH_TIMEOUT(a.phase(), Phase::UpToDate, 20'000);
        QTRY_COMPARE(a.runner->state().waiting, 0);
        QCOMPARE(
            m_archive.server.sql("SELECT count(*) FROM lobule.report_version WHERE fields::text LIKE '%without a network%'"), QString("1"));
    }

    void theServerGoesAndComesBack()
    {
        Running a(m_archive, "alice");
        QCOMPARE(a.connect(), QString());
        a.runner->start();
        QTRY_COMPARE(a.phase(), Phase::UpToDate);
        QCOMPARE(m_archive.server.crashAndRestart(), QString());
        m_archive.connectAdmin();
        const QString study = a.station.add(43);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_archive.server.sql("SELECT count(*) FROM lobule.study WHERE study_uid = '" + study + "'") == "1", 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(a.phase(), Phase::UpToDate, 20'000);
    }

    void stopsWhateverItWaitsFor()
    {
        // A path that swallows everything, while it is idle, while it asks, and while it connects.
        TcpProxy proxy(m_archive.server.port());
        RunnerOptions quick;
        quick.pollSeconds = 1;
        Running a(m_archive, "alice", proxy.port(), quick);
        QCOMPARE(a.connect(), QString());
        a.runner->start();
        QTRY_COMPARE(a.phase(), Phase::UpToDate);
        proxy.setBlackHole(true);
        QTest::qWait(1700);
        QVERIFY(secondsToStop(a.runner) <= 1);
        Running b(m_archive, "anna", proxy.port());
        QCOMPARE(b.connect(), QString());
        b.runner->start();
        QTRY_COMPARE(b.phase(), Phase::Connecting);
        QTest::qWait(300);
        QVERIFY(secondsToStop(b.runner) <= 1);
        // A host that is not there at all (TEST-NET-1, RFC 5737).
        Running c(m_archive, "anna");
        c.station.settings.host = QStringLiteral("192.0.2.1");
        QCOMPARE(c.connect(), QString());
        c.runner->start();
        QTest::qWait(500);
        QVERIFY(secondsToStop(c.runner) <= 1);
    }

    void pauseHoldsAndIsRemembered()
    {
        Running a(m_archive, "alice");
        QCOMPARE(a.connect(), QString());
        a.runner->start();
        QTRY_COMPARE(a.phase(), Phase::UpToDate);
        a.runner->setPaused(true);
        QTRY_COMPARE(a.phase(), Phase::Paused);
        const QString study = a.station.add(44);
        QTRY_VERIFY(a.runner->state().waiting > 0);
        QTest::qWait(1000);
        QCOMPARE(m_archive.server.sql("SELECT count(*) FROM lobule.study WHERE study_uid = '" + study + "'"), QString("0"));
        a.runner = std::make_unique<SyncRunner>(a.station.folder(), RunnerOptions());
        a.runner->start();
        QTRY_COMPARE(a.phase(), Phase::Paused);
        a.runner->setPaused(false);
        QTRY_COMPARE(a.phase(), Phase::UpToDate);
        QCOMPARE(m_archive.server.sql("SELECT count(*) FROM lobule.study WHERE study_uid = '" + study + "'"), QString("1"));
    }

    void theRateIsLimited()
    {
        Running a(m_archive, "alice");
        QByteArray large(6 << 20, '\0');
        for (qsizetype i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * 2654435761U >> 24);
        const QString study = a.station.add(45, 1, large);
        QCOMPARE(a.connect(), QString());
        a.runner->setBytesPerSecondLimit(2 << 20);
        QElapsedTimer since;
        since.start();
        a.runner->start();
        qint64 seen = 0;
        connect(
            a.runner.get(), &SyncRunner::stateChanged, this, [&](const SyncState& state) { seen = std::max(seen, state.bytesPerSecond); });
        QTRY_VERIFY_WITH_TIMEOUT(a.phase() == Phase::UpToDate && a.runner->state().waiting == 0, 20'000);
        const double seconds = static_cast<double>(since.elapsed()) / 1000.0;
        qInfo("6 MiB at 2 MiB/s took %.1f s, shown as %lld kB/s", seconds, seen / 1000);
        QVERIFY(seconds > 1.9 && seconds < 9);
        QVERIFY(seen > 1'000'000 && seen < 4'500'000);
        QCOMPARE(a.runner->state().bytesPerSecondLimit, 2 << 20);
    }

    void aWrongPasswordNeedsAPerson()
    {
        Running a(m_archive, "alice");
        QFile file(a.passwordFile);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write("not the password");
        file.close();
        QCOMPARE(a.connect(), QString());
        a.runner->start();
        QTRY_COMPARE(a.phase(), Phase::NeedsAttention);
        QCOMPARE(a.runner->state().attentionCount(), 1);
        QCOMPARE(lobule::archive::reasonOf(*a.runner->state().problem), QString("password"));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(a.station.password().toUtf8());
        file.close();
        a.runner->retry();
        QTRY_COMPARE(a.phase(), Phase::UpToDate);
    }

    void conflictsAndRefusalsNeedAPerson()
    {
        Running a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.station.add(46);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(a.station.sync(), QString());
        QCOMPARE(b.station.sync(), QString());
        QVERIFY(a.station.report_(study, "one") && b.station.report_(study, "other"));
        a.runner->start();
        b.runner->start();
        QTRY_COMPARE(a.phase(), Phase::NeedsAttention);
        QTRY_COMPARE(b.phase(), Phase::NeedsAttention);
        QCOMPARE(a.runner->state().conflicts, QStringList{study});
        QCOMPARE(a.runner->state().attentionCount(), 1);
    }
};

QTEST_GUILESS_MAIN(TestArchiveRunner)
#include "tst_archive_runner.moc"
