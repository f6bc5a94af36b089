#pragma once

#include "core/base/Result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The safetensors file format: u64 little-endian header length, JSON header, raw little-endian data. It holds numbers
/// and names only, so reading a file from elsewhere cannot run code; reading here is bounded against hostile headers.
namespace lobule::package {

enum class TensorType { F16, BF16, F32, F64, I64 };

[[nodiscard]] std::size_t bytesPerElement(TensorType type);

/// One named tensor. `data` is row-major, contiguous, possibly unaligned, and belongs to whoever made the entry.
struct TensorEntry {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::int64_t> shape;
    const std::byte* data = nullptr;
    std::size_t byteCount = 0;
};

/// A parsed file that owns its bytes. Movable; the entries' `data` stays valid as long as the object lives.
class SafetensorsFile {
public:
    /// Takes the bytes of a whole file. ModelInvalid{reason} for anything the format forbids: a header that is too long
    /// or no JSON, an unknown type, sizes that do not match, data that overlap, leave holes or reach beyond the end.
    [[nodiscard]] static Result<SafetensorsFile> parse(std::vector<std::byte> bytes);

    [[nodiscard]] const std::vector<TensorEntry>& tensors() const { return m_tensors; }

private:
    std::vector<std::byte> m_bytes;
    std::vector<TensorEntry> m_tensors;
};

/// The bytes of a file with these tensors, data in the given order, aligned to 8 bytes where the sizes allow.
[[nodiscard]] std::vector<std::byte> formatSafetensors(const std::vector<TensorEntry>& tensors);

} // namespace lobule::package
