#include "core/ingest/ArchiveExpander.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStringDecoder>
#include <QStringEncoder>

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace lobule::ingest {

namespace {

constexpr qsizetype kChunk = 1 << 20;
constexpr std::size_t kReadBlock = 1 << 18;
/// Longer names say nothing more; 200,000 of them would not fit a message.
constexpr qsizetype kMaxName = 255;
/// After a broken stream libarchive goes on with nothing; the archive is opened again and gone through up to there. That has an end, or
/// an archive of broken streams only would take for ever.
constexpr int kMaxReopenings = 100;
constexpr qint64 kMaxPassedAgain = 200'000;

struct ReadFree {
    void operator()(archive* a) const { archive_read_free(a); }
};
using Reader = std::unique_ptr<archive, ReadFree>;

tl::unexpected<Error> broken(const char* reason) { return fail(ErrorCode::ArchiveMember, {reason}); }
/// Of one file in an archive whose others may be whole.
tl::unexpected<Error> brokenMember(const char* reason) { return fail(ErrorCode::ArchiveMember, {reason, "member"}); }

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
    for (const QString& password : passwords) {
        if (password.isEmpty()) continue;
        archive_read_add_passphrase(reader.get(), password.toUtf8().constData());
        // Programs on Korean Windows take a password in its code page.
        QStringEncoder korean("CP949");
        const QByteArray bytes = korean.isValid() ? QByteArray(korean(password)) : QByteArray();
        if (!bytes.isEmpty() && !korean.hasError() && bytes != password.toUtf8())
            archive_read_add_passphrase(reader.get(), bytes.constData());
    }
    return reader;
}

/// libarchive tells a wrong or missing password, and what it cannot unpack, apart from damage by its message only.
tl::unexpected<Error> dataError(archive* reader, archive_entry* entry, bool hasPassword)
{
    const QByteArray message(archive_error_string(reader));
    if (message.contains("assphrase") || archive_entry_is_data_encrypted(entry) == 1)
        return fail(ErrorCode::ArchivePassword, {hasPassword ? "wrong" : "needed"});
    if (message.contains("nsupported")) return brokenMember("it is packed in a way that Lobule does not know");
    return brokenMember("it is damaged");
}

bool hasAny(const QStringList& passwords) { return !passwords.join(QString()).isEmpty(); }

bool isZero(const char* bytes, qint64 count)
{
    return count > 0 && bytes[0] == 0 && std::memcmp(bytes, bytes + 1, static_cast<std::size_t>(count - 1)) == 0;
}

class Expander {
public:
    Expander(const QString& archivePath, const QString& folder, const QStringList& passwords, const ArchiveLimits& limits,
        const IsWanted& isWanted)
        : m_file(archivePath), m_folder(folder), m_passwords(passwords), m_limits(limits), m_isWanted(isWanted)
    {
    }

    [[nodiscard]] Result<ExpandedArchive> run()
    {
        if (!m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) || !reopen())
            return fail(ErrorCode::FileUnreadable, {m_file.fileName().toStdString()});
        for (;;) {
            archive_entry* entry = nullptr;
            const int status = archive_read_next_header(m_reader.get(), &entry);
            if (status == ARCHIVE_EOF) break;
            if (status < ARCHIVE_FAILED || (status < ARCHIVE_WARN && entry == nullptr)) {
                breakOff();
                break;
            }
            ++m_entries;
            m_isLastLost = false;
            if (const Result<void> taken = take(entry, status < ARCHIVE_WARN); !taken) return tl::unexpected(taken.error());
            if (m_isStuck && !passBroken()) {
                breakOff();
                break;
            }
        }
        return whole();
    }

private:
    /// The descriptor keeps Unicode paths out of libarchive, which reads them in the locale's character set.
    [[nodiscard]] bool reopen()
    {
        m_isStuck = false;
        if (m_reader) m_packedBefore += archive_filter_bytes(m_reader.get(), -1);
        m_reader = zipReader(m_passwords);
        return m_file.seek(0) && archive_read_open_fd(m_reader.get(), m_file.handle(), kReadBlock) == ARCHIVE_OK;
    }

    /// Nothing can be had behind here. The file in which the archive breaks off is not named on top of that.
    void breakOff()
    {
        m_out.damage = broken("it is damaged").value();
        if (m_isLastLost) m_out.lost.removeLast();
    }

    void lose(const QString& name, const Error& error)
    {
        m_out.lost.append({name, error});
        m_isLastLost = true;
    }

    /// Stands behind the last entry again, whose stream was so broken that the reader gave up.
    [[nodiscard]] bool passBroken()
    {
        m_passedAgain += m_entries;
        if (++m_reopenings > kMaxReopenings || m_passedAgain > kMaxPassedAgain || !reopen()) return false;
        archive_entry* entry = nullptr;
        for (qint64 i = 0; i < m_entries; ++i)
            if (archive_read_next_header(m_reader.get(), &entry) < ARCHIVE_FAILED) return false;
        return true;
    }

    /// An archive of which nothing could be had is one trouble, not as many as it has files.
    [[nodiscard]] Result<ExpandedArchive> whole()
    {
        const auto isLocked = [](const LostMember& each) { return each.error.code == ErrorCode::ArchivePassword; };
        if (m_out.members.isEmpty() && m_out.lost.isEmpty() && m_out.damage) return tl::unexpected(*m_out.damage);
        if (m_out.members.isEmpty() && !m_out.lost.isEmpty() && std::all_of(m_out.lost.cbegin(), m_out.lost.cend(), isLocked))
            return tl::unexpected(m_out.lost.first().error);
        return std::move(m_out);
    }

    [[nodiscard]] Result<void> take(archive_entry* entry, bool isHeaderBad)
    {
        const auto type = archive_entry_filetype(entry);
        const QString name = memberName(entry).left(kMaxName);
        if (type == AE_IFDIR && archive_entry_size(entry) == 0) return {};
        if (m_out.members.size() + m_out.lost.size() + m_out.passedOver.size() + m_out.unwanted.size() >= m_limits.members)
            return fail(ErrorCode::LimitExceeded, {"number of files in an archive"});
        if (type != AE_IFREG) {
            m_out.passedOver << name;
            return {};
        }
        if (isHeaderBad) {
            lose(name, brokenMember("it is damaged").value());
            return {};
        }
        if (const Result<void> fits = checkStatedSize(entry); !fits) return fits;
        const QString path
            = QStringLiteral("%1/%2").arg(m_folder).arg(m_out.members.size() + m_out.lost.size() + 1, 6, 10, QLatin1Char('0'));
        const Result<bool> copied = copy(entry, path);
        if (copied) {
            if (*copied)
                m_out.members.append({name, path});
            else
                m_out.unwanted << name;
            return {};
        }
        QFile::remove(path);
        if (copied.error().code != ErrorCode::ArchiveMember && copied.error().code != ErrorCode::ArchivePassword)
            return tl::unexpected(copied.error());
        lose(name, copied.error());
        return {};
    }

    /// Most bombs say what they are: nothing of them is unpacked.
    [[nodiscard]] Result<void> checkStatedSize(archive_entry* entry) const
    {
        if (archive_entry_size_is_set(entry) == 0) return {};
        const qint64 size = archive_entry_size(entry);
        if (size > m_limits.memberBytes || size > m_limits.totalBytes - m_total)
            return fail(ErrorCode::LimitExceeded, {"unpacked size of an archive"});
        if (isBlownUp(m_total + size, m_file.size())) return fail(ErrorCode::LimitExceeded, {"compression ratio of an archive"});
        return {};
    }

    /// Whether it was taken: what is not wanted is seen in its first bytes and costs no file. Its rest is read all the same, since damage
    /// and a wrong password show only at the end; but not what is nearly all alike, which damage does not look like, and bombs do.
    [[nodiscard]] Result<bool> copy(archive_entry* entry, const QString& path)
    {
        QFile file(path);
        qint64 size = 0;
        bool isUnwanted = false;
        const qint64 packedBefore = archive_filter_bytes(m_reader.get(), -1);
        for (;;) {
            const la_ssize_t got = archive_read_data(m_reader.get(), m_chunk.data(), static_cast<std::size_t>(m_chunk.size()));
            if (got < 0) {
                m_isStuck = got == ARCHIVE_FATAL;
                return tl::unexpected(dataError(m_reader.get(), entry, hasAny(m_passwords)).value());
            }
            size += got;
            m_total += got;
            if (const Result<void> fits = checkUnpacked(size, packedBefore); !fits) return tl::unexpected(fits.error());
            if (size == got && m_isWanted && !m_isWanted({m_chunk.constData(), static_cast<qsizetype>(got)})) isUnwanted = true;
            if (isUnwanted && (got == 0 || isPadded(size, packedBefore))) return false;
            if (isUnwanted) continue;
            if (!file.isOpen()) {
                // Originals, with names and all.
                if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner))
                    return fail(ErrorCode::FileUnwritable, {m_folder.toStdString()});
            }
            if (got == 0) break;
            // Segmentations are nearly all zeros, and so are bombs: those take no room and no time.
            const bool isHole = isZero(m_chunk.constData(), got) && file.seek(size);
            if (!isHole && file.write(m_chunk.constData(), got) != got) return fail(ErrorCode::DiskFull, {m_folder.toStdString()});
        }
        if (!file.resize(size) || !file.flush()) return fail(ErrorCode::DiskFull, {m_folder.toStdString()});
        return true;
    }

    /// Of the member, and of everything up to here. What was read ahead, at most a block, belongs to it or to the next one.
    [[nodiscard]] Result<void> checkUnpacked(qint64 size, qint64 packedBefore) const
    {
        if (size > m_limits.memberBytes || m_total > m_limits.totalBytes)
            return fail(ErrorCode::LimitExceeded, {"unpacked size of an archive"});
        const qint64 packed = archive_filter_bytes(m_reader.get(), -1) + static_cast<qint64>(kReadBlock);
        if (isBlownUp(size, packed - packedBefore) || isBlownUp(m_total, m_packedBefore + packed))
            return fail(ErrorCode::LimitExceeded, {"compression ratio of an archive"});
        return {};
    }

    [[nodiscard]] bool isPadded(qint64 size, qint64 packedBefore) const
    {
        constexpr qint64 kRatio = 16;
        return size / kRatio > archive_filter_bytes(m_reader.get(), -1) + static_cast<qint64>(kReadBlock) - packedBefore;
    }

    [[nodiscard]] bool isBlownUp(qint64 bytes, qint64 packed) const
    {
        return bytes > m_limits.smallBytes && (bytes - m_limits.smallBytes) / m_limits.ratio > packed;
    }

    QFile m_file;
    QString m_folder;
    QStringList m_passwords;
    ArchiveLimits m_limits;
    IsWanted m_isWanted;
    Reader m_reader;
    QByteArray m_chunk = QByteArray(kChunk, Qt::Uninitialized);
    ExpandedArchive m_out;
    qint64 m_total = 0;
    qint64 m_packedBefore = 0; ///< By the readers that gave up.
    qint64 m_entries = 0; ///< Headers read, of members of any kind.
    qint64 m_passedAgain = 0;
    int m_reopenings = 0;
    bool m_isStuck = false;
    bool m_isLastLost = false;
};

} // namespace

Result<ExpandedArchive> expandArchive(
    const QString& archivePath, const QString& folder, const QStringList& passwords, const ArchiveLimits& limits, const IsWanted& isWanted)
{
    if (!QDir().mkpath(folder)) return fail(ErrorCode::FileUnwritable, {folder.toStdString()});
    auto expanded = Expander(archivePath, folder, passwords, limits, isWanted).run();
    if (!expanded) QDir(folder).removeRecursively();
    return expanded;
}

namespace {

constexpr qint64 kMaxMemberInMemory = qint64{1} << 30;

Result<QByteArray> readData(archive* reader, archive_entry* entry, bool hasPassword)
{
    QByteArray bytes;
    QByteArray chunk(kChunk, Qt::Uninitialized);
    for (;;) {
        const la_ssize_t got = archive_read_data(reader, chunk.data(), static_cast<std::size_t>(chunk.size()));
        if (got == 0) return bytes;
        if (got < 0) return dataError(reader, entry, hasPassword);
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
        if (status < ARCHIVE_FAILED) return broken("it is damaged");
        if (archive_entry_filetype(entry) != AE_IFREG) continue;
        const QString name = memberName(entry);
        if (name == member) return readData(reader, entry, hasAny(passwords));
        if (name.isEmpty() || !member.startsWith(name + QLatin1Char('!'))) continue;
        const auto inner = readData(reader, entry, hasAny(passwords));
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
