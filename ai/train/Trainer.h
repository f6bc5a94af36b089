#pragma once

#include "ai/model/DenseNet.h"
#include "ai/train/Dataset.h"
#include "ai/train/Split.h"
#include "core/base/Result.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

/// Fits the network. Internal to `ai` (LibTorch).
namespace lobule::train {

enum class Schedule {
    Constant, ///< The paper's.
    OneCycle, ///< Linear warm-up over the first tenth, then cosine to 1 % of the rate.
};

enum class Selection { Loss, Auroc };

/// The defaults for epochs, rate and batch are the paper's protocol (Noh 2021).
struct TrainOptions {
    int epochs = 200;
    double learningRate = 1e-4;
    int batch = 32;
    double weightDecay = 0.01;
    Schedule schedule = Schedule::Constant;
    Selection selection = Selection::Loss; ///< Of the checkpoint, on the validation slices; the other breaks ties.
    int rollPixels = 4; ///< Augmentation: shift by up to this many pixels, cyclic.
    double gain = 0.05; ///< Augmentation: factor 1 +- this.
    double noise = 0.02; ///< Augmentation: standard deviation of added noise, of the range 0..1.
    double labelNoise = 0.03; ///< Share of training patients whose label is flipped for the whole run.
    std::uint64_t seed = 1;
    std::string device = "auto"; ///< As predict::resolveDevice().
    int threads = 0; ///< 0: all physical cores.
    std::filesystem::path stateFolder; ///< For resuming; empty: none is kept.
    bool resume = false;
    std::string fingerprint; ///< Of everything that must be equal for a resume to make sense.
};

struct EpochReport {
    int epoch = 0; ///< 1-based.
    double trainLoss = 0;
    double validationLoss = 0;
    double validationSliceAuroc = 0;
    double validationStudyAuroc = 0;
    bool best = false;
    double seconds = 0; ///< Of this epoch, validation included.
};

struct StepReport {
    int epoch = 0;
    int step = 0; ///< Done in this epoch.
    int steps = 0; ///< Of this epoch.
    double loss = 0; ///< Mean of the epoch so far.
    double samplesPerSecond = 0; ///< Since the run began.
    double secondsLeft = 0; ///< Of the whole run, validation left out.
};

struct TrainProgress {
    std::function<void(const StepReport&)> step;
    std::function<void(const EpochReport&)> epoch;
    std::function<void(const std::string&)> note;
};

struct TrainOutcome {
    model::DenseNet network{nullptr}; ///< Weights of the best epoch, on the CPU, in evaluation mode.
    std::vector<EpochReport> history;
    int bestEpoch = 0;
    bool interrupted = false;
    std::string device;
};

/// Trains on `split.training`, chooses the epoch on `split.validation`. When `stop` becomes true, saves the state and
/// returns the best epoch so far; Cancelled when there is none yet. DeviceUnavailable; Misuse for an empty fold or a
/// state of another run; FileUnwritable for the state; Internal when the loss is no longer a number.
[[nodiscard]] Result<TrainOutcome> trainNetwork(
    const Dataset& data, const Split& split, const TrainOptions& options, const TrainProgress& progress, const std::atomic<bool>& stop);

/// Logits of these slices in their order, by a network in evaluation mode.
[[nodiscard]] std::vector<double> sliceLogits(
    model::DenseNet& network, const Dataset& data, const std::vector<std::size_t>& slices, torch::Device device);

} // namespace lobule::train
