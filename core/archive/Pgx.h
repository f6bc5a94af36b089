#pragma once

#include <libpq-fe.h>
#include <pqxx/pqxx>

#include <memory>
#include <string>
#include <utility>

/// The one place where versions of libpqxx differ: 6.4 (Debian 12) and 7 (vcpkg). Everything else is written in what both have.
namespace lobule::archive::pgx {

#if PQXX_VERSION_MAJOR >= 7
using Bytes = std::basic_string_view<std::byte>;
inline Bytes bytes(const char* data, std::size_t size) { return {reinterpret_cast<const std::byte*>(data), size}; }
using Connection = pqxx::connection;
inline void keepOneConnection(Connection&) { }
inline std::shared_ptr<Connection> connect(const std::string& text) { return std::make_shared<Connection>(text); }
/// Takes over a connection that libpq has made.
inline std::shared_ptr<Connection> adopt(PGconn* made) { return std::make_shared<Connection>(Connection::seize_raw_connection(made)); }
#else
using Bytes = pqxx::binarystring;
inline Bytes bytes(const char* data, std::size_t size) { return Bytes(data, size); }
/// 6.4 would connect again by itself, in the middle of what we are doing.
using Connection = pqxx::connection_base;
inline void keepOneConnection(Connection& connection)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations" // deprecated because 7 never does it
    connection.inhibit_reactivation(true);
#pragma GCC diagnostic pop
}
inline std::shared_ptr<Connection> connect(const std::string& text) { return std::make_shared<pqxx::connection>(text); }

/// Shared pointers, since the base class of 6.4 has no virtual destructor. It lets a "policy" make the connection: this one has it already.
class AdoptPolicy : public pqxx::connectionpolicy {
public:
    explicit AdoptPolicy(PGconn* made) : connectionpolicy(std::string()), m_made(made) { }
    handle do_startconnect(handle now) override { return now ? now : std::exchange(m_made, nullptr); }
    handle do_completeconnect(handle now) override { return now; }

private:
    PGconn* m_made;
};
struct AdoptPolicyFirst {
    AdoptPolicy policy;
};
class AdoptedConnection : private AdoptPolicyFirst, public pqxx::connection_base {
public:
    explicit AdoptedConnection(PGconn* made) : AdoptPolicyFirst{AdoptPolicy(made)}, connection_base(policy) { init(); }
    ~AdoptedConnection() noexcept { close(); }
};
inline std::shared_ptr<Connection> adopt(PGconn* made) { return std::make_shared<AdoptedConnection>(made); }
#endif

/// A statement with $1, $2, ...
template <class... Values> pqxx::result exec(pqxx::work& transaction, const std::string& sql, const Values&... values)
{
#if PQXX_VERSION_MAJOR > 7 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 10)
    return transaction.exec(sql, pqxx::params{values...});
#else
    return transaction.exec_params(sql, values...);
#endif
}

/// A whole file of statements.
inline pqxx::result execScript(pqxx::work& transaction, const std::string& sql) { return transaction.exec(sql); }

} // namespace lobule::archive::pgx
