#include "app/cli/JobRun.h"

namespace lobule::cli {

void addIngestOptions(QCommandLineParser& parser)
{
    parser.addOptions(
        {{QStringLiteral("profile"), QStringLiteral("De-identification profile."), QStringLiteral("NAME"), QStringLiteral("basic")},
            {QStringLiteral("release"), QStringLiteral("Let files through that are held for this reason, or \"all\"; may be given again."),
                QStringLiteral("REASON")},
            {QStringLiteral("password"), QStringLiteral("Password of ZIP archives; may be given again."), QStringLiteral("TEXT")},
            {QStringLiteral("workers"), QStringLiteral("Worker processes (default: one a core)."), QStringLiteral("N")}});
}

Result<ingest::ImportOptions> ingestOptions(const QCommandLineParser& parser)
{
    ingest::ImportOptions options;
    options.profile = parser.value(QStringLiteral("profile"));
    options.release = parser.values(QStringLiteral("release"));
    options.archivePasswords = parser.values(QStringLiteral("password"));
    if (parser.isSet(QStringLiteral("workers"))) {
        bool isNumber = false;
        options.workers = parser.value(QStringLiteral("workers")).toInt(&isNumber);
        if (!isNumber || options.workers < 1 || options.workers > 64)
            return fail(ErrorCode::Misuse, {"--workers is a number from 1 to 64"});
    }
    return options;
}

Exit finishJob(const ingest::ImportResult& result, const QString& verb, const Session& session)
{
    QString text = QStringLiteral("%1 %2, %3 duplicates, %4 skipped, %5 quarantined, %6 studies, %7 s\n")
                       .arg(result.imported)
                       .arg(verb)
                       .arg(result.duplicates)
                       .arg(result.skipped)
                       .arg(result.quarantined.size())
                       .arg(result.studies.size())
                       .arg(result.seconds, 0, 'f', 1);
    for (const ingest::QuarantinedFile& file : result.quarantined) {
        text += QStringLiteral("quarantined: %1: %2 (%3)\n").arg(file.file, file.reason, QLatin1String(errorCodeName(file.code)));
    }
    if (result.cancelled) text += QStringLiteral("cancelled; what is complete stays\n");
    Exit exit = result.quarantined.isEmpty() && !result.cancelled ? Exit::Ok : Exit::SomeFailed;
    if (result.failure) {
        exit = exitFor(result.failure->code);
        Session::note(QStringLiteral("lobulectl: ") + errorObject(*result.failure).value(QLatin1String("message")).toString());
    }
    return session.finish(exit, ingest::toJson(result), text);
}

} // namespace lobule::cli
