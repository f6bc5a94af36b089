#include "core/library/OsUser.h"
#include "core/library/SyncStorePrivate.h"

#include <QJsonArray>
#include <QJsonDocument>

// Changes of others that contradict what is here: who has been told, and who has heard enough.

namespace lobule::library {

using detail::nowMs;
using detail::WriteTransaction;

Result<QList<Refusal>> SyncStore::refusals(bool areDismissed)
{
    auto rows = d->catalogue->query(
        "SELECT o.study_uid, o.kind, o.key, o.why, o.refused_at, o.content FROM refused_change o WHERE " LOBULE_IS_DISMISSED
        " = ? AND " LOBULE_OF_LINKED " ORDER BY o.study_uid, o.refused_at, o.key",
        {areDismissed});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<Refusal> found;
    while (rows->next())
        found << Refusal{rows->text(0), rows->text(1), rows->text(2), rows->text(3), QDateTime::fromMSecsSinceEpoch(rows->big(4), Qt::UTC),
            rows->text(5)};
    LOBULE_CHECK(rows->end());
    return found;
}

Result<int> SyncStore::dismiss(const QList<Refusal>& read)
{
    auto transaction = WriteTransaction::begin(*d->catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    QHash<QString, QJsonArray> studies;
    int dismissed = 0;
    for (const Refusal& item : read) {
        const auto noted = d->catalogue->run("INSERT INTO setting(key, value) SELECT " LOBULE_DISMISSAL(
                                                 "o") ", o.why FROM refused_change o "
                                                      "WHERE o.study_uid = ? AND o.kind = ? AND o.key = ? AND o.why = ? AND o.content = ? "
                                                      "ON CONFLICT DO NOTHING",
            {item.studyUid, item.kind, item.key, item.why, item.content});
        if (!noted) return tl::unexpected<Error>(noted.error());
        if (*noted == 0) continue; // settled or dismissed meanwhile
        dismissed += static_cast<int>(*noted);
        studies[item.studyUid] << QJsonObject{
            {QStringLiteral("kind"), item.kind}, {QStringLiteral("key"), item.key}, {QStringLiteral("reason"), item.why}};
    }
    for (auto study = studies.cbegin(); study != studies.cend(); ++study)
        LOBULE_CHECK(d->catalogue->run("INSERT INTO audit(institution_id, action, subject_uid, detail, created_at, actor) VALUES ("
                                       "coalesce((SELECT institution_id FROM refused_change WHERE study_uid = ? LIMIT 1), 1), "
                                       "'archive-refusal-dismissed', ?, ?, ?, ?)",
            {study.key(), study.key(),
                QString::fromUtf8(QJsonDocument(QJsonObject{{QStringLiteral("changes"), *study}}).toJson(QJsonDocument::Compact)), nowMs(),
                osUserName()}));
    if (auto done = transaction->commit(); !done) return tl::unexpected<Error>(done.error());
    return dismissed;
}

} // namespace lobule::library
