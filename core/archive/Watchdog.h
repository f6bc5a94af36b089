#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace lobule::archive::detail {

/// Shuts a socket down when nothing has moved for too long, so that a blocked call of libpq ends with a lost connection. Keep-alives
/// do not help where the peer's kernel answers and whatever lies between swallows the data. The limit is from arm(), from touch(), or from
/// the last time when the kernel saw bytes move (Linux): one statement of 1 MiB may take long on a slow line and be well. It bites
/// at once when the caller has changed their mind; `isCancelled` is asked from the watchdog's own thread.
class Watchdog {
public:
    explicit Watchdog(std::chrono::milliseconds limit, std::function<bool()> isCancelled = {});
    ~Watchdog();
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

    /// `socket`: of the connection, as libpq gives it.
    void arm(int socket);
    void touch();
    void disarm();
    [[nodiscard]] bool hasBitten() const;

    /// Armed for a scope.
    class Guard {
    public:
        Guard(Watchdog& watchdog, int socket) : m_watchdog(watchdog) { m_watchdog.arm(socket); }
        ~Guard() { m_watchdog.disarm(); }
        Guard(const Guard&) = delete;
        Guard& operator=(const Guard&) = delete;

    private:
        Watchdog& m_watchdog;
    };

private:
    void run();

    const std::chrono::milliseconds m_limit;
    const std::function<bool()> m_isCancelled;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::chrono::steady_clock::time_point m_deadline;
    std::uint64_t m_moved = 0; ///< Bytes through the socket, when it was looked at last.
    int m_socket = -1; ///< -1: not armed.
    bool m_hasBitten = false;
    bool m_isEnding = false;
    std::thread m_thread;
};

} // namespace lobule::archive::detail
