#pragma once

#include "ai/model/DenseNet.h"
#include "ai/model/StateDict.h"
#include "ai/package/ModelPackage.h"

#include <filesystem>
#include <string>
#include <vector>

/// Between a network in memory and a model package on disk. Internal to `ai` (LibTorch).
namespace lobule::package {

/// A network with what its weights left open.
struct LoadedNetwork {
    model::DenseNet network{nullptr}; ///< float32, on the CPU, in evaluation mode.
    std::vector<std::string> unexpectedNames; ///< Entries of the weights that the network does not have; ignored.
};

/// Makes the network of a package and compares its answer with the parity vector. ModelInvalid{reason} for weights that
/// do not fit; ModelParity (difference in `detail`) for an answer that differs.
[[nodiscard]] Result<LoadedNetwork> loadNetwork(const ModelPackage& package);

enum class WeightStorage {
    F32,
    F16, ///< Convolutions and classifier as F16 (half the size), BN kept F32. Parity is that of the rounded weights.
};

/// Writes a package (see `writePackage`). Fills in what follows from the network: architecture's channels, parity vector
/// and LibTorch's version; the rest of `metadata` is the caller's. Leaves the network unchanged.
[[nodiscard]] Result<void> saveNetwork(const std::filesystem::path& folder, PackageMetadata metadata, const model::DenseNet& network,
    WeightStorage storage, const PackageDocuments& documents);

/// The fixed input of the parity check, 1 x channels x rows x columns, float32: (1 + sin(0.37 i)) / 2 over the row-major
/// index i, rounded to 1/1024, so that its bytes are the same with every mathematics library.
[[nodiscard]] torch::Tensor parityInput(const PackageMetadata& metadata);

/// SHA-256 of the bytes of `parityInput()`.
[[nodiscard]] std::string parityInputSha256(const PackageMetadata& metadata);

/// Largest |difference| / max(1, |expected|) between the answer and the parity vector; infinite when not comparable.
[[nodiscard]] double parityDifference(const torch::Tensor& logits, const ParityVector& parity);

} // namespace lobule::package
