#pragma once

#include "core/ingest/JobObject.h"
#include "core/ingest/WorkerPool.h"

#include <QByteArray>
#include <QProcess>
#include <QTimer>

namespace lobule::ingest {

/// One worker of a pool: its process, what it has been asked, and the clock on the request it is at.
class WorkerProcess : public QObject {
    Q_OBJECT
public:
    WorkerProcess(WorkerPool& pool, int number);
    ~WorkerProcess() override;

    /// Starts the process and sends the hello. Errors: FileUnwritable.
    [[nodiscard]] Result<void> start();
    void ask(const WorkerPool::Job& job);
    [[nodiscard]] bool isReady() const { return m_ready; }
    [[nodiscard]] int load() const { return static_cast<int>(m_jobs.size()); }
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }
    /// Kills without reporting anything.
    void abandon();

    /// The one under way and one waiting in the pipe, so that the worker never waits for the pool's thread.
    static constexpr int kDepth = 2;

private:
    void readOutput();
    void ended();
    void timedOut();
    void onMessage(const QByteArray& text, const QByteArray& payload);
    void send(const QJsonObject& message);
    void restartClock();
    void giveUp(ErrorCode code);

    WorkerPool& m_pool;
    int m_number = 0;
    int m_generation = 0;
    QProcess m_process;
    JobObject m_job;
    QTimer m_clock;
    QByteArray m_input;
    QList<WorkerPool::Job> m_jobs; ///< In the order asked; the first is under way.
    bool m_ready = false;
    bool m_abandoned = false;
    ErrorCode m_verdict = ErrorCode::WorkerCrashed; ///< Why we killed it, if we did.
    bool m_killedByUs = false;
};

} // namespace lobule::ingest
