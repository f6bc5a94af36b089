#pragma once

#include "core/volume/SeriesVolume.h"
#include "viewer/render/WindowLevel.h"

#include <QImage>
#include <QWidget>

#include <memory>

namespace lobule::bench {

/// One way to show a slice in a window; the benchmark drives all of them alike.
class Peer {
public:
    virtual ~Peer() = default;
    [[nodiscard]] virtual QString name() const = 0;
    [[nodiscard]] virtual QWidget& widget() = 0;
    virtual void show(int slice, const render::WindowLevel& window) = 0;
    [[nodiscard]] virtual int paints() const = 0; ///< Frames painted so far.
    [[nodiscard]] virtual QImage picture() { return widget().grab().toImage(); }
};

using Volume = std::shared_ptr<const volume::SeriesVolume>;
[[nodiscard]] std::unique_ptr<Peer> makeSliceWidget(Volume volume);
/// The floor: a table of 65,536 grey levels and QPainter's smooth scaling.
[[nodiscard]] std::unique_ptr<Peer> makeLutPainter(Volume volume);
/// vtkImageReslice to the view's pixels, vtkImageMapToWindowLevelColors, QPainter 1:1.
[[nodiscard]] std::unique_ptr<Peer> makeVtkFilters(Volume volume);
/// vtkImageSlice in a QOpenGLWidget. Null where there is no OpenGL.
[[nodiscard]] std::unique_ptr<Peer> makeVtkImageSlice(Volume volume);

/// 512x512 int16 to grey levels at their own size, three ways: milliseconds for one image.
struct MapTimes {
    double arithmetic, table, vtk;
};
[[nodiscard]] MapTimes timeWindowMapping(const SliceView& pixels, const render::WindowLevel& window);

} // namespace lobule::bench
