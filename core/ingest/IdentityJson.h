#pragma once

#include "core/deidentify/Outcome.h"

#include <QJsonObject>

namespace lobule::ingest {

/// The original identity as DICOM keyword and value, empty values left out: what the vault keeps.
[[nodiscard]] QJsonObject identityJson(const deidentify::IdentityRecord& identity);

} // namespace lobule::ingest
