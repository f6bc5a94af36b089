#include "core/ingest/FileJob.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <utility>

/// What lies in archives, and on media that list it.
namespace lobule::ingest {

namespace {

struct ArchiveBudget {
    qint64 members = 400'000;
    qint64 bytes = qint64{128} << 30;
    qint64 smallBytes = qint64{1} << 30;
    qint64 ratio = 200;
};

/// Archives inside archives inside archives; deeper ones are a trap.
constexpr int kMaxArchiveDepth = 3;
/// And so is what unfolds beyond this in all, whatever each of them keeps to.
constexpr ArchiveBudget kBudget{};
constexpr char kUnfoldsTooFar[] = "The archives in it unfold to more than Lobule accepts.";

/// Of an archive's member; names in archives never contain the mark unescaped, but paths may.
int archiveDepth(const SourceFile& file)
{
    return file.retry.isEmpty() ? 0 : static_cast<int>(file.shown.mid(file.retry.size()).count(QLatin1Char('!')));
}

} // namespace

void FileJob::expand(const SourceFile& file)
{
    if (archiveDepth(file) >= kMaxArchiveDepth) {
        return quarantine(file, ErrorCode::LimitExceeded, QStringLiteral("Archives are nested too deeply."));
    }
    // What the others left over: a hundred bombs in one archive are not unpacked a hundred times to be thrown away.
    Unfolded& all = unfoldedWith(file);
    const qint64 room = std::min(kBudget.bytes, std::max(kBudget.smallBytes, all.packed * kBudget.ratio)) - all.bytes;
    if (room <= 0) return quarantine(file, ErrorCode::LimitExceeded, QString::fromLatin1(kUnfoldsTooFar));
    Request request;
    request.kind = RequestKind::Expand;
    request.room = room;
    request.passwords = m_options.archivePasswords;
    askAgain(file, request);
}

void FileJob::addMembers(const SourceFile& archive, const Reply& reply)
{
    const QString retry = archive.retry.isEmpty() ? archive.path : archive.retry;
    QList<SourceFile> members;
    for (const ArchiveMember& member : reply.members) {
        // The first one takes the archive's own number, unless there is something to say about that.
        const bool takesNumber = members.isEmpty() && reply.reason.isEmpty();
        members.append({member.file, archive.shown + QLatin1Char('!') + member.name, QFileInfo(member.file).size(), true, retry, false,
            takesNumber ? archive.number : ++m_lastNumber});
    }
    unfoldedWith(archive).members += reply.unread.size() + reply.passedOver.size();
    if (!isWithinBudget(archive, members)) {
        for (const SourceFile& member : std::as_const(members)) QFile::remove(member.path);
        return quarantine(archive, ErrorCode::LimitExceeded, QString::fromLatin1(kUnfoldsTooFar));
    }
    m_filesTotal += members.size();
    for (const SourceFile& member : std::as_const(members)) m_waiting.enqueue(member);
    addUnread(archive, reply);
    if (!reply.reason.isEmpty()) {
        const QString reason = QStringLiteral("%1 %2 files before the damage were read.").arg(reply.reason).arg(members.size());
        return quarantine(archive, reply.code, reason);
    }
    // The archive itself is no file to report on.
    --m_filesTotal;
    if (m_walker) m_walker->consumed(1);
    if (archive.temporary) QFile::remove(archive.path);
    onTaken(archive);
}

void FileJob::addUnread(const SourceFile& archive, const Reply& reply)
{
    const QString inside = archive.shown + QLatin1Char('!');
    const QString retry = archive.retry.isEmpty() ? archive.path : archive.retry;
    for (const UnreadMember& member : reply.unread) refuse(inside + member.name, member.code, member.reason, retry);
    for (const QString& name : reply.passedOver)
        passOver(inside + name, QStringLiteral("It is a link or a device in the archive, not a file."));
}

FileJob::Unfolded& FileJob::unfoldedWith(const SourceFile& archive)
{
    Unfolded& all = m_unfolded[archive.retry.isEmpty() ? archive.path : archive.retry];
    if (all.packed == 0) all.packed = archive.bytes;
    return all;
}

bool FileJob::isWithinBudget(const SourceFile& archive, const QList<SourceFile>& members)
{
    Unfolded& all = unfoldedWith(archive);
    all.members += members.size();
    for (const SourceFile& member : members) all.bytes += member.bytes;
    if (all.members > kBudget.members || all.bytes > kBudget.bytes) return false;
    return all.bytes <= kBudget.smallBytes || all.bytes / kBudget.ratio <= all.packed;
}

void FileJob::addReferences(const SourceFile& directory, const QList<MediaReference>& references)
{
    QList<SourceFile> listed;
    for (const MediaReference& reference : references) {
        if (!reference.file.isEmpty()) {
            listed.append({reference.file, reference.file, QFileInfo(reference.file).size(), false, {}, false});
            continue;
        }
        // Discs have several directories (one without patients, say), which miss the same files.
        const QString shown = QFileInfo(directory.shown).path() + QLatin1Char('/') + reference.name;
        if (m_missing.contains(shown)) continue;
        m_missing.insert(shown);
        refuse(shown, ErrorCode::NotFound, QStringLiteral("The DICOMDIR lists it (%1), but it is not on the medium.").arg(reference.place),
            shown);
    }
    // In a folder that was asked for, the walk finds them anyway.
    if (directory.isMedium) addFound(listed);
}

} // namespace lobule::ingest
