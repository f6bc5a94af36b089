#include "core/dicom/ScannedFile.h"

#include <QFile>

#include <algorithm>
#include <utility>
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace lobule::dicom {

namespace {

/// A map costs more than reading this much.
constexpr qint64 kSmallFileBytes = qint64{64} << 10;
/// More is read in time; a file that is held back is not read at all.
[[maybe_unused]] constexpr std::size_t kMostPrefetchedBytes = std::size_t{4} << 20;

} // namespace

ScannedFile::ScannedFile() = default;
ScannedFile::~ScannedFile() = default;
ScannedFile::ScannedFile(ScannedFile&&) noexcept = default;
ScannedFile& ScannedFile::operator=(ScannedFile&&) noexcept = default;

Result<ScannedFile> ScannedFile::open(const std::filesystem::path& path, const PreScanLimits& limits)
{
    const QString name = QString::fromStdU16String(path.u16string());
    ScannedFile out;
    out.m_file = std::make_unique<QFile>(name);
    if (!out.m_file->open(QIODevice::ReadOnly | QIODevice::Unbuffered)) return fail(ErrorCode::FileUnreadable, {name.toStdString()});
    const qint64 size = out.m_file->size();
    // An empty file cannot be mapped, and a directory or device has no size.
    if (size < 8) return fail(ErrorCode::NotDicom);
    if (size <= kSmallFileBytes) {
        out.m_read.resize(static_cast<std::size_t>(size));
        if (out.m_file->read(reinterpret_cast<char*>(out.m_read.data()), size) != size)
            return fail(ErrorCode::FileUnreadable, {name.toStdString()});
        out.m_bytes = out.m_read;
        out.m_file->close();
    } else {
        const uchar* mapped = out.m_file->map(0, size);
        if (mapped == nullptr) return fail(ErrorCode::FileUnreadable, {name.toStdString()});
        out.m_bytes = ByteView(mapped, static_cast<std::size_t>(size));
    }
    auto report = preScan(out.m_bytes, limits);
    if (!report) return tl::unexpected(report.error());
    out.m_report = std::move(*report);
    return out;
}

void ScannedFile::prefetch() const
{
#ifdef __linux__
    if (m_read.empty() && !m_bytes.empty())
        ::madvise(const_cast<std::uint8_t*>(m_bytes.data()), std::min(m_bytes.size(), kMostPrefetchedBytes), MADV_WILLNEED);
#endif
}

} // namespace lobule::dicom
