#pragma once

#include "core/deidentify/ActionTable.h"

#include <gdcmDataElement.h>

namespace lobule::deidentify {

/// A value that is valid for the VR, not empty and the same for every patient (PS3.15 table E.1-1a, D): "REMOVED",
/// 1 January 1900, midnight, zero, two zero bytes, one item that says so. Text is ASCII, which every character set holds.
[[nodiscard]] gdcm::DataElement makeDummy(TagNumber tag, Vr vr);

/// The text that stands for text that was taken out.
inline constexpr char kRemovedText[] = "REMOVED";

} // namespace lobule::deidentify
