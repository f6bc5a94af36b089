#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace lobule::test {

/// A PostgreSQL server of the test's own: a new cluster in a temporary folder, TLS with an authority of its own, SCRAM only over TCP, a
/// free port of 127.0.0.1, and a socket in a folder that only the administrator reaches. As root it runs as the user postgres.
///
/// It ends with the object, and also when the test is killed: the shell that started it reads from a pipe that the test holds open.
class PostgresServer {
public:
    enum class Durability { Off, On };

    PostgresServer() = default;
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    /// Empty, or why there is none: "no PostgreSQL server is installed" is a reason to skip.
    [[nodiscard]] static QString missing();
    /// Returns what went wrong, empty: it accepts connections.
    [[nodiscard]] QString start(Durability durability = Durability::Off);
    /// Before start(): the cluster lies below this folder (a small file system of the test's own) instead of the temporary one.
    void setParent(const QString& folder) { m_parent = folder; }
    /// Before start(): every login may come without TLS, for tests that read the wire.
    void allowPlain() { m_isPlainAllowed = true; }
    void stop();
    /// Kills the whole server as a power cut would, waits for all its processes and starts it again on the same port.
    [[nodiscard]] QString crashAndRestart();
    /// Starts it again where it has given up by itself (no room for its log), on the same port.
    [[nodiscard]] QString restartIfDown();

    [[nodiscard]] int port() const { return m_port; }
    /// Name that the certificate is for.
    [[nodiscard]] static QString host() { return QStringLiteral("localhost"); }
    [[nodiscard]] QString rootCertificate() const { return path("ca.crt"); }
    /// Of an authority that the server's certificate is not from.
    [[nodiscard]] QString otherRootCertificate() const { return path("other.crt"); }
    /// Connection string of a superuser, through the socket.
    [[nodiscard]] QString administrator() const;
    /// Process ids of the backends of a login.
    [[nodiscard]] QList<qint64> backendsOf(const QString& login) const;
    /// One statement as the superuser; returns psql's unaligned output.
    QString sql(const QString& statement, const QString& database = QStringLiteral("lobule")) const;
    /// pg_dump of a database, as the superuser.
    [[nodiscard]] QByteArray dump(const QString& database = QStringLiteral("lobule")) const;
    [[nodiscard]] QString log() const;

private:
    [[nodiscard]] QString path(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    [[nodiscard]] QString makeCluster(Durability durability);
    [[nodiscard]] QString launch();
    [[nodiscard]] bool answers() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_shell;
    QString m_parent;
    bool m_isPlainAllowed = false;
    int m_port = 0;
};

/// Runs a program and returns its standard output; `error` gets what went wrong, if anything.
QByteArray runProgram(const QString& program, const QStringList& arguments, QString* error = nullptr, int seconds = 60);

} // namespace lobule::test
