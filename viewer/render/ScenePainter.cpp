#include "viewer/render/MeasurementPainter.h"
#include "viewer/render/ResultBoxPainter.h"
#include "viewer/render/SliceRaster.h"
#include "viewer/render/SliceScene.h"
#include "viewer/render/TextPainter.h"

#include "core/volume/SeriesVolume.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace lobule::render {

namespace {

constexpr double kMargin = 12.0;
constexpr double kScaleBarRight = 28.0;
constexpr double kScaleBarBottom = 28.0;
const QColor kOverlay(0xe6, 0xed, 0xf3);

/// Advance of a line whose part after a tab is bold.
double lineWidth(const QString& line)
{
    const double plain = QFontMetricsF(detail::sceneFont()).horizontalAdvance(line.section(u'\t', 0, 0));
    return plain + QFontMetricsF(detail::sceneFont(true)).horizontalAdvance(line.section(u'\t', 1));
}

void paintLine(QPainter& painter, QPointF baseline, const QString& line)
{
    const QString plain = line.section(u'\t', 0, 0);
    const QString bold = line.section(u'\t', 1);
    painter.setFont(detail::sceneFont());
    detail::drawHaloText(painter, baseline, plain, kOverlay);
    if (bold.isEmpty()) return;
    baseline.rx() += QFontMetricsF(painter.font()).horizontalAdvance(plain);
    painter.setFont(detail::sceneFont(true));
    detail::drawHaloText(painter, baseline, bold, kOverlay);
}

/// The corner texts of the scene, placed so that neither each other nor the letters at the edges are covered in a narrow view.
struct CornerLayout {
    QFontMetricsF metrics{detail::sceneFont()};
    double step = std::ceil(metrics.lineSpacing()) + 1.0;
    double topRightShift = 0.0; ///< Right-hand lines go below the left-hand ones where both do not fit side by side.
    double topLetterShift = 0.0;
    double bottomLetterShift = 0.0;

    CornerLayout(const QRectF& view, const CornerTexts& corners)
    {
        const auto widest = [](const QStringList& lines) {
            double width = 0.0;
            for (const QString& line : lines) width = std::max(width, lineWidth(line));
            return width;
        };
        const double left = widest(corners.topLeft);
        const double right = widest(corners.topRight);
        const double half = view.width() / 2.0 - 2.0 * kMargin;
        const auto height = [&](const QStringList& lines) { return step * static_cast<double>(lines.size()); };
        const bool isNarrow = left + right + 3.0 * kMargin > view.width();
        if (isNarrow) topRightShift = height(corners.topLeft);
        if (left > half || right > half || isNarrow)
            topLetterShift = topRightShift + std::max(height(corners.topLeft) - topRightShift, height(corners.topRight));
        if (widest(corners.bottomLeft) > half) bottomLetterShift = height(corners.bottomLeft);
    }
};

void paintCorner(QPainter& painter, const QRectF& view, const CornerLayout& layout, const QStringList& lines, Qt::Alignment corner)
{
    double y = view.top() + kMargin + layout.metrics.ascent();
    if (corner & Qt::AlignBottom)
        y = view.bottom() - kMargin - layout.metrics.descent() - layout.step * (static_cast<double>(lines.size()) - 1.0);
    else if (corner & Qt::AlignRight)
        y += layout.topRightShift;
    for (const QString& line : lines) {
        const double x = corner & Qt::AlignRight ? view.right() - kMargin - lineWidth(line) : view.left() + kMargin;
        paintLine(painter, {std::round(x), std::round(y)}, line);
        y += layout.step;
    }
}

void paintLetters(QPainter& painter, const QRectF& view, const CornerLayout& layout, const QStringList& letters)
{
    if (letters.size() != 4) return;
    painter.setFont(detail::sceneFont(true));
    const QFontMetricsF metrics(painter.font());
    const double middle = view.center().y() + metrics.capHeight() / 2.0;
    const auto width = [&](int k) { return metrics.horizontalAdvance(letters[k]); };
    detail::drawHaloText(painter, {view.left() + kMargin, middle}, letters[0], kOverlay);
    detail::drawHaloText(painter, {view.right() - kMargin - width(1), middle}, letters[1], kOverlay);
    const double top = view.top() + kMargin + metrics.ascent() + layout.topLetterShift;
    const double bottom = view.bottom() - kMargin - metrics.descent() - layout.bottomLetterShift;
    detail::drawHaloText(painter, {view.center().x() - width(2) / 2.0, top}, letters[2], kOverlay);
    detail::drawHaloText(painter, {view.center().x() - width(3) / 2.0, bottom}, letters[3], kOverlay);
}

void paintScaleBar(QPainter& painter, const QRectF& view, const SliceGeometry& geometry, const ViewMap& map)
{
    const double pixelsPerMm = map.scaleX / geometry.columnSpacingMm;
    const double lengthMm = scaleBarLengthMm(pixelsPerMm, view.width());
    if (lengthMm <= 0.0) return;
    const double right = std::round(view.right() - kScaleBarRight) + 0.5;
    const double left = right - lengthMm * pixelsPerMm;
    const double y = std::round(view.bottom() - kScaleBarBottom) + 0.5;
    const std::array<QLineF, 3> lines{
        QLineF(left, y, right, y), QLineF(left, y - 6.0, left, y + 6.0), QLineF(right, y - 6.0, right, y + 6.0)};
    painter.setPen(QPen(Qt::black, 4.0, Qt::SolidLine, Qt::SquareCap));
    painter.drawLines(lines.data(), static_cast<int>(lines.size()));
    painter.setPen(QPen(kOverlay, 2.0, Qt::SolidLine, Qt::FlatCap));
    painter.drawLines(lines.data(), static_cast<int>(lines.size()));
    painter.setFont(detail::sceneFont());
    const QString text = QCoreApplication::translate("SliceView", "%1 mm").arg(lengthMm);
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(text);
    detail::drawHaloText(painter, {std::round((left + right - width) / 2.0), y - 10.0}, text, kOverlay);
}

void paintDamaged(QPainter& painter, const QRectF& view)
{
    painter.fillRect(view, Qt::black);
    painter.setFont(detail::sceneFont(true));
    painter.setPen(kOverlay);
    painter.drawText(view.adjusted(kMargin, 0, -kMargin, 0), Qt::AlignCenter | Qt::TextWordWrap,
        QCoreApplication::translate("SliceView", "The decoded pixels of this image were damaged on the disk and are not shown."));
}

void paintOverlays(QPainter& painter, const QRectF& view, const SliceScene& scene, const ViewMap& map)
{
    const SliceGeometry& geometry = scene.volume->slice(scene.index).geometry;
    const CornerLayout layout(view, scene.corners);
    paintCorner(painter, view, layout, scene.corners.topLeft, Qt::AlignTop | Qt::AlignLeft);
    paintCorner(painter, view, layout, scene.corners.topRight, Qt::AlignTop | Qt::AlignRight);
    paintCorner(painter, view, layout, scene.corners.bottomLeft, Qt::AlignBottom | Qt::AlignLeft);
    paintCorner(painter, view, layout, scene.corners.bottomRight, Qt::AlignBottom | Qt::AlignRight);
    if (geometry.hasPosition) paintLetters(painter, view, layout, orientationLetters(geometry.rowDirection, geometry.columnDirection));
    if (geometry.hasSpacing()) paintScaleBar(painter, view, geometry, map);
}

} // namespace

double scaleBarLengthMm(double pixelsPerMm, double viewWidth)
{
    const double longest = std::max(60.0, 0.16 * viewWidth);
    double best = 0.0;
    for (const double candidate : {1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0}) {
        if (candidate * pixelsPerMm <= longest) best = candidate;
    }
    return best;
}

void paintScene(QPainter& painter, const QRectF& view, const SliceScene& scene)
{
    SliceRaster raster;
    paintScene(painter, view, scene, raster);
}

void paintScene(QPainter& painter, const QRectF& view, const SliceScene& scene, SliceRaster& raster)
{
    painter.save();
    painter.setClipRect(view, Qt::IntersectClip);
    if (!scene.volume || scene.index < 0 || scene.index >= scene.volume->sliceCount()) {
        painter.fillRect(view, Qt::black);
        painter.restore();
        return;
    }
    // A wrong grey value would be read as tissue: pixels that changed on the disk are not shown at all.
    if (!scene.volume->isIntact(scene.index)) {
        paintDamaged(painter, view);
        painter.restore();
        return;
    }
    const double ratio = std::max(0.01, painter.deviceTransform().m11());
    const SliceRaster::Picture& picture = raster.picture(scene, view.size(), ratio);
    const QRectF target(view.topLeft() + QPointF(picture.topLeft) / ratio, QSizeF(picture.image.size()) / ratio);
    if (!target.contains(view)) painter.fillRect(view, Qt::black);
    if (!picture.image.isNull()) painter.drawImage(target, picture.image);
    const ViewMap map = viewMap(scene, view.size());
    const SliceGeometry& geometry = scene.volume->slice(scene.index).geometry;
    for (const library::Measurement& measurement : scene.measurements) {
        detail::paintMeasurement(painter, view, measurement, geometry, map, measurement.id == scene.selectedMeasurementId);
    }
    if (scene.showOverlays) paintOverlays(painter, view, scene, map);
    if (scene.result) detail::paintResultBox(painter, view, *scene.result);
    painter.restore();
}

QImage renderScene(const SliceScene& scene, QSize size, double devicePixelRatio)
{
    QImage image((QSizeF(size) * devicePixelRatio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(devicePixelRatio);
    image.fill(Qt::black);
    QPainter painter(&image);
    paintScene(painter, QRectF(QPointF(0, 0), QSizeF(size)), scene);
    painter.end();
    return image;
}

} // namespace lobule::render
