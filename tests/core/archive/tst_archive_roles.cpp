#include "core/archive/Archive.h"
#include "tests/core/archive/ArchiveFixture.h"

#include <QFile>
#include <QTest>

using namespace lobule;
using test::Station;
using test::TestArchive;

/// What the roles beside the workstations' users may do, and what not: auditor, backup, migrator.
class TestArchiveRoles : public QObject {
    Q_OBJECT

    TestArchive m_archive;

    QString clinicalCounts()
    {
        return m_archive.server.sql("SELECT (SELECT count(*) FROM lobule.study), (SELECT count(*) FROM lobule.report_version), (SELECT "
                                    "count(*) FROM lobule.audit), (SELECT count(*) FROM lobule.change), (SELECT sum(rev) FROM "
                                    "lobule.inst_head), (SELECT count(*) FROM lobule.member), (SELECT epoch FROM lobule.archive)");
    }

    void setPassword(const char* login)
    {
        m_archive.server.sql(QStringLiteral("ALTER ROLE %1 PASSWORD 'test of %1'").arg(QLatin1String(login)));
        m_archive.passwords[login] = QStringLiteral("test of ") + QLatin1String(login);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = test::PostgresServer::missing(); !reason.isEmpty()) QSKIP(qPrintable(reason));
        const QString error = m_archive.start();
        QVERIFY2(error.isEmpty(), qPrintable(error));
        Station a(m_archive, "alice"), b(m_archive, "bob", "Hospital B");
        QVERIFY(a.report_(a.add(1), "ACANARY"));
        QVERIFY(b.report_(b.add(2), "BCANARY"));
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        const auto password = m_archive.admin->addAuditor("audrey", "Hospital A");
        QVERIFY(password && !password->isEmpty());
        m_archive.passwords["audrey"] = *password;
        for (const char* login : {"lobule_backup", "lobule_migrator"}) setPassword(login);
    }

    void role_data()
    {
        QTest::addColumn<QByteArray>("login");
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("expected"); ///< SQLSTATE, or "= " and what comes out.
        const auto row = [](const char* login, const char* name, const char* sql, const char* expected) {
            QTest::addRow("%s: %s", login, name) << QByteArray(login) << QString(sql) << QString(expected);
        };
        // auditor: the chain and the feed of the own institution, and whether the chain holds
        row("audrey", "own audit", "SELECT count(*) > 0, min(institution_id), max(institution_id) FROM lobule.audit", "= t|1|1");
        row("audrey", "chain holds", "SELECT lobule.audit_break(1) IS NULL", "= t");
        row("audrey", "own feed", "SELECT count(*) FROM lobule.change", "= 2");
        row("audrey", "who did what", "SELECT DISTINCT login FROM lobule.applied_op", "= alice");
        row("audrey", "own institution", "SELECT name FROM lobule.institution", "= Hospital A");
        row("audrey", "head of the chain", "SELECT audit_n > 0 FROM lobule.inst_head", "= t");
        row("audrey", "epoch", "SELECT count(epoch) FROM lobule.archive", "= 1");
        for (const char* table : {"study", "series", "blob", "blob_chunk", "instance", "prediction", "measurement", "key_image",
                 "report_version", "tombstone", "reopening"})
            row("audrey", table, ("SELECT * FROM lobule." + QByteArray(table)).constData(), "42501");
        row("audrey", "pull", "SELECT * FROM lobule.pull(1, 0, 10)", "42501");
        row("audrey", "push", "SELECT lobule.push(1, 4, gen_random_uuid(), '[]')", "42501");
        row("audrey", "append", "SELECT lobule.audit_append(1, 'x', '{}')", "42501");
        row("audrey", "append unchecked", "SELECT lobule.append_audit(1, 'alice', 'x', '{}')", "42501");
        row("audrey", "insert", "INSERT INTO lobule.audit SELECT * FROM lobule.audit", "42501");
        row("audrey", "update", "UPDATE lobule.audit SET login = 'x'", "42501");
        row("audrey", "delete", "DELETE FROM lobule.audit", "42501");
        row("audrey", "truncate", "TRUNCATE lobule.audit", "42501");
        row("audrey", "log a change", "SELECT lobule.log_changes(1, '{}', '{}', '{}')", "42501");
        row("audrey", "become a client", "SET ROLE lobule_client", "42501");
        row("audrey", "become the owner", "SET ROLE lobule_owner", "42501");
        row("audrey", "make herself a client", "GRANT lobule_client TO audrey", "42501");
        row("audrey", "temporary table", "CREATE TEMP TABLE t (x int)", "42501");
        row("audrey", "row counts", "SELECT reltuples FROM pg_class WHERE relname = 'study'", "42501");
        row("audrey", "file", "SELECT pg_read_file('PG_VERSION')", "42501");
        // backup: everything, and only reading
        row("lobule_backup", "every institution", "SELECT count(DISTINCT institution_id) FROM lobule.report_version", "= 2");
        row("lobule_backup", "chunks", "SELECT count(*) = (SELECT count(*) FROM lobule.blob) FROM lobule.blob_chunk", "= t");
        row("lobule_backup", "chains hold", "SELECT bool_and(lobule.audit_break(institution_id) IS NULL) FROM lobule.inst_head", "= t");
        row("lobule_backup", "insert", "INSERT INTO lobule.institution(name) VALUES ('C')", "42501");
        row("lobule_backup", "update", "UPDATE lobule.inst_head SET rev = 0", "42501");
        row("lobule_backup", "delete", "DELETE FROM lobule.report_version", "42501");
        row("lobule_backup", "truncate", "TRUNCATE lobule.study CASCADE", "42501");
        row("lobule_backup", "push", "SELECT lobule.push(1, 4, gen_random_uuid(), '[]')", "42501");
        row("lobule_backup", "append", "SELECT lobule.audit_append(1, 'x', '{}')", "42501");
        row("lobule_backup", "log a change", "SELECT lobule.log_changes(1, '{}', '{}', '{}')", "42501");
        row("lobule_backup", "become the owner", "SET ROLE lobule_owner", "42501");
        row("lobule_backup", "become a client", "SET ROLE lobule_client", "42501");
        row("lobule_backup", "become alice", "SET ROLE alice", "42501");
        row("lobule_backup", "create", "CREATE TABLE lobule.t (x int)", "42501");
        row("lobule_backup", "password hashes", "SELECT rolpassword FROM pg_authid", "42501");
        row("lobule_backup", "file", "SELECT pg_read_file('PG_VERSION')", "42501");
        row("lobule_backup", "program", "COPY lobule.study TO PROGRAM 'cat'", "42501");
        // migrator: changes the schema as the owner, and sees no study
        row("lobule_migrator", "by itself nothing", "SELECT count(*) FROM lobule.institution", "42501");
        row("lobule_migrator", "no study", "SET ROLE lobule_owner; SELECT count(*) FROM lobule.study", "= 0");
        row("lobule_migrator", "no text", "SET ROLE lobule_owner; SELECT count(*) FROM lobule.report_version", "= 0");
        row("lobule_migrator", "becomes no client", "SET ROLE lobule_client", "42501");
        row("lobule_migrator", "makes no login", "CREATE ROLE eve LOGIN", "42501");
        row("lobule_migrator", "reads no password hashes", "SELECT rolpassword FROM pg_authid", "42501");
    }

    void role()
    {
        QFETCH(QByteArray, login);
        QFETCH(QString, sql);
        QFETCH(QString, expected);
        const QString before = clinicalCounts();
        const auto outcome = m_archive.say(login.constData(), sql);
        if (expected.startsWith("= ")) {
            QVERIFY2(outcome.isOk, qPrintable(outcome.state));
            QCOMPARE(outcome.out.trimmed(), expected.mid(2));
        } else {
            QCOMPARE(outcome.state, expected);
        }
        QCOMPARE(clinicalCounts(), before);
    }

    void anAuditorHearsOfAWrongChain()
    {
        m_archive.server.sql("UPDATE lobule.audit SET detail = '{\"x\": 1}' WHERE institution_id = 1 AND n = 2");
        QCOMPARE(m_archive.say("audrey", "SELECT lobule.audit_break(1)").out.trimmed(), QString("2"));
    }

    void aWorkstationDoesNotTakeAnAuditor()
    {
        const auto opened = archive::Archive::connect(m_archive.settings("audrey"), m_archive.passwords["audrey"]);
        QVERIFY(!opened);
        QCOMPARE(archive::reasonOf(opened.error()), QString("auditor"));
    }

    void theBackupRoleCanDumpEverything()
    {
        QString error;
        QTemporaryDir folder;
        const QString file = folder.filePath("dump");
        qputenv("PGPASSWORD", m_archive.passwords["lobule_backup"].toUtf8());
        (void)test::runProgram("pg_dump",
            {"-Fp", "-f", file, "-d",
                QStringLiteral("host=localhost port=%1 dbname=lobule user=lobule_backup sslmode=verify-full sslrootcert=%2")
                    .arg(m_archive.server.port())
                    .arg(m_archive.server.rootCertificate())},
            &error);
        qunsetenv("PGPASSWORD");
        QVERIFY2(error.isEmpty(), qPrintable(error));
        QFile dump(file);
        QVERIFY(dump.open(QIODevice::ReadOnly));
        const QByteArray text = dump.readAll();
        QVERIFY(text.contains("ACANARY") && text.contains("BCANARY"));
        QVERIFY(text.contains("FORCE ROW LEVEL SECURITY") && text.contains("REVOKE ALL ON FUNCTION pg_catalog.lo_create"));
    }
};

QTEST_GUILESS_MAIN(TestArchiveRoles)
#include "tst_archive_roles.moc"
