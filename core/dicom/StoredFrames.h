#pragma once

#include "core/base/Result.h"
#include "core/dicom/DicomFile.h"
#include "core/dicom/FrameIndex.h"

#include <cstdint>
#include <vector>

namespace lobule::dicom {

/// Colour of the samples that a codec hands out, which for JPEG may differ from what the header says.
enum class SampleColour { Gray, Palette, Rgb, YbrFull, YbrPartial };

/// Stored (not yet rescaled) samples of one frame: interleaved, in native byte order, values right-aligned or, for
/// native pixels, as `highBit` says.
struct StoredFrame {
    std::vector<std::uint8_t> buffer; ///< Owns the samples unless they lie in the file.
    ByteView samples;
    std::uint32_t bytesPerSample = 1; ///< 1, 2 or 4.
    std::uint32_t bitsStored = 8;
    std::uint32_t highBit = 7;
    SampleColour colour = SampleColour::Gray;
};

/// Hands out the stored frames of an instance of any supported transfer syntax. The file must outlive it.
class StoredFrames {
public:
    /// Errors: Unsupported {name}, NotFound (no pixel data), Malformed.
    [[nodiscard]] static Result<StoredFrames> open(const DicomFile& file);

    [[nodiscard]] std::uint32_t count() const { return m_module.frames; }
    [[nodiscard]] const PixelModule& module() const { return m_module; }
    [[nodiscard]] SampleColour colour() const { return m_colour; }
    /// Decodes frame `index`, reusing the memory of `out`. Errors: Malformed, Unsupported, LimitExceeded (memory).
    [[nodiscard]] Result<void> read(std::uint32_t index, StoredFrame& out) const;

private:
    [[nodiscard]] Result<void> readNative(std::uint32_t index, StoredFrame& out) const;
    [[nodiscard]] Result<void> readRle(ByteView frame, StoredFrame& out) const;
    [[nodiscard]] Result<void> readWithCodec(ByteView frame, StoredFrame& out) const;
    [[nodiscard]] ByteView joinFragments(std::uint32_t index, std::vector<std::uint8_t>& joined) const;
    void copySwappedWords(std::size_t begin, std::size_t bytes, std::vector<std::uint8_t>& out) const;
    void unpackBits(ByteView packed, std::size_t firstBit, StoredFrame& out) const;
    void separatePlanes(StoredFrame& out) const;
    void expand422(ByteView packed, StoredFrame& out) const;

    PixelModule m_module;
    Codec m_codec = Codec::Native;
    SampleColour m_colour = SampleColour::Gray;
    bool m_planar = false;
    EncodedPixels m_pixels;
    std::vector<FrameFragments> m_frames;
};

} // namespace lobule::dicom
