#pragma once

#include "core/deidentify/Outcome.h"

#include <gdcmDataSet.h>

#include <vector>

namespace lobule::deidentify {

/// Looks at a normalised original for signs that its pixels or its text show identity beyond the reach of attribute rules.
[[nodiscard]] std::vector<HoldReason> holdReasons(const gdcm::DataSet& dataSet);

} // namespace lobule::deidentify
