#pragma once

#include "core/base/SliceView.h"
#include "core/dicom/InstanceFacts.h"
#include "core/dicom/ModalityLut.h"
#include "core/dicom/StoredFrames.h"

#include <optional>
#include <vector>

namespace lobule::dicom {

/// Stored gray samples to modality values of one type.
class GrayTransform {
public:
    GrayTransform(const DicomFile& file, const InstanceFacts& facts);

    /// The types to try, narrowest first; the last one always succeeds.
    [[nodiscard]] const std::vector<PixelType>& candidates() const { return m_candidates; }
    /// Writes the values of frame `index` in the machine's byte order; false when one does not fit `type`.
    [[nodiscard]] bool apply(const StoredFrame& frame, std::size_t index, PixelType type, std::vector<std::uint8_t>& out) const;

private:
    template <class Out> bool applyAs(const StoredFrame& frame, const FrameFacts& facts, Out* out) const;
    /// The same for what is unpacked.
    template <class Out> bool applyBlock(const StoredFrame& frame, const FrameFacts& facts, Out* out) const;
    template <class Out> bool rescaleAs(const FrameFacts& facts, Out* out, std::size_t count) const;
    void unpack(const StoredFrame& frame, std::size_t begin, std::size_t count) const;
    [[nodiscard]] bool isPadding(std::int64_t stored) const;

    const InstanceFacts& m_facts;
    bool m_signed = false;
    std::optional<LookupTable> m_lut;
    std::optional<std::int64_t> m_paddingLow, m_paddingHigh;
    std::vector<PixelType> m_candidates;
    mutable std::vector<std::int32_t> m_stored; ///< A block of a frame: what it takes stays in the processor's cache.
};

} // namespace lobule::dicom
