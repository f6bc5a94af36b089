#pragma once

#include "core/base/Geometry.h"
#include "core/volume/SeriesVolume.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace lobule::volume {

/// How the slices of a stack lie to each other.
struct StackGeometry {
    SpacingKind kind = SpacingKind::Unknown;
    double spacingMm = 0.0; ///< Between neighbours along the normal, as fitted over the whole stack; 0 unless `kind` is Even.
    /// Stable words for translation, numbers behind a space, lengths in mm:
    ///     "gap 15.0" (the largest step), "missing 3" (slices that fit into the gaps), "uneven 3.0-4.0" (smallest and largest step beside
    ///     the gaps), "duplicate-position 2" (slices at a place that is taken), "tilt 15.0" (degrees between the slices and the way
    ///     they step), "shifted 4.2" (largest sideways step that no tilt explains), "mixed-orientation 2" (planes),
    ///     "mixed-spacing" (pixel spacing differs), "no-spacing" (no millimetres may be measured), "no-position".
    QStringList findings;

    /// "even 5.0", "single", or the findings separated by ';': what the series list shows.
    [[nodiscard]] QString summary() const;
};

/// Sorts slices into reading order: along the normal, towards the end where its largest component grows (axial: inferior to
/// superior; coronal: anterior to posterior; sagittal: right to left). Slices without a position come last, by instance number;
/// equal positions keep the order of instance number and frame. Orientations that differ by more than 1 degree form groups one
/// after the other.
void sortSlices(std::vector<SliceInfo>& slices);

/// Whether two slices lie in parallel planes with the same rows (within 1 degree).
[[nodiscard]] bool hasSameOrientation(const SliceGeometry& a, const SliceGeometry& b);
/// Whether the pixel spacings agree but for rounding.
[[nodiscard]] bool hasSameSpacing(const SliceGeometry& a, const SliceGeometry& b);

/// Analyses slices that sortSlices() has put in order.
[[nodiscard]] StackGeometry analyseStack(const std::vector<SliceInfo>& slices);

/// Direction in which sortSlices() orders slices of this orientation: plus or minus the normal. Unit length.
[[nodiscard]] Vec3 stackDirection(const SliceGeometry& geometry);

} // namespace lobule::volume
