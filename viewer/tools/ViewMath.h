#pragma once

#include "viewer/render/SliceScene.h"

namespace lobule::tools {

inline constexpr double kMinZoom = 0.05;
inline constexpr double kMaxZoom = 64.0;

/// The view enlarged by `factor` such that the image point under `position` stays where it is; zoom limited to kMinZoom..kMaxZoom.
[[nodiscard]] render::ViewState zoomedAbout(const render::SliceScene& scene, QSizeF viewSize, QPointF position, double factor);
/// Keeps the middle of the view on the image, so that it cannot be lost, and the zoom within its limits.
[[nodiscard]] render::ViewState limited(render::ViewState view, int columns, int rows);
/// The nearest point on the image.
[[nodiscard]] QPointF onImage(QPointF ij, int columns, int rows);

} // namespace lobule::tools
