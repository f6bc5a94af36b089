#include "core/library/CacheKeeper.h"

#include "core/library/Database.h"
#include "core/library/Folders.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <memory>
#include <vector>

namespace lobule::library::detail {

Result<QList<CacheKeeper::Entry>> CacheKeeper::entries(const QString& seriesUid)
{
    auto rows = m_catalogue.query("SELECT c.id, s.uid, c.rows, c.columns, c.pixel_type, c.slots FROM cache_file c "
                                  "JOIN series s ON s.id = c.series_id WHERE ? IN ('', s.uid)",
        {seriesUid});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<Entry> found;
    while (rows->next()) {
        Entry entry{rows->big(0), rows->text(1), {rows->integer(2), rows->integer(3), static_cast<PixelType>(rows->integer(4))},
            rows->integer(5), {}, 0, {}};
        entry.path = m_folders.cacheFile(entry.seriesUid, entry.format);
        const QFileInfo file(entry.path);
        entry.bytes = file.exists() ? file.size() : 0;
        entry.usedAt = file.lastModified();
        found << entry;
    }
    LOBULE_CHECK(rows->end());
    return found;
}

Result<CacheUse> CacheKeeper::use()
{
    const auto all = entries({});
    if (!all) return tl::unexpected<Error>(all.error());
    CacheUse use;
    QSet<QString> series;
    for (const Entry& entry : *all) {
        use.bytes += entry.bytes;
        if (entry.slots > 0) series << entry.seriesUid;
        if (entry.bytes > 0 && !volume::CacheHold::tryHold(entry.path)) ++use.inUse;
    }
    use.series = static_cast<int>(series.size());
    const auto evicted = m_catalogue.number("SELECT count(*) FROM (SELECT series_id FROM instance WHERE frames > 0 AND pixel_note = '' "
                                            "GROUP BY series_id HAVING max(cached_frames) = 0)");
    if (!evicted) return tl::unexpected<Error>(evicted.error());
    use.evictedSeries = static_cast<int>(*evicted);
    return use;
}

Result<qint64> CacheKeeper::shrinkTo(qint64 bytes, const QSet<QString>& spared)
{
    auto all = entries({});
    if (!all) return tl::unexpected<Error>(all.error());
    std::sort(all->begin(), all->end(), [](const Entry& a, const Entry& b) { return a.usedAt < b.usedAt; });
    qint64 total = 0;
    for (const Entry& entry : *all) total += entry.bytes;

    QList<Entry> forgotten;
    // Held until the files are gone, so that nobody begins to read them meanwhile.
    std::vector<std::unique_ptr<volume::CacheHold>> holds;
    {
        auto transaction = WriteTransaction::begin(m_catalogue);
        if (!transaction) return tl::unexpected<Error>(transaction.error());
        for (const Entry& entry : *all) {
            // A file without slots was left by a kill: it goes in any case.
            if (entry.bytes == 0 || (entry.slots > 0 && (total <= bytes || spared.contains(entry.seriesUid)))) continue;
            auto held = volume::CacheHold::tryHold(entry.path);
            if (!held) continue;
            if (entry.slots > 0) LOBULE_CHECK(forgetAll(entry));
            total -= entry.bytes;
            forgotten << entry;
            holds.push_back(std::move(held));
        }
        if (forgotten.isEmpty()) return 0;
        LOBULE_CHECK(transaction->commit());
    }
    return removeFiles(forgotten);
}

Result<void> CacheKeeper::forgetAll(const Entry& entry)
{
    LOBULE_CHECK(m_catalogue.run(
        "UPDATE instance SET cached_frames = 0 WHERE id IN (SELECT instance_id FROM frame WHERE cache_file_id = ?)", {entry.id}));
    LOBULE_CHECK(
        m_catalogue.run("UPDATE frame SET cache_file_id = NULL, slot = NULL WHERE cache_file_id = ?", {entry.id}));
    LOBULE_CHECK(m_catalogue.run("UPDATE cache_file SET slots = 0 WHERE id = ?", {entry.id}));
    return {};
}

Result<qint64> CacheKeeper::removeFiles(const QList<Entry>& forgotten)
{
    auto transaction = WriteTransaction::begin(m_catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    qint64 freed = 0;
    for (const Entry& entry : forgotten) {
        // Somebody may have begun to fill a new file under the name.
        const auto slots = m_catalogue.number("SELECT slots FROM cache_file WHERE id = ?", {entry.id}, 0);
        if (!slots) return tl::unexpected<Error>(slots.error());
        if (*slots == 0 && QFile::remove(entry.path)) freed += entry.bytes;
    }
    return freed;
}

Result<int> CacheKeeper::giveUpBroken(const QString& seriesUid, bool checksums)
{
    const auto all = entries(seriesUid);
    if (!all) return tl::unexpected<Error>(all.error());
    int count = 0;
    for (const Entry& entry : *all) {
        if (entry.slots == 0) continue;
        const auto given = forgetBroken(entry, checksums);
        if (!given) return given;
        count += *given;
    }
    return count;
}

Result<int> CacheKeeper::forgetBroken(const Entry& entry, bool checksums)
{
    QList<std::pair<int, quint32>> used;
    {
        auto rows = m_catalogue.query("SELECT slot, checksum FROM frame WHERE cache_file_id = ? ORDER BY slot", {entry.id});
        if (!rows) return tl::unexpected<Error>(rows.error());
        while (rows->next()) used << std::pair(rows->integer(0), static_cast<quint32>(rows->big(1)));
        LOBULE_CHECK(rows->end());
    }
    if (used.isEmpty()) return 0;
    const auto pixels = volume::CacheFile::open(entry.path, entry.format, used.last().first + 1);
    QList<int> broken;
    for (const auto& [slot, checksum] : used)
        if (!pixels || (checksums && (*pixels)->checksum(slot) != checksum)) broken << slot;
    if (broken.isEmpty()) return 0;
    auto transaction = WriteTransaction::begin(m_catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    if (broken.size() == used.size()) {
        LOBULE_CHECK(forgetAll(entry));
    } else {
        for (const int slot : broken) {
            LOBULE_CHECK(m_catalogue.run("UPDATE instance SET cached_frames = max(0, cached_frames - 1) "
                                         "WHERE id = (SELECT instance_id FROM frame WHERE cache_file_id = ? AND slot = ?)",
                {entry.id, slot}));
            LOBULE_CHECK(
                m_catalogue.run("UPDATE frame SET cache_file_id = NULL, slot = NULL, checksum = NULL WHERE cache_file_id = ? AND slot = ?",
                    {entry.id, slot}));
        }
    }
    LOBULE_CHECK(transaction->commit());
    return static_cast<int>(broken.size());
}

Result<PixelState> CacheKeeper::state(const QString& seriesUid)
{
    PixelState state;
    {
        auto row = m_catalogue.query("SELECT coalesce(sum(i.frames), 0), coalesce(sum(i.cached_frames), 0), "
                                     "coalesce(sum(CASE WHEN i.pixel_note = '' THEN 0 ELSE i.frames - i.cached_frames END), 0), "
                                     "coalesce(max(i.pixel_note), ''), count(e.id) "
                                     "FROM series e LEFT JOIN instance i ON i.series_id = e.id WHERE e.uid = ?",
            {seriesUid});
        if (!row) return tl::unexpected<Error>(row.error());
        if (!row->next() || row->integer(4) == 0) return fail(ErrorCode::NotFound, {"series"});
        state.frames = row->integer(0);
        state.cached = row->integer(1);
        state.undecodable = row->integer(2);
        state.note = row->text(3);
    }
    const auto files = entries(seriesUid);
    if (!files) return tl::unexpected<Error>(files.error());
    for (const Entry& entry : *files) {
        if (entry.slots == 0) continue;
        const auto last = m_catalogue.number("SELECT coalesce(max(slot), -1) FROM frame WHERE cache_file_id = ?", {entry.id});
        if (!last) return tl::unexpected<Error>(last.error());
        if (*last >= 0 && !volume::CacheFile::open(entry.path, entry.format, static_cast<int>(*last) + 1)) state.isFileBroken = true;
    }
    return state;
}

} // namespace lobule::library::detail
