#include "app/cli/Command.h"
#include "app/cli/SeriesPixels.h"
#include "core/library/Library.h"
#include "core/report/ReportFields.h"
#include "core/report/ReportHeads.h"
#ifdef LOBULE_WITH_PDF
#include "app/reporting/ReportPdf.h"
#endif

#include <QCommandLineParser>
#include <QFileInfo>
#include <QJsonArray>
#include <QSet>

#include <optional>

namespace lobule::cli {

namespace {

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({{QStringLiteral("study"), QStringLiteral("The study."), QStringLiteral("UID")},
        {QStringLiteral("field"), QStringLiteral("Set this field; empty removes it; may be given again (report set)."),
            QStringLiteral("NAME=VALUE")},
        {QStringLiteral("ai"), QStringLiteral("Write the newest AI result into its field (report set).")},
        {QStringLiteral("merge"),
            QStringLiteral("Follow all versions that nobody has merged; fields in which they differ are given with --field (report set).")},
        {QStringLiteral("final"), QStringLiteral("Finalise the report (report set); afterwards only the addendum changes.")},
        {QStringLiteral("author"), QStringLiteral("Author of the version (default: the user's name)."), QStringLiteral("NAME")},
        {QStringLiteral("pdf"), QStringLiteral("The file to write (report export)."), QStringLiteral("FILE")},
        {QStringLiteral("language"), QStringLiteral("ko or en: of the PDF and of the inserted AI text."), QStringLiteral("LANGUAGE"),
            QStringLiteral("ko")}});
}

QString userName()
{
    const QString name = qEnvironmentVariable("USER");
    return name.isEmpty() ? qEnvironmentVariable("USERNAME") : name;
}

QJsonObject toJson(const library::ReportVersion& version, const QString& studyUid)
{
    return {{QStringLiteral("study"), studyUid}, {QStringLiteral("version"), version.version}, {QStringLiteral("status"), version.status},
        {QStringLiteral("author"), version.author},
        {QStringLiteral("createdAt"), version.createdAt.isValid() ? version.createdAt.toUTC().toString(Qt::ISODate) : QString()},
        {QStringLiteral("fields"), version.fields}};
}

QString toText(const library::ReportVersion& version)
{
    if (version.version == 0) return QStringLiteral("no report\n");
    QString text = QStringLiteral("version %1, %2, %3, %4\n")
                       .arg(version.version)
                       .arg(version.status, version.author, version.createdAt.toString(Qt::ISODate));
    for (const report::ReportField& field : report::reportFields()) {
        const QString value = version.fields.value(QLatin1String(field.key)).toString();
        if (!value.isEmpty()) text += QStringLiteral("\n[%1]\n%2\n").arg(QLatin1String(field.key), value);
    }
    return text;
}

constexpr char kConflict[] = "report-conflict";

/// That nothing is done because the report has several versions.
Exit conflict(const Session& session)
{
    const QJsonObject object = errorObject({ErrorCode::Misuse, {kConflict}, {}});
    Session::note(QStringLiteral("lobulectl: ") + object.value(QLatin1String("message")).toString());
    return session.finish(Exit::SomeFailed, {{QStringLiteral("error"), object}}, {});
}

Exit show(const library::Library& library, const QString& studyUid, const Session& session)
{
    const auto versions = library.reportVersions(studyUid);
    if (!versions) return session.fail(versions.error());
    const QList<library::ReportVersion> heads = report::heads(*versions);
    const library::ReportVersion newest = versions->isEmpty() ? library::ReportVersion{} : versions->first();
    QJsonObject document = toJson(newest, studyUid);
    QJsonArray array;
    for (const library::ReportVersion& head : heads) array << toJson(head, studyUid);
    const bool isConflict = heads.size() > 1;
    document.insert(QStringLiteral("conflict"), isConflict);
    document.insert(QStringLiteral("heads"), array);
    if (!isConflict) return session.finish(Exit::Ok, document, toText(newest));
    Session::note(
        QStringLiteral("lobulectl: ") + errorObject({ErrorCode::Misuse, {kConflict}, {}}).value(QLatin1String("message")).toString());
    QString text;
    for (const library::ReportVersion& head : heads) text += (text.isEmpty() ? QString() : QStringLiteral("\n----\n\n")) + toText(head);
    return session.finish(Exit::Ok, document, text);
}

/// The sentences for what report::checkNext() refuses.
QString refusal(const Error& error)
{
    const QString word = error.arguments.empty() ? QString() : QString::fromStdString(error.arguments.front());
    if (word == QLatin1String("impression-missing")) return QStringLiteral("a final report needs an impression");
    if (word == QLatin1String("report-final")) return QStringLiteral("the report is final; only its addendum can change");
    if (word == QLatin1String("addendum-before-final")) return QStringLiteral("an addendum belongs to a final report");
    if (word == QLatin1String("newer-fields"))
        return QStringLiteral("the versions differ in a field that this Lobule does not know; merge them with the newer one that wrote it");
    return QStringLiteral("there is no report field \"%1\"").arg(word);
}

Result<QJsonObject> changed(
    const library::Library& library, const QString& studyUid, const QCommandLineParser& parser, const QJsonObject& before)
{
    QJsonObject fields = before;
    for (const QString& assignment : parser.values(QStringLiteral("field"))) {
        const qsizetype equals = assignment.indexOf(QLatin1Char('='));
        fields.insert(assignment.left(equals), assignment.mid(equals + 1));
    }
    if (parser.isSet(QStringLiteral("ai"))) {
        const auto predictions = library.predictions(studyUid);
        if (!predictions) return tl::unexpected(predictions.error());
        if (predictions->isEmpty()) return fail(ErrorCode::NotFound, {"AI result"});
        const bool isKorean = parser.value(QStringLiteral("language")) == QLatin1String("ko");
        fields
            = report::withAiResult(fields, predictions->first(), isKorean ? report::TextLanguage::Korean : report::TextLanguage::English);
    }
    return report::normalised(fields, before);
}

/// Fields in which the heads differ and for which no text is given.
QStringList undecided(const QList<library::ReportVersion>& heads, const QCommandLineParser& parser)
{
    QStringList open;
    for (const library::ReportVersion& head : heads)
        for (const QString& key : report::changedFields(heads.first().fields, head.fields))
            if (!open.contains(key)) open << key;
    for (const QString& assignment : parser.values(QStringLiteral("field"))) open.removeAll(assignment.section(QLatin1Char('='), 0, 0));
    if (parser.isSet(QStringLiteral("ai"))) open.removeAll(QLatin1String(report::kAiResult));
    return open;
}

/// The status of the version that follows these heads, where it may follow them.
Result<QString> statusOf(const QList<library::ReportVersion>& heads, const QJsonObject& fields, const QCommandLineParser& parser)
{
    const bool isFinal = parser.isSet(QStringLiteral("final"));
    if (heads.size() > 1) {
        const auto status = report::statusOfMerge(heads, fields);
        if (!status || !isFinal || *status == QLatin1String("final")) return status;
        // What was merged is a draft; finalising it is the next step, with its own rules.
        library::ReportVersion draft{heads.first()};
        draft.fields = fields;
        if (const auto allowed = report::checkNext(draft, fields, QStringLiteral("final")); !allowed)
            return tl::unexpected(allowed.error());
        return QStringLiteral("final");
    }
    const library::ReportVersion newest = heads.isEmpty() ? library::ReportVersion{} : heads.first();
    const bool staysFinal = newest.status == QLatin1String("final");
    const QString status = isFinal || staysFinal ? QStringLiteral("final") : QStringLiteral("draft");
    if (const auto allowed = report::checkNext(newest, fields, status); !allowed) return tl::unexpected(allowed.error());
    return status;
}

Exit set(library::Library& library, const QString& studyUid, const QCommandLineParser& parser, const Session& session)
{
    const QStringList assignments = parser.values(QStringLiteral("field"));
    for (const QString& assignment : assignments) {
        if (assignment.indexOf(QLatin1Char('=')) < 1) return session.misuse(QStringLiteral("--field is NAME=VALUE"));
    }
    const bool isFinal = parser.isSet(QStringLiteral("final"));
    const bool isMerge = parser.isSet(QStringLiteral("merge"));
    if (assignments.isEmpty() && !parser.isSet(QStringLiteral("ai")) && !isFinal && !isMerge)
        return session.misuse(QStringLiteral("report set needs --field, --ai, --final or --merge"));
    const auto versions = library.reportVersions(studyUid);
    if (!versions) return session.fail(versions.error());
    const QList<library::ReportVersion> heads = report::heads(*versions);
    if (isMerge && heads.size() < 2) return session.misuse(QStringLiteral("there is nothing to merge: the report has one version at most"));
    if (!isMerge && heads.size() > 1) return conflict(session);
    if (isMerge) {
        if (const QStringList open = undecided(heads, parser); !open.isEmpty())
            return session.misuse(
                QStringLiteral("the versions differ in %1: say with --field what it shall be").arg(open.join(QStringLiteral(", "))));
    }
    const library::ReportVersion newest = heads.isEmpty() ? library::ReportVersion{} : heads.first();
    const auto before = report::withUnknownFields(newest.fields, heads);
    if (!before) return session.misuse(refusal(before.error()));
    const auto fields = changed(library, studyUid, parser, *before);
    if (!fields && fields.error().code == ErrorCode::Misuse) return session.misuse(refusal(fields.error()));
    if (!fields) return session.fail(fields.error());
    const auto status = statusOf(heads, *fields, parser);
    if (!status) return session.misuse(refusal(status.error()));
    const QString author = parser.isSet(QStringLiteral("author")) ? parser.value(QStringLiteral("author")) : userName();
    QStringList seen;
    for (const library::ReportVersion& head : heads) seen << head.versionUid;
    const auto stored = library.saveReport(studyUid, *fields, *status, author, seen);
    if (!stored) return session.fail(stored.error());
    return session.finish(Exit::Ok, toJson(*stored, studyUid), toText(*stored));
}

#ifdef LOBULE_WITH_PDF
/// Series of which the report has a picture.
Result<QSet<QString>> seriesOfPictures(const library::Library& library, const QString& studyUid)
{
    QSet<QString> series;
    const auto predictions = library.predictions(studyUid);
    if (!predictions) return tl::unexpected(predictions.error());
    if (!predictions->isEmpty()) series << predictions->first().seriesUid;
    const auto keyImages = library.keyImages(studyUid);
    if (!keyImages) return tl::unexpected(keyImages.error());
    for (const library::KeyImage& image : *keyImages) series << image.seriesUid;
    return series;
}

Exit exportPdf(library::Library& library, const QString& studyUid, const QCommandLineParser& parser, const Session& session)
{
    const QString file = parser.value(QStringLiteral("pdf"));
    if (file.isEmpty()) return session.misuse(QStringLiteral("report export needs --pdf FILE"));
    const auto versions = library.reportVersions(studyUid);
    if (!versions) return session.fail(versions.error());
    if (report::heads(*versions).size() > 1) {
        // On paper nobody would see that there is another text.
        return conflict(session);
    }
    const auto language = reporting::languageFromTag(parser.value(QStringLiteral("language")));
    const auto series = seriesOfPictures(library, studyUid);
    if (!series) return session.fail(series.error());
    for (const QString& uid : *series) {
        // Pictures need decoded pixels; when they cannot be had, the report comes without them.
        if (const auto volumes = openWithPixels(library, uid); !volumes)
            Session::note(
                QStringLiteral("lobulectl: no key image: ") + errorObject(volumes.error()).value(QLatin1String("message")).toString());
    }
    const auto input = reporting::loadReportInput(library, studyUid, *language);
    if (!input) return session.fail(input.error());
    const auto written = reporting::writeReportPdf(file, *input);
    if (!written) return session.fail(written.error());
    const QString status = input->versions.isEmpty() ? QString() : input->versions.first().status;
    const auto noted = library.audit(QStringLiteral("report-exported"), studyUid,
        {{QStringLiteral("format"), QStringLiteral("pdf")}, {QStringLiteral("status"), status}});
    if (!noted) return session.fail(noted.error());
    const QJsonObject document{{QStringLiteral("study"), studyUid}, {QStringLiteral("pdf"), QFileInfo(file).absoluteFilePath()},
        {QStringLiteral("language"), reporting::languageTag(*language)},
        {QStringLiteral("version"), input->versions.isEmpty() ? 0 : input->versions.first().version},
        {QStringLiteral("keyImages"), static_cast<int>(input->pictures.size())}};
    return session.finish(Exit::Ok, document, QStringLiteral("%1\n").arg(file));
}
#else
Exit exportPdf(library::Library&, const QString&, const QCommandLineParser&, const Session& session)
{
    Session::note(QStringLiteral("lobulectl: this build has no viewer and writes no PDF"));
    const Error error{ErrorCode::Unsupported, {"PDF export is not part of this build"}, {}};
    return session.finish(Exit::Environment, {{QStringLiteral("error"), errorObject(error)}}, {});
}
#endif

Exit run(const QCommandLineParser& parser, const Session& session)
{
    const QStringList words = parser.positionalArguments();
    const QString action = words.size() == 1 ? words.first() : QString();
    if (action != QLatin1String("show") && action != QLatin1String("set") && action != QLatin1String("export")) {
        return session.misuse(QStringLiteral("report one of: show, set, export"));
    }
    const QString studyUid = parser.value(QStringLiteral("study"));
    if (studyUid.isEmpty()) return session.misuse(QStringLiteral("report needs --study"));
    const QString language = parser.value(QStringLiteral("language"));
    if (language != QLatin1String("ko") && language != QLatin1String("en")) return session.misuse(QStringLiteral("--language is ko or en"));
    auto library = session.openLibrary();
    if (!library) return session.fail(library.error());
    if (const auto study = (*library)->study(studyUid); !study) return session.fail(study.error());
    if (action == QLatin1String("show")) return show(**library, studyUid, session);
    if (action == QLatin1String("set")) return set(**library, studyUid, parser, session);
    return exportPdf(**library, studyUid, parser, session);
}

} // namespace

extern const Command kReportCommand{"report",
    "show|set|export --study UID [--field NAME=VALUE]... [--merge] [--pdf FILE] [--language ko|en]",
    "Show, change or print the report of a study.",
    "Fields: indication, technique, findings, ai-result, impression; addendum once the report is final. Every change is a new version;\n"
    "none is ever overwritten. \"export\" writes the PDF, with \"Draft\" across it until the report is final.\n"
    "Versions that nobody has merged (the shared archive) are all shown, and not printed or changed: \"set --merge\" follows all of "
    "them.\n\n"
    "JSON: {\"study\",\"version\",\"status\",\"author\",\"createdAt\",\"fields\"}, show also {\"conflict\",\"heads\":[version]}; export: "
    "{\"study\",\"pdf\",\"language\",\"version\",\"keyImages\"}",
    true, addOptions, run};

} // namespace lobule::cli
