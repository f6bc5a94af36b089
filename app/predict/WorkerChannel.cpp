#include "app/predict/WorkerChannel.h"

#include "core/base/WorkerWire.h"

#include <QJsonDocument>
#include <QProcessEnvironment>

namespace lobule::predict {

namespace {

constexpr qsizetype kKeptLogBytes = 4096;
/// Answers are small; a worker that announces more than this is not ours.
constexpr std::uint64_t kMaxAnswerPayload = 64u << 20;

} // namespace

WorkerChannel::WorkerChannel(QObject* parent) : QObject(parent)
{
    m_process.setProcessChannelMode(QProcess::SeparateChannels);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &WorkerChannel::readFrames);
    connect(&m_process, &QProcess::readyReadStandardError, this, &WorkerChannel::readLog);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) Q_EMIT notStarted();
    });
    connect(&m_process, &QProcess::finished, this, [this](int exitCode, QProcess::ExitStatus status) {
        readFrames();
        readLog();
        Q_EMIT closed(exitCode, status == QProcess::CrashExit);
    });
}

WorkerChannel::~WorkerChannel()
{
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning) return;
    m_process.kill();
    m_process.waitForFinished(2000);
}

void WorkerChannel::start(const QString& program, const QStringList& arguments)
{
    // What the worker would otherwise set itself and start anew for (ai/predict/Protocol.md).
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (!environment.contains(QStringLiteral("GOMP_SPINCOUNT")))
        environment.insert(QStringLiteral("GOMP_SPINCOUNT"), QStringLiteral("1000"));
    m_process.setProcessEnvironment(environment);
    m_process.start(program, arguments);
}

void WorkerChannel::send(const QJsonObject& message, const QByteArray& payload)
{
    const QByteArray json = QJsonDocument(message).toJson(QJsonDocument::Compact);
    const std::string header
        = wire::encodeHeader({json.constData(), static_cast<std::size_t>(json.size())}, static_cast<std::uint64_t>(payload.size()));
    m_process.write(header.data(), static_cast<qint64>(header.size()));
    if (!payload.isEmpty()) m_process.write(payload);
}

void WorkerChannel::finish() { m_process.closeWriteChannel(); }

void WorkerChannel::kill() { m_process.kill(); }

QString WorkerChannel::log() const { return QString::fromUtf8(m_log); }

void WorkerChannel::readLog()
{
    m_log += m_process.readAllStandardError();
    if (m_log.size() > kKeptLogBytes) m_log.remove(0, m_log.size() - kKeptLogBytes);
}

void WorkerChannel::readFrames()
{
    m_input += m_process.readAllStandardOutput();
    while (!m_broken && m_input.size() >= static_cast<qsizetype>(wire::kHeaderBytes)) {
        const auto size = wire::decodeHeader(m_input.constData());
        QJsonParseError error;
        QJsonDocument document;
        qsizetype end = 0;
        if (size && size->payloadBytes <= kMaxAnswerPayload) {
            const auto jsonBytes = static_cast<qsizetype>(size->jsonBytes);
            end = static_cast<qsizetype>(wire::kHeaderBytes) + jsonBytes + static_cast<qsizetype>(size->payloadBytes);
            if (m_input.size() < end) return;
            document = QJsonDocument::fromJson(m_input.mid(static_cast<qsizetype>(wire::kHeaderBytes), jsonBytes), &error);
        }
        if (!document.isObject()) {
            m_broken = true;
            m_input.clear();
            Q_EMIT notProtocol();
            m_process.kill();
            return;
        }
        const QByteArray payload
            = m_input.mid(end - static_cast<qsizetype>(size->payloadBytes), static_cast<qsizetype>(size->payloadBytes));
        m_input.remove(0, end);
        Q_EMIT received(document.object(), payload);
    }
}

} // namespace lobule::predict
