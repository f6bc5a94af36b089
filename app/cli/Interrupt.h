#pragma once

namespace lobule::cli {

/// From now on the first Ctrl+C (SIGINT, SIGTERM) only raises a flag, so that a command can stop between two files and leave
/// everything in order; the second one ends the program at once.
void catchInterrupts();
[[nodiscard]] bool isInterrupted();

} // namespace lobule::cli
