#pragma once

#include <pqxx/pqxx>

#include <string>
#include <utility>

/// The one place where versions of libpqxx differ: 6.4 (Debian 12) and 7 (vcpkg). Everything else is written in what both have.
namespace lobule::archive::pgx {

#if PQXX_VERSION_MAJOR >= 7
using Bytes = std::basic_string_view<std::byte>;
inline Bytes bytes(const char* data, std::size_t size) { return {reinterpret_cast<const std::byte*>(data), size}; }
inline void keepOneConnection(pqxx::connection&) { }
#else
using Bytes = pqxx::binarystring;
inline Bytes bytes(const char* data, std::size_t size) { return Bytes(data, size); }
/// 6.4 would connect again by itself, in the middle of what we are doing.
inline void keepOneConnection(pqxx::connection& connection)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations" // deprecated because 7 never does it
    connection.inhibit_reactivation(true);
#pragma GCC diagnostic pop
}
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
