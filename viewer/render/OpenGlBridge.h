#pragma once

#include "core/base/Result.h"

#include <QImage>
#include <QSize>

#include <memory>

class vtkGenericOpenGLRenderWindow;

namespace lobule::render::detail {

/// VTK's OpenGL in Qt 6, private to this folder: an OpenGL context without a window, in which VTK draws, and pictures read back from it.
///
/// A QOpenGLWidget would be the usual bridge, but one such widget anywhere in a window makes Qt create the window anew and compose every
/// frame of it with OpenGL from then on, even after the widget is gone: without a graphics card a frame of the 2-D view beside it
/// went from 1 to over 20 ms. A picture read back costs 1 to 2 ms a frame, and the widget that paints it is an ordinary one: no flicker,
/// no native child window, overlays by QPainter, any device pixel ratio.
///
/// Lives in the GUI thread.
class OpenGlBridge {
public:
    /// Errors: Unsupported {"opengl"} with the reason as detail: switched off by the environment variable LOBULE_NO_OPENGL, no context, or
    /// older than 3.2.
    [[nodiscard]] static Result<std::unique_ptr<OpenGlBridge>> create();
    ~OpenGlBridge();
    OpenGlBridge(const OpenGlBridge&) = delete;
    OpenGlBridge& operator=(const OpenGlBridge&) = delete;

    [[nodiscard]] vtkGenericOpenGLRenderWindow* window() const;
    /// Draws the window's renderers at `devicePixels`. Errors: Internal (VTK reported an error: detail).
    [[nodiscard]] Result<QImage> render(QSize devicePixels);
    /// OpenGL is played by the processor (llvmpipe and the like), where VTK's own code for processors casts rays faster.
    /// The environment variable LOBULE_RAYCASTER=cpu or gpu decides otherwise, for a driver whose name tells nothing.
    [[nodiscard]] bool isSoftware() const;

private:
    class Private;
    explicit OpenGlBridge(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace lobule::render::detail
