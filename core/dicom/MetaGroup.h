#pragma once

#include <string>
#include <string_view>

namespace lobule::dicom {

/// Names Lobule as the writer of a file (PS3.10 section 7.1).
inline constexpr std::string_view kImplementationClassUid = "2.25.251187340281836164204873093146371294021";
inline constexpr std::string_view kImplementationVersion = "LOBULE_0_1";

/// 128 NULs, "DICM" and the file meta group with its group length: everything before the data set.
[[nodiscard]] std::string metaGroup(std::string_view sopClassUid, std::string_view sopInstanceUid, std::string_view transferSyntaxUid);

} // namespace lobule::dicom
