#pragma once

#include "viewer/tools/Tool.h"

namespace lobule::tools {

/// Selects a measurement, moves one of its points or the whole of it; a press beside everything selects nothing.
class SelectTool : public Tool {
public:
    using Tool::Tool;
    [[nodiscard]] Qt::CursorShape cursor() const override { return Qt::ArrowCursor; }
    void press(QPointF position) override;
    void move(QPointF position) override;
    void release(QPointF position) override;
    void cancel() override;
    [[nodiscard]] bool isBoundToSlice() const override { return true; }
    /// The measurement under the mouse, the newest first, and its handle (-1: the line).
    struct Hit {
        library::Measurement measurement;
        int handle;
    };
    [[nodiscard]] static std::optional<Hit> hit(const ToolHost& host, QPointF position);

private:
    std::optional<Hit> m_grabbed;
    QPointF m_from;
    std::optional<library::Measurement> m_moved;
};

} // namespace lobule::tools
