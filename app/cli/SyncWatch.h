#pragma once

#include "app/cli/Session.h"

namespace lobule::archive {
struct RunnerOptions;
}

namespace lobule::cli {

/// Keeps the library and its archive together until Ctrl+C. A line for every change of the state: JSON with --json, otherwise text.
[[nodiscard]] Exit watchSync(const QString& libraryFolder, const archive::RunnerOptions& options, const Session& session);

} // namespace lobule::cli
