#include "app/cli/SeriesPixels.h"

#include "app/cli/JobRun.h"
#include "core/ingest/CacheRebuilder.h"
#include "core/volume/SeriesVolume.h"

namespace lobule::cli {

namespace {

bool isAnyDamaged(const QList<std::shared_ptr<const volume::SeriesVolume>>& volumes)
{
    for (const auto& volume : volumes)
        for (int i = 0; i < volume->sliceCount(); ++i)
            if (!volume->isIntact(i)) return true;
    return false;
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
    const auto state = library.pixelState(seriesUid);
    if (!state) return tl::unexpected(state.error());
    if (!state->isRebuildable()) {
        auto volumes = library.openSeries(seriesUid);
        if (!volumes || !isAnyDamaged(*volumes)) return volumes;
    }
    if (const auto rebuilt = rebuildPixels(library, seriesUid); !rebuilt) return tl::unexpected(rebuilt.error());
    return library.openSeries(seriesUid);
}

} // namespace lobule::cli
