#pragma once

#include "core/base/Result.h"
#include "core/volume/RegularGrid.h"

#include <QObject>
#include <QThread>

#include <atomic>
#include <memory>

namespace lobule::volume {
class SeriesVolume;
}

namespace lobule::render::detail {

/// Puts a series on a regular grid in a thread of its own. Signals arrive in the thread of the receiver; the destructor cancels and waits.
class GridTask : public QObject {
    Q_OBJECT
public:
    GridTask(std::shared_ptr<const volume::SeriesVolume> volume, int maxPerAxis, QObject* parent = nullptr);
    ~GridTask() override;
    void start();
    void cancel() { m_isCancelled = true; }
    /// After finished().
    [[nodiscard]] const Result<std::shared_ptr<const volume::RegularGrid>>& result() const { return m_result; }

Q_SIGNALS:
    void progressed(int percent);
    void finished();

private:
    void run();

    std::shared_ptr<const volume::SeriesVolume> m_volume;
    int m_maxPerAxis;
    std::atomic<bool> m_isCancelled = false;
    Result<std::shared_ptr<const volume::RegularGrid>> m_result = nullptr;
    std::unique_ptr<QThread> m_thread;
};

} // namespace lobule::render::detail
