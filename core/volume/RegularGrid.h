#pragma once

#include "core/base/Geometry.h"
#include "core/base/Result.h"

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace lobule::volume {

class SeriesVolume;

/// An even, axis-orthogonal volume, as volume rendering and MPR want it.
struct RegularGrid {
    std::vector<std::int16_t> voxels; ///< Index i fastest, then j, then k. HU for CT.
    std::array<int, 3> size{}; ///< Voxels along i, j, k.
    std::array<double, 3> spacingMm{}; ///< Along i, j, k.
    Vec3 originLps; ///< Centre of voxel (0, 0, 0).
    Vec3 axisI, axisJ,
        axisK; ///< Unit length, right-handed; I along the rows, J down the columns, K along the normal of the slices.
    bool isResampled = false; ///< False: every voxel is a stored pixel. True is to be said to the reader.

    /// Patient position of a voxel index, fractions allowed.
    [[nodiscard]] Vec3 worldLps(double i, double j, double k) const
    {
        return originLps + axisI * (i * spacingMm[0]) + axisJ * (j * spacingMm[1]) + axisK * (k * spacingMm[2]);
    }
};

struct GridOptions {
    int maxPerAxis = 0; ///< 0: no limit. Larger axes are averaged down, so that nothing aliases.
    std::int16_t outside = -1024; ///< Value where no slice has a pixel (corners of a tilted stack).
    std::function<bool(double)> progress = {}; ///< Called with 0..1 on the calling thread; false cancels.
};

/// Puts the slices of a series on a regular grid: linear between pixels and between slices, at their true positions, so that
/// gantry tilt, uneven spacing and shifted or differently scaled slices come out right. Slices at the same position: the first
/// counts. The step along k is the slice spacing, of uneven stacks the median one. Errors: Unsupported {"no-position" |
/// "no-spacing" | "mixed-orientation" | "single-slice" | "colour"}, LimitExceeded, Cancelled. Any thread.
[[nodiscard]] Result<RegularGrid> resampleToGrid(const SeriesVolume& volume, const GridOptions& options = {});

} // namespace lobule::volume
