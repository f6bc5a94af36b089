#include "core/library/Staging.h"

#include "core/library/Database.h"
#include "core/library/Folders.h"
#include "core/volume/Durable.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QSet>
#include <QUuid>

namespace lobule::library::detail {
namespace {

QString intentPath(const QString& folder) { return folder + QStringLiteral("/intent"); }

QString claimPath(const QString& folder) { return folder + QStringLiteral("/series"); }

constexpr char kLockSuffix[] = ".lock";
constexpr char kObjectMark[] = "object ";
constexpr char kSeriesMark[] = "series ";

Intent readIntent(const QString& folder)
{
    Intent intent;
    QFile file(intentPath(folder));
    if (!file.open(QIODevice::ReadOnly)) return intent;
    const QStringList lines = QString::fromLatin1(file.readAll()).split(QLatin1Char('\n'));
    for (const QString& line : lines) {
        if (line.startsWith(QLatin1String(kObjectMark)))
            intent.objects << line.mid(qstrlen(kObjectMark));
        else if (line.startsWith(QLatin1String(kSeriesMark)))
            intent.series << line.mid(qstrlen(kSeriesMark));
    }
    return intent;
}

Result<void> removeUnknownCache(Database& catalogue, const Folders& folders, const QString& seriesUid)
{
    QStringList known;
    {
        auto rows = catalogue.query(
            "SELECT c.rows, c.columns, c.pixel_type FROM cache_file c JOIN series s ON s.id = c.series_id WHERE s.uid = ?", {seriesUid});
        if (!rows) return tl::unexpected<Error>(rows.error());
        while (rows->next())
            known << volume::CacheFormat{rows->integer(0), rows->integer(1), static_cast<PixelType>(rows->integer(2))}.fileName();
        LOBULE_CHECK(rows->end());
    }
    QDir folder(folders.seriesCache(seriesUid));
    const QStringList files = folder.entryList(QDir::Files);
    for (const QString& file : files)
        if (!known.contains(file)) folder.remove(file);
    if (known.isEmpty()) folder.rmdir(QStringLiteral("."));
    return {};
}

} // namespace

Staging::Staging(const QString& path) : m_path(path), m_lock(path + QLatin1String(kLockSuffix)) { m_lock.setStaleLockTime(0); }

Result<std::unique_ptr<Staging>> Staging::create(const Folders& folders)
{
    const QString name = QUuid::createUuid().toString(QUuid::WithoutBraces);
    std::unique_ptr<Staging> staging(new Staging(folders.staging() + QLatin1Char('/') + name));
    // The lock comes first: a folder without one is taken for a dead process's.
    if (!staging->m_lock.tryLock(0) || !QDir().mkpath(staging->m_path))
        return tl::unexpected<Error>(volume::lastFileError("staging folder", true));
    // A sweep may have taken the lock for a dead process's while there was no number in it yet.
    qint64 owner = 0;
    QString host, program;
    if (!staging->m_lock.getLockInfo(&owner, &host, &program) || owner != QCoreApplication::applicationPid()) return create(folders);
    return staging;
}

Staging::~Staging()
{
    // What could not be tidied up is left for the next sweep.
    if (m_intent.isEmpty()) QDir(m_path).removeRecursively();
}

Result<void> Staging::writeIntent(const Intent& intent)
{
    Intent both = m_intent;
    both.objects += intent.objects;
    for (const QString& uid : intent.series)
        if (!both.series.contains(uid)) both.series << uid;
    QString text;
    for (const QString& object : std::as_const(both.objects)) text += QLatin1String(kObjectMark) + object + QLatin1Char('\n');
    for (const QString& uid : std::as_const(both.series)) text += QLatin1String(kSeriesMark) + uid + QLatin1Char('\n');
    LOBULE_CHECK(volume::writeFileDurably(intentPath(m_path), text.toLatin1(), "staging folder"));
    m_intent = both;
    return {};
}

void Staging::claimSeries(const QString& seriesUid)
{
    if (m_claimed.contains(seriesUid)) return;
    m_claimed.insert(seriesUid);
    // Not durable: after a kill nobody fills them any more.
    QFile file(claimPath(m_path));
    if (file.open(QIODevice::Append)) file.write(seriesUid.toLatin1() + '\n');
}

void Staging::releaseSeries()
{
    m_claimed.clear();
    QFile::remove(claimPath(m_path));
}

QSet<QString> claimedSeries(const Folders& folders)
{
    QSet<QString> claimed;
    const QDir staging(folders.staging());
    for (const QString& name : staging.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(claimPath(staging.filePath(name)));
        if (!file.open(QIODevice::ReadOnly)) continue;
        for (const QByteArray& line : file.readAll().split('\n'))
            if (!line.isEmpty()) claimed << QString::fromLatin1(line);
    }
    return claimed;
}

void Staging::clearIntent()
{
    QFile::remove(intentPath(m_path));
    m_intent = {};
}

bool isStagingAlive(const Folders& folders, const QString& name)
{
    const QString lockFile = folders.staging() + QLatin1Char('/') + name + QLatin1String(kLockSuffix);
    if (name.isEmpty() || !QFile::exists(lockFile)) return false;
    QLockFile lock(lockFile);
    return !volume::takeLock(lock);
}

Result<void> removeUncommitted(Database& catalogue, const Folders& folders, const Intent& intent)
{
    if (intent.isEmpty()) return {};
    auto transaction = WriteTransaction::begin(catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    for (const QString& sha256 : intent.objects) {
        if (!isSha256(sha256)) continue;
        const auto known = catalogue.number("SELECT 1 FROM object WHERE sha256 = ?", {sha256}, 0);
        if (!known) return tl::unexpected<Error>(known.error());
        if (*known == 0) QFile::remove(folders.object(sha256));
        QFile::remove(folders.object(sha256) + QStringLiteral(".part"));
    }
    for (const QString& uid : intent.series) LOBULE_CHECK(removeUnknownCache(catalogue, folders, uid));
    return {};
}

Result<void> sweepStaging(Database& catalogue, const Folders& folders)
{
    const QDir staging(folders.staging());
    QSet<QString> names;
    for (const QString& name : staging.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) names << name;
    // Killed between making the lock and making the folder.
    for (const QString& name : staging.entryList({QLatin1Char('*') + QLatin1String(kLockSuffix)}, QDir::Files))
        names << name.chopped(static_cast<qsizetype>(qstrlen(kLockSuffix)));
    for (const QString& name : std::as_const(names)) {
        const QString stale = staging.filePath(name);
        QLockFile lock(stale + QLatin1String(kLockSuffix));
        if (!volume::takeLock(lock)) continue;
        LOBULE_CHECK(removeUncommitted(catalogue, folders, readIntent(stale)));
        QDir(stale).removeRecursively();
    }
    return {};
}

} // namespace lobule::library::detail
