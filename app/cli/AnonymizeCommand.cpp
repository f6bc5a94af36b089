#include "app/cli/Command.h"
#include "app/cli/JobRun.h"
#include "core/ingest/TreeAnonymizer.h"

#include <QCommandLineParser>

namespace lobule::cli {

namespace {

Exit run(const QCommandLineParser& parser, const Session& session)
{
    const QStringList paths = parser.positionalArguments();
    if (paths.size() != 2) return session.misuse(QStringLiteral("anonymize needs INPUT and OUTPUT"));
    const auto options = ingestOptions(parser);
    if (!options) return session.misuse(QString::fromStdString(options.error().arguments.front()));
    ingest::TreeAnonymizer anonymizer(*options);
    const ingest::ImportResult result
        = runJob(anonymizer, QStringLiteral("de-identifying"), [&] { anonymizer.start({paths.at(0)}, paths.at(1)); });
    return finishJob(result, QStringLiteral("written"), session);
}

} // namespace

extern const Command kAnonymizeCommand{"anonymize", "INPUT OUTPUT [--json]", "De-identify a tree of files without importing it.",
    "Writes OUTPUT/STUDY/SERIES/INSTANCE.dcm, named by the new UIDs. The same key as for an import, so that the same patient gets the\n"
    "same pseudonym. A file that may still show identity is not written and listed as quarantined.\n\n"
    "JSON: as for import; \"imported\" counts the files written, and \"files\":[{\"file\",\"name\"}] says which became which.",
    false, addIngestOptions, run};

} // namespace lobule::cli
