#include "core/archive/StudyFetch.h"

#include "core/archive/Password.h"
#include "core/archive/SyncEngine.h"
#include "core/archive/Throttle.h"
#include "core/library/SyncStore.h"

#include <QElapsedTimer>
#include <QThread>

#include <atomic>

namespace lobule::archive {

namespace {
constexpr int kTellMs = 100;
}

class StudyFetch::Private {
public:
    Private(StudyFetch* owner, QString libraryFolder, std::shared_ptr<keys::KeyStore> store)
        : q(owner), folder(std::move(libraryFolder)), keyStore(std::move(store))
    {
    }
    [[nodiscard]] Result<void> fetch();
    void run();

    StudyFetch* q;
    QString folder;
    std::shared_ptr<keys::KeyStore> keyStore;
    std::atomic<bool> isCancelled{false};
    std::unique_ptr<QThread> thread;
};

Result<void> StudyFetch::Private::fetch()
{
    const IsCancelled cancelled = [this] { return isCancelled.load(); };
    auto store = library::SyncStore::open(folder);
    if (!store) return tl::unexpected<Error>(store.error());
    const ConnectionSettings settings = ConnectionSettings::load(**store);
    const auto password = readPassword(settings, cancelled, keyStore);
    if (!password) return tl::unexpected<Error>(password.error());
    Throttle throttle;
    throttle.setLimit((*store)->setting(QStringLiteral("bytes-per-second")).toLongLong());
    QElapsedTimer told;
    SyncOptions options;
    options.fetchStudy = q->studyUid();
    options.isCancelled = cancelled;
    options.burst = throttle.limit();
    options.pace = [&](qint64 bytes) { throttle.spend(bytes, cancelled); };
    options.progress = [&](const SyncProgress& now) {
        if (now.step != SyncProgress::Step::Fetching || (told.isValid() && told.elapsed() < kTellMs && now.done < now.total)) return;
        told.start();
        QMetaObject::invokeMethod(
            q, [owner = q, now] { Q_EMIT owner->progressed(now.done, now.total); }, Qt::QueuedConnection);
    };
    SyncReport report;
    return syncOnce(**store, settings, *password, options, report);
}

void StudyFetch::Private::run()
{
    const auto done = fetch();
    std::optional<Error> error;
    if (!done && done.error().code != ErrorCode::Cancelled && !isCancelled) error = done.error();
    QMetaObject::invokeMethod(
        q, [owner = q, isComplete = done.has_value(), error] { Q_EMIT owner->finished(isComplete, error); }, Qt::QueuedConnection);
}

StudyFetch::StudyFetch(QString libraryFolder, QString studyUid, std::shared_ptr<keys::KeyStore> keyStore, QObject* parent)
    : QObject(parent), m_studyUid(std::move(studyUid)), d(std::make_unique<Private>(this, std::move(libraryFolder), std::move(keyStore)))
{
}

StudyFetch::~StudyFetch()
{
    cancel();
    if (d->thread) d->thread->wait();
}

void StudyFetch::start()
{
    d->thread.reset(QThread::create([this] { d->run(); }));
    d->thread->setObjectName(QStringLiteral("archive fetch"));
    d->thread->start();
}

void StudyFetch::cancel() { d->isCancelled = true; }

} // namespace lobule::archive
