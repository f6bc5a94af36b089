#pragma once

#include "core/base/Result.h"

#include <QList>
#include <QString>

namespace lobule::archive::detail {

struct SchemaFile {
    int version = 0;
    QString name, sql, sha256;
};

/// The numbered files of resources/sql/archive, in order and without a gap.
[[nodiscard]] Result<QList<SchemaFile>> schemaFiles();
/// One of the files without a number.
[[nodiscard]] Result<QString> schemaScript(const char* name);

} // namespace lobule::archive::detail
