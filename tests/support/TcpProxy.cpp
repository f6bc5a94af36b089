#include "tests/support/TcpProxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace lobule::test {
namespace {

constexpr qsizetype kKeptBytes = 256 << 20;

sockaddr_in loopback(int port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<in_port_t>(port));
    return address;
}

bool sendAll(int to, const char* data, qsizetype size)
{
    while (size > 0) {
        const ssize_t sent = ::send(to, data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        data += sent;
        size -= sent;
    }
    return true;
}

} // namespace

TcpProxy::TcpProxy(int serverPort, qint64 lineBytesPerSecond) : m_serverPort(serverPort), m_lineBytesPerSecond(lineBytesPerSecond)
{
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // Inherited by what is accepted: large buffers would take a megabyte at once and then be silent.
    const int few = 16384;
    for (const int buffer : {SO_RCVBUF, SO_SNDBUF})
        if (m_lineBytesPerSecond > 0) ::setsockopt(m_listener, SOL_SOCKET, buffer, &few, sizeof few);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(m_listener, 16) != 0)
        qFatal("the proxy cannot listen");
    ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_acceptor = std::thread([this] { accept(); });
}

TcpProxy::~TcpProxy()
{
    m_isEnding = true;
    m_acceptor.join();
    for (std::thread& thread : m_threads) thread.join();
    ::close(m_listener);
}

QByteArray TcpProxy::wire() const
{
    const std::lock_guard lock(m_mutex);
    return m_wire;
}

void TcpProxy::cut() { ++m_generation; }

void TcpProxy::swallowAnswerTo(const QByteArray& word, const QByteArray& before)
{
    const std::lock_guard lock(m_mutex);
    m_swallowWord = word;
    m_swallowAfter = before;
    m_hasSwallowed = false;
}

void TcpProxy::accept()
{
    while (!m_isEnding) {
        pollfd entry{m_listener, POLLIN, 0};
        if (::poll(&entry, 1, 50) <= 0) continue;
        const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) continue;
        ++m_connections;
        if (m_isDown) {
            ::close(client);
            continue;
        }
        m_threads.emplace_back([this, client] { serve(client); });
    }
}

void TcpProxy::serve(int client)
{
    const int generation = m_generation;
    const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(m_serverPort);
    const int on = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    bool isOpen = ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    bool isSwallowing = false;
    while (isOpen && !m_isEnding && generation == m_generation) {
        std::array<pollfd, 2> entries{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
        if (m_isHole) {
            ::poll(nullptr, 0, 20);
            continue;
        }
        if (::poll(entries.data(), entries.size(), 20) <= 0) continue;
        if (entries[0].revents) isOpen = pass(client, server, true, isSwallowing);
        if (isOpen && entries[1].revents) isOpen = pass(server, client, false, isSwallowing);
    }
    ::close(client);
    ::close(server);
}

bool TcpProxy::pass(int from, int to, bool isFromClient, bool& isSwallowing)
{
    std::array<char, 65536> buffer;
    const qint64 limit = m_bytesPerSecond;
    const std::size_t room
        = m_lineBytesPerSecond > 0 || (isFromClient && limit > 0) ? std::min<std::size_t>(buffer.size(), 8192) : buffer.size();
    const ssize_t got = ::recv(from, buffer.data(), room, 0);
    if (got <= 0) return false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_wire.size() < kKeptBytes) m_wire.append(buffer.data(), got);
        const QByteArray passing = QByteArray::fromRawData(buffer.data(), got);
        if (isFromClient && !m_swallowAfter.isEmpty()) {
            if (passing.contains(m_swallowAfter)) m_swallowAfter.clear();
        } else if (isFromClient && !m_swallowWord.isEmpty() && passing.contains(m_swallowWord)) {
            isSwallowing = true;
            m_swallowWord.clear();
        }
    }
    if (!isFromClient && isSwallowing) {
        // The server has answered, so it has done what it was told; nobody hears of it.
        m_hasSwallowed = true;
        return false;
    }
    if (m_lineBytesPerSecond > 0) ::usleep(static_cast<useconds_t>(got * 1'000'000 / m_lineBytesPerSecond));
    if (isFromClient) {
        m_sentBytes += got;
        if (limit > 0) ::usleep(static_cast<useconds_t>(got * 1'000'000 / limit));
        if (m_cutAt >= 0 && m_sentBytes >= m_cutAt) {
            m_cutAt = -1;
            return false;
        }
    }
    return sendAll(to, buffer.data(), got);
}

} // namespace lobule::test
