#pragma once

#include "core/base/Error.h"

#include <QString>
#include <QStringList>

namespace lobule::app {

/// Why a file was not taken, in the user's language. `reason` is the English sentence of core/ingest, or a part of it, as it also stands in
/// the library's list of quarantined files; what is not known stays as it is.
[[nodiscard]] QString reasonInWords(const QString& reason);

/// The same where the list leaves the house: empty where the sentence quotes the file (what a DICOMDIR misses), or is none of ours.
[[nodiscard]] QString reasonWithoutNames(ErrorCode code, const QString& reason);

/// What can be translated, in English with %1 for what differs.
[[nodiscard]] QStringList knownReasons();

} // namespace lobule::app
