#include "core/archive/ConnectionSettings.h"

#include "core/archive/ArchiveError.h"
#include "core/library/SyncStore.h"

#include <algorithm>

namespace lobule::archive {

namespace {

struct Field {
    const char* key;
    QString ConnectionSettings::*value;
};
constexpr Field kFields[]
    = {{"host", &ConnectionSettings::host}, {"database", &ConnectionSettings::database}, {"user", &ConnectionSettings::user},
        {"root-certificate", &ConnectionSettings::rootCertificate}, {"password-file", &ConnectionSettings::passwordFile}};

} // namespace

bool isTransient(const Error& error)
{
    const QString word = reasonOf(error);
    return word == QLatin1String(reason::kLost) || word == QLatin1String(reason::kBusy) || word == QLatin1String(reason::kTimeout)
        || word == QLatin1String(reason::kServerFull);
}

ConnectionSettings ConnectionSettings::load(const library::SyncStore& store)
{
    ConnectionSettings settings;
    for (const Field& field : kFields)
        if (const QString stored = store.setting(QLatin1String(field.key)); !stored.isEmpty()) settings.*field.value = stored;
    if (const int stored = store.setting(QStringLiteral("port")).toInt(); stored > 0) settings.port = stored;
    return settings;
}

Result<void> ConnectionSettings::save(library::SyncStore& store) const
{
    for (const Field& field : kFields)
        if (auto saved = store.setSetting(QLatin1String(field.key), this->*field.value); !saved) return saved;
    return store.setSetting(QStringLiteral("port"), QString::number(port));
}

namespace detail {

std::string quoted(const QString& value)
{
    QString text = value;
    text.replace(QLatin1Char('\\'), QStringLiteral("\\\\")).replace(QLatin1Char('\''), QStringLiteral("\\'"));
    return "'" + text.toStdString() + "'";
}

std::string connectionString(const ConnectionSettings& settings, const QString& password)
{
    std::string text = "host=" + quoted(settings.host) + " port=" + std::to_string(settings.port) + " dbname=" + quoted(settings.database)
        + " user=" + quoted(settings.user) + " password=" + quoted(password) + " gssencmode=disable sslcert='' application_name=lobule"
        + " connect_timeout=" + std::to_string(settings.connectSeconds)
        + " keepalives_idle=20 keepalives_interval=5 keepalives_count=3 client_encoding=UTF8"
        + " options='-c statement_timeout=" + std::to_string(settings.statementSeconds)
        + "s -c lock_timeout=5000 -c idle_in_transaction_session_timeout=" + std::to_string(std::max(1, settings.statementSeconds / 2))
        + "s -c client_min_messages=error -c search_path=pg_catalog -c synchronous_commit=on'";
    if (settings.transport == ConnectionSettings::Transport::Plain) return text + " sslmode=disable channel_binding=disable";
    // sslrootcert is always named: its default is another file on every system.
    return text
        + " sslmode=verify-full channel_binding=require ssl_min_protocol_version=TLSv1.2 sslrootcert=" + quoted(settings.rootCertificate);
}

} // namespace detail
} // namespace lobule::archive
