#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lobule::dicom {

class DicomFile;

/// A table look-up: Modality LUT Sequence (PS3.3 C.11.1) or one channel of a palette (PS3.3 C.7.6.3.1.5).
struct LookupTable {
    std::int32_t firstMapped = 0;
    std::uint32_t bits = 16; ///< Of an entry.
    std::vector<std::uint16_t> entries; ///< Never empty.

    [[nodiscard]] std::uint16_t map(std::int64_t stored) const
    {
        const std::int64_t index = stored - firstMapped;
        if (index < 0) return entries.front();
        return index < static_cast<std::int64_t>(entries.size()) ? entries[static_cast<std::size_t>(index)] : entries.back();
    }
};

/// The Modality LUT, or nothing where there is none (a rescale then applies). Descriptor and length were checked by the pre-scan.
[[nodiscard]] std::optional<LookupTable> readModalityLut(const DicomFile& file);

/// First item of the VOI LUT Sequence, or nothing; its input is signed where modality values may be.
[[nodiscard]] std::optional<LookupTable> readVoiLut(const DicomFile& file, bool isSigned);

/// The three channels of a palette, plain or segmented, or nothing when the file has none or a damaged one.
[[nodiscard]] std::optional<std::vector<LookupTable>> readPalette(const DicomFile& file);

} // namespace lobule::dicom
