#include "app/cli/Command.h"
#include "app/cli/JobRun.h"
#include "app/ErrorText.h"
#include "app/ImportCsv.h"
#include "core/ingest/Importer.h"
#include "core/library/Library.h"
#include "core/volume/Durable.h"

#include <QCommandLineParser>

namespace lobule::cli {

namespace {

void addOptions(QCommandLineParser& parser)
{
    addIngestOptions(parser);
    parser.addOption({QStringLiteral("csv"),
        QStringLiteral("Also write what became of each file that was not simply imported, numbered and without names."),
        QStringLiteral("FILE")});
}

/// The table of the window's "Save...".
Result<void> writeCsv(const ingest::ImportResult& result, const QString& path)
{
    QList<app::CsvOutcome> rows;
    for (const ingest::QuarantinedFile& file : result.quarantined)
        rows.append(
            {file.file, QString::fromLatin1(errorCodeName(file.code)), app::rejectionTitle(file.code), app::rejectionAdvice(file.code)});
    for (const ingest::SkippedFile& file : result.skippedFiles)
        rows.append({file.file, QStringLiteral("skipped"), QStringLiteral("Skipped"), app::rejectionAdvice(ErrorCode::NotDicom)});
    for (const QString& file : result.duplicateFiles)
        rows.append({file, QStringLiteral("duplicate"), QStringLiteral("Already here"),
            QStringLiteral("Nothing to do: the library has this image.")});
    return volume::writeFileDurably(path, app::importCsv(rows), "the CSV file");
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    const QStringList paths = parser.positionalArguments();
    if (paths.isEmpty()) return session.misuse(QStringLiteral("import what? Give files, folders or ZIP archives"));
    const auto options = ingestOptions(parser);
    if (!options) return session.misuse(QString::fromStdString(options.error().arguments.front()));
    QString folder;
    {
        // Makes the library where there is none, and says clearly why it cannot, before any worker starts.
        const auto library = session.openLibrary();
        if (!library) return session.fail(library.error());
        folder = (*library)->folder();
    }
    ingest::Importer importer(folder, *options);
    const ingest::ImportResult result = runJob(importer, QStringLiteral("importing"), [&] { importer.start(paths); });
    if (parser.isSet(QStringLiteral("csv"))) {
        if (const auto written = writeCsv(result, parser.value(QStringLiteral("csv"))); !written) {
            Session::note(QStringLiteral("lobulectl: ") + errorObject(written.error()).value(QLatin1String("message")).toString());
            static_cast<void>(finishJob(result, QStringLiteral("imported"), parser, session));
            return exitFor(written.error().code);
        }
    }
    return finishJob(result, QStringLiteral("imported"), parser, session);
}

} // namespace

extern const Command kImportCommand{"import", "PATH... [--csv FILE] [--json]",
    "De-identify files, folders and ZIP archives and take them into the library.",
    "Walks folders and archives, de-identifies every DICOM file in a worker process, and stores it. A file that cannot be taken is\n"
    "quarantined with the reason and costs nobody else. Importing the same files again changes nothing. What --release lets through\n"
    "is written to the audit log, with the reason and the number of rectangles blacked out.\n\n"
    "JSON: "
    "{\"imported\",\"duplicates\",\"skipped\",\"quarantined\":[{\"file\",\"number\",\"reason\",\"code\"}],\"profile\",\"studies\":[UID],"
    "\n\"seconds\"}",
    false, addOptions, run};

} // namespace lobule::cli
