#include "core/dicom/ColourConvert.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace lobule::dicom {

namespace {

std::uint32_t sampleAt(const StoredFrame& frame, std::size_t index)
{
    const std::uint8_t* p = frame.samples.data() + index * frame.bytesPerSample;
    switch (frame.bytesPerSample) {
    case 1: return *p;
    case 2: return little16(p);
    default: return little32(p);
    }
}

std::uint8_t clampByte(double value) { return static_cast<std::uint8_t>(std::clamp(std::floor(value + 0.5), 0.0, 255.0)); }

/// ITU-R BT.601 with full range; the partial variant scales luma from 16..235 and chroma from 16..240 first.
void ybrToRgb(std::uint8_t* p, bool partial)
{
    double y = p[0], cb = p[1] - 128.0, cr = p[2] - 128.0;
    if (partial) {
        y = (y - 16.0) * 255.0 / 219.0;
        cb *= 255.0 / 224.0;
        cr *= 255.0 / 224.0;
    }
    p[0] = clampByte(y + 1.402 * cr);
    p[1] = clampByte(y - 0.344136 * cb - 0.714136 * cr);
    p[2] = clampByte(y + 1.772 * cb);
}

void mapPalette(const StoredFrame& frame, const std::vector<LookupTable>& palette, std::vector<std::uint8_t>& rgb)
{
    const std::size_t pixels = frame.samples.size() / frame.bytesPerSample;
    rgb.resize(pixels * 3);
    for (std::size_t c = 0; c < 3; ++c) {
        // Tables said to have 16 bits use the whole range; 8-bit ones may still be stored in words.
        const LookupTable& table = palette[c];
        const std::uint32_t shift = table.bits > 8 ? table.bits - 8 : 0;
        for (std::size_t i = 0; i < pixels; ++i) rgb[3 * i + c] = static_cast<std::uint8_t>(table.map(sampleAt(frame, i)) >> shift);
    }
}

} // namespace

void toRgb8(const StoredFrame& frame, const std::vector<LookupTable>& palette, std::vector<std::uint8_t>& rgb)
{
    if (frame.colour == SampleColour::Palette) {
        mapPalette(frame, palette, rgb);
        return;
    }
    const std::size_t samples = frame.samples.size() / frame.bytesPerSample;
    rgb.resize(samples);
    if (frame.bytesPerSample == 1 && frame.highBit == 7) {
        std::memcpy(rgb.data(), frame.samples.data(), samples);
    } else {
        const std::uint32_t shift = frame.highBit > 7 ? frame.highBit - 7 : 0;
        for (std::size_t i = 0; i < samples; ++i) rgb[i] = static_cast<std::uint8_t>(sampleAt(frame, i) >> shift);
    }
    if (frame.colour == SampleColour::Rgb) return;
    for (std::size_t i = 0; i + 3 <= samples; i += 3) ybrToRgb(rgb.data() + i, frame.colour == SampleColour::YbrPartial);
}

} // namespace lobule::dicom
