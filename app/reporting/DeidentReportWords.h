#pragma once

#include "app/reporting/ReportPdf.h"

#include <QStringList>

namespace lobule::reporting {

/// The words of the de-identification report, by keys of this folder, deidentify::countName(), deidentify::holdReasonName() and
/// errorCodeName(). The key itself when it is unknown.
[[nodiscard]] QString deidentWord(Language language, const QString& key);
/// "Basic profile + shifted dates, device" for deidentify::Profile::name().
[[nodiscard]] QString profileWords(Language language, const QString& profile);
/// deidentify::countName() of all counts, in the order of the report.
[[nodiscard]] QStringList deidentActionNames();

} // namespace lobule::reporting
