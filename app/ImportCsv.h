#pragma once

#include "core/base/Error.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace lobule::app {

/// One file of an import as it may leave the house.
struct CsvOutcome {
    QString file; ///< Only its extension is written, and only a usual one.
    QString word; ///< "duplicate", "skipped", "not-shown", or the name of the error code.
    QString result; ///< In words.
    QString reason; ///< Of reasonWithoutNames().
    QString advice;
};

/// The table as CSV (RFC 4180, UTF-8 with a byte order mark): number, kind of file, code, result, reason, what to do. No names and
/// no paths: nothing that could be a patient's.
[[nodiscard]] QByteArray importCsv(const QList<CsvOutcome>& outcomes);

} // namespace lobule::app
