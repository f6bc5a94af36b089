#include "viewer/tools/LengthTool.h"

#include "core/volume/SeriesVolume.h"
#include "viewer/tools/LineMeasure.h"
#include "viewer/tools/MeasurementModel.h"
#include "viewer/tools/ViewMath.h"

#include <QLineF>
#include <QUuid>

namespace lobule::tools {

namespace {
constexpr double kShortestPx = 3.0;
}

void LengthTool::press(QPointF position)
{
    if (m_isWaiting) return finish(position);
    const render::SliceScene& scene = host().scene();
    if (!scene.volume || host().measurements() == nullptr) return;
    const volume::SliceInfo& slice = scene.volume->slice(scene.index);
    const SliceView pixels = scene.volume->pixels(scene.index);
    const QPointF ij = onImage(host().map().toImage(position), pixels.columns, pixels.rows);
    m_from = position;
    library::Measurement line;
    line.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    line.seriesUid = scene.volume->seriesUid();
    line.instanceUid = slice.instanceUid;
    line.frame = slice.frame;
    line.kind = QStringLiteral("length");
    line.indexIj = {ij.x(), ij.y(), ij.x(), ij.y()};
    m_line = line;
    host().select({});
}

void LengthTool::move(QPointF position)
{
    if (!m_line) return;
    setPoint(*m_line, 1, host().map().toImage(position), host().scene());
    host().setDraft(isLongEnough(position) ? m_line : std::nullopt);
}

void LengthTool::release(QPointF position)
{
    if (!m_line) return;
    if (isLongEnough(position)) return finish(position);
    m_isWaiting = true; // A click: the second one finishes.
}

bool LengthTool::isLongEnough(QPointF position) const { return QLineF(m_from, position).length() >= kShortestPx; }

void LengthTool::finish(QPointF position)
{
    move(position);
    const std::optional<library::Measurement> line = isLongEnough(position) ? m_line : std::nullopt;
    cancel();
    if (!line || host().measurements() == nullptr) return;
    library::Measurement made = *line;
    made.createdAt = QDateTime::currentDateTimeUtc();
    host().measurements()->add(made);
    host().select(made.id);
}

void LengthTool::cancel()
{
    m_line.reset();
    m_isWaiting = false;
    host().setDraft(std::nullopt);
}

} // namespace lobule::tools
