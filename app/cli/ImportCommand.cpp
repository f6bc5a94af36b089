#include "app/cli/Command.h"
#include "app/cli/JobRun.h"
#include "app/ErrorText.h"
#include "app/ImportCsv.h"
#include "app/ReasonText.h"
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
    parser.addOptions({{QStringLiteral("resume"), QStringLiteral("Continue the imports that did not come to their end.")},
        {QStringLiteral("forget"), QStringLiteral("Forget the imports that did not come to their end.")}});
}

/// The table of the window's "Save...".
Result<void> writeCsv(const ingest::ImportResult& result, const QString& path)
{
    QList<app::CsvOutcome> rows;
    for (const ingest::QuarantinedFile& file : result.quarantined)
        rows.append({file.file, QString::fromLatin1(errorCodeName(file.code)), app::rejectionTitle(file.code),
            app::reasonWithoutNames(file.code, file.reason), app::rejectionAdvice(file.code, file.reason)});
    for (const ingest::UnshownFile& file : result.notShown)
        rows.append({file.file, QStringLiteral("not-shown"), QStringLiteral("Imported, cannot be shown"),
            app::reasonWithoutNames(file.code, file.reason), app::rejectionAdvice(file.code)});
    for (const ingest::SkippedFile& file : result.skippedFiles)
        rows.append({file.file, QStringLiteral("skipped"), QStringLiteral("Skipped"),
            app::reasonWithoutNames(ErrorCode::NotDicom, file.reason), app::rejectionAdvice(ErrorCode::NotDicom)});
    for (const QString& file : result.duplicateFiles)
        rows.append({file, QStringLiteral("duplicate"), QStringLiteral("Already here"), QString(),
            QStringLiteral("Nothing to do: the library has this image.")});
    return volume::writeFileDurably(path, app::importCsv(rows), "the CSV file");
}

Exit forget(library::Library& library, const QList<library::UnfinishedImport>& unfinished, const Session& session)
{
    for (const library::UnfinishedImport& import : unfinished)
        if (const auto done = library.forgetImport(import.id); !done) return session.fail(done.error());
    if (const auto done = library.forgetImportsUnderOtherKeys(); !done) return session.fail(done.error());
    const int count = static_cast<int>(unfinished.size());
    return session.finish(Exit::Ok, {{QStringLiteral("forgotten"), count}}, QStringLiteral("%1 unfinished imports forgotten\n").arg(count));
}

/// Each as it was asked for, one after the other; the results as one.
ingest::ImportResult resume(const QString& folder, const QList<library::UnfinishedImport>& unfinished, ingest::ImportOptions options)
{
    ingest::ImportResult all;
    for (const library::UnfinishedImport& import : unfinished) {
        options.profile = import.profile;
        options.release = import.release;
        options.continues = {import.id};
        ingest::Importer importer(folder, options);
        all.add(runJob(importer, QStringLiteral("continuing"), [&] { importer.start(import.paths); }));
        if (all.failure || all.cancelled) break;
    }
    return all;
}

ingest::ImportResult importNew(const QString& folder, const QStringList& paths, const ingest::ImportOptions& options)
{
    ingest::Importer importer(folder, options);
    return runJob(importer, QStringLiteral("importing"), [&] { importer.start(paths); });
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    const QStringList paths = parser.positionalArguments();
    const bool isResume = parser.isSet(QStringLiteral("resume"));
    const bool isForget = parser.isSet(QStringLiteral("forget"));
    if (isResume && isForget) return session.misuse(QStringLiteral("--resume or --forget, not both"));
    if ((isResume || isForget) && !paths.isEmpty())
        return session.misuse(QStringLiteral("--resume and --forget take no paths: they know them"));
    if (paths.isEmpty() && !isResume && !isForget)
        return session.misuse(QStringLiteral("import what? Give files, folders or ZIP archives"));
    const auto options = ingestOptions(parser);
    if (!options) return session.misuse(QString::fromStdString(options.error().arguments.front()));
    QString folder;
    QList<library::UnfinishedImport> unfinished;
    {
        // Makes the library where there is none, and says clearly why it cannot, before any worker starts.
        const auto library = session.openLibrary();
        if (!library) return session.fail(library.error());
        folder = (*library)->folder();
        if (!isForget)
            if (const auto mine = (*library)->checkSiteKey(); !mine) return session.fail(mine.error());
        if (isResume || isForget) {
            const auto found = (*library)->unfinishedImports();
            if (!found) return session.fail(found.error());
            if (isForget) return forget(**library, *found, session);
            unfinished = *found;
        }
    }
    const ingest::ImportResult result = isResume ? resume(folder, unfinished, *options) : importNew(folder, paths, *options);
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

extern const Command kImportCommand{"import", "PATH... | --resume | --forget [--csv FILE] [--json]",
    "De-identify files, folders and ZIP archives and take them into the library.",
    "Walks folders and archives, de-identifies every DICOM file in a worker process, and stores it. A file that cannot be taken is\n"
    "quarantined with the reason and costs nobody else. Importing the same files again changes nothing. What --release lets through\n"
    "is written to the audit log, with the reason and the number of rectangles blacked out.\n\n"
    "A DICOMDIR stands for the files that it lists; those that are not on the medium are named. An import that was cut off (a crash,\n"
    "a full disk) is remembered: --resume continues it, and what is already there is only recognised.\n\n"
    "JSON: "
    "{\"total\",\"imported\",\"duplicates\",\"skipped\",\"quarantined\":[{\"file\",\"number\",\"reason\",\"code\",\"retry\"}],"
    "\n\"notShown\":[{\"file\",\"number\",\"reason\",\"code\"}],\"profile\",\"studies\":[UID],\"sharedIds\":[PSEUDONYM],\"seconds\"}; "
    "notShown: "
    "imported,\nbut nothing here can decode their pixels (exit status 1); sharedIds: under these pseudonyms the library knows "
    "different\n"
    "persons, who were given one patient ID",
    false, addOptions, run};

} // namespace lobule::cli
