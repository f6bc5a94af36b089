#pragma once

#include "core/base/Result.h"
#include "core/dicom/PreScan.h"
#include "core/dicom/TlvWalker.h"

#include <map>

namespace lobule::dicom::detail {

/// Gathers, while the walker passes, what the pixel data of the root data set depends on, then checks that it fits together.
class PixelChecks {
public:
    PixelChecks(ByteView data, const PreScanLimits& limits) : m_data(data), m_limits(limits) { }

    /// Errors of look-up tables show at once: Malformed.
    [[nodiscard]] Result<void> visit(const Element& element);
    /// After the walk. Errors: Malformed, LimitExceeded, MissingAttribute, Unsupported.
    [[nodiscard]] Result<std::optional<PixelModule>> finish(const TransferSyntax& syntax) const;
    [[nodiscard]] const PixelLocation& location() const { return m_location; }

private:
    [[nodiscard]] Result<void> locate(const Element& element);
    [[nodiscard]] std::optional<std::uint32_t> unsignedShort(std::uint32_t tag, std::size_t index = 0) const;
    [[nodiscard]] Result<std::uint32_t> requiredShort(std::uint32_t tag, const char* keyword) const;
    [[nodiscard]] Result<PixelModule> module() const;
    [[nodiscard]] Result<std::uint32_t> frameCount() const;
    [[nodiscard]] Result<void> checkBits(const PixelModule& pixels) const;
    [[nodiscard]] Result<void> checkNative(const PixelModule& pixels, std::uint64_t frameBits) const;
    [[nodiscard]] Result<void> checkEncapsulated(const PixelModule& pixels, const TransferSyntax& syntax) const;
    [[nodiscard]] Result<void> checkPalette() const;
    [[nodiscard]] Result<void> checkOverlays() const;
    [[nodiscard]] Result<void> checkTable(std::uint32_t entries, std::uint32_t bits, std::uint64_t bytes, std::uint32_t tag) const;

    ByteView m_data;
    PreScanLimits m_limits;
    bool m_bigEndian = false;
    std::map<std::uint32_t, ByteRange> m_root; ///< Groups 0028, 60xx, 7fe0.
    PixelLocation m_location;
    std::uint32_t m_lastTag = 0;
    ByteRange m_nestedDescriptor; ///< LUT Descriptor (0028,3002) seen last.
    int m_nestedDescriptorDepth = -1;
};

} // namespace lobule::dicom::detail
