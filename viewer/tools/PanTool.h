#pragma once

#include "viewer/tools/Tool.h"

namespace lobule::tools {

/// The image follows the mouse.
class PanTool : public Tool {
public:
    using Tool::Tool;
    [[nodiscard]] Qt::CursorShape cursor() const override { return Qt::OpenHandCursor; }
    void press(QPointF position) override;
    void move(QPointF position) override;
    void cancel() override;

private:
    QPointF m_last;
    render::ViewState m_start;
};

} // namespace lobule::tools
