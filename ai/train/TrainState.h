#pragma once

#include "ai/model/DenseNet.h"
#include "ai/train/Trainer.h"
#include "core/base/Result.h"

#include <torch/optim/adamw.h>

#include <filesystem>
#include <string>
#include <vector>

/// What a training run needs to go on after it stopped. Internal to `ai` (LibTorch).
namespace lobule::train {

/// Position in the run. Random numbers need no state: those of a step follow from (seed, epoch, step).
struct TrainPosition {
    int epoch = 0; ///< 0-based epoch in progress.
    int step = 0; ///< Steps done in it.
    double lossSum = 0; ///< Of these steps, times their samples.
    std::int64_t lossCount = 0; ///< Samples in these steps.
    int bestEpoch = 0; ///< 1-based; 0: none yet.
    double bestLoss = 0;
    double bestAuroc = 0;
    std::vector<EpochReport> history;
};

/// Writes `state.json` and the safetensors file that it names, atomically: a crash leaves the previous state. Holds the
/// network, the best network so far and AdamW's moments.
[[nodiscard]] Result<void> saveState(const std::filesystem::path& folder, const std::string& fingerprint, const TrainPosition& position,
    const model::DenseNet& network, const model::DenseNet& best, torch::optim::AdamW& optimizer);

/// Restores what saveState() wrote. NotFound when there is no state; Misuse when the fingerprint differs; Corrupt.
[[nodiscard]] Result<TrainPosition> loadState(const std::filesystem::path& folder, const std::string& fingerprint, model::DenseNet& network,
    model::DenseNet& best, torch::optim::AdamW& optimizer);

} // namespace lobule::train
