#pragma once

#include "viewer/render/SliceScene.h"

class QPainter;

namespace lobule::render::detail {

/// The model's answer: shape, label and score, model and device, and the warning unless the model is cleared for clinical use.
void paintResultBox(QPainter& painter, const QRectF& view, const ResultBox& box);

} // namespace lobule::render::detail
