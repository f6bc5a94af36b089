#include "core/ingest/Importer.h"

#include "core/ingest/ImportJob.h"
#include "core/ingest/JobThread.h"

namespace lobule::ingest {

class Importer::Private {
public:
    QString libraryFolder;
    ImportOptions options;
    JobThread thread;
};

Importer::Importer(QString libraryFolder, ImportOptions options, QObject* parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->libraryFolder = std::move(libraryFolder);
    d->options = std::move(options);
    connect(&d->thread, &JobThread::progressed, this, &Importer::progressed);
    connect(&d->thread, &JobThread::finished, this, &Importer::finished);
}

Importer::~Importer() = default;

void Importer::start(const QStringList& paths)
{
    if (!isRunning()) d->thread.start(std::make_unique<ImportJob>(d->libraryFolder, d->options, paths));
}

void Importer::cancel() { d->thread.cancel(); }
void Importer::interrupt() { d->thread.interrupt(); }

bool Importer::isRunning() const { return d->thread.isRunning(); }

QList<qint64> Importer::workerProcessIds() const { return d->thread.workerProcessIds(); }

} // namespace lobule::ingest
