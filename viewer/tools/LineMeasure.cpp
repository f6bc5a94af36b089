#include "viewer/tools/LineMeasure.h"

#include "core/volume/SeriesVolume.h"
#include "viewer/tools/ViewMath.h"

#include <algorithm>
#include <cmath>

namespace lobule::tools {

namespace {

/// Length in mm of the line between the first two points; 0 where the image has no pixel spacing.
void measure(library::Measurement& measurement, const SliceGeometry& geometry)
{
    measurement.valueMm = 0.0;
    if (!geometry.hasSpacing() || measurement.indexIj.size() < 4) return;
    const QList<double>& p = measurement.indexIj;
    measurement.valueMm = std::hypot((p[2] - p[0]) * geometry.columnSpacingMm, (p[3] - p[1]) * geometry.rowSpacingMm);
}

} // namespace

void setPoint(library::Measurement& measurement, int number, QPointF ij, const render::SliceScene& scene)
{
    if (measurement.indexIj.size() < 2 * number + 2) return;
    const SliceView pixels = scene.volume->pixels(scene.index);
    const QPointF point = onImage(ij, pixels.columns, pixels.rows);
    measurement.indexIj[2 * number] = point.x();
    measurement.indexIj[2 * number + 1] = point.y();
    measure(measurement, scene.volume->slice(scene.index).geometry);
}

void shift(library::Measurement& measurement, QPointF deltaIj, const render::SliceScene& scene)
{
    const SliceView pixels = scene.volume->pixels(scene.index);
    double dx = deltaIj.x();
    double dy = deltaIj.y();
    for (qsizetype k = 0; k + 1 < measurement.indexIj.size(); k += 2) {
        dx = std::clamp(dx, std::min(0.0, -0.5 - measurement.indexIj[k]), std::max(0.0, pixels.columns - 0.5 - measurement.indexIj[k]));
        dy = std::clamp(dy, std::min(0.0, -0.5 - measurement.indexIj[k + 1]), std::max(0.0, pixels.rows - 0.5 - measurement.indexIj[k + 1]));
    }
    for (qsizetype k = 0; k + 1 < measurement.indexIj.size(); k += 2) {
        measurement.indexIj[k] += dx;
        measurement.indexIj[k + 1] += dy;
    }
    measure(measurement, scene.volume->slice(scene.index).geometry);
}

} // namespace lobule::tools
