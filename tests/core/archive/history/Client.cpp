#include "tests/core/archive/history/Client.h"

#include <QJsonDocument>

namespace lobule::test {

void Client::setSkew(int seconds, const QString& preload)
{
    m_environment.remove(QStringLiteral("LD_PRELOAD"));
    if (seconds == 0 || preload.isEmpty()) return;
    m_environment.insert(QStringLiteral("LD_PRELOAD"), preload);
    m_environment.insert(QStringLiteral("LOBULE_TEST_SKEW"), QString::number(seconds));
}

void Client::start()
{
    m_process = std::make_unique<QProcess>();
    m_process->setProcessEnvironment(m_environment);
    m_process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process->start(QStringLiteral(LOBULE_SYNC_CLIENT), {folder, QStringLiteral("serve")});
    if (!m_process->waitForStarted()) qFatal("the client does not start");
    m_isReady = false;
    m_read.clear();
}

void Client::kill()
{
    if (!m_process) return;
    m_process->kill();
    m_process->waitForFinished();
}

void Client::send(QJsonObject command)
{
    const int number = ++m_next;
    command[QStringLiteral("n")] = number;
    command[QStringLiteral("client")] = name;
    if (command[QStringLiteral("do")] == QLatin1String("sync")) m_syncNumber = number;
    m_pending.insert(number, command);
    m_process->write(QJsonDocument(command).toJson(QJsonDocument::Compact) + '\n');
    m_process->waitForBytesWritten(1000);
}

QList<QJsonObject> Client::take(int milliseconds)
{
    QList<QJsonObject> answers;
    if (!m_process) return answers;
    if (m_process->state() != QProcess::NotRunning) m_process->waitForReadyRead(milliseconds);
    m_read += m_process->readAllStandardOutput();
    for (qsizetype end = m_read.indexOf('\n'); end >= 0; end = m_read.indexOf('\n')) {
        const QJsonObject reply = QJsonDocument::fromJson(m_read.left(end)).object();
        m_read.remove(0, end + 1);
        if (reply.contains(QStringLiteral("hello"))) {
            m_isReady = reply[QStringLiteral("hello")].toBool();
            continue;
        }
        const int number = reply[QStringLiteral("n")].toInt();
        if (number == m_syncNumber) m_syncNumber = 0;
        QJsonObject event = m_pending.take(number);
        for (auto it = reply.begin(); it != reply.end(); ++it) event[it.key()] = it.value();
        answers << event;
    }
    if (m_process->state() == QProcess::NotRunning) {
        m_isReady = false;
        m_syncNumber = 0;
        for (QJsonObject event : std::as_const(m_pending)) {
            event[QStringLiteral("unknown")] = true;
            answers << event;
        }
        m_pending.clear();
        m_process.reset();
    }
    return answers;
}

} // namespace lobule::test
