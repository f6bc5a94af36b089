#pragma once

#include "viewer/tools/Tool.h"

namespace lobule::tools {

/// Moves the result box out of the way of what it covers. Not a tool of its own for the user: a press on the box starts it.
class ResultBoxTool : public Tool {
public:
    using Tool::Tool;
    [[nodiscard]] Qt::CursorShape cursor() const override { return Qt::SizeAllCursor; }
    void press(QPointF position) override;
    void move(QPointF position) override;
    void cancel() override;
    [[nodiscard]] static bool isHit(const ToolHost& host, QPointF position);

private:
    QPointF m_from;
    QPointF m_start;
};

} // namespace lobule::tools
