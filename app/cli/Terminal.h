#pragma once

#include <QString>

#include <optional>

namespace lobule::cli {

/// Whether a person sits at this program: standard input and standard error are a terminal.
[[nodiscard]] bool hasTerminal();
/// Whether what is printed is seen by a person: standard output is a terminal.
[[nodiscard]] bool printsToTerminal();
/// Asks on the terminal and reads a line; `isHidden`: without echo. Nothing: no terminal, or the input ended.
[[nodiscard]] std::optional<QString> askTerminal(const QString& prompt, bool isHidden);
/// The first line of standard input, whatever that is.
[[nodiscard]] std::optional<QString> readInputLine();

} // namespace lobule::cli
