#pragma once

#include "core/archive/ConnectionSettings.h"

#include <atomic>
#include <chrono>

namespace lobule::archive {

/// Keeps a stream of bytes at a rate: who has sent or received says so, and waits until that is paid off. One thread spends; any thread
/// sets the limit, also while it waits.
class Throttle {
public:
    /// 0: no limit.
    void setLimit(qint64 bytesPerSecond) { m_limit = bytesPerSecond; }
    [[nodiscard]] qint64 limit() const { return m_limit; }
    void spend(qint64 bytes, const IsCancelled& isCancelled);

private:
    using Clock = std::chrono::steady_clock;
    std::atomic<qint64> m_limit{0};
    Clock::time_point m_free = Clock::now(); ///< What was spent is paid off by then.
};

} // namespace lobule::archive
