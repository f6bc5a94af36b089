#pragma once

#include "viewer/panels/SliceWidget.h"
#include "viewer/render/SliceRaster.h"
#include "viewer/tools/MeasurementModel.h"
#include "viewer/tools/ResultBoxTool.h"
#include "viewer/tools/SelectTool.h"

#include <QPointer>

#include <map>

class QKeyEvent;
class QPainter;

namespace lobule::panels {

/// State of the view, and what the tools may do with it.
class SliceWidget::Private final : public tools::ToolHost {
public:
    explicit Private(SliceWidget& owner);
    ~Private();

    [[nodiscard]] const render::SliceScene& scene() const override { return m_scene; }
    [[nodiscard]] QSizeF viewSize() const override { return q.size(); }
    void setWindow(const render::WindowLevel& window) override { q.setWindow(window); }
    void setView(const render::ViewState& view) override;
    void setSlice(int index) override { q.setSlice(index); }
    [[nodiscard]] tools::MeasurementModel* measurements() const override { return m_model; }
    void setDraft(const std::optional<library::Measurement>& draft) override;
    void select(const QString& measurementId) override;
    void setResultOffset(QPointF offset) override;

    [[nodiscard]] render::WindowLevel openingWindow() const;
    [[nodiscard]] tools::Tool& toolFor(MouseTool tool);
    [[nodiscard]] tools::Tool& leftTool() { return toolFor(m_tool); }
    void startDrag(Qt::MouseButton button, QPointF position);
    [[nodiscard]] bool cancelDrag(); ///< Takes back a drag or a half-drawn line; false when there was none.
    void leaveSlice();
    void updateCursor();
    void probe();
    void refreshMeasurements();
    void refreshResult();
    void composeTexts();
    void checkPixels();
    void paintEmptyState(QPainter& painter) const;
    [[nodiscard]] bool handleKey(const QKeyEvent& event);

    SliceWidget& q;
    render::SliceScene m_scene;
    render::SliceRaster m_raster;
    std::optional<render::ResultBox> m_result; ///< Kept while AI is hidden.
    QPointF m_resultOffset; ///< Stays where the reader has put it when the slice changes.
    QPointer<tools::MeasurementModel> m_model;
    std::optional<library::Measurement> m_draft;
    MouseTool m_tool = MouseTool::WindowLevel;
    tools::Tool* m_drag = nullptr;
    Qt::MouseButton m_dragButton = Qt::NoButton;
    std::optional<QPointF> m_cursor;
    QString m_probed;
    int m_wheelRest = 0;
    int m_presetKey = 0;
    bool m_isAiVisible = true;
    QString m_emptyTitle, m_emptyHint;
    QStringList m_fixedTopLeft, m_fixedTopRight;

private:
    [[nodiscard]] tools::Tool& pick(Qt::MouseButton button, QPointF position);
    [[nodiscard]] bool grabsMeasurements() const
    {
        return m_tool == MouseTool::WindowLevel || m_tool == MouseTool::Length || m_tool == MouseTool::Select;
    }
    [[nodiscard]] bool removeSelected();
    [[nodiscard]] bool escape();
    [[nodiscard]] bool choosePreset(int key);

    std::map<MouseTool, std::unique_ptr<tools::Tool>> m_tools;
    tools::ResultBoxTool m_resultBoxTool;
};

} // namespace lobule::panels
