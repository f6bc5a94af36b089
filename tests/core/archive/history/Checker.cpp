#include "tests/core/archive/history/Checker.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>
#include <QSet>

namespace lobule::test {
namespace {

QString brief(const QJsonValue& value)
{
    const QJsonDocument document = value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact)).left(300);
}

/// What a feed means, read from its beginning: study -> kind -> key -> what is compared.
class Fold {
public:
    explicit Fold(const QJsonArray& feed)
    {
        for (const QJsonValue& line : feed) apply(line["kind"].toString(), line["key"].toString(), line["body"].toObject());
    }
    /// Work that a removal before it hides: nobody would see it any more.
    [[nodiscard]] const QStringList& hidden() const { return m_hidden; }
    /// In the form of selection().
    [[nodiscard]] QJsonObject content() const
    {
        QJsonObject all;
        for (auto it = m_rows.begin(); it != m_rows.end(); ++it) all[it.key()] = it->second;
        return all;
    }

private:
    void apply(const QString& kind, const QString& key, const QJsonObject& body)
    {
        if (body.isEmpty()) return; // a removal that was undone
        if (kind == "instance") {
            const QString study = body["study"]["study_uid"].toString();
            m_studies << study;
            m_studyOf[key] = study;
            put(study, kind, key, {body["series"]["series_uid"], body["instance"]["object_sha256"].toString().mid(2)});
        } else if (kind == "prediction" || kind == "measurement" || kind == "key-image") {
            const QString study = m_studyOf.value(body["instance_uid"].toString());
            if (!m_studies.contains(study)) {
                m_hidden << kind + ' ' + key;
                return;
            }
            if (kind == "prediction")
                put(study, kind, key, {body["instance_uid"], body["label"]});
            else if (kind == "key-image")
                put(study, kind, key, {body["instance_uid"], body["note"], body["reader"], body["is_removed"].toBool() ? "1" : "0"});
            else
                put(study, kind, key, {body["instance_uid"], body["label"], body["is_removed"].toBool() ? "1" : "0"});
        } else if (kind == "report") {
            const QString study = body["study_uid"].toString();
            if (!m_studies.contains(study))
                m_hidden << kind + ' ' + key;
            else
                put(study, kind, key, {study, body["status"], body["fields"]["impression"]});
        } else if (kind == "tombstone") {
            m_studies.remove(key);
            m_rows.removeIf([&key](const auto& row) { return row.value().first == key; });
        }
    }
    void put(const QString& study, const QString& kind, const QString& key, const QJsonArray& row)
    {
        m_rows[kind + u' ' + key] = {study, row};
    }

    QSet<QString> m_studies;
    QStringList m_hidden;
    QMap<QString, QString> m_studyOf;
    QMap<QString, std::pair<QString, QJsonArray>> m_rows;
};

/// The columns of a library's content that Fold gives.
QJsonObject selection(const QJsonObject& content)
{
    static const QMap<QString, QList<int>> columns{
        {"instance", {0, 1}}, {"prediction", {0, 1}}, {"measurement", {0, 3, 5}}, {"key-image", {0, 5, 6, 9}}, {"report", {0, 2, 4}}};
    QJsonObject all;
    for (auto kind = columns.begin(); kind != columns.end(); ++kind) {
        const QJsonObject rows = content[kind.key()].toObject();
        for (auto row = rows.begin(); row != rows.end(); ++row) {
            QJsonArray chosen;
            for (const int column : *kind) chosen << row.value()[column];
            all[kind.key() + u' ' + row.key()] = chosen;
        }
    }
    return all;
}

/// The first few differences.
QString difference(const QJsonObject& one, const QJsonObject& other)
{
    QStringList found;
    QStringList keys = one.keys();
    for (auto it = other.begin(); it != other.end(); ++it)
        if (!one.contains(it.key())) keys << it.key();
    for (const QString& key : std::as_const(keys)) {
        const QJsonValue a = one[key], b = other[key];
        if (a == b) continue;
        if (a.isObject() && b.isObject())
            found << key + ": " + difference(a.toObject(), b.toObject());
        else
            found << key + ' ' + (a.isUndefined() ? "absent" : brief(a)) + " / " + (b.isUndefined() ? "absent" : brief(b));
        if (found.size() > 3) break;
    }
    return found.join("; ");
}

class Judge {
public:
    explicit Judge(const Evidence& evidence) : m(evidence)
    {
        for (const QJsonObject& event : m.events) m_isRestored = m_isRestored || event["fault"] == "restore";
    }

    QStringList run()
    {
        const QJsonObject institutions = m.archive["institutions"].toObject();
        if (institutions.isEmpty()) wrong("I10", "the archive was not read");
        for (auto it = institutions.begin(); it != institutions.end(); ++it) {
            archive(it.key(), it.value().toObject());
            libraries(it.key(), it.value().toObject());
        }
        for (auto it = m.libraries.begin(); it != m.libraries.end(); ++it) library(it.key(), *it);
        for (const QJsonObject& event : m.events) this->event(event);
        return m_wrong;
    }

private:
    void wrong(const char* invariant, const QString& what) { m_wrong << QString("%1: %2").arg(invariant, what); }

    void archive(const QString& name, const QJsonObject& institution)
    {
        const QJsonArray feed = institution["feed"].toArray();
        if (feed.size() != institution["rev"].toInteger()) wrong("I4", name + ": the feed has another length than its head says");
        QMap<QString, QSet<QString>> operations;
        for (qsizetype i = 0; i < feed.size(); ++i) {
            const QString kind = feed[i]["kind"].toString(), key = kind + ' ' + feed[i]["key"].toString();
            if (feed[i]["rev"].toInteger() != i + 1) wrong("I4", QString("%1: rev %2 is missing").arg(name).arg(i + 1));
            if (kind != "tombstone" && !feed[i]["body"].isObject()) wrong("I3", name + ": nothing is behind " + key);
            if (kind != "measurement" && kind != "key-image") operations[key] << feed[i]["op_uid"].toString();
            m_keys << key;
        }
        for (auto it = operations.begin(); it != operations.end(); ++it)
            if (it->size() > 1 && !it.key().startsWith("tombstone")) wrong("I2", name + ": twice in the feed: " + it.key());
        if (institution["chainBreak"].toString() != "0") wrong("I8", name + ": the audit chain breaks");
        for (const char* list : {"hollow", "orphans"})
            if (const QJsonArray found = institution[list].toArray(); !found.isEmpty()) wrong("I3", name + ' ' + list + ' ' + brief(found));
        for (const QJsonValue& key : institution["keys"].toArray()) m_keys << key["kind"].toString() + ' ' + key["key"].toString();
        for (const QJsonValue& op : institution["applied"].toArray()) m_applied << op["op_uid"].toString().remove('-');
        texts(name, institution["reports"].toArray());
    }

    /// I6: whatever was written is there, and its parents; a chain of parents ends.
    void texts(const QString& name, const QJsonArray& reports)
    {
        QMap<QString, QStringList> parents;
        for (const QJsonValue& report : reports) {
            m_texts[report["version_uid"].toString()] = report["text"].toString();
            QStringList uids;
            for (const QJsonValue& parent : report["parents"].toArray()) uids << parent.toString();
            parents[report["version_uid"].toString()] = uids;
        }
        for (auto it = parents.begin(); it != parents.end(); ++it) {
            QStringList above = *it;
            for (int steps = 0; !above.isEmpty(); ++steps) {
                const QString parent = above.takeLast();
                if (!parents.contains(parent)) wrong("I6", name + ": a parent is missing of " + it.key());
                if (steps > 10'000 || parent == it.key()) return wrong("I6", name + ": parents in a circle: " + it.key());
                above += parents.value(parent);
            }
        }
    }

    /// I4, I5: every library holds what the feed says, and the same as the others.
    void libraries(const QString& name, const QJsonObject& institution)
    {
        const Fold fold(institution["feed"].toArray());
        const QJsonObject meant = fold.content();
        for (const QString& work : fold.hidden()) wrong("I6", name + ": comes after the removal of its study: " + work);
        QJsonObject first;
        for (auto it = m.libraries.begin(); it != m.libraries.end(); ++it) {
            const QJsonObject held = (*it)["institutions"].toObject();
            const bool isMember = it.key() == "carol" || name == "Hospital A";
            if (!isMember && held.contains(name)) wrong("I7", it.key() + " holds something of " + name);
            if (!isMember) continue;
            const QJsonObject content = held[name].toObject();
            if (const QString gap = difference(selection(content), meant); !gap.isEmpty())
                wrong("I4", it.key() + " / feed of " + name + ": " + gap);
            if (first.isEmpty()) first = content;
            if (const QString gap = difference(content, first); !gap.isEmpty()) wrong("I5", it.key() + " / another: " + gap);
        }
    }

    void library(const QString& who, const QJsonObject& library)
    {
        if (!library["applying"].toArray().isEmpty()) wrong("I9", who + ": a half-applied page was committed");
        QMap<QString, qint64> cursors;
        QMap<QString, int> lastOffer;
        QMap<QString, QString> newestOp;
        QList<QStringList> gone;
        int n = 0;
        for (const QJsonValue& value : library["trace"].toArray()) {
            ++n;
            QStringList row;
            for (const QJsonValue& field : value.toArray()) row << field.toString();
            if (row[0] == "cursor") {
                const QString life = row[1] + ' ' + row[2];
                if (row[4].toLongLong() < cursors.value(life)) wrong("I12", who + ": the cursor went back to " + row[4]);
                cursors[life] = row[4].toLongLong();
            } else if (row[0] == "unlinked") {
                cursors.clear();
            } else if (row[0] == "offered") {
                lastOffer[row[2] + ' ' + row[3]] = n;
                newestOp[row[2] + ' ' + row[3]] = row[1];
            } else if (row[0] == "gone") {
                // Where an institution is linked again, the new offer stands before the end of the former one, and answers for it.
                if (newestOp.value(row[2] + ' ' + row[3]) == row[1]) gone << (QStringList(row) << QString::number(n));
            } else if (row[0] == "stored") {
                m_stored[who] << row[1] + ' ' + row[2];
            } else if (row[0] == "removed") {
                m_removed[who] << row[2];
            }
        }
        if (const QJsonArray left = waiting(who, library["outbox"].toArray()); !left.isEmpty())
            wrong("I10", who + " still has to send " + brief(left));
        // I1: what was taken out of the outbox was applied, or its study was removed here first.
        for (const QStringList& row : std::as_const(gone)) {
            const bool isOfferedAgain = lastOffer.value(row[2] + ' ' + row[3]) > row.last().toInt();
            if (m_applied.contains(row[1])) m_acknowledged[who] << row[2] + ' ' + row[3];
            if (m_isRestored || isOfferedAgain || m_applied.contains(row[1]) || m_removed[who].contains(row[4])) continue;
            wrong("I1", who + ": acknowledged and not applied: " + row.join(' '));
        }
    }

    /// But for reports, and what is behind them, of studies that were removed here and that a restored archive does not know: they are
    /// nowhere else, and wait for somebody who brings the study back.
    [[nodiscard]] QJsonArray waiting(const QString& who, const QJsonArray& outbox) const
    {
        QSet<QString> orphaned;
        for (const QJsonValue& row : outbox)
            if (m_isRestored && row[1] == "report" && row[5] == "unknown-study" && m_removed[who].contains(row[3].toString()))
                orphaned << row[3].toString();
        QJsonArray left;
        for (const QJsonValue& row : outbox)
            if (!orphaned.contains(row[3].toString())) left << row;
        return left;
    }

    void event(const QJsonObject& event)
    {
        if (event.contains("broken")) wrong("I10", event["broken"].toString());
        if (event.contains("leak")) wrong("I7", event["leak"].toString());
        if (!event["ok"].toBool() || event["skipped"].toBool()) return;
        const QString who = event["client"].toString(), study = event["study"].toString();
        static const QMap<QString, QString> kinds{{"import", "instance"}, {"report", "report"}, {"merge", "report"},
            {"predict", "prediction"}, {"measure", "measurement"}, {"mark", "key-image"}};
        const QString kind = kinds.value(event["do"].toString());
        for (const QJsonValue& value : event["keys"].toArray()) {
            const QString key = value.toString(), full = kind + ' ' + key;
            if (!m_stored[who].contains(full)) wrong("I9", who + " had confirmed and does not know: " + full);
            if (m_keys.contains(full)) {
                if (event.contains("text") && m_texts.value(key) != event["text"].toString()) wrong("I6", who + ": another text: " + key);
                continue;
            }
            // Removed by a person, or wiped with a membership, before it was sent; or after, and lost with the restored backup.
            const bool isExcused = m_removed[who].contains(study) && (m_isRestored || !m_acknowledged[who].contains(full));
            if (!isExcused) wrong("I1", who + " had confirmed, and the archive does not have: " + full + " of " + study);
        }
    }

    const Evidence& m;
    QStringList m_wrong;
    bool m_isRestored = false;
    QSet<QString> m_keys, m_applied;
    QMap<QString, QString> m_texts;
    QMap<QString, QSet<QString>> m_stored, m_removed, m_acknowledged;
};

QByteArray read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

} // namespace

QStringList check(const Evidence& evidence) { return Judge(evidence).run(); }

Evidence Evidence::load(const QString& folder)
{
    Evidence evidence;
    for (const QByteArray& line : read(folder + "/history.jsonl").split('\n'))
        if (!line.isEmpty()) evidence.events << QJsonDocument::fromJson(line).object();
    evidence.archive = QJsonDocument::fromJson(read(folder + "/archive.json")).object();
    for (const QString& file : QDir(folder).entryList({"library-*.json"}))
        evidence.libraries[file.section('-', 1).section('.', 0, 0)] = QJsonDocument::fromJson(read(folder + '/' + file)).object();
    return evidence;
}

bool Evidence::store(const QString& folder) const
{
    QByteArray lines;
    for (const QJsonObject& event : events) lines += QJsonDocument(event).toJson(QJsonDocument::Compact) + '\n';
    bool isWritten = QDir().mkpath(folder) && write(folder + "/history.jsonl", lines)
        && write(folder + "/archive.json", QJsonDocument(archive).toJson());
    for (auto it = libraries.begin(); it != libraries.end(); ++it)
        isWritten = isWritten && write(folder + "/library-" + it.key() + ".json", QJsonDocument(*it).toJson());
    return isWritten;
}

} // namespace lobule::test
