#include "viewer/tools/WindowLevelTool.h"

#include <algorithm>
#include <cmath>

namespace lobule::tools {

void WindowLevelTool::press(QPointF position)
{
    m_from = position;
    m_start = host().scene().view.window;
}

void WindowLevelTool::move(QPointF position)
{
    if (position == m_from && host().scene().view.window == m_start) return;
    // A lung window needs longer strides than a liver window; 300 pixels double the width.
    const double step = std::clamp(m_start.widthHu / 300.0, 0.02, 50.0);
    const auto tidy = [step](double value) { return step >= 0.1 ? std::round(value) : value; };
    const QPointF moved = position - m_from;
    host().setWindow(
        {std::max(1.0, tidy(m_start.widthHu + moved.x() * step)), tidy(m_start.centerHu + moved.y() * step), m_start.function, false});
}

void WindowLevelTool::cancel() { host().setWindow(m_start); }

} // namespace lobule::tools
