#include "tests/app/cli/CtlRun.h"
#include "tests/support/PostgresServer.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using lobule::test::Ctl;
using lobule::test::CtlResult;
using lobule::test::PostgresServer;

/// What an operator does, with the scripts of installer/linux/archive: backup, drill, restore with a new epoch, and the demonstration
/// archive.
class TestArchiveOperations : public QObject {
    Q_OBJECT

    PostgresServer m_server;
    QTemporaryDir m_home;
    std::unique_ptr<Ctl> m_alice, m_anna;
    QString m_study;

    struct Ran {
        int exit = -1;
        QString text;
    };

    Ran script(const QString& name, const QStringList& arguments, const QMap<QString, QString>& more = {})
    {
        QProcess process;
        QProcessEnvironment environment = Ctl(m_home.path()).environment();
        environment.insert("LOBULECTL", LOBULE_BIN_DIR "/lobulectl");
        for (auto it = more.begin(); it != more.end(); ++it) environment.insert(it.key(), *it);
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        // The server that is started must not hold the pipe open.
        const QString log = m_home.filePath("script.log");
        process.setStandardOutputFile(log);
        process.start(LOBULE_SOURCE_DIR "/installer/linux/archive/" + name, arguments);
        process.waitForFinished(120'000);
        QFile out(log);
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            out.open(QIODevice::ReadOnly) ? QString::fromUtf8(out.readAll()) : QString()};
    }

    Ran atServer(const QString& name, QStringList arguments)
    {
        return script(name, QStringList{"--server", m_server.administrator()} + arguments);
    }

    std::unique_ptr<Ctl> station(const QString& login)
    {
        const Ctl dba(m_home.path());
        const CtlResult added
            = dba.run({"archive", "user", "add", login, "--institution", "Hospital A", "--server", m_server.administrator(), "--json"});
        QDir().mkpath(m_home.filePath(login));
        auto ctl = std::make_unique<Ctl>(m_home.filePath(login));
        ctl->setEnvironment("LOBULE_ARCHIVE_PASSWORD", added.json.value("password").toString());
        return ctl;
    }

    int connect(const Ctl& ctl, const QString& login)
    {
        return ctl
            .run({"archive", "connect", "--host", PostgresServer::host(), "--port", QString::number(m_server.port()), "--user", login,
                "--root-certificate", m_server.rootCertificate()})
            .exit;
    }

    static int write(const Ctl& ctl, const QString& study, const QString& impression)
    {
        return ctl.run({"report", "set", "--study", study, "--field", "impression=" + impression}).exit;
    }

    QString epoch() { return m_server.sql("SELECT epoch FROM lobule.archive"); }
    QString reports() { return m_server.sql("SELECT count(*) FROM lobule.report_version"); }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = PostgresServer::missing(); !reason.isEmpty()) QSKIP(qPrintable(reason));
        const QString error = m_server.start();
        QVERIFY2(error.isEmpty(), qPrintable(error));
        const Ctl dba(m_home.path());
        QCOMPARE(dba.run({"archive", "init", "--server", m_server.administrator()}).exit, 0);
        QCOMPARE(dba.run({"archive", "institution", "add", "Hospital A", "--server", m_server.administrator()}).exit, 0);
        m_alice = station("alice");
        m_anna = station("anna");
        QCOMPARE(m_alice->run({"phantom", m_home.filePath("dicom"), "--label", "LC", "--slices", "3", "--seed", "7"}).exit, 0);
        QCOMPARE(m_alice->run({"import", m_home.filePath("dicom")}).exit, 0);
        QCOMPARE(connect(*m_alice, "alice") + connect(*m_anna, "anna"), 0);
        QCOMPARE(m_alice->run({"sync"}).exit, 0);
        m_study = m_server.sql("SELECT study_uid FROM lobule.study");
        QVERIFY(m_study.startsWith("2.25."));
    }

    void restoreBringsBackWhatWorkstationsHold()
    {
        if (!m_alice) QSKIP("no server");
        const QString backup = m_home.filePath("backup");
        QCOMPARE(write(*m_alice, m_study, "in the backup"), 0);
        QCOMPARE(m_alice->run({"sync"}).exit + m_anna->run({"sync"}).exit, 0);
        const Ran saved = atServer("archive-backup", {backup});
        QVERIFY2(saved.exit == 0, qPrintable(saved.text));
        QVERIFY(!(QFile::permissions(backup) & (QFile::ReadGroup | QFile::ReadOther)));

        // More is written, acknowledged, and lost with the server.
        QCOMPARE(write(*m_alice, m_study, "after the backup"), 0);
        QCOMPARE(m_alice->run({"sync"}).exit, 0);
        QCOMPARE(reports(), QString("2"));
        const QString before = epoch();
        const Ran drilled = atServer("archive-restore", {"--drill", backup});
        QVERIFY2(drilled.exit == 0, qPrintable(drilled.text));
        QVERIFY(drilled.text.contains("the backup can be restored"));
        QCOMPARE(reports() + epoch(), "2" + before); // a drill touches nothing
        const Ran restored = atServer("archive-restore", {backup});
        QVERIFY2(restored.exit == 0, qPrintable(restored.text));
        QCOMPARE(reports(), QString("1"));
        QVERIFY(epoch() != before);
        QVERIFY(restored.text.contains("alice") && restored.text.contains("lobule_before_"));

        QCOMPARE(write(*m_anna, m_study, "by one who had not heard of any of this"), 0);
        QCOMPARE(m_anna->run({"sync"}).exit, 0);
        const CtlResult offered = m_alice->run({"sync", "--json"});
        QCOMPARE(offered.json.value("waiting").toInt(-1), 0);
        QCOMPARE(reports(), QString("3"));
        // Both went on from the version of the backup: a person decides.
        QCOMPARE(offered.exit, 1);
        QCOMPARE(m_anna->run({"sync", "--json"}).json.value("conflicts").toArray().size(), 1);
        QCOMPARE(m_anna->run({"report", "set", "--study", m_study, "--merge", "--field", "impression=by both"}).exit, 0);
        QCOMPARE(m_anna->run({"sync"}).exit + m_alice->run({"sync"}).exit, 0);
        QCOMPARE(m_anna->run({"sync", "--files"}).exit, 0);
        QCOMPARE(m_anna->run({"verify"}).exit, 0);
        QCOMPARE(m_server.sql("SELECT has_database_privilege('public', 'lobule', 'CONNECT')"), QString("f"));
        // The privileges that init took away are still taken away.
        QCOMPARE(m_server.sql("SELECT has_function_privilege('public', 'lo_create(oid)', 'EXECUTE')"), QString("f"));
        QCOMPARE(atServer("archive-backup", {backup}).exit, 0);
        QCOMPARE(atServer("archive-restore", {"--drill", backup}).exit, 0);
    }

    void partitionsChangeNothingForWorkstations()
    {
        if (!m_alice) QSKIP("no server");
        const QString chunks = "SELECT count(*), sum(octet_length(data)) FROM lobule.blob_chunk", before = m_server.sql(chunks);
        for (int i = 0; i < 2; ++i) { // again: nothing to do
            QString error;
            (void)lobule::test::runProgram("psql",
                {"-Xq", "-v", "ON_ERROR_STOP=1", "-d", m_server.administrator() + " dbname=lobule", "-f",
                    LOBULE_SOURCE_DIR "/installer/linux/archive/partition.sql"},
                &error);
            QVERIFY2(error.isEmpty(), qPrintable(error));
        }
        QCOMPARE(m_server.sql(chunks), before);
        QCOMPARE(m_server.sql("SELECT count(*) FROM lobule.blob_chunk_1"), before.section('|', 0, 0));
        QCOMPARE(m_server.sql("SELECT count(*) FROM pg_class WHERE relnamespace = 'lobule'::regnamespace AND relkind IN ('r', 'p') AND NOT "
                              "(relrowsecurity AND relforcerowsecurity)"),
            QString("0"));
        QCOMPARE(m_server.sql("SELECT has_table_privilege('alice', 'lobule.blob_chunk_1', 'SELECT')"), QString("f"));
        QCOMPARE(m_alice->run({"phantom", m_home.filePath("more"), "--label", "NonLC", "--slices", "2", "--seed", "8"}).exit, 0);
        QCOMPARE(m_alice->run({"import", m_home.filePath("more")}).exit, 0);
        QCOMPARE(m_alice->run({"sync"}).exit, 0);
        QCOMPARE(m_anna->run({"sync", "--files"}).exit, 0);
        QCOMPARE(m_anna->run({"verify"}).exit, 0);
        const QString backup = m_home.filePath("partitioned");
        QCOMPARE(atServer("archive-backup", {backup}).exit, 0);
        const Ran drilled = atServer("archive-restore", {"--drill", backup});
        QVERIFY2(drilled.exit == 0, qPrintable(drilled.text));
    }

    /// Also in an archive that was partitioned before.
    void whatWasNeverFinishedIsCleared()
    {
        if (!m_alice) QSKIP("no server");
        const Ctl dba(m_home.path());
        const QString chunks = "SELECT count(*) FROM lobule.blob_chunk", before = m_server.sql(chunks);
        m_server.sql("WITH b AS (INSERT INTO lobule.blob VALUES (1, sha256('half'), 2000000, 1048576, 2)) INSERT INTO lobule.blob_chunk "
                     "VALUES (1, sha256('half'), 1, sha256('x'), 'x', now() - interval '3 days')");
        const QStringList tidy{"archive", "tidy", "--server", m_server.administrator(), "--json"};
        QCOMPARE(dba.run(tidy).json.value("cleared").toInt(-1), 0);
        QCOMPARE(dba.run(tidy + QStringList{"--older-than", "0"}).exit, 2);
        const CtlResult cleared = dba.run(tidy + QStringList{"--older-than", "2"});
        QVERIFY2(cleared.exit == 0, cleared.err.constData());
        QCOMPARE(cleared.json.value("cleared").toInt(-1), 1);
        QCOMPARE(cleared.json.value("bytes").toInt(-1), 1);
        QCOMPARE(m_server.sql(chunks), before);
        QCOMPARE(m_anna->run({"verify"}).exit, 0);
    }

    void aDamagedBackupIsNotPutIntoService()
    {
        if (!m_alice) QSKIP("no server");
        const QString backup = m_home.filePath("damaged");
        const QString before = epoch();
        m_server.sql("INSERT INTO lobule.change SELECT institution_id, rev + 1, 'x', 'x', gen_random_uuid() FROM lobule.inst_head");
        QCOMPARE(atServer("archive-backup", {backup}).exit, 0);
        const Ran beyond = atServer("archive-restore", {backup});
        QVERIFY(beyond.exit != 0);
        QVERIFY2(beyond.text.contains("lines that its head does not know"), qPrintable(beyond.text));
        m_server.sql("DELETE FROM lobule.change WHERE kind = 'x'");
        m_server.sql("UPDATE lobule.audit SET detail = '{\"forged\": true}' WHERE n = 1");
        QCOMPARE(atServer("archive-backup", {backup}).exit, 0);
        const Ran restored = atServer("archive-restore", {backup});
        QVERIFY(restored.exit != 0);
        QVERIFY2(restored.text.contains("audit chain"), qPrintable(restored.text));
        QCOMPARE(epoch(), before);
    }

    void theDemonstrationArchiveComesAndGoes()
    {
        if (!m_alice) QSKIP("no server");
        QFile::setPermissions(m_home.path(), QFile::Permissions(0x7755)); // the server's user passes through
        QTcpServer probe;
        QVERIFY(probe.listen(QHostAddress::LocalHost, 0));
        const QString port = QString::number(probe.serverPort()), folder = m_home.filePath("demo");
        probe.close();
        const QMap<QString, QString> where{{"LOBULE_ARCHIVE_DIR", folder}, {"LOBULE_ARCHIVE_PORT", port}};
        const Ran started = script("lobule-archive", {"start"}, where);
        QVERIFY2(started.exit == 0, qPrintable(started.text));
        QVERIFY(!(QFile::permissions(folder + "/clients/alice.password") & (QFile::ReadGroup | QFile::ReadOther)));

        const QStringList server{"--server", "host=" + folder + "/server port=" + port + " user=postgres", "--json"};
        const Ctl dba(m_home.path());
        QCOMPARE(dba.run(QStringList{"archive", "user", "revoke", "anna"} + server).exit, 0);
        QCOMPARE(dba.run(QStringList{"archive", "user", "add", "rita", "--institution", "Hospital A"} + server).exit, 0);
        QDir().mkpath(m_home.filePath("visitor"));
        const Ctl visitor(m_home.filePath("visitor"));
        const CtlResult connected = visitor.run({"archive", "connect", "--host", "localhost", "--port", port, "--user", "alice",
            "--root-certificate", folder + "/clients/ca.crt", "--password-file", folder + "/clients/alice.password", "--json"});
        QVERIFY2(connected.exit == 0, connected.err.constData());
        QCOMPARE(connected.json.value("institution").toString(), QString("Hospital A"));
        QCOMPARE(visitor.run({"import", m_home.filePath("dicom")}).exit, 0);
        QCOMPARE(visitor.run({"sync"}).exit, 0);
        QCOMPARE(script("lobule-archive", {"stop"}, where).exit, 0);
        QVERIFY(visitor.run({"sync"}).exit != 0);
        QCOMPARE(script("lobule-archive", {"status"}, where).exit, 3);
        QCOMPARE(script("lobule-archive", {"start"}, where).exit, 0);
        QCOMPARE(script("lobule-archive", {"status"}, where).exit, 0);
        // Whom the administrator revoked stays revoked, and who may write since goes on writing.
        const QJsonArray users = dba.run(QStringList{"archive", "user", "list"} + server).json.value("users").toArray();
        QCOMPARE(users.size(), 5);
        for (const QJsonValue& value : users) {
            const QJsonObject user = value.toObject();
            const QString login = user.value("login").toString();
            QCOMPARE(user.value("revokedAt").toString().isEmpty(), login != "anna");
            if (login == "rita") QVERIFY(user.value("canWrite").toBool());
        }
        QCOMPARE(visitor.run({"sync"}).exit, 0);
        QCOMPARE(script("lobule-archive", {"destroy"}, where).exit, 0);
        QVERIFY(!QFile::exists(folder));
        // It removes nothing that it has not made.
        QDir().mkpath(folder);
        QVERIFY(script("lobule-archive", {"destroy"}, where).exit != 0);
        QVERIFY(QFile::exists(folder));
    }
};

QTEST_GUILESS_MAIN(TestArchiveOperations)
#include "tst_archive_operations.moc"
