#pragma once

#include <cstddef>
#include <cstdint>

namespace lobule {

/// Storage type of decoded pixels. Modality values (HU for CT) are stored after rescale, little-endian.
enum class PixelType : std::uint8_t {
    Int16 = 1, ///< The usual case: CT in HU.
    UInt16 = 2,
    Int32 = 3,
    Float32 = 4, ///< A rescale with fractions.
    Rgb8 = 5, ///< Three interleaved bytes a pixel: R, G, B.
};

[[nodiscard]] constexpr std::size_t bytesPerPixel(PixelType type)
{
    switch (type) {
    case PixelType::Int16:
    case PixelType::UInt16: return 2;
    case PixelType::Int32:
    case PixelType::Float32: return 4;
    case PixelType::Rgb8: return 3;
    }
    return 0;
}

/// One decoded frame, not owned: `rows * columns` pixels, row major, row 0 first.
struct SliceView {
    const void* data = nullptr;
    int rows = 0;
    int columns = 0;
    PixelType type = PixelType::Int16;

    [[nodiscard]] std::size_t bytes() const
    {
        return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) * bytesPerPixel(type);
    }
    /// Modality value at column i, row j; both inside the image. Rgb8 gives the luma (ITU-R BT.601).
    [[nodiscard]] double value(int i, int j) const
    {
        const auto at = static_cast<std::size_t>(j) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(i);
        switch (type) {
        case PixelType::Int16: return static_cast<const std::int16_t*>(data)[at];
        case PixelType::UInt16: return static_cast<const std::uint16_t*>(data)[at];
        case PixelType::Int32: return static_cast<const std::int32_t*>(data)[at];
        case PixelType::Float32: return static_cast<double>(static_cast<const float*>(data)[at]);
        case PixelType::Rgb8: {
            const auto* p = static_cast<const std::uint8_t*>(data) + 3 * at;
            return 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2];
        }
        }
        return 0.0;
    }
};

} // namespace lobule
