#pragma once

#include "core/base/Result.h"
#include "core/library/Records.h"
#include "core/volume/CacheFile.h"

#include <QIODevice>
#include <QJsonObject>
#include <QSet>
#include <QStringList>

#include <map>
#include <memory>
#include <optional>

namespace lobule::library::detail {

class Database;
class Staging;
class Vault;
struct Folders;

/// Takes one batch of staged instances over. Order of things, so that a kill or a power cut at any point leaves no half-listed
/// instance: names of the new objects to the staging folder's `intent`, on the disk; then, under the catalogue's write lock,
/// objects renamed into place, frames written into slots that nobody knows yet, both to the disk (where a volume cannot be
/// synced as a whole, the staged objects before the intent), identities committed to the vault, rows committed. Used once.
class Importer {
public:
    Importer(Database& catalogue, Vault& vault, const Folders& folders, Staging& staging);
    ~Importer();

    [[nodiscard]] Result<QList<Result<AddOutcome>>> add(const QList<StagedInstance>& batch);
    /// Frames of a stored instance back into the cache.
    [[nodiscard]] Result<void> restore(const StagedInstance& decoded);

private:
    struct Known {
        qint64 id = 0;
        qint64 seriesId = 0;
        QString sourceDigest;
        QString objectSha256;
        int frames = 0;
        int cachedFrames = 0;
    };
    struct OpenCache {
        std::unique_ptr<volume::CacheWriter> writer;
        qint64 id = 0;
        int slots = 0;
        int filled = 0; ///< Slots of a new file that were written: where a savepoint was undone, the catalogue may speak of more.
    };
    /// Where the frames of an instance lie in the cache: one behind the other.
    struct Placed {
        qint64 cacheFileId = 0;
        int firstSlot = 0;
        QList<std::uint32_t> checksums; ///< Of each frame; empty: they are not there.
    };
    using Outcomes = QList<Result<AddOutcome>>;

    [[nodiscard]] Result<void> restoreUnderLock(const StagedInstance& decoded);
    [[nodiscard]] Result<void> checkStaged(const StagedInstance& staged);
    [[nodiscard]] Result<void> addUnderLock(
        const QList<StagedInstance>& batch, const std::map<qsizetype, Error>& unusable, Outcomes& outcomes);
    [[nodiscard]] Result<void> addEntries(
        const QList<StagedInstance>& batch, const std::map<qsizetype, Error>& unusable, Outcomes& outcomes);
    [[nodiscard]] Result<AddOutcome> addOne(const StagedInstance& staged);
    [[nodiscard]] Result<AddOutcome> addAgain(const StagedInstance& staged, const Known& known);
    [[nodiscard]] Result<bool> isSameImage(const StagedInstance& staged, qint64 instanceId);
    [[nodiscard]] Result<bool> isSameHeader(const StagedInstance& staged, qint64 instanceId);
    [[nodiscard]] Result<bool> mayGiveWay(const StagedInstance& staged, qint64 instanceId);
    /// Of a stored and a new form of one image, one of which cannot be shown, the other stays; nothing: they are not such a pair.
    [[nodiscard]] Result<std::optional<AddOutcome>> addOfTwoForms(const StagedInstance& staged, const Known& known);
    [[nodiscard]] Result<void> replaceUnshown(const StagedInstance& staged, const Known& known);
    [[nodiscard]] Result<void> healObject(const StagedInstance& staged, const Known& known);
    [[nodiscard]] Result<void> insert(const StagedInstance& staged);
    [[nodiscard]] Result<qint64> studyOf(const StagedInstance& staged);
    [[nodiscard]] Result<qint64> seriesOf(const StagedInstance& staged, qint64 studyId);
    [[nodiscard]] Result<void> auditRelease(const StagedInstance& staged);
    [[nodiscard]] Result<void> audit(const char* action, const QString& instanceUid, const QJsonObject& detail);
    [[nodiscard]] Result<void> insertFrames(const StagedInstance& staged, qint64 instanceId, const Placed& placed);
    /// The staged frames, one after the other.
    [[nodiscard]] static Result<std::unique_ptr<QIODevice>> openPixels(const StagedInstance& staged);
    /// Into slots that no row names yet.
    [[nodiscard]] Result<Placed> writePixels(const StagedInstance& staged, qint64 seriesId);
    /// The same for an instance that has its rows.
    [[nodiscard]] Result<void> storePixels(const StagedInstance& staged, qint64 seriesId, qint64 instanceId);
    /// What an older release did not store of the header of an instance.
    [[nodiscard]] Result<void> refreshFacts(const StagedInstance& staged, qint64 instanceId);
    [[nodiscard]] Result<OpenCache*> cacheOf(const StagedInstance& staged, qint64 seriesId);
    [[nodiscard]] Result<std::optional<Known>> find(const QString& instanceUid);
    [[nodiscard]] Result<void> placeObject(const StagedInstance& staged);
    [[nodiscard]] Result<void> syncPlaced();
    [[nodiscard]] Result<void> syncOneByOne();

    Database& m_catalogue;
    Vault& m_vault;
    const Folders& m_folders;
    Staging& m_staging;
    qint64 m_institutionId = 0;
    std::map<QString, OpenCache> m_caches; ///< By path.
    QSet<QString> m_touchedFolders;
};

} // namespace lobule::library::detail
