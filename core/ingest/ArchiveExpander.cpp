#include "core/ingest/ArchiveExpander.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStringDecoder>

#include <archive.h>
#include <archive_entry.h>

#include <cstring>
#include <memory>

namespace lobule::ingest {

namespace {

constexpr qsizetype kChunk = 1 << 20;
constexpr std::size_t kReadBlock = 1 << 18;
/// Longer names say nothing more; 200,000 of them would not fit a message.
constexpr qsizetype kMaxName = 255;

struct ReadFree {
    void operator()(archive* a) const { archive_read_free(a); }
};
using Reader = std::unique_ptr<archive, ReadFree>;

tl::unexpected<Error> broken(const char* reason) { return fail(ErrorCode::ArchiveMember, {reason}); }

QString memberName(archive_entry* entry)
{
    if (const char* utf8 = archive_entry_pathname_utf8(entry)) return QString::fromUtf8(utf8);
    const char* raw = archive_entry_pathname(entry);
    const QByteArray bytes(raw != nullptr ? raw : "");
    QStringDecoder utf8(QStringDecoder::Utf8);
    const QString text = utf8(bytes);
    if (!utf8.hasError()) return text;
    QStringDecoder korean("CP949");
    if (korean.isValid()) {
        const QString read = korean(bytes);
        if (!korean.hasError()) return read;
    }
    return QString::fromLatin1(bytes);
}

Reader zipReader(const QStringList& passwords)
{
    Reader reader(archive_read_new());
    archive_read_support_format_zip(reader.get());
    for (const QString& password : passwords)
        if (!password.isEmpty()) archive_read_add_passphrase(reader.get(), password.toUtf8().constData());
    return reader;
}

/// libarchive tells a wrong or missing password apart from damage by its message only.
tl::unexpected<Error> dataError(archive* reader, bool hasPassword)
{
    const QByteArray message(archive_error_string(reader));
    if (message.contains("assphrase") || archive_read_has_encrypted_entries(reader) == 1)
        return fail(ErrorCode::ArchivePassword, {hasPassword ? "wrong" : "needed"});
    return broken("it is damaged");
}

bool hasAny(const QStringList& passwords) { return !passwords.join(QString()).isEmpty(); }

bool isZero(const char* bytes, qint64 count)
{
    return count > 0 && bytes[0] == 0 && std::memcmp(bytes, bytes + 1, static_cast<std::size_t>(count - 1)) == 0;
}

class Expander {
public:
    Expander(const QString& folder, qint64 archiveBytes, const ArchiveLimits& limits, bool hasPassword)
        : m_folder(folder), m_archiveBytes(archiveBytes), m_limits(limits), m_hasPassword(hasPassword)
    {
    }

    [[nodiscard]] Result<ExpandedArchive> run(archive* reader)
    {
        ExpandedArchive out;
        for (;;) {
            archive_entry* entry = nullptr;
            const int status = archive_read_next_header(reader, &entry);
            if (status == ARCHIVE_EOF) return out;
            Result<void> taken;
            if (status < ARCHIVE_WARN) {
                taken = broken("it is damaged");
            } else if (archive_entry_filetype(entry) == AE_IFREG) {
                if (out.members.size() >= m_limits.members) return fail(ErrorCode::LimitExceeded, {"number of files in an archive"});
                if (const Result<void> fits = checkStatedSize(entry); !fits) return tl::unexpected(fits.error());
                const QString path = QStringLiteral("%1/%2").arg(m_folder).arg(out.members.size() + 1, 6, 10, QLatin1Char('0'));
                out.members.append({memberName(entry).left(kMaxName), path});
                taken = copy(reader, path);
                if (!taken) QFile::remove(out.members.takeLast().file);
            }
            if (taken) continue;
            if (taken.error().code != ErrorCode::ArchiveMember || out.members.isEmpty()) return tl::unexpected(taken.error());
            // A copy that broke off half-way: what came before is whole.
            out.damage = taken.error();
            return out;
        }
    }

private:
    /// Most bombs say what they are: nothing of them is unpacked.
    [[nodiscard]] Result<void> checkStatedSize(archive_entry* entry) const
    {
        if (archive_entry_size_is_set(entry) == 0) return {};
        const qint64 size = archive_entry_size(entry);
        if (size > m_limits.memberBytes || size > m_limits.totalBytes - m_total)
            return fail(ErrorCode::LimitExceeded, {"unpacked size of an archive"});
        if (isBlownUp(m_total + size, m_archiveBytes)) return fail(ErrorCode::LimitExceeded, {"compression ratio of an archive"});
        return {};
    }

    [[nodiscard]] Result<void> copy(archive* reader, const QString& path)
    {
        QFile file(path);
        // Originals, with names and all.
        if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner))
            return fail(ErrorCode::FileUnwritable, {m_folder.toStdString()});
        QByteArray chunk(kChunk, Qt::Uninitialized);
        qint64 size = 0;
        const qint64 packedBefore = archive_filter_bytes(reader, -1);
        for (;;) {
            const la_ssize_t got = archive_read_data(reader, chunk.data(), static_cast<std::size_t>(chunk.size()));
            if (got == 0) break;
            if (got < 0) return dataError(reader, m_hasPassword);
            size += got;
            m_total += got;
            if (size > m_limits.memberBytes || m_total > m_limits.totalBytes)
                return fail(ErrorCode::LimitExceeded, {"unpacked size of an archive"});
            // Of the member, and of everything up to here. What was read ahead, at most a block, belongs to it or to the next one.
            const qint64 packed = archive_filter_bytes(reader, -1) + static_cast<qint64>(kReadBlock);
            if (isBlownUp(size, packed - packedBefore) || isBlownUp(m_total, packed))
                return fail(ErrorCode::LimitExceeded, {"compression ratio of an archive"});
            // Segmentations are nearly all zeros, and so are bombs: those take no room and no time.
            const bool isHole = isZero(chunk.constData(), got) && file.seek(size);
            if (!isHole && file.write(chunk.constData(), got) != got) return fail(ErrorCode::DiskFull, {m_folder.toStdString()});
        }
        if (!file.resize(size) || !file.flush()) return fail(ErrorCode::DiskFull, {m_folder.toStdString()});
        return {};
    }

    [[nodiscard]] bool isBlownUp(qint64 bytes, qint64 packed) const
    {
        return bytes > m_limits.smallBytes && (bytes - m_limits.smallBytes) / m_limits.ratio > packed;
    }

    QString m_folder;
    qint64 m_archiveBytes = 0;
    ArchiveLimits m_limits;
    qint64 m_total = 0;
    bool m_hasPassword = false;
};

} // namespace

Result<ExpandedArchive> expandArchive(
    const QString& archivePath, const QString& folder, const QStringList& passwords, const ArchiveLimits& limits)
{
    if (!QDir().mkpath(folder)) return fail(ErrorCode::FileUnwritable, {folder.toStdString()});
    const Reader reader = zipReader(passwords);
    QFile file(archivePath);
    // The descriptor keeps Unicode paths out of libarchive, which reads them in the locale's character set.
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)
        || archive_read_open_fd(reader.get(), file.handle(), kReadBlock) != ARCHIVE_OK) {
        return fail(ErrorCode::FileUnreadable, {archivePath.toStdString()});
    }
    auto expanded = Expander(folder, file.size(), limits, hasAny(passwords)).run(reader.get());
    if (!expanded) QDir(folder).removeRecursively();
    return expanded;
}

namespace {

constexpr qint64 kMaxMemberInMemory = qint64{1} << 30;

Result<QByteArray> readData(archive* reader, bool hasPassword)
{
    QByteArray bytes;
    QByteArray chunk(kChunk, Qt::Uninitialized);
    for (;;) {
        const la_ssize_t got = archive_read_data(reader, chunk.data(), static_cast<std::size_t>(chunk.size()));
        if (got == 0) return bytes;
        if (got < 0) return dataError(reader, hasPassword);
        if (bytes.size() + got > kMaxMemberInMemory) return fail(ErrorCode::LimitExceeded, {"size of a file in an archive"});
        bytes.append(chunk.constData(), got);
    }
}

/// Goes through an opened archive to `member`, and on into an archive inside it.
Result<QByteArray> findMember(archive* reader, const QString& member, const QStringList& passwords)
{
    for (;;) {
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(reader, &entry);
        if (status == ARCHIVE_EOF) return fail(ErrorCode::NotFound, {member.toStdString()});
        if (status < ARCHIVE_WARN) return broken("it is damaged");
        if (archive_entry_filetype(entry) != AE_IFREG) continue;
        const QString name = memberName(entry);
        if (name == member) return readData(reader, hasAny(passwords));
        if (name.isEmpty() || !member.startsWith(name + QLatin1Char('!'))) continue;
        const auto inner = readData(reader, hasAny(passwords));
        if (!inner) return inner;
        const Reader next = zipReader(passwords);
        if (archive_read_open_memory(next.get(), inner->constData(), static_cast<std::size_t>(inner->size())) != ARCHIVE_OK)
            return broken("it is damaged");
        return findMember(next.get(), member.mid(name.size() + 1), passwords);
    }
}

} // namespace

Result<QByteArray> readMember(const QString& archivePath, const QString& member, const QStringList& passwords)
{
    QFile file(archivePath);
    const Reader reader = zipReader(passwords);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)
        || archive_read_open_fd(reader.get(), file.handle(), kReadBlock) != ARCHIVE_OK) {
        return fail(ErrorCode::FileUnreadable, {archivePath.toStdString()});
    }
    return findMember(reader.get(), member, passwords);
}

} // namespace lobule::ingest
