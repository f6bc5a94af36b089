#include "core/library/LibraryPrivate.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

#include <cmath>

namespace lobule::library {

using detail::nowMs;
using detail::Statement;
using detail::WriteTransaction;

namespace {

QString toJson(const QJsonObject& object) { return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)); }

QVariant numberOrNull(double value) { return std::isfinite(value) ? QVariant(value) : QVariant(); }

qint64 msOf(const QDateTime& time) { return time.isValid() ? time.toMSecsSinceEpoch() : nowMs(); }

QDateTime timeOf(qint64 ms) { return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC); }

#define LOBULE_VERSION_COLUMNS "r.version, r.status, r.author, r.fields, r.created_at, r.version_uid, r.parents"

ReportVersion readVersion(const Statement& row, const QString& studyUid)
{
    QStringList parents;
    for (const QJsonValue& parent : QJsonDocument::fromJson(row.text(6).toUtf8()).array()) parents << parent.toString();
    return {studyUid, row.integer(0), row.text(1), row.text(2), QJsonDocument::fromJson(row.text(3).toUtf8()).object(), timeOf(row.big(4)),
        row.text(5), parents};
}

/// The versions that the next one follows: those named, or else the newest one, if there is any.
Result<QList<ReportVersion>> readParents(
    detail::Database& catalogue, qint64 studyId, const QString& studyUid, const std::optional<QStringList>& named)
{
    QList<ReportVersion> found;
    if (!named) {
        auto row = catalogue.query(
            "SELECT " LOBULE_VERSION_COLUMNS " FROM report_version r WHERE r.study_id = ? ORDER BY r.version DESC LIMIT 1", {studyId});
        if (!row) return tl::unexpected<Error>(row.error());
        if (row->next()) found << readVersion(*row, studyUid);
        LOBULE_CHECK(row->end());
        return found;
    }
    for (const QString& uid : *named) {
        auto row = catalogue.query(
            "SELECT " LOBULE_VERSION_COLUMNS " FROM report_version r WHERE r.study_id = ? AND r.version_uid = ?", {studyId, uid});
        if (!row) return tl::unexpected<Error>(row.error());
        if (!row->next()) return fail(ErrorCode::NotFound, {"report version"});
        found << readVersion(*row, studyUid);
    }
    return found;
}

} // namespace

Result<void> Library::setRead(const QString& studyUid, bool isRead)
{
    const auto changed = d->catalogue->run("UPDATE study SET is_read = ? WHERE uid = ?", {isRead, studyUid});
    if (!changed) return tl::unexpected<Error>(changed.error());
    if (*changed == 0) return fail(ErrorCode::NotFound, {"study"});
    return {};
}

// --- predictions -----------------------------------------------------------------------------------------------------

Result<Prediction> Library::addPrediction(Prediction prediction)
{
    if (prediction.id.isEmpty()) prediction.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    prediction.createdAt = timeOf(msOf(prediction.createdAt));
    auto transaction = WriteTransaction::begin(*d->catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    const auto institution = d->institutionId();
    if (!institution) return tl::unexpected<Error>(institution.error());
    qint64 instanceId = 0;
    qint64 studyId = 0;
    {
        auto row = d->catalogue->query("SELECT i.id, s.id, s.uid, e.uid FROM instance i JOIN series e ON e.id = i.series_id JOIN "
                                       "study s ON s.id = e.study_id WHERE i.uid = ?",
            {prediction.instanceUid});
        if (!row) return tl::unexpected<Error>(row.error());
        if (!row->next()) return fail(ErrorCode::NotFound, {"instance"});
        instanceId = row->big(0);
        studyId = row->big(1);
        prediction.studyUid = row->text(2);
        prediction.seriesUid = row->text(3);
    }
    LOBULE_CHECK(d->catalogue->run(
        "INSERT INTO prediction(id, institution_id, study_id, instance_id, frame, label, indeterminate, score, logit, "
        "model_name, model_version, "
        "model_sha256, clinical_use, device, milliseconds, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {prediction.id, *institution, studyId, instanceId, prediction.frame, prediction.label, prediction.indeterminate,
            numberOrNull(prediction.score), numberOrNull(prediction.logit), prediction.modelName, prediction.modelVersion,
            prediction.modelSha256, prediction.clinicalUse, prediction.device,
            std::isfinite(prediction.milliseconds) ? prediction.milliseconds : 0.0, prediction.createdAt.toMSecsSinceEpoch()}));
    LOBULE_CHECK(transaction->commit());
    return prediction;
}

Result<QList<Prediction>> Library::predictions(const QString& studyUid, const QString& instanceUid) const
{
    auto rows = d->catalogue->query(
        "SELECT p.id, e.uid, i.uid, p.frame, p.label, p.indeterminate, p.score, p.logit, p.model_name, p.model_version, "
        "p.model_sha256, p.clinical_use, "
        "p.device, p.milliseconds, p.created_at FROM prediction p JOIN study s ON s.id = p.study_id JOIN instance i ON i.id = "
        "p.instance_id "
        "JOIN series e ON e.id = i.series_id WHERE s.uid = ? AND ? IN ('', i.uid) ORDER BY p.rowid DESC",
        {studyUid, instanceUid});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<Prediction> found;
    while (rows->next()) {
        Prediction p;
        p.id = rows->text(0);
        p.studyUid = studyUid;
        p.seriesUid = rows->text(1);
        p.instanceUid = rows->text(2);
        p.frame = rows->integer(3);
        p.label = rows->text(4);
        p.indeterminate = rows->flag(5);
        p.score = rows->isNull(6) ? kNoScore : rows->real(6);
        p.logit = rows->real(7);
        p.modelName = rows->text(8);
        p.modelVersion = rows->text(9);
        p.modelSha256 = rows->text(10);
        p.clinicalUse = rows->flag(11);
        p.device = rows->text(12);
        p.milliseconds = rows->real(13);
        p.createdAt = timeOf(rows->big(14));
        found << std::move(p);
    }
    LOBULE_CHECK(rows->end());
    return found;
}

// --- measurements ----------------------------------------------------------------------------------------------------

Result<void> Library::putMeasurement(const Measurement& measurement)
{
    if (measurement.id.isEmpty()) return fail(ErrorCode::Misuse, {}, "measurement without id");
    QJsonArray points;
    for (const double coordinate : measurement.indexIj) points << coordinate;
    auto transaction = WriteTransaction::begin(*d->catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    const auto institution = d->institutionId();
    if (!institution) return tl::unexpected<Error>(institution.error());
    const auto instanceId = d->idOf("instance", measurement.instanceUid);
    if (!instanceId) return tl::unexpected<Error>(instanceId.error());
    LOBULE_CHECK(d->catalogue->run("INSERT INTO measurement(id, institution_id, study_id, instance_id, frame, kind, points, "
                                   "value_mm, label, created_at, changed_at) "
                                   "VALUES (?, ?, (SELECT e.study_id FROM instance i JOIN series e ON e.id = i.series_id WHERE "
                                   "i.id = ?), ?, ?, ?, ?, ?, ?, ?, ?) "
                                   "ON CONFLICT (id) DO UPDATE SET frame = excluded.frame, kind = excluded.kind, points = "
                                   "excluded.points, value_mm = excluded.value_mm, "
                                   "label = excluded.label, changed_at = excluded.changed_at, removed_at = NULL, origin = ''",
        {measurement.id, *institution, *instanceId, *instanceId, measurement.frame, measurement.kind,
            QString::fromUtf8(QJsonDocument(points).toJson(QJsonDocument::Compact)),
            std::isfinite(measurement.valueMm) ? measurement.valueMm : 0.0, measurement.label, msOf(measurement.createdAt), nowMs()}));
    return transaction->commit();
}

Result<void> Library::removeMeasurement(const QString& id)
{
    const auto changed = d->catalogue->run(
        "UPDATE measurement SET removed_at = ?, changed_at = ?, origin = '' WHERE id = ? AND removed_at IS NULL", {nowMs(), nowMs(), id});
    if (!changed) return tl::unexpected<Error>(changed.error());
    if (*changed == 0) return fail(ErrorCode::NotFound, {"measurement"});
    return {};
}

Result<QList<Measurement>> Library::measurements(const QString& studyUid) const
{
    auto rows = d->catalogue->query("SELECT m.id, e.uid, i.uid, m.frame, m.kind, m.points, m.value_mm, m.label, m.created_at "
                                    "FROM measurement m JOIN study s ON s.id = m.study_id "
                                    "JOIN instance i ON i.id = m.instance_id JOIN series e ON e.id = i.series_id WHERE s.uid = ? "
                                    "AND m.removed_at IS NULL ORDER BY m.created_at, m.rowid",
        {studyUid});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<Measurement> found;
    while (rows->next()) {
        QList<double> points;
        const QJsonArray stored = QJsonDocument::fromJson(rows->text(5).toUtf8()).array();
        for (const QJsonValue& value : stored) points << value.toDouble();
        found << Measurement{rows->text(0), studyUid, rows->text(1), rows->text(2), rows->integer(3), rows->text(4), points, rows->real(6),
            rows->text(7), timeOf(rows->big(8))};
    }
    LOBULE_CHECK(rows->end());
    return found;
}

// --- reports ---------------------------------------------------------------------------------------------------------

Result<ReportVersion> Library::saveReport(const QString& studyUid, const QJsonObject& fields, const QString& status, const QString& author,
    const std::optional<QStringList>& parents)
{
    if (status != QLatin1String("draft") && status != QLatin1String("final")) return fail(ErrorCode::Misuse, {}, "report status");
    if (toJson(fields).toUtf8().size() > kMaxSavedBytes) return fail(ErrorCode::Misuse, {"report-too-long"});
    auto transaction = WriteTransaction::begin(*d->catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    const auto studyId = d->idOf("study", studyUid);
    if (!studyId) return tl::unexpected<Error>(studyId.error());
    const auto institution = d->institutionId();
    if (!institution) return tl::unexpected<Error>(institution.error());
    const auto followed = readParents(*d->catalogue, *studyId, studyUid, parents);
    if (!followed) return tl::unexpected<Error>(followed.error());
    const auto count = d->catalogue->number("SELECT coalesce(max(version), 0) FROM report_version WHERE study_id = ?", {*studyId});
    if (!count) return tl::unexpected<Error>(count.error());
    QJsonArray uids;
    for (const ReportVersion& parent : *followed) {
        if (followed->size() == 1 && parent.fields == fields && parent.status == status) return parent;
        if (parent.status == QLatin1String("final") && status == QLatin1String("draft"))
            return fail(ErrorCode::Misuse, {}, "the report is final");
        uids << parent.versionUid;
    }
    ReportVersion next{studyUid, static_cast<int>(*count) + 1, status, author, fields, timeOf(nowMs()),
        QUuid::createUuid().toString(QUuid::WithoutBraces), {}};
    for (const ReportVersion& parent : *followed) next.parents << parent.versionUid;
    LOBULE_CHECK(d->catalogue->run("INSERT INTO report_version(version_uid, institution_id, study_id, version, parents, status, "
                                   "author, fields, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {next.versionUid, *institution, *studyId, next.version, QString::fromUtf8(QJsonDocument(uids).toJson(QJsonDocument::Compact)),
            status, author, toJson(fields), next.createdAt.toMSecsSinceEpoch()}));
    LOBULE_CHECK(transaction->commit());
    return next;
}

Result<QList<ReportVersion>> Library::reportVersions(const QString& studyUid) const
{
    auto rows = d->catalogue->query("SELECT " LOBULE_VERSION_COLUMNS " FROM report_version r JOIN "
                                    "study s ON s.id = r.study_id WHERE s.uid = ? ORDER BY r.version DESC",
        {studyUid});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<ReportVersion> found;
    while (rows->next()) found << readVersion(*rows, studyUid);
    LOBULE_CHECK(rows->end());
    return found;
}

} // namespace lobule::library
