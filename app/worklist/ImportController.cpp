#include "app/worklist/ImportController.h"

#include "app/ErrorText.h"
#include "app/settings/Settings.h"
#include "core/ingest/Importer.h"

#include <QFileInfo>

#include <utility>

namespace lobule::worklist {

class ImportController::Private {
public:
    QString folder;
    settings::Settings* settings = nullptr;
    std::unique_ptr<ingest::Importer> importer;
    QStringList waiting;
    ImportState state;
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

/// What to import for another try: the file, or the archive that it lies in. Empty where the file itself is the cause.
QString retryOf(const ingest::QuarantinedFile& file)
{
    switch (file.code) {
    case ErrorCode::WorkerCrashed:
    case ErrorCode::WorkerTimeout:
    case ErrorCode::WorkerUnavailable:
    case ErrorCode::NotFound:
    case ErrorCode::FileUnreadable:
    case ErrorCode::FileUnwritable:
    case ErrorCode::DiskFull:
    case ErrorCode::LibraryLocked:
    case ErrorCode::ArchiveMember:
    case ErrorCode::Cancelled: break;
    default: return {};
    }
    if (!file.file.contains(u'!') || QFileInfo::exists(file.file)) return file.file;
    return file.file.section(u'!', 0, 0);
}

ImportReport toReport(const ingest::ImportResult& result, ImportState state)
{
    ImportReport report;
    report.state = state;
    report.state.imported = result.imported;
    report.state.duplicates = result.duplicates;
    report.state.skipped = result.skipped;
    report.state.quarantined = static_cast<int>(result.quarantined.size());
    report.seconds = result.seconds;
    report.cancelled = result.cancelled;
    report.studies = result.studies;
    report.deidentification = result.deidentification;
    if (result.failure) report.problem = app::errorText(*result.failure);
    for (const auto& file : result.quarantined)
        report.outcomes.append({file.file, FileOutcome::Kind::Rejected, file.code, file.reason, retryOf(file)});
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

void ImportController::start(const QStringList& paths)
{
    if (isRunning()) {
        d->waiting << paths;
        return;
    }
    // A new importer each time takes the settings of now.
    ingest::ImportOptions options;
    options.workers = d->settings->importWorkers();
    d->importer = std::make_unique<ingest::Importer>(d->folder, options);
    d->state = {};
    connect(d->importer.get(), &ingest::Importer::progressed, this, [this](const ingest::ImportProgress& progress) {
        d->state = toState(progress);
        Q_EMIT progressed(d->state);
    });
    connect(d->importer.get(), &ingest::Importer::finished, this, [this](const ingest::ImportResult& result) {
        const ImportReport report = toReport(result, d->state);
        // Released by the event loop: the importer is still emitting.
        d->importer.release()->deleteLater();
        if (report.cancelled || !report.problem.isEmpty()) d->waiting.clear();
        Q_EMIT finished(report);
        if (!d->waiting.isEmpty()) start(std::exchange(d->waiting, {}));
    });
    Q_EMIT started();
    d->importer->start(paths);
}

void ImportController::cancel()
{
    d->waiting.clear();
    if (d->importer) d->importer->cancel();
}

bool ImportController::isRunning() const { return d->importer != nullptr; }

} // namespace lobule::worklist
