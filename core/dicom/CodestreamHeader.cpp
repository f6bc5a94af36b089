#include "core/dicom/CodestreamHeader.h"

#include <cstring>

namespace lobule::dicom {

namespace {

tl::unexpected<Error> damaged(const char* what) { return fail(ErrorCode::Malformed, {std::string("a compressed frame ") + what}); }

/// The codestream inside the boxes of a JP2 file, which some writers store whole.
ByteView unwrapJp2(ByteView frame)
{
    if (frame.size() < 12 || big32(frame.data() + 4) != 0x6A502020u) return frame;
    std::size_t at = 0;
    while (frame.size() - at >= 8) {
        const std::uint32_t length = big32(frame.data() + at);
        if (big32(frame.data() + at + 4) == 0x6A703263u) return frame.subspan(at + 8);
        if (length < 8 || length > frame.size() - at) break;
        at += length;
    }
    return frame;
}

Result<CodestreamHeader> readSiz(ByteView frame)
{
    const ByteView stream = unwrapJp2(frame);
    if (stream.size() < 47 || big16(stream.data()) != 0xFF4F || big16(stream.data() + 2) != 0xFF51) {
        return damaged("does not begin like JPEG 2000");
    }
    const std::uint8_t* p = stream.data() + 4;
    CodestreamHeader header;
    const std::uint32_t length = big16(p);
    const std::uint32_t right = big32(p + 4), bottom = big32(p + 8), left = big32(p + 12), top = big32(p + 16);
    header.components = big16(p + 36);
    if (right <= left || bottom <= top || header.components == 0) return damaged("states no size");
    if (length != 38 + 3 * header.components || stream.size() < 4u + length) return damaged("has a damaged size marker");
    if (big32(p + 20) == 0 || big32(p + 24) == 0) return damaged("states empty tiles");
    header.columns = right - left;
    header.rows = bottom - top;
    header.bits = (p[38] & 0x7Fu) + 1;
    header.isSigned = (p[38] & 0x80u) != 0;
    for (std::uint32_t i = 0; i < header.components; ++i) {
        const std::uint8_t* component = p + 38 + 3 * i;
        // Subsampled or differing components are legal JPEG 2000, but DICOM has no photometric interpretation for them.
        if (component[0] != p[38] || component[1] != 1 || component[2] != 1) return damaged("has components of different size");
    }
    return header;
}

bool isStandaloneMarker(std::uint8_t marker) { return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8); }

bool isFrameHeader(std::uint8_t marker)
{
    return marker == 0xF7 || (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC);
}

Result<CodestreamHeader> readSof(ByteView frame)
{
    if (frame.size() < 4 || frame[0] != 0xFF || frame[1] != 0xD8) return damaged("does not begin like JPEG");
    std::size_t at = 2;
    while (frame.size() - at >= 4) {
        if (frame[at] != 0xFF) return damaged("has a damaged header");
        const std::uint8_t marker = frame[at + 1];
        if (marker == 0xFF) {
            ++at;
            continue;
        }
        if (isStandaloneMarker(marker)) {
            at += 2;
            continue;
        }
        if (marker == 0xDA || marker == 0xD9) break;
        const std::uint32_t length = big16(frame.data() + at + 2);
        if (length < 2 || length > frame.size() - at - 2) return damaged("has a damaged header");
        if (isFrameHeader(marker)) {
            if (length < 8) return damaged("has a damaged frame header");
            const std::uint8_t* p = frame.data() + at + 4;
            CodestreamHeader header;
            header.bits = p[0];
            header.rows = big16(p + 1);
            header.columns = big16(p + 3);
            header.components = p[5];
            header.lossless = marker == 0xC3;
            if (header.rows == 0 || header.columns == 0 || length < 8 + 3 * header.components) return damaged("states no size");
            return header;
        }
        at += 2 + length;
    }
    return damaged("has no frame header");
}

} // namespace

Result<CodestreamHeader> readCodestreamHeader(ByteView frame, Codec codec)
{
    return codec == Codec::Jpeg2000 ? readSiz(frame) : readSof(frame);
}

std::uint64_t countScans(std::span<const ByteView> parts)
{
    std::uint64_t scans = 0;
    bool isMarker = false;
    for (const ByteView part : parts) {
        const std::uint8_t* at = part.data();
        const std::uint8_t* const end = at + part.size();
        if (isMarker && at != end && *at == 0xDA) ++scans;
        isMarker = false;
        while (at != end) {
            at = static_cast<const std::uint8_t*>(std::memchr(at, 0xFF, static_cast<std::size_t>(end - at)));
            if (at == nullptr) break;
            if (++at == end)
                isMarker = true;
            else if (*at == 0xDA)
                ++scans;
        }
    }
    return scans;
}

Result<void> checkRleHeader(ByteView head, std::uint64_t frameBytes, std::uint32_t segments)
{
    if (head.size() < 64) return damaged("is shorter than an RLE header");
    const std::uint32_t count = little32(head.data());
    if (count != segments) return damaged("has another number of RLE segments than its pixels need");
    std::uint32_t previous = 63;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t offset = little32(head.data() + 4 + 4 * i);
        if (offset <= previous || offset >= frameBytes) return damaged("has an RLE segment outside of it");
        previous = offset;
    }
    return {};
}

} // namespace lobule::dicom
