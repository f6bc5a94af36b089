#include "viewer/render/SliceRaster.h"

#include "core/volume/SeriesVolume.h"

#include <QPainter>

#include <vtkDataArray.h>
#include <vtkImageData.h>
#include <vtkImageResize.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkSmartPointer.h>

#include <algorithm>
#include <cmath>

namespace lobule::render {

namespace {

/// Below this many device pixels per image pixel, two neighbours are not enough and small structures would flicker while zooming.
constexpr double kShrinkBelow = 0.75;

int vtkType(PixelType type)
{
    switch (type) {
    case PixelType::Int16: return VTK_SHORT;
    case PixelType::UInt16: return VTK_UNSIGNED_SHORT;
    case PixelType::Int32: return VTK_INT;
    case PixelType::Float32: return VTK_FLOAT;
    case PixelType::Rgb8: return VTK_UNSIGNED_CHAR;
    }
    return VTK_VOID;
}

/// The pixels as VTK sees them, not copied: `pixels` must outlive the result.
vtkSmartPointer<vtkImageData> wrap(const SliceView& pixels)
{
    const vtkIdType count = static_cast<vtkIdType>(pixels.rows) * pixels.columns;
    const auto values = vtkSmartPointer<vtkDataArray>::Take(vtkDataArray::CreateDataArray(vtkType(pixels.type)));
    values->SetVoidArray(const_cast<void*>(pixels.data), count, 1); // 1: VTK does not free it; the filters only read.
    auto image = vtkSmartPointer<vtkImageData>::New();
    image->SetDimensions(pixels.columns, pixels.rows, 1);
    image->GetPointData()->SetScalars(values);
    return image;
}

/// PS3.3 C.11.2.1.3.1, scaled to 0..255.
struct SigmoidMap {
    float center = 0.0F;
    float factor = 1.0F; ///< -4 / width.
    std::uint32_t flip = 0;

    [[nodiscard]] std::uint32_t operator()(float value) const
    {
        const float g = 255.0F / (1.0F + std::exp(factor * (value - center))) + 0.5F;
        return (g > 0.0F ? static_cast<std::uint32_t>(g) : 0U) ^ flip; // NaN is black.
    }
};

struct TableMap {
    const VoiLut* table = nullptr;
    std::uint32_t flip = 0;

    [[nodiscard]] std::uint32_t operator()(float value) const
    {
        return static_cast<std::uint32_t>(std::lround(255.0 * table->grey(static_cast<double>(value)))) ^ flip;
    }
};

/// Calls `use` with what maps values to greys in this window.
template <class Use> void withMap(const WindowLevel& window, bool isInverted, const VoiLut* table, const Use& use)
{
    const std::uint32_t flip = isInverted ? 255U : 0U;
    if (window.usesTable && table != nullptr)
        use(TableMap{table, flip});
    else if (window.function == VoiFunction::Sigmoid)
        use(SigmoidMap{static_cast<float>(window.centerHu), static_cast<float>(-4.0 / std::max(window.widthHu, 0.01)), flip});
    else
        use(GrayMap(window, isInverted));
}

template <class T, class Map> void mapPixels(const T* in, std::size_t count, const Map& gray, std::uint8_t* out)
{
    for (std::size_t k = 0; k < count; ++k) out[k] = static_cast<std::uint8_t>(gray(static_cast<float>(in[k])));
}

template <class Map> void mapRow(const SliceView& pixels, int row, const Map& gray, std::uint8_t* out)
{
    const auto count = static_cast<std::size_t>(pixels.columns);
    const auto at = static_cast<std::size_t>(row) * count;
    switch (pixels.type) {
    case PixelType::Int16: return mapPixels(static_cast<const std::int16_t*>(pixels.data) + at, count, gray, out);
    case PixelType::UInt16: return mapPixels(static_cast<const std::uint16_t*>(pixels.data) + at, count, gray, out);
    case PixelType::Int32: return mapPixels(static_cast<const std::int32_t*>(pixels.data) + at, count, gray, out);
    case PixelType::Float32: return mapPixels(static_cast<const float*>(pixels.data) + at, count, gray, out);
    case PixelType::Rgb8: return;
    }
}

QImage colorImage(const SliceView& pixels, bool invert)
{
    const auto* bytes = static_cast<const uchar*>(pixels.data);
    QImage image = QImage(bytes, pixels.columns, pixels.rows, 3 * static_cast<qsizetype>(pixels.columns), QImage::Format_RGB888)
                       .convertToFormat(QImage::Format_RGB32);
    if (invert) image.invertPixels();
    return image;
}

template <class T> void stretchRow(const T* in, const std::vector<int>& index, const std::vector<float>& weight, int last, float* out)
{
    for (std::size_t k = 0; k < index.size(); ++k) {
        const int i = index[k];
        const auto a = static_cast<float>(in[i]);
        const auto b = static_cast<float>(in[std::min(i + 1, last)]);
        out[k] = a + weight[k] * (b - a);
    }
}

} // namespace

GrayMap::GrayMap(const WindowLevel& window, bool isInverted)
{
    // LINEAR counts from the middle of the first grey to that of the last, LINEAR_EXACT from edge to edge (PS3.3 C.11.2.1.3.2). A width
    // of 1 is a step at center - 0.5; the small remainder keeps the arithmetic finite and still a step between whole numbers.
    const double half = window.function == VoiFunction::LinearExact ? 0.0 : 0.5;
    const double range = std::max(window.widthHu - 2.0 * half, 0.01);
    lower = static_cast<float>(window.centerHu - half - range / 2.0);
    scale = static_cast<float>(255.0 / range);
    flip = isInverted ? 255U : 0U;
}

/// Where each device pixel of one axis takes its value: between source samples `index` and `index + 1`.
struct SliceRaster::Axis {
    int first = 0; ///< First device pixel of the view that the image covers.
    std::vector<int> index;
    std::vector<float> weight;

    Axis(double originPx, double scalePx, int imageCount, int sourceCount, int viewCount)
    {
        first = std::max(0, static_cast<int>(std::lround(originPx)));
        const int end = std::min(viewCount, static_cast<int>(std::lround(originPx + scalePx * imageCount)));
        const double toSource = static_cast<double>(sourceCount) / (scalePx * imageCount);
        for (int k = first; k < end; ++k) {
            const double at = std::clamp((k + 0.5 - originPx) * toSource - 0.5, 0.0, sourceCount - 1.0);
            index.push_back(static_cast<int>(at));
            weight.push_back(static_cast<float>(at - index.back()));
        }
    }
    [[nodiscard]] int size() const { return static_cast<int>(index.size()); }
};

struct SliceRaster::Grid {
    int sourceColumns, sourceRows;
    Axis x, y;
    QRectF target; ///< The whole slice, device pixels from the view's corner.
};

struct SliceRaster::Key {
    std::shared_ptr<const volume::SeriesVolume> volume;
    int index;
    ViewMap map;
    QSizeF viewSize;
    double devicePixelRatio;
    WindowLevel window;
    bool invert;

    [[nodiscard]] bool samePlace(const Key& other) const
    {
        return volume == other.volume && index == other.index && map.scaleX == other.map.scaleX && map.scaleY == other.map.scaleY
            && map.origin == other.map.origin && viewSize == other.viewSize && devicePixelRatio == other.devicePixelRatio;
    }
    [[nodiscard]] bool sameWindow(const Key& other) const { return window == other.window && invert == other.invert; }
};

SliceRaster::SliceRaster() = default;
SliceRaster::~SliceRaster() = default;

void SliceRaster::clear()
{
    m_key.reset();
    m_values.clear();
    m_picture = {};
}

SliceRaster::Grid SliceRaster::grid(const SliceScene& scene, QSizeF viewSize, double devicePixelRatio) const
{
    const SliceView pixels = scene.volume->pixels(scene.index);
    const ViewMap map = viewMap(scene, viewSize);
    const double scaleX = map.scaleX * devicePixelRatio;
    const double scaleY = map.scaleY * devicePixelRatio;
    const QPointF origin = map.origin * devicePixelRatio;
    const auto shrunk = [](int count, double scale) { return std::max(1, static_cast<int>(std::lround(count * scale))); };
    const int columns = scaleX < kShrinkBelow ? shrunk(pixels.columns, scaleX) : pixels.columns;
    const int rows = scaleY < kShrinkBelow ? shrunk(pixels.rows, scaleY) : pixels.rows;
    const int viewWidth = static_cast<int>(std::lround(viewSize.width() * devicePixelRatio));
    const int viewHeight = static_cast<int>(std::lround(viewSize.height() * devicePixelRatio));
    return {columns, rows, Axis(origin.x(), scaleX, pixels.columns, columns, viewWidth),
        Axis(origin.y(), scaleY, pixels.rows, rows, viewHeight), QRectF(origin, QSizeF(scaleX * pixels.columns, scaleY * pixels.rows))};
}

// Two-tap interpolation in two passes: 512x512 to 1024x1024 takes about a third of the time of vtkImageReslice on the
// same machine (`lobule-bench viewer` prints both), because the window is applied in the second pass while the row is in the cache.
void SliceRaster::stretch(const SliceView& pixels, const Grid& grid)
{
    const auto width = static_cast<std::size_t>(grid.x.size());
    const int firstRow = grid.y.index.front();
    const int lastRow = std::min(grid.y.index.back() + 1, pixels.rows - 1);
    m_values.resize(width * static_cast<std::size_t>(lastRow - firstRow + 1));
    const int last = pixels.columns - 1;
    for (int row = firstRow; row <= lastRow; ++row) {
        float* out = m_values.data() + width * static_cast<std::size_t>(row - firstRow);
        const auto at = static_cast<std::size_t>(row) * static_cast<std::size_t>(pixels.columns);
        switch (pixels.type) {
        case PixelType::Int16:
            stretchRow(static_cast<const std::int16_t*>(pixels.data) + at, grid.x.index, grid.x.weight, last, out);
            break;
        case PixelType::UInt16:
            stretchRow(static_cast<const std::uint16_t*>(pixels.data) + at, grid.x.index, grid.x.weight, last, out);
            break;
        case PixelType::Int32:
            stretchRow(static_cast<const std::int32_t*>(pixels.data) + at, grid.x.index, grid.x.weight, last, out);
            break;
        case PixelType::Float32: stretchRow(static_cast<const float*>(pixels.data) + at, grid.x.index, grid.x.weight, last, out); break;
        case PixelType::Rgb8: break;
        }
    }
}

/// VTK's resize filters before it drops pixels, so that a thin structure does not come and go with the zoom.
void SliceRaster::shrink(const SliceView& pixels, const Grid& grid)
{
    vtkNew<vtkImageResize> resize;
    resize->SetInputData(wrap(pixels));
    resize->SetResizeMethodToOutputDimensions();
    resize->SetOutputDimensions(grid.sourceColumns, grid.sourceRows, 1);
    resize->BorderOn();
    resize->Update();
    vtkImageData* output = resize->GetOutput();
    SliceView small = pixels;
    small.columns = grid.sourceColumns;
    small.rows = grid.sourceRows;
    small.data = output->GetScalarPointer();
    stretch(small, grid);
}

template <class Map> void SliceRaster::map(const Grid& grid, const Map& gray)
{
    const int width = grid.x.size();
    const int height = grid.y.size();
    if (m_picture.image.size() != QSize(width, height)) m_picture.image = QImage(width, height, QImage::Format_RGB32);
    const auto stride = static_cast<std::size_t>(width);
    const auto lastRow = m_values.size() / stride - 1;
    for (int y = 0; y < height; ++y) {
        const auto row = static_cast<std::size_t>(grid.y.index[static_cast<std::size_t>(y)] - grid.y.index.front());
        const float* a = m_values.data() + stride * row;
        const float* b = m_values.data() + stride * std::min(row + 1, lastRow);
        const float weight = grid.y.weight[static_cast<std::size_t>(y)];
        auto* out = reinterpret_cast<std::uint32_t*>(m_picture.image.scanLine(y));
        for (int x = 0; x < width; ++x) out[x] = 0xff000000U | (gray(a[x] + weight * (b[x] - a[x])) * 0x010101U);
    }
}

void SliceRaster::paintColor(const SliceView& pixels, const Grid& grid, const WindowLevel& window, bool invert)
{
    m_picture.image = QImage(grid.x.size(), grid.y.size(), QImage::Format_RGB32);
    QPainter painter(&m_picture.image);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(grid.target.translated(-grid.x.first, -grid.y.first), windowedImage(pixels, window, invert));
}

const SliceRaster::Picture& SliceRaster::picture(const SliceScene& scene, QSizeF viewSize, double devicePixelRatio)
{
    const volume::SliceInfo& info = scene.volume->slice(scene.index);
    const bool isInverted = scene.view.invert != info.isMonochrome1;
    Key key{scene.volume, scene.index, viewMap(scene, viewSize), viewSize, devicePixelRatio, scene.view.window, isInverted};
    const bool samePlace = m_key && m_key->samePlace(key);
    if (samePlace && m_key->sameWindow(key)) return m_picture;
    const SliceView pixels = scene.volume->pixels(scene.index);
    const Grid where = grid(scene, viewSize, devicePixelRatio);
    m_key = std::make_unique<Key>(std::move(key));
    m_picture.topLeft = QPoint(where.x.first, where.y.first);
    if (where.x.size() <= 0 || where.y.size() <= 0 || pixels.data == nullptr) {
        m_picture.image = {};
        m_values.clear();
    } else if (pixels.type == PixelType::Rgb8) {
        paintColor(pixels, where, scene.view.window, isInverted);
    } else {
        if (!samePlace && (where.sourceColumns != pixels.columns || where.sourceRows != pixels.rows))
            shrink(pixels, where);
        else if (!samePlace)
            stretch(pixels, where);
        withMap(scene.view.window, isInverted, info.voiLut.get(), [&](const auto& gray) { map(where, gray); });
    }
    return m_picture;
}

// A LUT of 65,536 entries and vtkImageMapToWindowLevelColors are both slower than this arithmetic, which the compiler
// vectorises (`lobule-bench viewer`), and VTK's filter truncates where the nearest grey level is wanted.
QImage windowedImage(const SliceView& pixels, const WindowLevel& window, bool invert, const VoiLut* table)
{
    if (pixels.type == PixelType::Rgb8) return colorImage(pixels, invert);
    QImage image(pixels.columns, pixels.rows, QImage::Format_Grayscale8);
    withMap(window, invert, table, [&](const auto& gray) {
        for (int row = 0; row < pixels.rows; ++row) mapRow(pixels, row, gray, image.scanLine(row));
    });
    return image;
}

} // namespace lobule::render
