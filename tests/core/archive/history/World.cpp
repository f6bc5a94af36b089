#include "tests/core/archive/history/World.h"

#include "core/archive/ArchiveError.h"
#include "core/archive/ConnectionSettings.h"
#include "core/library/Library.h"
#include "core/library/SyncStore.h"
#include "tests/core/archive/history/Dump.h"
#include "tests/core/library/LibraryFixture.h"

#include <QDir>
#include <QFile>
#include <QStorageInfo>
#include <QThread>

#include <csignal>
#include <fcntl.h>

namespace lobule::test {
namespace {

constexpr int kServerMegabytes = 512;
constexpr int kClientMegabytes = 96;

struct Who {
    const char* login;
    const char* institution;
};
constexpr Who kWho[] = {{"alice", "Hospital A"}, {"anna", "Hospital A"}, {"carol", "Hospital B"}};

} // namespace

World::World(bool disks) : m_hasDisks(disks) { }

World::~World()
{
    end();
    m_server.stop();
    for (const QString& folder : std::as_const(m_mounted)) (void)runProgram(QStringLiteral("umount"), {QStringLiteral("-l"), folder});
}

bool World::mountDisk(const QString& folder, int megabytes) const
{
    QString error;
    (void)runProgram(QStringLiteral("mount"),
        {QStringLiteral("-t"), QStringLiteral("tmpfs"), QStringLiteral("-o"), QStringLiteral("mode=755,size=%1m").arg(megabytes),
            QStringLiteral("lobule-history"), folder},
        &error);
    return error.isEmpty();
}

QString World::startServer()
{
    QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7755)); // the server's user passes through
    const QString disk = m_folder.filePath(QStringLiteral("server"));
    QDir().mkpath(disk);
    if (m_hasDisks) {
        m_hasDisks = mountDisk(disk, kServerMegabytes);
        if (m_hasDisks) m_mounted << disk;
    }
    m_server.setParent(disk);
    m_server.allowPlain();
    return m_server.start();
}

// --- archive and libraries ---------------------------------------------------------------------------------------------

QString World::makeArchive()
{
    archive::ArchiveAdmin admin(m_server.administrator(), QStringLiteral("lobule"));
    if (!admin.init()) return QStringLiteral("the archive cannot be made");
    for (const char* name : {"Hospital A", "Hospital B"})
        if (!admin.addInstitution(QLatin1String(name))) return QStringLiteral("no institution");
    for (const Who& who : kWho) {
        const auto password = admin.addUser(QLatin1String(who.login), QLatin1String(who.institution), true);
        if (!password) return QStringLiteral("no user");
        if (!password->isEmpty()) m_passwords[QLatin1String(who.login)] = *password;
    }
    return admin.addUser(QStringLiteral("carol"), QStringLiteral("Hospital A"), true) ? QString() : QStringLiteral("no second membership");
}

QString World::begin()
{
    end();
    ++m_history;
    m_hasBackup = false;
    m_isMember = true;
    m_isNewer = false;
    (void)m_server.sql(QStringLiteral("DROP DATABASE IF EXISTS lobule WITH (FORCE)"), QStringLiteral("postgres"));
    if (const QString error = makeArchive(); !error.isEmpty()) return error;
    library::fixture::useKeyIn(m_folder.path());
    for (const Who& who : kWho)
        if (const QString error = makeClient(who.login, who.institution); !error.isEmpty()) return error;
    return {};
}

QString World::makeClient(const char* login, const char* institution)
{
    proxies.push_back(std::make_unique<TcpProxy>(m_server.port()));
    const QString disk = m_folder.filePath(QStringLiteral("client-%1").arg(QLatin1String(login)));
    QDir().mkpath(disk);
    if (m_hasDisks && !m_mounted.contains(disk)) {
        if (!mountDisk(disk, kClientMegabytes)) return QStringLiteral("a disk cannot be mounted");
        m_mounted << disk;
    }
    const QString folder = disk + QStringLiteral("/library");
    QDir(folder).removeRecursively();
    const auto library = library::Library::open(folder);
    const auto store = library ? library::SyncStore::open(folder) : tl::unexpected<Error>(library.error());
    if (!store) return QStringLiteral("a library does not open");
    if (const QString error = installTraces(folder); !error.isEmpty()) return error;
    archive::ConnectionSettings settings;
    settings.host = PostgresServer::host();
    settings.port = proxies.back()->port();
    settings.user = QLatin1String(login);
    const QStringList words
        = m_server
              .sql(QStringLiteral("SELECT institution_id || ' ' || channel || ' ' || (SELECT epoch FROM lobule.archive) "
                                  "FROM lobule.institution WHERE name = '%1'")
                       .arg(QLatin1String(institution)))
              .split(u' ');
    const library::ArchiveOffer offer{words.value(0).toInt(), words.value(1), QLatin1String(institution), true, words.value(2)};
    if (!settings.save(**store) || !(*store)->link(offer, true)) return QStringLiteral("a library cannot be connected");
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LOBULE_ARCHIVE_PASSWORD"), m_passwords[QLatin1String(login)]);
    environment.insert(QStringLiteral("LOBULE_TEST_PLAIN"), QStringLiteral("1"));
    environment.insert(QStringLiteral("LOBULE_TEST_SILENCE"), QStringLiteral("2"));
    if (!m_bug.isEmpty()) environment.insert(QStringLiteral("LOBULE_TEST_BUG"), m_bug);
    clients.push_back(std::make_unique<Client>(QLatin1String(login), QLatin1String(institution), folder, environment));
    clients.back()->start();
    return {};
}

void World::end()
{
    clients.clear();
    proxies.clear();
}

// --- faults ----------------------------------------------------------------------------------------------------------

void World::killBackend(quint32 pick)
{
    const QList<qint64> pids = m_server.backendsOf(clients[pick % clients.size()]->name);
    if (!pids.isEmpty()) ::kill(static_cast<pid_t>(pids.first()), SIGKILL);
}

QString World::ballastOf(int client) const
{
    const QString disk
        = client < 0 ? QStringLiteral("server") : QStringLiteral("client-") + clients[static_cast<std::size_t>(client)]->name;
    return m_folder.filePath(disk + QStringLiteral("/ballast"));
}

void World::fillDisk(int client, qint64 left)
{
    const QString path = ballastOf(client);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return;
    // In steps: what others write meanwhile counts as well.
    for (qint64 step = 64ll << 20; step >= 4096; step /= 2)
        while (QStorageInfo(QFileInfo(path).path()).bytesAvailable() > left + step) {
            if (::posix_fallocate(file.handle(), file.size(), step) != 0) break;
        }
}

QString World::removeBallast()
{
    for (int client = -1; client < static_cast<int>(clients.size()); ++client) QFile::remove(ballastOf(client));
    return m_server.restartIfDown();
}

/// The server may be starting again.
bool World::retrySql(const QString& statement, const QString& database)
{
    for (int i = 0; i < 100; ++i) {
        if (!m_server.sql(statement, database).startsWith(QLatin1String("ERROR"))) return true;
        QThread::msleep(100);
    }
    return false;
}

void World::setNewerSchema(bool isNewer)
{
    m_isNewer = isNewer;
    (void)retrySql(QStringLiteral("UPDATE lobule.archive SET min_client = %1").arg(isNewer ? 99 : 1));
}

QString World::tidy()
{
    (void)m_server.sql(QStringLiteral("UPDATE lobule.blob_chunk SET received_at = now() - interval '8 days'"));
    archive::ArchiveAdmin admin(m_server.administrator(), QStringLiteral("lobule"));
    const auto done = admin.tidy(7);
    // The server may be starting again, or have no room.
    if (done || done.error().code == archive::kArchiveCode) return {};
    return QStringLiteral("tidy: ") + QLatin1String(errorCodeName(done.error().code));
}

void World::setMember(bool isMember)
{
    m_isMember = isMember;
    for (int i = 0; i < 50; ++i) {
        archive::ArchiveAdmin admin(m_server.administrator(), QStringLiteral("lobule"));
        const QString a = QStringLiteral("Hospital A"), carol = QStringLiteral("carol");
        if (isMember && admin.addUser(carol, a, true)) return;
        if (isMember) continue;
        const auto done = admin.revokeUser(carol, a);
        if (done || done.error().code == ErrorCode::NotFound) return;
        QThread::msleep(100);
    }
}

void World::backUp()
{
    const QString file = m_folder.filePath(QStringLiteral("backup"));
    QString error;
    (void)runProgram(QStringLiteral("pg_dump"),
        {QStringLiteral("-Fc"), QStringLiteral("-Z0"), QStringLiteral("-f"), file + QStringLiteral(".new"), QStringLiteral("-d"),
            m_server.administrator() + QStringLiteral(" dbname=lobule")},
        &error);
    if (!error.isEmpty()) return; // the server has just been killed
    QFile::remove(file);
    m_hasBackup = QFile::rename(file + QStringLiteral(".new"), file);
}

QString World::restore()
{
    // Nobody restores on a full disk, and while this waits no timer makes room.
    if (const QString error = removeBallast(); !error.isEmpty()) return error;
    // Beside the old one, under a name that no workstation can reach; it takes the place when it is ready.
    const QString postgres = QStringLiteral("postgres"), restored = QStringLiteral("lobule_restored");
    if (!retrySql(QStringLiteral("DROP DATABASE IF EXISTS lobule_restored WITH (FORCE)"), postgres)
        || !retrySql(QStringLiteral("CREATE DATABASE lobule_restored OWNER lobule_owner TEMPLATE template0"), postgres))
        return QStringLiteral("no new database");
    QString error;
    (void)runProgram(QStringLiteral("pg_restore"),
        {QStringLiteral("--exit-on-error"), QStringLiteral("--single-transaction"), QStringLiteral("-d"),
            m_server.administrator() + QStringLiteral(" dbname=") + restored, m_folder.filePath(QStringLiteral("backup"))},
        &error);
    if (!error.isEmpty()) return error;
    {
        archive::ArchiveAdmin admin(m_server.administrator(), restored);
        if (!admin.renewEpoch()) return QStringLiteral("no new epoch");
    }
    if (!retrySql(QStringLiteral("DROP DATABASE IF EXISTS lobule WITH (FORCE)"), postgres)
        || !retrySql(QStringLiteral("ALTER DATABASE lobule_restored RENAME TO lobule"), postgres))
        return QStringLiteral("the restored database does not take its place");
    // Not part of a dump: who may connect at all. And who is a member is what it is now, not what it was then.
    (void)m_server.sql(QStringLiteral("REVOKE ALL ON DATABASE lobule FROM PUBLIC; GRANT CONNECT ON DATABASE lobule TO lobule_client, "
                                      "lobule_auditor, lobule_migrator, lobule_backup"));
    setMember(m_isMember);
    setNewerSchema(m_isNewer);
    return {};
}

QString World::heal()
{
    for (const auto& proxy : proxies) {
        proxy->setBlackHole(false);
        proxy->setDown(false);
        proxy->setBytesPerSecond(0);
        proxy->cutAfter(-1);
    }
    if (const QString error = removeBallast(); !error.isEmpty()) return error;
    setNewerSchema(false);
    setMember(true);
    return {};
}

} // namespace lobule::test
