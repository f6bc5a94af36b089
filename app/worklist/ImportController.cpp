#include "app/worklist/ImportController.h"

#include "app/ErrorText.h"
#include "app/settings/Settings.h"
#include "core/ingest/Importer.h"

#include <optional>
#include <utility>

namespace lobule::worklist {

namespace {

/// What somebody asked for.
struct Order {
    QStringList paths;
    QStringList passwords;
    std::optional<library::UnfinishedImport> continued;
};

} // namespace

class ImportController::Private {
public:
    QString folder;
    settings::Settings* settings = nullptr;
    std::unique_ptr<ingest::Importer> importer;
    QList<Order> waiting;
    ImportState state;

    void run(ImportController* owner, const Order& order);
};

namespace {

ImportState toState(const ingest::ImportProgress& progress)
{
    ImportState state;
    state.done = static_cast<int>(progress.filesDone);
    state.total = static_cast<int>(progress.filesTotal);
    state.imported = progress.added;
    state.duplicates = progress.duplicates;
    state.quarantined = progress.quarantined;
    state.skipped = progress.skipped;
    state.isTotalFinal = progress.isTotalFinal;
    state.filesPerSecond = progress.filesPerSecond;
    state.secondsLeft = progress.secondsLeft;
    return state;
}

ImportReport toReport(const ingest::ImportResult& result, ImportState state)
{
    ImportReport report;
    report.state = state;
    report.state.imported = result.imported;
    report.state.duplicates = result.duplicates;
    report.state.skipped = result.skipped;
    report.state.quarantined = static_cast<int>(result.quarantined.size());
    report.state.notShown = static_cast<int>(result.notShown.size());
    report.seconds = result.seconds;
    report.cancelled = result.cancelled;
    report.studies = result.studies;
    report.deidentification = result.deidentification;
    if (!result.sharedIds.isEmpty())
        report.warning = ImportController::tr("Two persons share one patient ID (%1): do not read them as one patient.")
                             .arg(result.sharedIds.join(QStringLiteral(", ")));
    if (result.failure) report.problem = app::errorText(*result.failure);
    for (const auto& file : result.quarantined)
        report.outcomes.append({file.file, FileOutcome::Kind::Rejected, file.code, file.reason, file.retry});
    for (const auto& file : result.notShown) report.outcomes.append({file.file, FileOutcome::Kind::NotShown, file.code, file.reason, {}});
    for (const auto& file : result.skippedFiles)
        report.outcomes.append({file.file, FileOutcome::Kind::Skipped, ErrorCode::NotDicom, file.reason, {}});
    for (const QString& file : result.duplicateFiles)
        report.outcomes.append({file, FileOutcome::Kind::Duplicate, ErrorCode::Internal, {}, {}});
    return report;
}

} // namespace

ImportController::ImportController(QString libraryFolder, settings::Settings* settings, QObject* parent)
    : QObject(parent), d(std::make_unique<Private>())
{
    d->folder = std::move(libraryFolder);
    d->settings = settings;
}

ImportController::~ImportController() = default;

void ImportController::start(const QStringList& paths, const QStringList& passwords)
{
    const Order order{paths, passwords, {}};
    if (!isRunning()) return d->run(this, order);
    // What is dropped bit by bit becomes one import.
    if (!d->waiting.isEmpty() && !d->waiting.last().continued && d->waiting.last().passwords == passwords)
        d->waiting.last().paths << paths;
    else
        d->waiting << order;
}

void ImportController::resume(const QList<library::UnfinishedImport>& unfinished)
{
    for (const library::UnfinishedImport& import : unfinished) {
        const Order order{import.paths, {}, import};
        if (isRunning())
            d->waiting << order;
        else
            d->run(this, order);
    }
}

void ImportController::Private::run(ImportController* owner, const Order& order)
{
    // A new importer each time takes the settings of now.
    ingest::ImportOptions options;
    options.workers = settings->importWorkers();
    options.archivePasswords = order.passwords;
    if (order.continued) {
        options.profile = order.continued->profile;
        options.release = order.continued->release;
        options.continues = {order.continued->id};
    }
    importer = std::make_unique<ingest::Importer>(folder, options);
    state = {};
    connect(importer.get(), &ingest::Importer::progressed, owner, [this, owner](const ingest::ImportProgress& progress) {
        state = toState(progress);
        Q_EMIT owner->progressed(state);
    });
    connect(importer.get(), &ingest::Importer::finished, owner, [this, owner](const ingest::ImportResult& result) {
        const ImportReport report = toReport(result, state);
        // Released by the event loop: the importer is still emitting.
        importer.release()->deleteLater();
        // After a failure the others are tried all the same: what cannot be done now is remembered for continuing.
        if (report.cancelled) waiting.clear();
        Q_EMIT owner->finished(report);
        if (!waiting.isEmpty()) run(owner, waiting.takeFirst());
    });
    Q_EMIT owner->started();
    importer->start(order.paths);
}

void ImportController::cancel()
{
    d->waiting.clear();
    if (d->importer) d->importer->cancel();
}

bool ImportController::isRunning() const { return d->importer != nullptr; }

} // namespace lobule::worklist
