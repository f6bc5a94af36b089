#include "app/predict/InferenceClient.h"

#include "app/predict/InferenceProtocol.h"
#include "app/predict/OrientedSlice.h"
#include "app/predict/PredictionGate.h"
#include "app/predict/WorkerChannel.h"
#include "core/volume/SeriesVolume.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <deque>
#include <utility>

namespace lobule::predict {

namespace {

constexpr int kMaximumAttempts = 2;

struct Item {
    quint64 job = 0;
    int index = 0;
    int attempts = 0; ///< How often the worker has been asked and was lost over it.
    bool dropped = false; ///< Cancelled while with the worker: already answered.
    bool alone = false; ///< Is sent without company, so that the answer is about this slice and no other.
};

struct Job {
    PredictionRequest request;
    JobSummary summary;
    int open = 0; ///< Slices that are not answered yet.
};

bool haveSameGrid(const OrientedSlice& a, const OrientedSlice& b)
{
    return a.rows == b.rows && a.columns == b.columns && a.rowSpacingMm == b.rowSpacingMm && a.columnSpacingMm == b.columnSpacingMm;
}

} // namespace

/// The queue, the worker's life and the one message that is under way.
class InferenceClient::Private {
public:
    Private(InferenceClient* owner, InferenceOptions chosen) : q(owner), options(std::move(chosen)) { }

    void schedule();
    void pump();
    QList<Item> nextBatch(QList<OrientedSlice>& slices);
    void sendBatch(QList<Item> items, const QList<OrientedSlice>& slices);
    void startWorker();
    void connectWorker();
    void stopWorker();
    void handle(const QJsonObject& message);
    void handleLoaded(const QJsonObject& message);
    void handlePredictions(const QJsonObject& message);
    void lose(const Error& error);
    void requeue(bool countAttempt, const Error& error);
    void failEverything(const Error& error);
    void answer(const Item& item, Result<library::Prediction> prediction);
    void setState(State next);
    void watch(int milliseconds);

    InferenceClient* q;
    InferenceOptions options;
    State state = State::Idle;
    std::deque<Item> queue;
    QHash<quint64, Job> jobs;
    QList<Item> inFlight;
    std::unique_ptr<WorkerChannel> worker;
    bool isLoaded = false;
    bool isPumpScheduled = false;
    bool isPrewarming = false;
    quint64 lastJob = 0;
    quint64 messageId = 0;
    std::optional<ModelInfo> model;
    QTimer watchdog;
    QTimer idleTimer;
};

InferenceClient::InferenceClient(InferenceOptions options, QObject* parent)
    : QObject(parent), d(std::make_unique<Private>(this, std::move(options)))
{
    d->watchdog.setSingleShot(true);
    d->idleTimer.setSingleShot(true);
    connect(&d->watchdog, &QTimer::timeout, this, [this] {
        d->lose(Error{ErrorCode::WorkerTimeout, {"lobule-infer"}, "no answer in time"});
    });
    connect(&d->idleTimer, &QTimer::timeout, this, [this] {
        d->stopWorker();
        d->setState(State::Idle);
    });
}

InferenceClient::~InferenceClient() = default;

quint64 InferenceClient::predict(const PredictionRequest& request)
{
    const quint64 id = ++d->lastJob;
    Job job;
    job.request = request;
    job.summary.job = id;
    job.open = static_cast<int>(request.slices.size());
    d->jobs.insert(id, job);
    std::deque<Item> items;
    for (const int index : request.slices) items.push_back(Item{id, index, 0, false, false});
    d->queue.insert(request.urgent ? d->queue.begin() : d->queue.end(), items.begin(), items.end());
    d->schedule();
    return id;
}

void InferenceClient::cancel(quint64 job)
{
    if (!d->jobs.contains(job)) return;
    d->jobs[job].summary.cancelled = true;
    std::deque<Item> waiting;
    std::deque<Item> cancelled;
    for (const Item& item : d->queue) (item.job == job ? cancelled : waiting).push_back(item);
    d->queue = std::move(waiting);
    for (Item& item : d->inFlight) {
        if (item.job != job || item.dropped) continue;
        cancelled.push_back(item);
        item.dropped = true;
    }
    const QPointer<InferenceClient> self(this);
    for (const Item& item : cancelled) {
        d->answer(item, fail(ErrorCode::Cancelled));
        if (!self) return;
    }
}

void InferenceClient::cancelAll()
{
    const QPointer<InferenceClient> self(this);
    const QList<quint64> all = d->jobs.keys();
    for (const quint64 job : all) {
        if (self) cancel(job);
    }
}

bool InferenceClient::hasWork() const { return !d->jobs.isEmpty(); }

void InferenceClient::prewarm()
{
    if (d->isLoaded || d->worker) return;
    d->isPrewarming = true;
    d->startWorker();
}

void InferenceClient::setOptions(const InferenceOptions& options)
{
    d->options = options;
    d->requeue(false, {});
    d->stopWorker();
    d->setState(State::Idle);
    d->schedule();
}

const InferenceOptions& InferenceClient::options() const { return d->options; }
InferenceClient::State InferenceClient::state() const { return d->state; }
const ModelInfo* InferenceClient::model() const { return d->model ? &*d->model : nullptr; }
qint64 InferenceClient::workerProcessId() const { return d->worker ? d->worker->processId() : 0; }

void InferenceClient::Private::schedule()
{
    if (std::exchange(isPumpScheduled, true)) return;
    QMetaObject::invokeMethod(
        q,
        [this] {
            isPumpScheduled = false;
            pump();
        },
        Qt::QueuedConnection);
}

void InferenceClient::Private::pump()
{
    const QPointer<InferenceClient> self(q);
    // A job without slices is over at once.
    for (const auto& [id, job] : jobs.asKeyValueRange()) {
        if (job.open > 0) continue;
        const JobSummary summary = jobs.take(id).summary;
        Q_EMIT q->jobFinished(summary);
        if (self) schedule();
        return;
    }
    while (inFlight.isEmpty() && !queue.empty()) {
        QList<OrientedSlice> slices;
        const QList<Item> items = nextBatch(slices);
        if (!self) return;
        if (items.isEmpty()) continue;
        if (!isLoaded) {
            queue.insert(queue.begin(), items.begin(), items.end());
            startWorker();
            return;
        }
        sendBatch(items, slices);
    }
    if (inFlight.isEmpty() && isLoaded) {
        setState(State::Ready);
        if (options.idleShutdownMs > 0) idleTimer.start(options.idleShutdownMs);
    }
}

/// Takes slices of one volume from the head of the queue; those that the gate refuses are answered on the way.
QList<Item> InferenceClient::Private::nextBatch(QList<OrientedSlice>& slices)
{
    const QPointer<InferenceClient> self(q);
    QList<Item> items;
    const volume::SeriesVolume* of = nullptr;
    while (!queue.empty() && items.size() < std::max(1, options.batchSize)) {
        const Item item = queue.front();
        const PredictionRequest& request = jobs[item.job].request;
        if (of && (request.volume.get() != of || item.alone)) break;
        queue.pop_front();
        if (!request.volume || item.index < 0 || item.index >= request.volume->sliceCount()) {
            answer(item, fail(ErrorCode::NotFound, {"slice"}));
        } else {
            const auto& slice = request.volume->slice(item.index);
            const GateFacts facts = gateFacts(*request.volume, item.index, request.imageTypes.value(slice.instanceUid));
            // A score of damaged pixels would look like any other.
            const Result<void> allowed = request.volume->isIntact(item.index)
                ? checkSlice(facts)
                : Result<void>(fail(ErrorCode::Corrupt, {"pixels"}, "cache checksum"));
            auto oriented = allowed ? orientedSlice(request.volume->pixels(item.index), facts.geometry) : tl::unexpected(allowed.error());
            if (oriented && !slices.isEmpty() && !haveSameGrid(*oriented, slices.first())) {
                queue.push_front(item);
                break;
            }
            if (oriented) {
                of = request.volume.get();
                items.append(item);
                slices.append(std::move(*oriented));
            } else {
                answer(item, tl::unexpected(oriented.error()));
            }
        }
        if (!self || (of && item.alone)) break;
    }
    return items;
}

void InferenceClient::Private::sendBatch(QList<Item> items, const QList<OrientedSlice>& slices)
{
    idleTimer.stop();
    inFlight = std::move(items);
    const protocol::Outgoing out = protocol::predict(++messageId, slices);
    worker->send(out.message, out.payload);
    setState(State::Busy);
    watch(options.sliceTimeoutMs);
}

void InferenceClient::Private::startWorker()
{
    if (worker) return; // On its way.
    const QString program = options.program.isEmpty() ? defaultInferenceProgram() : options.program;
    const QString package = options.modelPackage.isEmpty() ? defaultModelPackage() : options.modelPackage;
    if (program.isEmpty()) return failEverything(Error{ErrorCode::WorkerUnavailable, {"lobule-infer"}, "not found beside the program"});
    if (package.isEmpty()) return failEverything(Error{ErrorCode::ModelInvalid, {"no model package"}, "no model package found"});
    worker = std::make_unique<WorkerChannel>();
    connectWorker();
    setState(State::Starting);
    watch(options.startTimeoutMs);
    worker->start(program, protocol::serveArguments());
    const protocol::Outgoing out = protocol::load(++messageId, package, options.device);
    if (worker) worker->send(out.message, out.payload);
}

void InferenceClient::Private::connectWorker()
{
    WorkerChannel* channel = worker.get();
    // Queued, because the handlers replace the channel whose signal they answer.
    QObject::connect(
        channel, &WorkerChannel::notStarted, q,
        [this, channel] {
            if (worker.get() != channel) return;
            failEverything(Error{ErrorCode::WorkerUnavailable, {"lobule-infer"}, "does not start"});
        },
        Qt::QueuedConnection);
    QObject::connect(
        channel, &WorkerChannel::notProtocol, q,
        [this, channel] {
            if (worker.get() == channel) lose(Error{ErrorCode::Protocol, {"lobule-infer"}, "no frame on stdout"});
        },
        Qt::QueuedConnection);
    QObject::connect(
        channel, &WorkerChannel::closed, q,
        [this, channel](int exitCode, bool crashed) {
            if (worker.get() != channel) return;
            const std::string how = (crashed ? "ended by a signal" : "exit code " + std::to_string(exitCode)) + "; "
                + channel->log().right(500).toStdString();
            lose(Error{ErrorCode::WorkerCrashed, {"lobule-infer"}, how});
        },
        Qt::QueuedConnection);
    QObject::connect(
        channel, &WorkerChannel::received, q,
        [this, channel](const QJsonObject& message) {
            if (worker.get() == channel) handle(message);
        },
        Qt::QueuedConnection);
}

/// Ends the worker and forgets it: nothing that it still says reaches anybody.
void InferenceClient::Private::stopWorker()
{
    watchdog.stop();
    idleTimer.stop();
    isLoaded = false;
    isPrewarming = false;
    if (!worker) return;
    WorkerChannel* channel = worker.release();
    channel->disconnect(q);
    channel->setParent(q);
    QObject::connect(channel, &WorkerChannel::closed, channel, &QObject::deleteLater);
    QObject::connect(channel, &WorkerChannel::notStarted, channel, &QObject::deleteLater);
    channel->finish();
    if (channel->processId() == 0) return channel->deleteLater();
    QTimer::singleShot(2000, channel, &WorkerChannel::kill);
}

void InferenceClient::Private::handle(const QJsonObject& message)
{
    if (protocol::isHello(message)) {
        if (const auto hello = protocol::checkHello(message); !hello) lose(hello.error());
        return;
    }
    if (static_cast<quint64>(message.value(QLatin1String("id")).toInteger()) != messageId) return; // Of a message given up.
    if (!isLoaded) return handleLoaded(message);
    if (!inFlight.isEmpty()) handlePredictions(message);
}

void InferenceClient::Private::handleLoaded(const QJsonObject& message)
{
    watchdog.stop();
    if (const auto error = protocol::errorOf(message)) return failEverything(*error);
    auto info = protocol::modelInfo(message);
    if (!info) return lose(info.error());
    isLoaded = true;
    isPrewarming = false;
    model = std::move(*info);
    setState(State::Ready);
    Q_EMIT q->modelLoaded(*model);
    schedule();
}

void InferenceClient::Private::handlePredictions(const QJsonObject& message)
{
    watchdog.stop();
    const QPointer<InferenceClient> self(q);
    const QList<Item> items = std::exchange(inFlight, {});
    const auto error = protocol::errorOf(message);
    auto answers = error ? tl::unexpected(*error) : protocol::predictions(message, items.size(), *model);
    if (!answers && answers.error().code == ErrorCode::Protocol) {
        inFlight = items;
        return lose(answers.error());
    }
    // A batch is refused as a whole when no slice of it can be judged, with the reason of the first: each is asked for its own.
    const bool askEach = !answers && answers.error().code == ErrorCode::NotScored && items.size() > 1;
    for (qsizetype i = 0; i < items.size(); ++i) {
        Item item = items[i];
        if (item.dropped) continue;
        if (askEach) {
            item.alone = true;
            queue.insert(queue.begin() + std::min<qsizetype>(i, static_cast<qsizetype>(queue.size())), item);
            continue;
        }
        answer(item, answers ? std::move((*answers)[i]) : Result<library::Prediction>(tl::unexpected(answers.error())));
        if (!self) return;
    }
    schedule();
}

/// The worker is gone or of no use: what it had in hand is asked once more, one slice at a time.
void InferenceClient::Private::lose(const Error& error)
{
    const QPointer<InferenceClient> self(q);
    const bool wasLoaded = isLoaded;
    const bool wasPrewarming = isPrewarming;
    if (worker) worker->kill();
    stopWorker();
    if (!wasPrewarming || !queue.empty()) Q_EMIT q->workerLost(error);
    if (!self) return;
    if (!wasLoaded) return failEverything(error);
    setState(State::Idle);
    requeue(true, error);
    if (self) schedule();
}

void InferenceClient::Private::requeue(bool countAttempt, const Error& error)
{
    const QPointer<InferenceClient> self(q);
    QList<Item> given = std::exchange(inFlight, {});
    while (!given.isEmpty()) {
        Item item = given.takeLast();
        if (item.dropped) continue;
        if (countAttempt) {
            ++item.attempts;
            item.alone = true;
        }
        if (item.attempts >= kMaximumAttempts) {
            answer(item, tl::unexpected(error));
            if (!self) return;
        } else {
            queue.push_front(item);
        }
    }
}

/// Nothing can be predicted for now: everything that waits is told why. The next predict() tries again.
void InferenceClient::Private::failEverything(const Error& error)
{
    const QPointer<InferenceClient> self(q);
    stopWorker();
    setState(State::Failed);
    QList<Item> items = std::exchange(inFlight, {});
    for (const Item& item : std::exchange(queue, {})) items.append(item);
    for (const Item& item : items) {
        if (item.dropped) continue;
        if (self) answer(item, tl::unexpected(error));
    }
}

void InferenceClient::Private::answer(const Item& item, Result<library::Prediction> prediction)
{
    const auto job = jobs.find(item.job);
    if (job == jobs.end()) return;
    SliceAnswer out;
    out.job = item.job;
    out.index = item.index;
    const PredictionRequest& request = job->request;
    int frame = 0;
    if (request.volume && item.index >= 0 && item.index < request.volume->sliceCount()) {
        out.instanceUid = request.volume->slice(item.index).instanceUid;
        frame = request.volume->slice(item.index).frame;
    }
    if (prediction) {
        prediction->studyUid = request.studyUid;
        prediction->seriesUid = request.volume->seriesUid();
        prediction->instanceUid = out.instanceUid;
        prediction->frame = frame;
        prediction->createdAt = QDateTime::currentDateTimeUtc();
        ++job->summary.answered;
    } else if (prediction.error().code == ErrorCode::NotScored) {
        ++job->summary.notScored;
    } else if (prediction.error().code != ErrorCode::Cancelled) {
        ++job->summary.failed;
        if (!job->summary.error) job->summary.error = prediction.error();
    }
    out.prediction = std::move(prediction);
    const bool isOver = --job->open == 0;
    const JobSummary summary = job->summary;
    if (isOver) jobs.erase(job);
    const QPointer<InferenceClient> self(q);
    Q_EMIT q->sliceAnswered(out);
    if (isOver && self) Q_EMIT q->jobFinished(summary);
}

void InferenceClient::Private::setState(State next)
{
    if (std::exchange(state, next) != next) Q_EMIT q->stateChanged(next);
}

void InferenceClient::Private::watch(int milliseconds) { watchdog.start(milliseconds); }

} // namespace lobule::predict
