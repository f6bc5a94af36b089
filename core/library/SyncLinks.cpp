#include "core/library/StudyRemoval.h"
#include "core/library/SyncStorePrivate.h"

#include <algorithm>
#include <string>

// Which institutions of which archive the library is tied to, and what of it is offered there.

namespace lobule::library {

using detail::Database;
using detail::nowMs;
using detail::WriteTransaction;

namespace {

/// Of a study `s`: the archive of identity ? may have it, since an image of it was imported here or came from there.
#define LOBULE_SHAREABLE                                                                                                                   \
    "EXISTS (SELECT 1 FROM series e JOIN instance i ON i.series_id = e.id WHERE e.study_id = s.id AND i.origin IN ('', ?)) "

/// What has states of which the last counts. One that still waits as news is offered as news.
#define LOBULE_OFFER_STATES(kind, table)                                                                                                   \
    "INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key, is_offered) SELECT lower(hex(randomblob(16))), s.institution_id, "   \
    "s.uid, '" kind "', m.id, NOT EXISTS (SELECT 1 FROM outbox b WHERE b.kind = '" kind "' AND b.key = m.id AND NOT b.is_offered) "        \
    "FROM " table " m JOIN study s ON s.id = m.study_id WHERE s.institution_id = ? AND m.origin IN ('', ?) "                               \
    "AND " LOBULE_SHAREABLE "ORDER BY m.rowid"

QString lostKey(const ArchiveLink& link) { return QStringLiteral("archive/lost/%1/%2").arg(link.identity, link.epoch); }

/// What was waiting up to `last` gives way to what has just been offered.
Result<void> dropFormer(Database& catalogue, qint64 institutionId, const QString& identity, qint64 last)
{
    // A report of a study that was removed here is nowhere else any more: it stays in line. The archive may have forgotten the study.
    const std::string former = "WHERE seq <= ? AND institution_id = ? AND archive IN ('', ?) AND ";
    const std::string isLastCopy = "(kind = 'report' AND NOT EXISTS (SELECT 1 FROM report_version r WHERE r.version_uid = outbox.key))";
    const std::string isOffered = "kind IN ('instance', 'prediction', 'measurement', 'key-image', 'report') AND NOT ";
    LOBULE_CHECK(catalogue.run(("DELETE FROM outbox " + former + isOffered + isLastCopy).c_str(), {last, institutionId, identity}));
    LOBULE_CHECK(catalogue.run(("UPDATE outbox SET is_offered = 1 " + former + isLastCopy).c_str(), {last, institutionId, identity}));
    // Where the study was imported again, its images go first.
    LOBULE_CHECK(catalogue.run(("UPDATE outbox SET seq = seq + (SELECT max(seq) FROM outbox) " + former + isLastCopy
                                   + " AND EXISTS (SELECT 1 FROM study s WHERE s.uid = outbox.study_uid)")
                                   .c_str(),
        {last, institutionId, identity}));
    return {};
}

/// Offers everything of an institution that was made here or came from that very archive: instances first, then what refers to them.
/// What came from another one is not for this one to see. Who may only read offers, and waits with, what was made here.
Result<void> offerAll(Database& catalogue, qint64 institutionId, const QString& identity, bool canWrite)
{
    const QString origin = canWrite ? identity : QString();
    const auto last = catalogue.number("SELECT coalesce(max(seq), 0) FROM outbox", {}, 0);
    if (!last) return tl::unexpected<Error>(last.error());
    LOBULE_CHECK(catalogue.run("INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key) SELECT lower(hex(randomblob(16))), "
                               "s.institution_id, s.uid, 'instance', i.uid FROM instance i JOIN series e ON e.id = i.series_id "
                               "JOIN study s ON s.id = e.study_id JOIN object o ON o.sha256 = i.object_sha256 "
                               "WHERE s.institution_id = ? AND NOT o.is_remote AND i.origin IN ('', ?) ORDER BY i.id",
        {institutionId, origin}));
    LOBULE_CHECK(catalogue.run("INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key) SELECT lower(hex(randomblob(16))), "
                               "s.institution_id, s.uid, 'prediction', p.id FROM prediction p JOIN study s ON s.id = p.study_id "
                               "WHERE s.institution_id = ? AND p.origin IN ('', ?) AND " LOBULE_SHAREABLE "ORDER BY p.rowid",
        {institutionId, origin, identity}));
    for (const char* statement : {LOBULE_OFFER_STATES("measurement", "measurement"), LOBULE_OFFER_STATES("key-image", "key_image")})
        LOBULE_CHECK(catalogue.run(statement, {institutionId, origin, identity}));
    LOBULE_CHECK(
        catalogue.run("INSERT INTO outbox(op_uid, institution_id, study_uid, kind, key, payload) SELECT "
                      "lower(hex(randomblob(16))), o.institution_id, o.study_uid, 'report', o.version_uid, o.payload "
                      "FROM outbox_report o JOIN report_version r ON r.version_uid = o.version_uid JOIN study s ON s.id = r.study_id "
                      "WHERE o.institution_id = ? AND r.origin IN ('', ?) AND " LOBULE_SHAREABLE "ORDER BY r.study_id, r.version",
            {institutionId, origin, identity}));
    return dropFormer(catalogue, institutionId, identity, *last);
}

/// The institution of this library that a link is to be made for.
Result<qint64> institutionFor(Database& catalogue, const QString& name, bool isOwn)
{
    const auto named = catalogue.number("SELECT id FROM institution WHERE name = ?", {name}, 0);
    if (!named) return named;
    if (*named > 0) {
        if (isOwn) LOBULE_CHECK(catalogue.run("UPDATE setting SET value = ? WHERE key = 'institution-id'", {QString::number(*named)}));
        return named;
    }
    if (isOwn) {
        const auto own = catalogue.number("SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'institution-id'", {}, 1);
        if (!own) return own;
        const auto linked = catalogue.number("SELECT count(*) FROM archive_link WHERE institution_id = ?", {*own});
        if (!linked) return linked;
        if (*linked == 0) {
            LOBULE_CHECK(catalogue.run("UPDATE institution SET name = ? WHERE id = ?", {name, *own}));
            return own;
        }
    }
    LOBULE_CHECK(catalogue.run("INSERT INTO institution(name, created_at) VALUES (?, ?)", {name, nowMs()}));
    const qint64 id = catalogue.lastInsertId();
    if (isOwn) LOBULE_CHECK(catalogue.run("UPDATE setting SET value = ? WHERE key = 'institution-id'", {QString::number(id)}));
    return id;
}

/// A link that an older Lobule made learns which archive it is of, and so does everything that came from there.
Result<void> adoptIdentity(Database& catalogue, const ArchiveOffer& offer)
{
    const auto nameless = catalogue.number(
        "SELECT institution_id FROM archive_link WHERE archive_institution = ? AND identity = ''", {offer.archiveInstitution}, 0);
    if (!nameless) return tl::unexpected<Error>(nameless.error());
    if (*nameless == 0) return {};
    LOBULE_CHECK(catalogue.run("UPDATE archive_link SET identity = ? WHERE institution_id = ?", {offer.identity, *nameless}));
    LOBULE_CHECK(catalogue.run("UPDATE outbox SET archive = ? WHERE institution_id = ? AND archive = ''", {offer.identity, *nameless}));
    LOBULE_CHECK(catalogue.run("UPDATE instance SET origin = ? WHERE origin = 'linked' AND (SELECT s.institution_id FROM series e "
                               "JOIN study s ON s.id = e.study_id WHERE e.id = instance.series_id) = ?",
        {offer.identity, *nameless}));
    for (const char* statement :
        {"UPDATE prediction SET origin = ? WHERE origin = 'linked' AND study_id IN (SELECT id FROM study WHERE institution_id = ?)",
            "UPDATE measurement SET origin = ? WHERE origin = 'linked' AND study_id IN (SELECT id FROM study WHERE institution_id = ?)",
            "UPDATE report_version SET origin = ? WHERE origin = 'linked' AND study_id IN (SELECT id FROM study WHERE institution_id = ?)"})
        LOBULE_CHECK(catalogue.run(statement, {offer.identity, *nameless}));
    return {};
}

} // namespace

Result<QList<ArchiveLink>> SyncStore::links()
{
    auto rows = d->catalogue->query("SELECT l.institution_id, l.archive_institution, i.name, l.can_write, l.epoch, l.cursor, l.identity "
                                    "FROM archive_link l JOIN institution i ON i.id = l.institution_id ORDER BY l.archive_institution");
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<ArchiveLink> found;
    while (rows->next())
        found << ArchiveLink{rows->big(0), rows->integer(1), rows->text(2), rows->flag(3), rows->text(4), rows->big(5), rows->text(6)};
    LOBULE_CHECK(rows->end());
    return found;
}

Result<void> SyncStore::link(const ArchiveOffer& offer, bool isOwn)
{
    auto& catalogue = *d->catalogue;
    auto transaction = WriteTransaction::begin(catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    // Somebody has disconnected meanwhile, while an exchange was on its way.
    const auto isTied = catalogue.number("SELECT EXISTS (SELECT 1 FROM archive_link) OR EXISTS (SELECT 1 FROM setting WHERE key = "
                                         "'archive/host' AND value <> '')");
    if (!isTied) return tl::unexpected<Error>(isTied.error());
    if (*isTied == 0 && !isOwn) return {};
    LOBULE_CHECK(adoptIdentity(catalogue, offer));
    // What was written here while only reading was allowed waits; images that came from there may be wanted as well.
    const auto promoted = catalogue.number(
        "SELECT institution_id FROM archive_link WHERE identity = ? AND NOT can_write AND ?", {offer.identity, offer.canWrite}, 0);
    if (!promoted) return tl::unexpected<Error>(promoted.error());
    const auto known = catalogue.run("UPDATE archive_link SET can_write = ? WHERE identity = ?", {offer.canWrite, offer.identity});
    if (!known) return tl::unexpected<Error>(known.error());
    if (*promoted > 0) LOBULE_CHECK(offerAll(catalogue, *promoted, offer.identity, true));
    if (*known == 0) {
        const auto institution = institutionFor(catalogue, offer.name, isOwn);
        if (!institution) return tl::unexpected<Error>(institution.error());
        LOBULE_CHECK(catalogue.run(
            "INSERT INTO archive_link(institution_id, archive_institution, can_write, epoch, identity) VALUES (?, ?, ?, ?, ?)",
            {*institution, offer.archiveInstitution, offer.canWrite, offer.epoch, offer.identity}));
        LOBULE_CHECK(offerAll(catalogue, *institution, offer.identity, offer.canWrite));
    }
    return transaction->commit();
}

Result<std::optional<qint64>> SyncStore::acknowledged(const ArchiveLink& link)
{
    auto row = d->catalogue->query("SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?", {detail::countKey(link)});
    if (!row) return tl::unexpected<Error>(row.error());
    return row->next() ? std::optional<qint64>(row->big(0)) : std::nullopt;
}

Result<void> SyncStore::compareHeld(const ArchiveLink& link, std::optional<qint64> acknowledged, qint64 held)
{
    if (link.identity.isEmpty()) return {};
    const QString key = lostKey(link);
    const auto known = d->catalogue->number("SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?", {key}, 0);
    if (!known) return tl::unexpected<Error>(known.error());
    const qint64 lost = acknowledged ? std::max<qint64>(0, *acknowledged - held) : 0;
    if (acknowledged && lost == *known) return {};
    auto transaction = WriteTransaction::begin(*d->catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    // Something that waits may be there already, where the answer to a commit was lost, and would be counted twice.
    if (!acknowledged)
        LOBULE_CHECK(d->catalogue->run("INSERT INTO setting(key, value) SELECT ?, CAST(? AS TEXT) WHERE NOT EXISTS (SELECT 1 FROM outbox "
                                       "WHERE institution_id = ? AND archive = ? AND state = 'waiting') ON CONFLICT DO NOTHING",
            {detail::countKey(link), held, link.institutionId, link.identity}));
    LOBULE_CHECK(d->catalogue->run("DELETE FROM setting WHERE key = ?", {key}));
    if (lost > 0) LOBULE_CHECK(d->catalogue->run("INSERT INTO setting(key, value) VALUES (?, ?)", {key, QString::number(lost)}));
    return transaction->commit();
}

Result<void> SyncStore::restart(const ArchiveLink& link, const QString& epoch)
{
    auto transaction = WriteTransaction::begin(*d->catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    // What was acknowledged before is offered again: counting begins anew.
    LOBULE_CHECK(d->catalogue->run("DELETE FROM setting WHERE key IN (?, ?)", {detail::countKey(link), lostKey(link)}));
    LOBULE_CHECK(d->catalogue->run("UPDATE archive_link SET epoch = ?, cursor = 0 WHERE institution_id = ?", {epoch, link.institutionId}));
    if (link.canWrite) LOBULE_CHECK(offerAll(*d->catalogue, link.institutionId, link.identity, true));
    return transaction->commit();
}

Result<int> SyncStore::forget(const ArchiveLink& link)
{
    auto& catalogue = *d->catalogue;
    auto transaction = WriteTransaction::begin(catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    QList<qint64> cached;
    {
        // What was imported here has the digest of its source.
        auto rows = catalogue.query("SELECT s.id FROM study s WHERE s.institution_id = ? "
                                    "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.study_uid = s.uid AND (o.kind <> 'prediction' OR ?)) "
                                    "AND NOT EXISTS (SELECT 1 FROM series e JOIN instance i ON i.series_id = e.id "
                                    "WHERE e.study_id = s.id AND i.source_digest <> '')",
            {link.institutionId, link.canWrite});
        if (!rows) return tl::unexpected<Error>(rows.error());
        while (rows->next()) cached << rows->big(0);
        LOBULE_CHECK(rows->end());
    }
    for (const qint64 study : cached) LOBULE_CHECK(detail::removeStudyRows(catalogue, study));
    LOBULE_CHECK(catalogue.run("DELETE FROM archive_link WHERE institution_id = ?", {link.institutionId}));
    LOBULE_CHECK(catalogue.run("INSERT INTO audit(institution_id, action, subject_uid, detail, created_at) VALUES (?, "
                               "'archive-membership-ended', '', '{}', ?)",
        {link.institutionId, nowMs()}));
    LOBULE_CHECK(transaction->commit());
    return static_cast<int>(cached.size());
}

} // namespace lobule::library
