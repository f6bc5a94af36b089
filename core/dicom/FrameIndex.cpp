#include "core/dicom/FrameIndex.h"

namespace lobule::dicom {

namespace {

tl::unexpected<Error> malformed(const char* reason) { return fail(ErrorCode::Malformed, {reason}); }

bool beginsCodestream(ByteView fragment)
{
    if (fragment.size() < 3 || fragment[0] != 0xFF) return false;
    return (fragment[1] == 0xD8 && fragment[2] == 0xFF) || (fragment[1] == 0x4F && fragment[2] == 0xFF);
}

Result<std::vector<FrameFragments>> byOffsets(const std::vector<ByteView>& fragments, ByteView table, std::size_t frames)
{
    std::vector<FrameFragments> out;
    std::uint64_t position = 0;
    std::size_t next = 0;
    for (std::size_t i = 0; i < fragments.size(); ++i) {
        if (next < frames && position == little32(table.data() + 4 * next)) {
            out.push_back({i, 0});
            ++next;
        }
        if (out.empty()) return malformed("the offset table does not begin with the first fragment");
        ++out.back().count;
        position += 8 + fragments[i].size();
    }
    if (next != frames) return malformed("the offset table points beside the fragments");
    return out;
}

} // namespace

Result<std::vector<FrameFragments>> indexFrames(const std::vector<ByteView>& fragments, ByteView offsetTable, std::size_t frames)
{
    if (fragments.size() < frames || frames == 0) return malformed("there are fewer pixel data fragments than frames");
    if (frames == 1) return std::vector<FrameFragments>{{0, fragments.size()}};
    std::vector<FrameFragments> out;
    if (fragments.size() == frames) {
        for (std::size_t i = 0; i < frames; ++i) out.push_back({i, 1});
        return out;
    }
    if (offsetTable.size() == 4 * frames) return byOffsets(fragments, offsetTable, frames);
    for (std::size_t i = 0; i < fragments.size(); ++i) {
        if (beginsCodestream(fragments[i])) out.push_back({i, 0});
        if (out.empty()) return malformed("the first fragment does not begin a frame");
        ++out.back().count;
    }
    if (out.size() != frames) return malformed("the fragments cannot be divided among the frames");
    return out;
}

} // namespace lobule::dicom
