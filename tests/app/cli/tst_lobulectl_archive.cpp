#include "tests/app/cli/CtlRun.h"
#include "tests/support/PostgresServer.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using lobule::test::Ctl;
using lobule::test::CtlResult;
using lobule::test::PostgresServer;

/// The whole way on the command line: an archive is made, a study imported at one workstation is listed, opened and reported at another.
class TestLobulectlArchive : public QObject {
    Q_OBJECT

    PostgresServer m_server;
    QTemporaryDir m_home;
    bool m_isReady = false;

    QStringList admin(QStringList arguments) const
    {
        return QStringList{"archive"} + arguments + QStringList{"--server", m_server.administrator(), "--json"};
    }

    std::unique_ptr<Ctl> station(const QString& login, const QString& password)
    {
        const QString home = m_home.filePath(login);
        QDir().mkpath(home);
        auto ctl = std::make_unique<Ctl>(home);
        ctl->setEnvironment("LOBULE_ARCHIVE_PASSWORD", password);
        return ctl;
    }

    QStringList connection(const QString& login) const
    {
        return {"archive", "connect", "--host", PostgresServer::host(), "--port", QString::number(m_server.port()), "--user", login,
            "--root-certificate", m_server.rootCertificate(), "--json"};
    }

    /// As the page of the window does.
    static void limitRate(const Ctl& ctl, int bytesPerSecond)
    {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "limit");
            database.setDatabaseName(ctl.library() + "/library.sqlite");
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(QStringLiteral("INSERT OR REPLACE INTO setting(key, value) VALUES ('archive/bytes-per-second', '%1')")
                                   .arg(bytesPerSecond)));
        }
        QSqlDatabase::removeDatabase("limit");
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = PostgresServer::missing(); !reason.isEmpty()) QSKIP(qPrintable(reason));
        const QString error = m_server.start();
        QVERIFY2(error.isEmpty(), qPrintable(error));
        m_isReady = true;
    }

    void aStudyTravels()
    {
        if (!m_isReady) QSKIP("no server");
        const Ctl dba(m_home.path());
        const CtlResult made = dba.run(admin({"init"}));
        QVERIFY2(made.exit == 0, made.err.constData());
        QCOMPARE(dba.run(admin({"init"})).exit, 0); // again: nothing to do
        QCOMPARE(dba.run(admin({"migrate"})).json.value("applied").toInt(-1), 0);
        QCOMPARE(dba.run(admin({"institution", "add", "Hospital A"})).exit, 0);
        QString passwords[2];
        for (int i = 0; i < 2; ++i) {
            const CtlResult added = dba.run(admin({"user", "add", i == 0 ? "alice" : "anna", "--institution", "Hospital A"}));
            QVERIFY2(added.exit == 0, added.err.constData());
            passwords[i] = added.json.value("password").toString();
            QCOMPARE(passwords[i].size(), 24);
        }
        QCOMPARE(dba.run(admin({"user", "list"})).json.value("users").toArray().size(), 2);
        QCOMPARE(dba.run(admin({"user", "add", "eve", "--institution", "Hospital Z"})).exit, 1);

        const auto a = station("alice", passwords[0]), b = station("anna", passwords[1]);
        QCOMPARE(a->run({"sync", "--once", "--json"}).exit, 2); // no archive is set
        QCOMPARE(a->run({"phantom", m_home.filePath("dicom"), "--label", "LC", "--slices", "3", "--seed", "5"}).exit, 0);
        QCOMPARE(a->run({"import", m_home.filePath("dicom")}).exit, 0);
        for (const auto& [ctl, login] : {std::pair{a.get(), "alice"}, {b.get(), "anna"}}) {
            const CtlResult connected = ctl->run(connection(login));
            QVERIFY2(connected.exit == 0, connected.err.constData());
            QCOMPARE(connected.json.value("institution").toString(), QString("Hospital A"));
        }
        limitRate(*a, 500'000);
        QElapsedTimer since;
        since.start();
        CtlResult synced = a->run({"sync", "--once", "--json"});
        QVERIFY2(synced.exit == 0, synced.err.constData());
        QVERIFY2(since.elapsed() >= synced.json.value("sentBytes").toInt() / 500, qPrintable(QString::number(since.elapsed())));
        limitRate(*a, 0);
        QCOMPARE(synced.json.value("sent").toInt(), 3);
        synced = b->run({"sync", "--once", "--json"});
        QCOMPARE(synced.json.value("filesInArchiveOnly").toInt(), 3);

        const QJsonObject there = a->run({"list", "--json"}).json.value("studies").toArray().at(0).toObject();
        const QJsonArray listed = b->run({"list", "--json"}).json.value("studies").toArray();
        QCOMPARE(listed.size(), 1);
        const QString study = there.value("uid").toString();
        QVERIFY(!study.isEmpty());
        QCOMPARE(listed.at(0).toObject().value("uid").toString(), study);
        QCOMPARE(listed.at(0).toObject().value("pseudonym"), there.value("pseudonym"));

        limitRate(*b, 500'000);
        since.start();
        const CtlResult fetched = b->run({"archive", "fetch", "--study", study, "--json"});
        QVERIFY2(fetched.exit == 0, fetched.err.constData());
        QVERIFY2(since.elapsed() >= fetched.json.value("bytes").toInt() / 500, qPrintable(QString::number(since.elapsed())));
        limitRate(*b, 0);
        QCOMPARE(fetched.json.value("fetched").toInt(), 3);
        const QJsonArray instances = b->run({"list", "instances", "--study", study, "--json"}).json.value("instances").toArray();
        QCOMPARE(instances.size(), 3);
        for (const QJsonValue& value : instances) {
            const QString uid = value.toObject().value("uid").toString();
            QByteArray pixels[2];
            for (int i = 0; i < 2; ++i) {
                const QString path = m_home.filePath(QStringLiteral("%1.raw").arg(i));
                const CtlResult written = (i == 0 ? a : b)->run({"pixels", "--instance", uid, "--output", path});
                QVERIFY2(written.exit == 0, written.err.constData());
                QFile file(path);
                QVERIFY(file.open(QIODevice::ReadOnly));
                pixels[i] = file.readAll();
            }
            QVERIFY(pixels[0].size() > 100'000);
            QVERIFY(pixels[0] == pixels[1]);
        }
        QCOMPARE(b->run({"verify", "--json"}).json.value("consistent").toBool(), true);

        QCOMPARE(b->run({"report", "set", "--study", study, "--field", "impression=written at B"}).exit, 0);
        QCOMPARE(b->run({"sync", "--once", "--json"}).json.value("sent").toInt(), 1);
        QCOMPARE(a->run({"sync", "--once", "--json"}).json.value("received").toInt(), 1);
        QCOMPARE(a->run({"report", "show", "--study", study, "--json"}).json.value("fields").toObject().value("impression").toString(),
            QString("written at B"));

        const CtlResult status = dba.run(admin({"status"}));
        QCOMPARE(status.exit, 0);
        QCOMPARE(status.json.value("institutions").toArray().at(0).toObject().value("rev").toInt(), 4);
    }

    void watchingGoesOnUntilInterrupted()
    {
        if (!m_isReady) QSKIP("no server");
        const Ctl dba(m_home.path());
        const QString password = dba.run(admin({"user", "add", "wanda", "--institution", "Hospital A"})).json.value("password").toString();
        const auto ctl = station("wanda", password);
        QCOMPARE(ctl->run(connection("wanda")).exit, 0);
        QProcess watch;
        watch.setProcessEnvironment(ctl->environment());
        watch.start(QStringLiteral(LOBULE_BIN_DIR "/lobulectl"), {"sync", "--watch", "--json"});
        QByteArray out;
        const auto lastState = [&] {
            watch.waitForReadyRead(100);
            out += watch.readAllStandardOutput();
            const QList<QByteArray> lines = out.split('\n');
            return QJsonDocument::fromJson(lines.value(lines.size() - 2)).object();
        };
        QTRY_COMPARE_WITH_TIMEOUT(lastState().value("state").toString(), QString("up-to-date"), 20'000);
        // What another program does to the library goes out by itself.
        const QString study = ctl->run({"list", "--json"}).json.value("studies").toArray().at(0).toObject().value("uid").toString();
        QVERIFY(!study.isEmpty()); // of the test before
        QCOMPARE(ctl->run({"report", "set", "--study", study, "--field", "impression=seen by the watch"}).exit, 0);
        QTRY_COMPARE_WITH_TIMEOUT(
            m_server.sql("SELECT count(*) FROM lobule.report_version WHERE fields::text LIKE '%seen by the watch%'"), QString("1"), 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(lastState().value("state").toString(), QString("up-to-date"), 20'000);
        watch.terminate(); // SIGTERM; Ctrl+C is caught alike
        QVERIFY(watch.waitForFinished(3000));
        QCOMPARE(watch.exitStatus(), QProcess::NormalExit);
        QCOMPARE(watch.exitCode(), 0);
        for (const QByteArray& line : out.trimmed().split('\n')) QVERIFY2(QJsonDocument::fromJson(line).isObject(), line.constData());
    }

    void whatIsDisconnectedStaysSo()
    {
        if (!m_isReady) QSKIP("no server");
        const Ctl dba(m_home.path());
        const auto ctl
            = station("dora", dba.run(admin({"user", "add", "dora", "--institution", "Hospital A"})).json.value("password").toString());
        const QStringList disconnect{"archive", "disconnect", "--json"};
        CtlResult said = ctl->run(disconnect);
        QCOMPARE(said.exit, 0);
        QCOMPARE(said.json.value("disconnected").toBool(true), false);
        QVERIFY(ctl->run({"archive", "disconnect"}).out.contains("nothing to disconnect"));
        QCOMPARE(ctl->run(connection("dora")).exit, 0);
        QCOMPARE(ctl->run({"sync", "--once"}).exit, 0);
        QVERIFY(!ctl->run({"list", "--json"}).json.value("studies").toArray().isEmpty()); // of the first test
        said = ctl->run(disconnect);
        QCOMPARE(said.exit, 0);
        QCOMPARE(said.json.value("disconnected").toBool(), true);
        QVERIFY(ctl->run({"list", "--json"}).json.value("studies").toArray().isEmpty());
        for (const QStringList& more : {QStringList{"--once"}, QStringList{"--watch"}})
            QCOMPARE(ctl->run(QStringList{"sync"} + more).exit, 2);
        QVERIFY(ctl->run({"list", "--json"}).json.value("studies").toArray().isEmpty());
        // Nothing of the former connection is taken along.
        QCOMPARE(ctl->run({"archive", "connect", "--user", "dora"}).exit, 2);
        QCOMPARE(ctl->run(connection("dora")).exit, 0);
        QCOMPARE(ctl->run({"sync", "--once"}).exit, 0);
        QVERIFY(!ctl->run({"list", "--json"}).json.value("studies").toArray().isEmpty());
    }

    void faultsAreSaidInWords()
    {
        if (!m_isReady) QSKIP("no server");
        const auto ctl = station("words", "wrong");
        CtlResult said = ctl->run(connection("alice"));
        QCOMPARE(said.exit, 3);
        QVERIFY2(said.err.contains("does not accept this login and password"), said.err.constData());
        QCOMPARE(said.json.value("error").toObject().value("reason").toString(), QString("password"));
        QVERIFY(!said.err.contains("wrong") && !said.out.contains("wrong"));
        QStringList arguments = connection("alice");
        arguments[3] = "127.0.0.1";
        said = ctl->run(arguments);
        QVERIFY2(said.err.contains("certificate of the server is not for the name 127.0.0.1"), said.err.constData());
        for (const char* port : {"abc", "99999", "0"}) {
            arguments[5] = port;
            QCOMPARE(ctl->run(arguments).exit, 2);
        }
        const CtlResult audrey = Ctl(m_home.path()).run(admin({"user", "add", "audrey", "--institution", "Hospital A", "--auditor"}));
        said = station("audrey", audrey.json.value("password").toString())->run(connection("audrey"));
        QCOMPARE(said.json.value("error").toObject().value("reason").toString(), QString("auditor"));
        QVERIFY2(said.err.contains("auditor's login"), said.err.constData());
    }

    void twoTextsArePassedOffAsNeither()
    {
        if (!m_isReady) QSKIP("no server");
        const Ctl dba(m_home.path());
        std::unique_ptr<Ctl> stations[2];
        QString study;
        for (int i = 0; i < 2; ++i) {
            const QString login = i == 0 ? "cora" : "carl";
            stations[i]
                = station(login, dba.run(admin({"user", "add", login, "--institution", "Hospital A"})).json.value("password").toString());
            QCOMPARE(stations[i]->run(connection(login)).exit, 0);
            QCOMPARE(stations[i]->run({"sync", "--once"}).exit, 0);
            study = stations[i]->run({"list", "--json"}).json.value("studies").toArray().at(0).toObject().value("uid").toString();
            QVERIFY(!study.isEmpty()); // of the first test
        }
        const auto& [a, b] = stations;
        QCOMPARE(a->run({"report", "show", "--study", study, "--json"}).json.value("conflict").toBool(true), false);
        QCOMPARE(a->run({"report", "set", "--study", study, "--field", "impression=by A"}).exit, 0);
        QCOMPARE(b->run({"report", "set", "--study", study, "--field", "impression=by B"}).exit, 0);
        QCOMPARE(b->run({"sync", "--once"}).exit, 0);
        const CtlResult synced = a->run({"sync", "--once"});
        QVERIFY(synced.out.contains("several versions of the report"));
        QCOMPARE(synced.exit, 1); // it waits for a person
        const CtlResult shown = a->run({"report", "show", "--study", study, "--json"});
        QCOMPARE(shown.json.value("conflict").toBool(), true);
        QCOMPARE(shown.json.value("heads").toArray().size(), 2);
        QVERIFY(shown.err.contains("nobody has merged"));
        const QByteArray text = a->run({"report", "show", "--study", study}).out;
        QVERIFY(text.contains("by A") && text.contains("by B"));
        const QString pdf = m_home.filePath("conflict.pdf");
        QVERIFY(a->run({"report", "export", "--study", study, "--pdf", pdf}).exit != 0);
        QVERIFY(!QFile::exists(pdf));

        // Nothing is written upon one of the two without a word, and what is to stand is said by a person.
        const auto set = [&a = a, &study](const QStringList& more) {
            return a->run(QStringList{"report", "set", "--study", study} + more);
        };
        const CtlResult alone = set({"--field", "findings=more"});
        QCOMPARE(alone.exit, 1);
        QVERIFY2(alone.err.contains("lobulectl report set --merge"), alone.err.constData());
        QCOMPARE(set({"--merge"}).exit, 2);
        QVERIFY(set({"--merge", "--field", "findings=more"}).err.contains("impression"));
        QCOMPARE(set({"--merge", "--field", "impression=by both"}).exit, 0);
        QCOMPARE(a->run({"report", "show", "--study", study, "--json"}).json.value("conflict").toBool(true), false);
        QCOMPARE(set({"--merge", "--field", "impression=again"}).exit, 2);
        QCOMPARE(a->run({"sync", "--once"}).exit, 0);
        QCOMPARE(b->run({"sync", "--once"}).exit, 0);
        QVERIFY(b->run({"report", "show", "--study", study}).out.contains("by both"));
    }
};

QTEST_GUILESS_MAIN(TestLobulectlArchive)
#include "tst_lobulectl_archive.moc"
