#pragma once

#include <cstddef>
#include <cstring>

namespace lobule {

/// Whether all bytes are 0. What is written as a hole in a file takes neither room nor time: segmentations are nearly all zeros, and so are
/// bombs.
[[nodiscard]] inline bool isAllZero(const void* bytes, std::size_t count)
{
    const auto* at = static_cast<const unsigned char*>(bytes);
    return count > 0 && at[0] == 0 && std::memcmp(at, at + 1, count - 1) == 0;
}

} // namespace lobule
