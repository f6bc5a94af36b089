#pragma once

#include "core/base/Result.h"
#include "core/dicom/Bytes.h"
#include "core/dicom/TransferSyntax.h"

#include <span>

namespace lobule::dicom {

/// What a compressed frame says about itself.
struct CodestreamHeader {
    std::uint32_t columns = 0;
    std::uint32_t rows = 0;
    std::uint32_t components = 0;
    std::uint32_t bits = 0; ///< Precision of a sample.
    bool isSigned = false; ///< JPEG 2000 only.
    bool lossless = false; ///< JPEG lossless process, reversible JPEG 2000, or JPEG-LS with NEAR 0.
};

/// Reads the frame header of a JPEG, JPEG-LS or JPEG 2000 codestream (SOF, SIZ marker), looking at marker segments only.
/// Errors: Malformed.
[[nodiscard]] Result<CodestreamHeader> readCodestreamHeader(ByteView frame, Codec codec);

/// Start-of-scan markers in a JPEG frame that lies in several parts; those inside comments and thumbnails count as well.
[[nodiscard]] std::uint64_t countScans(std::span<const ByteView> parts);

/// Checks the header of an RLE frame of `frameBytes` (PS3.5 annex G.5), whose beginning is `head`: segment count and ascending
/// offsets inside the frame.
[[nodiscard]] Result<void> checkRleHeader(ByteView head, std::uint64_t frameBytes, std::uint32_t segments);

} // namespace lobule::dicom
