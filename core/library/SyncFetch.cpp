#include "core/library/SyncStorePrivate.h"

#include <QFile>

#include <limits>

// Which files of others' studies are to be here, and letting go of them again.

namespace lobule::library {

using detail::nowMs;
using detail::WriteTransaction;

namespace {

constexpr qint64 kMsOfDay = 86'400'000;

/// Whether a study `s` is one that a rule wants; the values are those of wanted(). Unread: not looked at here and without a final report.
#define LOBULE_WANTED                                                                                                                      \
    "(? OR s.created_at >= ? OR (? AND NOT s.is_read AND s.report_status <> 'final') OR (? AND s.pseudonym <> '' AND EXISTS (SELECT 1 "    \
    "FROM study u WHERE u.pseudonym = s.pseudonym AND u.institution_id = s.institution_id AND NOT u.is_read AND u.report_status <> "       \
    "'final')))"

qint64 since(const FetchRule& rule) { return rule.days > 0 ? nowMs() - rule.days * kMsOfDay : std::numeric_limits<qint64>::max(); }

} // namespace

FetchRule SyncStore::fetchRule() const
{
    FetchRule rule;
    const QStringList words = setting(QStringLiteral("fetch")).split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (const QString& word : words) {
        if (word == QLatin1String("all")) rule.all = true;
        if (word == QLatin1String("unread")) rule.unread = true;
        if (word == QLatin1String("priors")) rule.priors = true;
        if (word.startsWith(QLatin1String("days="))) rule.days = word.mid(5).toInt();
    }
    rule.quotaBytes = setting(QStringLiteral("fetch-quota-bytes")).toLongLong();
    return rule;
}

Result<void> SyncStore::setFetchRule(const FetchRule& rule)
{
    QStringList words;
    if (rule.all) words << QStringLiteral("all");
    if (rule.unread) words << QStringLiteral("unread");
    if (rule.priors) words << QStringLiteral("priors");
    if (rule.days > 0) words << QStringLiteral("days=%1").arg(rule.days);
    if (rule.quotaBytes < 0) return fail(ErrorCode::Misuse, {"a negative size"});
    LOBULE_CHECK(setSetting(QStringLiteral("fetch"), words.join(QLatin1Char(','))));
    return setSetting(QStringLiteral("fetch-quota-bytes"), QString::number(rule.quotaBytes));
}

Result<QList<RemoteObject>> SyncStore::wantedObjects(const FetchRule& rule)
{
    QList<RemoteObject> objects;
    if (!rule.isAny()) return objects;
    // The newest study first, each in the order in which it is read.
    auto rows = d->catalogue->query(
        "SELECT o.sha256, o.bytes, l.archive_institution FROM object o JOIN instance i ON i.object_sha256 = o.sha256 "
        "JOIN series e ON e.id = i.series_id JOIN study s ON s.id = e.study_id JOIN archive_link l ON l.institution_id = s.institution_id "
        "WHERE o.is_remote AND " LOBULE_WANTED " GROUP BY o.sha256 ORDER BY s.created_at DESC, s.id, e.number, i.number",
        {rule.all, since(rule), rule.unread, rule.priors});
    if (!rows) return tl::unexpected<Error>(rows.error());
    while (rows->next()) objects << RemoteObject{rows->text(0), rows->big(1), rows->integer(2)};
    LOBULE_CHECK(rows->end());
    return objects;
}

Result<qint64> SyncStore::fetchedBytes()
{
    return d->catalogue->number("SELECT coalesce(sum(bytes), 0) FROM object WHERE fetched_at IS NOT NULL");
}

Result<qint64> SyncStore::letGo(qint64 bytes, const FetchRule& rule)
{
    auto& catalogue = *d->catalogue;
    QStringList gone;
    qint64 freed = 0;
    {
        auto transaction = WriteTransaction::begin(catalogue);
        if (!transaction) return tl::unexpected<Error>(transaction.error());
        {
            // Only what the archive has for certain: fetched from there, and with nothing of it still to be sent.
            auto rows = catalogue.query(
                "SELECT o.sha256, o.bytes FROM object o WHERE o.fetched_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM instance i "
                "JOIN series e ON e.id = i.series_id JOIN study s ON s.id = e.study_id WHERE i.object_sha256 = o.sha256 AND (" LOBULE_WANTED
                " OR i.source_digest <> '' OR NOT EXISTS (SELECT 1 FROM archive_link l WHERE l.institution_id = s.institution_id) "
                "OR EXISTS (SELECT 1 FROM outbox b WHERE b.kind = 'instance' AND b.key = i.uid))) ORDER BY o.fetched_at",
                {rule.all, since(rule), rule.unread, rule.priors});
            if (!rows) return tl::unexpected<Error>(rows.error());
            while (freed < bytes && rows->next()) {
                gone << rows->text(0);
                freed += rows->big(1);
            }
        }
        for (const QString& sha256 : std::as_const(gone)) {
            LOBULE_CHECK(catalogue.run("UPDATE object SET is_remote = 1, fetched_at = NULL WHERE sha256 = ?", {sha256}));
            LOBULE_CHECK(catalogue.run("INSERT INTO pending_removal(kind, key) VALUES ('object', ?) ON CONFLICT DO NOTHING", {sha256}));
        }
        LOBULE_CHECK(transaction->commit());
    }
    // Under the write lock again, and only what nobody has fetched anew; a kill before it leaves that to the next open of the library.
    auto transaction = WriteTransaction::begin(catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    for (const QString& sha256 : std::as_const(gone)) {
        const auto isHere = catalogue.number("SELECT NOT is_remote FROM object WHERE sha256 = ?", {sha256}, 0);
        if (!isHere) return tl::unexpected<Error>(isHere.error());
        const QString path = d->folders.object(sha256);
        if (*isHere == 0 && !QFile::remove(path) && QFile::exists(path)) continue; // in use on Windows
        LOBULE_CHECK(catalogue.run("DELETE FROM pending_removal WHERE kind = 'object' AND key = ?", {sha256}));
    }
    LOBULE_CHECK(transaction->commit());
    return freed;
}

} // namespace lobule::library
