#pragma once

#include "core/base/Result.h"

#include <QLockFile>
#include <QSet>
#include <QString>
#include <QStringList>

#include <memory>

namespace lobule::library::detail {

class Database;
struct Folders;

/// What a transaction may have put under objects/ and cache/ before its commit.
struct Intent {
    QStringList objects; ///< SHA-256.
    QStringList series; ///< Series UIDs whose cache may have got a new file.
    [[nodiscard]] bool isEmpty() const { return objects.isEmpty() && series.isEmpty(); }
};

/// The private folder of one importing Library object below staging/, with a lock beside it that dies with the process.
///
/// The file `intent` in it says what sweepStaging() has to look at when the process is killed before its commit.
class Staging {
public:
    [[nodiscard]] static Result<std::unique_ptr<Staging>> create(const Folders& folders);
    ~Staging();
    Staging(const Staging&) = delete;
    Staging& operator=(const Staging&) = delete;

    [[nodiscard]] const QString& path() const { return m_path; }
    /// Adds to what was not cleared since: what could not be tidied up after one batch is still named during the next.
    [[nodiscard]] Result<void> writeIntent(const Intent& intent);
    [[nodiscard]] const Intent& intent() const { return m_intent; }
    void clearIntent();
    /// Series that this process is filling: their cache is not evicted until releaseSeries() or its end.
    void claimSeries(const QString& seriesUid);
    void releaseSeries();

private:
    explicit Staging(const QString& path);

    QString m_path;
    QLockFile m_lock;
    Intent m_intent;
    QSet<QString> m_claimed;
};

/// The series that importing processes are filling now.
[[nodiscard]] QSet<QString> claimedSeries(const Folders& folders);
/// Whether the process (or Library object) that owns the staging folder of this name still lives.
[[nodiscard]] bool isStagingAlive(const Folders& folders, const QString& name);

/// Removes those files of an intent that the catalogue does not know. Takes the write lock, under which no live import is between
/// putting a file into place and its commit.
[[nodiscard]] Result<void> removeUncommitted(Database& catalogue, const Folders& folders, const Intent& intent);

/// Removes staging folders whose process is gone, and the objects that it linked but did not commit. Quick when there is none.
[[nodiscard]] Result<void> sweepStaging(Database& catalogue, const Folders& folders);

} // namespace lobule::library::detail
