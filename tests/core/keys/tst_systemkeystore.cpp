// The operating system's key store as it really is: a Secret Service (gnome-keyring) on a private session bus, or none. Every case
// runs in a child with a bus, a home and no display of its own, so that nothing of this computer's user is touched or asked for.

#include "core/keys/KeyStore.h"

#include "core/keys/KeyKeeper.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace lobule;
using namespace lobule::keys;

namespace {

constexpr int kTimeoutMs = 3000;
const QString kUnlocked = QStringLiteral("printf secret | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1");

void say(const QString& line)
{
    std::puts(line.toUtf8().constData());
    std::fflush(stdout);
}

QString wordOf(const Error& error)
{
    QString word = QString::fromLatin1(errorCodeName(error.code));
    for (const std::string& argument : error.arguments) word += u' ' + QString::fromStdString(argument);
    return word;
}

template <class T> QString outcome(const Result<T>& result) { return result ? QStringLiteral("ok") : wordOf(result.error()); }

/// Child: what reading, writing and removing give, one a line.
int useStore()
{
    const auto store = systemKeyStore(kTimeoutMs);
    say("absent: " + outcome(store->read("a")));
    say("write: " + outcome(store->write("a", QStringLiteral("1GM2 한글"))));
    const auto read = store->read("a");
    say("read: " + (read ? *read : wordOf(read.error())));
    say("replace: " + outcome(store->write("a", "second")));
    say("again: " + store->read("a").value_or("none"));
    say("remove: " + outcome(store->remove("a")));
    say("removed: " + outcome(store->read("a")));
    say("remove again: " + outcome(store->remove("a")));
    return 0;
}

/// Child: how one read ends.
int readOnce()
{
    say(outcome(systemKeyStore(kTimeoutMs)->read("a")));
    return 0;
}

/// Child: the whole keeper over the store; prints the key's id.
int keep()
{
    const KeyKeeper keeper = KeyKeeper::ofThisUser();
    const auto key = keeper.create(Protection::KeyStore);
    say(key ? key->keyId() : wordOf(key.error()));
    return 0;
}

struct Ran {
    QStringList lines;
    qint64 ms = 0;
    bool isEnded = false;
};

} // namespace

class TestSystemKeyStore : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;

    QProcessEnvironment environment() const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "LOBULE_KEY_FILE", "XDG_CURRENT_DESKTOP"})
            environment.remove(QLatin1String(name));
        environment.insert("HOME", m_home.path());
        for (const char* name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"})
            environment.insert(QLatin1String(name), m_home.filePath(QLatin1String(name)));
        return environment;
    }

    Ran run(const QString& program, const QStringList& arguments) const
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        QElapsedTimer timer;
        timer.start();
        process.start(program, arguments);
        Ran ran;
        ran.isEnded = process.waitForFinished(60'000);
        ran.ms = timer.elapsed();
        if (!ran.isEnded) process.kill();
        process.waitForFinished();
        ran.lines = QString::fromUtf8(process.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
        return ran;
    }

    /// Runs this program with `act` on a private bus beside a Secret Service; `then`: shell text run before it, $daemon being the
    /// service's process.
    Ran runBesideService(const QString& daemon, const QString& then, const QString& act) const
    {
        return run("dbus-run-session",
            {"--", "sh", "-c",
                daemon
                    + " & daemon=$!; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.3; dbus-send --session --print-reply "
                      "--dest=org.freedesktop.DBus / org.freedesktop.DBus.GetNameOwner string:org.freedesktop.secrets >/dev/null "
                      "2>&1 && break; done; "
                    + then + ' ' + QCoreApplication::applicationFilePath() + ' ' + act + "; kill -KILL $daemon"});
    }

    static bool has(const char* program) { return !QStandardPaths::findExecutable(QLatin1String(program)).isEmpty(); }

private Q_SLOTS:
    void init()
    {
        QDir().mkpath(m_home.filePath("XDG_RUNTIME_DIR"));
        QFile::setPermissions(m_home.filePath("XDG_RUNTIME_DIR"), QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    }

    void secretServiceKeepsEntries()
    {
        if (!has("dbus-run-session") || !has("gnome-keyring-daemon")) QSKIP("needs dbus-run-session and gnome-keyring-daemon");
        const Ran ran = runBesideService(kUnlocked, {}, "--use-store");
        const QStringList expected{"absent: not-found site key", "write: ok", "read: 1GM2 한글", "replace: ok", "again: second",
            "remove: ok", "removed: not-found site key", "remove again: ok"};
        QCOMPARE(ran.lines, expected);

        // The key outlives the session: another bus, another daemon, the same keyring.
        const Ran first = runBesideService(kUnlocked, {}, "--keep");
        const Ran second = runBesideService(kUnlocked, {}, "--keep");
        QCOMPARE(first.lines.size(), 1);
        QCOMPARE(first.lines.first().size(), 16);
        QCOMPARE(second.lines, first.lines);
    }

    void aLockedServiceIsNoStore()
    {
        if (!has("dbus-run-session") || !has("gnome-keyring-daemon")) QSKIP("needs dbus-run-session and gnome-keyring-daemon");
        QTemporaryDir other; // No keyring yet: the service would ask for a new password, and there is nobody to ask.
        const Ran ran = runBesideService("export HOME=" + other.path() + " XDG_DATA_HOME=" + other.path()
                + "; gnome-keyring-daemon --foreground --components=secrets >/dev/null 2>&1",
            {}, "--keep");
        QVERIFY(ran.isEnded);
        QCOMPARE(ran.lines.size(), 1);
        QVERIFY2(ran.lines.first().startsWith("library-locked key-store"), qPrintable(ran.lines.first()));
    }

    void withoutABusThereIsNoStore()
    {
        const Ran ran = run(QCoreApplication::applicationFilePath(), {"--use-store"});
        QVERIFY(ran.isEnded);
        QCOMPARE(ran.lines.value(0), QStringLiteral("absent: library-locked key-store-absent"));
        QCOMPARE(ran.lines.value(1), QStringLiteral("write: library-locked key-store-absent"));
        qInfo("eight calls without a bus: %lld ms", static_cast<long long>(ran.ms));
    }

    void withoutAServiceThereIsNoStore()
    {
        if (!has("dbus-run-session")) QSKIP("needs dbus-run-session");
        // An empty bus: no service may be started on it.
        const Ran ran
            = run("dbus-run-session", {"--config-file", writeBusConfig(), "--", QCoreApplication::applicationFilePath(), "--use-store"});
        QVERIFY(ran.isEnded);
        QCOMPARE(ran.lines.value(0), QStringLiteral("absent: library-locked key-store-absent"));
        qInfo("eight calls on an empty bus: %lld ms", static_cast<long long>(ran.ms));
    }

    void aServiceThatHangsIsLeftAlone()
    {
        if (!has("dbus-run-session") || !has("gnome-keyring-daemon")) QSKIP("needs dbus-run-session and gnome-keyring-daemon");
        const Ran ran = runBesideService(kUnlocked, "kill -STOP $daemon;", "--read-once");
        QVERIFY(ran.isEnded);
        QCOMPARE(ran.lines.value(0), QStringLiteral("library-locked key-store-silent"));
        QVERIFY2(ran.ms < 5 * kTimeoutMs, qPrintable(QString::number(ran.ms)));
    }

private:
    QString writeBusConfig() const
    {
        QFile file(m_home.filePath("bus.conf"));
        if (!file.open(QIODevice::WriteOnly)) return {};
        file.write("<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
                   "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\"><busconfig><type>session</type>"
                   "<listen>unix:tmpdir=/tmp</listen><policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
                   "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>");
        return file.fileName();
    }
};

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setOrganizationName("LobuleTest");
    QCoreApplication::setApplicationName("LobuleTest");
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--use-store") return useStore();
    if (arguments.value(1) == "--read-once") return readOnce();
    if (arguments.value(1) == "--keep") return keep();
    TestSystemKeyStore test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_systemkeystore.moc"
