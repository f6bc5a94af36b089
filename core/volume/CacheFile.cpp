#include "core/volume/CacheFile.h"

#include "core/volume/Durable.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QtEndian>
#include <QThread>

#include <zlib.h>

#ifdef Q_OS_UNIX
#include <sys/file.h>
#endif

#include <algorithm>
#include <cstring>

namespace lobule::volume {
namespace {

constexpr char kMagic[] = "LOBULEPX";
constexpr std::uint32_t kVersion = 1;
constexpr qsizetype kHeaderBytes = 36;
constexpr const char* kWhat = "pixel cache";
/// Of a frame, read and written at once.
constexpr qint64 kPartBytes = qint64{1} << 20;
/// What is worth a call that tells the disk to begin.
constexpr qint64 kWorthWriting = qint64{4} << 20;
constexpr int kHoldTries = 10;
constexpr unsigned long kHoldPauseMs = 5;

QByteArray headerOf(const CacheFormat& format)
{
    QByteArray page(kCachePageBytes, '\0');
    char* at = page.data();
    std::memcpy(at, kMagic, 8);
    qToLittleEndian<quint32>(kVersion, at + 8);
    qToLittleEndian<quint32>(static_cast<quint32>(format.rows), at + 12);
    qToLittleEndian<quint32>(static_cast<quint32>(format.columns), at + 16);
    qToLittleEndian<quint32>(static_cast<quint32>(format.type), at + 20);
    qToLittleEndian<quint64>(static_cast<quint64>(format.slotBytes()), at + 24);
    qToLittleEndian<quint32>(pixelChecksum(at, 32), at + 32);
    return page;
}

bool hasHeader(const char* bytes, const CacheFormat& format) { return std::memcmp(bytes, headerOf(format).constData(), kHeaderBytes) == 0; }

const char* typeName(PixelType type)
{
    switch (type) {
    case PixelType::Int16: return "int16";
    case PixelType::UInt16: return "uint16";
    case PixelType::Int32: return "int32";
    case PixelType::Float32: return "float32";
    case PixelType::Rgb8: return "rgb8";
    }
    return "unknown";
}

enum class Hold { Shared, Exclusive };

/// An advisory lock that the kernel drops with the last descriptor. False when somebody holds it the other way.
bool hold(QFile& file, Hold how)
{
#ifdef Q_OS_UNIX
    return flock(file.handle(), (how == Hold::Shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0;
#else
    Q_UNUSED(file);
    Q_UNUSED(how);
    return true;
#endif
}

} // namespace

std::uint32_t pixelChecksum(const void* pixels, qint64 bytes, std::uint32_t before)
{
    return static_cast<std::uint32_t>(crc32_z(before, static_cast<const Bytef*>(pixels), static_cast<z_size_t>(bytes)));
}

std::unique_ptr<CacheHold> CacheHold::tryHold(const QString& path)
{
    std::unique_ptr<CacheHold> held(new CacheHold(path));
    if (!held->m_file.open(QIODevice::ReadOnly | QIODevice::ExistingOnly) || !hold(held->m_file, Hold::Exclusive)) return {};
    return held;
}

qint64 CacheFormat::slotBytes() const { return (frameBytes() + kCachePageBytes - 1) / kCachePageBytes * kCachePageBytes; }

QString CacheFormat::fileName() const { return QStringLiteral("%1x%2-%3.lpx").arg(rows).arg(columns).arg(QLatin1String(typeName(type))); }

QString cacheFolderName(const QString& seriesUid)
{
    const QString hash = QString::fromLatin1(QCryptographicHash::hash(seriesUid.toUtf8(), QCryptographicHash::Sha256).toHex());
    return hash.left(2) + QLatin1Char('/') + hash.mid(2, 2) + QLatin1Char('/') + hash;
}

Result<std::shared_ptr<const CacheFile>> CacheFile::open(const QString& path, const CacheFormat& format, int slots)
{
    std::shared_ptr<CacheFile> cache(new CacheFile);
    cache->m_format = format;
    cache->m_slotCount = slots;
    cache->m_file.setFileName(path);
    if (!cache->m_file.exists()) return fail(ErrorCode::NotFound, {kWhat});
    if (!cache->m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return tl::unexpected<Error>(fileError(cache->m_file, kWhat, false));
    // Whoever counts or evicts holds a file for a moment.
    bool isHeld = hold(cache->m_file, Hold::Shared);
    for (int i = 0; !isHeld && i < kHoldTries; ++i) {
        QThread::msleep(kHoldPauseMs);
        isHeld = hold(cache->m_file, Hold::Shared);
    }
    if (!isHeld) return fail(ErrorCode::NotFound, {kWhat}, "being evicted");
    // The time of use decides what is evicted first. Somebody else's file may refuse; it is then judged by its last write.
    static_cast<void>(cache->m_file.setFileTime(QDateTime::currentDateTimeUtc(), QFileDevice::FileModificationTime));
    // A map longer than the file would kill the reader with SIGBUS, so the length is checked before.
    const qint64 needed = kCachePageBytes + slots * format.slotBytes();
    if (cache->m_file.size() < needed) return fail(ErrorCode::Corrupt, {kWhat}, "shorter than the catalogue says");
    cache->m_memory = cache->m_file.map(0, needed);
    if (cache->m_memory == nullptr) return tl::unexpected<Error>(lastFileError(kWhat, false));
    if (!hasHeader(reinterpret_cast<const char*>(cache->m_memory), format)) return fail(ErrorCode::Corrupt, {kWhat}, "header");
    return cache;
}

CacheFile::~CacheFile() = default;

SliceView CacheFile::frame(int slot) const
{
    return {m_memory + kCachePageBytes + slot * m_format.slotBytes(), m_format.rows, m_format.columns, m_format.type};
}

std::uint32_t CacheFile::checksum(int slot) const { return pixelChecksum(frame(slot).data, m_format.frameBytes()); }

Result<std::unique_ptr<CacheWriter>> CacheWriter::open(const QString& path, const CacheFormat& format, bool recreate)
{
    std::unique_ptr<CacheWriter> writer(new CacheWriter);
    writer->m_format = format;
    if (recreate || !QFile::exists(path)) {
        const QString folder = QFileInfo(path).absolutePath();
        if (!QDir().mkpath(folder)) return tl::unexpected<Error>(lastFileError(kWhat, true));
        // A new file replaces an old one under its name, so that readers which still map the old one keep their pages.
        if (auto written = writeFileDurably(path, headerOf(format), kWhat); !written) return tl::unexpected<Error>(written.error());
        writer->m_isNew = true;
    }
    writer->m_file.setFileName(path);
    if (!writer->m_file.open(QIODevice::ReadWrite | QIODevice::ExistingOnly | QIODevice::Unbuffered))
        return tl::unexpected<Error>(fileError(writer->m_file, kWhat, true));
    static_cast<void>(hold(writer->m_file, Hold::Shared));
    const QByteArray header = writer->m_file.read(kHeaderBytes);
    if (header.size() != kHeaderBytes || !hasHeader(header.constData(), format)) return fail(ErrorCode::Corrupt, {kWhat}, "header");
    return writer;
}

CacheWriter::~CacheWriter() = default;

Result<std::uint32_t> CacheWriter::write(int slot, QIODevice& source)
{
    const qint64 begin = kCachePageBytes + slot * m_format.slotBytes();
    if (!m_file.seek(begin)) return tl::unexpected<Error>(fileError(m_file, kWhat, true));
    std::uint32_t checksum = pixelChecksum(nullptr, 0);
    for (qint64 left = m_format.frameBytes(); left > 0;) {
        const qint64 part = std::min(left, kPartBytes);
        m_buffer.resize(part);
        if (source.read(m_buffer.data(), part) != part)
            return fail(ErrorCode::FileUnreadable, {"staged pixels"}, "shorter than rows, columns and frames say");
        checksum = pixelChecksum(m_buffer.constData(), part, checksum);
        left -= part;
        if (left == 0) m_buffer.append(m_format.slotBytes() - m_format.frameBytes(), '\0');
        if (m_file.write(m_buffer) != m_buffer.size()) return tl::unexpected<Error>(fileError(m_file, kWhat, true));
    }
    m_waitingBytes += m_format.slotBytes();
    // Not for every slot: there are instances of a hundred thousand frames of one pixel.
    if (m_waitingBytes >= kWorthWriting) {
        beginWriteback(m_file, 0, 0);
        m_waitingBytes = 0;
    }
    return checksum;
}

Result<void> CacheWriter::sync() { return syncFile(m_file, kWhat); }

} // namespace lobule::volume
