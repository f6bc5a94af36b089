#include "core/library/SyncStorePrivate.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace lobule::library::detail {
namespace {

QJsonValue numberOrNull(const Statement& row, int column)
{
    return row.isNull(column) ? QJsonValue(QJsonValue::Null) : QJsonValue(row.real(column));
}

Result<QJsonArray> framesOf(Database& catalogue, qint64 instanceId)
{
    auto rows = catalogue.query("SELECT has_position, row_spacing_mm, column_spacing_mm, x, y, z, rx, ry, rz, cx, cy, cz, window_width, "
                                "window_center, thickness_mm FROM frame WHERE instance_id = ? ORDER BY number",
        {instanceId});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QJsonArray frames;
    while (rows->next()) {
        QJsonArray frame;
        for (int column = 0; column < 15; ++column) frame << rows->real(column);
        frames << frame;
    }
    LOBULE_CHECK(rows->end());
    return frames;
}

QJsonObject studyOf(const Statement& row)
{
    return {{QStringLiteral("study_uid"), row.text(0)}, {QStringLiteral("pseudonym"), row.text(1)}, {QStringLiteral("sex"), row.text(2)},
        {QStringLiteral("age"), row.text(3)}, {QStringLiteral("study_date"), row.text(4)}, {QStringLiteral("description"), row.text(5)},
        {QStringLiteral("is_described"), row.flag(6)}, {QStringLiteral("is_synthetic"), row.flag(7)},
        {QStringLiteral("created_at_ms"), row.big(8)}};
}

QJsonObject seriesOf(const Statement& row)
{
    return {{QStringLiteral("series_uid"), row.text(9)}, {QStringLiteral("study_uid"), row.text(0)},
        {QStringLiteral("number"), row.integer(10)}, {QStringLiteral("description"), row.text(11)},
        {QStringLiteral("modality"), row.text(12)}, {QStringLiteral("body_part"), row.text(13)}, {QStringLiteral("phase"), row.text(14)},
        {QStringLiteral("kernel"), row.text(15)}, {QStringLiteral("frame_of_reference_uid"), row.text(16)},
        {QStringLiteral("thickness_mm"), row.real(17)}, {QStringLiteral("tube_voltage_kvp"), row.real(18)},
        {QStringLiteral("exposure_mas"), row.real(19)}};
}

/// bytea as PostgreSQL writes and reads it in text.
QString byteaText(const QString& hex) { return QStringLiteral("\\x") + hex; }

Result<void> completeInstance(Database& catalogue, OutboxItem& item)
{
    qint64 instanceId = 0;
    QJsonObject instance;
    {
        auto row = catalogue.query(
            "SELECT s.uid, s.pseudonym, s.sex, s.age, s.study_date, s.description, s.is_described, s.is_synthetic, s.created_at, "
            "e.uid, e.number, e.description, e.modality, e.body_part, e.phase, e.kernel, e.frame_of_reference_uid, e.thickness_mm, "
            "e.tube_voltage_kvp, e.exposure_mas, i.id, i.object_sha256, i.sop_class_uid, i.transfer_syntax_uid, i.number, "
            "i.acquisition_number, i.rows, i.columns, i.pixel_type, i.pixel_note, i.is_hu, i.image_type, o.bytes, o.is_remote "
            "FROM instance i JOIN series e ON e.id = i.series_id JOIN study s ON s.id = e.study_id "
            "JOIN object o ON o.sha256 = i.object_sha256 WHERE i.uid = ?",
            {item.key});
        if (!row) return tl::unexpected<Error>(row.error());
        if (!row->next() || row->flag(33)) {
            item.isMoot = true;
            return {};
        }
        instanceId = row->big(20);
        item.objectSha256 = row->text(21);
        item.objectBytes = row->big(32);
        item.body.insert(QStringLiteral("study"), studyOf(*row));
        item.body.insert(QStringLiteral("series"), seriesOf(*row));
        instance = {{QStringLiteral("instance_uid"), item.key}, {QStringLiteral("series_uid"), row->text(9)},
            {QStringLiteral("object_sha256"), byteaText(row->text(21))}, {QStringLiteral("sop_class_uid"), row->text(22)},
            {QStringLiteral("transfer_syntax_uid"), row->text(23)}, {QStringLiteral("number"), row->integer(24)},
            {QStringLiteral("acquisition_number"), row->integer(25)}, {QStringLiteral("rows"), row->integer(26)},
            {QStringLiteral("columns"), row->integer(27)}, {QStringLiteral("pixel_type"), row->integer(28)},
            {QStringLiteral("pixel_note"), row->text(29)}, {QStringLiteral("is_hu"), row->flag(30)},
            {QStringLiteral("image_type"), row->text(31)}};
    }
    const auto frames = framesOf(catalogue, instanceId);
    if (!frames) return tl::unexpected<Error>(frames.error());
    instance.insert(QStringLiteral("frames"), *frames);
    item.body.insert(QStringLiteral("instance"), instance);
    return {};
}

Result<void> completePrediction(Database& catalogue, OutboxItem& item)
{
    auto row = catalogue.query("SELECT i.uid, p.frame, p.label, p.indeterminate, p.score, p.logit, p.model_name, p.model_version, "
                               "p.model_sha256, p.clinical_use, p.device, p.milliseconds, p.created_at FROM prediction p "
                               "JOIN instance i ON i.id = p.instance_id WHERE p.id = ?",
        {item.key});
    if (!row) return tl::unexpected<Error>(row.error());
    item.isMoot = !row->next();
    if (item.isMoot) return {};
    item.body = {{QStringLiteral("prediction_uid"), item.key}, {QStringLiteral("instance_uid"), row->text(0)},
        {QStringLiteral("frame"), row->integer(1)}, {QStringLiteral("label"), row->text(2)},
        {QStringLiteral("indeterminate"), row->flag(3)}, {QStringLiteral("score"), numberOrNull(*row, 4)},
        {QStringLiteral("logit"), numberOrNull(*row, 5)}, {QStringLiteral("model_name"), row->text(6)},
        {QStringLiteral("model_version"), row->text(7)}, {QStringLiteral("model_sha256"), row->text(8)},
        {QStringLiteral("clinical_use"), row->flag(9)}, {QStringLiteral("device"), row->text(10)},
        {QStringLiteral("milliseconds"), row->real(11)}, {QStringLiteral("created_at_ms"), row->big(12)}};
    return {};
}

Result<void> completeMeasurement(Database& catalogue, OutboxItem& item)
{
    auto row = catalogue.query("SELECT i.uid, m.frame, m.kind, m.points, m.value_mm, m.label, m.removed_at, m.created_at, m.changed_at "
                               "FROM measurement m JOIN instance i ON i.id = m.instance_id WHERE m.id = ?",
        {item.key});
    if (!row) return tl::unexpected<Error>(row.error());
    item.isMoot = !row->next();
    if (item.isMoot) return {};
    item.body = {{QStringLiteral("measurement_uid"), item.key}, {QStringLiteral("instance_uid"), row->text(0)},
        {QStringLiteral("frame"), row->integer(1)}, {QStringLiteral("kind"), row->text(2)},
        {QStringLiteral("points"), QJsonDocument::fromJson(row->text(3).toUtf8()).array()}, {QStringLiteral("value_mm"), row->real(4)},
        {QStringLiteral("label"), row->text(5)}, {QStringLiteral("is_removed"), !row->isNull(6)},
        {QStringLiteral("created_at_ms"), row->big(7)}, {QStringLiteral("changed_at_ms"), row->big(8)}};
    return {};
}

} // namespace

Result<void> completeItem(Database& catalogue, OutboxItem& item)
{
    if (item.kind == QLatin1String("instance")) return completeInstance(catalogue, item);
    if (item.kind == QLatin1String("prediction")) return completePrediction(catalogue, item);
    if (item.kind == QLatin1String("measurement")) return completeMeasurement(catalogue, item);
    if (item.kind == QLatin1String("report")) {
        const auto known = catalogue.number("SELECT count(*) FROM report_version WHERE version_uid = ?", {item.key});
        if (!known) return tl::unexpected<Error>(known.error());
        item.isGone = *known == 0;
    }
    return {};
}

} // namespace lobule::library::detail
