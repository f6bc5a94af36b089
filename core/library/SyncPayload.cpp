#include "core/library/KeyImage.h"
#include "core/library/SyncStorePrivate.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <cmath>

namespace lobule::library::detail {
namespace {

constexpr qsizetype kPhrase = 1024, kWord = 64;

/// Texts as the archive takes them (the domains of resources/sql/archive/001_initial.sql): files say "ABDOMEN,PELVIS", or "f". What would
/// identify somebody is not mended: UIDs and pseudonyms of another form are to be refused.
QString phrase(QString text)
{
    text.remove(QChar(0));
    if (text.size() <= kPhrase) return text;
    text.truncate(text.at(kPhrase - 1).isHighSurrogate() ? kPhrase - 1 : kPhrase);
    return text;
}

QString word(QString text)
{
    static const QString others = QStringLiteral(" _./+\\-");
    for (QChar& c : text) {
        const bool isFit = c.unicode() < 128 && (c.isLetterOrNumber() || others.contains(c));
        if (!isFit) c = QLatin1Char(' ');
    }
    return text.simplified().left(kWord);
}

QString sex(const QString& text)
{
    const QString upper = text.trimmed().toUpper();
    if (upper == QLatin1String("M") || upper == QLatin1String("F")) return upper;
    return upper == QLatin1String("O") || upper == QLatin1String("X") || upper == QLatin1String("D") ? QStringLiteral("O") : QString();
}

QString age(const QString& text)
{
    static const QRegularExpression form(QStringLiteral("\\A([0-9]{1,3})([DWMY])\\z"));
    const auto match = form.match(text.trimmed().toUpper());
    return match.hasMatch() ? match.captured(1).rightJustified(3, QLatin1Char('0')) + match.captured(2) : QString();
}

QString date(const QString& text)
{
    static const QRegularExpression form(QStringLiteral("\\A[0-9]{4}-[0-9]{2}-[0-9]{2}\\z"));
    return form.match(text).hasMatch() ? text : QString();
}

/// A number that JSON can say.
double finite(double value) { return std::isfinite(value) ? value : 0.0; }

/// Text that PostgreSQL can hold: all but U+0000.
QJsonValue storable(const QJsonValue& value)
{
    if (value.isString()) return value.toString().remove(QChar(0));
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue& item : value.toArray()) array << storable(item);
        return array;
    }
    if (!value.isObject()) return value;
    const QJsonObject object = value.toObject();
    QJsonObject clean;
    for (auto field = object.begin(); field != object.end(); ++field) clean.insert(field.key().remove(QChar(0)), storable(field.value()));
    return clean;
}

QJsonValue numberOrNull(const Statement& row, int column)
{
    return row.isNull(column) ? QJsonValue(QJsonValue::Null) : QJsonValue(row.real(column));
}

Result<QJsonArray> framesOf(Database& catalogue, qint64 instanceId)
{
    auto rows = catalogue.query("SELECT has_position, row_spacing_mm, column_spacing_mm, x, y, z, rx, ry, rz, cx, cy, cz, window_width, "
                                "window_center, thickness_mm, acquisition_time_s FROM frame WHERE instance_id = ? ORDER BY number",
        {instanceId});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QJsonArray frames;
    while (rows->next()) {
        QJsonArray frame;
        for (int column = 0; column < 15; ++column) frame << finite(rows->real(column));
        if (!rows->isNull(15)) frame << finite(rows->real(15));
        frames << frame;
    }
    LOBULE_CHECK(rows->end());
    return frames;
}

QJsonObject studyOf(const Statement& row)
{
    return {{QStringLiteral("study_uid"), row.text(0)}, {QStringLiteral("pseudonym"), row.text(1)},
        {QStringLiteral("sex"), sex(row.text(2))}, {QStringLiteral("age"), age(row.text(3))},
        {QStringLiteral("study_date"), date(row.text(4))}, {QStringLiteral("description"), phrase(row.text(5))},
        {QStringLiteral("is_described"), row.flag(6)}, {QStringLiteral("is_synthetic"), row.flag(7)},
        {QStringLiteral("created_at_ms"), row.big(8)}};
}

QJsonObject seriesOf(const Statement& row)
{
    return {{QStringLiteral("series_uid"), row.text(9)}, {QStringLiteral("study_uid"), row.text(0)},
        {QStringLiteral("number"), row.integer(10)}, {QStringLiteral("description"), phrase(row.text(11))},
        {QStringLiteral("modality"), word(row.text(12))}, {QStringLiteral("body_part"), word(row.text(13))},
        {QStringLiteral("phase"), word(row.text(14))}, {QStringLiteral("kernel"), phrase(row.text(15))},
        {QStringLiteral("frame_of_reference_uid"), row.text(16)}, {QStringLiteral("thickness_mm"), finite(row.real(17))},
        {QStringLiteral("tube_voltage_kvp"), finite(row.real(18))}, {QStringLiteral("exposure_mas"), finite(row.real(19))}};
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
            {QStringLiteral("pixel_note"), phrase(row->text(29))}, {QStringLiteral("is_hu"), row->flag(30)},
            {QStringLiteral("image_type"), phrase(row->text(31))}};
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
        {QStringLiteral("frame"), row->integer(1)}, {QStringLiteral("label"), word(row->text(2))},
        {QStringLiteral("indeterminate"), row->flag(3)}, {QStringLiteral("score"), numberOrNull(*row, 4)},
        {QStringLiteral("logit"), numberOrNull(*row, 5)}, {QStringLiteral("model_name"), phrase(row->text(6))},
        {QStringLiteral("model_version"), phrase(row->text(7))}, {QStringLiteral("model_sha256"), row->text(8)},
        {QStringLiteral("clinical_use"), row->flag(9)}, {QStringLiteral("device"), phrase(row->text(10))},
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
        {QStringLiteral("label"), phrase(row->text(5))}, {QStringLiteral("is_removed"), !row->isNull(6)},
        {QStringLiteral("created_at_ms"), row->big(7)}, {QStringLiteral("changed_at_ms"), row->big(8)}};
    return {};
}

Result<void> completeKeyImage(Database& catalogue, OutboxItem& item)
{
    auto row = catalogue.query("SELECT i.uid, k.frame, k.window_width, k.window_center, k.voi, k.note, k.author, k.removed_at, "
                               "k.created_at, k.changed_at FROM key_image k JOIN instance i ON i.id = k.instance_id WHERE k.id = ?",
        {item.key});
    if (!row) return tl::unexpected<Error>(row.error());
    item.isMoot = !row->next();
    if (item.isMoot) return {};
    item.body = {{QStringLiteral("key_image_uid"), item.key}, {QStringLiteral("instance_uid"), row->text(0)},
        {QStringLiteral("frame"), row->integer(1)}, {QStringLiteral("window_width"), keyImageWindow(row->real(2))},
        {QStringLiteral("window_center"), keyImageWindow(row->real(3))}, {QStringLiteral("voi"), row->text(4)},
        {QStringLiteral("note"), keyImageNote(phrase(row->text(5)))}, {QStringLiteral("reader"), phrase(row->text(6))},
        {QStringLiteral("is_removed"), !row->isNull(7)}, {QStringLiteral("created_at_ms"), row->big(8)},
        {QStringLiteral("changed_at_ms"), row->big(9)}};
    return {};
}

/// The payload is for the time when the row is gone; while it is there, it is the better source.
Result<void> completeReport(Database& catalogue, OutboxItem& item)
{
    auto row = catalogue.query("SELECT s.uid, r.parents, r.status, r.author, r.fields, r.created_at FROM report_version r "
                               "JOIN study s ON s.id = r.study_id WHERE r.version_uid = ?",
        {item.key});
    if (!row) return tl::unexpected<Error>(row.error());
    item.isGone = !row->next();
    if (item.isGone) {
        item.body.insert(QStringLiteral("reader"), phrase(item.body.value(QLatin1String("reader")).toString()));
        item.body.insert(QStringLiteral("fields"), storable(item.body.value(QLatin1String("fields"))));
        return row->end();
    }
    item.body = {{QStringLiteral("version_uid"), item.key}, {QStringLiteral("study_uid"), row->text(0)},
        {QStringLiteral("parents"), QJsonDocument::fromJson(row->text(1).toUtf8()).array()}, {QStringLiteral("status"), row->text(2)},
        {QStringLiteral("reader"), phrase(row->text(3))},
        {QStringLiteral("fields"), storable(QJsonDocument::fromJson(row->text(4).toUtf8()).object())},
        {QStringLiteral("created_at_ms"), row->big(5)}};
    return {};
}

} // namespace

Result<void> completeItem(Database& catalogue, OutboxItem& item)
{
    if (item.kind == QLatin1String("instance")) return completeInstance(catalogue, item);
    if (item.kind == QLatin1String("prediction")) return completePrediction(catalogue, item);
    if (item.kind == QLatin1String("measurement")) return completeMeasurement(catalogue, item);
    if (item.kind == QLatin1String("key-image")) return completeKeyImage(catalogue, item);
    return item.kind == QLatin1String("report") ? completeReport(catalogue, item) : Result<void>();
}

} // namespace lobule::library::detail
