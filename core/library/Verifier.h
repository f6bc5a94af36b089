#pragma once

#include "core/base/Result.h"
#include "core/library/Records.h"

#include <functional>

namespace lobule::library::detail {

class Database;
class Vault;
struct Folders;

/// One run of Library::verify(). Reads without holding a lock, so that the library can be used meanwhile; whatever it is about to
/// call an orphan or to mend is looked at again under the catalogue's write lock.
class Verifier {
public:
    using Progress = std::function<bool(int, int)>;
    Verifier(Database& catalogue, Vault& vault, const Folders& folders, bool repair, const Progress& progress);

    [[nodiscard]] Result<VerifyReport> run();

private:
    struct CacheEntry;
    [[nodiscard]] Result<void> count();
    [[nodiscard]] Result<void> checkDatabase();
    [[nodiscard]] Result<void> checkObjects();
    [[nodiscard]] Result<void> checkObject(const QString& sha256, qint64 bytes);
    [[nodiscard]] Result<void> checkCache();
    [[nodiscard]] Result<void> checkCacheFile(const CacheEntry& entry);
    [[nodiscard]] Result<void> giveUpPixels(const CacheEntry& entry, const QList<int>& slots);
    [[nodiscard]] Result<void> checkOrphans();
    [[nodiscard]] Result<void> checkCounts();
    [[nodiscard]] Result<void> step();
    void problem(const QString& text);

    Database& m_catalogue;
    Vault& m_vault;
    const Folders& m_folders;
    bool m_repair;
    const Progress& m_progress;
    VerifyReport m_report;
    int m_done = 0;
    int m_total = 0;
};

} // namespace lobule::library::detail
