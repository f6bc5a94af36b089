#include "core/archive/Throttle.h"

#include <algorithm>
#include <thread>

namespace lobule::archive {

void Throttle::spend(qint64 bytes, const IsCancelled& isCancelled)
{
    // In small steps, so that a new limit and a change of mind count at once. A pause earns nothing: no burst after it.
    auto left = static_cast<double>(bytes);
    auto last = std::max(m_free, Clock::now());
    for (;;) {
        const qint64 limit = m_limit;
        const auto now = Clock::now();
        left -= static_cast<double>(limit) * std::chrono::duration<double>(now - last).count();
        last = now;
        if (limit <= 0 || left <= 0 || (isCancelled && isCancelled())) break;
        const double wait = std::min(0.05, left / static_cast<double>(limit));
        std::this_thread::sleep_for(std::chrono::duration<double>(wait));
    }
    m_free = last;
}

} // namespace lobule::archive
