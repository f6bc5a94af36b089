#include "viewer/render/TextPainter.h"

#include <QFontInfo>
#include <QGuiApplication>
#include <QPainter>

#include <algorithm>

namespace lobule::render::detail {

QFont sceneFont(bool isBold, double relativeSize)
{
    QFont font = QGuiApplication::font();
    const int base = std::max(14, QFontInfo(font).pixelSize());
    font.setPixelSize(std::max(11, static_cast<int>(base * relativeSize + 0.5)));
    font.setBold(isBold);
    return font;
}

void drawHaloText(QPainter& painter, const QPointF& baseline, const QString& text, const QColor& color)
{
    // Shifted copies look like an outline at this size and use the glyph cache, where a stroked path would not.
    painter.setPen(Qt::black);
    for (const QPointF shift : {QPointF(-1, -1), QPointF(1, -1), QPointF(-1, 1), QPointF(1, 1), QPointF(0, 1.5), QPointF(0, -1.5), QPointF(1.5, 0), QPointF(-1.5, 0)}) {
        painter.drawText(baseline + shift, text);
    }
    painter.setPen(color);
    painter.drawText(baseline, text);
}

} // namespace lobule::render::detail
