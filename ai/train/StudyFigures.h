#pragma once

#include "ai/train/Statistics.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// What is said about a model after it has answered for a set of patients; std only.
namespace lobule::train {

/// The answers for one patient. Logits are those of LC against NonLC, not divided by the temperature.
struct StudyAnswer {
    bool lc = false;
    double severity = 0;
    std::vector<double> sliceLogits;

    [[nodiscard]] double meanLogit() const;
};

/// Calibration of a model on a validation set, as the package stores it. Scores are sigmoid(logit / temperature).
struct Calibration {
    double temperature = 1;
    double sliceThreshold = 0.5;
    double studyThreshold = 0.5;
    double indeterminateLow = 0.5;
    double indeterminateHigh = 0.5;
};

/// Temperature from the slices; thresholds by Youden's index; the band of study scores whose predictive value is
/// below 95 %, at most 15 % of the studies on each side. The threshold of the slices is moved into that band.
[[nodiscard]] Calibration calibrate(const std::vector<StudyAnswer>& validation);

/// A stratum of severity: LC patients with low < severity <= high, against all NonLC.
struct SeverityFigures {
    double low = 0;
    double high = 0;
    std::size_t patients = 0;
    Estimate auroc;
    Estimate sensitivity;
};

/// Figures of slices or of studies.
struct LevelFigures {
    std::size_t positives = 0;
    std::size_t negatives = 0;
    Estimate auroc; ///< Studies: DeLong. Slices: bootstrap over patients.
    Confusion confusion;
    double threshold = 0.5;
    double calibrationError = 0;
    double brier = 0;
    double logLoss = 0;
};

struct Figures {
    LevelFigures slices;
    LevelFigures studies;
    std::vector<SeverityFigures> bySeverity; ///< Of studies.
    std::size_t indeterminateStudies = 0;
    std::size_t indeterminateWrong = 0; ///< Of them, those whose decision at the threshold is wrong.
};

[[nodiscard]] Figures computeFigures(const std::vector<StudyAnswer>& answers, const Calibration& calibration);

/// The table in the paper's form, English, fixed columns, with the word "phantom"; several lines.
[[nodiscard]] std::string paperTable(const Figures& figures);

} // namespace lobule::train
