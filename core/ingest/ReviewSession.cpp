#include "core/ingest/ReviewSession.h"

#include "core/ingest/SiteKeyHex.h"
#include "core/ingest/WorkerPool.h"

#include <QFileInfo>

#include <optional>
#include <utility>

namespace lobule::ingest {

class ReviewSession::Private {
public:
    [[nodiscard]] Request request(RequestKind kind) const
    {
        Request out;
        out.kind = kind;
        out.id = lastId;
        out.file = source.file;
        out.member = source.member;
        out.passwords = options.archivePasswords;
        return out;
    }
    void submit(Request next)
    {
        next.id = ++lastId;
        isBusy = true;
        pool->submit(next, bytes);
    }

    ImportOptions options;
    SourceName source;
    qint64 bytes = 0;
    std::unique_ptr<WorkerPool> pool;
    std::optional<Request> waiting; ///< The picture to ask for when the worker is free.
    qint64 lastId = 0;
    bool isBusy = false;
};

ReviewSession::ReviewSession(ImportOptions options, QObject* parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->options = std::move(options);
}

ReviewSession::~ReviewSession() = default;

void ReviewSession::open(const QString& shown)
{
    d->source = sourceName(shown);
    const QFileInfo info(d->source.file);
    // Said from the event loop, as everything else.
    const auto sayFailed = [this](const Error& error) {
        QMetaObject::invokeMethod(
            this, [this, error] { Q_EMIT failed(error); }, Qt::QueuedConnection);
    };
    if (!info.exists()) return sayFailed({ErrorCode::NotFound, {d->source.file.toStdString()}, {}});
    d->bytes = info.size();
    const Result<QString> key = siteKeyHex();
    if (!key) return sayFailed(key.error());
    WorkerPool::Options options;
    options.program = d->options.workerProgram;
    options.workers = 1;
    options.hello.keyHex = *key;
    options.hello.profile = d->options.profile;
    options.hello.safePrivateList = d->options.safePrivateList;
    options.hello.memoryMiB = d->options.memoryMiB;
    d->pool = std::make_unique<WorkerPool>(options);
    connect(d->pool.get(), &WorkerPool::broken, this, &ReviewSession::failed, Qt::QueuedConnection);
    connect(d->pool.get(), &WorkerPool::replied, this, [this](const Reply& reply) {
        d->isBusy = false;
        if (d->waiting) {
            const Request next = *std::exchange(d->waiting, std::nullopt);
            // What was asked for before is out of date unless it is the review itself.
            d->submit(next);
            if (reply.kind == ReplyKind::Picture) return;
        }
        if (reply.kind == ReplyKind::Reviewed) return Q_EMIT reviewed(reply.review);
        if (reply.kind == ReplyKind::Picture) return Q_EMIT pictured(reply.picture);
        Q_EMIT failed({reply.kind == ReplyKind::Rejected ? reply.code : ErrorCode::NotDicom, {}, reply.reason.toStdString()});
    });
    if (const Result<void> started = d->pool->start(); !started) return sayFailed(started.error());
    d->submit(d->request(RequestKind::Review));
}

void ReviewSession::requestPicture(int frame, double windowCenter, double windowWidth)
{
    if (d->pool == nullptr) return;
    Request request = d->request(RequestKind::Picture);
    request.frame = frame;
    request.windowCenter = windowCenter;
    request.windowWidth = windowWidth;
    if (d->isBusy)
        d->waiting = request;
    else
        d->submit(request);
}

} // namespace lobule::ingest
