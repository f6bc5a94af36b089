#pragma once

#include "core/dicom/PreScan.h"

#include <cstdint>

namespace lobule::ingest {

/// Processor time that one file may take, the base included: what its bytes and its decoded pixels need with the slowest codec that may be
/// at work, several times over. It grows with both, so that a small file that claims much gets little (one of 14 kB can keep a JPEG-LS
/// decoder busy for 12 s), and ends at half an hour.
[[nodiscard]] std::uint64_t processorSeconds(const dicom::PreScanReport& report, std::uint64_t fileBytes);

/// Before anything is known about the file, or where it is no image.
[[nodiscard]] std::uint64_t processorSeconds(std::uint64_t fileBytes);

} // namespace lobule::ingest
