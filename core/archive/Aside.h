#pragma once

#include "core/archive/ConnectionSettings.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>

namespace lobule::archive::detail {

/// Runs what cannot be interrupted (a name server, a key store that asks its user) in a thread that is left alone when the caller has
/// waited long enough or has changed their mind: nothing comes back then. `work` owns whatever it uses.
template <class Work> std::optional<std::invoke_result_t<Work>> callAside(Work work, int milliseconds, const IsCancelled& isCancelled)
{
    struct Answer {
        std::mutex mutex;
        std::condition_variable changed;
        std::optional<std::invoke_result_t<Work>> value;
    };
    auto answer = std::make_shared<Answer>();
    std::thread([answer, work = std::move(work)] {
        auto value = work();
        const std::lock_guard lock(answer->mutex);
        answer->value.emplace(std::move(value));
        answer->changed.notify_all();
    }).detach();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    std::unique_lock lock(answer->mutex);
    while (!answer->value && std::chrono::steady_clock::now() < deadline && !(isCancelled && isCancelled()))
        answer->changed.wait_for(lock, std::chrono::milliseconds(100));
    return answer->value;
}

} // namespace lobule::archive::detail
