#pragma once

#include "core/base/Result.h"
#include "core/dicom/PreScan.h"

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace gdcm {
class File;
}

namespace lobule::dicom {

/// The Pixel Data of one instance as stored, not owned: native bytes, or the fragments of a compressed one.
struct EncodedPixels {
    bool encapsulated = false;
    bool bigEndian = false;
    bool inWords = false; ///< Stored as 16-bit words, which matters for bytes in big endian (PS3.5 8.1.1).
    ByteView native; ///< Only if not encapsulated.
    ByteView offsetTable; ///< Only if encapsulated, may be empty.
    std::vector<ByteView> fragments; ///< Only if encapsulated.
};

/// Keeps GDCM from printing what it reads, which may be a name. For the whole process; call it first.
void silenceParser();

/// One DICOM file that passed the pre-scan. The elements before Pixel Data are parsed by GDCM; Pixel Data itself is
/// neither parsed nor copied but stays in the file's own bytes, so that de-identifying costs the size of the header only.
/// Elements behind Pixel Data (signatures, padding, private ones) are left out. Movable; not thread-safe.
class DicomFile {
public:
    /// Maps, pre-scans and parses `path`. Errors: FileUnreadable, those of preScan(), Malformed,
    /// Unsupported {"DICOMDIR"}.
    [[nodiscard]] static Result<DicomFile> open(const std::filesystem::path& path, const PreScanLimits& limits = {});
    ~DicomFile();
    DicomFile(DicomFile&&) noexcept;
    DicomFile& operator=(DicomFile&&) noexcept;

    [[nodiscard]] const PreScanReport& report() const;
    /// The whole file as it lies on disk.
    [[nodiscard]] ByteView bytes() const;
    /// See ScannedFile.
    void prefetch() const;
    [[nodiscard]] const EncodedPixels& pixels() const;
    /// The parsed header without Pixel Data, for reading and for changing in place.
    [[nodiscard]] gdcm::File& header();
    [[nodiscard]] const gdcm::File& header() const;

    /// Puts a copy of compressed Pixel Data into the header, for those who must look through the codestreams, and takes it
    /// out again. Does nothing for native pixels.
    void attachFragments();
    void detachFragments();

    /// Writes the present header and the untouched Pixel Data as a new Part 10 file: empty preamble, meta group made anew
    /// from the header's SOP UIDs. The file is complete on return, not yet durable (no fsync).
    /// Errors: FileUnwritable, DiskFull, MissingAttribute, Internal.
    [[nodiscard]] Result<void> write(const std::filesystem::path& path) const;
    /// The same with other Pixel Data: `bytes` bytes (even) that `pixels` puts out, native, in explicit VR little endian. Elements
    /// whose VR is not known are written as UN. Errors: as write(), and those of `pixels`.
    [[nodiscard]] Result<void> writeNative(const std::filesystem::path& path, std::uint64_t bytes, bool inWords,
        const std::function<Result<void>(std::ostream&)>& pixels) const;

private:
    class Private;
    explicit DicomFile(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace lobule::dicom
