#pragma once

#include "core/base/Result.h"
#include "core/deidentify/SiteKey.h"

#include <QString>

namespace lobule::deidentify {

/// Writes a new key file, durably and with access for its owner only; an existing file is left as it is without an error,
/// since another process may have been first. Internal to this library: read the file back to see whose key it holds.
[[nodiscard]] Result<void> writeKeyFile(const SiteKey& key, const QString& path);

} // namespace lobule::deidentify
