#include "core/dicom/StoredFrames.h"

#include "core/dicom/DataSetReader.h"
#include "core/dicom/GdcmCodec.h"
#include "core/dicom/RleDecoder.h"

#include <gdcmFile.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <string_view>

namespace lobule::dicom {

namespace {

/// Names of PS3.3 C.7.6.3.1.2 only: whatever else stands there may be anybody's text.
tl::unexpected<Error> unsupportedColour(const std::string& name)
{
    static constexpr std::string_view kNames[] = {"MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "HSV", "ARGB", "CMYK", "YBR_FULL",
        "YBR_FULL_422", "YBR_PARTIAL_422", "YBR_PARTIAL_420", "YBR_ICT", "YBR_RCT", "XYB"};
    const bool isDefined = std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
    return fail(ErrorCode::Unsupported, {isDefined ? "photometric interpretation " + name : "an unknown photometric interpretation"});
}

Result<SampleColour> colourOf(const PixelModule& module)
{
    const std::string& name = module.photometric;
    if (name == "PALETTE COLOR") return SampleColour::Palette;
    if (module.samplesPerPixel == 1) return SampleColour::Gray;
    if (module.samplesPerPixel != 3) return unsupportedColour(name);
    if (name == "YBR_FULL" || name == "YBR_FULL_422") return SampleColour::YbrFull;
    if (name == "YBR_PARTIAL_422" || name == "YBR_PARTIAL_420") return SampleColour::YbrPartial;
    // The JPEG 2000 codec undoes its own colour transforms.
    if (name == "RGB" || name == "YBR_RCT" || name == "YBR_ICT") return SampleColour::Rgb;
    return unsupportedColour(name);
}

void swapBytes(std::vector<std::uint8_t>& bytes, std::uint32_t size)
{
    for (std::size_t i = 0; size > 1 && i + size <= bytes.size(); i += size)
        std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i), bytes.begin() + static_cast<std::ptrdiff_t>(i + size));
}

} // namespace

Result<StoredFrames> StoredFrames::open(const DicomFile& file)
{
    if (!file.report().pixels) return fail(ErrorCode::NotFound, {"pixel data"});
    const TransferSyntax* syntax = findTransferSyntax(file.report().transferSyntaxUid);
    if (syntax == nullptr || syntax->codec == Codec::Unsupported) {
        return fail(ErrorCode::Unsupported, {"transfer syntax " + std::string(syntax != nullptr ? syntax->name : "")});
    }
    StoredFrames out;
    out.m_module = *file.report().pixels;
    out.m_codec = syntax->codec;
    out.m_pixels = file.pixels();
    if (out.m_module.bitsAllocated > 32) return fail(ErrorCode::Unsupported, {"64 bits allocated"});
    const Result<SampleColour> colour = colourOf(out.m_module);
    if (!colour) return tl::unexpected(colour.error());
    out.m_colour = *colour;
    const detail::DataSetReader root(file.header().GetDataSet());
    const std::vector<std::uint16_t> planar = root.shorts(0x0028, 0x0006);
    out.m_planar = out.m_module.samplesPerPixel > 1 && !planar.empty() && planar.front() == 1;
    if (out.m_pixels.encapsulated) {
        auto frames = indexFrames(out.m_pixels.fragments, out.m_pixels.offsetTable, out.m_module.frames);
        if (!frames) return tl::unexpected(frames.error());
        out.m_frames = std::move(*frames);
    }
    return out;
}

Result<void> StoredFrames::read(std::uint32_t index, StoredFrame& out) const
{
    try {
        if (!m_pixels.encapsulated) return readNative(index, out);
        std::vector<std::uint8_t> joined;
        const ByteView frame = joinFragments(index, joined);
        return m_codec == Codec::Rle ? readRle(frame, out) : readWithCodec(frame, out);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::LimitExceeded, {"memory"});
    }
}

ByteView StoredFrames::joinFragments(std::uint32_t index, std::vector<std::uint8_t>& joined) const
{
    const FrameFragments& frame = m_frames[index];
    if (frame.count == 1) return m_pixels.fragments[frame.first];
    for (std::size_t i = 0; i < frame.count; ++i) {
        const ByteView part = m_pixels.fragments[frame.first + i];
        joined.insert(joined.end(), part.begin(), part.end());
    }
    return joined;
}

Result<void> StoredFrames::readNative(std::uint32_t index, StoredFrame& out) const
{
    const std::size_t pixels = std::size_t{m_module.rows} * m_module.columns;
    out.colour = m_colour;
    if (m_module.bitsAllocated == 1) {
        unpackBits(m_pixels.native, index * pixels * m_module.samplesPerPixel, out);
        return {};
    }
    out.bytesPerSample = m_module.bitsAllocated / 8;
    out.bitsStored = m_module.bitsStored;
    out.highBit = m_module.highBit;
    const bool subsampled = m_module.samplesPerPixel == 3 && m_module.photometric.ends_with("_422");
    if (subsampled) {
        if (m_module.bitsAllocated != 8 || m_module.columns % 2 != 0) return unsupportedColour(m_module.photometric);
        expand422(m_pixels.native.subspan(index * pixels * 2, pixels * 2), out);
        return {};
    }
    const std::size_t bytes = pixels * m_module.samplesPerPixel * out.bytesPerSample;
    if (m_pixels.bigEndian && m_pixels.inWords && out.bytesPerSample == 1) {
        copySwappedWords(index * bytes, bytes, out.buffer);
    } else if (m_pixels.bigEndian || m_planar) {
        const ByteView frame = m_pixels.native.subspan(index * bytes, bytes);
        out.buffer.assign(frame.begin(), frame.end());
        if (m_pixels.bigEndian) swapBytes(out.buffer, out.bytesPerSample);
    } else {
        out.samples = m_pixels.native.subspan(index * bytes, bytes);
        return {};
    }
    if (m_planar) separatePlanes(out);
    out.samples = out.buffer;
    return {};
}

void StoredFrames::copySwappedWords(std::size_t begin, std::size_t bytes, std::vector<std::uint8_t>& out) const
{
    out.resize(bytes);
    for (std::size_t i = 0; i < bytes; ++i) {
        // Frames of odd size begin inside a word. The pre-scan saw to it that the padded value is long enough.
        const std::size_t at = std::min((begin + i) ^ std::size_t{1}, m_pixels.native.size() - 1);
        out[i] = m_pixels.native[at];
    }
}

void StoredFrames::unpackBits(ByteView packed, std::size_t firstBit, StoredFrame& out) const
{
    out.bytesPerSample = 1;
    out.bitsStored = 1;
    out.highBit = 0;
    out.buffer.resize(std::size_t{m_module.rows} * m_module.columns * m_module.samplesPerPixel);
    for (std::size_t i = 0; i < out.buffer.size(); ++i) {
        const std::size_t bit = firstBit + i;
        out.buffer[i] = static_cast<std::uint8_t>((packed[bit / 8] >> (bit % 8)) & 1);
    }
    out.samples = out.buffer;
}

void StoredFrames::separatePlanes(StoredFrame& out) const
{
    const std::size_t size = out.bytesPerSample;
    const std::size_t pixels = std::size_t{m_module.rows} * m_module.columns;
    const std::vector<std::uint8_t> planes = out.buffer;
    for (std::size_t s = 0; s < m_module.samplesPerPixel; ++s) {
        for (std::size_t p = 0; p < pixels; ++p) {
            std::memcpy(out.buffer.data() + (p * m_module.samplesPerPixel + s) * size, planes.data() + (s * pixels + p) * size, size);
        }
    }
}

void StoredFrames::expand422(ByteView packed, StoredFrame& out) const
{
    // Y1 Y2 Cb Cr for two pixels (PS3.3 C.7.6.3.1.2).
    out.buffer.resize(packed.size() / 2 * 3);
    for (std::size_t i = 0, o = 0; i + 4 <= packed.size(); i += 4, o += 6) {
        const std::uint8_t pair[6] = {packed[i], packed[i + 2], packed[i + 3], packed[i + 1], packed[i + 2], packed[i + 3]};
        std::memcpy(out.buffer.data() + o, pair, 6);
    }
    out.samples = out.buffer;
}

Result<void> StoredFrames::readRle(ByteView frame, StoredFrame& out) const
{
    const std::size_t pixels = std::size_t{m_module.rows} * m_module.columns;
    const bool bitwise = m_module.bitsAllocated == 1;
    const std::uint32_t bytes = (m_module.bitsAllocated + 7) / 8;
    const Result<void> decoded = decodeRle(frame, bitwise ? (pixels + 7) / 8 : pixels, m_module.samplesPerPixel, bytes, out.buffer);
    if (!decoded) return decoded;
    out.colour = m_colour;
    out.bytesPerSample = bytes;
    out.bitsStored = m_module.bitsStored;
    out.highBit = m_module.highBit;
    out.samples = out.buffer;
    if (bitwise) {
        const std::vector<std::uint8_t> packed = std::move(out.buffer);
        unpackBits(packed, 0, out);
    }
    return {};
}

Result<void> StoredFrames::readWithCodec(ByteView frame, StoredFrame& out) const
{
    return detail::decodeWithGdcm(frame, m_module, m_codec, m_colour, out);
}

} // namespace lobule::dicom
