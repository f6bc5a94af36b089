#include "viewer/tools/LineMeasure.h"

#include "core/measure/Length.h"
#include "core/volume/SeriesVolume.h"
#include "viewer/tools/ViewMath.h"

#include <algorithm>

namespace lobule::tools {

namespace {

/// Unknown kinds keep the value that was stored with them.
void evaluate(library::Measurement& measurement, const SliceGeometry& slice) { static_cast<void>(measure::evaluate(measurement, slice)); }

} // namespace

void setPoint(library::Measurement& measurement, int number, QPointF ij, const render::SliceScene& scene)
{
    if (measurement.indexIj.size() < 2 * number + 2) return;
    const SliceView pixels = scene.volume->pixels(scene.index);
    const QPointF point = onImage(ij, pixels.columns, pixels.rows);
    measurement.indexIj[2 * number] = point.x();
    measurement.indexIj[2 * number + 1] = point.y();
    evaluate(measurement, scene.volume->slice(scene.index).geometry);
}

void shift(library::Measurement& measurement, QPointF deltaIj, const render::SliceScene& scene)
{
    const SliceView pixels = scene.volume->pixels(scene.index);
    double dx = deltaIj.x();
    double dy = deltaIj.y();
    for (qsizetype k = 0; k + 1 < measurement.indexIj.size(); k += 2) {
        dx = std::clamp(dx, std::min(0.0, -0.5 - measurement.indexIj[k]), std::max(0.0, pixels.columns - 0.5 - measurement.indexIj[k]));
        dy = std::clamp(
            dy, std::min(0.0, -0.5 - measurement.indexIj[k + 1]), std::max(0.0, pixels.rows - 0.5 - measurement.indexIj[k + 1]));
    }
    for (qsizetype k = 0; k + 1 < measurement.indexIj.size(); k += 2) {
        measurement.indexIj[k] += dx;
        measurement.indexIj[k + 1] += dy;
    }
    evaluate(measurement, scene.volume->slice(scene.index).geometry);
}

} // namespace lobule::tools
