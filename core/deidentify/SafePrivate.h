#pragma once

#include "core/deidentify/Profile.h"

#include <gdcmDataSet.h>

namespace lobule::deidentify {

/// (gggg,0010-00FF) of an odd group: reserves a block for a manufacturer (PS3.5 section 7.8.1).
[[nodiscard]] bool isPrivateCreator(TagNumber tag);

/// True when the whitelist has this private element. `around`: the data set that holds it and its creator.
[[nodiscard]] bool isSafePrivate(
    const gdcm::DataElement& element, const gdcm::DataSet& around, const std::vector<SafePrivateAttribute>& list);

/// Takes private creators out of whose blocks nothing is left.
void removeUnusedCreators(gdcm::DataSet& dataSet);

} // namespace lobule::deidentify
