#include "viewer/tools/ScrollTool.h"

#include "core/volume/SeriesVolume.h"

#include <algorithm>
#include <cmath>

namespace lobule::tools {

void ScrollTool::press(QPointF position)
{
    m_fromY = position.y();
    m_start = host().scene().index;
}

void ScrollTool::move(QPointF position)
{
    if (!host().scene().volume) return;
    const double pixelsPerSlice = std::max(4.0, host().viewSize().height() / host().scene().volume->sliceCount());
    host().setSlice(m_start + static_cast<int>(std::lround((position.y() - m_fromY) / pixelsPerSlice)));
}

void ScrollTool::cancel() { host().setSlice(m_start); }

} // namespace lobule::tools
