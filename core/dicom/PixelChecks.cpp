#include "core/dicom/PixelChecks.h"

#include "core/dicom/CodestreamHeader.h"
#include "core/dicom/FrameIndex.h"

#include <algorithm>
#include <charconv>

namespace lobule::dicom::detail {

namespace {

constexpr std::uint32_t kSamples = 0x00280002, kPhotometric = 0x00280004, kFrames = 0x00280008, kRows = 0x00280010, kColumns = 0x00280011,
                        kAllocated = 0x00280100, kStored = 0x00280101, kHighBit = 0x00280102, kSigned = 0x00280103, kPixelData = 0x7FE00010;
constexpr std::uint32_t kLutDescriptor = 0x00283002, kLutData = 0x00283006;
constexpr std::size_t kHeadBytes = 256 * 1024;
constexpr std::uint64_t kSmallDecoded = 256ull << 20;
/// Encoders write up to a dozen scans, a few write one for each coefficient of each component.
constexpr std::uint64_t kUsualScans = 16;
constexpr std::uint64_t kMostScannedAgain = 20'000'000; ///< Blocks of 8 x 8, beyond the usual scans: about a second.

tl::unexpected<Error> malformed(const std::string& reason) { return fail(ErrorCode::Malformed, {reason}); }
/// The attributes of the Image Pixel module that are US in every image.
bool isShortOfPixelModule(std::uint32_t tag)
{
    switch (tag) {
    case kSamples:
    case kRows:
    case kColumns:
    case kAllocated:
    case kStored:
    case kHighBit:
    case kSigned: return true;
    default: return false;
    }
}

/// The first fragment, or in `joined` the beginning of several.
ByteView headOf(std::span<const ByteView> parts, std::vector<std::uint8_t>& joined)
{
    if (parts.size() == 1) return parts.front();
    joined.clear();
    for (std::size_t i = 0; i < parts.size() && joined.size() < kHeadBytes; ++i) {
        const ByteView part = parts[i].first(std::min(parts[i].size(), kHeadBytes));
        joined.insert(joined.end(), part.begin(), part.end());
    }
    return joined;
}

tl::unexpected<Error> tooLarge(const char* limit) { return fail(ErrorCode::LimitExceeded, {limit}); }

} // namespace

Result<void> PixelChecks::visit(const Element& element)
{
    if (element.tag == kLutDescriptor) {
        m_nestedDescriptor = element.value;
        m_nestedDescriptorDepth = element.depth;
    } else if (element.tag == kLutData && m_nestedDescriptorDepth == element.depth && m_nestedDescriptor.length >= 6) {
        const std::uint8_t* p = m_data.data() + m_nestedDescriptor.offset;
        const std::uint32_t entries = element.bigEndian ? big16(p) : little16(p);
        const std::uint32_t bits = element.bigEndian ? big16(p + 4) : little16(p + 4);
        return checkTable(entries, bits, element.value.length, element.tag);
    }
    if (element.depth != 0) return {};
    const std::uint32_t group = element.tag >> 16;
    if (isShortOfPixelModule(element.tag) && element.vr[0] != '\0' && !element.isVr("US")) {
        return malformed(tagText(element.tag) + " has a wrong value representation");
    }
    if (group == 0x0028 || (group & 0xFFE0) == 0x6000 || group == 0x7FE0) m_root[element.tag] = element.value;
    // What follows Pixel Data is padding, signatures or private; the rest of the header must come before it.
    if (m_lastTag == kPixelData && group < 0x7FE0) return malformed("elements follow Pixel Data");
    if (m_lastTag != kPixelData) m_lastTag = element.tag;
    if (element.tag == kPixelData) return locate(element);
    return {};
}

Result<void> PixelChecks::locate(const Element& element)
{
    if (m_location.elementEnd != 0) return malformed("there are two Pixel Data elements");
    m_bigEndian = element.bigEndian;
    m_location.elementBegin = element.begin;
    m_location.value = element.value;
    m_location.elementEnd = element.value.offset + element.value.length;
    m_location.inWords = element.isVr("OW");
    m_location.encapsulated = element.fragments != nullptr;
    if (!m_location.encapsulated) return {};
    if (element.fragments->empty()) return malformed("encapsulated pixel data has no offset table");
    m_location.offsetTable = element.fragments->front();
    m_location.fragments.assign(element.fragments->begin() + 1, element.fragments->end());
    return {};
}

std::optional<std::uint32_t> PixelChecks::unsignedShort(std::uint32_t tag, std::size_t index) const
{
    const auto found = m_root.find(tag);
    if (found == m_root.end() || found->second.length < 2 * (index + 1)) return std::nullopt;
    const std::uint8_t* p = m_data.data() + found->second.offset + 2 * index;
    return m_bigEndian ? big16(p) : little16(p);
}

Result<std::uint32_t> PixelChecks::requiredShort(std::uint32_t tag, const char* keyword) const
{
    const std::optional<std::uint32_t> value = unsignedShort(tag);
    if (!value) return fail(ErrorCode::MissingAttribute, {keyword});
    return *value;
}

Result<std::uint32_t> PixelChecks::frameCount() const
{
    const auto found = m_root.find(kFrames);
    if (found == m_root.end() || found->second.length == 0) return 1u;
    std::string text = trimmedText(m_data, found->second);
    text.erase(0, text.find_first_not_of(" +"));
    std::uint32_t value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty()) return 1u;
    if (code != std::errc() || end != text.data() + text.size()) return malformed("Number of Frames is no number");
    // Some writers put 0 into single-frame images.
    return std::max(value, 1u);
}

Result<PixelModule> PixelChecks::module() const
{
    PixelModule out;
    const struct {
        std::uint32_t tag;
        const char* keyword;
        std::uint32_t PixelModule::*field;
    } required[] = {{kRows, "Rows", &PixelModule::rows}, {kColumns, "Columns", &PixelModule::columns},
        {kAllocated, "BitsAllocated", &PixelModule::bitsAllocated}};
    for (const auto& [tag, keyword, field] : required) {
        const Result<std::uint32_t> value = requiredShort(tag, keyword);
        if (!value) return tl::unexpected(value.error());
        out.*field = *value;
    }
    const Result<std::uint32_t> frames = frameCount();
    if (!frames) return tl::unexpected(frames.error());
    out.frames = *frames;
    out.samplesPerPixel = unsignedShort(kSamples).value_or(1);
    out.bitsStored = unsignedShort(kStored).value_or(out.bitsAllocated);
    out.highBit = unsignedShort(kHighBit).value_or(out.bitsStored - 1);
    out.isSigned = unsignedShort(kSigned).value_or(0) == 1;
    if (const auto found = m_root.find(kPhotometric); found != m_root.end()) out.photometric = trimmedText(m_data, found->second);
    return out;
}

Result<void> PixelChecks::checkBits(const PixelModule& pixels) const
{
    const std::uint32_t allocated = pixels.bitsAllocated;
    if (pixels.rows == 0 || pixels.columns == 0) return malformed("Rows or Columns is 0");
    if (allocated != 1 && allocated != 8 && allocated != 16 && allocated != 32 && allocated != 64) {
        return malformed("Bits Allocated is none of 1, 8, 16, 32, 64");
    }
    if (pixels.bitsStored == 0 || pixels.bitsStored > allocated) return malformed("Bits Stored does not fit Bits Allocated");
    if (pixels.highBit >= allocated || pixels.highBit + 1 < pixels.bitsStored) return malformed("High Bit does not fit Bits Stored");
    if (pixels.samplesPerPixel != 1 && pixels.samplesPerPixel != 3 && pixels.samplesPerPixel != 4) {
        return malformed("Samples per Pixel is none of 1, 3, 4");
    }
    if (pixels.frames > m_limits.frames) return tooLarge("number of frames");
    return {};
}

Result<void> PixelChecks::checkNative(const PixelModule& pixels, std::uint64_t frameBits) const
{
    // YBR_FULL_422 and the like keep two samples a pixel instead of three (PS3.3 C.7.6.3.1.2).
    if (pixels.photometric == "YBR_FULL_422" || pixels.photometric == "YBR_PARTIAL_422") frameBits = frameBits / 3 * 2;
    const std::uint64_t bytes = (frameBits * pixels.frames + 7) / 8;
    if (bytes > m_root.at(kPixelData).length) return malformed("Pixel Data is shorter than Rows, Columns and frames say");
    return {};
}

Result<void> PixelChecks::checkEncapsulated(const PixelModule& pixels, const TransferSyntax& syntax) const
{
    const ByteRange table = m_location.offsetTable;
    if (table.length % 4 != 0) return malformed("the offset table has a broken length");
    std::vector<ByteView> fragments;
    for (const ByteRange& range : m_location.fragments) {
        if (range.length < 2) return malformed("a pixel data fragment is empty");
        fragments.push_back(m_data.subspan(range.offset, range.length));
    }
    const ByteView offsets = m_data.subspan(table.offset, table.length);
    if (syntax.codec == Codec::Unsupported || syntax.codec == Codec::Native) return {};
    const std::uint64_t decoded
        = std::uint64_t{pixels.rows} * pixels.columns * pixels.samplesPerPixel * pixels.bitsAllocated / 8 * pixels.frames;
    if (decoded > kSmallDecoded && decoded / m_limits.decodeRatio > m_location.value.length)
        return tooLarge("compression ratio of the pixels");
    const auto frames = indexFrames(fragments, offsets, pixels.frames);
    if (!frames) return tl::unexpected(frames.error());
    const std::uint32_t segments = pixels.samplesPerPixel * ((pixels.bitsAllocated + 7) / 8);
    std::vector<std::uint8_t> joined;
    std::uint64_t scannedAgain = 0;
    for (const FrameFragments& frame : *frames) {
        const std::span<const ByteView> parts(fragments.data() + frame.first, frame.count);
        std::uint64_t frameBytes = 0;
        for (const ByteView part : parts) frameBytes += part.size();
        const ByteView head = headOf(parts, joined);
        if (syntax.codec == Codec::Rle) {
            if (const Result<void> sound = checkRleHeader(head, frameBytes, segments); !sound) return sound;
            continue;
        }
        const Result<CodestreamHeader> header = readCodestreamHeader(head, syntax.codec);
        if (!header) return tl::unexpected(header.error());
        if (header->rows != pixels.rows || header->columns != pixels.columns)
            return malformed("a compressed frame has another size than Rows and Columns");
        if (header->components != pixels.samplesPerPixel)
            return malformed("a compressed frame has another number of components than Samples per Pixel");
        if (header->bits > pixels.bitsAllocated || header->bits > 16)
            return malformed("a compressed frame has more bits than Bits Allocated");
        if (syntax.codec != Codec::Jpeg) continue;
        // Every scan goes over the whole picture again, and one of a few bytes is as much work as any other.
        const std::uint64_t scans = countScans(parts);
        const std::uint64_t blocks = std::uint64_t{(pixels.rows + 7) / 8} * ((pixels.columns + 7) / 8);
        if (scans > kUsualScans) scannedAgain += (scans - kUsualScans) * blocks;
        if (scannedAgain > kMostScannedAgain) return tooLarge("number of scans in a compressed frame");
    }
    return {};
}

Result<void> PixelChecks::checkTable(std::uint32_t entries, std::uint32_t bits, std::uint64_t bytes, std::uint32_t tag) const
{
    if (entries == 0) entries = 65536;
    // Tables said to be of 8 bits are stored both packed and in 16-bit words (PS3.3 C.7.6.3.1.5 and its note).
    if (bits == 0 || bits > 16) return malformed("the descriptor of the look-up table " + tagText(tag) + " is wrong");
    if (bytes < entries * (bits > 8 ? 2ull : 1ull))
        return malformed("the look-up table " + tagText(tag) + " is shorter than its descriptor");
    return {};
}

Result<void> PixelChecks::checkPalette() const
{
    for (std::uint32_t i = 0; i < 3; ++i) {
        const auto entries = unsignedShort(0x00281101 + i);
        const auto bits = unsignedShort(0x00281101 + i, 2);
        const auto found = m_root.find(0x00281201 + i);
        if (!entries || !bits || found == m_root.end()) continue;
        if (const Result<void> fits = checkTable(*entries, *bits, found->second.length, found->first); !fits) return fits;
    }
    return {};
}

Result<void> PixelChecks::checkOverlays() const
{
    for (std::uint32_t group = 0x6000; group <= 0x601E; group += 2) {
        const auto data = m_root.find((group << 16) | 0x3000);
        if (data == m_root.end()) continue;
        const std::uint64_t rows = unsignedShort((group << 16) | 0x0010).value_or(0);
        const std::uint64_t columns = unsignedShort((group << 16) | 0x0011).value_or(0);
        if ((rows * columns + 7) / 8 > data->second.length) return malformed("an overlay is shorter than its rows and columns");
    }
    return {};
}

Result<std::optional<PixelModule>> PixelChecks::finish(const TransferSyntax& syntax) const
{
    if (const Result<void> sound = checkOverlays(); !sound) return tl::unexpected(sound.error());
    if (!m_root.contains(kPixelData)) return std::nullopt;
    const Result<PixelModule> pixels = module();
    if (!pixels) return tl::unexpected(pixels.error());
    if (const Result<void> sound = checkBits(*pixels); !sound) return tl::unexpected(sound.error());
    const std::uint64_t frameBits = std::uint64_t{pixels->rows} * pixels->columns * pixels->samplesPerPixel * pixels->bitsAllocated;
    if (frameBits / 8 > m_limits.decodedBytes / pixels->frames) return tooLarge("size of the decoded pixels");
    if (m_location.encapsulated && frameBits / 8 > m_limits.compressedFrameBytes) return tooLarge("size of a compressed frame");
    if (m_location.encapsulated == (syntax.codec == Codec::Native)) {
        return malformed("the transfer syntax and the form of Pixel Data do not agree");
    }
    const Result<void> fits = m_location.encapsulated ? checkEncapsulated(*pixels, syntax) : checkNative(*pixels, frameBits);
    if (!fits) return tl::unexpected(fits.error());
    if (const Result<void> sound = checkPalette(); !sound) return tl::unexpected(sound.error());
    return std::optional<PixelModule>(*pixels);
}

} // namespace lobule::dicom::detail
