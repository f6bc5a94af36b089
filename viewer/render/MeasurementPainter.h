#pragma once

#include "core/base/Geometry.h"
#include "viewer/render/SliceScene.h"

#include <QString>

class QPainter;

namespace lobule::render {

/// "48.3 mm", or "63.0 px" where the image has no pixel spacing: no length is ever shown in invented millimetres.
[[nodiscard]] QString measurementText(const library::Measurement& measurement, const SliceGeometry& geometry);
/// Which part of a measurement is at `position` (view coordinates): a handle (its point number), the line (-1), or nothing.
[[nodiscard]] std::optional<int> hitMeasurement(const library::Measurement& measurement, const ViewMap& map, QPointF position);

namespace detail {
/// 2 px line with a black halo, ring handles (white and filled when selected) and the value beside the right-hand end.
void paintMeasurement(QPainter& painter, const QRectF& view, const library::Measurement& measurement, const SliceGeometry& geometry,
    const ViewMap& map, bool isSelected);
} // namespace detail

} // namespace lobule::render
