#pragma once

#include <QColor>
#include <QFont>
#include <QString>

class QPainter;
class QPointF;

/// Text that stays readable on any image.
namespace lobule::render::detail {

/// The application's font, at least 14 device-independent pixels high; larger where the user's system font is larger.
[[nodiscard]] QFont sceneFont(bool isBold = false, double relativeSize = 1.0);
/// Draws `text` with its baseline starting at `baseline` and a black halo around every letter.
void drawHaloText(QPainter& painter, const QPointF& baseline, const QString& text, const QColor& color);

} // namespace lobule::render::detail
