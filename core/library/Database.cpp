#include "core/library/Database.h"

#include "core/library/Migrations.h"

#include <QDateTime>
#include <QSqlError>
#include <QThread>
#include <QUuid>

namespace lobule::library::detail {

Error databaseError(const QSqlError& error)
{
    // Primary result codes of SQLite (sqlite.org/rescode.html); the low byte of an extended code.
    const int native = error.nativeErrorCode().toInt() & 0xff;
    const std::string text = error.databaseText().toStdString();
    switch (native) {
    case 5:
    case 6: return {ErrorCode::LibraryLocked, {}, text};
    case 8:
    case 14: return {ErrorCode::FileUnwritable, {"library"}, text};
    case 11:
    case 26: return {ErrorCode::Corrupt, {"catalogue"}, text};
    case 13: return {ErrorCode::DiskFull, {"library"}, text};
    default:
        return {ErrorCode::Database, {text.empty() ? error.driverText().toStdString() : text},
            "SQLite " + error.nativeErrorCode().toStdString()};
    }
}

qint64 nowMs() { return QDateTime::currentMSecsSinceEpoch(); }

Result<void> Statement::end() const
{
    if (m_query->lastError().isValid()) return tl::unexpected<Error>(databaseError(m_query->lastError()));
    return {};
}

Result<std::unique_ptr<Database>> Database::open(const QString& path, const QString& schema)
{
    std::unique_ptr<Database> database(new Database);
    database->m_name = QStringLiteral("lobule-") + QUuid::createUuid().toString(QUuid::WithoutBraces);
    database->m_connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), database->m_name);
    database->m_connection.setDatabaseName(path);
    database->m_connection.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=30000"));
    if (!database->m_connection.open()) return tl::unexpected<Error>(databaseError(database->m_connection.lastError()));
    LOBULE_CHECK(database->configure());
    LOBULE_CHECK(migrate(*database, schema));
    return database;
}

Database::~Database()
{
    m_prepared.clear();
    m_connection.close();
    m_connection = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

Result<void> Database::configure()
{
    // Turning WAL on needs the file for a moment; SQLite does not wait for it when another process does the same.
    for (int attempt = 0;; ++attempt) {
        const auto on = run("PRAGMA journal_mode = WAL");
        if (on) break;
        if (on.error().code != ErrorCode::LibraryLocked || attempt == 200) return tl::unexpected<Error>(on.error());
        QThread::msleep(10);
    }
    LOBULE_CHECK(run("PRAGMA synchronous = FULL"));
    LOBULE_CHECK(run("PRAGMA foreign_keys = ON"));
    LOBULE_CHECK(run("PRAGMA trusted_schema = OFF"));
    LOBULE_CHECK(run("PRAGMA secure_delete = ON"));
    LOBULE_CHECK(run("PRAGMA temp_store = MEMORY"));
    LOBULE_CHECK(run("PRAGMA cache_size = -65536")); // KiB
    return {};
}

Result<QSqlQuery*> Database::execute(const char* sql, std::initializer_list<QVariant> values)
{
    auto found = m_prepared.find(std::string_view(sql));
    if (found == m_prepared.end()) {
        auto prepared = std::make_unique<QSqlQuery>(m_connection);
        prepared->setForwardOnly(true);
        if (!prepared->prepare(QString::fromUtf8(sql))) return tl::unexpected<Error>(databaseError(prepared->lastError()));
        found = m_prepared.emplace(sql, std::move(prepared)).first;
    }
    QSqlQuery& query = *found->second;
    int position = 0;
    for (const QVariant& value : values) {
        // The driver would store a null QString as NULL.
        const bool isNullText = value.typeId() == QMetaType::QString && value.toString().isNull();
        query.bindValue(position++, isNullText ? QVariant(QLatin1String("")) : value);
    }
    if (!query.exec()) {
        Error error = databaseError(query.lastError());
        error.detail += std::string(" in: ") + sql;
        query.finish();
        return tl::unexpected<Error>(error);
    }
    return &query;
}

Result<Statement> Database::query(const char* sql, std::initializer_list<QVariant> values)
{
    auto executed = execute(sql, values);
    if (!executed) return tl::unexpected<Error>(executed.error());
    return Statement(*executed);
}

Result<int> Database::run(const char* sql, std::initializer_list<QVariant> values)
{
    auto executed = execute(sql, values);
    if (!executed) return tl::unexpected<Error>(executed.error());
    const int changed = (*executed)->numRowsAffected();
    if (changed > 0) ++m_ownChanges;
    if (qstrnicmp(sql, "INSERT", 6) == 0) m_lastInsertId = (*executed)->lastInsertId().toLongLong();
    (*executed)->finish();
    return changed;
}

Result<qint64> Database::number(const char* sql, std::initializer_list<QVariant> values, qint64 otherwise)
{
    auto statement = query(sql, values);
    if (!statement) return tl::unexpected<Error>(statement.error());
    if (statement->next()) return statement->big(0);
    LOBULE_CHECK(statement->end());
    return otherwise;
}

qint64 Database::changeCounter()
{
    const auto others = number("PRAGMA data_version");
    return (others.value_or(0) << 32) | m_ownChanges;
}

Result<WriteTransaction> WriteTransaction::begin(Database& database)
{
    LOBULE_CHECK(database.run("BEGIN IMMEDIATE"));
    return WriteTransaction(database);
}

Result<void> WriteTransaction::commit()
{
    LOBULE_CHECK(m_database->run("COMMIT"));
    m_database = nullptr;
    return {};
}

void WriteTransaction::rollback()
{
    // SQLite may have rolled back by itself (disk full); then there is nothing left to do.
    if (m_database) (void)m_database->run("ROLLBACK");
    m_database = nullptr;
}

} // namespace lobule::library::detail
