#include "tests/core/archive/history/Dump.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QVariant>

namespace lobule::test {
namespace {

constexpr const char* kTraces[] = {
    "CREATE TABLE trace (n INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT, a TEXT, b TEXT, c TEXT, d TEXT)",
    "CREATE TRIGGER trace_outbox_in AFTER INSERT ON outbox BEGIN INSERT INTO trace(what, a, b, c, d) VALUES ('offered', NEW.op_uid, "
    "NEW.kind, NEW.key, NEW.study_uid); END",
    "CREATE TRIGGER trace_outbox_out AFTER DELETE ON outbox BEGIN INSERT INTO trace(what, a, b, c, d) VALUES ('gone', OLD.op_uid, "
    "OLD.kind, OLD.key, OLD.study_uid); END",
    "CREATE TRIGGER trace_cursor AFTER UPDATE ON archive_link BEGIN INSERT INTO trace(what, a, b, c, d) VALUES ('cursor', "
    "NEW.archive_institution, NEW.epoch, OLD.cursor, NEW.cursor); END",
    "CREATE TRIGGER trace_unlinked AFTER DELETE ON archive_link BEGIN INSERT INTO trace(what, a) VALUES ('unlinked', "
    "OLD.archive_institution); END",
    "CREATE TRIGGER trace_instance AFTER INSERT ON instance BEGIN INSERT INTO trace(what, a, b) VALUES ('stored', 'instance', NEW.uid); "
    "END",
    "CREATE TRIGGER trace_prediction AFTER INSERT ON prediction BEGIN INSERT INTO trace(what, a, b) VALUES ('stored', 'prediction', "
    "NEW.id); END",
    "CREATE TRIGGER trace_measurement AFTER INSERT ON measurement BEGIN INSERT INTO trace(what, a, b) VALUES ('stored', 'measurement', "
    "NEW.id); END",
    "CREATE TRIGGER trace_key_image AFTER INSERT ON key_image BEGIN INSERT INTO trace(what, a, b) VALUES ('stored', 'key-image', "
    "NEW.id); END",
    "CREATE TRIGGER trace_report AFTER INSERT ON report_version BEGIN INSERT INTO trace(what, a, b, c) VALUES ('stored', 'report', "
    "NEW.version_uid, NEW.fields); END",
    "CREATE TRIGGER trace_removed AFTER DELETE ON study BEGIN INSERT INTO trace(what, a, b) VALUES ('removed', 'study', OLD.uid); END",
};

/// A connection of our own to the catalogue, beside whoever else has it open.
class Catalogue {
public:
    explicit Catalogue(const QString& folder) : m_database(QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), kName))
    {
        m_database.setDatabaseName(folder + QStringLiteral("/library.sqlite"));
        m_isOpen = m_database.open();
    }
    ~Catalogue()
    {
        m_database = {};
        QSqlDatabase::removeDatabase(kName);
    }
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    [[nodiscard]] QString run(const char* statement)
    {
        QSqlQuery query(m_database);
        return query.exec(QLatin1String(statement)) ? QString() : query.lastError().text();
    }
    /// Every row as an array of texts.
    [[nodiscard]] QJsonArray rows(const QString& statement, const QVariant& value = {})
    {
        QSqlQuery query(m_database);
        query.prepare(statement);
        if (value.isValid()) query.addBindValue(value);
        QJsonArray found;
        if (!query.exec()) return {QJsonArray{query.lastError().text()}};
        while (query.next()) {
            QJsonArray row;
            for (int i = 0; i < query.record().count(); ++i) row << query.value(i).toString();
            found << row;
        }
        return found;
    }

private:
    static inline const QString kName = QStringLiteral("history");
    QSqlDatabase m_database;
    bool m_isOpen = false;
};

QJsonObject keyed(const QJsonArray& rows)
{
    QJsonObject object;
    for (const QJsonValue& value : rows) {
        QJsonArray row = value.toArray();
        const QString key = row.takeAt(0).toString();
        object[key] = row;
    }
    return object;
}

/// What is the same in every library of an institution: all but local numbers, times of arrival and what only this computer has.
QJsonObject canonical(Catalogue& catalogue, const QString& institution)
{
    const QString ofStudy
        = QStringLiteral(" JOIN study s ON s.id = x.study_id JOIN institution n ON n.id = s.institution_id WHERE n.name = ?");
    return {
        {"study",
            keyed(catalogue.rows("SELECT s.uid, s.pseudonym, s.sex, s.age, s.study_date, s.description FROM study s JOIN institution n "
                                 "ON n.id = s.institution_id WHERE n.name = ?",
                institution))},
        {"series",
            keyed(catalogue.rows(
                "SELECT x.uid, s.uid, x.number, x.description, x.modality, x.thickness_mm FROM series x" + ofStudy, institution))},
        {"instance",
            keyed(catalogue.rows("SELECT i.uid, x.uid, i.object_sha256, i.number, (SELECT group_concat(f.number || ':' || f.x || ':' || "
                                 "f.y || ':' || f.z || ':' || f.window_width) FROM frame f WHERE f.instance_id = i.id) FROM instance i "
                                 "JOIN series x ON x.id = i.series_id"
                    + ofStudy,
                institution))},
        {"prediction",
            keyed(catalogue.rows("SELECT x.id, i.uid, x.label, x.score, x.created_at FROM prediction x JOIN instance i ON i.id = "
                                 "x.instance_id"
                    + ofStudy,
                institution))},
        {"measurement",
            keyed(catalogue.rows("SELECT x.id, i.uid, x.points, x.value_mm, x.label, x.changed_at, x.removed_at IS NOT NULL FROM "
                                 "measurement x JOIN instance i ON i.id = x.instance_id"
                    + ofStudy,
                institution))},
        {"key-image",
            keyed(catalogue.rows("SELECT x.id, i.uid, x.frame, x.window_width, x.window_center, x.voi, x.note, x.author, x.created_at, "
                                 "x.changed_at, x.removed_at IS NOT NULL FROM key_image x JOIN instance i ON i.id = x.instance_id"
                    + ofStudy,
                institution))},
        {"report",
            keyed(catalogue.rows("SELECT x.version_uid, s.uid, x.parents, x.status, x.author, json_extract(x.fields, '$.impression'), "
                                 "x.created_at FROM report_version x"
                    + ofStudy,
                institution))},
    };
}

QJsonArray jsonRows(const std::function<QString(const QString&)>& sql, const QString& query)
{
    const QString text = sql(QStringLiteral("SELECT coalesce(json_agg(t), '[]') FROM (%1) t").arg(query));
    return QJsonDocument::fromJson(text.toUtf8()).array();
}

} // namespace

QString installTraces(const QString& folder)
{
    Catalogue catalogue(folder);
    if (!catalogue.isOpen()) return QStringLiteral("the catalogue does not open");
    for (const char* statement : kTraces)
        if (const QString error = catalogue.run(statement); !error.isEmpty()) return error;
    return {};
}

QJsonObject dumpLibrary(const QString& folder)
{
    Catalogue catalogue(folder);
    if (!catalogue.isOpen()) return {};
    QJsonObject institutions;
    const QJsonArray names = catalogue.rows("SELECT name FROM institution");
    for (const QJsonValue& row : names) {
        const QString name = row.toArray().first().toString();
        institutions[name] = canonical(catalogue, name);
    }
    return {{"institutions", institutions},
        {"outbox", catalogue.rows("SELECT op_uid, kind, key, study_uid, state, last_error FROM outbox ORDER BY seq")},
        {"missing", catalogue.rows("SELECT sha256 FROM object WHERE is_remote")},
        {"applying", catalogue.rows("SELECT only_row FROM archive_applying")},
        {"trace", catalogue.rows("SELECT what, a, coalesce(b, ''), coalesce(c, ''), coalesce(d, '') FROM trace ORDER BY n")}};
}

QJsonObject dumpArchive(const std::function<QString(const QString&)>& sql)
{
    QJsonObject institutions;
    const QJsonArray known = jsonRows(sql,
        "SELECT i.institution_id AS id, i.name, h.rev, h.audit_n FROM lobule.institution i JOIN "
        "lobule.inst_head h USING (institution_id)");
    for (const QJsonValue& value : known) {
        QJsonObject institution = value.toObject();
        const QString id = QString::number(institution["id"].toInt());
        const auto of = [&](const char* query) { return jsonRows(sql, QString(QLatin1String(query)).replace("$1", id)); };
        institution["feed"]
            = of("SELECT p.* FROM generate_series(0, (SELECT max(rev) FROM lobule.change WHERE institution_id = $1), 2000) s, "
                 "LATERAL lobule.pull($1, s, 2000) p ORDER BY p.rev");
        institution["reports"]
            = of("SELECT version_uid, study_uid, parents, fields ->> 'impression' AS text FROM lobule.report_version WHERE "
                 "institution_id = $1");
        institution["reopened"] = of("SELECT study_uid FROM lobule.reopening WHERE institution_id = $1");
        institution["keys"]
            = of("SELECT 'instance' AS kind, instance_uid::text AS key FROM lobule.instance WHERE institution_id = $1 UNION ALL "
                 "SELECT 'prediction', prediction_uid::text FROM lobule.prediction WHERE institution_id = $1 UNION ALL SELECT "
                 "DISTINCT 'measurement', measurement_uid::text FROM lobule.measurement WHERE institution_id = $1 UNION ALL "
                 "SELECT DISTINCT 'key-image', key_image_uid::text FROM lobule.key_image WHERE institution_id = $1 UNION ALL "
                 "SELECT 'report', version_uid::text FROM lobule.report_version WHERE institution_id = $1 UNION ALL SELECT "
                 "DISTINCT 'tombstone', study_uid::text FROM lobule.tombstone WHERE institution_id = $1");
        institution["applied"] = of("SELECT op_uid FROM lobule.applied_op WHERE institution_id = $1");
        // I3, content: an instance without its whole object, an object that is not what its name says.
        institution["hollow"] = of(
            "SELECT i.instance_uid FROM lobule.instance i LEFT JOIN lobule.blob b ON b.institution_id = i.institution_id AND b.sha256 = "
            "i.object_sha256 WHERE i.institution_id = $1 AND (b.sha256 IS NULL OR b.sha256 <> (SELECT sha256(string_agg(c.data, ''::bytea "
            "ORDER "
            "BY c.idx)) FROM lobule.blob_chunk c WHERE c.institution_id = i.institution_id AND c.sha256 = i.object_sha256))");
        institution["orphans"]
            = of("SELECT version_uid FROM lobule.report_version r WHERE institution_id = $1 AND NOT EXISTS (SELECT 1 FROM "
                 "lobule.study s WHERE s.institution_id = $1 AND s.study_uid = r.study_uid)");
        institution["chainBreak"] = sql("SELECT coalesce(lobule.audit_break(" + id + "), 0)");
        institutions[institution["name"].toString()] = institution;
    }
    return {{"institutions", institutions}, {"epoch", sql(QStringLiteral("SELECT epoch FROM lobule.archive"))}};
}

} // namespace lobule::test
