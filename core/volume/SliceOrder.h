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
    QStringList findings; ///< See SeriesVolume::geometryFindings().

    /// "even 5.0", "single", or the findings separated by ';': what the series list shows.
    [[nodiscard]] QString summary() const;
};

/// Sorts slices into reading order: along the normal, towards the end where its largest component grows (axial: inferior to
/// superior; coronal: anterior to posterior; sagittal: right to left). Slices without a position come last, by instance number;
/// equal positions keep the order of instance number and frame. Orientations that differ by more than 1 degree form groups one
/// after the other.
void sortSlices(std::vector<SliceInfo>& slices);

/// Analyses slices that sortSlices() has put in order.
[[nodiscard]] StackGeometry analyseStack(const std::vector<SliceInfo>& slices);

/// Direction in which sortSlices() orders slices of this orientation: plus or minus the normal. Unit length.
[[nodiscard]] Vec3 stackDirection(const SliceGeometry& geometry);

} // namespace lobule::volume
