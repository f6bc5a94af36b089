#pragma once

#include "core/base/Result.h"
#include "core/dicom/Bytes.h"
#include "core/dicom/TransferSyntax.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lobule::dicom {

/// What Lobule accepts at most. The defaults are far above anything a scanner writes.
struct PreScanLimits {
    std::uint64_t fileBytes = 8ull << 30;
    std::uint64_t decodedBytes = 16ull << 30; ///< All frames of one instance.
    std::uint64_t compressedFrameBytes = 1ull << 28; ///< One decoded frame of a compressed instance.
    std::uint64_t decodeRatio = 200; ///< Decoded to compressed pixels, once beyond 256 MiB.
    std::uint64_t inflatedBytes = 512ull << 20; ///< Deflated transfer syntaxes.
    std::uint64_t inflateRatio = 200; ///< Inflated to deflated size, once beyond 64 MiB.
    int depth = 64;
    std::uint32_t elements = 1'000'000;
    std::uint32_t frames = 100'000;
};

/// The Image Pixel module as the file states it (PS3.3 C.7.6.3), checked against itself and against the Pixel Data.
struct PixelModule {
    std::uint32_t rows = 0;
    std::uint32_t columns = 0;
    std::uint32_t frames = 1;
    std::uint32_t samplesPerPixel = 1;
    std::uint32_t bitsAllocated = 0;
    std::uint32_t bitsStored = 0;
    std::uint32_t highBit = 0;
    bool isSigned = false;
    std::string photometric;
};

/// Where the Pixel Data of the root data set lies. Offsets count from the start of the scanned bytes.
struct PixelLocation {
    std::uint64_t elementBegin = 0; ///< Of the tag.
    std::uint64_t elementEnd = 0; ///< Behind the value and, if encapsulated, behind its delimiter.
    ByteRange value; ///< Native pixels; all items if encapsulated.
    bool encapsulated = false;
    bool inWords = false; ///< VR OW: big endian files swap the bytes of every word.
    ByteRange offsetTable;
    std::vector<ByteRange> fragments; ///< Encapsulated pixels, without the offset table.
};

struct PreScanReport {
    std::string transferSyntaxUid; ///< Explicit or implicit little endian where the file has no meta group.
    std::string sopClassUid; ///< Of the data set, or of the meta group where that has none.
    bool hasMetaGroup = false;
    bool isDirectory = false; ///< A DICOMDIR (PS3.3 annex F); its data set was not looked at.
    std::uint32_t elements = 0;
    int depth = 0;
    std::uint64_t dataSetBegin = 0;
    std::uint64_t dataSetEnd = 0; ///< Trailing padding is outside.
    /// Values, delimiter included, of elements that are sequences but are written as UN of undefined length.
    std::vector<ByteRange> unknownSequences;
    std::optional<PixelModule> pixels; ///< Absent: no Pixel Data.
    PixelLocation location; ///< Only with `pixels`.
    /// A deflated data set, inflated. All offsets above are then into these bytes instead of the file, the transfer
    /// syntax is Explicit VR Little Endian, and `dataSetBegin` is 0.
    std::shared_ptr<const std::vector<std::uint8_t>> inflated;
};

/// True if the first bytes of a file (132 are enough) can be those of a DICOM file: "DICM" at 128, or a data element of
/// group 0002 or 0008 at the start as files without preamble have it. Costs nothing and refuses nearly every other file.
[[nodiscard]] bool startsLikeDicom(ByteView head);

/// Looks through a whole untrusted file without interpreting it: every length, nesting, count and size that a parser
/// or decoder will rely on is checked to hold, iteratively and in bounded memory. Reads of pixel data only the first bytes
/// of each compressed frame. A parser that allocates or recurses by what the file says is safe after this.
/// Errors: NotDicom, Malformed {reason}, LimitExceeded {limit}, Unsupported {transfer syntax}, MissingAttribute {keyword}.
[[nodiscard]] Result<PreScanReport> preScan(ByteView file, const PreScanLimits& limits = {});

} // namespace lobule::dicom
