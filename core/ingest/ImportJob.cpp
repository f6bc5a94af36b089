#include "core/ingest/ImportJob.h"

#include "core/ingest/LibraryWriter.h"
#include "core/ingest/ProfileChoice.h"
#include "core/ingest/SiteKeyHex.h"

#include <optional>
#include <utility>

namespace lobule::ingest {

namespace {

/// A commit has a fixed price (several flushes of the disk), so that single files wait a moment for company.
constexpr qsizetype kGoodBatch = 64;
constexpr int kPatienceMs = 150;

} // namespace

ImportJob::ImportJob(QString libraryFolder, ImportOptions options, QStringList paths)
    : FileJob(std::move(options), std::move(paths)), m_libraryFolder(std::move(libraryFolder))
{
    m_patience.setParent(this);
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, &ImportJob::commit);
}

ImportJob::~ImportJob()
{
    // Quarantined files that the writer has not listed yet are listed before its thread goes.
    if (m_writerThread.isRunning())
        QMetaObject::invokeMethod(
            m_writer, [] {}, Qt::BlockingQueuedConnection);
    m_writerThread.quit();
    m_writerThread.wait();
}

Result<Hello> ImportJob::prepare()
{
    const Result<QString> key = siteKeyHex();
    if (!key) return tl::unexpected(key.error());
    m_writer = new LibraryWriter;
    m_writer->moveToThread(&m_writerThread);
    connect(&m_writerThread, &QThread::finished, m_writer, &QObject::deleteLater);
    m_writerThread.start();
    Result<QString> staging;
    ProfileChoice choice;
    const auto open = [&] {
        staging = m_writer->open(m_libraryFolder);
        if (staging) choice = profileChoice(m_writer->library());
    };
    QMetaObject::invokeMethod(m_writer, open, Qt::BlockingQueuedConnection);
    if (!staging) return tl::unexpected(staging.error());
    Hello hello;
    hello.keyHex = *key;
    hello.profile = options().profile.isEmpty() ? choice.profile : options().profile;
    hello.safePrivateList = options().safePrivateList.isEmpty() ? choice.safePrivateList : options().safePrivateList;
    hello.release = options().release;
    hello.stagingFolder = *staging;
    hello.memoryMiB = options().memoryMiB;
    return hello;
}

Request ImportJob::requestFor(const SourceFile& file) { return makeRequest(RequestKind::Ingest, file); }

void ImportJob::accept(const SourceFile& file, Reply reply)
{
    m_gathered.append({file, std::move(reply.instance)});
    commitSoon();
}

void ImportJob::commitSoon()
{
    if (m_gathered.isEmpty() || !m_committing.isEmpty()) return;
    if (m_gathered.size() >= kGoodBatch || isDrained()) return commit();
    if (!m_patience.isActive()) m_patience.start();
}

void ImportJob::commit()
{
    if (m_gathered.isEmpty() || !m_committing.isEmpty()) return;
    m_patience.stop();
    m_committing = std::exchange(m_gathered, {});
    QList<library::StagedInstance> batch;
    for (const Staged& staged : std::as_const(m_committing)) batch.append(staged.instance);
    QMetaObject::invokeMethod(
        m_writer,
        [this, batch] {
            auto outcomes = m_writer->add(batch);
            QMetaObject::invokeMethod(
                this, [this, outcomes] { onCommitted(outcomes); }, Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

void ImportJob::onCommitted(const Result<QList<Result<library::AddOutcome>>>& outcomes)
{
    const QList<Staged> batch = std::exchange(m_committing, {});
    if (!outcomes) {
        m_gathered.clear();
        return failWhole(outcomes.error());
    }
    std::optional<Error> full;
    for (qsizetype i = 0; i < batch.size(); ++i) {
        const auto& outcome = outcomes->at(i);
        if (!outcome) {
            if (outcome.error().code == ErrorCode::DiskFull)
                full = outcome.error();
            else
                quarantineAccepted(batch.at(i).source, outcome.error());
        } else if (*outcome == library::AddOutcome::Duplicate) {
            countDuplicate(batch.at(i).source, batch.at(i).instance.studyUid);
        } else {
            countImported(batch.at(i).instance.studyUid);
        }
    }
    if (full) return failWhole(*full);
    commitSoon();
    proceed();
}

void ImportJob::onQuarantined(const QuarantinedFile& file)
{
    if (m_writer == nullptr) return;
    QMetaObject::invokeMethod(
        m_writer, [writer = m_writer, file] { writer->addQuarantine(file); }, Qt::QueuedConnection);
}

void ImportJob::onDrained() { commit(); }

void ImportJob::onFinished(const ImportResult& result)
{
    if (m_writer == nullptr || result.deidentification.found == 0) return;
    // Waits: the thread is about to end, and what is only queued then is lost.
    QMetaObject::invokeMethod(
        m_writer, [this, &result] { m_writer->noteImport(auditDetail(result.deidentification)); }, Qt::BlockingQueuedConnection);
}

} // namespace lobule::ingest
