#pragma once

#include <QImage>
#include <QWidget>

#include <memory>

namespace lobule::volume {
class SeriesVolume;
}

namespace lobule::render {

/// The series as a ray-cast volume (VTK, OpenGL). Where OpenGL fails, or the series does not make a volume, the widget says so in words and
/// emits unavailable(); nothing else is affected. The volume is prepared in a thread of its own, when the widget is first seen. GUI thread.
///
/// Mouse: left = turn, middle = pan, right = zoom, wheel = zoom. Keys: R or F and double-click reset, 1-4 presets, Esc cancels the
/// preparation.
class VolumeRenderWidget : public QWidget {
    Q_OBJECT
public:
    explicit VolumeRenderWidget(QWidget* parent = nullptr);
    ~VolumeRenderWidget() override;

    /// Null empties the view. Work begins when the widget is visible.
    void setVolume(std::shared_ptr<const volume::SeriesVolume> volume);
    [[nodiscard]] std::shared_ptr<const volume::SeriesVolume> volume() const;
    enum class State { Empty, Preparing, Cancelled, Ready, Unavailable };
    [[nodiscard]] State state() const;
    [[nodiscard]] int preset() const;
    void setPreset(int index); ///< Into volumePresets(); clamped.
    void resetView();
    void cancel(); ///< Stops the preparation; the button in the view starts it again.
    [[nodiscard]] const QImage& picture() const; ///< What was rendered last, device pixels, without words; null before that.
    /// Letters (R, L, A, P, H, F) at left, right, top, bottom as the camera stands; empty unless Ready.
    [[nodiscard]] QStringList letters() const;
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void unavailable(const QString& reason); ///< Translated sentence.
    void prepared();
    void presetChanged(int index);

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void showEvent(QShowEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void changeEvent(QEvent*) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lobule::render
