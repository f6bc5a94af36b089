#pragma once

#include "core/archive/SyncState.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace lobule::keys {
class KeyStore;
}

namespace lobule::archive {

struct RunnerOptions {
    bool fetchObjects = false; ///< Also the files of all studies.
    int pollSeconds = 45; ///< Between two looks at the archive, give or take a third.
    int silenceSeconds = 15; ///< See ConnectionSettings.
    std::shared_ptr<keys::KeyStore> keyStore; ///< See readPassword().
};

/// Keeps a library and its archive together, in a thread of its own, for as long as it lives: sends, receives, then waits for a change of
/// the library (whoever made it), a hint of the archive, or the next look. A lost connection is tried again with growing random pauses.
/// Several programs may do so for one library at the same time.
///
/// All functions and signals belong to the thread of this object and return at once; the end takes a second at the most.
class SyncRunner : public QObject {
    Q_OBJECT
public:
    SyncRunner(const QString& libraryFolder, const RunnerOptions& options, QObject* parent = nullptr);
    ~SyncRunner() override; ///< Stops; what is half sent goes on next time.

    void start();
    [[nodiscard]] const SyncState& state() const { return m_state; }
    /// Looks now, also when a pause between two tries is not over.
    void syncNow();
    /// Puts back in line what needs attention, then syncNow().
    void retry();
    /// Kept in the library: also of the next start and of other programs.
    void setPaused(bool isPaused);
    /// 0: no limit. Kept in the library.
    void setBytesPerSecondLimit(qint64 limit);

Q_SIGNALS:
    void stateChanged(const lobule::archive::SyncState& state);
    /// Something of others has come into the library.
    void received();
    /// Membership was revoked; what was only cached of these institutions is removed, `unsent` changes for institutions
    /// that this library is not a member of stay.
    void membershipsEnded(const QStringList& names, int unsent);

private:
    class Worker;
    void take(const SyncState& state);

    std::shared_ptr<Worker> m_worker;
    SyncState m_state;
};

} // namespace lobule::archive
