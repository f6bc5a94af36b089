#pragma once

#include "core/base/Result.h"
#include "core/dicom/Bytes.h"
#include "core/dicom/PreScan.h"
#include "core/dicom/StoredFrames.h"

namespace lobule::dicom::detail {

/// Decodes one JPEG, JPEG-LS or JPEG 2000 frame with GDCM's codecs. Errors: Malformed, LimitExceeded.
[[nodiscard]] Result<void> decodeWithGdcm(ByteView frame, const PixelModule& module, Codec codec, SampleColour colour, StoredFrame& out);

} // namespace lobule::dicom::detail
