#pragma once

#include "core/base/Result.h"
#include "core/base/SliceView.h"

#include <QFile>
#include <QString>

#include <cstdint>
#include <memory>

namespace lobule::volume {

/// What all slots of one cache file have in common.
struct CacheFormat {
    int rows = 0;
    int columns = 0;
    PixelType type = PixelType::Int16;

    [[nodiscard]] qint64 frameBytes() const { return static_cast<qint64>(rows) * columns * static_cast<qint64>(bytesPerPixel(type)); }
    /// Frames begin at page boundaries, so that a slot is mapped without its neighbours.
    [[nodiscard]] qint64 slotBytes() const;
    /// "512x512-int16.lpx".
    [[nodiscard]] QString fileName() const;
    friend bool operator==(const CacheFormat&, const CacheFormat&) = default;
};

inline constexpr qint64 kCachePageBytes = 4096;

/// The pixel cache of one series and format, mapped for reading: a header page, then fixed-size slots in the order of arrival.
///
/// Which slot shows which frame, and the checksum of each slot, is said by the catalogue; a slot beyond those it knows was never
/// committed and is written over by the next import. So the file may be mapped while it grows. The file is derived data.
///
/// Header, little-endian: "LOBULEPX", u32 version (1), u32 rows, u32 columns, u32 PixelType, u64 slot bytes, u32 CRC-32 of the 32
/// bytes before.
class CacheFile {
public:
    /// Maps the header and the first `slots` slots, notes the time of use and keeps the file from being evicted as long as the object
    /// lives. Errors: NotFound (or being evicted right now), FileUnreadable, Corrupt (version, header, format or length).
    [[nodiscard]] static Result<std::shared_ptr<const CacheFile>> open(const QString& path, const CacheFormat& format, int slots);
    ~CacheFile();
    CacheFile(const CacheFile&) = delete;
    CacheFile& operator=(const CacheFile&) = delete;

    [[nodiscard]] const CacheFormat& format() const { return m_format; }
    [[nodiscard]] int slotCount() const { return m_slotCount; }
    /// The pixels of slot `slot` in [0, slotCount()); valid as long as this object lives. Any thread.
    [[nodiscard]] SliceView frame(int slot) const;
    /// CRC-32 of the pixels of a slot, to be compared with the catalogue's.
    [[nodiscard]] std::uint32_t checksum(int slot) const;

private:
    CacheFile() = default;

    QFile m_file;
    CacheFormat m_format;
    int m_slotCount = 0;
    const uchar* m_memory = nullptr;
};

/// Holds a cache file that nobody reads or writes, in this process or another; empty when somebody does or there is none. A kill
/// lets go of it. On Windows, where mapped files cannot be removed, it only opens the file.
class CacheHold {
public:
    [[nodiscard]] static std::unique_ptr<CacheHold> tryHold(const QString& path);

private:
    explicit CacheHold(const QString& path) : m_file(path) { }
    QFile m_file;
};

/// Writes slots. The caller holds the catalogue's write lock, which is what keeps two writers apart.
class CacheWriter {
public:
    /// Opens the file, or makes it (with its folder) when it is missing. `isNew()` tells. Errors: FileUnwritable, DiskFull,
    /// Corrupt (a header that is not the format's: use `recreate`).
    [[nodiscard]] static Result<std::unique_ptr<CacheWriter>> open(const QString& path, const CacheFormat& format, bool recreate = false);
    ~CacheWriter();

    [[nodiscard]] bool isNew() const { return m_isNew; }
    /// Copies one frame from the current position of `source` into slot `slot` and returns its CRC-32.
    [[nodiscard]] Result<std::uint32_t> write(int slot, QIODevice& source);
    /// Forces all written slots to the disk.
    [[nodiscard]] Result<void> sync();

private:
    CacheWriter() = default;

    QFile m_file;
    CacheFormat m_format;
    bool m_isNew = false;
    QByteArray m_buffer;
    qint64 m_waitingBytes = 0; ///< Written since the disk was last told to begin.
};

/// What CacheFile::checksum() gives for pixels that lie elsewhere: CRC-32. `before`: of what stands before them in the frame.
[[nodiscard]] std::uint32_t pixelChecksum(const void* pixels, qint64 bytes, std::uint32_t before = 0);

/// Where the cache of a series lies below the library's cache folder: "ab/cd/<sha256 of the series UID>".
[[nodiscard]] QString cacheFolderName(const QString& seriesUid);

} // namespace lobule::volume
