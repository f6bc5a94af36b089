#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace lobule::predict {

/// One run of a worker program that speaks the frames of core/base/WorkerWire.h over stdin and stdout.
/// Nothing blocks. After closed() the object is finished; another run needs another channel.
class WorkerChannel : public QObject {
    Q_OBJECT
public:
    explicit WorkerChannel(QObject* parent = nullptr);
    ~WorkerChannel() override; ///< Ends the worker at once, without signals.

    void start(const QString& program, const QStringList& arguments);
    void send(const QJsonObject& message, const QByteArray& payload = {});
    /// Closes stdin, by which a worker that is well ends by itself.
    void finish();
    void kill();
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }
    /// The last lines that the worker wrote to stderr; no patient data by the rules of the protocol.
    [[nodiscard]] QString log() const;

Q_SIGNALS:
    void received(const QJsonObject& message, const QByteArray& payload);
    void notStarted(); ///< The program is missing or may not be run.
    void notProtocol(); ///< stdout holds something that is no frame; the worker is killed, closed() follows.
    void closed(int exitCode, bool crashed);

private:
    void readFrames();
    void readLog();

    QProcess m_process;
    QByteArray m_input;
    QByteArray m_log;
    bool m_broken = false;
};

} // namespace lobule::predict
