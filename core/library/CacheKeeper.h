#pragma once

#include "core/base/Result.h"
#include "core/library/Records.h"
#include "core/volume/CacheFile.h"

#include <QDateTime>
#include <QList>
#include <QSet>

namespace lobule::library::detail {

class Database;
struct Folders;

/// Measures and evicts files of the pixel cache. First the catalogue forgets the slots (one transaction), then the files go (under
/// the write lock again, and only where the catalogue still knows no slot of them): a kill in between leaves a file without slots, which
/// the next run removes and the next import writes over.
class CacheKeeper {
public:
    CacheKeeper(Database& catalogue, const Folders& folders) : m_catalogue(catalogue), m_folders(folders) { }

    [[nodiscard]] Result<CacheUse> use();
    /// Evicts, least recently used first, until the files take at most `bytes`. Series in `spared` stay. Returns the bytes freed.
    [[nodiscard]] Result<qint64> shrinkTo(qint64 bytes, const QSet<QString>& spared);
    /// Forgets slots of missing, short or foreign files, with `checksums` of changed pixels too. Returns the number of frames.
    [[nodiscard]] Result<int> giveUpBroken(const QString& seriesUid, bool checksums);
    [[nodiscard]] Result<PixelState> state(const QString& seriesUid);

private:
    struct Entry {
        qint64 id = 0;
        QString seriesUid;
        volume::CacheFormat format;
        int slots = 0;
        QString path;
        qint64 bytes = 0;
        QDateTime usedAt;
    };
    /// Of one series, or all when empty.
    [[nodiscard]] Result<QList<Entry>> entries(const QString& seriesUid);
    [[nodiscard]] Result<int> forgetBroken(const Entry& entry, bool checksums);
    [[nodiscard]] Result<void> forgetAll(const Entry& entry);
    [[nodiscard]] Result<qint64> removeFiles(const QList<Entry>& forgotten);

    Database& m_catalogue;
    const Folders& m_folders;
};

} // namespace lobule::library::detail
