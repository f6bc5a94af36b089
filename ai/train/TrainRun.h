#pragma once

#include "ai/package/PackageMetadata.h"
#include "ai/train/Dataset.h"
#include "ai/train/StudyFigures.h"
#include "ai/train/Trainer.h"
#include "core/base/Result.h"

#include <array>
#include <atomic>
#include <filesystem>
#include <string>

/// From a plan to a model package. Internal to `ai` (LibTorch).
namespace lobule::train {

struct TrainPlan {
    PhantomPlan data;
    package::PreprocessSettings preprocess; ///< One channel, mean 0, standard deviation 1.
    std::array<int, 3> split{8, 1, 1}; ///< Training, validation, test; by patient.
    TrainOptions options;
    std::string name = "lobule-phantom";
    std::string version = "1.0.0";
    std::filesystem::path output; ///< Folder of the package.
};

struct TrainSummary {
    std::vector<EpochReport> history;
    int bestEpoch = 0;
    bool interrupted = false;
    Calibration calibration;
    Figures validation; ///< Used for the thresholds, so no measure of quality.
};

/// Makes the data, splits the patients, trains, calibrates on the validation patients and writes the package. The
/// package says "not for clinical use"; its evaluation block stays empty until `evaluate` has measured it.
[[nodiscard]] Result<TrainSummary> trainPhantomModel(
    TrainPlan plan, const DataProgress& dataProgress, const TrainProgress& progress, const std::atomic<bool>& stop);

} // namespace lobule::train
