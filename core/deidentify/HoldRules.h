#pragma once

#include "core/deidentify/Outcome.h"
#include "core/deidentify/PhiTokens.h"

#include <gdcmDataSet.h>

#include <vector>

namespace lobule::deidentify {

/// Looks at a normalised original for signs that its pixels or its text show identity beyond the reach of attribute rules.
[[nodiscard]] std::vector<HoldReason> holdReasons(const gdcm::DataSet& dataSet);

/// True when a comment segment of compressed pixels holds a piece of identity. Only the first fragment of a frame has one.
[[nodiscard]] bool holdsIdentityInComments(const gdcm::DataSet& dataSet, const PhiTokens& tokens);

} // namespace lobule::deidentify
