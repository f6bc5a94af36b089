#pragma once

#include "core/base/Geometry.h"
#include "core/base/Result.h"
#include "core/base/SliceView.h"

#include <QByteArray>

namespace lobule::predict {

/// A slice as the model was trained on: seen from the feet, the patient's right on the image's left, anterior on top.
struct OrientedSlice {
    QByteArray hu; ///< rows * columns int16 little-endian, row major, HU.
    int rows = 0;
    int columns = 0;
    double rowSpacingMm = 0.0; ///< Between rows, after turning.
    double columnSpacingMm = 0.0; ///< Between columns, after turning.
};

/// Turns and mirrors the pixels of an axial slice by whole quarter turns, from the directions of `geometry` and never from the
/// pixels: a liver on the wrong side is not noticed by a model. Values outside int16 are clamped.
/// Errors: NotScored as by checkSlice() ("colour", "not-axial").
[[nodiscard]] Result<OrientedSlice> orientedSlice(const SliceView& pixels, const SliceGeometry& geometry);

} // namespace lobule::predict
