#include "app/cli/Command.h"
#include "app/cli/TextTable.h"
#include "core/library/Library.h"

#include <QCommandLineParser>
#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace lobule::cli {

namespace {

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({{QStringLiteral("study"), QStringLiteral("Only of this study."), QStringLiteral("UID")},
        {QStringLiteral("series"), QStringLiteral("Only of this series (list instances)."), QStringLiteral("UID")},
        {QStringLiteral("filter"), QStringLiteral("Only where every word of the text occurs."), QStringLiteral("TEXT")}});
}

QJsonObject toJson(const library::StudyRow& row)
{
    return {{QStringLiteral("uid"), row.studyUid}, {QStringLiteral("pseudonym"), row.pseudonym}, {QStringLiteral("sex"), row.sex},
        {QStringLiteral("age"), row.age}, {QStringLiteral("date"), row.studyDate}, {QStringLiteral("description"), row.description},
        {QStringLiteral("modalities"), row.modalities}, {QStringLiteral("institution"), row.institution},
        {QStringLiteral("importedAt"), row.importedAt.toUTC().toString(Qt::ISODate)}, {QStringLiteral("series"), row.seriesCount},
        {QStringLiteral("instances"), row.instanceCount}, {QStringLiteral("read"), row.isRead},
        {QStringLiteral("synthetic"), row.isSynthetic}, {QStringLiteral("aiLabel"), row.aiLabel},
        {QStringLiteral("aiScore"), std::isnan(row.aiScore) ? QJsonValue() : QJsonValue(row.aiScore)},
        {QStringLiteral("reportStatus"), row.reportStatus}};
}

QJsonObject toJson(const library::SeriesRow& row)
{
    return {{QStringLiteral("uid"), row.seriesUid}, {QStringLiteral("study"), row.studyUid}, {QStringLiteral("number"), row.number},
        {QStringLiteral("description"), row.description}, {QStringLiteral("modality"), row.modality},
        {QStringLiteral("bodyPart"), row.bodyPart}, {QStringLiteral("phase"), row.phase}, {QStringLiteral("instances"), row.instanceCount},
        {QStringLiteral("frames"), row.frameCount}, {QStringLiteral("rows"), row.rows}, {QStringLiteral("columns"), row.columns},
        {QStringLiteral("thicknessMm"), row.thicknessMm}, {QStringLiteral("kvp"), row.tubeVoltageKvp},
        {QStringLiteral("mas"), row.exposureMas}, {QStringLiteral("kernel"), row.kernel}, {QStringLiteral("geometry"), row.geometry},
        {QStringLiteral("lossy"), row.isLossy}};
}

QJsonObject toJson(const library::InstanceRow& row)
{
    return {{QStringLiteral("uid"), row.instanceUid}, {QStringLiteral("series"), row.seriesUid}, {QStringLiteral("study"), row.studyUid},
        {QStringLiteral("sopClass"), row.sopClassUid}, {QStringLiteral("transferSyntax"), row.transferSyntaxUid},
        {QStringLiteral("sha256"), row.objectSha256}, {QStringLiteral("number"), row.number}, {QStringLiteral("frames"), row.frames},
        {QStringLiteral("rows"), row.rows}, {QStringLiteral("columns"), row.columns}, {QStringLiteral("cached"), row.isCached},
        {QStringLiteral("imageType"), row.imageType}, {QStringLiteral("pixelNote"), row.pixelNote}};
}

/// Every word of `filter` occurs in one of the row's texts.
bool matches(const QJsonObject& row, const QString& filter)
{
    QString text;
    for (const QJsonValue& value : row) text += value.toVariant().toString() + QLatin1Char('\n');
    const QStringList words = filter.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(), [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

template <class Row> QJsonArray rowsToJson(const QList<Row>& rows, const QString& filter)
{
    QJsonArray array;
    for (const Row& row : rows) {
        const QJsonObject object = toJson(row);
        if (matches(object, filter)) array.append(object);
    }
    return array;
}

QString cell(const QJsonObject& row, const QString& key)
{
    const QJsonValue value = row.value(key);
    if (value.isBool()) return value.toBool() ? QStringLiteral("yes") : QStringLiteral("no");
    if (value.isDouble()) return QString::number(value.toDouble(), 'g', 6);
    return value.toString();
}

QString asTable(const QJsonArray& rows, const QStringList& keys, const QString& ifEmpty)
{
    TextTable table(keys);
    for (const QJsonValue& row : rows) {
        QStringList cells;
        for (const QString& key : keys) cells << cell(row.toObject(), key);
        table.add(cells);
    }
    return table.text(ifEmpty);
}

Exit listStudies(const library::Library& library, const QString& studyUid, const QString& filter, const Session& session)
{
    const auto rows = library.studies(filter);
    if (!rows) return session.fail(rows.error());
    QList<library::StudyRow> chosen;
    std::copy_if(rows->begin(), rows->end(), std::back_inserter(chosen),
        [&](const library::StudyRow& row) { return studyUid.isEmpty() || row.studyUid == studyUid; });
    const QJsonArray array = rowsToJson(chosen, {});
    static const QStringList keys{QStringLiteral("uid"), QStringLiteral("pseudonym"), QStringLiteral("sex"), QStringLiteral("age"),
        QStringLiteral("date"), QStringLiteral("description"), QStringLiteral("modalities"), QStringLiteral("instances"),
        QStringLiteral("institution"), QStringLiteral("read"), QStringLiteral("aiLabel"), QStringLiteral("aiScore"),
        QStringLiteral("reportStatus")};
    return session.finish(Exit::Ok, {{QStringLiteral("studies"), array}}, asTable(array, keys, QStringLiteral("no studies")));
}

Exit listSeries(const library::Library& library, const QString& studyUid, const QString& filter, const Session& session)
{
    const auto rows = library.series(studyUid);
    if (!rows) return session.fail(rows.error());
    const QJsonArray array = rowsToJson(*rows, filter);
    static const QStringList keys{QStringLiteral("uid"), QStringLiteral("number"), QStringLiteral("description"),
        QStringLiteral("modality"), QStringLiteral("phase"), QStringLiteral("instances"), QStringLiteral("frames"),
        QStringLiteral("thicknessMm"), QStringLiteral("kvp"), QStringLiteral("mas"), QStringLiteral("kernel"), QStringLiteral("geometry")};
    return session.finish(Exit::Ok, {{QStringLiteral("series"), array}}, asTable(array, keys, QStringLiteral("no series")));
}

Exit listInstances(
    const library::Library& library, const QString& studyUid, const QString& seriesUid, const QString& filter, const Session& session)
{
    const auto rows = library.instances(studyUid, seriesUid);
    if (!rows) return session.fail(rows.error());
    const QJsonArray array = rowsToJson(*rows, filter);
    static const QStringList keys{QStringLiteral("uid"), QStringLiteral("number"), QStringLiteral("frames"), QStringLiteral("rows"),
        QStringLiteral("columns"), QStringLiteral("cached"), QStringLiteral("imageType"), QStringLiteral("pixelNote")};
    return session.finish(Exit::Ok, {{QStringLiteral("instances"), array}}, asTable(array, keys, QStringLiteral("no instances")));
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    const QStringList what = parser.positionalArguments();
    if (what.size() > 1) return session.misuse(QStringLiteral("list one of: studies, series, instances"));
    const QString kind = what.isEmpty() ? QStringLiteral("studies") : what.first();
    if (kind != QLatin1String("studies") && kind != QLatin1String("series") && kind != QLatin1String("instances")) {
        return session.misuse(QStringLiteral("list one of: studies, series, instances"));
    }
    const auto library = session.openLibrary();
    if (!library) return session.fail(library.error());
    const QString study = parser.value(QStringLiteral("study"));
    const QString filter = parser.value(QStringLiteral("filter"));
    if (!study.isEmpty()) {
        if (const auto row = (*library)->study(study); !row) return session.fail(row.error());
    }
    if (kind == QLatin1String("series")) return listSeries(**library, study, filter, session);
    if (kind == QLatin1String("instances")) return listInstances(**library, study, parser.value(QStringLiteral("series")), filter, session);
    return listStudies(**library, study, filter, session);
}

} // namespace

extern const Command kListCommand{"list", "[studies|series|instances] [--study UID] [--filter TEXT] [--json]",
    "List studies, series or instances.",
    "Lists what the library holds, newest import first. All names and UIDs are pseudonyms; nothing identifies a person.\n\n"
    "JSON: {\"studies\"|\"series\"|\"instances\": [{\"uid\", ...}]}",
    false, addOptions, run};

} // namespace lobule::cli
