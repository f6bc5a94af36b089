#pragma once

#include "core/base/Result.h"
#include "core/dicom/Bytes.h"

#include <vector>

namespace lobule::dicom {

/// Inflates a raw deflate stream (PS3.5 A.5), at most `maxBytes` of it. Errors: Malformed, LimitExceeded.
[[nodiscard]] Result<std::vector<std::uint8_t>> inflateRaw(ByteView deflated, std::uint64_t maxBytes);

} // namespace lobule::dicom
