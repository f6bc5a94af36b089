#pragma once

#include "core/base/Result.h"

#include <QString>
#include <QStringList>

namespace lobule::library::detail {

class Database;

/// The statements of a migration file, by the rules at the head of resources/sql/catalogue/001_initial.sql.
[[nodiscard]] QStringList splitStatements(const QString& sql);

/// Applies the numbered files of `:/lobule/sql/<schema>` that the database has not seen, each in a transaction of its own, and
/// records their SHA-256. Errors: LibraryTooNew (it has seen more than we have), Corrupt (it has seen another text under a
/// number), and those of the database.
[[nodiscard]] Result<void> migrate(Database& database, const QString& schema);

} // namespace lobule::library::detail
