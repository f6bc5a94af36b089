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

/// Discs that were copied or packed have changed the case of their names or carry ISO 9660 versions (";1"); ZIP may write "\\".
QString comparableName(QString name)
{
    QStringList parts;
    for (QString part : name.replace(QLatin1Char('\\'), QLatin1Char('/')).toLower().split(QLatin1Char('/'), Qt::SkipEmptyParts)) {
        if (const qsizetype version = part.lastIndexOf(QLatin1Char(';')); version >= 0) part.truncate(version);
        while (part.size() > 1 && part.endsWith(QLatin1Char('.'))) part.chop(1);
        if (part != QLatin1String(".")) parts << part;
    }
    return parts.join(QLatin1Char('/'));
}

/// The folder that a DICOMDIR stands for, with "/" or "!" behind it, as the user knows it.
QString mediumOf(const SourceFile& directory)
{
    const qsizetype archive = directory.archive.isEmpty() ? -1 : directory.archive.size();
    const qsizetype slash = std::max(directory.shown.lastIndexOf(QLatin1Char('/')), directory.shown.lastIndexOf(QLatin1Char('\\')));
    return directory.shown.left(std::max(slash, archive) + 1);
}

} // namespace

void FileJob::expand(const SourceFile& file)
{
    if (file.depth >= kMaxArchiveDepth) {
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
            takesNumber ? archive.number : ++m_lastNumber, archive.shown, archive.depth + 1});
    }
    unfoldedWith(archive).members += reply.unread.size() + reply.passedOver.size() + reply.notDicom.size();
    if (!isWithinBudget(archive, members)) {
        for (const SourceFile& member : std::as_const(members)) QFile::remove(member.path);
        return quarantine(archive, ErrorCode::LimitExceeded, QString::fromLatin1(kUnfoldsTooFar));
    }
    rememberNames(archive, reply);
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

/// A DICOMDIR in an archive is unpacked alone, under a neutral name: what it lists can only be looked for by the names of its siblings.
void FileJob::rememberNames(const SourceFile& archive, const Reply& reply)
{
    QSet<QString> names;
    for (const ArchiveMember& member : reply.members) names.insert(comparableName(member.name));
    for (const UnreadMember& member : reply.unread) names.insert(comparableName(member.name));
    for (const QString& name : reply.notDicom) names.insert(comparableName(name));
    const auto isDirectory = [](const QString& name) { return name.section(QLatin1Char('/'), -1) == QLatin1String("dicomdir"); };
    if (std::any_of(names.cbegin(), names.cend(), isDirectory)) m_namesIn.insert(archive.shown, names);
}

bool FileJob::isInArchive(const SourceFile& directory, const MediaReference& reference) const
{
    const auto names = m_namesIn.constFind(directory.archive);
    // A directory by another name: nothing is known about its siblings.
    if (names == m_namesIn.constEnd()) return true;
    return names->contains(comparableName(mediumOf(directory).mid(directory.archive.size() + 1) + reference.name));
}

void FileJob::addUnread(const SourceFile& archive, const Reply& reply)
{
    const QString inside = archive.shown + QLatin1Char('!');
    const QString retry = archive.retry.isEmpty() ? archive.path : archive.retry;
    for (const UnreadMember& member : reply.unread) refuse(inside + member.name, member.code, member.reason, retry);
    for (const QString& name : reply.passedOver)
        passOver(inside + name, QStringLiteral("It is a link or a device in the archive, not a file."));
    for (const QString& name : reply.notDicom) {
        if (claimsToBeDicom(name))
            refuse(inside + name, ErrorCode::NotDicom, reasonText({ErrorCode::NotDicom, {}, {}}), {});
        else
            passOver(inside + name, QString::fromLatin1(kNotDicomReason));
    }
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
        if (!directory.archive.isEmpty() && isInArchive(directory, reference)) continue;
        // Discs have several directories (one without patients, say), which miss the same files.
        const QString shown = mediumOf(directory) + reference.name;
        if (m_missing.contains(shown)) continue;
        m_missing.insert(shown);
        refuse(shown, ErrorCode::NotFound, QStringLiteral("The DICOMDIR lists it (%1), but it is not on the medium.").arg(reference.place),
            directory.archive.isEmpty() ? shown : directory.retry);
    }
    // In a folder that was asked for, the walk finds them anyway.
    if (directory.isMedium) addFound(listed);
}

} // namespace lobule::ingest
