#pragma once

#include <gdcmDataSet.h>

#include <optional>
#include <string_view>
#include <vector>

namespace lobule::deidentify {

/// How the data sets inside a sequence are encoded; both little endian.
enum class NestedEncoding { ImplicitVr, ExplicitVr };

/// Reads the items of a sequence out of the bytes of its value. GDCM leaves sequences as bytes when they are encoded as
/// UN or with implicit VR and defined length, and its own parser aborts the process on broken ones; this one returns
/// nothing unless every byte is accounted for. Inner sequences of undefined length are read too; inner sequences of
/// defined length in implicit VR stay bytes, to be read by the next call. `maxDepth` bounds the recursion.
[[nodiscard]] std::optional<std::vector<gdcm::DataSet>> parseItems(std::string_view bytes, NestedEncoding encoding, int maxDepth);

} // namespace lobule::deidentify
