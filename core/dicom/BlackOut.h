#pragma once

#include "core/base/PixelRectangle.h"
#include "core/base/Result.h"
#include "core/dicom/InstanceFacts.h"
#include "core/dicom/ModalityLut.h"
#include "core/dicom/StoredFrames.h"

#include <iosfwd>
#include <vector>

namespace lobule::dicom {

/// The pixels of an instance, decoded, with rectangles in the darkest displayable value: what hides burned-in text for good.
///
/// Written native, little endian, colour by pixel, whatever the source's compression. Outside the rectangles every value is the
/// decoder's, bit for bit, with two exceptions: bits that belong to no value (an overlay may hide there) are cleared, or
/// hold copies of the sign; and YBR_PARTIAL becomes RGB, since that has no form without subsampling. The darkest value is
/// the lowest storable one of MONOCHROME2 (for CT, the lowest whose HU fit 16 bits), the highest of MONOCHROME1, the reverse
/// under a negative slope; under a Modality LUT or a palette the one that maps to the darkest entry; black in RGB and YBR.
class BlackOut {
public:
    /// A rectangle may reach over the edge of the picture, but not lie beside it. `file` must outlive the result.
    /// Errors: BlackOutFailed {reason}; for a damaged frame also those of StoredFrames::read().
    [[nodiscard]] static Result<BlackOut> plan(const DicomFile& file, const InstanceFacts& facts, std::vector<PixelRectangle> rectangles);

    /// The Image Pixel module of what write() puts out. Planar configuration 0.
    [[nodiscard]] const PixelModule& written() const { return m_written; }
    /// Length of the value, even.
    [[nodiscard]] std::uint64_t bytes() const;
    /// Memory: one frame. Errors: those of StoredFrames::read(), BlackOutFailed. A failed stream is the caller's to notice.
    [[nodiscard]] Result<void> write(std::ostream& out) const;

private:
    explicit BlackOut(StoredFrames frames) : m_frames(std::move(frames)) { }
    [[nodiscard]] Result<void> layOut();
    [[nodiscard]] Result<void> clip();
    [[nodiscard]] std::int64_t darkGray(std::size_t frame) const;
    [[nodiscard]] std::int64_t darkPaletteIndex() const;
    [[nodiscard]] std::vector<std::uint8_t> darkPixel(std::size_t frame) const;
    void clearUnusedBits(std::vector<std::uint8_t>& samples) const;
    void paint(std::vector<std::uint8_t>& samples, std::uint32_t frame) const;

    StoredFrames m_frames;
    std::vector<FrameFacts> m_facts;
    bool m_isCt = false;
    std::optional<LookupTable> m_lut;
    std::vector<LookupTable> m_palette;
    std::vector<PixelRectangle> m_rectangles;
    PixelModule m_written;
    SampleColour m_colour = SampleColour::Gray; ///< Of what is written.
    std::uint32_t m_bytesPerSample = 1; ///< In memory; single bits are unpacked there.
};

} // namespace lobule::dicom
