#include "tests/app/cli/CtlRun.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using lobule::test::Ctl;
using lobule::test::CtlResult;

namespace {

const QString kPassphrase = QStringLiteral("correct horse battery");

/// A computer without a key store: no session bus can be reached.
Ctl bareComputer(const QString& home)
{
    Ctl ctl(home);
    ctl.setEnvironment("LOBULE_KEY_FILE", {});
    ctl.setEnvironment("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    ctl.setEnvironment("XDG_RUNTIME_DIR", home);
    ctl.setEnvironment("DISPLAY", {});
    return ctl;
}

QString wordsOf(const CtlResult& result) { return QString::fromUtf8(result.err); }

} // namespace

/// lobulectl key, reveal, audit.
class TestLobulectlKey : public QObject {
    Q_OBJECT

    static QString write(const QString& path, const QByteArray& text)
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
        file.write(text);
        return path;
    }

private Q_SLOTS:
    void aNamedFileIsBackedUpAndRestored()
    {
        QTemporaryDir home;
        const Ctl ctl(home.path());
        QCOMPARE(ctl.run({"key", "status", "--json"}).json["exists"].toBool(), false);
        QCOMPARE(ctl.run({"list"}).exit, 0); // makes it
        const CtlResult before = ctl.run({"key", "status", "--json"});
        QCOMPARE(before.exit, 0);
        QCOMPARE(before.json["protection"].toString(), QStringLiteral("plain-file"));
        QCOMPARE(before.json["fixed"].toBool(), true);
        QVERIFY(before.json["backup"].isNull());
        const QString keyId = before.json["keyId"].toString();
        QCOMPARE(keyId.size(), 16);
        QVERIFY(ctl.run({"key", "status"}).out.contains("Without one, a lost key cannot be replaced"));

        QCOMPARE(ctl.run({"key", "backup"}).exit, 2); // not into a pipe by accident
        const CtlResult code = ctl.run({"key", "backup", "--code", "--json"});
        QCOMPARE(code.exit, 0);
        QVERIFY(code.err.contains("Whoever has this code"));
        const QString recovery = code.json["recoveryCode"].toString();
        QVERIFY(QRegularExpression("^([0-9A-Z]{4}-){13}[0-9A-Z]{4}$").match(recovery).hasMatch());
        QCOMPARE(ctl.run({"key", "status", "--json"}).json["backup"].toObject()["kind"].toString(), QStringLiteral("recovery-code"));

        const QString sealed = home.filePath("copy.lobulekey");
        const QString passphraseFile = write(home.filePath("passphrase"), kPassphrase.toUtf8() + "\n");
        QCOMPARE(ctl.run({"key", "backup", "--file", sealed}).exit, 3); // no passphrase to be had
        QVERIFY(!QFileInfo::exists(sealed));
        QCOMPARE(ctl.run({"key", "backup", "--file", sealed, "--passphrase-file", passphraseFile}).exit, 0);
        const CtlResult again = ctl.run({"key", "backup", "--file", sealed, "--passphrase-file", passphraseFile}); // never over a file
        QCOMPARE(again.exit, 3);
        QVERIFY2(again.err.contains("is there already") && !again.err.contains("permissions"), again.err.constData());
        QCOMPARE(ctl.run({"audit", "list", "--filter", "sealed-file", "--json"}).json["entries"].toArray().size(), 1);
        QVERIFY(QFile::setPermissions(home.filePath("site.key"), QFile::permissions(home.filePath("site.key")) | QFileDevice::ReadOther));
        const CtlResult open = ctl.run({"key", "status", "--json"});
        QVERIFY(open.exit == 0 && open.json["wasReadableByOthers"].toBool() && open.err.contains("other accounts"));
        QCOMPARE(int(QFile::permissions(home.filePath("site.key")) & 0x0077), 0);
        QCOMPARE(ctl.run({"key", "status", "--json"}).json["wasReadableByOthers"].toBool(), false);
        QCOMPARE(ctl.run({"key", "status", "--json"}).json["backup"].toObject()["kind"].toString(), QStringLiteral("sealed-file"));

        // Elsewhere, from either.
        for (const bool fromCode : {true, false}) {
            QTemporaryDir elsewhere;
            const Ctl other(elsewhere.path());
            const CtlResult wrong = fromCode
                ? other.run({"key", "restore"}, QString(recovery).replace(2, 1, recovery[2] == u'0' ? "1" : "0").toUtf8() + "\n")
                : other.run({"key", "restore", "--file", sealed, "--passphrase-file", write(elsewhere.filePath("w"), "wrong one\n")});
            QVERIFY2(wrong.exit == 2, wrong.err.constData());
            QCOMPARE(other.run({"key", "status", "--json"}).json["exists"].toBool(), false);
            const CtlResult restored = fromCode
                ? other.run({"key", "restore", "--json"}, recovery.toLower().toUtf8() + "\n")
                : other.run({"key", "restore", "--file", sealed, "--passphrase-file", passphraseFile, "--json"});
            QVERIFY2(restored.exit == 0, restored.err.constData());
            QCOMPARE(restored.json["keyId"].toString(), keyId);
            QCOMPARE(other.run({"key", "restore"}, recovery.toUtf8() + "\n").exit, 0); // the same once more
        }
        // Never over another key.
        QTemporaryDir third;
        const Ctl taken(third.path());
        QCOMPARE(taken.run({"phantom", third.filePath("in"), "--label", "LC", "--slices", "1", "--size", "64"}).exit, 0);
        QCOMPARE(taken.run({"import", third.filePath("in")}).exit, 0);
        const CtlResult refused = taken.run({"key", "restore"}, recovery.toUtf8() + "\n");
        QCOMPARE(refused.exit, 3);
        QVERIFY2(refused.err.contains("in use, so it is not replaced"), refused.err.constData());
        QVERIFY(taken.run({"key", "status", "--json"}).json["keyId"].toString() != keyId);
        QCOMPARE(
            ctl.run({"key", "protect", "--with", "passphrase", "--passphrase-file", passphraseFile}).exit, 3); // LOBULE_KEY_FILE decides
        // Who took a copy is written down.
        const QJsonArray entries = ctl.run({"audit", "list", "--filter", "key-backup", "--json"}).json["entries"].toArray();
        QVERIFY(entries.size() >= 2);
        QVERIFY(!entries[0].toObject()["actor"].toString().isEmpty());
    }

    void underAnotherKeyNothingIsImported()
    {
        QTemporaryDir home;
        Ctl ctl(home.path());
        QCOMPARE(ctl.run({"phantom", home.filePath("in"), "--label", "LC", "--slices", "1", "--size", "64"}).exit, 0);
        QCOMPARE(ctl.run({"import", home.filePath("in")}).exit, 0);
        ctl.setEnvironment("LOBULE_KEY_FILE", home.filePath("second.key"));
        const CtlResult refused = ctl.run({"import", home.filePath("in"), "--json"});
        QCOMPARE(refused.exit, 3);
        QVERIFY2(refused.err.contains("Settings, Keys, Restore"), refused.err.constData());
        QCOMPARE(ctl.run({"list", "--json"}).json["studies"].toArray().size(), 1);
        ctl.setEnvironment("LOBULE_KEY_FILE", home.filePath("site.key"));
        QCOMPARE(ctl.run({"import", home.filePath("in"), "--json"}).json["duplicates"].toInt(), 1);
    }

    void aKeyThatNothingIsSealedWithMakesRoom()
    {
        QTemporaryDir oldHome, newHome;
        Ctl before = bareComputer(oldHome.path());
        before.setEnvironment("LOBULE_KEY_PASSPHRASE", kPassphrase);
        QCOMPARE(before.run({"phantom", oldHome.filePath("in"), "--label", "LC", "--slices", "1", "--size", "64"}).exit, 0);
        QCOMPARE(before.run({"import", oldHome.filePath("in")}).exit, 0);
        const QString recovery = before.run({"key", "backup", "--code", "--json"}).json["recoveryCode"].toString();
        const QString keyId = before.run({"key", "status", "--json"}).json["keyId"].toString();
        for (const QString& protection : {QStringLiteral("plain-file"), QStringLiteral("passphrase")}) {
            // A new computer made a key of its own at its first start; then the old library is copied to it.
            QTemporaryDir home;
            Ctl ctl = bareComputer(home.path());
            ctl.setEnvironment("LOBULE_KEY_PASSPHRASE", kPassphrase);
            QCOMPARE(ctl.run({"key", "create", "--with", protection}).exit, 0);
            const QString unused = ctl.run({"key", "status", "--json"}).json["keyId"].toString();
            QCOMPARE(QProcess::execute("cp", {"-a", before.library(), ctl.library()}), 0);
            QCOMPARE(ctl.run({"verify"}).exit, 1); // its identities do not open with the new key
            const CtlResult restored = ctl.run({"key", "restore", "--json"}, recovery.toUtf8() + "\n");
            QVERIFY2(restored.exit == 0, restored.err.constData());
            QCOMPARE(restored.json["setAside"].toString(), unused);
            const CtlResult status = ctl.run({"key", "status", "--json"});
            QCOMPARE(status.json["keyId"].toString(), keyId);
            QCOMPARE(status.json["protection"].toString(), protection);
            QCOMPARE(ctl.run({"verify"}).exit, 0);
        }
    }

    void withoutAKeyStoreAPassphraseIsAsked()
    {
        QTemporaryDir home;
        Ctl ctl = bareComputer(home.path());
        QCOMPARE(ctl.run({"key", "status", "--json"}).json["keyStore"].toBool(), false);
        const CtlResult nothing = ctl.run({"list", "--json"});
        QCOMPARE(nothing.exit, 3);
        QVERIFY2(wordsOf(nothing).contains("no key store"), nothing.err.constData());
        QVERIFY(!QFileInfo::exists(home.filePath("library"))); // nothing was begun
        QCOMPARE(ctl.run({"key", "backup", "--code"}).exit, 3);

        ctl.setEnvironment("LOBULE_KEY_PASSPHRASE", kPassphrase);
        QCOMPARE(ctl.run({"list"}).exit, 0);
        const CtlResult status = ctl.run({"key", "status", "--json"});
        QCOMPARE(status.json["protection"].toString(), QStringLiteral("passphrase"));
        const QString keyId = status.json["keyId"].toString();
        QCOMPARE(keyId.size(), 16);

        ctl.setEnvironment("LOBULE_KEY_PASSPHRASE", {});
        const CtlResult needed = ctl.run({"list"});
        QCOMPARE(needed.exit, 3);
        QVERIFY2(wordsOf(needed).contains("protected by a passphrase"), needed.err.constData());
        ctl.setEnvironment("LOBULE_KEY_PASSPHRASE", "not this one");
        const CtlResult wrong = ctl.run({"list"});
        QCOMPARE(wrong.exit, 3);
        QVERIFY2(wordsOf(wrong).contains("passphrase is wrong"), wrong.err.constData());
        ctl.setEnvironment("LOBULE_KEY_PASSPHRASE", {});
        const QString file = write(home.filePath("passphrase"), kPassphrase.toUtf8());
        QCOMPARE(ctl.run({"list", "--passphrase-file", file}).exit, 0);
        QCOMPARE(ctl.run({"--passphrase-file", file, "list"}).exit, 0);

        // To a plain file, by a visible act.
        const CtlResult moved = ctl.run({"key", "protect", "--with", "plain-file", "--passphrase-file", file, "--json"});
        QVERIFY2(moved.exit == 0, moved.err.constData());
        QCOMPARE(moved.json["protection"].toString(), QStringLiteral("plain-file"));
        QCOMPARE(moved.json["keyId"].toString(), keyId);
        QCOMPARE(ctl.run({"list"}).exit, 0);
        QVERIFY(!QFileInfo::exists(status.json["file"].toString()));
        // There is no key store that it could go to.
        QCOMPARE(ctl.run({"key", "protect", "--with", "key-store"}).exit, 3);
        QCOMPARE(ctl.run({"key", "status", "--json"}).json["keyId"].toString(), keyId);
        QCOMPARE(ctl.run({"list"}).exit, 0);
    }

    void createIsTheUnattendedFirstStart()
    {
        QTemporaryDir home;
        const Ctl ctl = bareComputer(home.path());
        QCOMPARE(ctl.run({"key", "create"}).exit, 3);
        const CtlResult made = ctl.run({"key", "create", "--with", "plain-file", "--json"});
        QVERIFY2(made.exit == 0, made.err.constData());
        QCOMPARE(ctl.run({"key", "create", "--with", "plain-file", "--json"}).json["keyId"], made.json["keyId"]);
        QCOMPARE(ctl.run({"list"}).exit, 0);
        QCOMPARE(ctl.run({"key", "nonsense"}).exit, 2);
        QCOMPARE(ctl.run({"key", "protect", "--with", "magic"}).exit, 2);
    }

    void theTerminalAsksWithoutEcho()
    {
        const QString script = QStandardPaths::findExecutable("script");
        if (script.isEmpty()) QSKIP("needs the program script");
        QTemporaryDir home;
        const Ctl ctl = bareComputer(home.path());
        const auto type = [&](const QString& command, const QByteArrayList& lines) {
            QProcess process;
            process.setProcessEnvironment(ctl.environment());
            process.start(script, {"-qec", QStringLiteral(LOBULE_BIN_DIR "/lobulectl ") + command, "/dev/null"});
            QByteArray screen;
            for (const QByteArray& line : lines) { // Each at its prompt.
                const qsizetype seen = screen.size();
                for (int i = 0; i < 200 && !screen.mid(seen).trimmed().endsWith(':'); ++i) {
                    process.waitForReadyRead(100);
                    screen += process.readAllStandardOutput();
                }
                process.write(line + "\n");
                process.waitForBytesWritten();
                screen += '\n';
            }
            process.waitForFinished();
            screen += process.readAllStandardOutput();
            return std::pair(process.exitCode(), screen);
        };
        const auto made = type("list", {kPassphrase.toUtf8(), kPassphrase.toUtf8()});
        QVERIFY2(made.first == 0, made.second.constData());
        QVERIFY(!made.second.contains("horse"));
        QCOMPARE(ctl.run({"key", "status", "--json"}).json["protection"].toString(), QStringLiteral("passphrase"));
        const auto opened = type("list", {"wrong passphrase", kPassphrase.toUtf8()});
        QVERIFY2(opened.first == 0, opened.second.constData());
        QVERIFY(opened.second.contains("Wrong passphrase.") && !opened.second.contains("horse"));
    }

    void identitiesAreShownToThoseWhoMay()
    {
        QTemporaryDir home;
        Ctl ctl(home.path());
        QCOMPARE(ctl.run({"phantom", home.filePath("in"), "--label", "LC", "--slices", "2", "--size", "128"}).exit, 0);
        const CtlResult imported = ctl.run({"import", home.filePath("in"), "--json"});
        QCOMPARE(imported.exit, 0);
        const QString study = imported.json["studies"].toArray().first().toString();
        QCOMPARE(ctl.run({"reveal"}).exit, 2);
        QCOMPARE(ctl.run({"reveal", "--study", "1.2.3"}).exit, 1);
        const CtlResult needed = ctl.run({"reveal", "--study", study});
        QCOMPARE(needed.exit, 3);
        QVERIFY2(wordsOf(needed).contains("reveal passphrase"), needed.err.constData());

        ctl.setEnvironment("LOBULE_REVEAL_PASSPHRASE", kPassphrase);
        const CtlResult first = ctl.run({"reveal", "--study", study, "--json"});
        QVERIFY2(first.exit == 0, first.err.constData());
        QVERIFY(wordsOf(first).contains("becomes it"));
        const QJsonObject identity = first.json["identities"].toArray().first().toObject();
        QVERIFY(identity["pseudonym"].toString().startsWith("P-"));
        QVERIFY(!identity["attributes"].toObject()["PatientName"].toString().isEmpty());
        QVERIFY(!first.err.contains(identity["attributes"].toObject()["PatientName"].toString().toUtf8()));
        const QString file = write(home.filePath("reveal"), "not this one\n");
        const CtlResult wrong = ctl.run({"reveal", "--study", study, "--reveal-passphrase-file", file, "--json"});
        QCOMPARE(wrong.exit, 1);
        QVERIFY(!wrong.out.contains("PatientName"));

        const QJsonArray entries = ctl.run({"audit", "list", "--json"}).json["entries"].toArray();
        QStringList actions;
        for (const QJsonValue& entry : entries) actions << entry.toObject()["action"].toString();
        QCOMPARE(actions, (QStringList{"reveal-refused", "identity-revealed", "reveal-passphrase-set", "files-deidentified"}));
        QCOMPARE(entries[1].toObject()["subject"].toString(), study);
        QCOMPARE(ctl.run({"audit", "list", "--limit", "1", "--json"}).json["entries"].toArray().size(), 1);
        QCOMPARE(ctl.run({"audit", "list", "--filter", "identity revealed", "--json"}).json["entries"].toArray().size(), 1);
        QVERIFY(ctl.run({"audit", "list"}).out.contains("identity-revealed"));
        QCOMPARE(ctl.run({"audit"}).exit, 2);
    }
};

QTEST_GUILESS_MAIN(TestLobulectlKey)
#include "tst_lobulectl_key.moc"
