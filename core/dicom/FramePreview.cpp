#include "core/dicom/FramePreview.h"

#include "core/dicom/ColourConvert.h"
#include "core/dicom/GrayTransform.h"
#include "core/dicom/StoredFrames.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lobule::dicom {

namespace {

constexpr std::uint64_t kMaxPixels = 64'000'000;
constexpr double kCtCenterHu = 40.0, kCtWidthHu = 400.0;

struct Decoded {
    PixelType type = PixelType::Int16;
    std::vector<std::uint8_t> values;
    int rows = 0;
    int columns = 0;
    [[nodiscard]] SliceView view() const { return {values.data(), rows, columns, type}; }
};

Result<Decoded> decodeOne(const DicomFile& file, const InstanceFacts& facts, std::uint32_t index)
{
    const Result<StoredFrames> frames = StoredFrames::open(file);
    if (!frames) return tl::unexpected(frames.error());
    if (index >= frames->count() || facts.frames.empty()) return fail(ErrorCode::NotFound, {"frame"});
    const PixelModule& module = frames->module();
    if (std::uint64_t{module.rows} * module.columns > kMaxPixels) return fail(ErrorCode::LimitExceeded, {"size of the picture"});
    StoredFrame stored;
    if (const Result<void> read = frames->read(index, stored); !read) return tl::unexpected(read.error());
    Decoded out;
    out.rows = static_cast<int>(module.rows);
    out.columns = static_cast<int>(module.columns);
    if (stored.colour != SampleColour::Gray) {
        std::vector<LookupTable> palette;
        if (stored.colour == SampleColour::Palette) {
            auto read = readPalette(file);
            if (!read) return fail(ErrorCode::Unsupported, {"palette that is missing or damaged"});
            palette = std::move(*read);
        }
        out.type = PixelType::Rgb8;
        toRgb8(stored, palette, out.values);
        return out;
    }
    const GrayTransform transform(file, facts);
    for (const PixelType type : transform.candidates()) {
        out.type = type;
        if (transform.apply(stored, index, type, out.values)) return out;
    }
    return fail(ErrorCode::Internal, {}, "no pixel type fits");
}

template <class T> std::pair<double, double> rangeOf(const SliceView& frame)
{
    const T* values = static_cast<const T*>(frame.data);
    const auto count = static_cast<std::ptrdiff_t>(frame.rows) * frame.columns;
    const auto [low, high] = std::minmax_element(values, values + count);
    return {static_cast<double>(*low), static_cast<double>(*high)};
}

std::pair<double, double> rangeOf(const SliceView& frame)
{
    switch (frame.type) {
    case PixelType::Int16: return rangeOf<std::int16_t>(frame);
    case PixelType::UInt16: return rangeOf<std::uint16_t>(frame);
    case PixelType::Int32: return rangeOf<std::int32_t>(frame);
    case PixelType::Float32: return rangeOf<float>(frame);
    case PixelType::Rgb8: break;
    }
    return {0.0, 255.0};
}

/// Linear window of PS3.3 C.11.2.1.2.1.
template <class T> void applyWindow(const SliceView& frame, double center, double width, bool inverted, std::vector<std::uint8_t>& out)
{
    const T* values = static_cast<const T*>(frame.data);
    const double span = std::max(width - 1.0, 1e-9);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double at = (static_cast<double>(values[i]) - (center - 0.5)) / span + 0.5;
        const auto gray = static_cast<std::uint8_t>(std::clamp(at, 0.0, 1.0) * 255.0 + 0.5);
        out[i] = inverted ? static_cast<std::uint8_t>(255 - gray) : gray;
    }
}

void chooseWindow(const SliceView& frame, const InstanceFacts& facts, std::uint32_t index, FramePreview& out)
{
    const FrameFacts& own = facts.frames[std::min<std::size_t>(index, facts.frames.size() - 1)];
    if (own.windowWidth > 0.0) {
        out.windowCenter = own.windowCenter;
        out.windowWidth = own.windowWidth;
    } else if (facts.isHu) {
        out.windowCenter = kCtCenterHu;
        out.windowWidth = kCtWidthHu;
    } else {
        const auto [low, high] = rangeOf(frame);
        out.windowCenter = (low + high + 1.0) / 2.0;
        out.windowWidth = std::max(high - low + 1.0, 1.0);
    }
}

} // namespace

Result<FramePreview> previewFrame(
    const DicomFile& file, const InstanceFacts& facts, std::uint32_t index, double windowCenter, double windowWidth)
{
    auto decoded = decodeOne(file, facts, index);
    if (!decoded) return tl::unexpected(decoded.error());
    const SliceView frame = decoded->view();
    FramePreview out;
    out.rows = decoded->rows;
    out.columns = decoded->columns;
    out.text = findBurnedInText(frame);
    if (frame.type == PixelType::Rgb8) {
        out.channels = 3;
        out.pixels = std::move(decoded->values);
        return out;
    }
    out.windowCenter = windowCenter;
    out.windowWidth = windowWidth;
    if (windowWidth <= 0.0) chooseWindow(frame, facts, index, out);
    out.pixels.resize(static_cast<std::size_t>(out.rows) * static_cast<std::size_t>(out.columns));
    const bool inverted = file.report().pixels->photometric == "MONOCHROME1";
    switch (frame.type) {
    case PixelType::Int16: applyWindow<std::int16_t>(frame, out.windowCenter, out.windowWidth, inverted, out.pixels); break;
    case PixelType::UInt16: applyWindow<std::uint16_t>(frame, out.windowCenter, out.windowWidth, inverted, out.pixels); break;
    case PixelType::Int32: applyWindow<std::int32_t>(frame, out.windowCenter, out.windowWidth, inverted, out.pixels); break;
    case PixelType::Float32: applyWindow<float>(frame, out.windowCenter, out.windowWidth, inverted, out.pixels); break;
    case PixelType::Rgb8: break;
    }
    return out;
}

namespace {

std::vector<std::int16_t> toSixteenBits(const SliceView& frame)
{
    std::vector<std::int16_t> values(static_cast<std::size_t>(frame.rows) * static_cast<std::size_t>(frame.columns));
    const auto [low, high] = rangeOf(frame);
    const double scale = high - low > 4095.0 ? 4095.0 / (high - low) : 1.0;
    std::size_t at = 0;
    for (int j = 0; j < frame.rows; ++j) {
        for (int i = 0; i < frame.columns; ++i) values[at++] = static_cast<std::int16_t>((frame.value(i, j) - low) * scale);
    }
    return values;
}

} // namespace

std::vector<TextRegion> findBurnedInText(const SliceView& frame)
{
    if (frame.type == PixelType::Int16) return findBurnedInText(static_cast<const std::int16_t*>(frame.data), frame.columns, frame.rows);
    return findBurnedInText(toSixteenBits(frame).data(), frame.columns, frame.rows);
}

Result<ModalityValues> modalityValues(const DicomFile& file, const InstanceFacts& facts, std::uint32_t index)
{
    const auto decoded = decodeOne(file, facts, index);
    if (!decoded) return tl::unexpected(decoded.error());
    const SliceView frame = decoded->view();
    if (frame.type != PixelType::Int16) return ModalityValues{frame.rows, frame.columns, toSixteenBits(frame)};
    const auto* values = static_cast<const std::int16_t*>(frame.data);
    return ModalityValues{frame.rows, frame.columns, {values, values + std::ptrdiff_t{frame.rows} * frame.columns}};
}

std::vector<std::uint32_t> sampledFrames(std::uint32_t count)
{
    if (count == 0) return {};
    std::vector<std::uint32_t> frames{0, count / 2, count - 1};
    frames.erase(std::unique(frames.begin(), frames.end()), frames.end());
    return frames;
}

bool suspectsBurnedInText(const DicomFile& file, const InstanceFacts& facts)
{
    if (facts.modality != "CT" || facts.isSynthetic || !file.report().pixels) return false;
    const std::vector<std::uint32_t> frames = sampledFrames(file.report().pixels->frames);
    return std::any_of(frames.begin(), frames.end(), [&](std::uint32_t index) {
        const auto decoded = decodeOne(file, facts, index);
        if (!decoded) return false;
        const std::vector<TextRegion> found = findBurnedInText(decoded->view());
        return !found.empty() && found.front().confidence >= kConfidentText;
    });
}

} // namespace lobule::dicom
