#include "core/archive/Opening.h"

#include "core/archive/ArchiveError.h"
#include "core/archive/Aside.h"

#include <QDeadlineTimer>
#include <QHostAddress>
#include <QHostInfo>

#include <algorithm>

#ifdef _WIN32
#include <winsock2.h>
#else
#include <poll.h>
#endif

namespace lobule::archive::detail {
namespace {

constexpr int kSliceMs = 100;

bool isGivenUp(const IsCancelled& isCancelled) { return isCancelled && isCancelled(); }

/// Empty where it did not come to a connection.
PgHandle tryOne(const std::string& connectionString, int seconds, const IsCancelled& isCancelled)
{
    const QDeadlineTimer deadline(seconds * 1000);
    PgHandle connection(PQconnectStart(connectionString.c_str()), &PQfinish);
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;
    while (connection && PQstatus(connection.get()) != CONNECTION_BAD) {
        if (status == PGRES_POLLING_OK) return connection;
        if (status == PGRES_POLLING_FAILED || deadline.hasExpired() || isGivenUp(isCancelled)) break;
        if (waitFor(connection.get(), status == PGRES_POLLING_READING, std::min<int>(kSliceMs, static_cast<int>(deadline.remainingTime()))))
            status = PQconnectPoll(connection.get());
    }
    return {nullptr, &PQfinish};
}

} // namespace

bool waitFor(PGconn* connection, bool isReading, int milliseconds)
{
#ifdef _WIN32
    WSAPOLLFD entry{static_cast<SOCKET>(PQsocket(connection)), static_cast<SHORT>(isReading ? POLLRDNORM : POLLWRNORM), 0};
    return WSAPoll(&entry, 1, milliseconds) > 0;
#else
    pollfd entry{PQsocket(connection), static_cast<short>(isReading ? POLLIN : POLLOUT), 0};
    return ::poll(&entry, 1, milliseconds) > 0;
#endif
}

QStringList addressesOf(const QString& host, int seconds, const IsCancelled& isCancelled)
{
    if (!QHostAddress(host).isNull()) return {host};
    const auto look = [host] {
        QStringList found;
        for (const QHostAddress& address : QHostInfo::fromName(host).addresses()) found << address.toString();
        return found;
    };
    return callAside(look, seconds * 1000, isCancelled).value_or(QStringList());
}

Result<PgHandle> openConnection(const ConnectionSettings& settings, const std::string& connectionString, const IsCancelled& isCancelled)
{
    const QStringList addresses = addressesOf(settings.host, settings.connectSeconds, isCancelled);
    for (const QString& address : addresses) {
        // The name stays: the certificate is for it.
        PgHandle opened = tryOne(connectionString + " hostaddr=" + quoted(address), settings.connectSeconds, isCancelled);
        if (opened) return opened;
        if (isGivenUp(isCancelled)) break;
    }
    if (isGivenUp(isCancelled)) return fail(ErrorCode::Cancelled);
    return fail(kArchiveCode, {kMark, reason::kLost}, "cannot connect");
}

} // namespace lobule::archive::detail
