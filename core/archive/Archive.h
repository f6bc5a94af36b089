#pragma once

#include "core/archive/ConnectionSettings.h"
#include "core/library/SyncStore.h"

#include <QByteArray>
#include <QJsonArray>
#include <QList>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace lobule::archive {

/// The archive's schema that this Lobule writes; the number of the last file in resources/sql/archive.
inline constexpr int kSchema = 10;
/// The oldest schema that it can read and write.
inline constexpr int kOldestSchema = 6;
/// The first schema that takes key images.
inline constexpr int kKeyImageSchema = 7;
/// The first one with an index of the operations of a device.
inline constexpr int kCountingSchema = 8;
inline constexpr qint64 kChunkBytes = 1 << 20;

struct ArchiveInstitution {
    int id = 0;
    QString name;
    QString channel; ///< Where the server hints at changes.
    bool canWrite = false;
    qint64 rev = 0; ///< Newest change.
};

struct Greeting {
    QString epoch;
    QString login;
    int schema = 0;
    int minClient = 0;
    QList<ArchiveInstitution> institutions;
};

/// Bytes that have been sent or received since the last call; returns false to stop.
using ByteProgress = std::function<bool(qint64 bytes)>;

/// One open connection of a workstation's user. Blocks; belongs to one thread. Every call ends within settings.silenceSeconds without
/// progress. Errors are those of ArchiveError.h, and Cancelled. After "connection-lost" the object is of no use: connect again; sending
/// the same again is harmless.
class Archive {
public:
    /// Connects and greets. Errors: what diagnose() finds, no-database (there is no archive in it), not-member, schema-older.
    /// `isCancelled` also ends what is under way later on, within a moment.
    [[nodiscard]] static Result<std::unique_ptr<Archive>> connect(
        const ConnectionSettings& settings, const QString& password, const IsCancelled& isCancelled = {});
    ~Archive();
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    [[nodiscard]] const Greeting& greeting() const;
    /// Asks again: memberships and the archive's life may have changed since.
    [[nodiscard]] Result<void> greet();
    /// From now on awaitHint() wakes up when an institution of this user has changes. A hint only: they do not come while disconnected.
    [[nodiscard]] Result<void> listen();
    /// Whether a hint has come, waiting for one at most so long.
    [[nodiscard]] Result<bool> awaitHint(int milliseconds);
    /// Bytes that may go in one piece: smaller ones make a limited rate even. 0: whatever is fastest.
    void setBurst(qint64 bytes);
    /// Whether this Lobule is new enough for the archive to let it write.
    [[nodiscard]] bool mayWrite() const;

    struct Upload {
        QString sha256; ///< Lower-case hex.
        QString file;
        qint64 bytes = 0;
    };
    /// Sends what the archive lacks of some objects, by chunks of 1 MiB, some 16 MiB or 2 s a transaction. Chunks that are there already
    /// are not sent again, whoever sent them. `damaged`: those whose file is not what its name says; nothing refers to what was sent of
    /// them.
    [[nodiscard]] Result<void> upload(
        int institution, const QList<Upload>& objects, QList<QString>& damaged, const ByteProgress& progress = {});
    /// Applies operations in one transaction, all or none.
    [[nodiscard]] Result<void> push(int institution, const QString& device, const QJsonArray& operations);
    /// How many operations of this device it has applied. Nothing: it is too old to count quickly.
    [[nodiscard]] Result<std::optional<qint64>> appliedOf(int institution, const QString& device);
    /// Whether it is asked for the first time through this connection.
    [[nodiscard]] bool isFirstLook(int institution);
    [[nodiscard]] Result<QList<library::RemoteChange>> pull(int institution, qint64 afterRev, int limit);
    /// Fetches an object into a new file and checks its SHA-256. Errors also: object-damaged, FileUnwritable, DiskFull.
    [[nodiscard]] Result<void> download(const library::RemoteObject& object, const QString& file, const ByteProgress& progress = {});

private:
    class Private;
    explicit Archive(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace lobule::archive
