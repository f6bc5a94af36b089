#include "core/ingest/TreeAnonymizer.h"

#include "core/ingest/AnonymizeJob.h"
#include "core/ingest/JobThread.h"

namespace lobule::ingest {

class TreeAnonymizer::Private {
public:
    ImportOptions options;
    JobThread thread;
};

TreeAnonymizer::TreeAnonymizer(ImportOptions options, QObject* parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->options = std::move(options);
    connect(&d->thread, &JobThread::progressed, this, &TreeAnonymizer::progressed);
    connect(&d->thread, &JobThread::finished, this, &TreeAnonymizer::finished);
}

TreeAnonymizer::~TreeAnonymizer() = default;

void TreeAnonymizer::start(const QStringList& paths, const QString& outputFolder)
{
    if (!isRunning()) d->thread.start(std::make_unique<AnonymizeJob>(outputFolder, d->options, paths));
}

void TreeAnonymizer::cancel() { d->thread.cancel(); }

bool TreeAnonymizer::isRunning() const { return d->thread.isRunning(); }

} // namespace lobule::ingest
