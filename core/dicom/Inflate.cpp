#include "core/dicom/Inflate.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace lobule::dicom {

Result<std::vector<std::uint8_t>> inflateRaw(ByteView deflated, std::uint64_t maxBytes)
{
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return fail(ErrorCode::Internal, {}, "inflateInit2");
    std::vector<std::uint8_t> out;
    std::array<std::uint8_t, 65536> chunk{};
    std::size_t at = 0;
    int status = Z_OK;
    Result<void> outcome;
    while (status != Z_STREAM_END && outcome) {
        if (stream.avail_in == 0) {
            const std::size_t take = std::min<std::size_t>(deflated.size() - at, 1u << 20);
            // zlib's interface is not const-correct; it does not write to its input.
            stream.next_in = const_cast<Bytef*>(deflated.data() + at);
            stream.avail_in = static_cast<uInt>(take);
            at += take;
        }
        stream.next_out = chunk.data();
        stream.avail_out = static_cast<uInt>(chunk.size());
        status = inflate(&stream, Z_NO_FLUSH);
        const std::size_t got = chunk.size() - stream.avail_out;
        if (out.size() + got > maxBytes) {
            outcome = fail(ErrorCode::LimitExceeded, {"inflated size"});
        } else if (status != Z_OK && status != Z_STREAM_END) {
            outcome = fail(ErrorCode::Malformed, {"the deflated data set is damaged or truncated"});
        } else {
            out.insert(out.end(), chunk.data(), chunk.data() + got);
        }
    }
    inflateEnd(&stream);
    if (!outcome) return tl::unexpected(outcome.error());
    return out;
}

} // namespace lobule::dicom
