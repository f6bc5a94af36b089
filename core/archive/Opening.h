#pragma once

#include "core/archive/ConnectionSettings.h"

#include <libpq-fe.h>

#include <memory>

namespace lobule::archive::detail {

using PgHandle = std::unique_ptr<PGconn, decltype(&PQfinish)>;

/// Connects without handing the thread over to libpq: neither a name server nor a firewall that swallows everything keeps a caller who
/// has changed their mind for longer than a moment. Every address of the host gets settings.connectSeconds. Errors: Cancelled, and
/// connection-lost for everything else; diagnose() finds out what it is.
[[nodiscard]] Result<PgHandle> openConnection(
    const ConnectionSettings& settings, const std::string& connectionString, const IsCancelled& isCancelled);

/// Numeric addresses of a host; empty: it is not known, or the caller has changed their mind.
[[nodiscard]] QStringList addressesOf(const QString& host, int seconds, const IsCancelled& isCancelled);

/// Waits until libpq's socket can be read or written, at most so long. False: it cannot yet.
[[nodiscard]] bool waitFor(PGconn* connection, bool isReading, int milliseconds);

} // namespace lobule::archive::detail
