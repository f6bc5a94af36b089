#include "core/library/Migrations.h"

#include "core/library/Database.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

#include <vector>

// Resources of a static library are dropped by the linker unless somebody names them; the macro wants the global namespace.
static void initSqlResources() { Q_INIT_RESOURCE(lobule_sql); }

namespace lobule::library::detail {
namespace {

struct Migration {
    int version = 0;
    QString name;
    QString sql;
    QString sha256;
};

std::vector<Migration> knownMigrations(const QString& schema)
{
    initSqlResources();
    std::vector<Migration> known;
    const QDir folder(QStringLiteral(":/lobule/sql/") + schema);
    for (const QString& name : folder.entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly)) continue;
        // Line ends depend on the checkout; they are no change.
        const QByteArray text = file.readAll().replace("\r\n", "\n");
        known.push_back({name.section(QLatin1Char('_'), 0, 0).toInt(), name, QString::fromUtf8(text),
            QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex())});
    }
    return known;
}

/// Highest version applied; 0 for a new database. Checks that what was applied is what we know.
Result<int> appliedVersion(Database& database, const std::vector<Migration>& known)
{
    const auto table = database.number("SELECT count(*) FROM sqlite_master WHERE name = 'schema_migration'");
    if (!table) return tl::unexpected<Error>(table.error());
    if (*table == 0) return 0;
    auto rows = database.query("SELECT version, sha256 FROM schema_migration ORDER BY version");
    if (!rows) return tl::unexpected<Error>(rows.error());
    int version = 0;
    while (rows->next()) {
        version = rows->integer(0);
        if (version > static_cast<int>(known.size())) return fail(ErrorCode::LibraryTooNew, {std::to_string(version)});
        if (known[static_cast<std::size_t>(version) - 1].sha256 != rows->text(1))
            return fail(ErrorCode::Corrupt, {"catalogue schema"}, "migration " + std::to_string(version) + " differs");
    }
    LOBULE_CHECK(rows->end());
    return version;
}

Result<void> apply(Database& database, const Migration& migration)
{
    const QStringList statements = splitStatements(migration.sql);
    for (const QString& statement : statements) LOBULE_CHECK(database.run(statement.toUtf8().constData()));
    LOBULE_CHECK(database.run("INSERT INTO schema_migration(version, name, sha256, applied_at) VALUES (?, ?, ?, ?)",
        {migration.version, migration.name, migration.sha256, nowMs()}));
    return {};
}

} // namespace

QStringList splitStatements(const QString& sql)
{
    QStringList statements;
    QString current;
    bool inTrigger = false;
    const QStringList lines = sql.split(QLatin1Char('\n'));
    for (const QString& line : lines) {
        const QString code = line.section(QStringLiteral("--"), 0, 0).trimmed();
        if (code.isEmpty()) continue;
        if (current.isEmpty()) inTrigger = code.startsWith(QLatin1String("CREATE TRIGGER"));
        current += code + QLatin1Char('\n');
        if (inTrigger ? code == QLatin1String("END;") : code.endsWith(QLatin1Char(';'))) {
            statements << current.trimmed();
            current.clear();
        }
    }
    if (!current.isEmpty()) statements << current.trimmed();
    return statements;
}

Result<void> migrate(Database& database, const QString& schema)
{
    const std::vector<Migration> known = knownMigrations(schema);
    if (known.empty()) return fail(ErrorCode::Internal, {}, "no schema compiled in");
    const auto before = appliedVersion(database, known);
    if (!before) return tl::unexpected<Error>(before.error());
    if (*before == static_cast<int>(known.size())) return {};

    LOBULE_CHECK(database.run("CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                              "sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT"));
    for (const Migration& migration : known) {
        auto transaction = WriteTransaction::begin(database);
        if (!transaction) return tl::unexpected<Error>(transaction.error());
        // Asked again under the lock: another process may have been first.
        const auto version = appliedVersion(database, known);
        if (!version) return tl::unexpected<Error>(version.error());
        if (migration.version <= *version) continue;
        LOBULE_CHECK(apply(database, migration));
        LOBULE_CHECK(transaction->commit());
    }
    return {};
}

} // namespace lobule::library::detail
