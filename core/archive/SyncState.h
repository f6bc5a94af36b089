#pragma once

#include "core/archive/SyncEngine.h"
#include "core/base/Error.h"

#include <QDateTime>
#include <QMetaType>

#include <optional>

namespace lobule::archive {

/// How library and archive stand to each other, for people.
struct SyncState {
    enum class Phase {
        NotConfigured, ///< No archive, or this library is tied to none.
        Connecting, ///< The first try since the start, or since something was changed.
        Offline, ///< No connection; tried again by itself, see nextTry.
        Syncing,
        UpToDate,
        NeedsAttention, ///< A person has to do something: `problem`, items, conflicts. What can go, goes.
        Paused,
    };
    Phase phase = Phase::NotConfigured;
    std::optional<Error> problem; ///< Why it is offline, or what has to be put right about the connection.
    SyncProgress progress; ///< While syncing.
    qint64 bytesPerSecond = 0; ///< While syncing; 0: too early to tell.
    int waiting = 0, attention = 0, remoteObjects = 0;
    int held = 0; ///< Of those that wait: the membership allows reading only.
    int refusals = 0; ///< Changes of others that contradict what is here.
    int unsent = 0; ///< Changes for institutions that this library is not a member of any more; they stay here.
    int lost = 0; ///< Changes of this library that the archive had acknowledged and does not have any more.
    QStringList conflicts; ///< Studies whose report has two heads.
    bool isReadOnly = false; ///< The archive wants a newer Lobule.
    QDateTime lastSync; ///< UTC: when everything was here and there; invalid: never.
    QDateTime nextTry; ///< UTC, while offline.
    qint64 bytesPerSecondLimit = 0; ///< 0: none.

    /// Things that wait for a person.
    [[nodiscard]] int attentionCount() const
    {
        return attention + refusals + static_cast<int>(conflicts.size()) + (lost > 0 ? 1 : 0)
            + (problem && phase == Phase::NeedsAttention ? 1 : 0);
    }
};

/// Stable words for scripts: "not-configured", "connecting", "offline", "syncing", "up-to-date", "needs-attention", "paused".
[[nodiscard]] const char* phaseName(SyncState::Phase phase);

} // namespace lobule::archive

Q_DECLARE_METATYPE(lobule::archive::SyncState)
