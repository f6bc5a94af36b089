#pragma once

#include "core/base/PixelRectangle.h"

#include <cstdint>
#include <vector>

namespace lobule::dicom {

/// A place that looks like text drawn into a picture.
struct TextRegion {
    PixelRectangle box; ///< All strokes, with a margin. `frame` is not set.
    double confidence = 0.0; ///< 0..1; from kConfidentText the finding is worth stopping an import for.
};

inline constexpr double kConfidentText = 0.8;

/// Looks for text of one constant value: strokes that all have the same stored value, which noise never gives, in pieces of
/// similar height on a line. Finds opaque text of any script that stands out from what is around it; does not find text that
/// is blended with the picture, handwriting or a scan. A heuristic: it warns, it never clears a picture.
/// `values`: rows * columns modality values (HU for CT), row major. Best first; at most 32. Thread-safe.
[[nodiscard]] std::vector<TextRegion> findBurnedInText(const std::int16_t* values, int columns, int rows);

} // namespace lobule::dicom
