#pragma once

#include "core/base/Result.h"
#include "core/dicom/Bytes.h"

#include <vector>

namespace lobule::dicom {

/// Which fragments make one frame: `count` of them from `first`.
struct FrameFragments {
    std::size_t first = 0;
    std::size_t count = 0;
};

/// Divides the fragments of encapsulated pixel data (without the offset table) among `frames` frames: by the Basic Offset
/// Table where there is one, otherwise one fragment a frame, otherwise by the start of each codestream (PS3.5 A.4).
/// Errors: Malformed.
[[nodiscard]] Result<std::vector<FrameFragments>> indexFrames(
    const std::vector<ByteView>& fragments, ByteView offsetTable, std::size_t frames);

} // namespace lobule::dicom
