#include "core/library/LibraryPrivate.h"
#include "core/library/StudyRemoval.h"
#include "core/library/Verifier.h"

#include <QDir>
#include <QFile>

namespace lobule::library {

using detail::nowMs;
using detail::WriteTransaction;

Result<void> detail::removeStudyRows(detail::Database& catalogue, qint64 studyId)
{
    LOBULE_CHECK(catalogue.run("INSERT INTO pending_removal(kind, key) SELECT DISTINCT 'object', i.object_sha256 FROM instance i "
                               "JOIN series e ON e.id = i.series_id WHERE e.study_id = ? ON CONFLICT DO NOTHING",
        {studyId}));
    LOBULE_CHECK(catalogue.run(
        "INSERT INTO pending_removal(kind, key) SELECT 'cache', uid FROM series WHERE study_id = ? ON CONFLICT DO NOTHING", {studyId}));
    LOBULE_CHECK(catalogue.run("DELETE FROM study WHERE id = ?", {studyId}));
    LOBULE_CHECK(catalogue.run("DELETE FROM object WHERE sha256 IN (SELECT key FROM pending_removal WHERE kind = 'object') "
                               "AND NOT EXISTS (SELECT 1 FROM instance WHERE object_sha256 = sha256)"));
    return {};
}

Result<void> Library::removeStudy(const QString& studyUid)
{
    auto& catalogue = *d->catalogue;
    {
        auto transaction = WriteTransaction::begin(catalogue);
        if (!transaction) return tl::unexpected<Error>(transaction.error());
        const auto id = d->idOf("study", studyUid);
        if (!id) return tl::unexpected<Error>(id.error());
        LOBULE_CHECK(catalogue.run("INSERT INTO pending_removal(kind, key) VALUES ('identity', ?) ON CONFLICT DO NOTHING", {studyUid}));
        LOBULE_CHECK(catalogue.run("INSERT INTO tombstone(institution_id, kind, key, created_at) SELECT institution_id, 'study', "
                                   "uid, ? FROM study WHERE id = ?",
            {nowMs(), *id}));
        LOBULE_CHECK(d->insertAudit(QStringLiteral("study-removed"), studyUid, {}));
        LOBULE_CHECK(detail::removeStudyRows(catalogue, *id));
        LOBULE_CHECK(transaction->commit());
    }
    return d->finishRemovals();
}

Result<void> Library::Private::finishRemovals()
{
    const auto waiting = catalogue->number("SELECT count(*) FROM pending_removal");
    if (!waiting) return tl::unexpected<Error>(waiting.error());
    if (*waiting == 0) return {};
    auto transaction = WriteTransaction::begin(*catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    QList<std::pair<QString, QString>> pending;
    {
        // What has been imported or fetched again meanwhile stays.
        auto rows = catalogue->query("SELECT kind, key, CASE kind WHEN 'object' THEN EXISTS (SELECT 1 FROM object WHERE sha256 = key "
                                     "AND NOT is_remote) "
                                     "WHEN 'cache' THEN EXISTS (SELECT 1 FROM series WHERE uid = key) "
                                     "ELSE EXISTS (SELECT 1 FROM study WHERE uid = key) END FROM pending_removal");
        if (!rows) return tl::unexpected<Error>(rows.error());
        while (rows->next()) pending << std::pair(rows->flag(2) ? QStringLiteral("keep") : rows->text(0), rows->text(1));
        LOBULE_CHECK(rows->end());
    }
    for (const auto& [kind, key] : pending) {
        bool isDone = true;
        if (kind == QLatin1String("object"))
            isDone = QFile::remove(folders.object(key)) || !QFile::exists(folders.object(key));
        else if (kind == QLatin1String("cache"))
            isDone = QDir(folders.seriesCache(key)).removeRecursively();
        else if (kind == QLatin1String("identity"))
            LOBULE_CHECK(vault->remove(key));
        // A file that is still mapped cannot be removed on Windows: the next open() tries again.
        if (isDone) LOBULE_CHECK(catalogue->run("DELETE FROM pending_removal WHERE key = ?", {key}));
    }
    return transaction->commit();
}

Result<VerifyReport> Library::verify(bool repair, const std::function<bool(int, int)>& progress)
{
    LOBULE_CHECK(detail::sweepStaging(*d->catalogue, d->folders));
    LOBULE_CHECK(d->finishRemovals());
    auto report = detail::Verifier(*d->catalogue, *d->vault, d->folders, repair, progress).run();
    d->geometryOfSeries.clear();
    return report;
}

} // namespace lobule::library
