#pragma once

#include "core/base/Result.h"

#include <gdcmFile.h>

#include <string>

namespace lobule::deidentify {

/// Adds SOP Class and SOP Instance UID to the data set from the file meta information where old files have them only
/// there. Error: MissingAttribute.
[[nodiscard]] Result<void> completeSopUids(const gdcm::File& file, gdcm::DataSet& dataSet);

/// Replaces the whole file meta information (PS3.10 section 7.1) by one made from the data set, with Lobule as the
/// implementation, no application entity or private information of the sender, and a zero preamble. Deflated transfer
/// syntax becomes explicit VR little endian; every other one stays.
void rewriteFileMeta(gdcm::File& file, const gdcm::DataSet& dataSet);

} // namespace lobule::deidentify
