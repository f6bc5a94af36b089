#pragma once

#include "core/base/Result.h"

#include <QString>

namespace lobule::ingest {

/// The site key (made on first use) in the form that Hello carries. Errors: those of loadOrCreateSiteKey().
[[nodiscard]] Result<QString> siteKeyHex();

} // namespace lobule::ingest
