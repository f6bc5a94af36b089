#pragma once

namespace lobule::cli {

/// From now on the first Ctrl+C (SIGINT, SIGTERM) only raises a flag, so that a command can stop between two files and leave
/// everything in order; the second one ends the program at once.
void catchInterrupts();
[[nodiscard]] bool isInterrupted();
/// The system, not a person, ended the program (SIGTERM).
[[nodiscard]] bool isTerminated();

} // namespace lobule::cli
