#include "viewer/tools/ResultBoxTool.h"

namespace lobule::tools {

bool ResultBoxTool::isHit(const ToolHost& host, QPointF position)
{
    const auto& result = host.scene().result;
    return result && resultBoxRect(QRectF(QPointF(0, 0), host.viewSize()), *result).contains(position);
}

void ResultBoxTool::press(QPointF position)
{
    m_from = position;
    if (!host().scene().result) return;
    // From where the box is drawn, not from an offset that a smaller window has cut off: it must follow the mouse at once.
    const QRectF view(QPointF(0, 0), host().viewSize());
    render::ResultBox home = *host().scene().result;
    home.offset = {};
    m_start = resultBoxRect(view, *host().scene().result).topLeft() - resultBoxRect(view, home).topLeft();
}

void ResultBoxTool::move(QPointF position) { host().setResultOffset(m_start + position - m_from); }

void ResultBoxTool::cancel() { host().setResultOffset(m_start); }

} // namespace lobule::tools
