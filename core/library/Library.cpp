#include "core/library/Library.h"

#include "core/library/Importer.h"
#include "core/library/LibraryPrivate.h"
#include "core/library/OsUser.h"
#include "core/volume/Durable.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QTemporaryFile>

namespace lobule::library {

using detail::nowMs;
using detail::WriteTransaction;

namespace {

/// Libraries of earlier releases could be read by every account of the computer. Not an error where it cannot be done: the folder
/// may belong to somebody else who lets this account in.
void closeToOthers(const QString& folder)
{
    constexpr auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup | QFileDevice::ReadOther
        | QFileDevice::WriteOther | QFileDevice::ExeOther;
    const auto now = QFile::permissions(folder);
    if ((now & others) != QFileDevice::Permissions()) QFile::setPermissions(folder, now & ~QFileDevice::Permissions(others));
}

Result<void> makeFolders(const detail::Folders& folders)
{
    for (const QString& folder : {folders.objects(), folders.cache(), folders.staging()})
        if (!QDir().mkpath(folder)) return fail(ErrorCode::FileUnwritable, {"library folder"}, "cannot make its folders");
    closeToOthers(folders.root);
    closeToOthers(folders.staging());
    // SQLite opens a read-only file without complaint and fails at the first write; better to say so now.
    QTemporaryFile probe(folders.staging() + QStringLiteral("/probe-XXXXXX"));
    if (!probe.open()) return tl::unexpected<Error>(volume::fileError(probe, "library folder", true));
    return {};
}

} // namespace

Library::Library(std::unique_ptr<Private> p) : d(std::move(p)) { }

Library::~Library() = default;

Result<std::unique_ptr<Library>> Library::open(const QString& folder)
{
    auto p = std::make_unique<Private>();
    p->folders.root = QDir(folder).absolutePath();
    LOBULE_CHECK(makeFolders(p->folders));
    auto catalogue = detail::Database::open(p->folders.catalogue(), QStringLiteral("catalogue"));
    if (!catalogue) return tl::unexpected<Error>(catalogue.error());
    p->catalogue = std::move(*catalogue);
    auto vault = detail::Vault::open(p->folders.vault());
    if (!vault) return tl::unexpected<Error>(vault.error());
    p->vault = std::move(*vault);
    LOBULE_CHECK(detail::sweepStaging(*p->catalogue, p->folders));
    LOBULE_CHECK(p->finishRemovals());
    return std::unique_ptr<Library>(new Library(std::move(p)));
}

QString Library::defaultFolder()
{
    const QString fromEnvironment = qEnvironmentVariable("LOBULE_LIBRARY");
    if (!fromEnvironment.isEmpty()) return fromEnvironment;
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/library");
}

const QString& Library::folder() const { return d->folders.root; }

QString Library::objectPath(const QString& objectSha256) const { return d->folders.object(objectSha256); }

qint64 Library::changeCounter() const { return d->catalogue->changeCounter(); }

// --- import ----------------------------------------------------------------------------------------------------------

Result<detail::Staging*> Library::Private::ensureStaging()
{
    if (!staging) {
        auto created = detail::Staging::create(folders);
        if (!created) return tl::unexpected<Error>(created.error());
        staging = std::move(*created);
    }
    return staging.get();
}

Result<QString> Library::stagingFolder()
{
    auto staging = d->ensureStaging();
    if (!staging) return tl::unexpected<Error>(staging.error());
    return (*staging)->path();
}

Result<QList<Result<AddOutcome>>> Library::add(const QList<StagedInstance>& batch)
{
    auto staging = d->ensureStaging();
    if (!staging) return tl::unexpected<Error>(staging.error());
    if (!d->isKeyChecked) LOBULE_CHECK(checkSiteKey());
    d->isKeyChecked = true;
    auto outcomes = detail::Importer(*d->catalogue, *d->vault, d->folders, **staging).add(batch);
    if (outcomes) d->trimNowAndThen(*this, batch);
    return outcomes;
}

Result<void> Library::restorePixels(const StagedInstance& decoded)
{
    auto staging = d->ensureStaging();
    if (!staging) return tl::unexpected<Error>(staging.error());
    return detail::Importer(*d->catalogue, *d->vault, d->folders, **staging).restore(decoded);
}

Result<void> Library::addQuarantine(const QString& file, ErrorCode code, const QString& reason, const QString& retry)
{
    return d->vault->addQuarantine({QuarantineRow{0, file, QString::fromLatin1(errorCodeName(code)), reason, {}, retry}});
}

Result<void> Library::addQuarantine(const QList<QuarantineRow>& rows, const QList<qint64>& replaced)
{
    return d->vault->addQuarantine(rows, replaced);
}

Result<void> Library::forgetQuarantined(const QList<qint64>& ids) { return d->vault->forgetQuarantined(ids); }

Result<QString> Library::studyOfSource(const QString& sourceDigest) const
{
    // The index holds the first 16 digits only.
    auto row = d->catalogue->query("SELECT t.uid, i.object_sha256 FROM instance i JOIN series e ON e.id = i.series_id "
                                   "JOIN study t ON t.id = e.study_id WHERE substr(i.source_digest, 1, 16) = ? AND i.source_digest = ? "
                                   "AND (i.cached_frames = i.frames OR i.pixel_note <> '')",
        {sourceDigest.left(16), sourceDigest});
    if (!row) return tl::unexpected<Error>(row.error());
    if (sourceDigest.isEmpty() || !row->next() || !QFile::exists(d->folders.object(row->text(1)))) return QString();
    return row->text(0);
}

Result<qint64> Library::rememberImport(const UnfinishedImport& import)
{
    // The lock of the staging folder tells whether somebody is still at it.
    const auto staging = d->ensureStaging();
    if (!staging) return tl::unexpected<Error>(staging.error());
    return d->vault->addImport(QFileInfo((*staging)->path()).fileName(), import);
}

Result<void> Library::forgetImport(qint64 id) { return d->vault->removeImport(id); }

Result<QList<UnfinishedImport>> Library::unfinishedImports() const
{
    auto rows = d->vault->imports();
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<UnfinishedImport> unfinished;
    for (const auto& [owner, import] : *rows)
        if (!detail::isStagingAlive(d->folders, owner)) unfinished << import;
    return unfinished;
}

Result<QList<QuarantineRow>> Library::quarantine() const { return d->vault->quarantine(); }

Result<int> Library::countQuarantinedUnderOtherKeys() const { return d->vault->countQuarantinedUnderOtherKeys(); }

Result<void> Library::forgetImportsUnderOtherKeys() { return d->vault->removeImportsUnderOtherKeys(); }

Result<void> Library::clearQuarantine() { return d->vault->clearQuarantine(); }

Result<QList<OriginalIdentity>> Library::identities(const QString& studyUid) const
{
    const auto id = d->idOf("study", studyUid);
    if (!id) return tl::unexpected<Error>(id.error());
    return d->vault->identities(studyUid);
}

void Library::Private::trimNowAndThen(Library& library, const QList<StagedInstance>& batch)
{
    for (const StagedInstance& staged : batch)
        cachedSinceTrim += static_cast<qint64>(staged.rows) * staged.columns * staged.frames.size()
            * static_cast<qint64>(bytesPerPixel(staged.pixelType));
    if (cachedSinceTrim < kTrimEveryBytes) return;
    cachedSinceTrim = 0;
    // A cache that is too large for a while harms nobody; the next one tries again.
    static_cast<void>(library.trimCache());
}

void Library::finishImport()
{
    if (d->staging) d->staging->releaseSeries();
    static_cast<void>(trimCache());
}

// --- settings --------------------------------------------------------------------------------------------------------

QString Library::institution() const
{
    auto row = d->catalogue->query(
        "SELECT i.name FROM institution i JOIN setting s ON s.key = 'institution-id' AND i.id = CAST(s.value AS INTEGER)");
    return row && row->next() ? row->text(0) : QStringLiteral("Local");
}

Result<void> Library::setInstitution(const QString& name)
{
    const QString trimmed = name.trimmed();
    if (trimmed.isEmpty()) return fail(ErrorCode::Misuse, {}, "empty institution");
    auto transaction = WriteTransaction::begin(*d->catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    LOBULE_CHECK(d->catalogue->run("INSERT INTO institution(name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING", {trimmed, nowMs()}));
    LOBULE_CHECK(d->catalogue->run(
        "UPDATE setting SET value = (SELECT CAST(id AS TEXT) FROM institution WHERE name = ?) WHERE key = 'institution-id'", {trimmed}));
    return transaction->commit();
}

QString Library::setting(const QString& key, const QString& otherwise) const
{
    auto row = d->catalogue->query("SELECT value FROM setting WHERE key = ?", {QString(QStringLiteral("user/") + key)});
    return row && row->next() ? row->text(0) : otherwise;
}

Result<void> Library::setSetting(const QString& key, const QString& value)
{
    LOBULE_CHECK(d->catalogue->run("INSERT INTO setting(key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        {QString(QStringLiteral("user/") + key), value}));
    return {};
}

Result<void> Library::setAuditedSettings(const QMap<QString, QString>& values, const QString& action, const QJsonObject& detail)
{
    auto transaction = WriteTransaction::begin(*d->catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    for (auto entry = values.cbegin(); entry != values.cend(); ++entry) LOBULE_CHECK(setSetting(entry.key(), entry.value()));
    LOBULE_CHECK(d->insertAudit(action, {}, detail));
    return transaction->commit();
}

// --- shared by the parts of Library ----------------------------------------------------------------------------------

Result<qint64> Library::Private::idOf(const char* what, const QString& uid)
{
    const char* sql = qstrcmp(what, "study") == 0 ? "SELECT id FROM study WHERE uid = ?"
        : qstrcmp(what, "series") == 0            ? "SELECT id FROM series WHERE uid = ?"
                                                  : "SELECT id FROM instance WHERE uid = ?";
    const auto id = catalogue->number(sql, {uid}, 0);
    if (id && *id == 0) return fail(ErrorCode::NotFound, {what});
    return id;
}

Result<qint64> Library::Private::institutionId()
{
    return catalogue->number("SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'institution-id'", {}, 1);
}

Result<void> Library::Private::insertAudit(const QString& action, const QString& subjectUid, const QJsonObject& detail)
{
    const auto institution = institutionId();
    if (!institution) return tl::unexpected<Error>(institution.error());
    LOBULE_CHECK(
        catalogue->run("INSERT INTO audit(institution_id, action, subject_uid, detail, created_at, actor) VALUES (?, ?, ?, ?, ?, ?)",
            {*institution, action, subjectUid, QString::fromUtf8(QJsonDocument(detail).toJson(QJsonDocument::Compact)), nowMs(),
                osUserName()}));
    return {};
}

Result<void> Library::audit(const QString& action, const QString& subjectUid, const QJsonObject& detail)
{
    return d->insertAudit(action, subjectUid, detail);
}

Result<QList<AuditEntry>> Library::auditEntries(int limit) const
{
    auto rows = d->catalogue->query(
        "SELECT id, created_at, actor, action, subject_uid, detail FROM audit ORDER BY id DESC LIMIT ?", {limit > 0 ? limit : -1});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<AuditEntry> found;
    while (rows->next())
        found << AuditEntry{rows->big(0), QDateTime::fromMSecsSinceEpoch(rows->big(1), Qt::UTC), rows->text(2), rows->text(3),
            rows->text(4), QJsonDocument::fromJson(rows->text(5).toUtf8()).object()};
    LOBULE_CHECK(rows->end());
    return found;
}

} // namespace lobule::library
