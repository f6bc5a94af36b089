#pragma once

#include "ai/package/PackageMetadata.h"
#include "ai/package/Safetensors.h"
#include "core/base/Result.h"

#include <filesystem>
#include <string>

/// A model package on disk: a folder laid out as a MONAI bundle,
///
///     configs/metadata.json      PackageMetadata
///     models/model.safetensors   weights, torchvision's names; F16, BF16 or F32
///     docs/README.md             model card
///     docs/license.txt
///     SHA256SUMS                 "<sha256>  <path>" of every other file, sorted by path
namespace lobule::package {

/// A package that was read completely and whose checksums hold. Movable.
struct ModelPackage {
    PackageMetadata metadata;
    SafetensorsFile weights;
    std::string sha256; ///< Of SHA256SUMS: names the package as a whole.
};

/// Reads a package. NotFound{folder} when there is none; Corrupt{path} for a file that does not match its checksum, is
/// missing or is not listed; ModelInvalid{reason} for content that breaks the rules; FileUnreadable, LimitExceeded.
/// Runs nothing and does not touch LibTorch; `loadNetwork()` makes the network and checks its parity.
[[nodiscard]] Result<ModelPackage> readPackage(const std::filesystem::path& folder);

/// The texts of a package beside its numbers.
struct PackageDocuments {
    std::string modelCard; ///< docs/README.md, Markdown.
    std::string license; ///< docs/license.txt.
};

/// Writes a package atomically: all files into a sibling folder, synced, then renamed to `folder`. An existing package
/// there is replaced; an existing folder that is no package is refused with Misuse. FileUnwritable{file} otherwise.
[[nodiscard]] Result<void> writePackage(const std::filesystem::path& folder, const PackageMetadata& metadata,
    const std::vector<TensorEntry>& tensors, const PackageDocuments& documents);

} // namespace lobule::package
