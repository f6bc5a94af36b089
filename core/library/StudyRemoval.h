#pragma once

#include "core/base/Result.h"

#include <QtGlobal>

namespace lobule::library::detail {

class Database;

/// Takes a study out of the catalogue inside the caller's transaction and notes which files are to go. Its identity in the vault
/// and its tombstone are the caller's matter.
[[nodiscard]] Result<void> removeStudyRows(Database& catalogue, qint64 studyId);

} // namespace lobule::library::detail
