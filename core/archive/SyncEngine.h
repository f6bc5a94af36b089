#pragma once

#include "core/archive/ConnectionSettings.h"

#include <QString>
#include <QStringList>

#include <functional>

namespace lobule::library {
class SyncStore;
}

namespace lobule::archive {

struct SyncProgress {
    enum class Step { Connecting, Sending, Receiving, Fetching };
    Step step = Step::Connecting;
    qint64 done = 0; ///< Items; bytes while fetching.
    qint64 total = 0; ///< 0: not known.
};

struct SyncOptions {
    bool fetchObjects = false; ///< Also the files of all studies.
    QString fetchStudy; ///< Only fetch the files of this study; send and receive nothing.
    int attempts = 4; ///< Connections to try before giving up until the next time.
    std::function<void(const SyncProgress&)> progress;
    IsCancelled isCancelled; ///< Also ends what the connection is doing, within a moment.
    qint64 burst = 0; ///< Bytes that may go in one piece, see Archive::setBurst; for a limited rate.
    std::function<void(qint64 bytes)> pace; ///< So many bytes have passed: the place to wait where the rate is limited.
};

struct SyncReport {
    int sent = 0; ///< Changes that the archive has acknowledged.
    int received = 0; ///< Changes of others that are new here.
    int refused = 0; ///< Changes of others that contradict what is here.
    qint64 sentBytes = 0, fetchedBytes = 0;
    int fetchedObjects = 0;
    int reconnects = 0;
    int waiting = 0, attention = 0, remoteObjects = 0; ///< What is left.
    int held = 0; ///< Of those that wait: the membership allows reading only.
    int lost = 0; ///< Changes of this library that the archive had acknowledged and does not have any more.
    bool isQuotaReached = false; ///< The rule wants more than the quota of fetched files allows.
    bool isReadOnly = false; ///< The archive does not take changes from this version of Lobule.
    QStringList conflicts; ///< Studies whose report has two heads.
    QStringList ended; ///< Institutions whose membership was revoked.
    int unsent = 0; ///< Changes for institutions that this library is not a member of any more; they stay here.
};

/// Brings library and archive together once: sends what waits, then receives what is new, then fetches files when asked to. Blocks; for
/// a thread of its own. A lost connection is tried again with growing random pauses; whatever was acknowledged stays so. `report` holds
/// what was done even when an error comes back. Errors: those of ArchiveError.h, of the library, Cancelled.
[[nodiscard]] Result<void> syncOnce(
    library::SyncStore& store, const ConnectionSettings& settings, const QString& password, const SyncOptions& options, SyncReport& report);

class Archive;

/// The same through a connection that is open, and without another try.
[[nodiscard]] Result<void> exchange(library::SyncStore& store, Archive& archive, const SyncOptions& options, SyncReport& report);

/// Pause before try number `attempt` (0, 1, ...): random between 0 and 0.5 s doubled each time, at most 60 s.
[[nodiscard]] int jitteredPauseMs(int attempt);

} // namespace lobule::archive
