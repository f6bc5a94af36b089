#include "viewer/render/MeasurementPainter.h"

#include "core/measure/Length.h"
#include "viewer/render/TextPainter.h"

#include <QFontMetricsF>
#include <QLineF>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace lobule::render {

namespace {

constexpr double kHandleRadius = 5.0;
constexpr double kHitDistance = 8.0; ///< Device-independent pixels; a hand on a mouse is not more exact.
const QColor kAnnotation(0xff, 0xd8, 0x66);

QList<QPointF> points(const library::Measurement& measurement)
{
    QList<QPointF> list;
    for (qsizetype k = 0; k + 1 < measurement.indexIj.size(); k += 2) list.append({measurement.indexIj[k], measurement.indexIj[k + 1]});
    return list;
}

double distanceToSegment(QPointF p, QPointF a, QPointF b)
{
    const QPointF ab = b - a;
    const double squared = QPointF::dotProduct(ab, ab);
    const double t = squared > 0.0 ? std::clamp(QPointF::dotProduct(p - a, ab) / squared, 0.0, 1.0) : 0.0;
    return QLineF(p, a + ab * t).length();
}

void strokeLine(QPainter& painter, QPointF a, QPointF b)
{
    // From rim to rim, so that the point itself stays visible inside its ring.
    const QLineF line(a, b);
    if (line.length() <= 2.0 * kHandleRadius) return;
    const double t = kHandleRadius / line.length();
    painter.drawLine(QLineF(line.pointAt(t), line.pointAt(1.0 - t)));
}

void paintLabel(QPainter& painter, const QRectF& view, const QString& text, QPointF end)
{
    painter.setFont(detail::sceneFont(true));
    const QFontMetricsF metrics(painter.font());
    QPointF baseline(end.x() + kHandleRadius + 6.0, end.y() - kHandleRadius - 4.0);
    const double width = metrics.horizontalAdvance(text);
    baseline.setX(std::clamp(baseline.x(), view.left() + 4.0, std::max(view.left() + 4.0, view.right() - width - 4.0)));
    baseline.setY(std::clamp(baseline.y(), view.top() + metrics.ascent() + 4.0,
        std::max(view.top() + metrics.ascent() + 4.0, view.bottom() - metrics.descent() - 4.0)));
    detail::drawHaloText(painter, baseline, text, kAnnotation);
}

} // namespace

QString measurementText(const library::Measurement& measurement, const SliceGeometry& geometry)
{
    library::Measurement copy = measurement;
    const auto length = measure::evaluate(copy, geometry);
    return length ? length->text() : QString();
}

std::optional<int> hitMeasurement(const library::Measurement& measurement, const ViewMap& map, QPointF position)
{
    QList<QPointF> ends = points(measurement);
    for (QPointF& end : ends) end = map.toView(end);
    for (int k = 0; k < ends.size(); ++k) {
        if (QLineF(ends[k], position).length() <= kHitDistance) return k;
    }
    for (int k = 0; k + 1 < ends.size(); ++k) {
        if (distanceToSegment(position, ends[k], ends[k + 1]) <= kHitDistance) return -1;
    }
    return std::nullopt;
}

namespace detail {

void paintMeasurement(QPainter& painter, const QRectF& view, const library::Measurement& measurement, const SliceGeometry& geometry,
    const ViewMap& map, bool isSelected)
{
    QList<QPointF> ends = points(measurement);
    if (ends.size() < 2) return;
    for (QPointF& end : ends) end = map.toView(end) + view.topLeft();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const bool isHalo : {true, false}) {
        QPen pen(isHalo ? QColor(Qt::black) : kAnnotation, isHalo ? 4.0 : 2.0, Qt::SolidLine, Qt::RoundCap);
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        for (qsizetype k = 0; k + 1 < ends.size(); ++k) strokeLine(painter, ends[k], ends[k + 1]);
        if (isSelected) {
            painter.setBrush(Qt::white);
            painter.setPen(isHalo ? pen : QPen(kAnnotation, 1.5));
        }
        for (const QPointF& end : ends) painter.drawEllipse(end, kHandleRadius, kHandleRadius);
    }
    const double margin = 2.0 * kHandleRadius;
    if (!QPolygonF(ends).boundingRect().adjusted(-margin, -margin, margin, margin).intersects(view)) return painter.restore();
    const QPointF right = *std::max_element(ends.begin(), ends.end(), [](QPointF a, QPointF b) { return a.x() < b.x(); });
    paintLabel(painter, view, measurementText(measurement, geometry), right);
    painter.restore();
}

} // namespace detail

} // namespace lobule::render
