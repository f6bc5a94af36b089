#include "core/ingest/WorkerPool.h"

#include "core/ingest/WorkerProcess.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QThread>

#include <algorithm>

namespace lobule::ingest {

namespace {

/// A worker that ends by itself before it is ready will do so again; one that the system killed may just have met a bad moment.
constexpr int kMaxFailedStarts = 48;
constexpr int kWeightOfOwnEnd = 8;

} // namespace

WorkerPool::WorkerPool(Options options, QObject* parent) : QObject(parent), m_options(std::move(options))
{
    if (m_options.program.isEmpty()) m_options.program = findWorkerProgram();
    if (m_options.workers <= 0) m_options.workers = std::max(1, QThread::idealThreadCount());
}

WorkerPool::~WorkerPool() { abandon(); }

QString WorkerPool::findWorkerProgram()
{
    const QString fromEnvironment = qEnvironmentVariable("LOBULE_INGEST");
    if (!fromEnvironment.isEmpty()) return fromEnvironment;
#ifdef _WIN32
    const QString name = QStringLiteral("lobule-ingest.exe");
#else
    const QString name = QStringLiteral("lobule-ingest");
#endif
    const QString here = QCoreApplication::applicationDirPath();
    // Tests lie in a folder of their own beside bin/.
    for (const QString& candidate :
        {here + QLatin1Char('/') + name, here + QStringLiteral("/../bin/") + name, here + QStringLiteral("/../lib/lobule/") + name}) {
        if (QFileInfo(candidate).isExecutable()) return QFileInfo(candidate).canonicalFilePath();
    }
    return here + QLatin1Char('/') + name;
}

Hello WorkerPool::helloFor(int worker, int generation) const
{
    Hello hello = m_options.hello;
    if (!hello.stagingFolder.isEmpty()) hello.stagingFolder += QStringLiteral("/w%1-%2").arg(worker).arg(generation);
    return hello;
}

Result<void> WorkerPool::start()
{
    if (!QFileInfo(m_options.program).isExecutable()) return fail(ErrorCode::WorkerUnavailable, {m_options.program.toStdString()});
    for (int i = 0; i < m_options.workers; ++i) {
        m_workers.push_back(std::make_unique<WorkerProcess>(*this, i));
        if (const Result<void> started = m_workers.back()->start(); !started) return started;
    }
    return {};
}

void WorkerPool::submit(const Request& request, qint64 fileBytes)
{
    const qint64 extraSeconds = fileBytes / std::max<qint64>(1, m_options.bytesPerTimeoutSecond);
    const qint64 timeout = m_options.baseTimeoutMs + 1000 * extraSeconds;
    m_queue.enqueue({request, static_cast<int>(std::min<qint64>(timeout, 24 * 3600 * 1000)), false});
    feed();
}

int WorkerPool::pending() const
{
    int count = static_cast<int>(m_queue.size());
    for (const auto& worker : m_workers) count += worker->load();
    return count;
}

int WorkerPool::capacity() const { return m_options.workers * WorkerProcess::kDepth; }

QList<qint64> WorkerPool::processIds() const
{
    QList<qint64> ids;
    for (const auto& worker : m_workers) {
        if (worker->processId() > 0) ids << worker->processId();
    }
    return ids;
}

void WorkerPool::abandon()
{
    m_queue.clear();
    for (const auto& worker : m_workers) worker->abandon();
}

void WorkerPool::feed()
{
    // Breadth first, so that a few files are shared out rather than queued behind each other.
    for (int depth = 0; depth < WorkerProcess::kDepth; ++depth) {
        for (const auto& worker : m_workers) {
            if (m_queue.isEmpty()) return;
            if (worker->isReady() && worker->load() == depth) worker->ask(m_queue.dequeue());
        }
    }
}

void WorkerPool::jobDone(const Reply& reply)
{
    feed();
    Q_EMIT replied(reply);
}

void WorkerPool::jobLost(Job job, ErrorCode code, bool mayRetry)
{
    if (mayRetry && !job.retried) {
        job.retried = true;
        m_queue.prepend(job);
        return;
    }
    Reply reply;
    reply.kind = ReplyKind::Rejected;
    reply.id = job.request.id;
    reply.code = code;
    reply.reason = reasonText({code, {}, {}});
    Q_EMIT replied(reply);
}

void WorkerPool::requeue(const QList<Job>& jobs)
{
    for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) m_queue.prepend(*job);
}

void WorkerPool::workerEnded(bool wasReady, bool killedFromOutside)
{
    feed();
    if (wasReady || m_broken) return;
    m_failedStarts += killedFromOutside ? 1 : kWeightOfOwnEnd;
    if (m_failedStarts < kMaxFailedStarts) return;
    m_broken = true;
    Q_EMIT broken({ErrorCode::WorkerUnavailable, {m_options.program.toStdString()}, "the workers end at once"});
}

} // namespace lobule::ingest
