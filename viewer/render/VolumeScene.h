#pragma once

#include "core/volume/RegularGrid.h"
#include "viewer/render/OpenGlBridge.h"
#include "viewer/render/VolumePresets.h"

#include <QImage>
#include <QPointF>

#include <memory>

namespace lobule::render::detail {

/// One grid, ray-cast, with a camera that the mouse turns and a cube that tells the directions. Private to this folder. GUI thread.
class VolumeScene {
public:
    explicit VolumeScene(std::unique_ptr<OpenGlBridge> bridge);
    ~VolumeScene();
    VolumeScene(const VolumeScene&) = delete;
    VolumeScene& operator=(const VolumeScene&) = delete;

    [[nodiscard]] bool isSoftware() const;
    void setGrid(std::shared_ptr<const volume::RegularGrid> grid); ///< The scene shares it; no voxel is copied.
    void setPreset(const VolumePreset& preset);
    void resetCamera(); ///< From the front, head up, the whole volume in view.
    /// `isDraft`: while the mouse moves; fewer rays, so that it follows.
    [[nodiscard]] Result<QImage> render(QSize devicePixels, bool isDraft);

    enum class Button { Rotate, Pan, Zoom };
    /// Mouse events in device pixels from the upper left corner of a picture of the size rendered last.
    void press(Button button, QPointF position);
    void move(QPointF position);
    void release(Button button, QPointF position);
    void wheel(double notches);
    /// Directions to the viewer's right, up and towards the viewer, LPS.
    struct View {
        Vec3 right, up, toViewer;
    };
    [[nodiscard]] View view() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lobule::render::detail
