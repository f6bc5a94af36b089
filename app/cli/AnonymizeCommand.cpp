#include "app/cli/Command.h"
#include "app/cli/JobRun.h"
#include "core/ingest/ProfileChoice.h"
#include "core/ingest/TreeAnonymizer.h"
#include "core/library/Library.h"

#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

#include <memory>

namespace lobule::cli {

namespace {

/// As an import would do it. There need not be a library, and none is made for this.
Result<void> takeLibrarysChoice(ingest::ImportOptions& options, const Session& session)
{
    if (!session.hasLibrary()) return {};
    const auto library = session.openLibrary();
    if (!library) return tl::unexpected(library.error());
    const ingest::ProfileChoice choice = ingest::profileChoice(**library);
    if (options.profile.isEmpty()) options.profile = choice.profile;
    if (options.safePrivateList.isEmpty()) options.safePrivateList = choice.safePrivateList;
    return {};
}

/// As for an import: what was let through, why it was held, no file name.
Result<void> auditReleases(library::Library& library, const ingest::ImportResult& result)
{
    for (const ingest::WrittenFile& file : result.written) {
        if (file.releasedHold.isEmpty()) continue;
        const QJsonObject detail{
            {QStringLiteral("reasons"), QJsonArray::fromStringList(file.releasedHold)}, {QStringLiteral("rectangles"), file.blackOuts}};
        if (auto noted = library.audit(QStringLiteral("quarantine-released-to-folder"), file.instanceUid, detail); !noted) return noted;
    }
    return {};
}

/// Links resolved, also of a path of which the last parts are not there yet.
QString truePath(const QString& path)
{
    const QFileInfo info(QDir::cleanPath(QDir().absoluteFilePath(path)));
    if (info.exists() || info.isRoot()) return info.canonicalFilePath();
    return QDir::cleanPath(truePath(info.path()) + QLatin1Char('/') + info.fileName());
}

/// New files among the originals would be read again, and nobody could tell the two apart.
bool liesInside(const QString& output, const QString& input)
{
    const QString outer = truePath(input), inner = truePath(output);
    return inner == outer || inner.startsWith(outer.endsWith(QLatin1Char('/')) ? outer : outer + QLatin1Char('/'));
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    const QStringList paths = parser.positionalArguments();
    if (paths.size() != 2) return session.misuse(QStringLiteral("anonymize needs INPUT and OUTPUT"));
    if (liesInside(paths.at(1), paths.at(0)))
        return session.misuse(QStringLiteral("OUTPUT is INPUT or lies inside it: choose a folder elsewhere"));
    auto options = ingestOptions(parser);
    if (!options) return session.misuse(QString::fromStdString(options.error().arguments.front()));
    if (const auto chosen = takeLibrarysChoice(*options, session); !chosen) return session.fail(chosen.error());
    std::unique_ptr<library::Library> audited;
    if (!options->release.isEmpty()) {
        // What is let through is written to the audit log; where that cannot be, nothing is let through.
        auto library = session.openLibrary();
        if (!library) return session.fail(library.error());
        audited = std::move(*library);
    }
    ingest::TreeAnonymizer anonymizer(*options);
    const ingest::ImportResult result
        = runJob(anonymizer, QStringLiteral("de-identifying"), [&] { anonymizer.start({paths.at(0)}, paths.at(1)); });
    if (audited != nullptr) {
        if (const Result<void> noted = auditReleases(*audited, result); !noted) return session.fail(noted.error());
    }
    return finishJob(result, QStringLiteral("written"), parser, session);
}

} // namespace

extern const Command kAnonymizeCommand{"anonymize", "INPUT OUTPUT [--json]", "De-identify a tree of files without importing it.",
    "Writes OUTPUT/STUDY/SERIES/INSTANCE.dcm, named by the new UIDs. The same key as for an import, so that the same patient gets the\n"
    "same pseudonym. A file that may still show identity is not written and listed as quarantined. What --release lets through is\n"
    "written to the audit log of the library (see --library), with the reason and the number of rectangles blacked out.\n\n"
    "JSON: as for import; \"imported\" counts the files written, and \"files\":[{\"file\",\"name\"}] says which became which.",
    false, addIngestOptions, run};

} // namespace lobule::cli
