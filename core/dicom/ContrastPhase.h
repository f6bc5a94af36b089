#pragma once

#include <string>
#include <string_view>

namespace lobule::dicom {

/// The contrast phase that a description names: "unenhanced", "arterial", "portal-venous", "delayed", "hepatobiliary";
/// empty when it names none or more than one. English abbreviations and Korean words (UTF-8 or EUC-KR bytes).
[[nodiscard]] std::string contrastPhaseOf(std::string_view description);

} // namespace lobule::dicom
