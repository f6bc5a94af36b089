#pragma once

#include "core/base/Result.h"

#include <QDateTime>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

/// The library's side of the shared archive: links, outbox, and applying what others did. It knows nothing about the network;
/// core/archive does the talking.
namespace lobule::library {

/// An institution of this library that is one of the archive.
struct ArchiveLink {
    qint64 institutionId = 0; ///< In this library.
    int archiveInstitution = 0;
    QString name;
    bool canWrite = false;
    QString epoch; ///< UUID of the archive's life; a new one after a restore from backup.
    qint64 cursor = 0; ///< Everything up to this rev is here.
    QString identity; ///< Which institution of which archive, in words of its own: numbers repeat. Empty: linked by an older Lobule.
};

/// An institution as an archive presents it.
struct ArchiveOffer {
    int archiveInstitution = 0;
    QString identity, name;
    bool canWrite = false;
    QString epoch;
};

/// One change that the archive has not acknowledged.
struct OutboxItem {
    qint64 seq = 0;
    QString opUid; ///< The same every time it is sent.
    QString studyUid; ///< Items of one study go in order; empty for what belongs to none.
    QString kind; ///< "instance", "prediction", "measurement", "key-image", "report", "tombstone", "audit".
    QString key;
    QJsonObject body; ///< Columns of the archive's tables.
    QString objectSha256; ///< Of an instance: the file that has to be there first.
    qint64 objectBytes = 0;
    bool isMoot = false; ///< Its study was removed before it was sent, or its file is in the archive only: nothing to send.
    bool isGone = false; ///< A report of a study that was removed here since. The archive may have the study all the same.
    bool isOffered = false; ///< Offered again after a restore of the archive; what it refers to may come later, from somebody else.
    int attempts = 0;
    QString lastError; ///< Stable word, see archive::reasonOf().
    QString errorSubject; ///< What exactly was refused, where it is known.
};

/// One line of an institution's feed.
struct RemoteChange {
    qint64 rev = 0;
    QString kind, key;
    QJsonObject body;
};

struct ApplyCount {
    int applied = 0; ///< New here.
    int known = 0; ///< Already here, own changes among them.
    int refused = 0; ///< Contradict what is here; noted in the audit trail.
    bool isOvertaken = false; ///< The library stands elsewhere in the feed than where the page begins: nothing was applied.
};

/// A file that lies in the archive only.
struct RemoteObject {
    QString sha256;
    qint64 bytes = 0;
    int archiveInstitution = 0;
};

/// Which files of others' studies are fetched before somebody asks for them.
struct FetchRule {
    bool all = false;
    bool unread = false; ///< The worklist: not read here, and without a final report.
    bool priors = false; ///< Earlier studies of the patients of the worklist.
    int days = 0; ///< Studies that came in within so many days; 0: none for that.
    qint64 quotaBytes = 0; ///< Of all that was fetched; 0: no limit.

    [[nodiscard]] bool isAny() const { return all || unread || priors || days > 0; }
};

struct OutboxCounts {
    int waiting = 0, attention = 0, remoteObjects = 0;
    int held = 0; ///< Of those that wait: until the membership allows writing.
    int refusals = 0; ///< Changes of others that contradict what is here.
    int lost = 0; ///< Changes of this library that the archive had acknowledged and does not have any more.
    int unsent = 0; ///< For institutions that this library is not a member of any more.
};

/// What waits of one study and kind.
struct QueueLine {
    QString studyUid; ///< Empty for what belongs to none.
    QString kind;
    QString lastError; ///< Stable word; empty: not tried yet. "may-only-read": it will not be, as things are.
    bool needsAttention = false;
    int items = 0;
    QString errorSubject; ///< What exactly was refused, where it is known.
};

/// A change of somebody else that contradicts what is here, until the contradiction is gone.
struct Refusal {
    QString studyUid, kind, key;
    QString why; ///< Stable word.
    QDateTime refusedAt; ///< UTC.
    QString content; ///< Another one for every other content of the change.
};

/// Where a study is, as far as the archive is concerned.
enum class StudyPlace {
    LocalOnly, ///< Its institution is not tied to an archive.
    Waiting, ///< Something of it has not been sent yet.
    InArchive,
    ArchiveOnly, ///< Images of it lie there and not here.
    NeedsAttention, ///< The archive refused something of it.
    Conflict, ///< Its report has several versions that nobody has merged.
    TwoFinals, ///< More than one of them final.
};

/// Of all studies at once: InArchive where the institution is linked and the study is not among `others`.
struct StudyPlaces {
    QSet<QString> linked; ///< Names of institutions.
    QHash<QString, StudyPlace> others; ///< By study UID.
    QHash<QString, int> versions; ///< Of conflicts: how many there are to merge; of TwoFinals the final ones.
    [[nodiscard]] StudyPlace of(const QString& studyUid, const QString& institution) const
    {
        return others.value(studyUid, linked.contains(institution) ? StudyPlace::InArchive : StudyPlace::LocalOnly);
    }
};

/// A version of a report that nobody has built upon.
struct ReportHead {
    QString versionUid;
    int version = 0;
    QString status, author;
    QJsonObject fields;
};

/// One connection to the catalogue; belongs to the thread that opened it. Every function that changes something is one transaction.
class SyncStore {
public:
    /// Opens the catalogue in an existing library folder. Errors: those of Library::open.
    [[nodiscard]] static Result<std::unique_ptr<SyncStore>> open(const QString& folder);
    ~SyncStore();
    SyncStore(const SyncStore&) = delete;
    SyncStore& operator=(const SyncStore&) = delete;

    /// UUID of this library, made once.
    [[nodiscard]] Result<QString> deviceId();
    [[nodiscard]] QString setting(const QString& key) const;
    [[nodiscard]] Result<void> setSetting(const QString& key, const QString& value);

    /// Changes with every commit of this or another connection; cheap enough to ask several times a second.
    [[nodiscard]] qint64 changeCounter() const;

    // --- links ---------------------------------------------------------------------------------------------------
    [[nodiscard]] Result<QList<ArchiveLink>> links();
    /// Ties an institution to the archive and offers what was made here, or came from there before. `isOwn`: the institution that imports
    /// go to, which takes the archive's name; otherwise one of that name is made. Known: only the right to write is brought up to date.
    /// That the links are not of another archive is for the caller to know.
    /// Does nothing where the library was disconnected meanwhile and the institution is not its own.
    [[nodiscard]] Result<void> link(const ArchiveOffer& offer, bool isOwn);
    /// The archive was restored from a backup: read its feed from the beginning and offer everything again.
    [[nodiscard]] Result<void> restart(const ArchiveLink& link, const QString& epoch);
    /// Membership was revoked: removes what was only cached here, keeps what was imported or written here and not yet sent. AI results of
    /// somebody who may only read are no such work: they never go anywhere, and the images can be asked again.
    /// Returns the number of studies that were removed.
    [[nodiscard]] Result<int> forget(const ArchiveLink& link);

    // --- outbox --------------------------------------------------------------------------------------------------
    /// The next items that may be sent, oldest first: none of a study in which an earlier one waits or needs attention. An image that was
    /// refused holds up only what is about that very image: nobody's report waits for it.
    /// An archive that does not know key images yet (`takesKeyImages`) gets none; they wait, and hold nothing else up.
    [[nodiscard]] Result<QList<OutboxItem>> due(const ArchiveLink& link, int limit, bool takesKeyImages = true);
    /// Takes them out. `sentTo`: the archive has them, and counts as having them (see acknowledged()).
    [[nodiscard]] Result<void> acknowledge(const QList<OutboxItem>& items, const ArchiveLink* sentTo = nullptr);
    /// How many changes of this library the archive must hold, since it has acknowledged them; nothing: not counted yet in this epoch.
    [[nodiscard]] Result<std::optional<qint64>> acknowledged(const ArchiveLink& link);
    /// Compares with what the archive holds, asked after acknowledged(), and keeps the difference for counts(). Where nothing was counted
    /// yet, counting begins, unless something waits.
    [[nodiscard]] Result<void> compareHeld(const ArchiveLink& link, std::optional<qint64> acknowledged, qint64 held);
    /// Takes the reports out that were of a study as it was before it was removed here: none of it ever went to the archive.
    [[nodiscard]] Result<void> dropReportsOfGone(const OutboxItem& item);
    [[nodiscard]] Result<void> postpone(const OutboxItem& item, const QString& error, qint64 milliseconds);
    [[nodiscard]] Result<void> needAttention(const OutboxItem& item, const QString& error, const QString& subject = {});
    [[nodiscard]] Result<QList<OutboxItem>> attention();
    /// Puts everything that needs attention or waits back in line.
    [[nodiscard]] Result<void> retryAll();
    [[nodiscard]] Result<OutboxCounts> counts();
    /// What waits and what needs attention, the latter first, then in the order in which it goes.
    [[nodiscard]] Result<QList<QueueLine>> queue(int limit);

    // --- feed ----------------------------------------------------------------------------------------------------
    /// Applies a page of the feed that begins at link.cursor and moves the cursor to `cursor`, in one transaction; nothing where another
    /// program has read on meanwhile, or begun anew: what is here is newer than the page then.
    [[nodiscard]] Result<ApplyCount> apply(const ArchiveLink& link, const QList<RemoteChange>& changes, qint64 cursor);
    /// Changes of others that were refused and still contradict what is here, by study; those that a person has dismissed, or the others.
    [[nodiscard]] Result<QList<Refusal>> refusals(bool areDismissed = false);
    /// A person has read these and wants to hear no more of them. The contradiction stays, a removal of the study still takes nothing of
    /// the others along, and the audit trail says what was dismissed. Returns how many were new to it.
    [[nodiscard]] Result<int> dismiss(const QList<Refusal>& read);
    /// Files not fetched yet, of one study or of all that can be fetched; archiveInstitution is 0 where the link of that one has ended.
    [[nodiscard]] Result<QList<RemoteObject>> remoteObjects(const QString& studyUid = {});
    /// Kept in the library; nothing at first: files come when a study is opened.
    [[nodiscard]] FetchRule fetchRule() const;
    [[nodiscard]] Result<void> setFetchRule(const FetchRule& rule);
    /// Files not fetched yet that the rule wants, of the newest study first.
    [[nodiscard]] Result<QList<RemoteObject>> wantedObjects(const FetchRule& rule);
    /// Size of what was fetched and is here.
    [[nodiscard]] Result<qint64> fetchedBytes();
    /// Lets files go that were fetched and that the rule does not want, those fetched first, until at least `bytes` are free. The archive
    /// has them, and decoded pixels stay in the cache. What was imported here never goes. Returns the bytes freed.
    [[nodiscard]] Result<qint64> letGo(qint64 bytes, const FetchRule& rule);
    /// A new file below staging/ for a download; swept by the next open of the library when this process dies.
    [[nodiscard]] Result<QString> downloadPath(const QString& sha256);
    /// Takes a downloaded file over whose SHA-256 the caller has checked: fsync, rename, row.
    [[nodiscard]] Result<void> placeObject(const RemoteObject& object, const QString& file);
    [[nodiscard]] QString objectPath(const QString& sha256) const;
    /// For a list of all studies.
    [[nodiscard]] Result<StudyPlaces> places();
    /// Studies whose report has more than one head.
    [[nodiscard]] Result<QStringList> conflicts();
    [[nodiscard]] Result<QList<ReportHead>> reportHeads(const QString& studyUid);

private:
    class Private;
    explicit SyncStore(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace lobule::library
