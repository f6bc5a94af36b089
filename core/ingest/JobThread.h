#pragma once

#include "core/ingest/FileJob.h"

#include <QThread>

#include <memory>

namespace lobule::ingest {

/// Runs one FileJob on a thread of its own.
class JobThread : public QObject {
    Q_OBJECT
public:
    explicit JobThread(QObject* parent = nullptr) : QObject(parent) { }
    ~JobThread() override;

    void start(std::unique_ptr<FileJob> job);
    void cancel();
    void interrupt();
    [[nodiscard]] bool isRunning() const { return m_job != nullptr; }
    [[nodiscard]] QList<qint64> workerProcessIds() const;

Q_SIGNALS:
    void progressed(const lobule::ingest::ImportProgress& progress);
    void finished(const lobule::ingest::ImportResult& result);

private:
    void end();

    QThread m_thread;
    FileJob* m_job = nullptr; ///< Lives in m_thread, which deletes it.
};

} // namespace lobule::ingest
