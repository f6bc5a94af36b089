#pragma once

#include "core/base/Result.h"
#include "core/library/KeyImage.h"
#include "core/library/Records.h"

#include <QMap>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace lobule::volume {
class SeriesVolume;
}

namespace lobule::library {

inline constexpr qint64 kDefaultCacheQuotaBytes = 50'000'000'000;

/// The library folder: `library.sqlite` (catalogue), `vault.sqlite` (identities, encrypted), `objects/` (de-identified DICOM,
/// named by SHA-256), `cache/` (decoded pixels, derived), `staging/` (files on their way in). Nothing to configure.
///
/// One Library object is one database connection and belongs to the thread that opened it; open another one for another thread or
/// process. SQLite's WAL lets readers go on while one writer commits. Every function that changes something is one transaction.
class Library {
public:
    /// Opens or creates the library in `folder`, migrates the catalogue, and removes what a killed import left behind.
    /// Errors: FileUnwritable, DiskFull, Database, LibraryTooNew, Corrupt.
    [[nodiscard]] static Result<std::unique_ptr<Library>> open(const QString& folder);
    /// $LOBULE_LIBRARY, otherwise the user's application data folder + "/library".
    [[nodiscard]] static QString defaultFolder();
    ~Library();
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    [[nodiscard]] const QString& folder() const;

    // --- reading -------------------------------------------------------------------------------------------------
    /// Newest import first. `filter`: every word must occur (case-insensitive) in pseudonym, description, institution, modality,
    /// date, AI label or UID.
    [[nodiscard]] Result<QList<StudyRow>> studies(const QString& filter = {}) const;
    [[nodiscard]] Result<StudyRow> study(const QString& studyUid) const;
    [[nodiscard]] Result<QList<SeriesRow>> series(const QString& studyUid = {}) const;
    [[nodiscard]] Result<QList<InstanceRow>> instances(const QString& studyUid = {}, const QString& seriesUid = {}) const;
    [[nodiscard]] Result<InstanceRow> instance(const QString& instanceUid) const;
    /// Absolute path of a stored object. The file is there unless the library is damaged.
    [[nodiscard]] QString objectPath(const QString& objectSha256) const;
    /// The stacks of a series (see volume::splitStacks), the largest first: one query and one mmap for each cache file. A frame whose
    /// cached pixels are missing is left out; ingest::CacheRebuilder brings it back. While a study is being imported each call sees
    /// the frames that have arrived. Errors: NotFound, Corrupt, Database.
    [[nodiscard]] Result<QList<std::shared_ptr<const volume::SeriesVolume>>> openSeries(const QString& seriesUid) const;
    /// Changes whenever any connection commits a change to the catalogue (PRAGMA data_version and own counter): poll it to
    /// refresh views.
    [[nodiscard]] qint64 changeCounter() const;

    // --- import --------------------------------------------------------------------------------------------------
    /// A private folder under staging/ for one importing process; locked while the Library lives, swept by the next open() after
    /// a crash.
    [[nodiscard]] Result<QString> stagingFolder();
    /// Takes staged files over, all in one durable transaction: fsync, link into objects/, pixels into cache/, rows, identity
    /// into the vault. One outcome or error per entry, in order (ConflictingDuplicate, DiskFull, ...); staged files are gone
    /// afterwards. Only an error of the whole call leaves them: LibraryLocked (another writer held the library for half a minute;
    /// try again), FileUnwritable, DiskFull.
    [[nodiscard]] Result<QList<Result<AddOutcome>>> add(const QList<StagedInstance>& batch);
    /// To be called when an import or a rebuild has ended: what it filled may be evicted again, and the cache is trimmed to its quota.
    void finishImport();
    /// Puts decoded frames (staged, laid out like those of a StagedInstance) back into the cache for a stored instance.
    [[nodiscard]] Result<void> restorePixels(const StagedInstance& decoded);
    [[nodiscard]] Result<void> addQuarantine(const QString& file, ErrorCode code, const QString& reason, const QString& retry = {});
    /// Many at once (each transaction waits for the disk), in place of the rows `replaced`: all of it, or nothing.
    [[nodiscard]] Result<void> addQuarantine(const QList<QuarantineRow>& rows, const QList<qint64>& replaced);
    /// Those that were held under the site key of this process; the others are only counted.
    [[nodiscard]] Result<QList<QuarantineRow>> quarantine() const;
    [[nodiscard]] Result<int> countQuarantinedUnderOtherKeys() const;
    [[nodiscard]] Result<void> forgetQuarantined(const QList<qint64>& ids);
    [[nodiscard]] Result<void> clearQuarantine();
    /// The study of a stored instance that came from a file with this digest (StagedInstance::sourceDigest) and lacks nothing; empty
    /// when there is none.
    [[nodiscard]] Result<QString> studyOfSource(const QString& sourceDigest) const;
    /// Notes an import that begins, in the vault: paths may identify a person. It counts as unfinished once this Library object, or
    /// its process, is gone. Returns its id.
    [[nodiscard]] Result<qint64> rememberImport(const UnfinishedImport& import);
    /// It has ended, or is not wanted any more.
    [[nodiscard]] Result<void> forgetImport(qint64 id);
    /// What other site keys remember of imports: nobody can continue them under this one.
    [[nodiscard]] Result<void> forgetImportsUnderOtherKeys();
    /// Imports that did not end and that nobody is at, oldest first.
    [[nodiscard]] Result<QList<UnfinishedImport>> unfinishedImports() const;
    /// The institution that imported studies belong to from now on; "Local" until set.
    [[nodiscard]] QString institution() const;
    [[nodiscard]] Result<void> setInstitution(const QString& name);
    /// Who the pseudonym of a study is: what the vault keeps, several when files disagreed. For acts that a person asks for,
    /// never for lists. Errors: NotFound, LibraryLocked {"key-other"} (stored under another site
    /// key), Corrupt.
    [[nodiscard]] Result<QList<OriginalIdentity>> identities(const QString& studyUid) const;
    /// A value that belongs to the library rather than to the user (e.g. the last model), `otherwise` when it was never set.
    [[nodiscard]] QString setting(const QString& key, const QString& otherwise = {}) const;
    [[nodiscard]] Result<void> setSetting(const QString& key, const QString& value);
    /// Stores several settings and notes the change in the audit, all in one transaction.
    [[nodiscard]] Result<void> setAuditedSettings(const QMap<QString, QString>& values, const QString& action, const QJsonObject& detail);

    // --- pixel cache (derived data) ------------------------------------------------------------------------------
    [[nodiscard]] Result<CacheUse> cacheUse() const;
    /// 0: no limit. kDefaultCacheQuotaBytes until set.
    [[nodiscard]] qint64 cacheQuotaBytes() const;
    [[nodiscard]] Result<void> setCacheQuotaBytes(qint64 bytes);
    /// Evicts what was opened least recently until the cache fits its quota. What a reader (of any process) has open or an import is
    /// filling stays. Returns the bytes freed. Imports call it by themselves.
    [[nodiscard]] Result<qint64> trimCache();
    /// Evicts everything that is not in use. Returns the bytes freed.
    [[nodiscard]] Result<qint64> clearCache();
    /// Cheap: reads rows and the sizes and headers of files, no pixels. Errors: NotFound, Database.
    [[nodiscard]] Result<PixelState> pixelState(const QString& seriesUid) const;
    /// Marks frames whose cache file is missing, of another version or too short for rebuilding, with `checksums` also those whose
    /// pixels changed. Of one series, or of all when `seriesUid` is empty. Returns how many frames were given up.
    [[nodiscard]] Result<int> giveUpBrokenPixels(const QString& seriesUid, bool checksums);

    // --- reading room --------------------------------------------------------------------------------------------
    [[nodiscard]] Result<void> setRead(const QString& studyUid, bool isRead);
    /// Removes a study with its series, notes, files and identity; a tombstone remains. It may be imported again.
    [[nodiscard]] Result<void> removeStudy(const QString& studyUid);
    [[nodiscard]] Result<Prediction> addPrediction(Prediction prediction);
    /// Newest first; of one study, optionally of one instance.
    [[nodiscard]] Result<QList<Prediction>> predictions(const QString& studyUid, const QString& instanceUid = {}) const;
    /// Inserts or replaces by id (redo after undo brings a tombstone back).
    [[nodiscard]] Result<void> putMeasurement(const Measurement& measurement);
    [[nodiscard]] Result<void> removeMeasurement(const QString& id);
    [[nodiscard]] Result<QList<Measurement>> measurements(const QString& studyUid) const;
    /// Marks a frame, or changes its mark; `id` need not be set. NotFound: no such image, or no such frame of it. Misuse: the note is
    /// longer than kMaxKeyImageNote.
    [[nodiscard]] Result<void> putKeyImage(const KeyImage& image);
    [[nodiscard]] Result<void> removeKeyImage(const QString& id);
    /// By series number, image number and frame.
    [[nodiscard]] Result<QList<KeyImage>> keyImages(const QString& studyUid) const;
    /// Stores the next version; unchanged fields and status store nothing and return the version that they are of. A final report takes
    /// no more drafts, and none takes more than kMaxSavedBytes (Misuse). `parents`: the versions (uids) that the author saw, which another
    /// version may have followed meanwhile: both stay then. Without them the newest one counts as seen. NotFound: no such study, or no such
    /// version of it.
    [[nodiscard]] Result<ReportVersion> saveReport(const QString& studyUid, const QJsonObject& fields, const QString& status,
        const QString& author, const std::optional<QStringList>& parents = std::nullopt);
    /// Newest first; empty when there is no report.
    [[nodiscard]] Result<QList<ReportVersion>> reportVersions(const QString& studyUid) const;
    /// Adds an entry to the audit log, in the name of the operating system's user. `detail` holds no identity and no file name.
    [[nodiscard]] Result<void> audit(const QString& action, const QString& subjectUid, const QJsonObject& detail = {});
    /// Newest first; `limit` 0: all.
    [[nodiscard]] Result<QList<AuditEntry>> auditEntries(int limit = 0) const;

    // --- reveal (LibraryReveal.cpp) --------------------------------------------------------------------------------
    /// The reveal passphrase keeps people at this workstation from looking identities up unnoticed. It is an access control of
    /// the program only: the secrecy of the vault rests on the site key.
    [[nodiscard]] Result<bool> hasRevealPassphrase() const;
    /// Whether anything in this library (identities, held files, the reveal passphrase) was sealed with the site key of this process.
    [[nodiscard]] Result<bool> isSiteKeyUsed() const;
    /// Whether patients may be taken in under the site key of this process. LibraryLocked {"key-other"}: the library was filled under
    /// another key; under this one the same patient would get a second pseudonym. Reading goes on. add() asks by itself.
    [[nodiscard]] Result<void> checkSiteKey() const;
    /// Sets it, or changes it with the `current` one; audited. Takes about a second (Argon2id). Errors: those of reveal(), Misuse
    /// {"passphrase-short"}.
    [[nodiscard]] Result<void> setRevealPassphrase(const QString& current, const QString& next);
    /// Who the pseudonym of a study is, for a person who knows the reveal passphrase. The look, or the refusal, is in the audit
    /// log before this returns; when it cannot be written nothing is returned. Errors: NotFound (study, or no passphrase set),
    /// Misuse {"passphrase-wrong"}, {"reveal-wait", seconds} (wrong tries slow down), LibraryLocked {"key-other"}, Corrupt, Database.
    [[nodiscard]] Result<QList<OriginalIdentity>> reveal(const QString& studyUid, const QString& passphrase);
    /// Whether the studies under the pseudonym of this one name different persons (by name, date of birth and sex): somebody gave two
    /// patients one ID. For those who were shown who the patient is.
    [[nodiscard]] Result<bool> isPatientIdShared(const QString& studyUid) const;

    // --- care ----------------------------------------------------------------------------------------------------
    /// Checks catalogue, objects (SHA-256 of every file) and cache (checksum of every slot) against each other. `repair` removes
    /// orphaned files and marks broken pixels for rebuilding. `progress(done, total)` returns false to cancel.
    [[nodiscard]] Result<VerifyReport> verify(bool repair, const std::function<bool(int, int)>& progress = {});

private:
    class Private;
    explicit Library(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace lobule::library
