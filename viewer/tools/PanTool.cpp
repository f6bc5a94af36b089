#include "viewer/tools/PanTool.h"

namespace lobule::tools {

void PanTool::press(QPointF position)
{
    m_last = position;
    m_start = host().scene().view;
}

void PanTool::move(QPointF position)
{
    if (position == m_last) return;
    const render::ViewMap map = host().map();
    const QPointF moved = position - m_last;
    m_last = position;
    render::ViewState view = host().scene().view;
    const QSizeF size = host().viewSize();
    view.fit = false;
    view.zoom = map.scaleX;
    view.centerIj = map.toImage(QPointF(size.width() / 2.0, size.height() / 2.0) - moved);
    host().setView(view);
}

void PanTool::cancel() { host().setView(m_start); }

} // namespace lobule::tools
