#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

/// The message frame that Lobule's worker processes speak over stdin and stdout, both ways:
///
///     u32 little-endian  length of the JSON text in bytes (<= kMaxJsonBytes)
///     u64 little-endian  length of the payload in bytes   (<= kMaxPayloadBytes)
///     JSON text, UTF-8, one object
///     payload, raw bytes (pixels), may be empty
///
/// stderr is a log; it never holds patient data.
namespace lobule::wire {

constexpr std::size_t kHeaderBytes = 12;
constexpr std::uint32_t kMaxJsonBytes = 64u << 20;
constexpr std::uint64_t kMaxPayloadBytes = 4ull << 30;

struct FrameSize {
    std::uint32_t jsonBytes = 0;
    std::uint64_t payloadBytes = 0;
};

/// The twelve header bytes followed by the JSON text; the caller writes the payload after it.
[[nodiscard]] inline std::string encodeHeader(std::string_view json, std::uint64_t payloadBytes)
{
    std::string out;
    out.reserve(kHeaderBytes + json.size());
    const auto jsonBytes = static_cast<std::uint32_t>(json.size());
    for (int i = 0; i < 4; ++i) out.push_back(static_cast<char>((jsonBytes >> (8 * i)) & 0xffu));
    for (int i = 0; i < 8; ++i) out.push_back(static_cast<char>((payloadBytes >> (8 * i)) & 0xffu));
    out.append(json);
    return out;
}

/// Reads the sizes from twelve header bytes; empty when a limit is exceeded, i.e. the peer does not speak the protocol.
[[nodiscard]] inline std::optional<FrameSize> decodeHeader(const char* header)
{
    FrameSize size;
    for (int i = 3; i >= 0; --i) size.jsonBytes = (size.jsonBytes << 8) | static_cast<unsigned char>(header[i]);
    for (int i = 7; i >= 0; --i) size.payloadBytes = (size.payloadBytes << 8) | static_cast<unsigned char>(header[4 + i]);
    if (size.jsonBytes > kMaxJsonBytes || size.payloadBytes > kMaxPayloadBytes) return std::nullopt;
    return size;
}

} // namespace lobule::wire
