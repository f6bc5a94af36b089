#pragma once

#include "core/base/Result.h"

#include <QString>

namespace lobule::ingest {

/// The site key of this process in the form that Hello carries. Errors: those of siteKeyOfProcess().
[[nodiscard]] Result<QString> siteKeyHex();

/// The id of the key that siteKeyHex() gave.
[[nodiscard]] QString keyIdOf(const QString& keyHex);

} // namespace lobule::ingest
