#include "core/archive/Watchdog.h"

#include <algorithm>
#include <utility>

#ifdef _WIN32
#include <winsock2.h>
#else
#include <netinet/in.h>
#include <sys/socket.h>
#endif
#ifdef __linux__
#include <linux/tcp.h> // glibc's own has no byte counters
#endif

namespace lobule::archive::detail {

using Clock = std::chrono::steady_clock;

namespace {
constexpr auto kLook = std::chrono::milliseconds(100); ///< How often a caller's change of mind is looked for.
constexpr auto kCount = std::chrono::milliseconds(500); ///< How often it is looked whether bytes have moved.

/// Bytes that the peer has acknowledged and that have come from it. What only fills our own buffers does not count.
std::uint64_t movedBytes([[maybe_unused]] int socket)
{
#ifdef __linux__
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0) return info.tcpi_bytes_acked + info.tcpi_bytes_received;
#endif
    return 0;
}
} // namespace

Watchdog::Watchdog(std::chrono::milliseconds limit, std::function<bool()> isCancelled)
    : m_limit(limit), m_isCancelled(std::move(isCancelled)), m_thread([this] { run(); })
{
}

Watchdog::~Watchdog()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

void Watchdog::arm(int socket)
{
    {
        const std::lock_guard lock(m_mutex);
        m_socket = socket;
        m_moved = movedBytes(socket);
        m_deadline = Clock::now() + m_limit;
    }
    m_changed.notify_one();
}

void Watchdog::touch()
{
    // The thread looks at the deadline when it wakes; it need not be woken for a later one.
    const std::lock_guard lock(m_mutex);
    m_deadline = Clock::now() + m_limit;
}

void Watchdog::disarm()
{
    const std::lock_guard lock(m_mutex);
    m_socket = -1;
}

bool Watchdog::hasBitten() const
{
    const std::lock_guard lock(m_mutex);
    return m_hasBitten;
}

void Watchdog::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_isEnding) {
        if (m_socket < 0) {
            m_changed.wait(lock);
            continue;
        }
        if (const std::uint64_t moved = movedBytes(m_socket); moved != m_moved) {
            m_moved = moved;
            m_deadline = Clock::now() + m_limit;
        }
        if (Clock::now() < m_deadline && !(m_isCancelled && m_isCancelled())) {
            m_changed.wait_until(lock, std::min(m_deadline, Clock::now() + (m_isCancelled ? kLook : kCount)));
        } else {
            // Under the lock, so that the socket cannot be closed and its number given to another one meanwhile: who closes disarms.
#ifdef _WIN32
            ::shutdown(static_cast<SOCKET>(m_socket), SD_BOTH);
#else
            ::shutdown(m_socket, SHUT_RDWR);
#endif
            m_hasBitten = true;
            m_socket = -1;
        }
    }
}

} // namespace lobule::archive::detail
