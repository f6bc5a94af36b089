#pragma once

#include "viewer/tools/Tool.h"

namespace lobule::tools {

/// Up enlarges, down shrinks, around the point where the drag began.
class ZoomTool : public Tool {
public:
    using Tool::Tool;
    [[nodiscard]] Qt::CursorShape cursor() const override { return Qt::SizeVerCursor; }
    void press(QPointF position) override;
    void move(QPointF position) override;
    void cancel() override;

private:
    QPointF m_from;
    render::ViewState m_start;
};

} // namespace lobule::tools
