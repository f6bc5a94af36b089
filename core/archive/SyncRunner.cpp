#include "core/archive/SyncRunner.h"

#include "core/archive/Archive.h"
#include "core/archive/ArchiveError.h"
#include "core/archive/Password.h"
#include "core/archive/Throttle.h"
#include "core/library/SyncStore.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QPointer>
#include <QRandomGenerator>
#include <QThread>

#include <algorithm>
#include <atomic>

namespace lobule::archive {

namespace {

constexpr int kSliceMs = 200; ///< How often a waiting worker looks whether it is wanted.
constexpr int kSettleMs = 300; ///< After a change of the library: whoever types or imports is not done yet.
constexpr int kTellMs = 200; ///< Between two pictures of the progress.
constexpr int kPostponedMs = 3000; ///< Between two looks while something was put off.
constexpr int kReopenMs = 5000; ///< Until the next try where the library cannot be opened.
constexpr qint64 kNoteMs = 60'000; ///< Between two notes of "nothing to do".

constexpr char kPausedKey[] = "paused";
constexpr char kLimitKey[] = "bytes-per-second";
constexpr char kLastSyncKey[] = "last-sync";

/// Faults that go away by themselves; the others need a person.
bool isOffline(const Error& error)
{
    static const char* const words[]
        = {reason::kNameUnknown, reason::kRefused, reason::kTimeout, reason::kLost, reason::kBusy, reason::kServerFull, reason::kReadOnly};
    const QString word = reasonOf(error);
    return std::any_of(std::begin(words), std::end(words), [&word](const char* w) { return word == QLatin1String(w); });
}

/// Bytes a second over the last few seconds.
class Rate {
public:
    Rate() { m_clock.start(); }
    void add(qint64 bytes)
    {
        m_bytes += bytes;
        if (m_clock.elapsed() < 1000) return;
        const double now = static_cast<double>(m_bytes) * 1000.0 / static_cast<double>(m_clock.restart());
        m_rate = m_rate > 0 ? 0.6 * m_rate + 0.4 * now : now;
        m_bytes = 0;
    }
    [[nodiscard]] qint64 value() const { return static_cast<qint64>(m_rate); }

private:
    QElapsedTimer m_clock;
    qint64 m_bytes = 0;
    double m_rate = 0;
};

} // namespace

const char* phaseName(SyncState::Phase phase)
{
    switch (phase) {
    case SyncState::Phase::NotConfigured: return "not-configured";
    case SyncState::Phase::Connecting: return "connecting";
    case SyncState::Phase::Offline: return "offline";
    case SyncState::Phase::Syncing: return "syncing";
    case SyncState::Phase::UpToDate: return "up-to-date";
    case SyncState::Phase::NeedsAttention: return "needs-attention";
    case SyncState::Phase::Paused: break;
    }
    return "paused";
}

/// What runs in the thread. Its public half is called from the thread of the SyncRunner.
class SyncRunner::Worker {
public:
    Worker(SyncRunner* owner, QString folder, RunnerOptions options)
        : m_owner(owner), m_folder(std::move(folder)), m_options(std::move(options))
    {
    }

    void start()
    {
        m_thread.reset(QThread::create([this] { run(); }));
        m_thread->setObjectName(QStringLiteral("archive sync"));
        m_thread->start();
    }
    void stop()
    {
        m_isStopping = true;
        if (m_thread) m_thread->wait();
    }

    // Wishes; the worker looks for them several times a second.
    enum Wish { SyncNow = 1, Retry = 2, Pause = 4, Resume = 8, Limit = 16 };
    void wish(int wishes, int instead = 0)
    {
        m_wishes &= ~instead;
        m_wishes |= wishes;
    }
    void setLimit(qint64 limit)
    {
        m_throttle.setLimit(limit);
        wish(Limit);
    }

private:
    void run();
    bool open();
    void step();
    void connectArchive();
    void exchangeOnce();
    void fail(const Error& error);
    void idle();
    [[nodiscard]] bool wait(int milliseconds, bool canEndEarly);
    void takeWishes();
    void readSettings();
    void noteLastSync(bool hasMoved);
    void countWhatIsLeft();
    void tellNow();
    void progressed(const SyncProgress& progress);
    void moved(qint64 bytes);
    /// Something waits that this user may send.
    [[nodiscard]] bool canSend() const { return m_state.waiting > m_state.held; }
    [[nodiscard]] bool isUnwanted() const { return m_isStopping || (m_wishes & Pause) != 0; }
    template <class Call> void inOwner(Call call)
    {
        // The owner outlives the thread; what is still queued when it goes, goes with it.
        QMetaObject::invokeMethod(m_owner, std::move(call), Qt::QueuedConnection);
    }

    SyncRunner* const m_owner;
    const QString m_folder;
    const RunnerOptions m_options;
    std::unique_ptr<QThread> m_thread;
    std::atomic<bool> m_isStopping{false};
    std::atomic<int> m_wishes{0};
    Throttle m_throttle;

    // Of the thread.
    std::unique_ptr<library::SyncStore> m_store;
    std::unique_ptr<Archive> m_archive;
    ConnectionSettings m_settings;
    SyncState m_state;
    bool m_isPaused = false;
    bool m_isDue = true; ///< Something may have changed at either end.
    int m_failures = 0;
    qint64 m_seen = -1; ///< The library's change counter.
    SyncReport m_report; ///< Of the exchange under way.
    int m_told = 0; ///< Changes of others that the owner knows about.
    Rate m_rate;
    QElapsedTimer m_sinceTold;
    qint64 m_notedMs = 0;
};

void SyncRunner::Worker::run()
{
    while (!m_isStopping) {
        if (!m_store && !open()) {
            for (int slept = 0; slept < kReopenMs && !m_isStopping; slept += kSliceMs) QThread::msleep(kSliceMs);
            continue;
        }
        takeWishes();
        step();
    }
    m_archive.reset();
    m_store.reset();
}

bool SyncRunner::Worker::open()
{
    auto opened = library::SyncStore::open(m_folder);
    if (!opened) {
        m_state.phase = SyncState::Phase::NeedsAttention;
        m_state.problem = opened.error();
        tellNow();
        return false;
    }
    m_store = std::move(*opened);
    m_isPaused = m_store->setting(QLatin1String(kPausedKey)) == QLatin1String("1");
    if ((m_wishes & Limit) == 0) m_throttle.setLimit(m_store->setting(QLatin1String(kLimitKey)).toLongLong());
    if (const qint64 last = m_store->setting(QLatin1String(kLastSyncKey)).toLongLong(); last > 0)
        m_state.lastSync = QDateTime::fromMSecsSinceEpoch(last, Qt::UTC);
    return true;
}

/// One round: whatever is next, ending with a wait.
void SyncRunner::Worker::step()
{
    readSettings();
    const auto links = m_store->links();
    const bool isConfigured = m_settings.isComplete() && links && !links->isEmpty();
    if (!isConfigured || m_isPaused) {
        m_archive.reset();
        m_state.problem.reset();
        countWhatIsLeft();
        m_state.phase = isConfigured ? SyncState::Phase::Paused : SyncState::Phase::NotConfigured;
        tellNow();
        m_isDue = true;
        (void)wait(60'000, true);
        return;
    }
    if (!m_archive) connectArchive();
    if (m_archive && m_isDue) exchangeOnce();
    if (m_archive) idle();
}

/// Takes over what was changed in the library by anybody; another server means another connection.
void SyncRunner::Worker::readSettings()
{
    m_seen = m_store->changeCounter();
    ConnectionSettings settings = ConnectionSettings::load(*m_store);
    settings.silenceSeconds = m_options.silenceSeconds;
    if (settings == m_settings) return;
    m_settings = settings;
    m_archive.reset();
    m_failures = 0;
    m_isDue = true;
}

void SyncRunner::Worker::connectArchive()
{
    if (m_failures == 0) {
        m_state.phase = SyncState::Phase::Connecting;
        tellNow();
    }
    const auto password = readPassword(
        m_settings, [this] { return isUnwanted(); }, m_options.keyStore);
    if (!password) return fail(password.error());
    auto archive = Archive::connect(m_settings, *password, [this] { return isUnwanted(); });
    if (!archive) return fail(archive.error());
    if (const auto listening = (*archive)->listen(); !listening) return fail(listening.error());
    m_archive = std::move(*archive);
    m_isDue = true;
}

void SyncRunner::Worker::exchangeOnce()
{
    m_isDue = false;
    m_rate = {};
    m_told = 0;
    SyncOptions options;
    options.fetchObjects = m_options.fetchObjects;
    options.isCancelled = [this] { return isUnwanted(); };
    options.progress = [this](const SyncProgress& progress) { progressed(progress); };
    options.pace = [this](qint64 bytes) { moved(bytes); };
    m_archive->setBurst(m_throttle.limit());
    SyncReport& report = m_report = {};
    countWhatIsLeft();
    Result<void> done = m_archive->greet();
    if (done) done = exchange(*m_store, *m_archive, options, report);
    if (report.received > 0 || report.fetchedObjects > 0) inOwner([owner = m_owner] { Q_EMIT owner->received(); });
    if (!report.ended.isEmpty()) {
        countWhatIsLeft();
        inOwner([owner = m_owner, names = report.ended, unsent = m_state.unsent] { Q_EMIT owner->membershipsEnded(names, unsent); });
    }
    m_state.isReadOnly = report.isReadOnly;
    m_state.progress = {};
    m_state.bytesPerSecond = 0;
    if (!done) return fail(done.error());
    m_failures = 0;
    m_state.problem.reset();
    m_state.nextTry = {};
    countWhatIsLeft();
    const bool hasTrouble = m_state.attention + m_state.refusals + m_state.lost > 0 || !m_state.conflicts.isEmpty();
    m_state.phase = hasTrouble ? SyncState::Phase::NeedsAttention : SyncState::Phase::UpToDate;
    noteLastSync(report.sent + report.received + report.fetchedObjects > 0);
    tellNow();
}

/// The connection is gone or of no use; waits before the next try.
void SyncRunner::Worker::fail(const Error& error)
{
    m_archive.reset();
    m_isDue = true;
    if (isUnwanted() || error.code == ErrorCode::Cancelled) return;
    countWhatIsLeft();
    m_state.problem = error;
    m_state.phase = isOffline(error) ? SyncState::Phase::Offline : SyncState::Phase::NeedsAttention;
    // Somebody who has to act is not helped by knocking at the door, and wrong passwords may lock it.
    const int pause = isOffline(error) ? jitteredPauseMs(m_failures) : 60'000;
    ++m_failures;
    m_state.nextTry = QDateTime::currentDateTimeUtc().addMSecs(pause);
    tellNow();
    (void)wait(pause, false);
}

/// Connected and done: waits for a reason to look again.
void SyncRunner::Worker::idle()
{
    const int spread = m_options.pollSeconds * 1000 / 3;
    const int poll = m_options.pollSeconds * 1000 + QRandomGenerator::global()->bounded(2 * spread + 1) - spread;
    const QDeadlineTimer deadline(canSend() && !m_state.isReadOnly ? std::min(poll, kPostponedMs) : poll);
    while (!m_isDue && m_wishes == 0 && !m_isStopping && !deadline.hasExpired()) {
        const auto hint = m_archive->awaitHint(kSliceMs);
        if (!hint) return fail(hint.error());
        if (*hint) m_isDue = true;
        if (m_store->changeCounter() == m_seen) continue;
        // Something was committed; whether there is anything to send, the outbox knows.
        (void)wait(kSettleMs, false);
        readSettings();
        countWhatIsLeft();
        if (canSend() || !m_archive) return void(m_isDue = true);
        tellNow();
    }
    if (deadline.hasExpired()) m_isDue = true;
}

/// False: something came up that ends the wait. `canEndEarly`: a change of the library does, too.
bool SyncRunner::Worker::wait(int milliseconds, bool canEndEarly)
{
    const QDeadlineTimer deadline(milliseconds);
    while (!deadline.hasExpired()) {
        if (m_isStopping || m_wishes != 0) return false;
        if (canEndEarly && m_store && m_store->changeCounter() != m_seen) return false;
        QThread::msleep(static_cast<unsigned long>(std::clamp<qint64>(deadline.remainingTime(), 1, kSliceMs)));
    }
    return true;
}

void SyncRunner::Worker::takeWishes()
{
    const int wishes = m_wishes.exchange(0);
    if (wishes == 0) return;
    m_isDue = true;
    if ((wishes & (SyncNow | Retry | Resume)) != 0) m_failures = 0;
    if (wishes & Pause) m_isPaused = true;
    if (wishes & Resume) m_isPaused = false;
    // What cannot be stored is wished for again at the next start; it is in force now.
    if (wishes & (Pause | Resume))
        (void)m_store->setSetting(QLatin1String(kPausedKey), m_isPaused ? QStringLiteral("1") : QStringLiteral("0"));
    if (wishes & Limit) (void)m_store->setSetting(QLatin1String(kLimitKey), QString::number(m_throttle.limit()));
    if (wishes & Retry) (void)m_store->retryAll();
}

void SyncRunner::Worker::countWhatIsLeft()
{
    if (const auto left = m_store->counts()) {
        m_state.waiting = left->waiting;
        m_state.attention = left->attention;
        m_state.remoteObjects = left->remoteObjects;
        m_state.held = left->held;
        m_state.unsent = left->unsent;
        m_state.refusals = left->refusals;
        m_state.lost = left->lost;
    }
    if (const auto conflicts = m_store->conflicts()) m_state.conflicts = *conflicts;
}

void SyncRunner::Worker::noteLastSync(bool hasMoved)
{
    if (canSend()) return;
    m_state.lastSync = QDateTime::currentDateTimeUtc();
    const qint64 now = m_state.lastSync.toMSecsSinceEpoch();
    if (!hasMoved && now - m_notedMs < kNoteMs) return;
    m_notedMs = now;
    (void)m_store->setSetting(QLatin1String(kLastSyncKey), QString::number(now));
}

void SyncRunner::Worker::progressed(const SyncProgress& progress)
{
    if (m_report.received != m_told) inOwner([owner = m_owner] { Q_EMIT owner->received(); });
    m_told = m_report.received;
    m_state.progress = progress;
    moved(0);
}

void SyncRunner::Worker::moved(qint64 bytes)
{
    const bool hasBegun = std::exchange(m_state.phase, SyncState::Phase::Syncing) != SyncState::Phase::Syncing;
    m_state.problem.reset();
    if (m_state.progress.total == 0) m_state.progress.total = m_state.waiting;
    if (hasBegun || !m_sinceTold.isValid() || m_sinceTold.elapsed() >= kTellMs) tellNow();
    if (bytes > 0) m_throttle.spend(bytes, [this] { return isUnwanted(); });
    m_rate.add(bytes);
    m_state.bytesPerSecond = m_rate.value();
}

void SyncRunner::Worker::tellNow()
{
    m_sinceTold.start();
    m_state.bytesPerSecondLimit = m_throttle.limit();
    inOwner([owner = m_owner, state = m_state] { owner->take(state); });
}

SyncRunner::SyncRunner(const QString& libraryFolder, const RunnerOptions& options, QObject* parent)
    : QObject(parent), m_worker(std::make_shared<Worker>(this, libraryFolder, options))
{
}

SyncRunner::~SyncRunner() { m_worker->stop(); }

void SyncRunner::start() { m_worker->start(); }

void SyncRunner::take(const SyncState& state)
{
    m_state = state;
    Q_EMIT stateChanged(m_state);
}

void SyncRunner::syncNow() { m_worker->wish(Worker::SyncNow); }

void SyncRunner::retry() { m_worker->wish(Worker::Retry); }

void SyncRunner::setPaused(bool isPaused)
{
    m_worker->wish(isPaused ? Worker::Pause : Worker::Resume, isPaused ? Worker::Resume : Worker::Pause);
}

void SyncRunner::setBytesPerSecondLimit(qint64 limit) { m_worker->setLimit(limit); }

} // namespace lobule::archive
