#include "viewer/render/TextPainter.h"

#include <QCache>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QImage>
#include <QPaintEngine>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lobule::render::detail {

namespace {

constexpr int kCachedTexts = 400;
constexpr double kHalo = 1.5;
constexpr double kMargin = 3.0; ///< Room for the halo and for glyphs that reach beyond their advance.

/// A text with its halo as it was drawn once: nine passes of glyphs are most of the cost of a frame, and few texts change between frames.
struct TextPicture {
    QImage image;
    QPointF offset; ///< From the start of the baseline to the upper left corner.
};

void paintText(QPainter& painter, QPointF baseline, const QString& text, const QColor& color)
{
    painter.setPen(Qt::black);
    for (const QPointF shift : {QPointF(-1, -1), QPointF(1, -1), QPointF(-1, 1), QPointF(1, 1), QPointF(0, kHalo), QPointF(0, -kHalo),
             QPointF(kHalo, 0), QPointF(-kHalo, 0)}) {
        painter.drawText(baseline + shift, text);
    }
    painter.setPen(color);
    painter.drawText(baseline, text);
}

TextPicture* makePicture(const QFont& font, const QString& text, const QColor& color, double ratio)
{
    const QFontMetricsF metrics(font);
    const double ascent = std::ceil(metrics.ascent()) + kMargin;
    const QSizeF size(std::ceil(metrics.horizontalAdvance(text)) + 2.0 * kMargin + 2.0, ascent + std::ceil(metrics.descent()) + kMargin);
    auto* picture = new TextPicture{QImage((size * ratio).toSize(), QImage::Format_ARGB32_Premultiplied), QPointF(-kMargin, -ascent)};
    picture->image.setDevicePixelRatio(ratio);
    picture->image.fill(Qt::transparent);
    QPainter painter(&picture->image);
    painter.setFont(font);
    paintText(painter, {kMargin, ascent}, text, color);
    return picture;
}

} // namespace

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
    if (text.isEmpty()) return;
    if (painter.paintEngine()->type() != QPaintEngine::Raster)
        return paintText(painter, baseline, text, color); // Text stays text in a PDF.
    static thread_local QCache<QString, TextPicture> cache(kCachedTexts);
    const double ratio = std::max(0.1, painter.deviceTransform().m11());
    const QString key = painter.font().key() + u'\n' + color.name() + u'\n' + QString::number(ratio) + u'\n' + text;
    TextPicture* picture = cache.object(key);
    if (picture == nullptr) {
        picture = makePicture(painter.font(), text, color, ratio);
        cache.insert(key, picture);
    }
    const QPointF corner = (baseline + picture->offset) * ratio;
    painter.drawImage(QPointF(std::round(corner.x()), std::round(corner.y())) / ratio, picture->image); // Whole device pixels: crisp.
}

} // namespace lobule::render::detail
