#pragma once

#include "viewer/render/SliceScene.h"

namespace lobule::tools {

/// Moves point `number` to `ij` (kept on the image) and computes the length again from the pixel spacing of the slice on show.
void setPoint(library::Measurement& measurement, int number, QPointF ij, const render::SliceScene& scene);
/// Moves the whole measurement by `deltaIj`, as far as it stays on the image.
void shift(library::Measurement& measurement, QPointF deltaIj, const render::SliceScene& scene);

} // namespace lobule::tools
