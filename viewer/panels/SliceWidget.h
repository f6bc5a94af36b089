#pragma once

#include "viewer/render/SliceScene.h"
#include "viewer/tools/Tool.h"

#include <QUndoStack>
#include <QWidget>

#include <memory>

namespace lobule::tools {
class MeasurementModel;
}

namespace lobule::panels {

using tools::MouseTool;

/// The one 2-D view: stack now, MPR and slab later. Image mathematics by VTK's imaging filters, presented by Qt's raster painter
/// (no OpenGL: a graphics driver cannot take the reading down). Lives in the GUI thread.
///
/// Mouse: left = current tool (window/level by default), middle = pan, right = zoom, wheel = slices, Ctrl+wheel = zoom.
/// A press on the result box moves the box; with the window/level, select or length tool a press on a measurement selects and moves it.
/// Keys: Up/Down one slice, with Shift ten, Page Up/Down ten, Home/End, 1-8 presets, 9 the window of the file, Space overlays, I invert, F
/// or double-click fit, X hide AI, Delete removes the selected measurement, Esc cancels what is being drawn or selected (otherwise it is
/// left to the window).
class SliceWidget : public QWidget {
    Q_OBJECT
public:
    explicit SliceWidget(QWidget* parent = nullptr);
    ~SliceWidget() override;

    /// What the view says while it has no volume; empty: that no series is open.
    void setEmptyText(const QString& title, const QString& hint);
    /// Null shows the empty state. Starts at the middle slice, fitted, in the default window of the modality.
    void setVolume(std::shared_ptr<const volume::SeriesVolume> volume);
    /// The same stack with more or repaired slices: window, zoom and the slice shown stay.
    void updateVolume(std::shared_ptr<const volume::SeriesVolume> volume);
    [[nodiscard]] std::shared_ptr<const volume::SeriesVolume> volume() const;
    [[nodiscard]] int slice() const;
    void setSlice(int index); ///< Clamped.
    [[nodiscard]] render::WindowLevel window() const;
    void setWindow(const render::WindowLevel& window);
    [[nodiscard]] MouseTool tool() const;
    void setTool(MouseTool tool);
    /// Fixed lines (pseudonym, series) at the upper left, '\n'-separated; the number of the image continues the last of two or more.
    /// `topRightLines` (kVp, mAs, kernel) stand below window and zoom.
    void setCornerTexts(const QString& topLeftLines, const QString& topRightLines = {});
    void setMeasurements(tools::MeasurementModel* model);
    /// The result to draw on the current slice, or nothing; the owner sets it again when the slice changes.
    void setResult(std::optional<render::ResultBox> result);
    /// The current slice is a key image, with this note (may be empty); the owner sets it again when the slice changes.
    void setKeyMark(const std::optional<QString>& note);
    void setAiVisible(bool visible);
    [[nodiscard]] bool isAiVisible() const;
    void setOverlaysVisible(bool visible);
    [[nodiscard]] bool areOverlaysVisible() const;
    void fit();
    void setInverted(bool inverted);
    [[nodiscard]] const QString& selectedMeasurement() const; ///< Id, or empty.
    void selectMeasurement(const QString& id);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] const render::SliceScene& scene() const; ///< What is shown now; for key images.

Q_SIGNALS:
    void sliceChanged(int index);
    void windowChanged(lobule::render::WindowLevel window);
    void toolChanged(lobule::panels::MouseTool tool);
    void aiVisibleChanged(bool visible);
    void overlaysVisibleChanged(bool visible);
    void measurementSelected(const QString& id); ///< Empty: none.
    /// The pixels of the slice that is to be shown do not have their checksum any more; the view shows a sentence instead of them.
    void pixelsDamaged();
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
    void changeEvent(QEvent*) override;
    void focusInEvent(QFocusEvent*) override;
    void focusOutEvent(QFocusEvent*) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lobule::panels
