#include "viewer/render/GridTask.h"

#include "core/volume/SeriesVolume.h"

#include <new>

namespace lobule::render::detail {

GridTask::GridTask(std::shared_ptr<const volume::SeriesVolume> volume, int maxPerAxis, QObject* parent)
    : QObject(parent), m_volume(std::move(volume)), m_maxPerAxis(maxPerAxis)
{
}

GridTask::~GridTask()
{
    cancel();
    if (m_thread) m_thread->wait();
}

void GridTask::start()
{
    m_thread.reset(QThread::create([this] { run(); }));
    m_thread->setObjectName(QStringLiteral("grid"));
    // The thread's own signal, not one sent from inside it: when finished() arrives nothing touches the result any more.
    connect(m_thread.get(), &QThread::finished, this, &GridTask::finished);
    m_thread->start(QThread::LowPriority);
}

void GridTask::run()
{
    int last = -1;
    volume::GridOptions options;
    options.maxPerAxis = m_maxPerAxis;
    options.progress = [this, &last](double done) {
        const int percent = static_cast<int>(done * 100.0);
        if (percent != last) Q_EMIT progressed(percent);
        last = percent;
        return !m_isCancelled;
    };
    try {
        auto grid = volume::resampleToGrid(*m_volume, options);
        if (grid)
            m_result = std::make_shared<const volume::RegularGrid>(std::move(*grid));
        else
            m_result = tl::unexpected<Error>(grid.error());
    } catch (const std::bad_alloc&) {
        m_result = fail(ErrorCode::LimitExceeded, {"memory"}, "no memory for the grid");
    }
}

} // namespace lobule::render::detail
