// The windows that a slice brings along or that follow from its pixels.

#include "viewer/render/SliceScene.h"

#include "core/volume/SeriesVolume.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lobule::render {

QImage windowedImage(const volume::SeriesVolume& volume, int index, const WindowLevel& window)
{
    const volume::SliceInfo& info = volume.slice(index);
    return windowedImage(volume.pixels(index), window, info.isMonochrome1, info.voiLut.get());
}

WindowLevel pixelRangeWindow(const volume::SeriesVolume& volume, int index)
{
    const SliceView pixels = volume.pixels(index);
    const volume::SliceInfo& info = volume.slice(index);
    double low = std::numeric_limits<double>::max();
    double high = std::numeric_limits<double>::lowest();
    for (int row = 0; row < pixels.rows; ++row) {
        for (int column = 0; column < pixels.columns; ++column) {
            const double value = pixels.value(column, row);
            if (!std::isfinite(value) || info.isPadding(value)) continue;
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (low > high) return {1.0, 0.5};
    // The lowest value becomes black and the highest white: width - 1 = high - low, center - 0.5 = (low + high) / 2.
    return {high - low + 1.0, (low + high) / 2.0 + 0.5};
}

std::optional<WindowLevel> fileWindow(const volume::SeriesVolume& volume, int index)
{
    const volume::SliceInfo& info = volume.slice(index);
    if (info.voiLut) {
        const auto count = static_cast<double>(info.voiLut->entries.size());
        return WindowLevel{count, info.voiLut->firstMapped + count / 2.0, VoiFunction::Linear, true};
    }
    // LINEAR needs a width of at least 1, the other two only one above 0 (PS3.3 C.11.2.1.2.1, C.11.2.1.3).
    const double least = info.voiFunction == VoiFunction::Linear ? 1.0 : std::numeric_limits<double>::min();
    if (info.windowWidth < least) return std::nullopt;
    return WindowLevel{info.windowWidth, info.windowCenter, info.voiFunction, false};
}

WindowLevel openingWindow(const volume::SeriesVolume& volume, int index)
{
    const volume::SliceInfo& info = volume.slice(index);
    // A scout is a projection: its values are no tissue.
    const bool isTissue = volume.modality() == QLatin1String("CT") && info.kind == volume::SliceKind::Slice;
    if (isTissue) return windowPresets().front().window;
    const auto own = fileWindow(volume, index);
    return own ? *own : pixelRangeWindow(volume, index);
}

} // namespace lobule::render
