#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// Figures of merit of a binary classifier, from scores alone; std only, no LibTorch. A score is any number that grows
/// with the evidence for the positive class (LC); a label is true for positive. Vectors of one call have equal length.
namespace lobule::train {

/// An estimate with its 95 % interval.
struct Estimate {
    double value = 0;
    double low = 0;
    double high = 0;
};

/// Wilson's score interval for `successes` of `trials` (Wilson 1927). {0, 0, 1} without trials.
[[nodiscard]] Estimate wilson(std::size_t successes, std::size_t trials);

/// Area under the ROC curve with ties counted one half (Mann-Whitney). NaN when a class is empty.
[[nodiscard]] double auroc(const std::vector<double>& scores, const std::vector<bool>& labels);

/// AUROC with the interval of DeLong 1988, computed with midranks (Sun and Xu 2014), clipped to [0, 1]. For independent
/// cases: one score a patient. NaN when a class is empty; a class of one gives the widest interval.
[[nodiscard]] Estimate aurocDeLong(const std::vector<double>& scores, const std::vector<bool>& labels);

/// AUROC with a percentile bootstrap over whole clusters (patients), because slices of a patient are not independent.
/// `clusters` are 0-based numbers. Deterministic for a `seed`.
[[nodiscard]] Estimate aurocClusterBootstrap(const std::vector<double>& scores, const std::vector<bool>& labels,
    const std::vector<std::size_t>& clusters, int resamples, std::uint64_t seed);

/// Expected calibration error: mean |frequency - mean probability| over `bins` equal bins, weighted by their counts.
[[nodiscard]] double expectedCalibrationError(const std::vector<double>& probabilities, const std::vector<bool>& labels, int bins = 10);

/// Mean squared difference of probability and outcome (Brier 1950).
[[nodiscard]] double brierScore(const std::vector<double>& probabilities, const std::vector<bool>& labels);

/// Mean of log(1 + exp(z)) - y z: the loss of logits, in nats.
[[nodiscard]] double negativeLogLikelihood(const std::vector<double>& logits, const std::vector<bool>& labels, double temperature = 1.0);

/// The temperature in [.5, 5] with the least negativeLogLikelihood (Guo 2017); 1 when a class is empty.
[[nodiscard]] double fitTemperature(const std::vector<double>& logits, const std::vector<bool>& labels);

/// The threshold with the greatest sensitivity + specificity (Youden 1950): midway between two neighbouring scores. Of
/// equally good ones the middle. A case is positive when its score is >= the threshold.
[[nodiscard]] double youdenThreshold(const std::vector<double>& scores, const std::vector<bool>& labels);

struct Band {
    double low = 0;
    double high = 0;
};

/// The scores around `threshold` that should be called indeterminate: grows outwards from the threshold until among
/// the cases above it at least `predictiveValue` are positive, and among those below it as many are negative. Neither
/// side takes more than `maximumShare` of all cases.
[[nodiscard]] Band indeterminateBand(
    const std::vector<double>& scores, const std::vector<bool>& labels, double threshold, double predictiveValue, double maximumShare);

/// Decisions against truth.
struct Confusion {
    std::size_t truePositive = 0, falseNegative = 0, trueNegative = 0, falsePositive = 0;
    [[nodiscard]] std::size_t positives() const { return truePositive + falseNegative; }
    [[nodiscard]] std::size_t negatives() const { return trueNegative + falsePositive; }
    [[nodiscard]] Estimate sensitivity() const { return wilson(truePositive, positives()); }
    [[nodiscard]] Estimate specificity() const { return wilson(trueNegative, negatives()); }
    [[nodiscard]] Estimate accuracy() const { return wilson(truePositive + trueNegative, positives() + negatives()); }
};

[[nodiscard]] Confusion confusionAt(const std::vector<double>& scores, const std::vector<bool>& labels, double threshold);

/// 1 / (1 + exp(-z)).
[[nodiscard]] double sigmoid(double logit);

} // namespace lobule::train
