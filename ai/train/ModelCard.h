#pragma once

#include "ai/package/PackageMetadata.h"

#include <string>

namespace lobule::train {

/// The model card (docs/README.md, after Mitchell 2019) of a model that was trained on the synthetic phantom: what it
/// is, what it is not for, how it was made and what was measured. Figures come from the metadata's training and
/// evaluation blocks; a figure that was not measured is not mentioned.
[[nodiscard]] std::string phantomModelCard(const package::PackageMetadata& metadata);

/// docs/license.txt of such a package.
[[nodiscard]] std::string phantomModelLicense();

} // namespace lobule::train
