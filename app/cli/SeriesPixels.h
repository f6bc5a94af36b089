#pragma once

#include "core/base/Result.h"
#include "core/library/Library.h"

#include <QList>
#include <QString>

#include <memory>

namespace lobule::cli {

/// Decodes the stored objects of a series (of all series when `seriesUid` is empty) again whose pixels the cache has lost. Blocks with
/// a local event loop; Ctrl+C cancels. Errors: Cancelled, or why it could not run.
[[nodiscard]] Result<void> rebuildPixels(const library::Library& library, const QString& seriesUid);

/// The volumes of a series, decoded again first where pixels are missing. Errors: those of Library::openSeries and rebuildPixels.
[[nodiscard]] Result<QList<std::shared_ptr<const volume::SeriesVolume>>> openWithPixels(
    library::Library& library, const QString& seriesUid);

} // namespace lobule::cli
