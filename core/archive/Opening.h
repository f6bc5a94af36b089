#pragma once

#include "core/archive/ConnectionSettings.h"

#include <libpq-fe.h>

#include <memory>

namespace lobule::archive::detail {

/// For a statement that carries chunks or many lines. The limit of 60 s that we ask for otherwise ends a piece of 1 MiB below 140 kbit/s,
/// again and again; this one is good for 14 kbit/s. A line that is dead ends by the watchdog.
inline constexpr char kPatientStatements[] = "SET LOCAL statement_timeout = '10min'";
inline constexpr char kPatientSession[] = "SET statement_timeout = '10min'";
/// For a transaction that only reads: what it has answered may be under way for long, and it keeps nobody waiting. One that writes holds
/// the feed's lock until it is committed; the usual 30 s end it where the workstation is gone.
inline constexpr char kPatientReading[] = "SET LOCAL statement_timeout = '10min'; SET LOCAL idle_in_transaction_session_timeout = '10min'";

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
