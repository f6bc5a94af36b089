#pragma once

#include "ai/package/PackageMetadata.h"

#include <filesystem>

namespace lobule::test {

/// Metadata of a valid small package: 64 x 64, area, window 150/30, one channel, one logit.
[[nodiscard]] inline package::PackageMetadata formulaMetadata()
{
    package::PackageMetadata metadata;
    metadata.name = "Formula model";
    metadata.version = "0.0.1";
    metadata.preprocess.rows = 64;
    metadata.preprocess.columns = 64;
    metadata.parity.inputSha256 = std::string(64, '0');
    metadata.parity.logits = {0.0};
    return metadata;
}

/// Writes a model package whose weights come from a formula (see FormulaNetwork.h).
[[nodiscard]] Result<void> writeFormulaPackage(
    const std::filesystem::path& folder, const package::PackageMetadata& metadata = formulaMetadata());

} // namespace lobule::test
