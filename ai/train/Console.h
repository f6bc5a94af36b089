#pragma once

#include "core/base/Error.h"

#include <atomic>
#include <cstddef>
#include <string>

/// What the commands `train` and `evaluate` say to a person, on stderr.
namespace lobule::train {

/// A line that is overwritten in a terminal; elsewhere (a log) it is printed at most every 30 seconds.
class ProgressLine {
public:
    void show(const std::string& text, bool force = false);
    /// Ends the line, so that ordinary output can follow.
    void finish();

private:
    std::size_t m_length = 0;
    double m_lastShown = -1e9;
};

/// "1 h 05 min", "3 min 20 s", "12 s".
[[nodiscard]] std::string humanDuration(double seconds);

/// Becomes true on the first Ctrl+C (SIGINT) or SIGTERM; the second one ends the process. Install once.
[[nodiscard]] const std::atomic<bool>& stopOnInterrupt();

/// Writes "error: ..." and throws CLI::RuntimeError with the exit status that fits the error.
[[noreturn]] void failCommand(const Error& error);

} // namespace lobule::train
