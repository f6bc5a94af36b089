#pragma once

namespace CLI {
class App;
}

/// The subcommands of lobule-infer that belong to prediction. A callback that fails throws CLI::RuntimeError with the
/// exit status (1 failed, 2 misuse, 3 environment) after writing the reason to stderr.
namespace lobule::predict {

/// `serve`: the worker process that answers over stdin and stdout (Protocol.md).
void addServeCommand(CLI::App& app);

/// `info PACKAGE [--json]`: what a model package says of itself, after checking it completely.
void addInfoCommand(CLI::App& app);

/// `bench PACKAGE`: the folded against the plain network and against the floor, loading time, a whole series.
void addBenchCommand(CLI::App& app);

} // namespace lobule::predict
