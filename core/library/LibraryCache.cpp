#include "core/library/CacheKeeper.h"
#include "core/library/LibraryPrivate.h"

namespace lobule::library {

using detail::CacheKeeper;

namespace {

const QString kQuotaKey = QStringLiteral("cache-quota-bytes");

} // namespace

Result<CacheUse> Library::cacheUse() const
{
    auto use = CacheKeeper(*d->catalogue, d->folders).use();
    if (use) use->quotaBytes = cacheQuotaBytes();
    return use;
}

qint64 Library::cacheQuotaBytes() const
{
    bool isNumber = false;
    const qint64 bytes = setting(kQuotaKey).toLongLong(&isNumber);
    return isNumber && bytes >= 0 ? bytes : kDefaultCacheQuotaBytes;
}

Result<void> Library::setCacheQuotaBytes(qint64 bytes)
{
    if (bytes < 0) return fail(ErrorCode::Misuse, {"a negative size"});
    return setSetting(kQuotaKey, QString::number(bytes));
}

Result<qint64> Library::trimCache()
{
    const qint64 quota = cacheQuotaBytes();
    if (quota == 0) return 0;
    return CacheKeeper(*d->catalogue, d->folders).shrinkTo(quota, detail::claimedSeries(d->folders));
}

Result<qint64> Library::clearCache() { return CacheKeeper(*d->catalogue, d->folders).shrinkTo(0, detail::claimedSeries(d->folders)); }

Result<PixelState> Library::pixelState(const QString& seriesUid) const { return CacheKeeper(*d->catalogue, d->folders).state(seriesUid); }

Result<int> Library::giveUpBrokenPixels(const QString& seriesUid, bool checksums)
{
    return CacheKeeper(*d->catalogue, d->folders).giveUpBroken(seriesUid, checksums);
}

} // namespace lobule::library
