#pragma once

#include "viewer/tools/Tool.h"

namespace lobule::tools {

/// A straight line between two points, by press-drag-release or click-click. The length is shown while it is drawn and stored
/// when it is finished; less than three pixels on the screen is a slip of the hand and stores nothing.
class LengthTool : public Tool {
public:
    using Tool::Tool;
    [[nodiscard]] Qt::CursorShape cursor() const override { return Qt::CrossCursor; }
    void press(QPointF position) override;
    void move(QPointF position) override;
    void release(QPointF position) override;
    void cancel() override;
    [[nodiscard]] bool isBoundToSlice() const override { return true; }
    [[nodiscard]] bool isWaiting() const override { return m_isWaiting; }

private:
    [[nodiscard]] bool isLongEnough(QPointF position) const;
    void finish(QPointF position);

    std::optional<library::Measurement> m_line;
    QPointF m_from; ///< In the view, where the first button went down.
    bool m_isWaiting = false;
};

} // namespace lobule::tools
