#pragma once

#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QString>

#include <memory>

namespace lobule::test {

/// A workstation in a process of its own (archive_sync_client serve), to be killed at any moment.
class Client {
public:
    Client(QString login, QString home, QString library, QProcessEnvironment environment)
        : name(std::move(login)), institution(std::move(home)), folder(std::move(library)), m_environment(std::move(environment))
    {
    }
    ~Client() { kill(); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Clock of the next process, in seconds off the right one.
    void setSkew(int seconds, const QString& preload);
    void start();
    void kill();
    [[nodiscard]] bool isRunning() const { return m_process && m_process->state() != QProcess::NotRunning; }
    [[nodiscard]] bool isReady() const { return m_isReady; }
    /// A command that has not been answered: of a person, of the synchronisation.
    [[nodiscard]] bool isBusy() const { return m_pending.size() > (m_syncNumber > 0 ? 1 : 0); }
    [[nodiscard]] bool isSyncing() const { return m_syncNumber > 0; }

    void send(QJsonObject command);
    /// Answers that have come, each merged with its command; after a kill those that never will, with "unknown".
    [[nodiscard]] QList<QJsonObject> take(int milliseconds);

    const QString name, institution, folder;

private:
    std::unique_ptr<QProcess> m_process;
    QProcessEnvironment m_environment;
    QMap<int, QJsonObject> m_pending;
    int m_next = 0, m_syncNumber = 0;
    bool m_isReady = false;
    QByteArray m_read;
};

} // namespace lobule::test
