#include "core/volume/RegularGrid.h"

#include "core/volume/SeriesVolume.h"

#include <itkBinShrinkImageFilter.h>
#include <itkImage.h>
#include <itkImportImageFilter.h>
#include <itkLinearInterpolateImageFunction.h>
#include <itkResampleImageFilter.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <new>

namespace lobule::volume {
namespace {

using Plane = itk::Image<float, 2>;

constexpr double kSamePositionMm = 0.01;
constexpr qint64 kMaxVoxels = 4LL << 30;
constexpr double kMaxAxis = 65536; ///< Positions far from each other are broken data, not a large patient.

/// Sample positions along one axis; `samples` of them are averaged into one voxel.
struct Axis {
    double first = 0.0; ///< Of the first voxel's centre, mm along the axis.
    double spacing = 0.0;
    int size = 0;
    int samples = 1;
    bool isTooLong = false;

    [[nodiscard]] double sampleSpacing() const { return spacing / samples; }
    [[nodiscard]] double firstSample() const { return first - 0.5 * spacing + 0.5 * sampleSpacing(); }
    [[nodiscard]] int sampleCount() const { return size * samples; }
};

/// Voxel centres from `low` to `high`, about `step` apart; no more than `limit` of them (0: any number).
Axis axisOver(double low, double high, double step, int limit)
{
    Axis axis;
    axis.first = low;
    axis.isTooLong = !((high - low) / step < kMaxAxis);
    axis.size = static_cast<int>(std::lround(std::min((high - low) / step, kMaxAxis))) + 1;
    axis.spacing = axis.size > 1 ? (high - low) / (axis.size - 1) : step;
    if (limit <= 0 || axis.size <= limit) return axis;
    const double fine = axis.spacing;
    const double extent = fine * axis.size;
    axis.size = limit;
    axis.spacing = extent / limit;
    axis.first = low - 0.5 * fine + 0.5 * axis.spacing;
    axis.samples = static_cast<int>(std::floor(axis.spacing / fine + 1e-9));
    return axis;
}

struct Layout {
    Vec3 axisI, axisJ, axisK;
    Axis i, j, k;
    std::vector<int> slices; ///< Indices into the volume, ascending along K, one for each position.
    std::vector<double> positions; ///< Along K, mm.
};

const char* reasonAgainst(const SeriesVolume& volume)
{
    if (volume.sliceCount() < 2) return "single-slice";
    if (volume.pixels(0).type == PixelType::Rgb8) return "colour";
    for (int s = 0; s < volume.sliceCount(); ++s) {
        if (!volume.slice(s).geometry.hasPosition) return "no-position";
        if (!volume.slice(s).geometry.hasSpacing()) return "no-spacing";
    }
    if (volume.hasFinding(QLatin1String("mixed-orientation"))) return "mixed-orientation";
    return nullptr;
}

void orderSlices(const SeriesVolume& volume, Layout& layout)
{
    std::vector<std::pair<double, int>> order;
    for (int s = 0; s < volume.sliceCount(); ++s) order.emplace_back(dot(volume.slice(s).geometry.originLps, layout.axisK), s);
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [position, slice] : order) {
        if (!layout.positions.empty() && position - layout.positions.back() < kSamePositionMm) continue;
        layout.positions.push_back(position);
        layout.slices.push_back(slice);
    }
}

double stepAlongK(const SeriesVolume& volume, const Layout& layout)
{
    if (volume.spacingKind() == SpacingKind::Even) return volume.sliceSpacingMm();
    std::vector<double> gaps;
    for (std::size_t k = 1; k < layout.positions.size(); ++k) gaps.push_back(layout.positions[k] - layout.positions[k - 1]);
    const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
    std::nth_element(gaps.begin(), middle, gaps.end());
    return *middle;
}

Layout layoutOf(const SeriesVolume& volume, int limit)
{
    const SliceGeometry& reference = volume.slice(0).geometry;
    Layout layout;
    layout.axisI = reference.rowDirection * (1.0 / length(reference.rowDirection));
    const Vec3 normal = reference.normal();
    layout.axisK = normal * (1.0 / length(normal));
    layout.axisJ = cross(layout.axisK, layout.axisI);
    orderSlices(volume, layout);

    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    double lowI = kInfinity, highI = -kInfinity, stepI = kInfinity;
    double lowJ = kInfinity, highJ = -kInfinity, stepJ = kInfinity;
    for (const int s : layout.slices) {
        const SliceGeometry& g = volume.slice(s).geometry;
        const double u = dot(g.originLps, layout.axisI);
        const double v = dot(g.originLps, layout.axisJ);
        lowI = std::min(lowI, u);
        highI = std::max(highI, u + (g.columns - 1) * g.columnSpacingMm);
        stepI = std::min(stepI, g.columnSpacingMm);
        lowJ = std::min(lowJ, v);
        highJ = std::max(highJ, v + (g.rows - 1) * g.rowSpacingMm);
        stepJ = std::min(stepJ, g.rowSpacingMm);
    }
    layout.i = axisOver(lowI, highI, stepI, limit);
    layout.j = axisOver(lowJ, highJ, stepJ, limit);
    if (layout.positions.size() > 1)
        layout.k = axisOver(layout.positions.front(), layout.positions.back(), stepAlongK(volume, layout), limit);
    return layout;
}

template <class Pixel> Plane::Pointer resamplePlane(const SliceView& view, const SliceGeometry& g, const Layout& layout, float outside)
{
    using Source = itk::Image<Pixel, 2>;
    using Importer = itk::ImportImageFilter<Pixel, 2>;
    const auto importer = Importer::New();
    importer->SetRegion(
        typename Importer::RegionType({static_cast<itk::SizeValueType>(view.columns), static_cast<itk::SizeValueType>(view.rows)}));
    importer->SetSpacing(itk::Vector<double, 2>(std::array<double, 2>{g.columnSpacingMm, g.rowSpacingMm}.data()));
    const std::array<double, 2> origin{dot(g.originLps, layout.axisI), dot(g.originLps, layout.axisJ)};
    importer->SetOrigin(itk::Point<double, 2>(origin.data()));
    // ITK wants a pointer to change; nothing in this pipeline writes to its input.
    importer->SetImportPointer(static_cast<Pixel*>(const_cast<void*>(view.data)),
        static_cast<itk::SizeValueType>(view.rows) * static_cast<itk::SizeValueType>(view.columns), false);

    const auto resample = itk::ResampleImageFilter<Source, Plane>::New();
    resample->SetInput(importer->GetOutput());
    resample->SetInterpolator(itk::LinearInterpolateImageFunction<Source>::New());
    resample->SetDefaultPixelValue(outside);
    resample->SetSize({static_cast<itk::SizeValueType>(layout.i.sampleCount()), static_cast<itk::SizeValueType>(layout.j.sampleCount())});
    const std::array<double, 2> first{layout.i.firstSample(), layout.j.firstSample()};
    const std::array<double, 2> spacing{layout.i.sampleSpacing(), layout.j.sampleSpacing()};
    resample->SetOutputOrigin(first.data());
    resample->SetOutputSpacing(spacing.data());

    const auto shrink = itk::BinShrinkImageFilter<Plane, Plane>::New();
    shrink->SetInput(resample->GetOutput());
    shrink->SetShrinkFactor(0, static_cast<unsigned>(layout.i.samples));
    shrink->SetShrinkFactor(1, static_cast<unsigned>(layout.j.samples));
    shrink->Update();
    const Plane::Pointer plane = shrink->GetOutput();
    plane->DisconnectPipeline();
    return plane;
}

Plane::Pointer planeOf(const SeriesVolume& volume, int slice, const Layout& layout, float outside)
{
    const SliceView view = volume.pixels(slice);
    const SliceGeometry& g = volume.slice(slice).geometry;
    switch (view.type) {
    case PixelType::Int16: return resamplePlane<std::int16_t>(view, g, layout, outside);
    case PixelType::UInt16: return resamplePlane<std::uint16_t>(view, g, layout, outside);
    case PixelType::Int32: return resamplePlane<std::int32_t>(view, g, layout, outside);
    case PixelType::Float32: return resamplePlane<float>(view, g, layout, outside);
    case PixelType::Rgb8: break;
    }
    return nullptr;
}

/// Gives resampled slices in ascending order, keeping only the two that are blended.
class PlaneSource {
public:
    PlaneSource(const SeriesVolume& volume, const Layout& layout, float outside)
        : m_volume(volume), m_layout(layout), m_outside(outside) { }

    const float* at(std::size_t k)
    {
        m_planes.erase(m_planes.begin(), m_planes.lower_bound(k > 0 ? k - 1 : 0));
        auto& plane = m_planes[k];
        if (!plane) plane = planeOf(m_volume, m_layout.slices[k], m_layout, m_outside);
        return plane->GetBufferPointer();
    }

private:
    const SeriesVolume& m_volume;
    const Layout& m_layout;
    float m_outside;
    std::map<std::size_t, Plane::Pointer> m_planes;
};

/// Adds the plane at `position` along K, times `weight`, to `sum`.
void addPlane(PlaneSource& planes, const Layout& layout, double position, float weight, std::vector<float>& sum)
{
    const auto& p = layout.positions;
    const auto above = static_cast<std::size_t>(std::upper_bound(p.begin(), p.end(), position) - p.begin());
    const std::size_t high = std::clamp<std::size_t>(above, 1, p.size() - 1);
    const double t = std::clamp((position - p[high - 1]) / (p[high] - p[high - 1]), 0.0, 1.0);
    const auto blend = [&](std::size_t k, double part) {
        if (part < 1e-9) return;
        const float* plane = planes.at(k);
        const float factor = weight * static_cast<float>(part);
        for (std::size_t v = 0; v < sum.size(); ++v) sum[v] += factor * plane[v];
    };
    blend(high - 1, 1.0 - t);
    blend(high, t);
}

Result<RegularGrid> fill(const SeriesVolume& volume, const Layout& layout, const GridOptions& options)
{
    RegularGrid grid;
    grid.size = {layout.i.size, layout.j.size, layout.k.size};
    grid.spacingMm = {layout.i.spacing, layout.j.spacing, layout.k.spacing};
    grid.axisI = layout.axisI;
    grid.axisJ = layout.axisJ;
    grid.axisK = layout.axisK;
    grid.originLps = layout.axisI * layout.i.first + layout.axisJ * layout.j.first + layout.axisK * layout.k.first;
    const PixelType type = volume.pixels(0).type;
    const SliceView first = volume.pixels(0);
    grid.isResampled = volume.spacingKind() != SpacingKind::Even || !volume.geometryFindings().isEmpty() || type != PixelType::Int16
        || layout.i.size != first.columns || layout.j.size != first.rows || layout.k.size != volume.sliceCount();

    const auto planeVoxels = static_cast<std::size_t>(layout.i.size) * static_cast<std::size_t>(layout.j.size);
    grid.voxels.reserve(planeVoxels * static_cast<std::size_t>(layout.k.size));
    PlaneSource planes(volume, layout, static_cast<float>(options.outside));
    std::vector<float> sum(planeVoxels);
    for (int k = 0; k < layout.k.size; ++k) {
        if (options.progress && !options.progress(static_cast<double>(k) / layout.k.size)) return fail(ErrorCode::Cancelled);
        std::fill(sum.begin(), sum.end(), 0.0F);
        for (int s = 0; s < layout.k.samples; ++s) {
            const double position = layout.k.firstSample() + (k * layout.k.samples + s) * layout.k.sampleSpacing();
            addPlane(planes, layout, position, 1.0F / static_cast<float>(layout.k.samples), sum);
        }
        for (const float value : sum) grid.voxels.push_back(static_cast<std::int16_t>(std::lround(std::clamp(value, -32768.0F, 32767.0F))));
    }
    return grid;
}

} // namespace

Result<RegularGrid> resampleToGrid(const SeriesVolume& volume, const GridOptions& options)
{
    if (const char* reason = reasonAgainst(volume)) return fail(ErrorCode::Unsupported, {reason});
    const Layout layout = layoutOf(volume, options.maxPerAxis);
    if (layout.slices.size() < 2) return fail(ErrorCode::Unsupported, {"single-slice"});
    if (layout.i.isTooLong || layout.j.isTooLong || layout.k.isTooLong
        || static_cast<qint64>(layout.i.size) * layout.j.size > kMaxVoxels / layout.k.size)
        return fail(ErrorCode::LimitExceeded, {"grid size"});
    try {
        return fill(volume, layout, options);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::LimitExceeded, {"memory"}, "grid");
    } catch (const itk::ExceptionObject& exception) {
        return fail(ErrorCode::Internal, {}, exception.GetDescription());
    }
}

} // namespace lobule::volume
