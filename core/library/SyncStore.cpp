#include "core/library/SyncStore.h"

#include "core/library/SyncStorePrivate.h"
#include "core/volume/Durable.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QUuid>

namespace lobule::library {

using detail::Database;
using detail::nowMs;
using detail::WriteTransaction;

namespace {

/// A pause that ends later than this was noted by a clock that has been set back since: it is over.
constexpr qint64 kLongestPauseMs = 120'000;

#define LOBULE_OUTBOX_COLUMNS                                                                                                              \
    "SELECT seq, op_uid, study_uid, kind, key, payload, attempts, last_error, is_offered, error_subject FROM outbox "

OutboxItem readItem(const detail::Statement& row)
{
    OutboxItem item;
    item.seq = row.big(0);
    item.opUid = row.text(1);
    item.studyUid = row.text(2);
    item.kind = row.text(3);
    item.key = row.text(4);
    item.body = QJsonDocument::fromJson(row.text(5).toUtf8()).object();
    item.attempts = row.integer(6);
    item.lastError = row.text(7);
    item.isOffered = row.flag(8);
    item.errorSubject = row.text(9);
    return item;
}

} // namespace

SyncStore::SyncStore(std::unique_ptr<Private> p) : d(std::move(p)) { }

SyncStore::~SyncStore() = default;

Result<std::unique_ptr<SyncStore>> SyncStore::open(const QString& folder)
{
    auto p = std::make_unique<Private>();
    p->folders.root = QDir(folder).absolutePath();
    if (!QDir().mkpath(p->folders.staging())) return tl::unexpected<Error>(volume::lastFileError("library folder", true));
    auto catalogue = Database::open(p->folders.catalogue(), QStringLiteral("catalogue"));
    if (!catalogue) return tl::unexpected<Error>(catalogue.error());
    p->catalogue = std::move(*catalogue);
    return std::unique_ptr<SyncStore>(new SyncStore(std::move(p)));
}

QString SyncStore::setting(const QString& key) const
{
    auto row = d->catalogue->query("SELECT value FROM setting WHERE key = ?", {QString(QStringLiteral("archive/") + key)});
    return row && row->next() ? row->text(0) : QString();
}

Result<void> SyncStore::setSetting(const QString& key, const QString& value)
{
    LOBULE_CHECK(d->catalogue->run("INSERT INTO setting(key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        {QString(QStringLiteral("archive/") + key), value}));
    return {};
}

Result<QString> SyncStore::deviceId()
{
    LOBULE_CHECK(d->catalogue->run("INSERT INTO setting(key, value) VALUES ('archive/device', ?) ON CONFLICT DO NOTHING",
        {QUuid::createUuid().toString(QUuid::WithoutBraces)}));
    return setting(QStringLiteral("device"));
}

qint64 SyncStore::changeCounter() const { return d->catalogue->changeCounter(); }

// --- outbox ----------------------------------------------------------------------------------------------------------

Result<QList<OutboxItem>> SyncStore::due(const ArchiveLink& link, int limit, bool takesKeyImages)
{
    QList<OutboxItem> items;
    const qint64 now = nowMs();
    {
        auto rows = d->catalogue->query(LOBULE_OUTBOX_COLUMNS
            "AS o WHERE institution_id = ? AND archive = ? AND state = 'waiting' AND (? OR kind <> 'key-image') AND not_before NOT BETWEEN "
            "? AND ? AND NOT EXISTS (SELECT "
            "1 "
            "FROM outbox b WHERE b.study_uid = o.study_uid AND b.institution_id = o.institution_id AND b.archive = o.archive "
            "AND b.seq < o.seq AND (b.not_before BETWEEN ? AND ? OR (b.state = 'attention' AND (b.kind <> 'instance' OR CASE o.kind "
            "WHEN 'report' THEN 0 WHEN 'instance' THEN 0 "
            "WHEN 'measurement' THEN b.key = (SELECT i.uid FROM measurement m JOIN instance i ON i.id = m.instance_id WHERE m.id = o.key) "
            "WHEN 'key-image' THEN b.key = (SELECT i.uid FROM key_image k JOIN instance i ON i.id = k.instance_id WHERE k.id = o.key) "
            "WHEN 'prediction' THEN b.key = (SELECT i.uid FROM prediction p JOIN instance i ON i.id = p.instance_id WHERE p.id = o.key) "
            "ELSE 1 END)))) ORDER BY seq LIMIT ?",
            {link.institutionId, link.identity, takesKeyImages, now + 1, now + kLongestPauseMs, now + 1, now + kLongestPauseMs, limit});
        if (!rows) return tl::unexpected<Error>(rows.error());
        while (rows->next()) items << readItem(*rows);
        LOBULE_CHECK(rows->end());
    }
    LOBULE_CHECK(d->noteSending(items));
    for (OutboxItem& item : items) LOBULE_CHECK(detail::completeItem(*d->catalogue, item));
    return items;
}

/// Before it is read: from now on the archive may have it, whether its answer comes or not, and nothing may take its place here.
Result<void> SyncStore::Private::noteSending(const QList<OutboxItem>& items)
{
    const auto isImage = [](const OutboxItem& item) { return item.kind == QLatin1String("instance"); };
    if (std::none_of(items.begin(), items.end(), isImage)) return {};
    auto transaction = WriteTransaction::begin(*catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    for (const OutboxItem& item : items)
        if (isImage(item)) LOBULE_CHECK(catalogue->run("UPDATE instance SET is_sent = 1 WHERE uid = ? AND NOT is_sent", {item.key}));
    return transaction->commit();
}

Result<void> SyncStore::acknowledge(const QList<OutboxItem>& items, const ArchiveLink* sentTo)
{
    auto transaction = WriteTransaction::begin(*d->catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    // Another program that sends the same at the same time counts what it takes out; never both.
    qint64 taken = 0;
    for (const OutboxItem& item : items) {
        const auto gone = d->catalogue->run("DELETE FROM outbox WHERE seq = ?", {item.seq});
        if (!gone) return tl::unexpected<Error>(gone.error());
        taken += *gone;
    }
    if (sentTo)
        LOBULE_CHECK(d->catalogue->run(
            "UPDATE setting SET value = CAST(CAST(value AS INTEGER) + ? AS TEXT) WHERE key = ?", {taken, detail::countKey(*sentTo)}));
    return transaction->commit();
}

Result<void> SyncStore::dropReportsOfGone(const OutboxItem& item)
{
    // All at once: a later version must not go without the one that it is based on.
    LOBULE_CHECK(d->catalogue->run("DELETE FROM outbox WHERE study_uid = ? AND kind = 'report' AND archive = (SELECT o.archive FROM "
                                   "outbox o WHERE o.seq = ?) AND NOT EXISTS (SELECT 1 FROM report_version r WHERE r.version_uid = "
                                   "outbox.key)",
        {item.studyUid, item.seq}));
    return {};
}

Result<void> SyncStore::postpone(const OutboxItem& item, const QString& error, qint64 milliseconds)
{
    LOBULE_CHECK(d->catalogue->run("UPDATE outbox SET attempts = attempts + 1, last_error = ?, not_before = ? WHERE seq = ?",
        {error, nowMs() + milliseconds, item.seq}));
    return {};
}

Result<void> SyncStore::needAttention(const OutboxItem& item, const QString& error, const QString& subject)
{
    LOBULE_CHECK(
        d->catalogue->run("UPDATE outbox SET attempts = attempts + 1, last_error = ?, error_subject = ?, state = 'attention' WHERE seq = ?",
            {error, subject, item.seq}));
    // The archive has said that it does not take this very image.
    if (item.kind == QLatin1String("instance"))
        LOBULE_CHECK(d->catalogue->run("UPDATE instance SET is_sent = 0 WHERE uid = ?", {item.key}));
    return {};
}

Result<QList<OutboxItem>> SyncStore::attention()
{
    auto rows = d->catalogue->query(LOBULE_OUTBOX_COLUMNS "AS o WHERE state = 'attention' AND " LOBULE_OF_LINKED " ORDER BY seq");
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<OutboxItem> items;
    while (rows->next()) items << readItem(*rows);
    LOBULE_CHECK(rows->end());
    return items;
}

Result<void> SyncStore::retryAll()
{
    LOBULE_CHECK(d->catalogue->run("UPDATE outbox SET state = 'waiting', not_before = 0"));
    return {};
}

Result<OutboxCounts> SyncStore::counts()
{
    auto row = d->catalogue->query(
        "SELECT count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'attention'), "
        "(SELECT count(*) FROM object WHERE is_remote), count(*) FILTER (WHERE state = 'waiting' AND EXISTS "
        "(SELECT 1 FROM archive_link l WHERE l.identity = o.archive AND NOT l.can_write)) FROM outbox o WHERE " LOBULE_OF_LINKED);
    if (!row) return tl::unexpected<Error>(row.error());
    if (!row->next()) return fail(ErrorCode::Internal, {}, "outbox counts");
    OutboxCounts counts{row->integer(0), row->integer(1), row->integer(2), row->integer(3)};
    const auto refused
        = d->catalogue->number("SELECT count(*) FROM refused_change o WHERE NOT " LOBULE_IS_DISMISSED " AND " LOBULE_OF_LINKED);
    if (!refused) return tl::unexpected<Error>(refused.error());
    counts.refusals = static_cast<int>(*refused);
    const auto lost = d->catalogue->number("SELECT coalesce(sum(CAST(s.value AS INTEGER)), 0) FROM archive_link l JOIN setting s "
                                           "ON s.key = 'archive/lost/' || l.identity || '/' || l.epoch");
    if (!lost) return tl::unexpected<Error>(lost.error());
    counts.lost = static_cast<int>(*lost);
    const auto unsent = d->catalogue->number("SELECT count(*) FROM outbox o WHERE study_uid <> '' AND NOT " LOBULE_OF_LINKED);
    if (!unsent) return tl::unexpected<Error>(unsent.error());
    counts.unsent = static_cast<int>(*unsent);
    return counts;
}

Result<QList<QueueLine>> SyncStore::queue(int limit)
{
    auto rows = d->catalogue->query("SELECT o.study_uid, o.kind, CASE WHEN l.can_write OR o.last_error <> '' THEN o.last_error "
                                    "ELSE 'may-only-read' END AS why, o.state = 'attention', count(*), o.error_subject FROM outbox o "
                                    "JOIN archive_link l ON l.institution_id = o.institution_id AND l.identity = o.archive "
                                    "GROUP BY o.study_uid, o.kind, why, o.state, o.error_subject ORDER BY o.state, min(o.seq) LIMIT ?",
        {limit});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<QueueLine> lines;
    while (rows->next()) lines << QueueLine{rows->text(0), rows->text(1), rows->text(2), rows->flag(3), rows->integer(4), rows->text(5)};
    LOBULE_CHECK(rows->end());
    return lines;
}

// --- feed ------------------------------------------------------------------------------------------------------------

Result<ApplyCount> SyncStore::apply(const ArchiveLink& link, const QList<RemoteChange>& changes, qint64 cursor)
{
    auto& catalogue = *d->catalogue;
    auto transaction = WriteTransaction::begin(catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    const auto stands
        = catalogue.number("SELECT cursor FROM archive_link WHERE institution_id = ? AND epoch = ?", {link.institutionId, link.epoch}, -1);
    if (!stands) return tl::unexpected<Error>(stands.error());
    if (*stands != link.cursor) {
        ApplyCount none;
        none.isOvertaken = true;
        return none;
    }
    LOBULE_CHECK(catalogue.run("INSERT INTO archive_applying(only_row) VALUES (1)"));
    auto count = detail::FeedApplier(catalogue, link).apply(changes);
    if (!count) return count;
    LOBULE_CHECK(catalogue.run("DELETE FROM archive_applying"));
    LOBULE_CHECK(catalogue.run("UPDATE archive_link SET cursor = ? WHERE institution_id = ?", {cursor, link.institutionId}));
    LOBULE_CHECK(transaction->commit());
    return count;
}

Result<QList<RemoteObject>> SyncStore::remoteObjects(const QString& studyUid)
{
    // Asked for one study whenever one is opened: from the study to its objects, not the other way round.
    static const char* const ofAll
        = "SELECT DISTINCT o.sha256, o.bytes, l.archive_institution FROM object o JOIN instance i ON i.object_sha256 = o.sha256 "
          "JOIN series e ON e.id = i.series_id JOIN study s ON s.id = e.study_id "
          "JOIN archive_link l ON l.institution_id = s.institution_id WHERE o.is_remote AND ? = ''";
    static const char* const ofOne
        = "SELECT DISTINCT o.sha256, o.bytes, coalesce(l.archive_institution, 0) FROM study s CROSS JOIN series e ON e.study_id = s.id "
          "CROSS JOIN instance i ON i.series_id = e.id CROSS JOIN object o ON o.sha256 = i.object_sha256 "
          "LEFT JOIN archive_link l ON l.institution_id = s.institution_id WHERE s.uid = ? AND o.is_remote";
    auto rows = d->catalogue->query(studyUid.isEmpty() ? ofAll : ofOne, {studyUid});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<RemoteObject> objects;
    while (rows->next()) objects << RemoteObject{rows->text(0), rows->big(1), rows->integer(2)};
    LOBULE_CHECK(rows->end());
    return objects;
}

Result<QString> SyncStore::downloadPath(const QString& sha256)
{
    if (!detail::isSha256(sha256)) return fail(ErrorCode::Misuse, {}, "object digest");
    if (!d->staging) {
        auto created = detail::Staging::create(d->folders);
        if (!created) return tl::unexpected<Error>(created.error());
        d->staging = std::move(*created);
    }
    return d->staging->path() + QLatin1Char('/') + sha256;
}

Result<void> SyncStore::placeObject(const RemoteObject& object, const QString& file)
{
    LOBULE_CHECK(volume::syncFileAt(file, "downloaded object", object.bytes));
    auto transaction = WriteTransaction::begin(*d->catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    // Its study may have been removed while it came.
    const auto known = d->catalogue->number("SELECT count(*) FROM object WHERE sha256 = ?", {object.sha256});
    if (!known) return tl::unexpected<Error>(known.error());
    if (*known == 0) {
        QFile::remove(file);
        return {};
    }
    const QString folder = d->folders.objectFolder(object.sha256);
    if (!QDir().mkpath(folder)) return tl::unexpected<Error>(volume::lastFileError("object folder", true));
    LOBULE_CHECK(volume::replaceFile(file, d->folders.object(object.sha256), "object"));
    LOBULE_CHECK(volume::syncFolder(folder));
    LOBULE_CHECK(d->catalogue->run("UPDATE object SET is_remote = 0, fetched_at = ? WHERE sha256 = ?", {nowMs(), object.sha256}));
    return transaction->commit();
}

QString SyncStore::objectPath(const QString& sha256) const { return d->folders.object(sha256); }

Result<QStringList> SyncStore::conflicts()
{
    auto rows = d->catalogue->query(
        "SELECT s.uid FROM report_head h JOIN study s ON s.id = h.study_id GROUP BY h.study_id HAVING count(*) > 1 ORDER BY h.study_id");
    if (!rows) return tl::unexpected<Error>(rows.error());
    QStringList studies;
    while (rows->next()) studies << rows->text(0);
    LOBULE_CHECK(rows->end());
    return studies;
}

Result<StudyPlaces> SyncStore::places()
{
    StudyPlaces places;
    const auto linked = links();
    if (!linked) return tl::unexpected<Error>(linked.error());
    for (const ArchiveLink& link : *linked) places.linked << link.name;
    // What matters more comes later.
    const auto read = [&places](Result<detail::Statement> rows, StudyPlace ifZero, StudyPlace ifNot) -> Result<void> {
        if (!rows) return tl::unexpected<Error>(rows.error());
        while (rows->next()) places.others.insert(rows->text(0), rows->big(1) == 0 ? ifZero : ifNot);
        return rows->end();
    };
    LOBULE_CHECK(read(d->catalogue->query("SELECT DISTINCT s.uid, 0 FROM object o INDEXED BY object_remote "
                                          "CROSS JOIN instance i ON i.object_sha256 = o.sha256 CROSS JOIN series e ON e.id = i.series_id "
                                          "CROSS JOIN study s ON s.id = e.study_id WHERE o.is_remote"),
        StudyPlace::ArchiveOnly, StudyPlace::ArchiveOnly));
    LOBULE_CHECK(
        read(d->catalogue->query("SELECT study_uid, max(state = 'attention') FROM outbox o WHERE study_uid <> '' AND " LOBULE_OF_LINKED
                                 " GROUP BY study_uid"),
            StudyPlace::Waiting, StudyPlace::NeedsAttention));
    auto heads = d->catalogue->query("SELECT s.uid, count(*), sum(r.status = 'final') FROM report_head h JOIN study s ON s.id = h.study_id "
                                     "JOIN report_version r ON r.version_uid = h.version_uid GROUP BY h.study_id HAVING count(*) > 1");
    if (!heads) return tl::unexpected<Error>(heads.error());
    while (heads->next()) {
        const int finals = heads->integer(2);
        places.others.insert(heads->text(0), finals > 1 ? StudyPlace::TwoFinals : StudyPlace::Conflict);
        places.versions.insert(heads->text(0), finals > 1 ? finals : heads->integer(1));
    }
    LOBULE_CHECK(heads->end());
    return places;
}

Result<QList<ReportHead>> SyncStore::reportHeads(const QString& studyUid)
{
    auto rows = d->catalogue->query("SELECT r.version_uid, r.version, r.status, r.author, r.fields FROM report_head h "
                                    "JOIN report_version r ON r.version_uid = h.version_uid JOIN study s ON s.id = h.study_id "
                                    "WHERE s.uid = ? ORDER BY r.version",
        {studyUid});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<ReportHead> heads;
    while (rows->next())
        heads << ReportHead{
            rows->text(0), rows->integer(1), rows->text(2), rows->text(3), QJsonDocument::fromJson(rows->text(4).toUtf8()).object()};
    LOBULE_CHECK(rows->end());
    return heads;
}

} // namespace lobule::library
