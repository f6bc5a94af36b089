#pragma once

#include "core/archive/ArchiveError.h"
#include "core/archive/Opening.h"
#include "core/archive/Pgx.h"
#include "core/archive/Watchdog.h"

#include <exception>
#include <memory>
#include <string>
#include <type_traits>

namespace lobule::archive::detail {

/// What an exception of libpqxx means to us. Never holds what the server says about values.
[[nodiscard]] Error errorOf(const std::exception& thrown);

/// One connection through libpqxx: exceptions end here, and no call waits for ever.
class Connection {
public:
    /// `silenceSeconds` 0: no watchdog (the administrator's commands).
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::string& connectionString, int silenceSeconds)
    {
        try {
            std::unique_ptr<Connection> connection(new Connection(silenceSeconds, {}));
            connection->m_connection = pgx::connect(connectionString);
            pgx::keepOneConnection(*connection->m_connection);
            return connection;
        } catch (const std::exception& thrown) {
            return tl::unexpected<Error>(errorOf(thrown));
        }
    }

    /// Takes over what openConnection() has made. What is under way ends as a lost connection when the caller changes their mind.
    [[nodiscard]] static Result<std::unique_ptr<Connection>> adopt(PgHandle made, int silenceSeconds, IsCancelled isCancelled)
    {
        try {
            std::unique_ptr<Connection> connection(new Connection(silenceSeconds, std::move(isCancelled)));
            connection->m_connection = pgx::adopt(made.release());
            pgx::keepOneConnection(*connection->m_connection);
            return connection;
        } catch (const std::exception& thrown) {
            return tl::unexpected<Error>(errorOf(thrown));
        }
    }

    /// Runs `work(transaction)` in one transaction and commits it; its value comes back.
    template <class Work> auto transact(Work&& work) -> Result<std::invoke_result_t<Work, pqxx::work&>>
    {
        const std::unique_ptr<Watchdog::Guard> guard
            = m_watchdog ? std::make_unique<Watchdog::Guard>(*m_watchdog, m_connection->sock()) : nullptr;
        try {
            pqxx::work transaction(*m_connection);
            if constexpr (std::is_void_v<std::invoke_result_t<Work, pqxx::work&>>) {
                work(transaction);
                transaction.commit();
                return {};
            } else {
                auto value = work(transaction);
                transaction.commit();
                return value;
            }
        } catch (const std::exception& thrown) {
            return tl::unexpected<Error>(errorOf(thrown));
        }
    }

    /// Makes a database of lobule_owner unless it is there; that cannot be done in a transaction.
    [[nodiscard]] Result<void> createDatabase(const std::string& name);

    /// From now on awaitNotice() wakes up when the server notifies of something in the channel.
    [[nodiscard]] Result<void> listen(const std::string& channel)
    {
        return transact([&](pqxx::work& tx) { tx.exec("LISTEN " + tx.quote_name(channel)); });
    }
    /// Whether a notice has come, waiting for one at most so long.
    [[nodiscard]] Result<bool> awaitNotice(int milliseconds)
    {
        try {
            return m_connection->await_notification(milliseconds / 1000, milliseconds % 1000 * 1000L) > 0;
        } catch (const std::exception& thrown) {
            return tl::unexpected<Error>(errorOf(thrown));
        }
    }

    /// Something has moved.
    void touch()
    {
        if (m_watchdog) m_watchdog->touch();
    }

private:
    Connection(int silenceSeconds, IsCancelled isCancelled)
        : m_watchdog(
            silenceSeconds > 0 ? std::make_unique<Watchdog>(std::chrono::seconds(silenceSeconds), std::move(isCancelled)) : nullptr)
    {
    }

    std::unique_ptr<Watchdog> m_watchdog;
    std::shared_ptr<pgx::Connection> m_connection;
};

} // namespace lobule::archive::detail
