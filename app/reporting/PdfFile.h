#pragma once

#include "app/reporting/ReportDocument.h"
#include "core/base/Result.h"

namespace lobule::reporting {

/// Writes a document as PDF (PDF/A-1b, A4, fonts embedded) by way of a temporary file, so that `path` is the whole document or what was
/// there before. Needs a QGuiApplication. Errors: FileUnwritable, DiskFull.
[[nodiscard]] Result<void> writePdf(const QString& path, const ReportContent& content, const QString& title);

} // namespace lobule::reporting
