#include "core/ingest/AnonymizeJob.h"

#include "core/ingest/SiteKeyHex.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <filesystem>
#include <system_error>

namespace lobule::ingest {

AnonymizeJob::AnonymizeJob(QString outputFolder, ImportOptions options, QStringList paths)
    : FileJob(std::move(options), std::move(paths)), m_outputFolder(QDir(outputFolder).absolutePath())
{
}

Result<Hello> AnonymizeJob::prepare()
{
    const Result<QString> key = siteKeyHex();
    if (!key) return tl::unexpected(key.error());
    if (!QDir().mkpath(m_outputFolder)) return fail(ErrorCode::FileUnwritable, {m_outputFolder.toStdString()});
    m_staging = std::make_unique<QTemporaryDir>(m_outputFolder + QStringLiteral("/.lobule-XXXXXX"));
    if (!m_staging->isValid()) return fail(ErrorCode::FileUnwritable, {m_outputFolder.toStdString()});
    Hello hello;
    hello.keyHex = *key;
    hello.profile = options().profile;
    hello.release = options().release;
    hello.stagingFolder = m_staging->path();
    hello.memoryMiB = options().memoryMiB;
    return hello;
}

Request AnonymizeJob::requestFor(const SourceFile& file)
{
    Request request;
    request.kind = RequestKind::Anonymize;
    request.file = file.path;
    return request;
}

void AnonymizeJob::accept(const SourceFile& file, Reply reply)
{
    const auto known = m_written.constFind(reply.name);
    if (known != m_written.constEnd()) {
        QFile::remove(reply.file);
        if (*known == reply.sha256) return countDuplicate(reply.studyUid);
        return quarantineAccepted(file, {ErrorCode::ConflictingDuplicate, {}, {}});
    }
    if (!place(reply.file, reply.name)) return failWhole({ErrorCode::FileUnwritable, {m_outputFolder.toStdString()}, {}});
    m_written.insert(reply.name, reply.sha256);
    noteWritten(file, reply.name);
    countImported(reply.studyUid);
}

bool AnonymizeJob::place(const QString& from, const QString& name)
{
    const QString target = m_outputFolder + QLatin1Char('/') + name;
    if (!QDir().mkpath(QFileInfo(target).path())) return false;
    std::error_code error;
    std::filesystem::rename(std::filesystem::path(from.toStdU16String()), std::filesystem::path(target.toStdU16String()), error);
    return !error;
}

void AnonymizeJob::onQuarantined(const QuarantinedFile&) {}

} // namespace lobule::ingest
