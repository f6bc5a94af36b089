#include "core/ingest/DeidentReport.h"

#include "core/deidentify/Profile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSaveFile>

#include <algorithm>

namespace lobule::ingest {

namespace {

using Counts = QMap<QString, qint64>;

void addCounts(Counts& to, const Counts& from)
{
    for (auto entry = from.cbegin(); entry != from.cend(); ++entry) to[entry.key()] += entry.value();
}

QJsonObject countsToJson(const Counts& counts)
{
    QJsonObject json;
    for (auto entry = counts.cbegin(); entry != counts.cend(); ++entry) json.insert(entry.key(), entry.value());
    return json;
}

Counts countsFromJson(const QJsonValue& value)
{
    Counts counts;
    const QJsonObject json = value.toObject();
    for (auto entry = json.constBegin(); entry != json.constEnd(); ++entry) counts.insert(entry.key(), entry.value().toInteger());
    return counts;
}

QJsonArray tagList(const Counts& counts)
{
    QJsonArray list;
    for (auto entry = counts.cbegin(); entry != counts.cend(); ++entry) {
        list.append(QJsonObject{{QStringLiteral("tag"), entry.key()}, {QStringLiteral("files"), entry.value()}});
    }
    return list;
}

QJsonArray droppedList(const Counts& counts)
{
    QJsonArray list;
    for (auto entry = counts.cbegin(); entry != counts.cend(); ++entry) {
        list.append(QJsonObject{{QStringLiteral("path"), entry.key().section(QLatin1Char(' '), 0, 0)},
            {QStringLiteral("reason"), entry.key().section(QLatin1Char(' '), 1)}, {QStringLiteral("count"), entry.value()}});
    }
    return list;
}

QJsonArray refusedList(const QList<DeidentRefusal>& refused)
{
    QJsonArray list;
    for (const DeidentRefusal& group : refused) {
        QJsonArray files;
        for (const qint64 number : group.files) files.append(number);
        list.append(QJsonObject{{QStringLiteral("code"), QString::fromLatin1(errorCodeName(group.code))},
            {QStringLiteral("reason"), group.reason}, {QStringLiteral("count"), group.files.size()}, {QStringLiteral("files"), files}});
    }
    return list;
}

qint64 refusedCount(const DeidentReport& report)
{
    qint64 count = 0;
    for (const DeidentRefusal& group : report.refused) count += group.files.size();
    return count;
}

QJsonObject profileToJson(const DeidentReport& report)
{
    QJsonArray methods;
    if (const auto profile = deidentify::Profile::fromName(report.profile.toStdString())) {
        for (const auto& code : profile->methodCodes()) {
            methods.append(QJsonObject{
                {QStringLiteral("code"), QString::fromLatin1(code.value)}, {QStringLiteral("meaning"), QString::fromLatin1(code.meaning)}});
        }
    }
    return {{QStringLiteral("name"), report.profile}, {QStringLiteral("methods"), methods},
        {QStringLiteral("safePrivateList"), report.safePrivateList}};
}

QString utc(const QDateTime& time) { return time.toUTC().toString(Qt::ISODate); }

} // namespace

void DeidentTally::add(const DeidentTally& other)
{
    files += other.files;
    addCounts(actions, other.actions);
    addCounts(dropped, other.dropped);
    addCounts(privateRemoved, other.privateRemoved);
    addCounts(privateKept, other.privateKept);
}

void DeidentReport::refuse(qint64 number, ErrorCode code, const QString& reason)
{
    auto group = std::find_if(
        refused.begin(), refused.end(), [&](const DeidentRefusal& known) { return known.code == code && known.reason == reason; });
    if (group == refused.end()) group = refused.insert(refused.end(), {code, reason, {}});
    group->files.append(number);
}

void DeidentReport::add(const DeidentReport& next)
{
    if (program.isEmpty()) {
        *this = next;
        return;
    }
    // Each option that either of them kept something by is named.
    for (const QString& word : next.profile.split(QLatin1Char(',')))
        if (!profile.split(QLatin1Char(',')).contains(word)) profile += QLatin1Char(',') + word;
    if (safePrivateList.isEmpty()) safePrivateList = next.safePrivateList;
    finishedAt = next.finishedAt;
    for (const DeidentRefusal& group : next.refused)
        for (const qint64 number : group.files) refuse(found + number, group.code, group.reason);
    found += next.found;
    accepted += next.accepted;
    duplicates += next.duplicates;
    skipped += next.skipped;
    cancelled = cancelled || next.cancelled;
    tally.add(next.tally);
}

QJsonObject toJson(const DeidentTally& tally)
{
    return {{QStringLiteral("files"), tally.files}, {QStringLiteral("actions"), countsToJson(tally.actions)},
        {QStringLiteral("dropped"), countsToJson(tally.dropped)}, {QStringLiteral("privateRemoved"), countsToJson(tally.privateRemoved)},
        {QStringLiteral("privateKept"), countsToJson(tally.privateKept)}};
}

DeidentTally tallyFromJson(const QJsonObject& json)
{
    return {json.value(QLatin1String("files")).toInteger(), countsFromJson(json.value(QLatin1String("actions"))),
        countsFromJson(json.value(QLatin1String("dropped"))), countsFromJson(json.value(QLatin1String("privateRemoved"))),
        countsFromJson(json.value(QLatin1String("privateKept")))};
}

QJsonObject toJson(const DeidentReport& report)
{
    const deidentify::TableEdition edition = deidentify::tableEdition();
    const QJsonObject table{{QStringLiteral("name"), QStringLiteral("DICOM PS3.15 table E.1-1")}, {QStringLiteral("rows"), edition.rows},
        {QStringLiteral("sha256"), QString::fromLatin1(edition.sha256)}};
    const QJsonObject files{{QStringLiteral("found"), report.found}, {QStringLiteral("deidentified"), report.tally.files},
        {QStringLiteral("accepted"), report.accepted}, {QStringLiteral("duplicates"), report.duplicates},
        {QStringLiteral("skipped"), report.skipped}, {QStringLiteral("refused"), refusedCount(report)}};
    return {{QStringLiteral("document"), QStringLiteral("lobule-deidentification-report")}, {QStringLiteral("version"), 1},
        {QStringLiteral("program"), report.program}, {QStringLiteral("table"), table}, {QStringLiteral("profile"), profileToJson(report)},
        {QStringLiteral("keyId"), report.keyId}, {QStringLiteral("startedAt"), utc(report.startedAt)},
        {QStringLiteral("finishedAt"), utc(report.finishedAt)}, {QStringLiteral("files"), files},
        {QStringLiteral("cancelled"), report.cancelled}, {QStringLiteral("actions"), countsToJson(report.tally.actions)},
        {QStringLiteral("dropped"), droppedList(report.tally.dropped)},
        {QStringLiteral("privateRemoved"), tagList(report.tally.privateRemoved)},
        {QStringLiteral("privateKept"), tagList(report.tally.privateKept)}, {QStringLiteral("refused"), refusedList(report.refused)}};
}

Result<void> writeJson(const QString& path, const DeidentReport& report)
{
    QSaveFile file(path);
    const QByteArray json = QJsonDocument(toJson(report)).toJson(QJsonDocument::Indented);
    if (file.open(QIODevice::WriteOnly) && file.write(json) == json.size() && file.commit()) return {};
    const auto code = file.error() == QFileDevice::ResourceError ? ErrorCode::DiskFull : ErrorCode::FileUnwritable;
    return fail(code, {path.toStdString()}, file.errorString().toStdString());
}

QJsonObject auditDetail(const DeidentReport& report)
{
    QJsonObject detail = toJson(report);
    for (const char* bulky : {"document", "version", "dropped", "privateRemoved", "privateKept"}) detail.remove(QLatin1String(bulky));
    QJsonObject refused;
    for (const DeidentRefusal& group : report.refused) {
        const QString code = QString::fromLatin1(errorCodeName(group.code));
        const QString name = group.reason.isEmpty() ? code : code + QLatin1Char(' ') + group.reason;
        refused.insert(name, group.files.size());
    }
    detail.insert(QStringLiteral("refused"), refused);
    return detail;
}

QString stableWord(const QString& argument)
{
    static const QRegularExpression word(QStringLiteral("^[a-z]+(-[a-z]+)*$"));
    return argument.size() <= 40 && word.match(argument).hasMatch() ? argument : QString();
}

} // namespace lobule::ingest
