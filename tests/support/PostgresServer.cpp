#include "tests/support/PostgresServer.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QHostAddress>
#include <QTcpServer>
#include <QThread>

#include <unistd.h>

namespace lobule::test {
namespace {

QString programFolder()
{
    for (const char* version : {"17", "16", "15"}) {
        const QString folder = QStringLiteral("/usr/lib/postgresql/%1/bin").arg(QLatin1String(version));
        if (QFile::exists(folder + QStringLiteral("/postgres"))) return folder;
    }
    return {};
}

/// PostgreSQL refuses to run as root.
QStringList asServerUser()
{
    if (::geteuid() != 0) return {};
    return {QStringLiteral("setpriv"), QStringLiteral("--reuid=postgres"), QStringLiteral("--regid=postgres"),
        QStringLiteral("--clear-groups")};
}

QByteArray runAsServerUser(QStringList command, QString* error)
{
    command = asServerUser() + command;
    const QString program = command.takeFirst();
    return runProgram(program, command, error);
}

int freePort()
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost, 0) ? probe.serverPort() : 0;
}

} // namespace

QByteArray runProgram(const QString& program, const QStringList& arguments, QString* error, int seconds)
{
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(program, arguments);
    const bool isDone = process.waitForFinished(seconds * 1000);
    if (!isDone) process.kill();
    process.waitForFinished();
    if (error && (!isDone || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0))
        *error = program + QStringLiteral(": ") + QString::fromLocal8Bit(process.readAllStandardError()).trimmed() + process.errorString();
    return process.readAllStandardOutput();
}

QString PostgresServer::missing()
{
    if (programFolder().isEmpty()) return QStringLiteral("no PostgreSQL server is installed (Debian: postgresql-15)");
    QString error;
    if (::geteuid() == 0) (void)runAsServerUser({QStringLiteral("true")}, &error);
    return error.isEmpty() ? QString() : QStringLiteral("there is no user postgres to run the server as");
}

PostgresServer::~PostgresServer() { stop(); }

void PostgresServer::stop()
{
    if (m_shell) {
        m_shell->closeWriteChannel(); // the shell reads its end and stops the server
        if (!m_shell->waitForFinished(20'000)) m_shell->kill();
        m_shell->waitForFinished();
        m_shell.reset();
    }
    m_folder.reset();
}

QString PostgresServer::makeCluster(Durability durability)
{
    m_folder = std::make_unique<QTemporaryDir>((m_parent.isEmpty() ? QDir::tempPath() : m_parent) + QStringLiteral("/lobule-pg-XXXXXX"));
    if (!m_folder->isValid()) return QStringLiteral("no temporary folder");
    QString error;
    if (::geteuid() == 0) (void)runProgram(QStringLiteral("chown"), {QStringLiteral("postgres:postgres"), m_folder->path()}, &error);
    // Elliptic curves: an RSA key takes longer than the whole cluster.
    const QString certificates = QStringLiteral(
        "set -e; cd \"$1\"; umask 077; new() { openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj \"$1\" "
        "-keyout \"$2.key\" -out \"$2.csr\" 2>/dev/null; }; "
        "for a in ca other; do new \"/CN=Lobule test $a\" $a; openssl x509 -req -in $a.csr -signkey $a.key -days 2 "
        "-extfile /dev/stdin -out $a.crt 2>/dev/null <<E\nbasicConstraints=critical,CA:TRUE\nE\ndone; "
        "new /CN=localhost server; openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 "
        "-extfile /dev/stdin -out server.crt 2>/dev/null <<E\nsubjectAltName=DNS:localhost\nE\nchmod 644 ca.crt other.crt");
    if (error.isEmpty())
        (void)runAsServerUser({QStringLiteral("sh"), QStringLiteral("-c"), certificates, QStringLiteral("sh"), m_folder->path()}, &error);
    if (error.isEmpty())
        (void)runAsServerUser({programFolder() + QStringLiteral("/initdb"), QStringLiteral("-D"), path("data"), QStringLiteral("-U"),
                                  QStringLiteral("postgres"), QStringLiteral("-E"), QStringLiteral("UTF8"), QStringLiteral("--locale=C"),
                                  QStringLiteral("--no-sync"), QStringLiteral("--auth=trust")},
            &error);
    if (!error.isEmpty()) return error;
    // The socket lies in a folder of mode 0700. Without TLS only the login that tests read the wire with gets in.
    const QByteArray plain = m_isPlainAllowed ? "all" : "plain_reader,plain_writer";
    const QByteArray hba = "local all postgres trust\n"
                           "hostssl lobule,elsewhere all 127.0.0.1/32 scram-sha-256\n"
                           "hostnossl lobule "
        + plain + " 127.0.0.1/32 scram-sha-256\n";
    const QByteArray settings = QStringLiteral("listen_addresses = '127.0.0.1'\nunix_socket_directories = '%1'\nssl = on\n"
                                               "ssl_cert_file = '%1/server.crt'\nssl_key_file = '%1/server.key'\nfsync = %2\n"
                                               "password_encryption = 'scram-sha-256'\nmax_connections = 40\nshared_buffers = 64MB\n"
                                               "min_wal_size = 32MB\nmax_wal_size = 96MB\n"
                                               "log_min_messages = warning\nlog_min_error_statement = panic\n")
                                    .arg(m_folder->path(), durability == Durability::On ? QStringLiteral("on") : QStringLiteral("off"))
                                    .toUtf8();
    QFile hbaFile(path("data/pg_hba.conf"));
    QFile settingsFile(path("data/postgresql.auto.conf"));
    if (!hbaFile.open(QIODevice::WriteOnly) || hbaFile.write(hba) < 0 || !settingsFile.open(QIODevice::Append)
        || settingsFile.write(settings) < 0)
        return QStringLiteral("cannot configure the cluster");
    return {};
}

QString PostgresServer::launch()
{
    // The shell waits for its input to end, which happens when the test ends in whatever way; then it stops the server and cleans up.
    // A signal to the whole group must not end the shell before it has cleaned up; the server sets handlers of its own.
    const QString script
        = QStringLiteral("trap '' HUP INT TERM; dir=$1; shift; \"$@\" >>\"$dir/log\" 2>&1 </dev/null & pid=$!; echo $pid; read -r word; "
                         "[ \"$word\" = leave ] && exit 0; kill -INT $pid 2>/dev/null; wait $pid; rm -rf \"$dir\"");
    m_shell = std::make_unique<QProcess>();
    QStringList arguments{QStringLiteral("-c"), script, QStringLiteral("sh"), m_folder->path()};
    arguments += asServerUser();
    arguments << programFolder() + QStringLiteral("/postgres") << QStringLiteral("-D") << path("data") << QStringLiteral("-p")
              << QString::number(m_port);
    m_shell->start(QStringLiteral("sh"), arguments);
    QElapsedTimer since;
    since.start();
    while (since.elapsed() < 20'000) {
        if (answers()) return {};
        if (!QFile::exists(path("data/postmaster.pid")) && since.elapsed() > 3000) break;
        QThread::msleep(20);
    }
    return QStringLiteral("the server does not start: ") + log();
}

bool PostgresServer::answers() const
{
    QString error;
    (void)runProgram(programFolder() + QStringLiteral("/pg_isready"),
        {QStringLiteral("-q"), QStringLiteral("-h"), m_folder->path(), QStringLiteral("-p"), QString::number(m_port)}, &error);
    return error.isEmpty();
}

QString PostgresServer::start(Durability durability)
{
    QString error = makeCluster(durability);
    // Between asking for a free port and listening on it somebody else may take it.
    for (int attempt = 0; error.isEmpty() && attempt < 5; ++attempt) {
        m_port = freePort();
        error = launch();
        if (error.isEmpty()) return {};
        m_shell->write("leave\n");
        m_shell->waitForFinished(5000);
        if (!error.contains(QLatin1String("could not bind"))) break;
        error.clear();
    }
    return error.isEmpty() ? QStringLiteral("no free port") : error;
}

QString PostgresServer::crashAndRestart()
{
    QFile pidFile(path("data/postmaster.pid"));
    const bool isThere = pidFile.open(QIODevice::ReadOnly);
    const QByteArray pid = isThere ? pidFile.readLine().trimmed() : QByteArray();
    m_shell->write("leave\n");
    m_shell->waitForFinished(5000);
    if (!isThere) return launch(); // it has ended by itself
    // Only this server's processes; its children notice that the postmaster is gone and end by themselves.
    const QString script = QStringLiteral("children=$(pgrep -P $1); kill -9 $1; for p in $1 $children; do n=0; while kill -0 $p "
                                          "2>/dev/null && [ $n -lt 500 ]; do sleep 0.02; n=$((n + 1)); done; done; true");
    QString error;
    (void)runProgram(QStringLiteral("sh"), {QStringLiteral("-c"), script, QStringLiteral("sh"), QString::fromLatin1(pid)}, &error);
    return error.isEmpty() ? launch() : error;
}

QString PostgresServer::restartIfDown()
{
    for (int i = 0; i < 50; ++i) { // it may be recovering
        if (answers()) return {};
        if (m_shell->state() != QProcess::NotRunning) m_shell->waitForReadyRead(20);
        QThread::msleep(80);
    }
    return crashAndRestart();
}

QString PostgresServer::administrator() const { return QStringLiteral("host=%1 port=%2 user=postgres").arg(m_folder->path()).arg(m_port); }

QString PostgresServer::sql(const QString& statement, const QString& database) const
{
    QString error;
    const QByteArray out = runProgram(QStringLiteral("psql"),
        {QStringLiteral("-XAtq"), QStringLiteral("-v"), QStringLiteral("ON_ERROR_STOP=1"), QStringLiteral("-c"), statement,
            administrator() + QStringLiteral(" dbname=") + database},
        &error);
    return error.isEmpty() ? QString::fromUtf8(out).trimmed() : QStringLiteral("ERROR ") + error;
}

QList<qint64> PostgresServer::backendsOf(const QString& login) const
{
    QList<qint64> pids;
    const QString out = sql(QStringLiteral("SELECT pid FROM pg_stat_activity WHERE usename = '%1'").arg(login));
    for (const QString& line : out.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) pids << line.toLongLong();
    return pids;
}

QByteArray PostgresServer::dump(const QString& database) const
{
    QString error;
    const QByteArray out
        = runProgram(QStringLiteral("pg_dump"), {QStringLiteral("-d"), administrator() + QStringLiteral(" dbname=") + database}, &error);
    return error.isEmpty() ? out : QByteArray();
}

QString PostgresServer::log() const
{
    QFile file(path("log"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).right(4000) : QString();
}

} // namespace lobule::test
