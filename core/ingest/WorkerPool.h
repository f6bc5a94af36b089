#pragma once

#include "core/base/Result.h"
#include "core/ingest/Protocol.h"

#include <QList>
#include <QObject>
#include <QQueue>

#include <memory>
#include <vector>

namespace lobule::ingest {

class WorkerProcess;

/// Runs requests on several `lobule-ingest` processes. A worker that dies, hangs or talks nonsense costs the one request it
/// was at (WorkerCrashed, WorkerTimeout) and is replaced; a worker that was killed from outside (SIGKILL, as the
/// kernel does when memory runs out) gets its request a second chance. Lives in a thread with an event loop; not thread-safe.
class WorkerPool : public QObject {
    Q_OBJECT
public:
    struct Options {
        QString program; ///< Empty: findWorkerProgram().
        int workers = 0; ///< 0: one a core.
        Hello hello; ///< `stagingFolder` is the parent of the workers' own folders.
        int baseTimeoutMs = 30'000;
        /// For reading from a disc or a network drive, and for decoding what packs well on a busy machine. The worker itself counts its
        /// processor time more strictly, by what it finds in the file.
        qint64 bytesPerTimeoutSecond = qint64{512} << 10;
    };

    explicit WorkerPool(Options options, QObject* parent = nullptr);
    ~WorkerPool() override;

    /// Starts the workers. Errors: WorkerUnavailable, FileUnwritable (staging folder).
    [[nodiscard]] Result<void> start();
    /// Queues a request; exactly one replied() with its id follows, unless abandon() comes first.
    void submit(const Request& request, qint64 fileBytes);
    /// Requests queued or under way.
    [[nodiscard]] int pending() const;
    /// How many requests keep every worker busy; more than that only wait.
    [[nodiscard]] int capacity() const;
    /// Drops everything and kills the workers.
    void abandon();
    /// Process ids of the live workers, for tests that kill them.
    [[nodiscard]] QList<qint64> processIds() const;
    /// The worker program beside the running one, or $LOBULE_INGEST.
    [[nodiscard]] static QString findWorkerProgram();

Q_SIGNALS:
    void replied(const lobule::ingest::Reply& reply);
    /// No worker can be started any more; what is queued stays unanswered.
    void broken(const lobule::Error& error);

private:
    friend class WorkerProcess;
    struct Job {
        Request request;
        int timeoutMs = 0;
        bool retried = false;
    };
    void feed();
    void jobDone(const Reply& reply);
    void jobLost(Job job, ErrorCode code, bool mayRetry);
    void requeue(const QList<Job>& jobs);
    void workerEnded(bool wasReady, bool killedFromOutside);
    [[nodiscard]] Hello helloFor(int worker, int generation) const;

    Options m_options;
    QQueue<Job> m_queue;
    std::vector<std::unique_ptr<WorkerProcess>> m_workers;
    int m_failedStarts = 0;
    bool m_broken = false;
};

} // namespace lobule::ingest
