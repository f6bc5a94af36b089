#pragma once

#include "core/dicom/ModalityLut.h"
#include "core/dicom/StoredFrames.h"

#include <cstdint>
#include <vector>

namespace lobule::dicom {

/// Turns a frame of samples in any colour space into interleaved 8-bit RGB (PS3.3 C.7.6.3.1.2). `palette` is needed for
/// SampleColour::Palette only. Deeper samples are reduced to their 8 upper bits.
void toRgb8(const StoredFrame& frame, const std::vector<LookupTable>& palette, std::vector<std::uint8_t>& rgb);

} // namespace lobule::dicom
