#include "app/worklist/QuarantineImport.h"

#include "app/ErrorText.h"
#include "app/ReasonText.h"
#include "core/ingest/Importer.h"
#include "core/library/Library.h"

namespace lobule::worklist {

class QuarantineImport::Private {
public:
    library::Library* library = nullptr;
    std::unique_ptr<ingest::Importer> importer;
    qint64 row = 0;
    bool isRelease = false;
    int rectangles = 0;
};

QuarantineImport::QuarantineImport(library::Library* library, QObject* parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->library = library;
}

QuarantineImport::~QuarantineImport() = default;

void QuarantineImport::release(const library::QuarantineRow& row, const ReleaseOrder& order)
{
    if (isRunning()) return;
    ingest::ImportOptions options;
    options.release = order.hold;
    options.digest = order.digest;
    options.blackOuts = order.blackOuts;
    d->isRelease = true;
    d->rectangles = static_cast<int>(order.blackOuts.size());
    start(row, options);
}

void QuarantineImport::tryAgain(const library::QuarantineRow& row)
{
    if (isRunning()) return;
    d->isRelease = false;
    start(row, {});
}

void QuarantineImport::start(const library::QuarantineRow& row, ingest::ImportOptions options)
{
    const ingest::SourceName source = ingest::sourceName(row.file);
    options.member = source.member;
    options.workers = 1;
    d->row = row.id;
    d->importer = std::make_unique<ingest::Importer>(d->library->folder(), options);
    connect(d->importer.get(), &ingest::Importer::finished, this, &QuarantineImport::end);
    d->importer->start({source.file});
}

void QuarantineImport::cancel()
{
    if (d->importer) d->importer->cancel();
}

bool QuarantineImport::isRunning() const { return d->importer != nullptr; }

void QuarantineImport::end(const ingest::ImportResult& result)
{
    // Released by the event loop: the importer is still emitting.
    d->importer.release()->deleteLater();
    QString sentence = sentenceFor(result);
    const bool inLibrary = result.imported + result.duplicates > 0;
    const bool decided = inLibrary || result.skipped > 0 || !result.quarantined.isEmpty();
    // A file that was refused again has a new row with the new reason.
    if (decided) {
        if (const auto removed = d->library->forgetQuarantined({d->row}); !removed)
            sentence += QLatin1Char(' ') + app::errorText(removed.error());
    }
    Q_EMIT finished(inLibrary, sentence);
}

QString QuarantineImport::sentenceFor(const ingest::ImportResult& result) const
{
    if (result.failure) return app::errorText(*result.failure);
    if (!result.quarantined.isEmpty()) {
        const ingest::QuarantinedFile& file = result.quarantined.constFirst();
        if (file.code == ErrorCode::NotFound)
            return tr("The file is not there any more: %1. Bring the disc or folder back and try again.").arg(file.file);
        return QStringLiteral("%1. %2 %3")
            .arg(app::rejectionTitle(file.code), app::reasonInWords(file.reason), app::rejectionAdvice(file.code, file.reason));
    }
    if (result.duplicates > 0) {
        return d->isRelease ? tr("The library already holds this image, released or imported before; it was not replaced. To import it "
                                 "again, with other rectangles for instance, remove its study first.")
                            : tr("The library already holds this image.");
    }
    if (result.imported > 0) {
        if (!d->isRelease) return tr("%n image(s) imported.", nullptr, result.imported);
        return d->rectangles > 0 ? tr("Released with %n rectangle(s) blacked out.", nullptr, d->rectangles) : tr("Released.");
    }
    if (result.cancelled) return tr("Cancelled; the file stays in quarantine.");
    return tr("The file is not a DICOM image; it was taken off the list.");
}

} // namespace lobule::worklist
