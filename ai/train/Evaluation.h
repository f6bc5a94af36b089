#pragma once

#include "ai/train/StudyFigures.h"
#include "core/base/Result.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

/// Measures a model package on fresh phantom patients, through the same Predictor that serves the reader. No LibTorch.
namespace lobule::train {

struct EvaluationPlan {
    std::filesystem::path package;
    /// Seed of the first patient; i-th: firstSeed + i, LC for odd i. Must not meet the seeds of the package's training.
    std::uint64_t firstSeed = 900000000;
    int patients = 120;
    int slicesPerPatient = 12;
    double difficulty = 1.0;
    std::string device = "auto";
    int threads = 0; ///< For drawing; 0: all physical cores.
};

struct EvaluationReport {
    EvaluationPlan plan;
    std::string modelName;
    std::string modelVersion;
    std::string packageSha256;
    std::string deviceName;
    Calibration calibration; ///< As the package has it.
    Figures figures;
    std::size_t notScored = 0; ///< Slices that the preprocessing or the network refused.
    double millisecondsPerSlice = 0; ///< Of prediction, preprocessing included.
};

/// (done, of) patients.
using EvaluationProgress = std::function<void(int, int)>;

/// Misuse when the seeds overlap with those of the training or the plan is out of range; Cancelled; errors of
/// predict::Predictor.
[[nodiscard]] Result<EvaluationReport> evaluateOnPhantom(
    const EvaluationPlan& plan, const EvaluationProgress& progress, const std::atomic<bool>& stop);

/// One JSON object, as `evaluate --json` prints it and the package's evaluation block stores it.
[[nodiscard]] std::string evaluationJson(const EvaluationReport& report);

/// For people: the table in the paper's form and the other figures, several lines.
[[nodiscard]] std::string evaluationText(const EvaluationReport& report);

/// Puts the report into the package (evaluation block and model card) and writes it anew, atomically. Misuse for a
/// package that was not trained on the phantom: figures from a phantom must not stand beside those from patients.
[[nodiscard]] Result<void> recordEvaluation(const std::filesystem::path& package, const EvaluationReport& report);

} // namespace lobule::train
