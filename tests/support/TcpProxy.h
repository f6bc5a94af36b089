#pragma once

#include <QByteArray>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace lobule::test {

/// Stands between a client and a server on 127.0.0.1, keeps what passes, and makes trouble when told to. Threads of its own.
class TcpProxy {
public:
    /// `lineBytesPerSecond`: as on a slow line, both directions together, and without large buffers on the way; 0: as fast as can be.
    explicit TcpProxy(int serverPort, qint64 lineBytesPerSecond = 0);
    ~TcpProxy();
    TcpProxy(const TcpProxy&) = delete;
    TcpProxy& operator=(const TcpProxy&) = delete;

    [[nodiscard]] int port() const { return m_port; }
    /// Bytes from the clients so far.
    [[nodiscard]] qint64 sentBytes() const { return m_sentBytes; }
    /// Everything that has passed, of all connections, both directions mixed by arrival.
    [[nodiscard]] QByteArray wire() const;
    [[nodiscard]] int connections() const { return m_connections; }

    /// Ends every connection.
    void cut();
    /// New connections are refused by closing them at once.
    void setDown(bool isDown) { m_isDown = isDown; }
    /// Nothing passes any more, in either direction, but the connections stay open.
    void setBlackHole(bool isHole) { m_isHole = isHole; }
    /// Closes the connection once, after so many more bytes from a client; -1: never.
    void cutAfter(qint64 bytes) { m_cutAt = bytes < 0 ? -1 : m_sentBytes + bytes; }
    /// Once: when a client has sent `before` and then sends `word`, that is let through and the server's answer is not; then the
    /// connection ends.
    void swallowAnswerTo(const QByteArray& word, const QByteArray& before);
    [[nodiscard]] bool hasSwallowed() const { return m_hasSwallowed; }
    /// At most so many bytes a second from the clients; 0: no limit.
    void setBytesPerSecond(qint64 limit) { m_bytesPerSecond = limit; }

private:
    void accept();
    void serve(int client);
    /// False: the connection is to end.
    bool pass(int from, int to, bool isFromClient, bool& isSwallowing);

    int m_serverPort;
    const qint64 m_lineBytesPerSecond;
    int m_listener = -1;
    int m_port = 0;
    std::atomic<bool> m_isEnding{false}, m_isDown{false}, m_isHole{false}, m_hasSwallowed{false};
    std::atomic<qint64> m_sentBytes{0}, m_cutAt{-1}, m_bytesPerSecond{0};
    std::atomic<int> m_connections{0}, m_generation{0};
    mutable std::mutex m_mutex;
    QByteArray m_wire, m_swallowWord, m_swallowAfter;
    std::vector<std::thread> m_threads;
    std::thread m_acceptor;
};

} // namespace lobule::test
