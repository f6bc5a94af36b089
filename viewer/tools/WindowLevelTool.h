#pragma once

#include "viewer/tools/Tool.h"

namespace lobule::tools {

/// Right widens the window, down raises its centre (the picture darkens), in proportion to the width at the start.
class WindowLevelTool : public Tool {
public:
    using Tool::Tool;
    [[nodiscard]] Qt::CursorShape cursor() const override { return Qt::ArrowCursor; }
    void press(QPointF position) override;
    void move(QPointF position) override;
    void cancel() override;

private:
    QPointF m_from;
    render::WindowLevel m_start;
};

} // namespace lobule::tools
