#pragma once

#include "app/reporting/ReportPdf.h"
#include "core/ingest/DeidentReport.h"

namespace lobule::reporting {

/// The de-identification report on paper: what was done with the elements and which files were not taken, in numbers and tags only.
[[nodiscard]] ReportContent deidentReportContent(const ingest::DeidentReport& report, Language language);
/// As writePdf().
[[nodiscard]] Result<void> writeDeidentReportPdf(const QString& path, const ingest::DeidentReport& report, Language language);

} // namespace lobule::reporting
