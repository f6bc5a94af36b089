#include "core/ingest/JobThread.h"

namespace lobule::ingest {

JobThread::~JobThread()
{
    if (m_job == nullptr) return;
    // The job keeps what is complete; wait for its word, not only for its thread.
    QMetaObject::invokeMethod(
        m_job,
        [this] {
            QObject::connect(m_job, &FileJob::finished, m_job, [this] { m_thread.quit(); });
            m_job->interrupt();
            // It may have ended by itself, its word still on the way to this object's thread.
            if (m_job->hasEnded()) m_thread.quit();
        },
        Qt::QueuedConnection);
    m_thread.wait();
}

void JobThread::start(std::unique_ptr<FileJob> job)
{
    if (m_job != nullptr) return;
    m_job = job.release();
    m_job->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_job, &QObject::deleteLater);
    connect(m_job, &FileJob::progressed, this, &JobThread::progressed);
    connect(m_job, &FileJob::finished, this, [this](const ImportResult& result) {
        end();
        Q_EMIT finished(result);
    });
    m_thread.start();
    QMetaObject::invokeMethod(m_job, &FileJob::start, Qt::QueuedConnection);
}

void JobThread::cancel()
{
    if (m_job != nullptr) QMetaObject::invokeMethod(m_job, &FileJob::cancel, Qt::QueuedConnection);
}

void JobThread::interrupt()
{
    if (m_job != nullptr) QMetaObject::invokeMethod(m_job, &FileJob::interrupt, Qt::QueuedConnection);
}

QList<qint64> JobThread::workerProcessIds() const
{
    QList<qint64> ids;
    if (m_job == nullptr) return ids;
    QMetaObject::invokeMethod(
        m_job, [&] { ids = m_job->workerProcessIds(); }, Qt::BlockingQueuedConnection);
    return ids;
}

void JobThread::end()
{
    m_thread.quit();
    m_thread.wait();
    m_job = nullptr;
}

} // namespace lobule::ingest
