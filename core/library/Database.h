#pragma once

#include "core/base/Result.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <initializer_list>
#include <map>
#include <memory>
#include <string>

/// `LOBULE_CHECK(db.run(...));` returns the error of a failed call from the enclosing function.
#define LOBULE_CHECK(expression)                                                                                                           \
    if (auto checkedResult = (expression); !checkedResult) return tl::unexpected<lobule::Error>(std::move(checkedResult).error())

class QSqlError;

namespace lobule::library::detail {

[[nodiscard]] Error databaseError(const QSqlError& error);
[[nodiscard]] qint64 nowMs();

/// A statement that has been executed; walking it with next() reads the rows. Its end lets go of the read lock.
class Statement {
public:
    explicit Statement(QSqlQuery* query) : m_query(query) { }
    Statement(Statement&& other) noexcept : m_query(std::exchange(other.m_query, nullptr)) { }
    Statement& operator=(Statement&&) = delete;
    ~Statement()
    {
        if (m_query) m_query->finish();
    }

    bool next() { return m_query->next(); }
    /// After the last row: whether the rows ended because there were no more.
    [[nodiscard]] Result<void> end() const;
    [[nodiscard]] QString text(int column) const { return m_query->value(column).toString(); }
    /// Text that the query casts to BLOB.
    [[nodiscard]] QString utf8(int column) const { return QString::fromUtf8(m_query->value(column).toByteArray()); }
    [[nodiscard]] QByteArray bytes(int column) const { return m_query->value(column).toByteArray(); }
    [[nodiscard]] int integer(int column) const { return m_query->value(column).toInt(); }
    [[nodiscard]] qint64 big(int column) const { return m_query->value(column).toLongLong(); }
    [[nodiscard]] double real(int column) const { return m_query->value(column).toDouble(); }
    [[nodiscard]] bool flag(int column) const { return m_query->value(column).toLongLong() != 0; }
    [[nodiscard]] bool isNull(int column) const { return m_query->isNull(column); }

private:
    QSqlQuery* m_query;
};

/// One SQLite connection: WAL, foreign keys, synchronous=FULL, prepared statements kept. Belongs to the thread that opened it.
class Database {
public:
    /// Opens or creates the file and brings it to the newest schema in `:/lobule/sql/<schema>`.
    /// Errors: FileUnwritable, DiskFull, Corrupt, LibraryTooNew, LibraryLocked, Database.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const QString& path, const QString& schema);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs a query. `sql` is a literal with ? for values (the driver counts ?1 wrongly); a null QString is stored as '', an
    /// invalid QVariant as NULL. While the result lives, the same text must not be run again.
    [[nodiscard]] Result<Statement> query(const char* sql, std::initializer_list<QVariant> values = {});
    /// Runs a statement and returns the number of rows it changed.
    [[nodiscard]] Result<int> run(const char* sql, std::initializer_list<QVariant> values = {});
    /// First column of the first row as a number, `otherwise` when there is no row.
    [[nodiscard]] Result<qint64> number(const char* sql, std::initializer_list<QVariant> values = {}, qint64 otherwise = -1);
    [[nodiscard]] qint64 lastInsertId() const { return m_lastInsertId; }
    /// Changes with every commit of this or another connection.
    [[nodiscard]] qint64 changeCounter();

private:
    Database() = default;
    [[nodiscard]] Result<QSqlQuery*> execute(const char* sql, std::initializer_list<QVariant> values);
    [[nodiscard]] Result<void> configure();

    QString m_name;
    QSqlDatabase m_connection;
    std::map<std::string, std::unique_ptr<QSqlQuery>, std::less<>> m_prepared;
    qint64 m_lastInsertId = 0;
    quint32 m_ownChanges = 0;
};

/// A write transaction: takes the write lock at once (BEGIN IMMEDIATE), rolls back unless committed.
class WriteTransaction {
public:
    [[nodiscard]] static Result<WriteTransaction> begin(Database& database);
    WriteTransaction(WriteTransaction&& other) noexcept : m_database(std::exchange(other.m_database, nullptr)) { }
    WriteTransaction& operator=(WriteTransaction&&) = delete;
    ~WriteTransaction() { rollback(); }

    [[nodiscard]] Result<void> commit();
    void rollback();

private:
    explicit WriteTransaction(Database& database) : m_database(&database) { }
    Database* m_database;
};

} // namespace lobule::library::detail
