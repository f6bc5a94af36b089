#include "core/keys/KeyStore.h"

#include <QObject>
#include <QThread>

#include <qt6keychain/keychain.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace lobule::keys {
namespace {

const QString kService = QStringLiteral("Lobule");

/// What a job answered. Shared with the job, which may outlive the caller's patience.
struct Answer {
    std::mutex mutex;
    std::condition_variable changed;
    bool isDone = false;
    bool isAbandoned = false;
    QKeychain::Error error = QKeychain::NoError;
    std::string detail;
    QString text;
};

using MakeJob = std::function<QKeychain::Job*()>;

/// Lives in the one thread that all jobs of the process run in: QtKeychain's queue of jobs belongs to the thread of the first one,
/// and a job of another thread waits for ever once that has ended. The thread is never joined, since neither D-Bus nor the
/// system's prompt can be interrupted; an object that is never deleted harms nobody at the end of the process.
QObject* jobThread()
{
    static QObject* const context = [] {
        auto* thread = new QThread;
        auto* object = new QObject;
        object->moveToThread(thread);
        thread->start();
        return object;
    }();
    return context;
}

void start(QKeychain::Job* job)
{
    job->setInsecureFallback(false);
    job->start(); // Deletes itself.
}

/// Runs the job and waits for it, but not for ever.
std::shared_ptr<Answer> run(const MakeJob& make, int timeoutMs, const QString& undoIfLate)
{
    auto answer = std::make_shared<Answer>();
    const auto begin = [make, answer, undoIfLate] {
        QKeychain::Job* job = make();
        QObject::connect(job, &QKeychain::Job::finished, job, [answer, undoIfLate](QKeychain::Job* done) {
            const std::lock_guard lock(answer->mutex);
            answer->isDone = true;
            answer->error = done->error();
            answer->detail = done->errorString().toStdString();
            if (const auto* read = qobject_cast<QKeychain::ReadPasswordJob*>(done)) answer->text = read->textData();
            answer->changed.notify_all();
            if (!answer->isAbandoned || answer->error != QKeychain::NoError || undoIfLate.isEmpty()) return;
            // Nobody waits any longer: what was written meanwhile is nobody's.
            auto* undo = new QKeychain::DeletePasswordJob(kService);
            undo->setKey(undoIfLate);
            start(undo);
        });
        start(job);
    };
    QMetaObject::invokeMethod(jobThread(), begin, Qt::QueuedConnection);
    std::unique_lock lock(answer->mutex);
    if (!answer->changed.wait_for(lock, std::chrono::milliseconds(timeoutMs), [&] { return answer->isDone; })) answer->isAbandoned = true;
    return answer;
}

class SystemKeyStore : public KeyStore {
public:
    explicit SystemKeyStore(int timeoutMs) : m_timeoutMs(timeoutMs) { }

    Result<QString> read(const QString& name) override
    {
        const auto make = [name] {
            auto job = new QKeychain::ReadPasswordJob(kService);
            job->setKey(name);
            return job;
        };
        const auto answer = run(make, m_timeoutMs, {});
        if (auto error = errorOf(*answer)) return tl::unexpected(std::move(*error));
        const std::lock_guard lock(answer->mutex);
        // Some stores answer an entry that is not there with an empty text.
        if (answer->text.isEmpty()) return fail(ErrorCode::NotFound, {"site key"}, "no entry in the key store");
        return answer->text;
    }

    Result<void> write(const QString& name, const QString& value) override
    {
        const auto make = [name, value] {
            auto job = new QKeychain::WritePasswordJob(kService);
            job->setKey(name);
            job->setTextData(value);
            return job;
        };
        if (auto error = errorOf(*run(make, m_timeoutMs, name))) return tl::unexpected(std::move(*error));
        return {};
    }

    Result<void> remove(const QString& name) override
    {
        const auto make = [name] {
            auto job = new QKeychain::DeletePasswordJob(kService);
            job->setKey(name);
            return job;
        };
        auto error = errorOf(*run(make, m_timeoutMs, {}));
        if (error && error->code != ErrorCode::NotFound) return tl::unexpected(std::move(*error));
        return {};
    }

private:
    static std::optional<Error> errorOf(Answer& answer)
    {
        const std::lock_guard lock(answer.mutex);
        if (answer.isAbandoned) return Error{ErrorCode::LibraryLocked, {"key-store-silent"}, "the key store does not answer"};
        switch (answer.error) {
        case QKeychain::NoError: return {};
        case QKeychain::EntryNotFound: return Error{ErrorCode::NotFound, {"site key"}, "no entry in the key store"};
        case QKeychain::AccessDenied:
        case QKeychain::AccessDeniedByUser: return Error{ErrorCode::LibraryLocked, {"key-store-refused"}, answer.detail};
        // OtherError is also what a missing D-Bus or a service that cannot be started comes back as.
        default: return Error{ErrorCode::LibraryLocked, {"key-store-absent"}, answer.detail};
        }
    }

    int m_timeoutMs;
};

} // namespace

std::shared_ptr<KeyStore> systemKeyStore(int timeoutMs) { return std::make_shared<SystemKeyStore>(timeoutMs); }

} // namespace lobule::keys
