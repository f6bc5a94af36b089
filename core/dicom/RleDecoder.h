#pragma once

#include "core/base/Result.h"
#include "core/dicom/Bytes.h"

#include <vector>

namespace lobule::dicom {

/// Decodes one RLE frame (PS3.5 annex G, PackBits) of `samples` samples a pixel with `bytesPerSample` bytes each and
/// `planeBytes` bytes in every byte plane. `out` becomes interleaved samples, little endian. Errors: Malformed.
[[nodiscard]] Result<void> decodeRle(
    ByteView frame, std::size_t planeBytes, std::uint32_t samples, std::uint32_t bytesPerSample, std::vector<std::uint8_t>& out);

} // namespace lobule::dicom
