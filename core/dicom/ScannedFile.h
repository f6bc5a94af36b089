#pragma once

#include "core/base/Result.h"
#include "core/dicom/PreScan.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

class QFile;

namespace lobule::dicom {

/// A file, mapped read-only or read where it is small, that passed the pre-scan; nothing has parsed it. Movable.
class ScannedFile {
public:
    /// Errors: FileUnreadable, those of preScan().
    [[nodiscard]] static Result<ScannedFile> open(const std::filesystem::path& path, const PreScanLimits& limits = {});
    ~ScannedFile();
    ScannedFile(ScannedFile&&) noexcept;
    ScannedFile& operator=(ScannedFile&&) noexcept;

    /// The whole file as it lies on disk.
    [[nodiscard]] ByteView bytes() const { return m_bytes; }
    [[nodiscard]] const PreScanReport& report() const { return m_report; }
    /// What the offsets of the report count in: the file, or its inflated data set.
    [[nodiscard]] ByteView scanned() const { return m_report.inflated ? ByteView(*m_report.inflated) : m_bytes; }
    /// Lets the system read what follows while the header is looked at. Promises nothing.
    void prefetch() const;
    [[nodiscard]] ByteView at(ByteRange range) const { return scanned().subspan(range.offset, range.length); }

private:
    ScannedFile();

    std::unique_ptr<QFile> m_file;
    std::vector<std::uint8_t> m_read; ///< Of a small file.
    ByteView m_bytes;
    PreScanReport m_report;
};

} // namespace lobule::dicom
