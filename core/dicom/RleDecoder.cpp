#include "core/dicom/RleDecoder.h"

#include "core/dicom/CodestreamHeader.h"

#include <algorithm>
#include <cstring>

namespace lobule::dicom {

namespace {

/// PackBits into every `stride`th byte from `to` on; false when the segment ends before there are `count` of them.
bool unpackSegment(ByteView segment, std::uint8_t* to, std::size_t count, std::size_t stride)
{
    const auto copy = [to, stride](std::size_t at, const std::uint8_t* from, std::size_t bytes) {
        if (stride == 1)
            std::memcpy(to + at, from, bytes);
        else
            for (std::size_t i = 0; i < bytes; ++i) to[(at + i) * stride] = from[i];
    };
    const auto repeat = [to, stride](std::size_t at, std::uint8_t value, std::size_t bytes) {
        if (stride == 1)
            std::memset(to + at, value, bytes);
        else
            for (std::size_t i = 0; i < bytes; ++i) to[(at + i) * stride] = value;
    };
    std::size_t in = 0;
    std::size_t out = 0;
    while (out < count) {
        if (in >= segment.size()) return false;
        const auto control = static_cast<std::int8_t>(segment[in++]);
        if (control == -128) continue;
        if (control >= 0) {
            const std::size_t wanted = static_cast<std::size_t>(control) + 1;
            const std::size_t take = std::min({wanted, count - out, segment.size() - in});
            copy(out, segment.data() + in, take);
            in += take;
            out += take;
            if (take < wanted && out < count) return false;
        } else {
            if (in >= segment.size()) return false;
            const std::size_t run = std::min(static_cast<std::size_t>(1 - control), count - out);
            repeat(out, segment[in++], run);
            out += run;
        }
    }
    return true;
}

} // namespace

Result<void> decodeRle(
    ByteView frame, std::size_t planeBytes, std::uint32_t samples, std::uint32_t bytesPerSample, std::vector<std::uint8_t>& out)
{
    const std::uint32_t segments = samples * bytesPerSample;
    if (segments == 0 || segments > 15) return fail(ErrorCode::Malformed, {"RLE cannot hold so many bytes a pixel"});
    if (const Result<void> sound = checkRleHeader(frame, frame.size(), segments); !sound) return sound;
    out.resize(planeBytes * segments);
    for (std::uint32_t i = 0; i < segments; ++i) {
        const std::size_t begin = little32(frame.data() + 4 + 4 * i);
        const std::size_t end = i + 1 < segments ? little32(frame.data() + 8 + 4 * i) : frame.size();
        // Segments go from the most to the least significant byte of the first sample, then the second.
        const std::size_t sample = i / bytesPerSample;
        const std::size_t byte = bytesPerSample - 1 - i % bytesPerSample;
        std::uint8_t* to = out.data() + sample * bytesPerSample + byte;
        if (!unpackSegment(frame.subspan(begin, end - begin), to, planeBytes, segments))
            return fail(ErrorCode::Malformed, {"an RLE segment is too short"});
    }
    return {};
}

} // namespace lobule::dicom
