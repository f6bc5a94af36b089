#include "core/dicom/BlackOut.h"

#include "core/dicom/ColourConvert.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <ostream>

namespace lobule::dicom {

namespace {

tl::unexpected<Error> impossible(const std::string& reason) { return fail(ErrorCode::BlackOutFailed, {reason}); }

std::uint32_t valueAt(const std::uint8_t* p, std::uint32_t size)
{
    std::uint32_t value = 0;
    for (std::uint32_t i = 0; i < size; ++i) value |= std::uint32_t{p[i]} << (8 * i);
    return value;
}

void put(std::uint8_t* p, std::uint32_t size, std::uint32_t value)
{
    for (std::uint32_t i = 0; i < size; ++i) p[i] = static_cast<std::uint8_t>((value >> (8 * i)) & 0xFFu);
}

struct StoredRange {
    std::int64_t low = 0;
    std::int64_t high = 0;
};

StoredRange storable(const PixelModule& module)
{
    const std::int64_t span = std::int64_t{1} << module.bitsStored;
    return module.isSigned ? StoredRange{-span / 2, span / 2 - 1} : StoredRange{0, span - 1};
}

/// The stored value in `range` with the smallest (or largest) table entry; the first of several.
std::int64_t extremeEntry(const LookupTable& table, StoredRange range, bool largest)
{
    std::int64_t best = std::clamp<std::int64_t>(table.firstMapped, range.low, range.high);
    const std::int64_t end = std::min<std::int64_t>(range.high, table.firstMapped + static_cast<std::int64_t>(table.entries.size()) - 1);
    for (std::int64_t stored = best; stored <= end; ++stored) {
        if (largest ? table.map(stored) > table.map(best) : table.map(stored) < table.map(best)) best = stored;
    }
    return best;
}

/// Single bits of all frames follow each other without a gap (PS3.5 8.1.1).
class BitPacker {
public:
    explicit BitPacker(std::ostream& out) : m_out(out) { }
    void put(const std::vector<std::uint8_t>& bits)
    {
        for (const std::uint8_t bit : bits) {
            m_byte = static_cast<std::uint8_t>(m_byte | ((bit & 1u) << m_count));
            if (++m_count == 8) flush();
        }
    }
    void finish()
    {
        if (m_count > 0) flush();
    }

private:
    void flush()
    {
        m_out.put(static_cast<char>(m_byte));
        m_byte = 0;
        m_count = 0;
    }
    std::ostream& m_out;
    std::uint8_t m_byte = 0;
    int m_count = 0;
};

} // namespace

Result<BlackOut> BlackOut::plan(const DicomFile& file, const InstanceFacts& facts, std::vector<PixelRectangle> rectangles)
{
    auto frames = StoredFrames::open(file);
    if (!frames) {
        const Error& error = frames.error();
        const bool unknown = error.code == ErrorCode::Unsupported && !error.arguments.empty();
        return impossible(unknown ? "not supported: " + error.arguments.front() : "the picture cannot be decoded");
    }
    BlackOut out(std::move(*frames));
    out.m_facts = facts.frames;
    if (out.m_facts.empty()) out.m_facts.emplace_back();
    out.m_isCt = facts.modality == "CT";
    out.m_lut = readModalityLut(file);
    out.m_rectangles = std::move(rectangles);
    if (out.m_frames.colour() == SampleColour::Palette) {
        auto palette = readPalette(file);
        if (!palette) return impossible("its palette is missing or damaged");
        out.m_palette = std::move(*palette);
    }
    if (const Result<void> clipped = out.clip(); !clipped) return tl::unexpected(clipped.error());
    if (const Result<void> known = out.layOut(); !known) return tl::unexpected(known.error());
    return out;
}

Result<void> BlackOut::clip()
{
    const auto columns = static_cast<std::int64_t>(m_frames.module().columns);
    const auto rows = static_cast<std::int64_t>(m_frames.module().rows);
    const auto frames = static_cast<std::int64_t>(m_frames.count());
    for (PixelRectangle& each : m_rectangles) {
        const std::int64_t left = std::max(0, each.x), top = std::max(0, each.y);
        const std::int64_t right = std::min(std::int64_t{each.x} + each.width, columns);
        const std::int64_t bottom = std::min(std::int64_t{each.y} + each.height, rows);
        if (each.width <= 0 || each.height <= 0 || left >= right || top >= bottom || each.frame < -1 || each.frame >= frames)
            return impossible("a rectangle lies outside the picture of " + std::to_string(columns) + " x " + std::to_string(rows));
        each = {static_cast<int>(left), static_cast<int>(top), static_cast<int>(right - left), static_cast<int>(bottom - top), each.frame};
    }
    return {};
}

/// The first frame shows what the decoder makes of the samples.
Result<void> BlackOut::layOut()
{
    StoredFrame first;
    if (const Result<void> read = m_frames.read(0, first); !read) return read;
    m_written = m_frames.module();
    m_colour = first.colour;
    m_bytesPerSample = first.bytesPerSample;
    m_written.bitsStored = first.bitsStored;
    m_written.highBit = first.highBit;
    if (m_written.bitsAllocated != 1) m_written.bitsAllocated = 8 * first.bytesPerSample;
    if (m_colour == SampleColour::YbrPartial) {
        m_colour = SampleColour::Rgb;
        m_bytesPerSample = 1;
        m_written.bitsAllocated = m_written.bitsStored = 8;
        m_written.highBit = 7;
    }
    if (m_colour == SampleColour::Rgb) m_written.photometric = "RGB";
    if (m_colour == SampleColour::YbrFull) m_written.photometric = "YBR_FULL";
    if (bytes() > 0xFFFFFFFEull) return impossible("the decoded pixels are longer than 4 GiB");
    return {};
}

std::uint64_t BlackOut::bytes() const
{
    const std::uint64_t samples = std::uint64_t{m_written.rows} * m_written.columns * m_written.samplesPerPixel * m_written.frames;
    const std::uint64_t bytes = (samples * m_written.bitsAllocated + 7) / 8;
    return bytes + bytes % 2;
}

std::int64_t BlackOut::darkGray(std::size_t frame) const
{
    const StoredRange range = storable(m_written);
    const bool inverted = m_written.photometric == "MONOCHROME1";
    if (m_lut) return extremeEntry(*m_lut, range, inverted);
    const FrameFacts& facts = m_facts[std::min(frame, m_facts.size() - 1)];
    const double slope = facts.rescaleSlope;
    const std::int64_t extreme = inverted != (slope < 0.0) ? range.high : range.low;
    if (!m_isCt || slope == 0.0) return extreme;
    // Values beyond 16 bits would make the whole slice one of 32 bits, apart from its series.
    const double value = static_cast<double>(extreme) * slope + facts.rescaleIntercept;
    const double bounded = std::clamp<double>(value, std::numeric_limits<std::int16_t>::min(), std::numeric_limits<std::int16_t>::max());
    if (bounded == value) return extreme;
    const double stored = (bounded - facts.rescaleIntercept) / slope;
    const double inward = extreme == range.low ? std::ceil(stored) : std::floor(stored);
    return std::clamp(static_cast<std::int64_t>(inward), range.low, range.high);
}

std::int64_t BlackOut::darkPaletteIndex() const
{
    const StoredRange range{0, (std::int64_t{1} << m_written.bitsStored) - 1};
    const std::int64_t begin = std::clamp<std::int64_t>(m_palette[0].firstMapped, range.low, range.high);
    const std::int64_t end = std::min(range.high, m_palette[0].firstMapped + static_cast<std::int64_t>(m_palette[0].entries.size()) - 1);
    const auto luminance = [this](std::int64_t index) {
        return 299ull * m_palette[0].map(index) + 587ull * m_palette[1].map(index) + 114ull * m_palette[2].map(index);
    };
    std::int64_t best = begin;
    for (std::int64_t index = begin; index <= end; ++index) {
        if (luminance(index) < luminance(best)) best = index;
    }
    return best;
}

std::vector<std::uint8_t> BlackOut::darkPixel(std::size_t frame) const
{
    const std::uint32_t shift = m_written.highBit + 1 - m_written.bitsStored;
    std::vector<std::uint8_t> pixel(std::size_t{m_written.samplesPerPixel} * m_bytesPerSample);
    const auto set = [&](std::size_t sample, std::int64_t value) {
        put(pixel.data() + sample * m_bytesPerSample, m_bytesPerSample, static_cast<std::uint32_t>(value) << shift);
    };
    if (m_colour == SampleColour::Gray) set(0, darkGray(frame));
    if (m_colour == SampleColour::Palette) set(0, darkPaletteIndex());
    if (m_colour == SampleColour::YbrFull) {
        // No colour is the middle of the range (PS3.3 C.7.6.3.1.2).
        for (const std::size_t chroma : {std::size_t{1}, std::size_t{2}}) set(chroma, std::int64_t{1} << (m_written.bitsStored - 1));
    }
    return pixel;
}

void BlackOut::clearUnusedBits(std::vector<std::uint8_t>& samples) const
{
    const std::uint32_t bits = m_written.bitsStored, width = 8 * m_bytesPerSample;
    if (bits == width || m_written.bitsAllocated == 1) return;
    const std::uint32_t shift = m_written.highBit + 1 - bits;
    const std::uint32_t mask = static_cast<std::uint32_t>(((std::uint64_t{1} << bits) - 1) << shift);
    const std::uint32_t sign = std::uint32_t{1} << m_written.highBit;
    const auto above = static_cast<std::uint32_t>(~((std::uint64_t{1} << (m_written.highBit + 1)) - 1));
    for (std::size_t at = 0; at + m_bytesPerSample <= samples.size(); at += m_bytesPerSample) {
        std::uint32_t value = valueAt(samples.data() + at, m_bytesPerSample) & mask;
        if (m_written.isSigned && (value & sign) != 0) value |= above;
        put(samples.data() + at, m_bytesPerSample, value);
    }
}

void BlackOut::paint(std::vector<std::uint8_t>& samples, std::uint32_t frame) const
{
    const std::vector<std::uint8_t> dark = darkPixel(frame);
    for (const PixelRectangle& each : m_rectangles) {
        if (each.frame >= 0 && static_cast<std::uint32_t>(each.frame) != frame) continue;
        for (int y = each.y; y < each.y + each.height; ++y) {
            std::uint8_t* to
                = samples.data() + (static_cast<std::size_t>(y) * m_written.columns + static_cast<std::size_t>(each.x)) * dark.size();
            for (int x = 0; x < each.width; ++x, to += dark.size()) std::memcpy(to, dark.data(), dark.size());
        }
    }
}

Result<void> BlackOut::write(std::ostream& out) const
{
    BitPacker packer(out);
    std::uint64_t written = 0;
    StoredFrame frame;
    std::vector<std::uint8_t> samples;
    for (std::uint32_t i = 0; i < m_frames.count(); ++i) {
        if (const Result<void> read = m_frames.read(i, frame); !read) return read;
        if (frame.colour == SampleColour::YbrPartial) {
            toRgb8(frame, {}, samples);
        } else {
            const bool same = frame.bytesPerSample == m_bytesPerSample && frame.bitsStored == m_written.bitsStored
                && frame.highBit == m_written.highBit;
            if (!same) return impossible("its frames have different numbers of bits");
            samples.assign(frame.samples.begin(), frame.samples.end());
        }
        clearUnusedBits(samples);
        paint(samples, i);
        written += samples.size();
        if (m_written.bitsAllocated == 1)
            packer.put(samples);
        else
            out.write(reinterpret_cast<const char*>(samples.data()), static_cast<std::streamsize>(samples.size()));
    }
    packer.finish();
    if (m_written.bitsAllocated == 1) written = (written + 7) / 8;
    if (written % 2 != 0) out.put('\0');
    return {};
}

} // namespace lobule::dicom
