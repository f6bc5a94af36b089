#include "viewer/tools/ViewMath.h"

#include <algorithm>

namespace lobule::tools {

render::ViewState zoomedAbout(const render::SliceScene& scene, QSizeF viewSize, QPointF position, double factor)
{
    const render::ViewMap map = viewMap(scene, viewSize);
    const QPointF fixed = map.toImage(position);
    render::ViewState view = scene.view;
    view.fit = false;
    view.zoom = std::clamp(map.scaleX * factor, kMinZoom, kMaxZoom);
    const double applied = view.zoom / map.scaleX;
    const QPointF fromMiddle = position - QPointF(viewSize.width() / 2.0, viewSize.height() / 2.0);
    view.centerIj = {fixed.x() - fromMiddle.x() / (map.scaleX * applied), fixed.y() - fromMiddle.y() / (map.scaleY * applied)};
    return view;
}

render::ViewState limited(render::ViewState view, int columns, int rows)
{
    view.zoom = std::clamp(view.zoom, kMinZoom, kMaxZoom);
    view.centerIj = onImage(view.centerIj, columns, rows);
    return view;
}

QPointF onImage(QPointF ij, int columns, int rows)
{
    return {std::clamp(ij.x(), -0.5, std::max(-0.5, columns - 0.5)), std::clamp(ij.y(), -0.5, std::max(-0.5, rows - 0.5))};
}

} // namespace lobule::tools
