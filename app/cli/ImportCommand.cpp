#include "app/cli/Command.h"
#include "app/cli/JobRun.h"
#include "core/ingest/Importer.h"
#include "core/library/Library.h"

#include <QCommandLineParser>

namespace lobule::cli {

namespace {

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
    return finishJob(result, QStringLiteral("imported"), session);
}

} // namespace

extern const Command kImportCommand{"import", "PATH... [--json]",
    "De-identify files, folders and ZIP archives and take them into the library.",
    "Walks folders and archives, de-identifies every DICOM file in a worker process, and stores it. A file that cannot be taken is\n"
    "quarantined with the reason and costs nobody else. Importing the same files again changes nothing.\n\n"
    "JSON: {\"imported\",\"duplicates\",\"skipped\",\"quarantined\":[{\"file\",\"reason\",\"code\"}],\"studies\":[UID],\"seconds\"}",
    false, addIngestOptions, run};

} // namespace lobule::cli
