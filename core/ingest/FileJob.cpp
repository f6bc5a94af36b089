#include "core/ingest/FileJob.h"

#include "core/ingest/ProfileChoice.h"
#include "core/ingest/SiteKeyHex.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace lobule::ingest {

namespace {

constexpr int kTickMs = 100;
/// Staged files that may wait for the library before no more are made: they take room on the disk, and up to 1 MB each of memory.
constexpr int kMaxBacklog = 128;

/// Trying the same again can only help where the machine, the medium or a person was the cause.
bool isWorthRetrying(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotDicom:
    case ErrorCode::Unsupported: return false;
    default: return true;
    }
}

QString retryOf(const SourceFile& file, ErrorCode code)
{
    if (!isWorthRetrying(code)) return {};
    return file.retry.isEmpty() ? file.path : file.retry;
}

} // namespace

bool claimsToBeDicom(const QString& name)
{
    return name.endsWith(QLatin1String(".dcm"), Qt::CaseInsensitive) || name.endsWith(QLatin1String(".dicom"), Qt::CaseInsensitive);
}

FileJob::FileJob(ImportOptions options, QStringList paths) : m_options(std::move(options)), m_paths(std::move(paths))
{
    // Moves with the job to its thread.
    m_ticker.setParent(this);
    m_ticker.setInterval(kTickMs);
    connect(&m_ticker, &QTimer::timeout, this, [this] { Q_EMIT progressed(progress()); });
}

FileJob::~FileJob()
{
    m_walker.reset();
    m_pool.reset();
}

void FileJob::start()
{
    m_clock.start();
    const Result<Hello> hello = prepare();
    if (!hello) return failWhole(hello.error());
    if (const Result<void> known = beginReport(*hello); !known) return failWhole(known.error());
    m_unpackFolder = hello->stagingFolder + QStringLiteral("/unpacked");
    WorkerPool::Options poolOptions;
    poolOptions.program = m_options.workerProgram;
    poolOptions.workers = m_options.workers;
    poolOptions.hello = *hello;
    m_pool = std::make_unique<WorkerPool>(poolOptions);
    connect(m_pool.get(), &WorkerPool::replied, this, &FileJob::onReply);
    connect(m_pool.get(), &WorkerPool::broken, this, &FileJob::failWhole, Qt::QueuedConnection);
    if (const Result<void> started = m_pool->start(); !started) return failWhole(started.error());
    m_walker = std::make_unique<FileWalker>(m_paths, m_unpackFolder + QStringLiteral("/links"), home());
    connect(m_walker.get(), &FileWalker::found, this, &FileJob::addFound);
    connect(m_walker.get(), &FileWalker::refused, this,
        [this](const QString& shown, int code, const QString& reason) { refuse(shown, static_cast<ErrorCode>(code), reason, shown); });
    connect(
        m_walker.get(), &FileWalker::passedOver, this, [this](const QString& shown, const QString& reason) { passOver(shown, reason); });
    connect(m_walker.get(), &QThread::finished, this, [this] {
        m_walked = true;
        finishIfDone();
    });
    m_walker->start();
    m_ticker.start();
}

void FileJob::cancel()
{
    if (m_ended) return;
    m_result.cancelled = true;
    stopTaking();
    finishIfDone();
}

void FileJob::interrupt()
{
    m_interrupted = true;
    cancel();
}

void FileJob::failWhole(const Error& error)
{
    if (m_ended) return;
    if (!m_result.failure) m_result.failure = error;
    stopTaking();
    finishIfDone();
}

void FileJob::stopTaking()
{
    m_stopping = true;
    if (m_walker) m_walker->cancel();
    m_walked = true;
    if (m_pool) m_pool->abandon();
    // What was unpacked and will not be asked for any more.
    for (const SourceFile& file : std::as_const(m_waiting))
        if (file.temporary) QFile::remove(file.path);
    for (const SourceFile& file : std::as_const(m_underWay))
        if (file.temporary) QFile::remove(file.path);
    m_waiting.clear();
    m_underWay.clear();
    onCancel();
}

QList<qint64> FileJob::workerProcessIds() const { return m_pool ? m_pool->processIds() : QList<qint64>(); }

void FileJob::addFound(const QList<SourceFile>& files)
{
    if (m_stopping) return;
    m_filesTotal += files.size();
    for (SourceFile file : files) {
        if (!m_options.member.isEmpty()) file.shown += QLatin1Char('!') + m_options.member;
        file.number = ++m_lastNumber;
        m_waiting.enqueue(file);
    }
    pump();
}

Request FileJob::makeRequest(RequestKind kind, const SourceFile& file) const
{
    Request request;
    request.kind = kind;
    request.file = file.path;
    request.member = m_options.member;
    request.passwords = m_options.archivePasswords;
    request.digest = m_options.digest;
    request.blackOuts = m_options.blackOuts;
    return request;
}

void FileJob::pump()
{
    // A few more than the workers hold, so that none of them waits for this thread.
    while (!m_stopping && !m_waiting.isEmpty() && m_pool->pending() < 2 * m_pool->capacity() && backlog() < kMaxBacklog) {
        const SourceFile file = m_waiting.dequeue();
        Request request = requestFor(file);
        request.id = ++m_lastId;
        m_underWay.insert(request.id, file);
        m_pool->submit(request, file.bytes);
    }
}

void FileJob::onReply(const Reply& reply)
{
    const auto found = m_underWay.constFind(reply.id);
    if (found == m_underWay.constEnd()) return;
    const SourceFile file = *found;
    m_underWay.erase(found);
    switch (reply.kind) {
    case ReplyKind::Accepted:
    case ReplyKind::Written:
        m_result.deidentification.tally.add(reply.tally);
        fileDone(file);
        accept(file, reply);
        break;
    case ReplyKind::NotDicom:
        if (claimsToBeDicom(file.shown) && reply.reason.isEmpty()) {
            quarantine(file, ErrorCode::NotDicom, reasonText({ErrorCode::NotDicom, {}, {}}));
            break;
        }
        [[fallthrough]];
    case ReplyKind::Directory:
        countSkipped(file,
            reply.kind == ReplyKind::Directory ? QStringLiteral("The index of a medium (DICOMDIR); its images are imported themselves.")
                : reply.reason.isEmpty()       ? QString::fromLatin1(kNotDicomReason)
                                               : reply.reason);
        fileDone(file);
        if (reply.kind == ReplyKind::Directory) addReferences(file, reply.references);
        break;
    case ReplyKind::Digested: onDigest(file, reply.digest); break;
    case ReplyKind::Archive: expand(file); break;
    case ReplyKind::Reviewed:
    case ReplyKind::Picture: break; // Never asked for here.
    case ReplyKind::Expanded: addMembers(file, reply); break;
    case ReplyKind::Rejected:
        // No room, or a place that may not be written, is no file's fault: going on would quarantine everything.
        if (reply.code == ErrorCode::DiskFull) return failWhole({ErrorCode::DiskFull, {}, {}});
        if (reply.code == ErrorCode::FileUnwritable) return failWhole({ErrorCode::FileUnwritable, {home().toStdString()}, {}});
        quarantine(file, reply.code, reply.reason, reply.word);
        break;
    }
    pump();
    finishIfDone();
}

void FileJob::askAgain(const SourceFile& file, Request request)
{
    request.id = ++m_lastId;
    request.file = file.path;
    m_underWay.insert(request.id, file);
    // Unpacking grows what it reads.
    m_pool->submit(request, request.kind == RequestKind::Expand ? file.bytes * 5 : file.bytes);
}

void FileJob::passOver(const QString& shown, const QString& reason)
{
    if (m_stopping) return;
    ++m_filesTotal;
    ++m_filesDone;
    countSkipped({shown, shown, 0, false, {}, false, ++m_lastNumber}, reason);
}

void FileJob::refuse(const QString& shown, ErrorCode code, const QString& reason, const QString& retry)
{
    if (m_stopping) return;
    ++m_filesTotal;
    ++m_filesDone;
    // A link to a folder is there; it is named once more because it was also met on the way.
    if (code == ErrorCode::NotFound && reason != QLatin1String(kFolderLinkReason) && m_paths.contains(shown)) m_isPathMissing = true;
    const qint64 number = ++m_lastNumber;
    m_result.quarantined.append({shown, code, reason, isWorthRetrying(code) ? retry : QString(), number});
    m_result.deidentification.refuse(number, code, {});
    onQuarantined(m_result.quarantined.constLast());
}

void FileJob::fileDone(const SourceFile& file)
{
    ++m_filesDone;
    m_bytesDone += file.bytes;
    if (m_walker) m_walker->consumed(1);
    if (file.temporary) QFile::remove(file.path);
}

void FileJob::countImported(const SourceFile& file, const QString& studyUid)
{
    ++m_result.imported;
    m_studies.insert(studyUid);
    onTaken(file);
}

void FileJob::noteNotShown(const SourceFile& file, const QString& pixelNote)
{
    m_result.notShown.append({file.shown, pixelNoteCode(pixelNote), pixelNoteReason(pixelNote), file.number});
}

void FileJob::withdrawNotShown(qint64 fileNumber)
{
    const auto removed = m_result.notShown.removeIf([fileNumber](const UnshownFile& unshown) { return unshown.number == fileNumber; });
    if (removed == 0) return;
    --m_result.imported;
    ++m_result.duplicates;
}

void FileJob::countSkipped(const SourceFile& file, const QString& reason)
{
    ++m_result.skipped;
    m_result.skippedFiles.append({file.shown, reason});
}

void FileJob::countDuplicate(const SourceFile& file, const QString& studyUid)
{
    ++m_result.duplicates;
    m_result.duplicateFiles.append(file.shown);
    m_studies.insert(studyUid);
    onTaken(file);
}

void FileJob::fileKnown(const SourceFile& file, const QString& studyUid)
{
    fileDone(file);
    countDuplicate(file, studyUid);
}

void FileJob::noteQuarantined(const SourceFile& file, ErrorCode code, const QString& reason, const QString& word)
{
    m_result.quarantined.append({file.shown, code, reason, retryOf(file, code), file.number});
    m_result.deidentification.refuse(file.number, code, word);
}

void FileJob::quarantine(const SourceFile& file, ErrorCode code, const QString& reason, const QString& word)
{
    noteQuarantined(file, code, reason, word);
    fileDone(file);
    onQuarantined(m_result.quarantined.constLast());
}

void FileJob::quarantineAccepted(const SourceFile& file, const Error& error)
{
    noteQuarantined(file, error.code, reasonText(error), {});
    onQuarantined(m_result.quarantined.constLast());
}

Result<void> FileJob::beginReport(const Hello& hello)
{
    const auto profile = resolve(hello.profile, hello.safePrivateList);
    if (!profile) return tl::unexpected(profile.error());
    DeidentReport& report = m_result.deidentification;
    report.program = QStringLiteral("Lobule " LOBULE_VERSION);
    report.profile = QString::fromStdString(profile->name());
    report.safePrivateList = safePrivateListName(report.profile, hello.safePrivateList);
    report.keyId = keyIdOf(hello.keyHex);
    report.startedAt = QDateTime::currentDateTimeUtc();
    return {};
}

void FileJob::endReport()
{
    DeidentReport& report = m_result.deidentification;
    report.finishedAt = QDateTime::currentDateTimeUtc();
    report.found = m_filesTotal;
    report.accepted = m_result.imported;
    report.duplicates = m_result.duplicates;
    report.skipped = m_result.skipped;
    report.cancelled = m_result.cancelled;
}

void FileJob::proceed()
{
    pump();
    finishIfDone();
}

bool FileJob::isExhausted() const { return m_walked && m_waiting.isEmpty() && m_underWay.isEmpty(); }

void FileJob::finishIfDone()
{
    if (m_ended || !isExhausted()) return;
    if (!m_drained) {
        m_drained = true;
        onDrained();
        if (m_ended) return;
    }
    if (backlog() > 0) return;
    m_ended = true;
    m_ticker.stop();
    if (m_pool) m_pool->abandon();
    if (!m_unpackFolder.isEmpty()) QDir(m_unpackFolder).removeRecursively();
    m_result.studies = QStringList(m_studies.cbegin(), m_studies.cend());
    m_result.studies.sort();
    m_result.seconds = static_cast<double>(m_clock.elapsed()) / 1000.0;
    m_result.total = static_cast<int>(m_filesTotal);
    endReport();
    onEnded(m_result, m_interrupted);
    Q_EMIT progressed(progress());
    Q_EMIT finished(m_result);
}

ImportProgress FileJob::progress() const
{
    ImportProgress out;
    out.filesDone = m_filesDone;
    out.filesTotal = m_filesTotal;
    out.isTotalFinal = m_walked;
    out.bytesDone = m_bytesDone;
    out.added = m_result.imported;
    out.duplicates = m_result.duplicates;
    out.skipped = m_result.skipped;
    out.quarantined = static_cast<int>(m_result.quarantined.size());
    const double seconds = static_cast<double>(m_clock.elapsed()) / 1000.0;
    if (seconds > 0.0) out.filesPerSecond = static_cast<double>(m_filesDone) / seconds;
    if (out.isTotalFinal && out.filesPerSecond > 0.0)
        out.secondsLeft = static_cast<double>(m_filesTotal - m_filesDone) / out.filesPerSecond;
    return out;
}

} // namespace lobule::ingest
