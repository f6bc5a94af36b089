#pragma once

#include "core/archive/ConnectionSettings.h"

namespace lobule::archive {

/// Why a connection fails, found step by step: the name, the port, encryption, the certificate, the login. Libraries' own messages are
/// in the user's language and lump the certificate's faults together, so they are not read. Blocks, for at most a few times
/// settings.connectSeconds. Returns the first fault found; reason "connection-lost" when every step succeeds now; Cancelled.
[[nodiscard]] Error diagnose(const ConnectionSettings& settings, const QString& password, const IsCancelled& isCancelled = {});

} // namespace lobule::archive
