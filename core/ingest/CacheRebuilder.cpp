#include "core/ingest/CacheRebuilder.h"

#include "core/ingest/JobThread.h"
#include "core/ingest/RebuildJob.h"

namespace lobule::ingest {

class CacheRebuilder::Private {
public:
    QString libraryFolder;
    ImportOptions options;
    JobThread thread;
};

CacheRebuilder::CacheRebuilder(QString libraryFolder, ImportOptions options, QObject* parent)
    : QObject(parent), d(std::make_unique<Private>())
{
    d->libraryFolder = std::move(libraryFolder);
    d->options = std::move(options);
    connect(&d->thread, &JobThread::progressed, this, &CacheRebuilder::progressed);
    connect(&d->thread, &JobThread::finished, this, &CacheRebuilder::finished);
}

CacheRebuilder::~CacheRebuilder() = default;

void CacheRebuilder::start(const QString& seriesUid)
{
    if (!isRunning()) d->thread.start(std::make_unique<RebuildJob>(d->libraryFolder, seriesUid, d->options));
}

void CacheRebuilder::cancel() { d->thread.cancel(); }

bool CacheRebuilder::isRunning() const { return d->thread.isRunning(); }

} // namespace lobule::ingest
