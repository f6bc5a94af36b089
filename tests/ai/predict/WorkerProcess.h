#pragma once

#include <nlohmann/json.hpp>

#include <QByteArray>
#include <QProcess>

#include <optional>

namespace lobule::test {

/// `lobule-infer serve` as the other programs start it, driven frame by frame.
class WorkerProcess {
public:
    WorkerProcess();
    ~WorkerProcess();

    /// Starts the worker and reads its hello.
    [[nodiscard]] bool start();

    void send(const nlohmann::json& request, const QByteArray& payload = {});
    void sendBytes(const QByteArray& bytes);

    /// The next frame; empty when none comes or stdout holds anything that is no frame.
    [[nodiscard]] std::optional<nlohmann::json> receive();
    /// send() and receive().
    [[nodiscard]] nlohmann::json ask(const nlohmann::json& request, const QByteArray& payload = {});

    /// Closes the worker's input and waits for its end. The exit status, or -1 when it crashed or did not end.
    [[nodiscard]] int finish();

    /// Bytes on stdout that nobody has received.
    [[nodiscard]] QByteArray leftOver();
    [[nodiscard]] const nlohmann::json& hello() const { return m_hello; }
    [[nodiscard]] QProcess& process() { return m_process; }

private:
    bool waitForBytes(qsizetype count);

    QProcess m_process;
    QByteArray m_received;
    nlohmann::json m_hello;
};

} // namespace lobule::test
