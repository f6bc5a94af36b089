#include "viewer/tools/ZoomTool.h"

#include "viewer/tools/ViewMath.h"

#include <cmath>

namespace lobule::tools {

void ZoomTool::press(QPointF position)
{
    m_from = position;
    m_start = host().scene().view;
}

void ZoomTool::move(QPointF position)
{
    const double factor = std::exp((m_from.y() - position.y()) / 150.0);
    if (position == m_from && host().scene().view.fit) return;
    render::SliceScene start = host().scene();
    start.view = m_start;
    host().setView(zoomedAbout(start, host().viewSize(), m_from, factor));
}

void ZoomTool::cancel() { host().setView(m_start); }

} // namespace lobule::tools
