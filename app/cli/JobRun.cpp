#include "app/cli/JobRun.h"

#include <optional>

namespace lobule::cli {

namespace {

std::optional<PixelRectangle> parseRectangle(const QString& text)
{
    const QStringList parts = text.split(QLatin1Char(','));
    if (parts.size() != 4) return std::nullopt;
    int values[4] = {};
    for (int i = 0; i < 4; ++i) {
        bool isNumber = false;
        values[i] = parts.at(i).trimmed().toInt(&isNumber);
        if (!isNumber) return std::nullopt;
    }
    if (values[0] < 0 || values[1] < 0 || values[2] < 1 || values[3] < 1) return std::nullopt;
    return PixelRectangle{values[0], values[1], values[2], values[3], -1};
}

} // namespace

void addIngestOptions(QCommandLineParser& parser)
{
    parser.addOptions({{QStringLiteral("profile"), QStringLiteral("De-identification profile."), QStringLiteral("NAME"),
                           QStringLiteral("basic")},
        {QStringLiteral("release"), QStringLiteral("Let files through that are held for this reason, or \"all\"; may be given again."),
            QStringLiteral("REASON")},
        {QStringLiteral("blackout"),
            QStringLiteral("Black this rectangle (pixels from the upper left corner) out in every frame of files that are held for what "
                           "their picture may show and that --release lets through; may be given again."),
            QStringLiteral("X,Y,WIDTH,HEIGHT")},
        {QStringLiteral("password"), QStringLiteral("Password of ZIP archives; may be given again."), QStringLiteral("TEXT")},
        {QStringLiteral("workers"), QStringLiteral("Worker processes (default: one a core)."), QStringLiteral("N")}});
}

Result<ingest::ImportOptions> ingestOptions(const QCommandLineParser& parser)
{
    ingest::ImportOptions options;
    options.profile = parser.value(QStringLiteral("profile"));
    options.release = parser.values(QStringLiteral("release"));
    for (const QString& text : parser.values(QStringLiteral("blackout"))) {
        const auto rectangle = parseRectangle(text);
        if (!rectangle) return fail(ErrorCode::Misuse, {"--blackout is X,Y,WIDTH,HEIGHT in whole pixels, for instance 0,0,512,40"});
        options.blackOuts << *rectangle;
    }
    if (!options.blackOuts.isEmpty() && options.release.isEmpty()) {
        return fail(ErrorCode::Misuse,
            {"--blackout alone lets nothing through: say with --release which held files are to be blacked out and released"});
    }
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
