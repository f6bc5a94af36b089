#include "tests/ai/predict/WorkerProcess.h"

#include "core/base/WorkerWire.h"

#include <QProcessEnvironment>

namespace lobule::test {

namespace {
constexpr int kTimeoutMs = 60000;
}

WorkerProcess::WorkerProcess()
{
    m_process.setProgram(QStringLiteral(LOBULE_BIN_DIR "/lobule-infer"));
    m_process.setArguments({QStringLiteral("serve")});
    m_process.setProcessChannelMode(QProcess::SeparateChannels);
    m_process.setStandardErrorFile(QProcess::nullDevice());
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("GOMP_SPINCOUNT"), QStringLiteral("1000"));
    m_process.setProcessEnvironment(environment);
}

WorkerProcess::~WorkerProcess()
{
    if (m_process.state() == QProcess::NotRunning) return;
    m_process.kill();
    m_process.waitForFinished(kTimeoutMs);
}

bool WorkerProcess::start()
{
    m_process.start();
    if (!m_process.waitForStarted(kTimeoutMs)) return false;
    const auto hello = receive();
    if (hello) m_hello = *hello;
    return hello.has_value();
}

void WorkerProcess::send(const nlohmann::json& request, const QByteArray& payload)
{
    const std::string header = wire::encodeHeader(request.dump(), static_cast<std::uint64_t>(payload.size()));
    sendBytes(QByteArray::fromStdString(header) + payload);
}

void WorkerProcess::sendBytes(const QByteArray& bytes)
{
    m_process.write(bytes);
    while (m_process.state() == QProcess::Running && m_process.bytesToWrite() > 0 && m_process.waitForBytesWritten(kTimeoutMs)) { }
}

bool WorkerProcess::waitForBytes(qsizetype count)
{
    m_received += m_process.readAllStandardOutput();
    while (m_received.size() < count && m_process.waitForReadyRead(kTimeoutMs)) m_received += m_process.readAllStandardOutput();
    return m_received.size() >= count;
}

std::optional<nlohmann::json> WorkerProcess::receive()
{
    constexpr auto headerBytes = static_cast<qsizetype>(wire::kHeaderBytes);
    if (!waitForBytes(headerBytes)) return std::nullopt;
    const auto size = wire::decodeHeader(m_received.constData());
    if (!size || size->payloadBytes != 0 || size->jsonBytes > 1u << 20) return std::nullopt;
    if (!waitForBytes(headerBytes + static_cast<qsizetype>(size->jsonBytes))) return std::nullopt;
    const QByteArray text = m_received.mid(headerBytes, static_cast<qsizetype>(size->jsonBytes));
    m_received.remove(0, headerBytes + text.size());
    nlohmann::json document = nlohmann::json::parse(text.toStdString(), nullptr, false);
    if (!document.is_object()) return std::nullopt;
    return document;
}

nlohmann::json WorkerProcess::ask(const nlohmann::json& request, const QByteArray& payload)
{
    send(request, payload);
    return receive().value_or(nlohmann::json::object());
}

int WorkerProcess::finish()
{
    m_process.closeWriteChannel();
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(kTimeoutMs)) return -1;
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

QByteArray WorkerProcess::leftOver()
{
    m_received += m_process.readAllStandardOutput();
    return m_received;
}

} // namespace lobule::test
