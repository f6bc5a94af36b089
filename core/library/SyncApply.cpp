#include "core/base/SliceView.h"
#include "core/library/KeyImage.h"
#include "core/library/Records.h"
#include "core/library/StudyRemoval.h"
#include "core/library/SyncStorePrivate.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace lobule::library::detail {
namespace {

// As in resources/sql/archive/010_sound_feed.sql: archives that are older hold what they were given.
constexpr int kMaxFrames = 100'000;
constexpr int kMaxFrameNumber = 1'000'000;
constexpr int kMaxCoordinates = 2000; ///< Of a measurement.
constexpr int kMaxSide = 65535; ///< Rows and columns.
constexpr int kMaxReportDepth = 64;

// Words of archive::reason.
constexpr char kInvalid[] = "invalid";
constexpr char kConflict[] = "conflicting-duplicate";
constexpr char kElsewhere[] = "other-institution";

QString textOf(const QJsonObject& object, const char* name) { return object.value(QLatin1String(name)).toString(); }
int intOf(const QJsonObject& object, const char* name) { return object.value(QLatin1String(name)).toInt(); }
double realOf(const QJsonObject& object, const char* name) { return object.value(QLatin1String(name)).toDouble(); }
bool flagOf(const QJsonObject& object, const char* name) { return object.value(QLatin1String(name)).toBool(); }
qint64 bigOf(const QJsonObject& object, const char* name) { return object.value(QLatin1String(name)).toInteger(); }

QVariant numberOrNull(const QJsonObject& object, const char* name)
{
    const QJsonValue value = object.value(QLatin1String(name));
    return value.isDouble() ? QVariant(value.toDouble()) : QVariant();
}

/// A number as JSON says it: PostgreSQL writes what is none as a text.
bool isWindow(const QJsonObject& object, const char* name)
{
    const QJsonValue value = object.value(QLatin1String(name));
    return value.isDouble() && std::abs(value.toDouble()) <= kMaxKeyImageWindow;
}

bool isWithin(const QJsonObject& object, const char* name, int highest)
{
    const int value = object.value(QLatin1String(name)).toInt(-1);
    return value >= 0 && value <= highest;
}

/// Whether it nests no deeper than that.
bool isFlat(const QJsonValue& value, int levels)
{
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        return levels > 0 && std::all_of(array.begin(), array.end(), [levels](const QJsonValue& each) { return isFlat(each, levels - 1); });
    }
    if (!value.isObject()) return true;
    const QJsonObject object = value.toObject();
    return levels > 0 && std::all_of(object.begin(), object.end(), [levels](const QJsonValue& each) { return isFlat(each, levels - 1); });
}

bool isMeasurement(const QJsonObject& body)
{
    const QJsonArray points = body.value(QLatin1String("points")).toArray();
    return isWithin(body, "frame", kMaxFrameNumber) && points.size() <= kMaxCoordinates && body.value(QLatin1String("value_mm")).isDouble()
        && std::all_of(points.begin(), points.end(), [](const QJsonValue& each) { return each.isDouble(); });
}

bool isUid(const QString& text)
{
    if (text.isEmpty() || text.size() > 64) return false;
    for (const QChar c : text)
        if (!(c >= QLatin1Char('0') && c <= QLatin1Char('9')) && c != QLatin1Char('.')) return false;
    return true;
}

QString compact(const QJsonValue& value)
{
    const QJsonDocument document = value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
}

/// Names what was refused and why, whichever operation brings it and how often.
QString contentOf(const RemoteChange& change, const char* why)
{
    if (change.kind == QLatin1String("instance")) return QLatin1String(why);
    QJsonObject body = change.body;
    for (const char* ofOperation : {"op_uid", "login", "server_time"}) body.remove(QLatin1String(ofOperation));
    const QByteArray digest = QCryptographicHash::hash(compact(body).toUtf8(), QCryptographicHash::Sha256);
    return QLatin1String(why) + QLatin1Char('/') + QString::fromLatin1(digest.toHex());
}

} // namespace

Result<ApplyCount> FeedApplier::apply(const QList<RemoteChange>& changes)
{
    ApplyCount count;
    const auto refusals = m_catalogue.number("SELECT EXISTS (SELECT 1 FROM refused_change)");
    if (!refusals) return tl::unexpected<Error>(refusals.error());
    m_hasRefusals = *refusals > 0;
    for (const RemoteChange& change : changes) {
        const auto outcome = applyOne(change);
        if (!outcome) return tl::unexpected<Error>(outcome.error());
        if (*outcome == Outcome::Applied) ++count.applied;
        if (*outcome == Outcome::Known) ++count.known;
        if (*outcome == Outcome::Refused) {
            ++count.refused;
            LOBULE_CHECK(noteRefusal(change));
        } else if (m_hasRefusals) {
            LOBULE_CHECK(m_catalogue.run("DELETE FROM refused_change WHERE institution_id = ? AND archive = ? AND kind = ? AND key = ?",
                {m_institutionId, m_origin, change.kind, change.key}));
        }
    }
    return count;
}

Result<QString> FeedApplier::studyOfChange(const RemoteChange& change)
{
    if (change.kind == QLatin1String("instance")) return textOf(change.body.value(QLatin1String("study")).toObject(), "study_uid");
    if (change.kind == QLatin1String("report") || change.kind == QLatin1String("tombstone")) return textOf(change.body, "study_uid");
    auto row = m_catalogue.query("SELECT s.uid FROM instance i JOIN series e ON e.id = i.series_id JOIN study s ON s.id = e.study_id "
                                 "WHERE i.uid = ?",
        {textOf(change.body, "instance_uid")});
    if (!row) return tl::unexpected<Error>(row.error());
    return row->next() ? row->text(0) : QString();
}

Result<void> FeedApplier::noteRefusal(const RemoteChange& change)
{
    m_hasRefusals = true;
    const auto study = studyOfChange(change);
    if (!study) return tl::unexpected<Error>(study.error());
    const QString content = contentOf(change, m_why);
    // Of an image that differs all is said by that; but once it was settled it is news. Everything else stays dismissed as it was read.
    if (change.kind == QLatin1String("instance"))
        LOBULE_CHECK(m_catalogue.run("DELETE FROM setting WHERE key = 'archive/dismissed/' || ? || '/instance/' || ? || '/' || ? AND NOT "
                                     "EXISTS (SELECT 1 FROM refused_change r WHERE r.institution_id = ? AND r.archive = ? AND "
                                     "r.kind = 'instance' AND r.key = ? AND r.content = ?)",
            {m_origin, change.key, content, m_institutionId, m_origin, change.key, content}));
    LOBULE_CHECK(m_catalogue.run("INSERT INTO refused_change(institution_id, archive, kind, key, study_uid, why, refused_at, content) "
                                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET study_uid = excluded.study_uid, "
                                 "why = excluded.why, content = excluded.content",
        {m_institutionId, m_origin, change.kind, change.key, *study, QString(QLatin1String(m_why)), nowMs(), content}));
    LOBULE_CHECK(m_catalogue.run(
        "INSERT INTO audit(institution_id, action, subject_uid, detail, created_at) VALUES (?, 'archive-change-refused', ?, ?, ?)",
        {m_institutionId, change.key,
            compact(QJsonObject{{QStringLiteral("kind"), change.kind}, {QStringLiteral("reason"), QLatin1String(m_why)}}), nowMs()}));
    return {};
}

Result<FeedApplier::Outcome> FeedApplier::applyOne(const RemoteChange& change)
{
    // A kind that a newer Lobule has made, or a row that is not there to be seen: nothing to do here.
    static const QStringList kinds{QStringLiteral("instance"), QStringLiteral("prediction"), QStringLiteral("measurement"),
        QStringLiteral("key-image"), QStringLiteral("report"), QStringLiteral("tombstone")};
    if (change.body.isEmpty() || !kinds.contains(change.kind)) return Outcome::Known;
    if (change.body.contains(QLatin1String(kUnreadable))) return refuse(kInvalid);
    if (change.kind == QLatin1String("instance")) return applyInstance(change.body);
    if (change.kind == QLatin1String("prediction")) return applyPrediction(change.body);
    if (change.kind == QLatin1String("measurement")) return applyMeasurement(change.body);
    if (change.kind == QLatin1String("key-image")) return applyKeyImage(change.body);
    if (change.kind == QLatin1String("report")) return applyReport(change.body);
    return applyTombstone(change.body);
}

// --- images ----------------------------------------------------------------------------------------------------------

Result<qint64> FeedApplier::studyOf(const QJsonObject& study)
{
    const QString uid = textOf(study, "study_uid");
    const auto known
        = m_catalogue.number("SELECT CASE institution_id WHEN ? THEN id ELSE 0 END FROM study WHERE uid = ?", {m_institutionId, uid}, -1);
    if (!known || *known >= 0) return known;
    LOBULE_CHECK(m_catalogue.run("INSERT INTO study(institution_id, uid, pseudonym, sex, age, study_date, description, is_described, "
                                 "is_synthetic, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {m_institutionId, uid, textOf(study, "pseudonym"), textOf(study, "sex"), textOf(study, "age"), textOf(study, "study_date"),
            textOf(study, "description"), flagOf(study, "is_described"), flagOf(study, "is_synthetic"), bigOf(study, "created_at_ms")}));
    const qint64 id = m_catalogue.lastInsertId();
    LOBULE_CHECK(m_catalogue.run(
        "UPDATE tombstone SET superseded_at = ? WHERE kind = 'study' AND key = ? AND superseded_at IS NULL", {nowMs(), uid}));
    return id;
}

Result<qint64> FeedApplier::seriesOf(const QJsonObject& series, qint64 studyId)
{
    const QString uid = textOf(series, "series_uid");
    const auto known = m_catalogue.number("SELECT CASE study_id WHEN ? THEN id ELSE 0 END FROM series WHERE uid = ?", {studyId, uid}, -1);
    if (!known || *known >= 0) return known;
    LOBULE_CHECK(m_catalogue.run("INSERT INTO series(institution_id, study_id, uid, number, description, modality, body_part, phase, "
                                 "kernel, frame_of_reference_uid, thickness_mm, tube_voltage_kvp, exposure_mas, created_at) "
                                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {m_institutionId, studyId, uid, intOf(series, "number"), textOf(series, "description"), textOf(series, "modality"),
            textOf(series, "body_part"), textOf(series, "phase"), textOf(series, "kernel"), textOf(series, "frame_of_reference_uid"),
            realOf(series, "thickness_mm"), realOf(series, "tube_voltage_kvp"), realOf(series, "exposure_mas"), nowMs()}));
    const qint64 id = m_catalogue.lastInsertId();
    // As the import does: a made-up description becomes better when a series says more than the first one did.
    const QString made = (textOf(series, "modality") + QLatin1Char(' ') + textOf(series, "body_part")).trimmed();
    LOBULE_CHECK(m_catalogue.run("UPDATE study SET description = ? WHERE id = ? AND NOT is_described AND length(description) < ?",
        {made, studyId, static_cast<int>(made.size())}));
    return id;
}

Result<FeedApplier::Outcome> FeedApplier::applyInstance(const QJsonObject& body)
{
    const QJsonObject study = body.value(QLatin1String("study")).toObject();
    const QJsonObject series = body.value(QLatin1String("series")).toObject();
    const QJsonObject instance = body.value(QLatin1String("instance")).toObject();
    const QString uid = textOf(instance, "instance_uid");
    const QString sha256 = textOf(instance, "object_sha256").mid(2); // bytea: \x...
    const qsizetype frames = instance.value(QLatin1String("frames")).toArray().size();
    if (!isUid(uid) || !isUid(textOf(study, "study_uid")) || !isUid(textOf(series, "series_uid")) || !isSha256(sha256)
        || frames > kMaxFrames || !isWithin(instance, "rows", kMaxSide) || !isWithin(instance, "columns", kMaxSide)
        || !isWithin(instance, "pixel_type", static_cast<int>(PixelType::Rgb8)))
        return refuse(kInvalid);
    {
        auto known = m_catalogue.query("SELECT object_sha256, institution_id FROM instance WHERE uid = ?", {uid});
        if (!known) return tl::unexpected<Error>(known.error());
        if (known->next()) {
            if (known->big(1) != m_institutionId) return refuse(kElsewhere);
            return known->text(0) == sha256 ? Outcome::Known : refuse(kConflict);
        }
        LOBULE_CHECK(known->end());
    }
    const auto studyId = studyOf(study);
    if (!studyId) return tl::unexpected<Error>(studyId.error());
    if (*studyId == 0) return refuse(kElsewhere);
    const auto seriesId = seriesOf(series, *studyId);
    if (!seriesId) return tl::unexpected<Error>(seriesId.error());
    if (*seriesId == 0) return refuse(kConflict);
    LOBULE_CHECK(m_catalogue.run("INSERT INTO object(sha256, institution_id, bytes, created_at, is_remote) VALUES (?, ?, ?, ?, 1) "
                                 "ON CONFLICT DO NOTHING",
        {sha256, m_institutionId, bigOf(instance, "object_bytes"), nowMs()}));
    LOBULE_CHECK(
        m_catalogue.run("INSERT INTO instance(institution_id, series_id, uid, object_sha256, source_digest, sop_class_uid, "
                        "transfer_syntax_uid, number, acquisition_number, frames, rows, columns, pixel_type, pixel_note, is_hu, "
                        "image_type, created_at, origin, is_sent) VALUES (?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
            {m_institutionId, *seriesId, uid, sha256, textOf(instance, "sop_class_uid"), textOf(instance, "transfer_syntax_uid"),
                intOf(instance, "number"), intOf(instance, "acquisition_number"), static_cast<int>(frames), intOf(instance, "rows"),
                intOf(instance, "columns"), intOf(instance, "pixel_type"), textOf(instance, "pixel_note"), flagOf(instance, "is_hu"),
                textOf(instance, "image_type"), nowMs(), m_origin}));
    LOBULE_CHECK(insertFrames(instance, m_catalogue.lastInsertId()));
    return Outcome::Applied;
}

Result<void> FeedApplier::insertFrames(const QJsonObject& instance, qint64 instanceId)
{
    const QJsonArray frames = instance.value(QLatin1String("frames")).toArray();
    for (qsizetype number = 0; number < frames.size(); ++number) {
        const QJsonArray f = frames[number].toArray();
        const auto v = [&f](qsizetype column) { return QVariant(f.at(column).toDouble()); };
        LOBULE_CHECK(m_catalogue.run(
            "INSERT INTO frame(instance_id, number, has_position, row_spacing_mm, column_spacing_mm, x, y, z, rx, ry, rz, cx, cy, cz, "
            "window_width, window_center, thickness_mm, acquisition_time_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {instanceId, static_cast<int>(number), f.at(0).toDouble() != 0.0, v(1), v(2), v(3), v(4), v(5), v(6), v(7), v(8), v(9), v(10),
                v(11), v(12), v(13), v(14), f.at(15).isDouble() ? v(15) : QVariant()}));
    }
    return {};
}

// --- notes -----------------------------------------------------------------------------------------------------------

Result<qint64> FeedApplier::ownInstance(const QString& uid)
{
    return m_catalogue.number("SELECT i.id FROM instance i JOIN series e ON e.id = i.series_id JOIN study s ON s.id = e.study_id "
                              "WHERE i.uid = ? AND s.institution_id = ?",
        {uid, m_institutionId}, 0);
}

Result<FeedApplier::Outcome> FeedApplier::applyPrediction(const QJsonObject& body)
{
    const auto instanceId = ownInstance(textOf(body, "instance_uid"));
    if (!instanceId) return tl::unexpected<Error>(instanceId.error());
    if (*instanceId == 0) return Outcome::Known; // of a study that was removed
    const auto added = m_catalogue.run(
        "INSERT INTO prediction(id, institution_id, study_id, instance_id, frame, label, indeterminate, score, logit, model_name, "
        "model_version, model_sha256, clinical_use, device, milliseconds, created_at, origin) VALUES (?, ?, (SELECT e.study_id FROM "
        "instance i JOIN series e ON e.id = i.series_id WHERE i.id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        {textOf(body, "prediction_uid"), m_institutionId, *instanceId, *instanceId, intOf(body, "frame"), textOf(body, "label"),
            flagOf(body, "indeterminate"), numberOrNull(body, "score"), numberOrNull(body, "logit"), textOf(body, "model_name"),
            textOf(body, "model_version"), textOf(body, "model_sha256"), flagOf(body, "clinical_use"), textOf(body, "device"),
            realOf(body, "milliseconds"), bigOf(body, "created_at_ms"), m_origin});
    if (!added) return tl::unexpected<Error>(added.error());
    return *added > 0 ? Outcome::Applied : Outcome::Known;
}

Result<FeedApplier::Outcome> FeedApplier::applyMeasurement(const QJsonObject& body)
{
    const QString uid = textOf(body, "measurement_uid");
    if (!isMeasurement(body)) return refuse(kInvalid);
    // What was changed here and not sent yet comes later in the feed, and so counts.
    const auto isWaiting = m_catalogue.number("SELECT count(*) FROM outbox WHERE kind = 'measurement' AND key = ?", {uid});
    if (!isWaiting) return tl::unexpected<Error>(isWaiting.error());
    if (*isWaiting > 0) return Outcome::Known;
    const auto instanceId = ownInstance(textOf(body, "instance_uid"));
    if (!instanceId) return tl::unexpected<Error>(instanceId.error());
    if (*instanceId == 0) return Outcome::Known;
    const QVariant removedAt = flagOf(body, "is_removed") ? QVariant(bigOf(body, "changed_at_ms")) : QVariant();
    const auto changed = m_catalogue.run(
        "INSERT INTO measurement(id, institution_id, study_id, instance_id, frame, kind, points, value_mm, label, created_at, "
        "changed_at, removed_at, origin) VALUES (?, ?, (SELECT e.study_id FROM instance i JOIN series e ON e.id = i.series_id WHERE i.id = "
        "?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "origin = CASE WHEN changed_at = excluded.changed_at THEN origin ELSE excluded.origin END, frame = excluded.frame, kind = "
        "excluded.kind, "
        "points = excluded.points, value_mm = excluded.value_mm, label = excluded.label, changed_at = excluded.changed_at, "
        "removed_at = excluded.removed_at WHERE institution_id = excluded.institution_id AND instance_id = excluded.instance_id",
        {uid, m_institutionId, *instanceId, *instanceId, intOf(body, "frame"), textOf(body, "kind"),
            compact(body.value(QLatin1String("points")).toArray()), realOf(body, "value_mm"), textOf(body, "label"),
            bigOf(body, "created_at_ms"), bigOf(body, "changed_at_ms"), removedAt, m_origin});
    if (!changed) return tl::unexpected<Error>(changed.error());
    return *changed > 0 ? Outcome::Applied : refuse(kConflict);
}

Result<FeedApplier::Outcome> FeedApplier::applyKeyImage(const QJsonObject& body)
{
    const QString uid = textOf(body, "key_image_uid");
    const int frame = intOf(body, "frame");
    static const QStringList functions{
        QStringLiteral("LINEAR"), QStringLiteral("LINEAR_EXACT"), QStringLiteral("SIGMOID"), QStringLiteral("TABLE")};
    // As Library::putKeyImage: what others made is shown and printed like what was made here.
    if (frame < 0 || uid != keyImageId(textOf(body, "instance_uid"), frame) || !isWindow(body, "window_width")
        || !isWindow(body, "window_center") || !functions.contains(textOf(body, "voi")))
        return refuse(kInvalid);
    // As with measurements: what was changed here and not sent yet comes later in the feed.
    const auto isWaiting = m_catalogue.number("SELECT count(*) FROM outbox WHERE kind = 'key-image' AND key = ?", {uid});
    if (!isWaiting) return tl::unexpected<Error>(isWaiting.error());
    if (*isWaiting > 0) return Outcome::Known;
    const auto instanceId = ownInstance(textOf(body, "instance_uid"));
    if (!instanceId) return tl::unexpected<Error>(instanceId.error());
    if (*instanceId == 0) return Outcome::Known;
    const auto frames = m_catalogue.number("SELECT frames FROM instance WHERE id = ?", {*instanceId});
    if (!frames) return tl::unexpected<Error>(frames.error());
    if (frame >= *frames) return refuse(kInvalid);
    const QVariant removedAt = flagOf(body, "is_removed") ? QVariant(bigOf(body, "changed_at_ms")) : QVariant();
    LOBULE_CHECK(m_catalogue.run(
        "INSERT INTO key_image(id, institution_id, study_id, instance_id, frame, window_width, window_center, voi, note, author, "
        "created_at, changed_at, removed_at, origin) VALUES (?, ?, (SELECT e.study_id FROM instance i JOIN series e ON e.id = i.series_id "
        "WHERE i.id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "origin = CASE WHEN changed_at = excluded.changed_at THEN origin ELSE excluded.origin END, window_width = excluded.window_width, "
        "window_center = excluded.window_center, voi = excluded.voi, note = excluded.note, author = excluded.author, "
        "created_at = excluded.created_at, changed_at = excluded.changed_at, removed_at = excluded.removed_at",
        {uid, m_institutionId, *instanceId, *instanceId, frame, realOf(body, "window_width"), realOf(body, "window_center"),
            textOf(body, "voi"), keyImageNote(textOf(body, "note")), textOf(body, "reader"), bigOf(body, "created_at_ms"),
            bigOf(body, "changed_at_ms"), removedAt, m_origin}));
    return Outcome::Applied;
}

/// A version among its own ancestors would be nobody's to be seen: none of them is a head.
Result<bool> FeedApplier::closesCycle(const QString& versionUid, const QString& parents, qint64 studyId)
{
    const auto isParent = m_catalogue.number(
        "SELECT EXISTS (SELECT 1 FROM report_version WHERE study_id = ? AND instr(parents, ?) > 0)", {studyId, versionUid});
    if (!isParent) return tl::unexpected<Error>(isParent.error());
    if (*isParent == 0) return parents.contains(versionUid);
    const auto found = m_catalogue.number("WITH RECURSIVE above(uid) AS (SELECT value FROM json_each(?) UNION SELECT p.value FROM above a "
                                          "CROSS JOIN report_version r ON r.version_uid = a.uid CROSS JOIN json_each(r.parents) p) "
                                          "SELECT EXISTS (SELECT 1 FROM above WHERE uid = ?)",
        {parents, versionUid});
    if (!found) return tl::unexpected<Error>(found.error());
    return *found > 0;
}

Result<FeedApplier::Outcome> FeedApplier::applyReport(const QJsonObject& body)
{
    const QString status = textOf(body, "status");
    if (status != QLatin1String("draft") && status != QLatin1String("final")) return Outcome::Known;
    const auto studyId
        = m_catalogue.number("SELECT id FROM study WHERE uid = ? AND institution_id = ?", {textOf(body, "study_uid"), m_institutionId}, 0);
    if (!studyId) return tl::unexpected<Error>(studyId.error());
    if (*studyId == 0) return Outcome::Known;
    const QString uid = textOf(body, "version_uid"), fields = compact(body.value(QLatin1String("fields")).toObject());
    const QJsonArray named = body.value(QLatin1String("parents")).toArray();
    const bool areNames = std::all_of(named.begin(), named.end(), [](const QJsonValue& each) { return each.isString(); });
    if (!areNames || fields.toUtf8().size() > kMaxReportBytes || !isFlat(body.value(QLatin1String("fields")), kMaxReportDepth))
        return refuse(kInvalid);
    const QString parents = compact(named);
    const auto isCycle = closesCycle(uid, parents, *studyId);
    if (!isCycle) return tl::unexpected<Error>(isCycle.error());
    if (*isCycle) return refuse(kInvalid);
    // The number is this library's own order of arrival; what is a head, parents say.
    const auto added = m_catalogue.run(
        "INSERT INTO report_version(version_uid, institution_id, study_id, version, parents, status, author, fields, created_at, origin) "
        "VALUES (?, ?, ?, (SELECT coalesce(max(version), 0) + 1 FROM report_version WHERE study_id = ?), ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (version_uid) DO NOTHING",
        {uid, m_institutionId, *studyId, *studyId, parents, status, textOf(body, "reader"), fields, bigOf(body, "created_at_ms"),
            m_origin});
    if (!added) return tl::unexpected<Error>(added.error());
    return *added > 0 ? Outcome::Applied : Outcome::Known;
}

Result<FeedApplier::Outcome> FeedApplier::applyTombstone(const QJsonObject& body)
{
    const QString uid = textOf(body, "study_uid");
    const auto studyId = m_catalogue.number("SELECT id FROM study WHERE uid = ? AND institution_id = ?", {uid, m_institutionId}, 0);
    if (!studyId) return tl::unexpected<Error>(studyId.error());
    if (*studyId == 0) return Outcome::Known;
    // Work that was not sent yet is stronger than the removal: when it is sent, the archive opens the study again for everybody.
    // Somebody who may only read will not send: what they wrote stays for the day when they may, but an AI result does not keep a study.
    const auto isWaiting
        = m_catalogue.number("SELECT count(*) FROM outbox WHERE study_uid = ? AND (kind <> 'prediction' OR ?)", {uid, m_canWrite});
    if (!isWaiting) return tl::unexpected<Error>(isWaiting.error());
    if (*isWaiting > 0) return Outcome::Known;
    LOBULE_CHECK(m_catalogue.run("INSERT INTO tombstone(institution_id, kind, key, created_at) VALUES (?, 'study', ?, ?)",
        {m_institutionId, uid, bigOf(body, "created_at_ms")}));
    // The identity stays in the vault: it exists nowhere else.
    LOBULE_CHECK(removeStudyRows(m_catalogue, *studyId));
    return Outcome::Applied;
}

} // namespace lobule::library::detail
