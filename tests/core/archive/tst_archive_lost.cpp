#include "tests/core/archive/ArchiveFixture.h"
#include "tests/support/TcpProxy.h"

#include <QTest>

using namespace lobule;
using test::Station;
using test::TcpProxy;
using test::TestArchive;

/// A workstation notices that the archive does not have any more what it had acknowledged, and takes nothing else for that.
class TestArchiveLost : public QObject {
    Q_OBJECT

    TestArchive m_archive;

    void copyDatabase(const char* from, const char* to) const
    {
        const QString postgres = QStringLiteral("postgres");
        m_archive.server.sql(QStringLiteral("DROP DATABASE IF EXISTS %1 WITH (FORCE)").arg(to), postgres);
        m_archive.server.sql(
            QStringLiteral("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%1'").arg(from), postgres);
        m_archive.server.sql(QStringLiteral("CREATE DATABASE %1 TEMPLATE %2 OWNER lobule_owner").arg(to, from), postgres);
    }

    /// As a restore that nobody told anybody about.
    void swapIn(const char* backup)
    {
        const QString postgres = QStringLiteral("postgres");
        m_archive.admin.reset();
        m_archive.server.sql(QStringLiteral("DROP DATABASE lobule WITH (FORCE)"), postgres);
        m_archive.server.sql(QStringLiteral("ALTER DATABASE %1 RENAME TO lobule").arg(backup), postgres);
        m_archive.server.sql(QStringLiteral("GRANT CONNECT ON DATABASE lobule TO lobule_client"), postgres);
        m_archive.connectAdmin();
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = test::PostgresServer::missing(); !reason.isEmpty()) QSKIP(qPrintable(reason));
        const QString error = m_archive.start();
        QVERIFY2(error.isEmpty(), qPrintable(error));
        QCOMPARE(m_archive.addUser("plain_writer", "Hospital A"), QString());
    }

    void aSilentRestoreIsNoticed()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(1, 2);
        QVERIFY(a.report_(study, "in the backup"));
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        copyDatabase("lobule", "backup");
        QVERIFY(a.report_(study, "after it") && a.report_(study, "and this"));
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QCOMPARE(a.report.lost, 0);
        const qint64 cursor = a.store->links()->first().cursor;

        swapIn("backup");
        // A colleague who was not there goes on in the restored feed, beyond the place that we had reached.
        Station late(m_archive, "anna");
        QCOMPARE(late.connect(), QString());
        QCOMPARE(late.sync(), QString());
        late.add(2, 5);
        QCOMPARE(late.sync(), QString());
        QVERIFY(m_archive.server.sql("SELECT rev FROM lobule.inst_head WHERE institution_id = 1").toLongLong() > cursor);
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.lost, 2);
        QCOMPARE(a.store->counts()->lost, 2);
        QCOMPARE(a.sync(), QString()); // until somebody does something about it
        QCOMPARE(a.report.lost, 2);
        QCOMPARE(b.sync(), QString());
        QCOMPARE(b.report.lost, 0); // had nothing of its own there

        QVERIFY(m_archive.admin->renewEpoch());
        QCOMPARE(test::inTurn({&a, &late, &a}), QString());
        QCOMPARE(a.report.lost, 0);
        QCOMPARE(a.store->counts()->lost, 0);
        QCOMPARE(late.impressions(study), (QStringList{"in the backup", "after it", "and this"}));
        QVERIFY(a.report_(study, "counted again"));
        QCOMPARE(a.sync() + a.sync(), QString());
        QCOMPARE(a.report.lost, 0);
        m_archive.server.sql("DELETE FROM lobule.applied_op WHERE kind = 'report' AND applied_at = (SELECT max(applied_at) FROM "
                             "lobule.applied_op WHERE kind = 'report')");
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.lost, 1);
    }

    /// The feed is shorter than what was read of it: everything is offered again by itself, and nothing is missing afterwards.
    void aShorterFeedIsMendedByItself()
    {
        Station a(m_archive, "alice");
        const QString study = a.add(3);
        QCOMPARE(a.connect(), QString());
        QCOMPARE(a.sync(), QString());
        copyDatabase("lobule", "backup");
        QVERIFY(a.report_(study, "lost and offered again"));
        QCOMPARE(a.sync(), QString());
        swapIn("backup");
        QCOMPARE(a.sync() + a.sync(), QString());
        QCOMPARE(a.report.lost, 0);
        QCOMPARE(m_archive.count("report_version", "fields ->> 'impression' = 'lost and offered again'"), 1);
    }

    void aLostAnswerIsNoLoss()
    {
        Station a(m_archive, "plain_writer");
        TcpProxy proxy(m_archive.server.port());
        a.settings.transport = archive::ConnectionSettings::Transport::Plain;
        a.settings.port = proxy.port();
        const QString study = a.add(4);
        QCOMPARE(a.connect(), QString());
        // Before anything was counted, and after.
        for (const char* text : {"first", "second"}) {
            QVERIFY(a.report_(study, text));
            proxy.swallowAnswerTo("COMMIT", "lobule.push");
            QCOMPARE(a.sync(false, 1), QString("connection-lost"));
            QVERIFY(proxy.hasSwallowed());
            for (int i = 0; i < 3; ++i) {
                QCOMPARE(a.sync(), QString());
                QCOMPARE(a.report.lost, 0);
            }
        }
        QCOMPARE(*a.store->acknowledged(a.store->links()->first()), std::optional<qint64>(3));
    }

    /// Two programs of one library send the same at the same time: it is counted once.
    void twoProgramsCountOnce()
    {
        Station a(m_archive, "alice");
        const QString study = a.add(5);
        QCOMPARE(a.connect(), QString());
        QCOMPARE(a.sync(), QString());
        const library::ArchiveLink link = a.store->links()->first();
        const auto before = a.store->acknowledged(link);
        QVERIFY(before && *before);
        QVERIFY(a.report_(study, "sent twice"));
        const auto items = a.store->due(link, 10);
        QVERIFY(items && items->size() == 1);
        auto other = library::SyncStore::open(a.folder());
        QVERIFY(other);
        QVERIFY(a.store->acknowledge(*items, &link) && (*other)->acknowledge(*items, &link));
        QCOMPARE(**a.store->acknowledged(link), **before + 1);
    }

    void anOlderArchiveIsNotAsked()
    {
        Station a(m_archive, "alice");
        a.add(6);
        m_archive.server.sql("UPDATE lobule.schema_migration SET version = -version WHERE version >= 8");
        QCOMPARE(a.connect(), QString());
        QCOMPARE(a.sync(), QString());
        m_archive.server.sql("UPDATE lobule.schema_migration SET version = -version WHERE version < 0");
        QVERIFY(!*a.store->acknowledged(a.store->links()->first()));
        QCOMPARE(a.sync(), QString());
        QVERIFY(*a.store->acknowledged(a.store->links()->first()));
        QCOMPARE(a.report.lost, 0);
    }
};

QTEST_GUILESS_MAIN(TestArchiveLost)
#include "tst_archive_lost.moc"
