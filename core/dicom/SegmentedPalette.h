#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace lobule::dicom {

/// Expands a Segmented Palette Color Lookup Table (PS3.3 C.7.9.2) of 16-bit words into `entries` values. Nothing when the
/// segments are damaged or make another number of values.
[[nodiscard]] std::optional<std::vector<std::uint16_t>> expandSegments(const std::vector<std::uint16_t>& words, std::size_t entries);

} // namespace lobule::dicom
