#include "ai/predict/Preprocessor.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

namespace lobule::predict {

namespace {

constexpr int kMinEdge = 16;
constexpr int kMaxEdge = 4096;
constexpr double kMinSpacingMm = 0.01;
constexpr double kMaxSpacingMm = 100.0;
constexpr double kMaxSpacingRatio = 2.0;
constexpr double kMinBodyShare = 0.02;
constexpr int kBodyGrid = 128; ///< Blocks along the shorter edge in findBody().

std::size_t index(int row, int column, int columns)
{
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column);
}

std::size_t area(int rows, int columns) { return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns); }

bool sizesAreValid(const HuSlice& slice)
{
    if (slice.pixels == nullptr) return false;
    if (slice.rows < kMinEdge || slice.rows > kMaxEdge || slice.columns < kMinEdge || slice.columns > kMaxEdge) return false;
    if (slice.rowSpacingMm == 0.0 && slice.columnSpacingMm == 0.0) return true;
    const auto [low, high] = std::minmax(slice.rowSpacingMm, slice.columnSpacingMm);
    return low >= kMinSpacingMm && high <= kMaxSpacingMm && high / low <= kMaxSpacingRatio;
}

/// HU as float, nothing below the padding value.
template <class Pixel> std::vector<float> toHu(const HuSlice& slice, double paddingHu)
{
    std::vector<float> hu(area(slice.rows, slice.columns));
    const auto* bytes = static_cast<const char*>(slice.pixels);
    const auto padding = static_cast<float>(paddingHu);
    for (std::size_t i = 0; i < hu.size(); ++i) {
        Pixel value;
        std::memcpy(&value, bytes + i * sizeof(Pixel), sizeof(Pixel));
        // Written so that NaN stays NaN and is found afterwards.
        hu[i] = static_cast<float>(value) < padding ? padding : static_cast<float>(value);
    }
    return hu;
}

/// The slice's box, `padding` where it reaches beyond.
std::vector<float> cut(const std::vector<float>& hu, int rows, int columns, const PixelBox& box, float padding)
{
    std::vector<float> out(area(box.rows, box.columns), padding);
    const int firstColumn = std::max(box.left, 0);
    const int endColumn = std::min(box.left + box.columns, columns);
    for (int row = std::max(box.top, 0); row < std::min(box.top + box.rows, rows); ++row) {
        const float* source = hu.data() + index(row, firstColumn, columns);
        std::copy_n(source, endColumn - firstColumn, out.data() + index(row - box.top, firstColumn - box.left, box.columns));
    }
    return out;
}

/// Adds a margin on each side, at most a quarter of the slice.
void addMargin(PixelBox& box, double marginMm, const HuSlice& slice)
{
    const auto pixels = [marginMm](double spacingMm, int edge) {
        const double wanted = spacingMm > 0.0 ? marginMm / spacingMm : marginMm;
        return static_cast<int>(std::lround(std::min(wanted, edge / 4.0)));
    };
    const int vertical = pixels(slice.rowSpacingMm, slice.rows);
    const int horizontal = pixels(slice.columnSpacingMm, slice.columns);
    box = {box.top - vertical, box.left - horizontal, box.rows + 2 * vertical, box.columns + 2 * horizontal};
}

/// Widens the box about its centre until its shape in mm is the network's.
void matchShape(PixelBox& box, const HuSlice& slice, int outRows, int outColumns)
{
    const double pixelAspect = slice.rowSpacingMm > 0.0 ? slice.rowSpacingMm / slice.columnSpacingMm : 1.0;
    const double shape = static_cast<double>(outColumns) / outRows;
    const int columns = static_cast<int>(std::lround(box.rows * pixelAspect * shape));
    const int rows = static_cast<int>(std::lround(box.columns / (pixelAspect * shape)));
    if (columns > box.columns) {
        box.left -= (columns - box.columns) / 2;
        box.columns = columns;
    } else if (rows > box.rows) {
        box.top -= (rows - box.rows) / 2;
        box.rows = rows;
    }
}

/// Averages of block x block pixels that lie completely inside.
std::vector<float> blockAverages(const std::vector<float>& hu, int columns, int block, int gridRows, int gridColumns)
{
    std::vector<float> grid(area(gridRows, gridColumns), 0.0f);
    for (int row = 0; row < gridRows * block; ++row) {
        const float* source = hu.data() + index(row, 0, columns);
        float* sums = grid.data() + index(row / block, 0, gridColumns);
        for (int column = 0; column < gridColumns * block; ++column) sums[column / block] += source[column];
    }
    const float scale = 1.0f / static_cast<float>(block * block);
    for (float& value : grid) value *= scale;
    return grid;
}

struct Region {
    PixelBox box;
    std::size_t size = 0;
};

/// Flood fill from `start`; clears the mask where it has been.
Region takeRegion(std::vector<char>& mask, int rows, int columns, std::size_t start)
{
    std::vector<std::size_t> open{start};
    mask[start] = 0;
    int top = rows, bottom = -1, left = columns, right = -1;
    Region region;
    while (!open.empty()) {
        const std::size_t at = open.back();
        open.pop_back();
        ++region.size;
        const int row = static_cast<int>(at / static_cast<std::size_t>(columns));
        const int column = static_cast<int>(at % static_cast<std::size_t>(columns));
        top = std::min(top, row);
        bottom = std::max(bottom, row);
        left = std::min(left, column);
        right = std::max(right, column);
        const auto visit = [&](bool inside, std::size_t neighbour) {
            if (!inside || mask[neighbour] == 0) return;
            mask[neighbour] = 0;
            open.push_back(neighbour);
        };
        visit(row > 0, at - static_cast<std::size_t>(columns));
        visit(row + 1 < rows, at + static_cast<std::size_t>(columns));
        visit(column > 0, at - 1);
        visit(column + 1 < columns, at + 1);
    }
    region.box = {top, left, bottom - top + 1, right - left + 1};
    return region;
}

/// Source values that make one output value.
struct Taps {
    int first = 0;
    std::vector<float> weights; ///< Sum 1.
};

Taps areaTaps(int out, double scale, int inCount)
{
    const double begin = out * scale;
    const double end = begin + scale;
    Taps taps;
    taps.first = std::min(static_cast<int>(begin), inCount - 1);
    double sum = 0.0;
    for (int i = taps.first; i < inCount && i < end; ++i) {
        const double overlap = std::min(end, i + 1.0) - std::max(begin, static_cast<double>(i));
        if (overlap < 1e-9 && i > taps.first) break;
        taps.weights.push_back(static_cast<float>(overlap));
        sum += overlap;
    }
    for (float& weight : taps.weights) weight = static_cast<float>(weight / sum);
    return taps;
}

Taps triangleTaps(int out, double scale, int inCount)
{
    const double support = std::max(scale, 1.0);
    const double centre = (out + 0.5) * scale;
    Taps taps;
    taps.first = std::max(0, static_cast<int>(centre - support + 0.5));
    const int end = std::min(inCount, static_cast<int>(centre + support + 0.5));
    double sum = 0.0;
    for (int i = taps.first; i < end; ++i) {
        const double weight = std::max(0.0, 1.0 - std::abs((i + 0.5 - centre) / support));
        taps.weights.push_back(static_cast<float>(weight));
        sum += weight;
    }
    for (float& weight : taps.weights) weight = static_cast<float>(weight / sum);
    return taps;
}

std::vector<Taps> makeTaps(int inCount, int outCount, package::Interpolation interpolation)
{
    const double scale = static_cast<double>(inCount) / outCount;
    std::vector<Taps> taps;
    for (int i = 0; i < outCount; ++i) {
        taps.push_back(interpolation == package::Interpolation::Area ? areaTaps(i, scale, inCount) : triangleTaps(i, scale, inCount));
    }
    return taps;
}

} // namespace

float windowedValue(const package::PreprocessSettings& settings, float hu)
{
    const double width = settings.windowWidthHu;
    const double level = settings.windowLevelHu;
    double value = 0.0;
    switch (settings.voiFunction) {
    case package::VoiFunction::Linear: value = (hu - (level - 0.5)) / (width - 1.0) + 0.5; break;
    case package::VoiFunction::LinearExact: value = (hu - level) / width + 0.5; break;
    case package::VoiFunction::Sigmoid: value = 1.0 / (1.0 + std::exp(-4.0 * (hu - level) / width)); break;
    }
    return static_cast<float>(std::clamp(value, 0.0, 1.0));
}

PixelBox findBody(const std::vector<float>& hu, int rows, int columns, double thresholdHu)
{
    const int block = std::max(1, std::min(rows, columns) / kBodyGrid);
    const int gridRows = rows / block;
    const int gridColumns = columns / block;
    const std::vector<float> grid = blockAverages(hu, columns, block, gridRows, gridColumns);
    std::vector<char> mask(grid.size());
    std::transform(grid.begin(), grid.end(), mask.begin(), [thresholdHu](float value) { return value > thresholdHu ? 1 : 0; });

    Region largest;
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (mask[i] == 0) continue;
        if (const Region region = takeRegion(mask, gridRows, gridColumns, i); region.size > largest.size) largest = region;
    }
    if (static_cast<double>(largest.size) < kMinBodyShare * static_cast<double>(mask.size())) return {};
    const PixelBox& box = largest.box;
    return {box.top * block, box.left * block, box.rows * block, box.columns * block};
}

std::vector<float> resample(
    const std::vector<float>& plane, int rows, int columns, int outRows, int outColumns, package::Interpolation interpolation)
{
    const std::vector<Taps> across = makeTaps(columns, outColumns, interpolation);
    std::vector<float> narrow(area(rows, outColumns));
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < outColumns; ++column) {
            const Taps& taps = across[static_cast<std::size_t>(column)];
            const float* source = plane.data() + index(row, taps.first, columns);
            float sum = 0.0f;
            for (std::size_t i = 0; i < taps.weights.size(); ++i) sum += taps.weights[i] * source[i];
            narrow[index(row, column, outColumns)] = sum;
        }
    }
    const std::vector<Taps> down = makeTaps(rows, outRows, interpolation);
    std::vector<float> out(area(outRows, outColumns), 0.0f);
    for (int row = 0; row < outRows; ++row) {
        const Taps& taps = down[static_cast<std::size_t>(row)];
        float* target = out.data() + index(row, 0, outColumns);
        for (std::size_t i = 0; i < taps.weights.size(); ++i) {
            const float* source = narrow.data() + index(taps.first + static_cast<int>(i), 0, outColumns);
            for (int column = 0; column < outColumns; ++column) target[column] += taps.weights[i] * source[column];
        }
    }
    return out;
}

Preprocessor::Preprocessor(package::PreprocessSettings settings) : m_settings(std::move(settings)) { }

Result<std::vector<float>> Preprocessor::plane(const HuSlice& slice) const
{
    if (!sizesAreValid(slice)) return fail(ErrorCode::Misuse, {"slice"}, "rows, columns or spacing are out of range");
    const std::vector<float> hu
        = slice.type == PixelType::Int16 ? toHu<std::int16_t>(slice, m_settings.paddingHu) : toHu<float>(slice, m_settings.paddingHu);
    if (slice.type == PixelType::Float32 && !std::all_of(hu.begin(), hu.end(), [](float value) { return std::isfinite(value); })) {
        return fail(ErrorCode::NotScored, {"not-finite"});
    }

    PixelBox box{0, 0, slice.rows, slice.columns};
    if (m_settings.crop == package::Crop::Body) {
        box = findBody(hu, slice.rows, slice.columns, m_settings.bodyThresholdHu);
        if (box.rows == 0) return fail(ErrorCode::NotScored, {"no-body"});
        addMargin(box, m_settings.bodyMarginMm, slice);
    }
    matchShape(box, slice, m_settings.rows, m_settings.columns);

    std::vector<float> values = cut(hu, slice.rows, slice.columns, box, static_cast<float>(m_settings.paddingHu));
    const auto window = [this](std::vector<float>& plane) {
        for (float& value : plane) value = windowedValue(m_settings, value);
    };
    if (m_settings.windowStage == package::WindowStage::BeforeResize) window(values);
    values = resample(values, box.rows, box.columns, m_settings.rows, m_settings.columns, m_settings.interpolation);
    if (m_settings.windowStage == package::WindowStage::AfterResize) window(values);
    return values;
}

void Preprocessor::normalise(const float* plane, float* tensor) const
{
    const std::size_t count = area(m_settings.rows, m_settings.columns);
    for (std::size_t channel = 0; channel < static_cast<std::size_t>(m_settings.channels); ++channel) {
        const float mean = m_settings.mean[channel];
        const float scale = 1.0f / m_settings.std[channel];
        for (std::size_t i = 0; i < count; ++i) tensor[channel * count + i] = (plane[i] - mean) * scale;
    }
}

} // namespace lobule::predict
