#include "core/archive/SyncEngine.h"

#include "core/archive/Archive.h"
#include "core/archive/ArchiveError.h"
#include "core/archive/Membership.h"
#include "core/archive/PageSize.h"
#include "core/library/SyncStore.h"

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QSet>
#include <QThread>

#include <algorithm>

namespace lobule::archive {

using library::ArchiveLink;
using library::OutboxItem;

#define LOBULE_CHECK_SYNC(expression)                                                                                                      \
    if (auto checkedResult = (expression); !checkedResult) return tl::unexpected<lobule::Error>(std::move(checkedResult).error())

namespace {

constexpr int kMostItems = 200, kMostChanges = 500; ///< At once.
constexpr int kFetchTurnMs = 5000;
constexpr int kPatience = 30; ///< Tries to send a text whose study others may bring back.
constexpr int kTriesOfFile = 3; ///< To send a file of which the archive says afterwards that it is not whole.

QJsonObject operationOf(const OutboxItem& item)
{
    QJsonObject body = item.body;
    if (item.isOffered) body.insert(QStringLiteral("offered"), true);
    return {{QStringLiteral("op"), item.opUid}, {QStringLiteral("seq"), item.seq}, {QStringLiteral("kind"), item.kind},
        {QStringLiteral("key"), item.key}, {QStringLiteral("body"), body}};
}

/// Leaves as many as go into one page, at least one. Whether that is not all of them.
bool cutTo(QList<OutboxItem>& items, qint64 bytes)
{
    qsizetype fit = 0;
    for (qint64 sum = 0; fit < items.size(); ++fit) {
        sum += QJsonDocument(operationOf(items[fit])).toJson(QJsonDocument::Compact).size();
        if (fit > 0 && sum > bytes) break;
    }
    const bool isCut = fit < items.size();
    items.resize(fit);
    return isCut;
}

/// One connection's worth of work.
class Exchange {
public:
    Exchange(library::SyncStore& store, Archive& archive, const SyncOptions& options, SyncReport& report)
        : m_store(store), m_archive(archive), m_options(options), m_report(report), m_sending(store, "sent", kMostItems),
          m_receiving(store, "received", kMostChanges)
    {
    }

    [[nodiscard]] Result<void> run()
    {
        LOBULE_CHECK_SYNC(checkArchive());
        if (!m_options.fetchStudy.isEmpty()) {
            LOBULE_CHECK_SYNC(checkMembership());
            return fetch(m_options.fetchStudy);
        }
        LOBULE_CHECK_SYNC(refreshLinks());
        const auto links = m_store.links();
        if (!links) return tl::unexpected<Error>(links.error());
        m_report.isReadOnly = !m_archive.mayWrite();
        for (const ArchiveLink& link : *links) LOBULE_CHECK_SYNC(compareHeld(link, true));
        const auto refused = sendAll(*links);
        // A server that takes no changes can be read all the same.
        if (!refused && reasonOf(refused.error()) != QLatin1String(reason::kReadOnly)) return refused;
        for (const ArchiveLink& link : *links) LOBULE_CHECK_SYNC(compareHeld(link, false));
        for (const ArchiveLink& link : *links) LOBULE_CHECK_SYNC(receive(link));
        LOBULE_CHECK_SYNC(m_options.fetchObjects ? fetch({}) : fetchByRule(*links));
        return refused;
    }

private:
    /// Before anything is sent, fetched or forgotten: another archive may have come to stand behind the name of the server.
    [[nodiscard]] Result<void> checkArchive();
    /// Whether the files of the study may still be fetched.
    [[nodiscard]] Result<void> checkMembership();
    [[nodiscard]] Result<void> refreshLinks();
    /// Whether the archive still has what it has acknowledged.
    /// Once a connection; where it was not counted yet (not `isKnown`), counting begins.
    [[nodiscard]] Result<void> compareHeld(const ArchiveLink& link, bool isKnown);
    [[nodiscard]] Result<void> sendAll(const QList<ArchiveLink>& links);
    [[nodiscard]] Result<void> send(const ArchiveLink& link);
    [[nodiscard]] Result<void> sendObjects(const ArchiveLink& link, QList<OutboxItem>& items);
    [[nodiscard]] Result<void> sendItems(const ArchiveLink& link, const QList<OutboxItem>& items);
    [[nodiscard]] Result<void> setAside(const OutboxItem& item, const Error& error);
    /// Whether the fault lies in what was sent, so that the rest may go on.
    [[nodiscard]] static bool isAboutItem(const Error& error);
    /// A page of the feed.
    [[nodiscard]] Result<QList<library::RemoteChange>> pull(const ArchiveLink& link, qint64 after);
    [[nodiscard]] Result<void> receiveNewKinds(const ArchiveLink& link);
    [[nodiscard]] Result<void> receive(const ArchiveLink& link);
    [[nodiscard]] Result<void> fetch(const QString& studyUid);
    [[nodiscard]] Result<void> fetchByRule(const QList<ArchiveLink>& links);
    /// Whether the quota leaves room for so much more, once what is not wanted any more has been let go.
    [[nodiscard]] Result<bool> makeRoom(qint64 bytes, const library::FetchRule& rule);
    [[nodiscard]] Result<void> fetchOne(const library::RemoteObject& object, qint64 before, qint64 total);
    [[nodiscard]] Result<void> checkCancelled() const
    {
        return m_options.isCancelled && m_options.isCancelled() ? Result<void>(fail(ErrorCode::Cancelled)) : Result<void>{};
    }
    void tell(SyncProgress::Step step, qint64 done, qint64 total) const
    {
        if (m_options.progress) m_options.progress({step, done, total});
    }

    library::SyncStore& m_store;
    Archive& m_archive;
    const SyncOptions& m_options;
    SyncReport& m_report;
    PageSize m_sending, m_receiving;
};

Result<void> Exchange::checkArchive()
{
    const auto links = m_store.links();
    if (!links) return tl::unexpected<Error>(links.error());
    if (isOtherArchive(*links, m_archive.greeting())) return fail(kArchiveCode, {kMark, reason::kOtherArchive});
    return {};
}

Result<void> Exchange::checkMembership()
{
    const auto objects = m_store.remoteObjects(m_options.fetchStudy);
    const auto links = m_store.links();
    if (!objects) return tl::unexpected<Error>(objects.error());
    if (!links) return tl::unexpected<Error>(links.error());
    const QList<ArchiveInstitution>& mine = m_archive.greeting().institutions;
    for (const library::RemoteObject& object : *objects) {
        const auto isIts = [&object](const auto& each) { return each.id == object.archiveInstitution; };
        if (std::any_of(mine.begin(), mine.end(), isIts)) continue;
        const auto link = std::find_if(links->begin(), links->end(),
            [&object](const ArchiveLink& each) { return each.archiveInstitution == object.archiveInstitution; });
        return fail(kArchiveCode, {kMark, reason::kMembershipEnded, link == links->end() ? std::string() : link->name.toStdString()});
    }
    return {};
}

/// Memberships that have come, changed or gone; an archive that was restored from a backup.
Result<void> Exchange::refreshLinks()
{
    const Greeting& greeting = m_archive.greeting();
    const auto links = m_store.links();
    if (!links) return tl::unexpected<Error>(links.error());
    for (const ArchiveLink& link : *links) {
        const auto found = std::find_if(greeting.institutions.begin(), greeting.institutions.end(),
            [&](const ArchiveInstitution& i) { return i.id == link.archiveInstitution; }); // the same one, as checkArchive() knows
        if (found == greeting.institutions.end()) {
            const auto removed = m_store.forget(link);
            if (!removed) return tl::unexpected<Error>(removed.error());
            m_report.ended << link.name;
        } else if (link.epoch != greeting.epoch || found->rev < link.cursor) {
            LOBULE_CHECK_SYNC(m_store.restart(link, greeting.epoch));
        }
    }
    for (const ArchiveInstitution& i : greeting.institutions) LOBULE_CHECK_SYNC(m_store.link(offerOf(i, greeting), false));
    return {};
}

Result<void> Exchange::compareHeld(const ArchiveLink& link, bool isKnown)
{
    // In this order: another program may send for this library meanwhile.
    const auto acknowledged = m_store.acknowledged(link);
    const auto device = m_store.deviceId();
    if (!acknowledged) return tl::unexpected<Error>(acknowledged.error());
    if (!device) return tl::unexpected<Error>(device.error());
    if (acknowledged->has_value() != isKnown) return {};
    if (isKnown && !m_archive.isFirstLook(link.archiveInstitution)) return {};
    if (!isKnown) {
        const auto waiting = m_store.due(link, 1);
        if (!waiting) return tl::unexpected<Error>(waiting.error());
        if (!waiting->isEmpty()) return {};
    }
    const auto held = m_archive.appliedOf(link.archiveInstitution, *device);
    if (!held) return tl::unexpected<Error>(held.error());
    return *held ? m_store.compareHeld(link, *acknowledged, **held) : Result<void>{};
}

Result<void> Exchange::sendAll(const QList<ArchiveLink>& links)
{
    for (const ArchiveLink& link : links)
        if (link.canWrite && !m_report.isReadOnly) LOBULE_CHECK_SYNC(send(link));
    return {};
}

Result<void> Exchange::send(const ArchiveLink& link)
{
    for (;;) {
        LOBULE_CHECK_SYNC(checkCancelled());
        auto items = m_store.due(link, m_sending.lines(), m_archive.greeting().schema >= kKeyImageSchema);
        if (!items) return tl::unexpected<Error>(items.error());
        if (items->isEmpty()) return {};
        QList<OutboxItem> moot;
        std::copy_if(items->begin(), items->end(), std::back_inserter(moot), [](const OutboxItem& item) { return item.isMoot; });
        if (!moot.isEmpty()) LOBULE_CHECK_SYNC(m_store.acknowledge(moot));
        const bool isFull = items->size() == m_sending.lines();
        items->removeIf([](const OutboxItem& item) { return item.isMoot; });
        const bool isCut = cutTo(*items, m_sending.bytes());
        LOBULE_CHECK_SYNC(sendObjects(link, *items));
        m_sending.begin();
        if (const auto sent = sendItems(link, *items); !sent) {
            if (checkCancelled()) m_sending.failed(sent.error());
            return sent;
        }
        m_sending.passed(isFull || isCut);
        if (m_report.isReadOnly) return {};
        const auto left = m_store.counts();
        if (left) tell(SyncProgress::Step::Sending, m_report.sent, m_report.sent + left->waiting);
    }
}

/// The files of the images among the items; takes those out that cannot go, with what comes after them in the same study.
Result<void> Exchange::sendObjects(const ArchiveLink& link, QList<OutboxItem>& items)
{
    QList<Archive::Upload> uploads;
    QSet<QString> names;
    for (const OutboxItem& item : std::as_const(items)) {
        if (item.objectSha256.isEmpty() || names.contains(item.objectSha256)) continue;
        names << item.objectSha256;
        uploads << Archive::Upload{item.objectSha256, m_store.objectPath(item.objectSha256), item.objectBytes};
    }
    if (uploads.isEmpty()) return {};
    QList<QString> damaged;
    const auto count = [this](qint64 bytes) {
        m_report.sentBytes += bytes;
        if (m_options.pace) m_options.pace(bytes);
        return checkCancelled().has_value();
    };
    LOBULE_CHECK_SYNC(m_archive.upload(link.archiveInstitution, uploads, damaged, count));
    if (damaged.isEmpty()) return {};
    QSet<QString> blocked;
    QList<OutboxItem> fit;
    for (const OutboxItem& item : std::as_const(items)) {
        if (blocked.contains(item.studyUid)) continue;
        if (damaged.contains(item.objectSha256)) {
            blocked << item.studyUid;
            LOBULE_CHECK_SYNC(m_store.needAttention(item, QLatin1String(reason::kDamaged)));
        } else {
            fit << item;
        }
    }
    items = fit;
    return {};
}

Result<void> Exchange::sendItems(const ArchiveLink& link, const QList<OutboxItem>& items)
{
    if (items.isEmpty()) return {};
    const auto device = m_store.deviceId();
    if (!device) return tl::unexpected<Error>(device.error());
    QJsonArray operations;
    for (const OutboxItem& item : items) operations << operationOf(item);
    const auto pushed = m_archive.push(link.archiveInstitution, *device, operations);
    if (pushed) {
        m_report.sent += static_cast<int>(items.size());
        return m_store.acknowledge(items, &link);
    }
    if (reasonOf(pushed.error()) == QLatin1String(reason::kSchemaNewer)) {
        // The archive has been migrated since it greeted us: everything waits for a newer Lobule, and reading goes on.
        m_report.isReadOnly = true;
        return {};
    }
    if (!isAboutItem(pushed.error())) return pushed;
    if (items.size() == 1) return setAside(items.first(), pushed.error());
    // One of them is at fault: one by one, and nothing after it in its study.
    QSet<QString> blocked;
    for (const OutboxItem& item : items) {
        if (blocked.contains(item.studyUid)) continue;
        const int before = m_report.sent;
        LOBULE_CHECK_SYNC(sendItems(link, {item}));
        if (m_report.isReadOnly) return {};
        if (m_report.sent == before) blocked << item.studyUid;
    }
    return {};
}

bool Exchange::isAboutItem(const Error& error)
{
    // The others say that this user, or anybody, may not write now: every item waits for better times.
    static constexpr const char* kReasons[]
        = {reason::kConflict, reason::kUnknownStudy, reason::kInvalid, reason::kIncomplete, reason::kServer};
    return std::any_of(std::begin(kReasons), std::end(kReasons), [&](const char* word) { return reasonOf(error) == QLatin1String(word); });
}

/// It stays in the outbox: later again where that may help, otherwise for a person.
Result<void> Exchange::setAside(const OutboxItem& item, const Error& error)
{
    const QString word = reasonOf(error);
    // A report of a study that was removed here before anything of it was sent: the archive knows nothing of it, and needs not.
    // Unless the archive has forgotten it, in a restore: others bring it back, or a person decides.
    if (word == QLatin1String(reason::kUnknownStudy) && item.isGone && !item.isOffered) return m_store.dropReportsOfGone(item);
    // Its beginning was cleared meanwhile (`lobulectl archive tidy`): what the archive lacks of it goes again, at once.
    const bool isFirst = item.lastError != word || item.attempts < kTriesOfFile;
    if (word == QLatin1String(reason::kIncomplete) && isFirst) return m_store.postpone(item, word, 0);
    const bool isLasting = item.isGone && item.attempts >= kPatience;
    if (word == QLatin1String(reason::kUnknownStudy) && !isLasting)
        return m_store.postpone(item, word, 1000 + jitteredPauseMs(item.attempts));
    return m_store.needAttention(item, word, subjectOf(error));
}

Result<QList<library::RemoteChange>> Exchange::pull(const ArchiveLink& link, qint64 after)
{
    m_receiving.begin();
    auto changes = m_archive.pull(link.archiveInstitution, after, m_receiving.lines());
    if (changes)
        m_receiving.passed(changes->size() == m_receiving.lines());
    else if (checkCancelled())
        m_receiving.failed(changes.error());
    return changes;
}

/// What an older Lobule read past in this library because it did not know the kind: read once more, those lines only.
Result<void> Exchange::receiveNewKinds(const ArchiveLink& link)
{
    const QString key = QStringLiteral("kinds-read/") + link.identity;
    if (m_store.setting(key).toInt() >= kKeyImageSchema) return {};
    for (qint64 after = 0; after < link.cursor;) {
        LOBULE_CHECK_SYNC(checkCancelled());
        auto changes = pull(link, after);
        if (!changes) return tl::unexpected<Error>(changes.error());
        if (changes->isEmpty()) break;
        after = changes->last().rev;
        changes->removeIf([&link](const library::RemoteChange& c) { return c.kind != QLatin1String("key-image") || c.rev > link.cursor; });
        const auto applied = m_store.apply(link, *changes, link.cursor);
        if (!applied) return tl::unexpected<Error>(applied.error());
        if (applied->isOvertaken) return {}; // from the beginning, the next time
        m_report.received += applied->applied;
        tell(SyncProgress::Step::Receiving, after, 0);
    }
    return m_store.setSetting(key, QString::number(kKeyImageSchema));
}

Result<void> Exchange::receive(const ArchiveLink& known)
{
    LOBULE_CHECK_SYNC(receiveNewKinds(known));
    ArchiveLink link = known;
    for (;;) {
        LOBULE_CHECK_SYNC(checkCancelled());
        const auto changes = pull(link, link.cursor);
        if (!changes) return tl::unexpected<Error>(changes.error());
        if (changes->isEmpty()) return {};
        const auto applied = m_store.apply(link, *changes, changes->last().rev);
        if (!applied) return tl::unexpected<Error>(applied.error());
        if (applied->isOvertaken) {
            const auto links = m_store.links();
            if (!links) return tl::unexpected<Error>(links.error());
            const auto now = std::find_if(
                links->begin(), links->end(), [&](const ArchiveLink& each) { return each.institutionId == link.institutionId; });
            if (now == links->end() || now->epoch != link.epoch) return {}; // the next greeting says what is to be read
            link = *now;
            continue;
        }
        link.cursor = changes->last().rev;
        m_report.received += applied->applied;
        m_report.refused += applied->refused;
        tell(SyncProgress::Step::Receiving, link.cursor, 0);
    }
}

Result<void> Exchange::fetchOne(const library::RemoteObject& object, qint64 before, qint64 total)
{
    const auto path = m_store.downloadPath(object.sha256);
    if (!path) return tl::unexpected<Error>(path.error());
    const auto count = [&](qint64 bytes) {
        m_report.fetchedBytes += bytes;
        if (m_options.pace) m_options.pace(bytes);
        tell(SyncProgress::Step::Fetching, m_report.fetchedBytes - before, total);
        return checkCancelled().has_value();
    };
    LOBULE_CHECK_SYNC(m_archive.download(object, *path, count));
    LOBULE_CHECK_SYNC(m_store.placeObject(object, *path));
    ++m_report.fetchedObjects;
    return {};
}

Result<void> Exchange::fetch(const QString& studyUid)
{
    const auto objects = m_store.remoteObjects(studyUid);
    if (!objects) return tl::unexpected<Error>(objects.error());
    qint64 total = 0;
    for (const library::RemoteObject& object : *objects) total += object.bytes;
    const qint64 before = m_report.fetchedBytes;
    // A person asked for it: room is made, but a quota does not refuse.
    if (!studyUid.isEmpty()) LOBULE_CHECK_SYNC(makeRoom(total, m_store.fetchRule()));
    Result<void> damaged;
    for (const library::RemoteObject& object : *objects) {
        const auto fetched = fetchOne(object, before, total);
        if (!fetched && reasonOf(fetched.error()) != QLatin1String(reason::kDamaged)) return fetched;
        if (!fetched) damaged = fetched; // told at the end: the others are wanted all the same
    }
    return damaged;
}

Result<bool> Exchange::makeRoom(qint64 bytes, const library::FetchRule& rule)
{
    if (rule.quotaBytes <= 0) return true;
    const auto held = m_store.fetchedBytes();
    if (!held) return tl::unexpected<Error>(held.error());
    const qint64 excess = *held + bytes - rule.quotaBytes;
    if (excess <= 0) return true;
    const auto freed = m_store.letGo(excess, rule);
    if (!freed) return tl::unexpected<Error>(freed.error());
    return *freed >= excess;
}

/// The newest studies first, as far as the quota goes. What is done here meanwhile need not wait until all have come.
Result<void> Exchange::fetchByRule(const QList<ArchiveLink>& links)
{
    const library::FetchRule rule = m_store.fetchRule();
    LOBULE_CHECK_SYNC(makeRoom(0, rule));
    const auto objects = m_store.wantedObjects(rule);
    if (!objects) return tl::unexpected<Error>(objects.error());
    qint64 total = 0;
    for (const library::RemoteObject& object : *objects) total += object.bytes;
    const qint64 before = m_report.fetchedBytes;
    QDeadlineTimer turn(kFetchTurnMs);
    for (const library::RemoteObject& object : *objects) {
        const auto fits = makeRoom(object.bytes, rule);
        if (!fits) return tl::unexpected<Error>(fits.error());
        m_report.isQuotaReached = !*fits;
        if (!*fits) return {};
        const auto fetched = fetchOne(object, before, total);
        // Whoever opens that study is told; it is no reason to be without the others.
        if (!fetched && reasonOf(fetched.error()) != QLatin1String(reason::kDamaged)) return fetched;
        if (!turn.hasExpired()) continue;
        LOBULE_CHECK_SYNC(sendAll(links));
        turn.setRemainingTime(kFetchTurnMs);
    }
    return {};
}

Result<void> connectAndRun(
    library::SyncStore& store, const ConnectionSettings& settings, const QString& password, const SyncOptions& options, SyncReport& report)
{
    if (options.progress) options.progress({SyncProgress::Step::Connecting, 0, 0});
    auto archive = Archive::connect(settings, password, options.isCancelled);
    if (!archive) return tl::unexpected<Error>(archive.error());
    (*archive)->setBurst(options.burst);
    return exchange(store, **archive, options, report);
}

} // namespace

int jitteredPauseMs(int attempt)
{
    const int limit = std::min(60'000, 500 << std::min(attempt, 7));
    return QRandomGenerator::global()->bounded(limit + 1);
}

Result<void> exchange(library::SyncStore& store, Archive& archive, const SyncOptions& options, SyncReport& report)
{
    return Exchange(store, archive, options, report).run();
}

Result<void> syncOnce(
    library::SyncStore& store, const ConnectionSettings& settings, const QString& password, const SyncOptions& options, SyncReport& report)
{
    Result<void> done;
    for (int attempt = 0;; ++attempt) {
        done = connectAndRun(store, settings, password, options, report);
        const bool isCancelled = options.isCancelled && options.isCancelled();
        // A refusal in the middle: the membership has just been changed, and the next greeting says how.
        const bool isWorthwhile = !done && (isTransient(done.error()) || reasonOf(done.error()) == QLatin1String(reason::kDenied));
        if (!isWorthwhile || attempt + 1 >= options.attempts || isCancelled) break;
        ++report.reconnects;
        const QDeadlineTimer pause(jitteredPauseMs(attempt));
        while (!pause.hasExpired() && !(options.isCancelled && options.isCancelled())) QThread::msleep(50);
    }
    if (options.isCancelled && options.isCancelled() && !done) done = fail(ErrorCode::Cancelled);
    if (const auto left = store.counts()) {
        report.waiting = left->waiting;
        report.attention = left->attention;
        report.remoteObjects = left->remoteObjects;
        report.held = left->held;
        report.unsent = left->unsent;
        report.lost = left->lost;
    }
    if (const auto conflicts = store.conflicts()) report.conflicts = *conflicts;
    return done;
}

} // namespace lobule::archive
