#include "app/cli/JobRun.h"

#include "core/deidentify/Outcome.h"
#include "core/deidentify/Profile.h"
#include "core/ingest/ProfileChoice.h"
#ifdef LOBULE_WITH_PDF
#include "app/reporting/DeidentReportPdf.h"
#endif

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

/// One line for each word that --profile knows.
QString profileWords()
{
    QStringList words{QStringLiteral("basic")};
    for (const std::string_view word : deidentify::Profile::optionWords())
        words << QString::fromLatin1(word.data(), qsizetype(word.size()));
    return (words << QStringLiteral("separate-issuers")).join(QStringLiteral(", "));
}

QString releaseWords()
{
    QStringList words{QStringLiteral("all")};
    for (const std::string& name : deidentify::holdReasonNames()) words << QString::fromStdString(name);
    return words.join(QStringLiteral(", "));
}

/// A word with a typing error would let nothing through, and nobody would know why.
Result<QStringList> releaseArguments(const QStringList& given)
{
    const QStringList known = releaseWords().split(QStringLiteral(", "));
    for (const QString& word : given)
        if (!known.contains(word))
            return lobule::fail(ErrorCode::Misuse,
                {QStringLiteral("files are not held for \"%1\"; known are: %2").arg(word, releaseWords()).toStdString()});
    return given;
}

Result<QString> listText(const QString& path)
{
    auto text = ingest::readSafePrivateList(path);
    if (text) return text;
    const QString argument = text.error().arguments.empty() ? QString() : QString::fromStdString(text.error().arguments.front());
    const QString sentence = text.error().code == ErrorCode::Malformed
        ? QStringLiteral("%1, %2: expected GGGG,\"CREATOR\",EE with an odd group").arg(path, argument)
        : QStringLiteral("%1 cannot be read as a whitelist").arg(path);
    return lobule::fail(ErrorCode::Misuse, {sentence.toStdString()});
}

bool isPdf(const QString& file) { return file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive); }

Result<void> writeReport(const QString& file, const ingest::DeidentReport& report, const QString& language)
{
    if (isPdf(file)) {
#ifdef LOBULE_WITH_PDF
        return reporting::writeDeidentReportPdf(file, report, *reporting::languageFromTag(language));
#else
        Q_UNUSED(language);
        return lobule::fail(ErrorCode::Unsupported, {"PDF is not part of this build"});
#endif
    }
    return ingest::writeJson(file, report);
}

} // namespace

Result<ProfileArguments> profileArguments(const QString& profile, const QString& listFile)
{
    ProfileArguments out{profile, {}};
    if (const auto known = deidentify::Profile::fromName(profile.toStdString()); !known) {
        return lobule::fail(ErrorCode::Misuse,
            {QStringLiteral("there is no de-identification option \"%1\"; known are: %2")
                    .arg(QString::fromStdString(known.error().arguments.front()), profileWords())
                    .toStdString()});
    }
    if (listFile.isEmpty()) return out;
    auto text = listText(listFile);
    if (!text) return tl::unexpected(text.error());
    out.safePrivateList = std::move(*text);
    return out;
}

void addIngestOptions(QCommandLineParser& parser)
{
    parser.addOptions(
        {{QStringLiteral("profile"),
             QStringLiteral("De-identification profile, joined by commas (default: what the library uses): %1.").arg(profileWords()),
             QStringLiteral("NAME")},
            {QStringLiteral("safe-private"), QStringLiteral("Whitelist of private attributes for the option safe-private."),
                QStringLiteral("FILE")},
            {QStringLiteral("release"),
                QStringLiteral("Let files through that are held for this reason; may be given again: %1.").arg(releaseWords()),
                QStringLiteral("REASON")},
            {QStringLiteral("blackout"),
                QStringLiteral(
                    "Black this rectangle (pixels from the upper left corner) out in every frame of files that are held for what "
                    "their picture may show and that --release lets through; may be given again."),
                QStringLiteral("X,Y,WIDTH,HEIGHT")},
            {QStringLiteral("report"), QStringLiteral("Write the de-identification report, as FILE.json or FILE.pdf; may be given again."),
                QStringLiteral("FILE")},
            {QStringLiteral("language"), QStringLiteral("ko or en: of the PDF."), QStringLiteral("LANGUAGE"), QStringLiteral("ko")},
            {QStringLiteral("password"), QStringLiteral("Password of ZIP archives; may be given again."), QStringLiteral("TEXT")},
            {QStringLiteral("workers"), QStringLiteral("Worker processes (default: one a core)."), QStringLiteral("N")}});
}

Result<ingest::ImportOptions> ingestOptions(const QCommandLineParser& parser)
{
    ingest::ImportOptions options;
    const auto profile = profileArguments(parser.value(QStringLiteral("profile")), parser.value(QStringLiteral("safe-private")));
    if (!profile) return tl::unexpected(profile.error());
    options.profile = profile->profile;
    options.safePrivateList = profile->safePrivateList;
    const auto release = releaseArguments(parser.values(QStringLiteral("release")));
    if (!release) return tl::unexpected(release.error());
    options.release = *release;
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
    for (const QString& file : parser.values(QStringLiteral("report"))) {
        if (!isPdf(file) && !file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive))
            return lobule::fail(ErrorCode::Misuse, {"--report is FILE.json or FILE.pdf"});
    }
    const QString language = parser.value(QStringLiteral("language"));
    if (language != QLatin1String("ko") && language != QLatin1String("en"))
        return lobule::fail(ErrorCode::Misuse, {"--language is ko or en"});
    if (parser.isSet(QStringLiteral("workers"))) {
        bool isNumber = false;
        options.workers = parser.value(QStringLiteral("workers")).toInt(&isNumber);
        if (!isNumber || options.workers < 1 || options.workers > 64)
            return lobule::fail(ErrorCode::Misuse, {"--workers is a number from 1 to 64"});
    }
    return options;
}

bool writeReports(const ingest::ImportResult& result, const QCommandLineParser& parser)
{
    bool isWhole = true;
    for (const QString& file : parser.values(QStringLiteral("report"))) {
        const auto written = writeReport(file, result.deidentification, parser.value(QStringLiteral("language")));
        if (written) continue;
        Session::note(QStringLiteral("lobulectl: ") + errorObject(written.error()).value(QLatin1String("message")).toString());
        isWhole = false;
    }
    return isWhole;
}

Exit finishJob(const ingest::ImportResult& result, const QString& verb, const QCommandLineParser& parser, const Session& session)
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
    for (const ingest::UnshownFile& file : result.notShown) {
        text += QStringLiteral("imported, cannot be shown: %1: %2 (%3)\n")
                    .arg(file.file, file.reason, QLatin1String(errorCodeName(file.code)));
    }
    for (const QString& pseudonym : result.sharedIds)
        text += QStringLiteral("two persons share this patient ID: %1; do not read them as one patient (see \"lobulectl reveal\")\n")
                    .arg(pseudonym);
    text += QStringLiteral("de-identification: %1, key %2\n").arg(result.deidentification.profile, result.deidentification.keyId);
    if (result.cancelled) text += QStringLiteral("cancelled; what is complete stays\n");
    Exit exit = result.quarantined.isEmpty() && result.notShown.isEmpty() && !result.cancelled ? Exit::Ok : Exit::SomeFailed;
    if (result.failure) {
        exit = exitFor(result.failure->code);
        Session::note(QStringLiteral("lobulectl: ") + errorObject(*result.failure).value(QLatin1String("message")).toString());
    }
    if (!writeReports(result, parser)) exit = Exit::Environment;
    return session.finish(exit, ingest::toJson(result), text);
}

} // namespace lobule::cli
