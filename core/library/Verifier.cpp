#include "core/library/Verifier.h"

#include "core/library/Database.h"
#include "core/library/Folders.h"
#include "core/library/Vault.h"
#include "core/volume/CacheFile.h"
#include "core/volume/Durable.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>

namespace lobule::library::detail {
namespace {

/// Hex SHA-256 of a file, or empty when it cannot be read.
QString hashOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) return {};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray buffer(1 << 20, Qt::Uninitialized);
    for (;;) {
        const qint64 got = file.read(buffer.data(), buffer.size());
        if (got < 0) return {};
        if (got == 0) break;
        hash.addData(QByteArrayView(buffer.constData(), got));
    }
    return QString::fromLatin1(hash.result().toHex());
}

} // namespace

struct Verifier::CacheEntry {
    qint64 id = 0;
    QString seriesUid;
    volume::CacheFormat format;
    int slots = 0;
};

Verifier::Verifier(Database& catalogue, Vault& vault, const Folders& folders, bool repair, const Progress& progress)
    : m_catalogue(catalogue), m_vault(vault), m_folders(folders), m_repair(repair), m_progress(progress)
{
}

Result<VerifyReport> Verifier::run()
{
    LOBULE_CHECK(checkDatabase());
    LOBULE_CHECK(count());
    LOBULE_CHECK(checkObjects());
    LOBULE_CHECK(checkCache());
    LOBULE_CHECK(checkOrphans());
    LOBULE_CHECK(checkCounts());
    return m_report;
}

void Verifier::problem(const QString& text) { m_report.problems << text; }

Result<void> Verifier::step()
{
    ++m_done;
    if (m_progress && !m_progress(m_done, std::max(m_done, m_total))) return fail(ErrorCode::Cancelled);
    return {};
}

Result<void> Verifier::count()
{
    auto row = m_catalogue.query("SELECT (SELECT count(*) FROM study), (SELECT count(*) FROM series), (SELECT count(*) FROM instance), "
                                 "(SELECT count(*) FROM object), (SELECT count(*) FROM cache_file)");
    if (!row) return tl::unexpected<Error>(row.error());
    if (!row->next()) return row->end();
    m_report.studies = row->integer(0);
    m_report.series = row->integer(1);
    m_report.instances = row->integer(2);
    m_report.objects = row->integer(3);
    m_total = m_report.objects + row->integer(4);
    return {};
}

Result<void> Verifier::checkDatabase()
{
    {
        auto rows = m_catalogue.query("PRAGMA integrity_check(20)");
        if (!rows) return tl::unexpected<Error>(rows.error());
        while (rows->next())
            if (rows->text(0) != QLatin1String("ok")) problem(QStringLiteral("catalogue: ") + rows->text(0));
        LOBULE_CHECK(rows->end());
    }
    auto rows = m_catalogue.query("PRAGMA foreign_key_check");
    if (!rows) return tl::unexpected<Error>(rows.error());
    while (rows->next()) problem(QStringLiteral("catalogue: a row of %1 points nowhere").arg(rows->text(0)));
    LOBULE_CHECK(rows->end());
    const auto unreadable = m_vault.countUnreadable();
    if (!unreadable) return tl::unexpected<Error>(unreadable.error());
    if (*unreadable > 0) problem(QStringLiteral("vault: %1 identities do not open with this site key").arg(*unreadable));
    return {};
}

Result<void> Verifier::checkObjects()
{
    QList<std::pair<QString, qint64>> objects;
    {
        auto rows = m_catalogue.query("SELECT sha256, bytes FROM object WHERE NOT is_remote");
        if (!rows) return tl::unexpected<Error>(rows.error());
        while (rows->next()) objects << std::pair(rows->text(0), rows->big(1));
        LOBULE_CHECK(rows->end());
    }
    for (const auto& [sha256, bytes] : objects) {
        LOBULE_CHECK(checkObject(sha256, bytes));
        LOBULE_CHECK(step());
    }
    return {};
}

Result<void> Verifier::checkObject(const QString& sha256, qint64 bytes)
{
    const QString path = m_folders.object(sha256);
    if (QFileInfo(path).size() == bytes && hashOf(path) == sha256) return {};
    // It may have been removed with its study since the list was made.
    const auto known = m_catalogue.number("SELECT 1 FROM object WHERE sha256 = ?", {sha256}, 0);
    if (!known) return tl::unexpected<Error>(known.error());
    if (*known == 0) return {};
    const QString aside = m_folders.damaged() + QLatin1Char('/') + sha256 + QStringLiteral(".dcm");
    if (!QFile::exists(path)) {
        const bool wasPutAside = QFile::exists(aside);
        problem(QStringLiteral("object %1 %2; importing its source again brings it back")
                    .arg(sha256, wasPutAside ? QStringLiteral("was damaged and put aside") : QStringLiteral("is missing")));
        return {};
    }
    problem(QStringLiteral("object %1 does not match its name").arg(sha256));
    if (!m_repair) return {};
    // Out of the way of an import that brings it back; the object is still to be mended, so this is no repair yet.
    if (!QDir().mkpath(m_folders.damaged())) return tl::unexpected<Error>(volume::lastFileError("damaged folder", true));
    return volume::replaceFile(path, aside, "object");
}

Result<void> Verifier::checkCache()
{
    QList<CacheEntry> entries;
    {
        auto rows = m_catalogue.query(
            "SELECT c.id, s.uid, c.rows, c.columns, c.pixel_type, c.slots FROM cache_file c JOIN series s ON s.id = c.series_id");
        if (!rows) return tl::unexpected<Error>(rows.error());
        while (rows->next())
            entries << CacheEntry{rows->big(0), rows->text(1),
                {rows->integer(2), rows->integer(3), static_cast<PixelType>(rows->integer(4))}, rows->integer(5)};
        LOBULE_CHECK(rows->end());
    }
    for (const CacheEntry& entry : entries) {
        LOBULE_CHECK(checkCacheFile(entry));
        LOBULE_CHECK(step());
    }
    return {};
}

Result<void> Verifier::checkCacheFile(const CacheEntry& entry)
{
    struct Slot {
        int slot;
        quint32 checksum;
    };
    QList<Slot> used;
    {
        auto rows = m_catalogue.query("SELECT slot, checksum FROM frame WHERE cache_file_id = ? ORDER BY slot", {entry.id});
        if (!rows) return tl::unexpected<Error>(rows.error());
        while (rows->next()) used << Slot{rows->integer(0), static_cast<quint32>(rows->big(1))};
        LOBULE_CHECK(rows->end());
    }
    if (used.isEmpty()) return {};
    QList<int> broken;
    const auto pixels = volume::CacheFile::open(m_folders.cacheFile(entry.seriesUid, entry.format), entry.format, used.last().slot + 1);
    for (const Slot& slot : used)
        if (!pixels || slot.slot < 0 || (*pixels)->checksum(slot.slot) != slot.checksum) broken << slot.slot;
    if (broken.isEmpty()) return {};
    const auto known = m_catalogue.number("SELECT 1 FROM cache_file WHERE id = ?", {entry.id}, 0);
    if (!known) return tl::unexpected<Error>(known.error());
    if (*known == 0) return {};
    problem(QStringLiteral("cached pixels of series %1: %2 of %3 frames are %4")
                .arg(entry.seriesUid)
                .arg(broken.size())
                .arg(used.size())
                .arg(pixels ? QStringLiteral("damaged") : QStringLiteral("missing")));
    return m_repair ? giveUpPixels(entry, broken) : Result<void>{};
}

Result<void> Verifier::giveUpPixels(const CacheEntry& entry, const QList<int>& slots)
{
    auto transaction = WriteTransaction::begin(m_catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    for (const int slot : slots) {
        LOBULE_CHECK(m_catalogue.run("UPDATE instance SET cached_frames = max(0, cached_frames - 1) "
                                     "WHERE id = (SELECT instance_id FROM frame WHERE cache_file_id = ? AND slot = ?)",
            {entry.id, slot}));
        LOBULE_CHECK(m_catalogue.run(
            "UPDATE frame SET cache_file_id = NULL, slot = NULL, checksum = NULL WHERE cache_file_id = ? AND slot = ?", {entry.id, slot}));
    }
    // A file that holds nothing any more is made anew under its name by the next writer.
    LOBULE_CHECK(m_catalogue.run(
        "UPDATE cache_file SET slots = 0 WHERE id = ? AND NOT EXISTS (SELECT 1 FROM frame WHERE cache_file_id = cache_file.id)",
        {entry.id}));
    LOBULE_CHECK(transaction->commit());
    m_report.repaired << QStringLiteral("%1 frames of series %2 marked for rebuilding").arg(slots.size()).arg(entry.seriesUid);
    return {};
}

Result<void> Verifier::checkOrphans()
{
    // Under the lock no import is between placing a file and its commit, so what is unknown now stays unknown.
    auto transaction = WriteTransaction::begin(m_catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    QSet<QString> known;
    {
        auto rows = m_catalogue.query("SELECT sha256 FROM object");
        if (!rows) return tl::unexpected<Error>(rows.error());
        while (rows->next()) known << m_folders.object(rows->text(0));
        LOBULE_CHECK(rows->end());
        auto files
            = m_catalogue.query("SELECT s.uid, c.rows, c.columns, c.pixel_type FROM cache_file c JOIN series s ON s.id = c.series_id");
        if (!files) return tl::unexpected<Error>(files.error());
        while (files->next())
            known << m_folders.cacheFile(files->text(0), {files->integer(1), files->integer(2), static_cast<PixelType>(files->integer(3))});
        LOBULE_CHECK(files->end());
    }
    const QDir root(m_folders.root);
    for (const QString& folder : {m_folders.objects(), m_folders.cache()}) {
        QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next();
            if (known.contains(path)) continue;
            problem(QStringLiteral("no row knows %1").arg(root.relativeFilePath(path)));
            if (m_repair && QFile::remove(path)) m_report.repaired << QStringLiteral("removed %1").arg(root.relativeFilePath(path));
        }
    }
    return {};
}

Result<void> Verifier::checkCounts()
{
    auto transaction = WriteTransaction::begin(m_catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    const auto series = m_catalogue.number(
        "SELECT count(*) FROM series e WHERE e.instance_count <> (SELECT count(*) FROM instance WHERE series_id = e.id) "
        "OR e.frame_count <> (SELECT coalesce(sum(frames), 0) FROM instance WHERE series_id = e.id) OR e.instance_count = 0");
    if (!series) return tl::unexpected<Error>(series.error());
    const auto studies = m_catalogue.number(
        "SELECT count(*) FROM study s WHERE s.series_count <> (SELECT count(*) FROM series WHERE study_id = s.id) "
        "OR s.instance_count <> (SELECT coalesce(sum(instance_count), 0) FROM series WHERE study_id = s.id) OR s.series_count = "
        "0");
    if (!studies) return tl::unexpected<Error>(studies.error());
    const auto frames
        = m_catalogue.number("SELECT count(*) FROM instance i WHERE i.frames <> (SELECT count(*) FROM frame WHERE instance_id = i.id) "
                             "OR i.cached_frames <> (SELECT count(cache_file_id) FROM frame WHERE instance_id = i.id)");
    if (!frames) return tl::unexpected<Error>(frames.error());
    const qint64 wrong = *series + *studies + *frames;
    if (wrong == 0) return {};
    problem(QStringLiteral("catalogue: %1 counts are wrong").arg(wrong));
    if (!m_repair) return {};
    LOBULE_CHECK(
        m_catalogue.run("UPDATE instance SET cached_frames = (SELECT count(cache_file_id) FROM frame WHERE instance_id = instance.id)"));
    LOBULE_CHECK(m_catalogue.run("UPDATE series SET instance_count = (SELECT count(*) FROM instance WHERE series_id = series.id), "
                                 "frame_count = (SELECT coalesce(sum(frames), 0) FROM instance WHERE series_id = series.id)"));
    LOBULE_CHECK(m_catalogue.run("DELETE FROM series WHERE instance_count = 0"));
    LOBULE_CHECK(m_catalogue.run("UPDATE study SET series_count = (SELECT count(*) FROM series WHERE study_id = study.id), "
                                 "instance_count = (SELECT coalesce(sum(instance_count), 0) FROM series WHERE study_id = study.id)"));
    LOBULE_CHECK(m_catalogue.run("DELETE FROM study WHERE series_count = 0"));
    LOBULE_CHECK(transaction->commit());
    m_report.repaired << QStringLiteral("counts made anew");
    return {};
}

} // namespace lobule::library::detail
