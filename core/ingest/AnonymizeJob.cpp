#include "core/ingest/AnonymizeJob.h"

#include "core/ingest/SiteKeyHex.h"
#include "core/volume/Durable.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>

#include <filesystem>
#include <system_error>

namespace lobule::ingest {

namespace {

/// Tells the same instance again from another one with its UID.
bool haveSameContent(const QString& path, const QString& other)
{
    QFile a(path), b(other);
    if (!a.open(QIODevice::ReadOnly) || !b.open(QIODevice::ReadOnly) || a.size() != b.size()) return false;
    while (!a.atEnd()) {
        const QByteArray chunk = a.read(1 << 20);
        if (chunk.isEmpty() || chunk != b.read(chunk.size())) return false;
    }
    return true;
}

constexpr char kStagingPrefix[] = ".lobule-";
constexpr char kLockName[] = "/lock";

/// Removes what killed processes left: half-written files with no final place.
void sweepStaging(const QString& outputFolder)
{
    const QDir output(outputFolder);
    const QStringList folders
        = output.entryList({QLatin1String(kStagingPrefix) + QLatin1Char('*')}, QDir::Dirs | QDir::Hidden | QDir::NoSymLinks);
    for (const QString& folder : folders) {
        const QString path = output.filePath(folder);
        // One without a lock is being made this moment, or is not ours.
        if (!QFile::exists(path + QLatin1String(kLockName))) continue;
        QLockFile lock(path + QLatin1String(kLockName));
        if (volume::takeLock(lock)) QDir(path).removeRecursively();
    }
}

} // namespace

AnonymizeJob::AnonymizeJob(QString outputFolder, ImportOptions options, QStringList paths)
    : FileJob(std::move(options), std::move(paths)), m_outputFolder(QDir(outputFolder).absolutePath())
{
}

Result<Hello> AnonymizeJob::prepare()
{
    const Result<QString> key = siteKeyHex();
    if (!key) return tl::unexpected(key.error());
    if (!QDir().mkpath(m_outputFolder)) return fail(ErrorCode::FileUnwritable, {m_outputFolder.toStdString()});
    sweepStaging(m_outputFolder);
    m_staging
        = std::make_unique<QTemporaryDir>(m_outputFolder + QLatin1Char('/') + QLatin1String(kStagingPrefix) + QStringLiteral("XXXXXX"));
    m_stagingLock = std::make_unique<QLockFile>(m_staging->filePath(QStringLiteral("lock")));
    m_stagingLock->setStaleLockTime(0);
    if (!m_staging->isValid() || !m_stagingLock->tryLock(0)) return fail(ErrorCode::FileUnwritable, {m_outputFolder.toStdString()});
    Hello hello;
    hello.keyHex = *key;
    hello.profile = options().profile;
    hello.safePrivateList = options().safePrivateList;
    hello.release = options().release;
    hello.stagingFolder = m_staging->path();
    hello.memoryMiB = options().memoryMiB;
    return hello;
}

Request AnonymizeJob::requestFor(const SourceFile& file) { return makeRequest(RequestKind::Anonymize, file); }

void AnonymizeJob::accept(const SourceFile& file, Reply reply)
{
    if (m_written.contains(reply.name)) {
        const bool same = haveSameContent(reply.file, m_outputFolder + QLatin1Char('/') + reply.name);
        QFile::remove(reply.file);
        if (same) return countDuplicate(file, reply.studyUid);
        return quarantineAccepted(file, {ErrorCode::ConflictingDuplicate, {}, {}});
    }
    if (!place(reply.file, reply.name)) return failWhole({ErrorCode::FileUnwritable, {m_outputFolder.toStdString()}, {}});
    m_written.insert(reply.name);
    noteWritten({file.shown, reply.name, reply.instanceUid, reply.releasedHold, reply.blackOuts});
    countImported(file, reply.studyUid);
}

bool AnonymizeJob::place(const QString& from, const QString& name)
{
    const QString target = m_outputFolder + QLatin1Char('/') + name;
    if (!QDir().mkpath(QFileInfo(target).path())) return false;
    std::error_code error;
    std::filesystem::rename(std::filesystem::path(from.toStdU16String()), std::filesystem::path(target.toStdU16String()), error);
    return !error;
}

void AnonymizeJob::onQuarantined(const QuarantinedFile&) { }

} // namespace lobule::ingest
