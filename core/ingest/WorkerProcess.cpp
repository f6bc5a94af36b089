#include "core/ingest/WorkerProcess.h"

#include "core/base/WorkerWire.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>

#include <csignal>
#include <utility>

namespace lobule::ingest {

namespace {

constexpr int kStartTimeoutMs = 20'000;
/// A picture, the largest payload, has at most 64 million pixels of three bytes (dicom::previewFrame).
constexpr std::uint64_t kMaxPayload = 192'000'000;

/// Killed by the system or a person rather than by a defect the file found.
bool wasKilledFromOutside(const QProcess& process)
{
#ifdef _WIN32
    Q_UNUSED(process);
    return false;
#else
    return process.exitStatus() == QProcess::CrashExit && process.exitCode() == SIGKILL;
#endif
}

/// Why a worker that we did not kill came to its end.
ErrorCode verdictOf(const QProcess& process)
{
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == kExitUnreadable) return ErrorCode::FileUnreadable;
#ifndef _WIN32
    if (process.exitStatus() == QProcess::CrashExit && process.exitCode() == SIGXCPU) return ErrorCode::WorkerTimeout;
#endif
    return ErrorCode::WorkerCrashed;
}

} // namespace

WorkerProcess::WorkerProcess(WorkerPool& pool, int number) : m_pool(pool), m_number(number)
{
    // What a parser prints may quote the file.
    m_process.setStandardErrorFile(QProcess::nullDevice());
    m_clock.setSingleShot(true);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &WorkerProcess::readOutput);
    connect(&m_process, &QProcess::finished, this, &WorkerProcess::ended);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) ended();
    });
    connect(&m_clock, &QTimer::timeout, this, &WorkerProcess::timedOut);
}

WorkerProcess::~WorkerProcess() { abandon(); }

Result<void> WorkerProcess::start()
{
    // Many crashes in one import must not fill the disk.
    if (const QString before = m_pool.helloFor(m_number, m_generation).stagingFolder; !before.isEmpty())
        QFile::remove(before + QLatin1Char('/') + QLatin1String(kUnfinishedPixels));
    const Hello hello = m_pool.helloFor(m_number, ++m_generation);
    if (!hello.stagingFolder.isEmpty() && !QDir().mkpath(hello.stagingFolder)) {
        return fail(ErrorCode::FileUnwritable, {hello.stagingFolder.toStdString()});
    }
    m_ready = false;
    m_killedByUs = false;
    m_verdict = ErrorCode::WorkerCrashed;
    m_input.clear();
    m_process.start(m_pool.m_options.program, {});
    m_job.take(m_process, m_pool.m_options.hello.memoryMiB);
    send(toJson(hello));
    m_clock.start(kStartTimeoutMs);
    return {};
}

void WorkerProcess::ask(const WorkerPool::Job& job)
{
    m_jobs.append(job);
    send(toJson(job.request));
    if (m_jobs.size() == 1) restartClock();
}

void WorkerProcess::send(const QJsonObject& message)
{
    const QByteArray text = QJsonDocument(message).toJson(QJsonDocument::Compact);
    const std::string header = wire::encodeHeader({text.constData(), static_cast<std::size_t>(text.size())}, 0);
    m_process.write(header.data(), static_cast<qint64>(header.size()));
}

void WorkerProcess::restartClock()
{
    if (m_jobs.isEmpty()) {
        m_clock.stop();
    } else {
        m_clock.start(m_jobs.first().timeoutMs);
    }
}

void WorkerProcess::abandon()
{
    m_abandoned = true;
    m_jobs.clear();
    m_clock.stop();
    if (m_process.state() == QProcess::NotRunning) return;
    m_process.kill();
    m_process.waitForFinished(2000);
}

void WorkerProcess::readOutput()
{
    m_input += m_process.readAllStandardOutput();
    while (m_input.size() >= static_cast<qsizetype>(wire::kHeaderBytes)) {
        const auto size = wire::decodeHeader(m_input.constData());
        if (!size || size->payloadBytes > kMaxPayload) return giveUp(ErrorCode::WorkerCrashed);
        const auto head = static_cast<qsizetype>(wire::kHeaderBytes + size->jsonBytes);
        const auto whole = head + static_cast<qsizetype>(size->payloadBytes);
        if (m_input.size() < whole) return;
        const QByteArray text = m_input.mid(static_cast<qsizetype>(wire::kHeaderBytes), static_cast<qsizetype>(size->jsonBytes));
        const QByteArray payload = m_input.mid(head, whole - head);
        m_input.remove(0, whole);
        onMessage(text, payload);
        if (m_killedByUs || m_abandoned) return;
    }
}

void WorkerProcess::onMessage(const QByteArray& text, const QByteArray& payload)
{
    const QJsonObject message = QJsonDocument::fromJson(text).object();
    if (!m_ready) {
        if (message.value(QLatin1String("result")) != QLatin1String("ready")) return giveUp(ErrorCode::WorkerCrashed);
        m_ready = true;
        m_clock.stop();
        m_pool.m_failedStarts = 0;
        m_pool.feed();
        return;
    }
    Result<Reply> reply = replyFromJson(message);
    if (!reply || m_jobs.isEmpty() || reply->id != m_jobs.first().request.id) return giveUp(ErrorCode::WorkerCrashed);
    if (!takePayload(payload, *reply)) return giveUp(ErrorCode::WorkerCrashed);
    m_jobs.removeFirst();
    restartClock();
    m_pool.jobDone(*reply);
}

void WorkerProcess::timedOut() { giveUp(m_ready ? ErrorCode::WorkerTimeout : ErrorCode::WorkerCrashed); }

void WorkerProcess::giveUp(ErrorCode code)
{
    m_killedByUs = true;
    m_verdict = code;
    m_clock.stop();
    m_process.kill();
}

void WorkerProcess::ended()
{
    if (m_abandoned) return;
    if (!m_killedByUs) readOutput(); // answers that came before the end count
    m_clock.stop();
    const bool wasReady = std::exchange(m_ready, false);
    QList<WorkerPool::Job> waiting = std::exchange(m_jobs, {});
    const bool mayRetry = !m_killedByUs && wasKilledFromOutside(m_process);
    if (!m_killedByUs) m_verdict = verdictOf(m_process);
    if (!waiting.isEmpty()) {
        WorkerPool::Job lost = waiting.takeFirst();
        m_pool.requeue(waiting);
        m_pool.jobLost(std::move(lost), m_verdict, mayRetry);
    }
    m_pool.workerEnded(wasReady, mayRetry);
    if (m_pool.m_broken || m_abandoned) return;
    // Not from within the signal of the process that is to be started again.
    QTimer::singleShot(wasReady ? 0 : 200, this, [this] {
        if (!m_abandoned && !m_pool.m_broken) static_cast<void>(start());
    });
}

} // namespace lobule::ingest
