#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace lobule {

/// How a window maps modality values to greys: VOI LUT Function (PS3.3 C.11.2.1.2, C.11.2.1.3).
enum class VoiFunction : std::uint8_t { Linear = 0, LinearExact = 1, Sigmoid = 2 };

/// One item of a VOI LUT Sequence (PS3.3 C.11.2.1.1): modality value to grey. A plain value.
struct VoiLut {
    std::int32_t firstMapped = 0; ///< Modality value of the first entry.
    std::uint32_t bits = 16; ///< Of an entry, 8 to 16.
    std::vector<std::uint16_t> entries; ///< Never empty.

    /// 0 (black) to 1 (white). Values beside the table take its first or last entry; not a number takes the first.
    [[nodiscard]] double grey(double value) const
    {
        const double index = std::floor(value + 0.5) - firstMapped;
        const auto last = static_cast<double>(entries.size() - 1);
        const std::size_t at = !(index > 0.0) ? 0 : index >= last ? entries.size() - 1 : static_cast<std::size_t>(index);
        const double white = static_cast<double>((1u << bits) - 1u);
        return entries[at] >= white ? 1.0 : entries[at] / white;
    }
    friend bool operator==(const VoiLut&, const VoiLut&) = default;
};

} // namespace lobule
