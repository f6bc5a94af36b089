#include "core/ingest/RebuildJob.h"

#include "core/ingest/LibraryWriter.h"
#include "core/ingest/SiteKeyHex.h"
#include "core/library/Library.h"

#include <limits>

namespace lobule::ingest {

namespace {

/// The stored objects without pixels. `fitQuota`: newest first, no more than the cache may hold; the rest would only be evicted again.
QStringList pathsToDecode(const library::Library& library, const QList<library::InstanceRow>& instances, bool fitQuota)
{
    qint64 room = std::numeric_limits<qint64>::max();
    if (const auto use = library.cacheUse(); fitQuota && use && use->quotaBytes > 0) room = use->quotaBytes - use->bytes;
    QStringList paths;
    for (const library::InstanceRow& row : instances) {
        if (row.frames == 0 || row.isCached || !row.pixelNote.isEmpty()) continue;
        room -= qint64{2} * row.rows * row.columns * row.frames;
        if (room < 0) break;
        paths << library.objectPath(row.objectSha256);
    }
    return paths;
}

} // namespace

RebuildJob::RebuildJob(QString libraryFolder, QString seriesUid, ImportOptions options)
    : FileJob(std::move(options), {}), m_libraryFolder(std::move(libraryFolder)), m_seriesUid(std::move(seriesUid))
{
}

RebuildJob::~RebuildJob()
{
    m_writerThread.quit();
    m_writerThread.wait();
}

Result<Hello> RebuildJob::prepare()
{
    const Result<QString> key = siteKeyHex();
    if (!key) return tl::unexpected(key.error());
    m_writer = new LibraryWriter;
    m_writer->moveToThread(&m_writerThread);
    connect(&m_writerThread, &QThread::finished, m_writer, &QObject::deleteLater);
    m_writerThread.start();
    Result<QString> staging;
    QStringList paths;
    const auto open = [&] {
        staging = m_writer->open(m_libraryFolder);
        if (!staging) return;
        // One series is about to be read: every slot of it is looked at. Of a whole library only the files.
        if (const auto given = m_writer->library().giveUpBrokenPixels(m_seriesUid, !m_seriesUid.isEmpty()); !given) {
            staging = tl::unexpected(given.error());
            return;
        }
        const auto instances = m_writer->library().instances({}, m_seriesUid);
        if (!instances) {
            staging = tl::unexpected(instances.error());
            return;
        }
        paths = pathsToDecode(m_writer->library(), *instances, m_seriesUid.isEmpty());
    };
    QMetaObject::invokeMethod(m_writer, open, Qt::BlockingQueuedConnection);
    if (!staging) return tl::unexpected(staging.error());
    setPaths(paths);
    Hello hello;
    hello.keyHex = *key;
    hello.profile = options().profile;
    hello.stagingFolder = *staging;
    hello.memoryMiB = options().memoryMiB;
    return hello;
}

Request RebuildJob::requestFor(const SourceFile& file)
{
    Request request;
    request.kind = RequestKind::Decode;
    request.file = file.path;
    return request;
}

void RebuildJob::accept(const SourceFile& file, Reply reply)
{
    // Stored without pixels because nothing here can decode it: still so.
    if (!reply.instance.hasPixels()) return countSkipped(file, QStringLiteral("Nothing here can decode it."));
    ++m_restoring;
    QMetaObject::invokeMethod(
        m_writer,
        [this, file, instance = std::move(reply.instance)] {
            const Result<void> restored = m_writer->library().restorePixels(instance);
            QMetaObject::invokeMethod(
                this, [this, file, study = instance.studyUid, restored] { onRestored(file, study, restored); }, Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

void RebuildJob::onRestored(const SourceFile& file, const QString& studyUid, const Result<void>& restored)
{
    --m_restoring;
    if (restored) {
        countImported(file, studyUid);
    } else if (restored.error().code == ErrorCode::DiskFull || restored.error().code == ErrorCode::LibraryLocked) {
        return failWhole(restored.error());
    } else {
        quarantineAccepted(file, restored.error());
    }
    proceed();
}

} // namespace lobule::ingest
