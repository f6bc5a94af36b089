#include "core/measure/Length.h"

#include <cmath>

namespace lobule::measure {

QString Length::text() const
{
    return QString::number(value, 'f', 1) + (unit == Unit::Millimetre ? QStringLiteral(" mm") : QStringLiteral(" px"));
}

Length lengthBetween(const SliceGeometry& slice, IndexIj from, IndexIj to)
{
    const double di = to.i - from.i;
    const double dj = to.j - from.j;
    if (!slice.hasSpacing()) return {std::hypot(di, dj), Unit::Pixel};
    return {std::hypot(di * slice.columnSpacingMm, dj * slice.rowSpacingMm), Unit::Millimetre};
}

Result<Length> evaluate(library::Measurement& measurement, const SliceGeometry& slice)
{
    if (measurement.kind != QLatin1String("length"))
        return fail(ErrorCode::Unsupported, {measurement.kind.toStdString()}, "measurement kind");
    const QList<double>& ij = measurement.indexIj;
    if (ij.size() != 4) return fail(ErrorCode::Misuse, {}, "a length has two points");
    const Length length = lengthBetween(slice, {ij[0], ij[1]}, {ij[2], ij[3]});
    measurement.valueMm = length.millimetresOrZero();
    return length;
}

} // namespace lobule::measure
