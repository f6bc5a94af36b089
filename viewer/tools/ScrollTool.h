#pragma once

#include "viewer/tools/Tool.h"

namespace lobule::tools {

/// Down goes forward through the slices; the whole height of the view is the whole series, but at least 4 pixels a slice.
class ScrollTool : public Tool {
public:
    using Tool::Tool;
    [[nodiscard]] Qt::CursorShape cursor() const override { return Qt::SplitVCursor; }
    void press(QPointF position) override;
    void move(QPointF position) override;
    void cancel() override;

private:
    double m_fromY = 0.0;
    int m_start = 0;
};

} // namespace lobule::tools
