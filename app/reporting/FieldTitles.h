#pragma once

#include <QString>

namespace lobule::reporting {

/// Title of a report field in the language of the windows (the paper's is in ReportWords.h).
[[nodiscard]] QString windowFieldTitle(const QString& key);

} // namespace lobule::reporting
