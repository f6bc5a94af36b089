#pragma once

#include "viewer/render/SliceScene.h"

#include <QUndoStack>
#include <QWidget>

#include <memory>

namespace lobule::tools {
class MeasurementModel;
}

namespace lobule::panels {

enum class MouseTool { WindowLevel, Pan, Zoom, Scroll, Length, Select };

/// The one 2-D view: stack now, MPR and slab later. Image mathematics by VTK's imaging filters, presented by Qt's raster painter
/// (no OpenGL: a graphics driver cannot take the reading down). Lives in the GUI thread.
///
/// Mouse: left = current tool (window/level by default), middle = pan, right = zoom, wheel = slices, Ctrl+wheel = zoom.
/// Keys: Up/Down one slice, with Shift ten, Home/End, 1-9 presets, Space overlays, I invert, F or double-click fit, X hide AI, Delete removes the selected measurement, Esc cancels.
class SliceWidget : public QWidget {
    Q_OBJECT
public:
    explicit SliceWidget(QWidget* parent = nullptr);
    ~SliceWidget() override;

    /// Null shows the empty state. Starts at the middle slice, fitted, in the default window of the modality.
    void setVolume(std::shared_ptr<const volume::SeriesVolume> volume);
    [[nodiscard]] std::shared_ptr<const volume::SeriesVolume> volume() const;
    [[nodiscard]] int slice() const;
    void setSlice(int index);                     ///< Clamped.
    [[nodiscard]] render::WindowLevel window() const;
    void setWindow(const render::WindowLevel& window);
    [[nodiscard]] MouseTool tool() const;
    void setTool(MouseTool tool);
    void setCornerTexts(const QString& topLeftLines); ///< Fixed lines (pseudonym, series) above the slice lines; '\n'-separated.
    void setMeasurements(tools::MeasurementModel* model);
    /// The result to draw on the current slice, or nothing; the owner sets it again when the slice changes.
    void setResult(std::optional<render::ResultBox> result);
    void setAiVisible(bool visible);
    [[nodiscard]] bool isAiVisible() const;
    void setOverlaysVisible(bool visible);
    [[nodiscard]] bool areOverlaysVisible() const;
    void fit();
    void setInverted(bool inverted);
    [[nodiscard]] const render::SliceScene& scene() const; ///< What is shown now; for key images.

Q_SIGNALS:
    void sliceChanged(int index);
    void windowChanged(lobule::render::WindowLevel window);
    void toolChanged(lobule::panels::MouseTool tool);
    void aiVisibleChanged(bool visible);
    /// Pixel under the cursor; `text` e.g. "x 212 y 268 · 104 HU", empty outside the image.
    void probed(const QString& text);

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void leaveEvent(QEvent*) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lobule::panels
