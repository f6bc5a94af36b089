#pragma once

#include "ai/model/DenseNet.h"
#include "core/base/Result.h"

#include <string>
#include <utility>
#include <vector>

/// Weights by name, to and from the network. Internal to `ai` (LibTorch).
namespace lobule::model {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// The torchvision name for a name as other programs write it: without `module.`, `model.`, `net.` in front;
/// `denselayer1.norm.1.weight` (old torchvision) and `denselayer1.layers.norm1.weight` (MONAI) become
/// `denselayer1.norm1.weight`; MONAI's `class_layers.out` becomes `classifier`.
[[nodiscard]] std::string canonicalName(std::string name);

/// What did not fit. BN's `num_batches_tracked`, which inference does not use, is never called missing.
struct StateReport {
    std::vector<std::string> missing; ///< Names that the network has and the weights have not.
    std::vector<std::string> unexpected; ///< Names that the weights have and the network has not.
};

/// Number of channels and classes as the weights have them. ModelInvalid{reason} when these are no DenseNet's.
[[nodiscard]] Result<DenseNetOptions> optionsFromState(const NamedTensors& state);

/// Copies weights into the network, converting to its element type. ModelInvalid{reason} when a shape differs or two
/// names mean the same; then the network is unchanged.
[[nodiscard]] Result<StateReport> loadState(DenseNet& network, const NamedTensors& state);

/// All 727 state entries in torchvision's order; the tensors share memory with the network.
[[nodiscard]] NamedTensors stateOf(const DenseNet& network);

} // namespace lobule::model
