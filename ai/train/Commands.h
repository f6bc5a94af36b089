#pragma once

namespace CLI {
class App;
}

namespace lobule::train {

/// Adds the subcommand `train` to `app`. Its callback runs the whole training and, when that fails, throws
/// CLI::RuntimeError with the exit status (1 failed, 2 misuse, 3 environment) after writing the reason to stderr.
void addTrainCommand(CLI::App& app);

/// Adds the subcommand `evaluate` to `app`, with the same convention.
void addEvaluateCommand(CLI::App& app);

} // namespace lobule::train
