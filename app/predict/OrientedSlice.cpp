#include "app/predict/OrientedSlice.h"

#include "app/predict/PredictionGate.h"

#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace lobule::predict {

namespace {

template <class T> std::int16_t toInt16(T value)
{
    if constexpr (std::is_same_v<T, std::int16_t>) return value;
    if constexpr (std::is_floating_point_v<T>) {
        if (std::isnan(value)) return std::numeric_limits<std::int16_t>::min();
    }
    constexpr double low = std::numeric_limits<std::int16_t>::min();
    constexpr double high = std::numeric_limits<std::int16_t>::max();
    return static_cast<std::int16_t>(std::lround(std::clamp(static_cast<double>(value), low, high)));
}

/// Pixel (x, y) of the result is the source's pixel `first + x * stepX + y * stepY`, counted in pixels.
struct Walk {
    qsizetype first = 0;
    qsizetype stepX = 0;
    qsizetype stepY = 0;
};

template <class T> void copyTurned(const void* from, const Walk& walk, OrientedSlice& out)
{
    const T* source = static_cast<const T*>(from);
    char* to = out.hu.data();
    for (qsizetype y = 0; y < out.rows; ++y) {
        const qsizetype start = walk.first + y * walk.stepY;
        for (qsizetype x = 0; x < out.columns; ++x) {
            qToLittleEndian<qint16>(toInt16(source[start + x * walk.stepX]), to);
            to += 2;
        }
    }
}

} // namespace

Result<OrientedSlice> orientedSlice(const SliceView& pixels, const SliceGeometry& geometry)
{
    if (pixels.type == PixelType::Rgb8)
        return fail(ErrorCode::NotScored, {notScoredSentence(QStringLiteral("colour")).toStdString(), "colour"});
    const Vec3 row = geometry.rowDirection;
    const Vec3 column = geometry.columnDirection;
    // A quarter turn: the rows of the file run front to back, so rows and columns change places first.
    const bool turned = std::abs(row.y) > std::abs(row.x);
    const double alongX = turned ? column.x : row.x; // Direction of the result's rows: the patient's left is +x.
    const double alongY = turned ? row.y : column.y; // Direction of the result's columns: posterior is +y.
    if (alongX == 0.0 || alongY == 0.0)
        return fail(ErrorCode::NotScored, {notScoredSentence(QStringLiteral("not-axial")).toStdString(), "not-axial"});

    OrientedSlice out;
    out.rows = turned ? pixels.columns : pixels.rows;
    out.columns = turned ? pixels.rows : pixels.columns;
    out.rowSpacingMm = turned ? geometry.columnSpacingMm : geometry.rowSpacingMm;
    out.columnSpacingMm = turned ? geometry.rowSpacingMm : geometry.columnSpacingMm;
    out.hu.resize(static_cast<qsizetype>(out.rows) * out.columns * 2);
    Walk walk;
    walk.stepX = turned ? pixels.columns : 1;
    walk.stepY = turned ? 1 : pixels.columns;
    if (alongX < 0) {
        walk.first += (out.columns - 1) * walk.stepX;
        walk.stepX = -walk.stepX;
    }
    if (alongY < 0) {
        walk.first += (out.rows - 1) * walk.stepY;
        walk.stepY = -walk.stepY;
    }
    switch (pixels.type) {
    case PixelType::Int16: copyTurned<std::int16_t>(pixels.data, walk, out); break;
    case PixelType::UInt16: copyTurned<std::uint16_t>(pixels.data, walk, out); break;
    case PixelType::Int32: copyTurned<std::int32_t>(pixels.data, walk, out); break;
    case PixelType::Float32: copyTurned<float>(pixels.data, walk, out); break;
    case PixelType::Rgb8: break;
    }
    return out;
}

} // namespace lobule::predict
