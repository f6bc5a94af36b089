#pragma once

#include "viewer/render/SliceScene.h"

#include <QPointF>
#include <QString>

#include <optional>

namespace lobule::tools {

class MeasurementModel;

enum class MouseTool { WindowLevel, Pan, Zoom, Scroll, Length, Select };

/// What a tool may see and do of the view that it works on. Positions are in the view, device-independent pixels.
class ToolHost {
public:
    [[nodiscard]] virtual const render::SliceScene& scene() const = 0;
    [[nodiscard]] virtual QSizeF viewSize() const = 0;
    virtual void setWindow(const render::WindowLevel& window) = 0;
    virtual void setView(const render::ViewState& view) = 0; ///< Zoom and centre are limited by the host.
    virtual void setSlice(int index) = 0;
    [[nodiscard]] virtual MeasurementModel* measurements() const = 0; ///< Null: nothing can be measured.
    /// A measurement on its way: shown in place of the stored one with the same id, stored nowhere.
    virtual void setDraft(const std::optional<library::Measurement>& draft) = 0;
    virtual void select(const QString& measurementId) = 0; ///< Empty: nothing is selected.
    virtual void setResultOffset(QPointF offset) = 0;

    [[nodiscard]] render::ViewMap map() const { return viewMap(scene(), viewSize()); }

protected:
    ToolHost() = default;
    ~ToolHost() = default;
    ToolHost(const ToolHost&) = delete;
    ToolHost& operator=(const ToolHost&) = delete;
};

/// One thing that the mouse can do. A drag is press, any number of moves, release; cancel() takes back what the drag has done so far.
class Tool {
public:
    explicit Tool(ToolHost& host) : m_host(host) { }
    virtual ~Tool() = default;
    Tool(const Tool&) = delete;
    Tool& operator=(const Tool&) = delete;

    [[nodiscard]] virtual Qt::CursorShape cursor() const = 0;
    virtual void press(QPointF position) = 0;
    virtual void move(QPointF position) = 0;
    virtual void release(QPointF position) { move(position); }
    virtual void cancel() { }
    /// Waits for another click although no button is down: moves and the next press belong to it.
    [[nodiscard]] virtual bool isWaiting() const { return false; }
    /// What it does belongs to the slice on show, and is cancelled when another one comes.
    [[nodiscard]] virtual bool isBoundToSlice() const { return false; }

protected:
    [[nodiscard]] ToolHost& host() const { return m_host; }

private:
    ToolHost& m_host;
};

} // namespace lobule::tools
