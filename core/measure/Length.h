#pragma once

#include "core/base/Geometry.h"
#include "core/base/Result.h"
#include "core/library/Records.h"

#include <QString>

namespace lobule::measure {

/// What a number means. Millimetres exist only where the file gave Pixel Spacing; nothing else is ever called mm.
enum class Unit { Pixel, Millimetre };

struct Length {
    double value = 0.0;
    Unit unit = Unit::Pixel;

    /// Millimetres, or 0 where there is no pixel spacing: the convention of library::Measurement::valueMm.
    [[nodiscard]] double millimetresOrZero() const { return unit == Unit::Millimetre ? value : 0.0; }
    /// "12.3 mm" or "45.0 px", decimal point in every language.
    [[nodiscard]] QString text() const;
};

/// A position on a slice in pixels: column i to the right, row j down; the centre of the first pixel is (0, 0).
struct IndexIj {
    double i = 0.0;
    double j = 0.0;
};

/// Distance of two points of one slice, along the Pixel Spacing of its rows and columns (PS3.3 10.7.1.3).
[[nodiscard]] Length lengthBetween(const SliceGeometry& slice, IndexIj from, IndexIj to);

/// Computes `valueMm` of a measurement from its points and the slice it lies on. Errors: Misuse (number of points), Unsupported
/// (kind).
[[nodiscard]] Result<Length> evaluate(library::Measurement& measurement, const SliceGeometry& slice);

} // namespace lobule::measure
