#include "app/cli/SeriesPixels.h"

#include "app/cli/JobRun.h"
#include "core/ingest/CacheRebuilder.h"
#include "core/volume/SeriesVolume.h"

#include <algorithm>

namespace lobule::cli {

namespace {

qsizetype sliceCount(const QList<std::shared_ptr<const volume::SeriesVolume>>& volumes)
{
    qsizetype count = 0;
    for (const auto& volume : volumes) count += volume->sliceCount();
    return count;
}

bool isAnyDamaged(const QList<std::shared_ptr<const volume::SeriesVolume>>& volumes)
{
    for (const auto& volume : volumes)
        for (int i = 0; i < volume->sliceCount(); ++i)
            if (!volume->isIntact(i)) return true;
    return false;
}

qsizetype cachedFrames(const QList<library::InstanceRow>& instances)
{
    qsizetype count = 0;
    for (const library::InstanceRow& row : instances) count += row.isCached ? row.frames : 0;
    return count;
}

} // namespace

Result<void> rebuildPixels(const library::Library& library, const QString& seriesUid)
{
    ingest::CacheRebuilder rebuilder(library.folder());
    const ingest::ImportResult result = runJob(rebuilder, QStringLiteral("decoding"), [&] { rebuilder.start(seriesUid); });
    if (result.failure) return tl::unexpected(*result.failure);
    if (result.cancelled) return fail(ErrorCode::Cancelled);
    return {};
}

Result<QList<std::shared_ptr<const volume::SeriesVolume>>> openWithPixels(library::Library& library, const QString& seriesUid)
{
    const auto instances = library.instances({}, seriesUid);
    if (!instances) return tl::unexpected(instances.error());
    const bool isMissing = std::any_of(
        instances->begin(), instances->end(), [](const library::InstanceRow& row) { return row.frames > 0 && !row.isCached; });
    auto volumes = library.openSeries(seriesUid);
    const bool isLost
        = !volumes ? volumes.error().code == ErrorCode::Corrupt : sliceCount(*volumes) < cachedFrames(*instances) || isAnyDamaged(*volumes);
    if (!isMissing && !isLost) return volumes;
    // A cache file that is gone or damaged while the catalogue believes in it: the check takes note of it, then it is decoded again.
    if (isLost) {
        if (const auto checked = library.verify(true, [](int, int) { return !isInterrupted(); }); !checked)
            return tl::unexpected(checked.error());
    }
    if (const auto rebuilt = rebuildPixels(library, seriesUid); !rebuilt) return tl::unexpected(rebuilt.error());
    return library.openSeries(seriesUid);
}

} // namespace lobule::cli
