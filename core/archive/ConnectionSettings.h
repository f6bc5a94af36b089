#pragma once

#include "core/base/Result.h"

#include <QString>

#include <functional>

namespace lobule::library {
class SyncStore;
}

namespace lobule::archive {

/// Whether the caller has changed their mind. Asked from several threads, several times a second.
using IsCancelled = std::function<bool()>;

/// Where the archive is and who asks. The password is never among them.
struct ConnectionSettings {
    /// Plain is for tests that have to read the wire; nothing that a user can set leads to it.
    enum class Transport { VerifiedTls, Plain };

    QString host;
    int port = 5432;
    QString database = QStringLiteral("lobule");
    QString user;
    QString rootCertificate; ///< PEM file of the authority that the server's certificate must come from.
    QString passwordFile; ///< Empty: the key store. See Password.h.
    int connectSeconds = 5;
    int silenceSeconds = 15; ///< Without any progress for so long the connection is given up.
    int statementSeconds = 60; ///< The server ends a statement after so long unless it carries much, a transaction that is idle after half.
    Transport transport = Transport::VerifiedTls;

    /// Stored in the library, as "archive/..." settings.
    [[nodiscard]] static ConnectionSettings load(const library::SyncStore& store);
    [[nodiscard]] Result<void> save(library::SyncStore& store) const;
    [[nodiscard]] bool operator==(const ConnectionSettings&) const = default;
    [[nodiscard]] bool isComplete() const { return !host.isEmpty() && !user.isEmpty(); }
};

namespace detail {
/// For libpq. TLS 1.2 or newer with full verification, SCRAM bound to the TLS channel, no other way of logging in; every wait limited.
[[nodiscard]] std::string connectionString(const ConnectionSettings& settings, const QString& password);
/// A value quoted for a connection string.
[[nodiscard]] std::string quoted(const QString& value);
} // namespace detail

} // namespace lobule::archive
