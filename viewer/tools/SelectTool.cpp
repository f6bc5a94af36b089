#include "viewer/tools/SelectTool.h"

#include "viewer/render/MeasurementPainter.h"
#include "viewer/tools/LineMeasure.h"
#include "viewer/tools/MeasurementModel.h"

#include <QLineF>

#include <algorithm>

namespace lobule::tools {

namespace {
/// A hand that clicks trembles; only beyond this does a press become a move.
constexpr double kDragFromPx = 3.0;
} // namespace

std::optional<SelectTool::Hit> SelectTool::hit(const ToolHost& host, QPointF position)
{
    const render::ViewMap map = host.map();
    const QList<library::Measurement>& all = host.scene().measurements;
    for (auto it = all.crbegin(); it != all.crend(); ++it) {
        if (const auto handle = hitMeasurement(*it, map, position)) return Hit{*it, *handle};
    }
    return std::nullopt;
}

void SelectTool::press(QPointF position)
{
    m_grabbed = hit(host(), position);
    m_moved.reset();
    m_from = position;
    host().select(m_grabbed ? m_grabbed->measurement.id : QString());
}

void SelectTool::move(QPointF position)
{
    if (!m_grabbed || host().measurements() == nullptr) return;
    if (!m_moved && QLineF(m_from, position).length() < kDragFromPx) return;
    const render::ViewMap map = host().map();
    const QPointF delta = map.toImage(position) - map.toImage(m_from);
    library::Measurement moved = m_grabbed->measurement;
    const int handle = m_grabbed->handle;
    if (handle < 0) {
        shift(moved, delta, host().scene());
    } else {
        // The offset between mouse and point at the press is kept, so that grabbing alone moves nothing.
        setPoint(moved, handle, QPointF(moved.indexIj[2 * handle], moved.indexIj[2 * handle + 1]) + delta, host().scene());
    }
    m_moved = moved;
    host().setDraft(m_moved);
}

void SelectTool::release(QPointF position)
{
    move(position);
    const std::optional<library::Measurement> moved = m_moved;
    cancel();
    if (!moved || host().measurements() == nullptr) return;
    host().measurements()->change(*moved);
    host().measurements()->finishChange();
}

void SelectTool::cancel()
{
    m_grabbed.reset();
    m_moved.reset();
    host().setDraft(std::nullopt);
}

} // namespace lobule::tools
