#pragma once

#include "core/archive/ArchiveAdmin.h"
#include "tests/core/archive/history/Client.h"
#include "tests/support/PostgresServer.h"
#include "tests/support/TcpProxy.h"

#include <QTemporaryDir>

#include <map>
#include <memory>
#include <vector>

namespace lobule::test {

/// One server, and for each history a new archive on it with two institutions and three workstations: alice and anna of A; carol of B, who
/// is a member of A as well. Every workstation reaches the server through a proxy of its own, without TLS, so that the wire can be read.
class World {
public:
    /// `disks`: small file systems for cluster and libraries can be mounted here, so that a full disk can be tried.
    explicit World(bool disks);
    ~World();

    /// Returns what went wrong. Once.
    [[nodiscard]] QString startServer();
    /// A new archive and new libraries.
    [[nodiscard]] QString begin();
    /// Ends the clients of the history.
    void end();

    // --- faults ----------------------------------------------------------------------------------------------------
    void killBackend(quint32 pick);
    [[nodiscard]] QString killPostmaster() { return m_server.crashAndRestart(); }
    [[nodiscard]] bool hasDisks() const { return m_hasDisks; }
    /// Fills the disk of a client, or of the server (-1), but for so much; removeBallast() makes room again.
    void fillDisk(int client, qint64 left);
    [[nodiscard]] QString removeBallast();
    void setNewerSchema(bool isNewer);
    /// Clears what was never finished, as if a week had passed since the last chunk of everything came.
    [[nodiscard]] QString tidy();
    void setMember(bool isMember);
    [[nodiscard]] bool isMember() const { return m_isMember; }
    void backUp();
    [[nodiscard]] bool hasBackup() const { return m_hasBackup; }
    /// Puts the backup in the archive's place, with a new epoch; memberships are what they are now.
    [[nodiscard]] QString restore();
    /// Everything works, everybody is a member.
    [[nodiscard]] QString heal();

    /// For every workstation that is made from now on.
    void setBug(const QString& bug) { m_bug = bug; }

    [[nodiscard]] QString sql(const QString& statement) { return m_server.sql(statement); }
    [[nodiscard]] QByteArray dump() const { return m_server.dump(); }
    [[nodiscard]] QString folder() const { return m_folder.path(); }
    [[nodiscard]] QString serverLog() const { return m_server.log(); }

    std::vector<std::unique_ptr<Client>> clients;
    std::vector<std::unique_ptr<TcpProxy>> proxies;

private:
    [[nodiscard]] QString makeArchive();
    [[nodiscard]] QString makeClient(const char* login, const char* institution);
    [[nodiscard]] bool mountDisk(const QString& folder, int megabytes) const;
    [[nodiscard]] bool retrySql(const QString& statement, const QString& database = QStringLiteral("lobule"));
    [[nodiscard]] QString ballastOf(int client) const;

    QTemporaryDir m_folder;
    PostgresServer m_server;
    std::map<QString, QString> m_passwords;
    QStringList m_mounted;
    QString m_bug;
    bool m_hasDisks = false, m_isMember = true, m_hasBackup = false, m_isNewer = false;
    int m_history = 0;
};

} // namespace lobule::test
