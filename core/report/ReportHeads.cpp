#include "core/report/ReportHeads.h"

#include "core/report/ReportFields.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace lobule::report {

using library::ReportVersion;

namespace {

bool descends(const ReportVersion& from, const QString& ancestor, const QHash<QString, const ReportVersion*>& byUid)
{
    QStringList open{from.versionUid};
    QSet<QString> looked;
    while (!open.isEmpty()) {
        const QString uid = open.takeLast();
        if (uid == ancestor) return true;
        if (looked.contains(uid)) continue;
        looked << uid;
        if (const ReportVersion* version = byUid.value(uid)) open << version->parents;
    }
    return false;
}

} // namespace

QList<ReportVersion> heads(const QList<ReportVersion>& versions)
{
    QSet<QString> followed;
    for (const ReportVersion& version : versions)
        for (const QString& parent : version.parents) followed << parent;
    QList<ReportVersion> found;
    std::copy_if(versions.begin(), versions.end(), std::back_inserter(found),
        [&followed](const ReportVersion& version) { return !followed.contains(version.versionUid); });
    // Versions that name each other as what they were made of: nobody can say which is the report, so a person sees all.
    return found.isEmpty() ? versions : found;
}

const ReportVersion* headFor(const QList<ReportVersion>& versions, const QString& seen)
{
    QHash<QString, const ReportVersion*> byUid;
    QSet<QString> followed;
    for (const ReportVersion& version : versions) {
        byUid.insert(version.versionUid, &version);
        for (const QString& parent : version.parents) followed << parent;
    }
    const ReportVersion* first = nullptr;
    for (const ReportVersion& version : versions) {
        if (followed.contains(version.versionUid)) continue;
        if (!seen.isEmpty() && descends(version, seen, byUid)) return &version;
        if (!first) first = &version;
    }
    return first || versions.isEmpty() ? first : &versions.first();
}

Result<QJsonObject> withUnknownFields(QJsonObject fields, const QList<ReportVersion>& merged)
{
    for (const ReportVersion& version : merged)
        for (auto field = version.fields.begin(); field != version.fields.end(); ++field) {
            if (reportField(field.key())) continue;
            if (fields.contains(field.key()) && fields.value(field.key()) != field.value())
                return fail(ErrorCode::Misuse, {"newer-fields"}, field.key().toStdString());
            fields.insert(field.key(), field.value());
        }
    return fields;
}

Result<QString> statusOfMerge(const QList<ReportVersion>& merged, const QJsonObject& fields)
{
    const bool isFinal
        = std::any_of(merged.begin(), merged.end(), [](const ReportVersion& version) { return version.status == QLatin1String("final"); });
    if (!isFinal && fields.contains(QLatin1String(kAddendum))) return fail(ErrorCode::Misuse, {"addendum-before-final"});
    if (!isFinal) return QStringLiteral("draft");
    for (const QString& key : changedFields(merged.first().fields, fields)) {
        const bool isAgreed = std::all_of(merged.begin(), merged.end(),
            [&](const ReportVersion& version) { return version.fields.value(key) == merged.first().fields.value(key); });
        if (isAgreed && key != QLatin1String(kAddendum)) return fail(ErrorCode::Misuse, {"report-final"}, key.toStdString());
    }
    if (fields.value(QLatin1String(kImpression)).toString().isEmpty()) return fail(ErrorCode::Misuse, {"impression-missing"});
    return QStringLiteral("final");
}

} // namespace lobule::report
