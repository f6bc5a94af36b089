#pragma once

#include "app/reporting/ReportPdf.h"
#include "core/library/Records.h"

#include <QString>

namespace lobule::reporting {

/// How the series was acquired, as a sentence for the field "technique"; only what the file says. Empty when it says nothing.
[[nodiscard]] QString techniqueText(const library::SeriesRow& series, Language language);

} // namespace lobule::reporting
