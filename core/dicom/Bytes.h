#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace lobule::dicom {

/// Untrusted bytes, not owned: a mapped file or an inflated data set.
using ByteView = std::span<const std::uint8_t>;

/// A run of bytes inside a ByteView.
struct ByteRange {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

// The caller has checked that the bytes are there.
[[nodiscard]] inline std::uint16_t little16(const std::uint8_t* p) { return static_cast<std::uint16_t>(p[0] | (p[1] << 8)); }
[[nodiscard]] inline std::uint16_t big16(const std::uint8_t* p) { return static_cast<std::uint16_t>((p[0] << 8) | p[1]); }
[[nodiscard]] inline std::uint32_t little32(const std::uint8_t* p)
{
    return static_cast<std::uint32_t>(p[0]) | (static_cast<std::uint32_t>(p[1]) << 8) | (static_cast<std::uint32_t>(p[2]) << 16)
        | (static_cast<std::uint32_t>(p[3]) << 24);
}
[[nodiscard]] inline std::uint32_t big32(const std::uint8_t* p)
{
    return static_cast<std::uint32_t>(p[3]) | (static_cast<std::uint32_t>(p[2]) << 8) | (static_cast<std::uint32_t>(p[1]) << 16)
        | (static_cast<std::uint32_t>(p[0]) << 24);
}

/// A DICOM string value without its padding (trailing spaces and NULs).
[[nodiscard]] inline std::string trimmedText(ByteView data, ByteRange range)
{
    std::string_view text(reinterpret_cast<const char*>(data.data()) + range.offset, static_cast<std::size_t>(range.length));
    while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
    return std::string(text);
}

} // namespace lobule::dicom
