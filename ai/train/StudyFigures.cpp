#include "ai/train/StudyFigures.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>

namespace lobule::train {

namespace {

constexpr double kBandPredictiveValue = 0.95;
constexpr double kBandMaximumShare = 0.15;
constexpr int kBootstrapResamples = 1000;
constexpr std::uint64_t kBootstrapSeed = 20210806;

/// Scores and labels of one level.
struct Level {
    std::vector<double> logits;
    std::vector<double> scores;
    std::vector<bool> labels;
    std::vector<std::size_t> patients;

    void add(double logit, double temperature, bool lc, std::size_t patient)
    {
        logits.push_back(logit);
        scores.push_back(sigmoid(logit / temperature));
        labels.push_back(lc);
        patients.push_back(patient);
    }
};

Level studyLevel(const std::vector<StudyAnswer>& answers, double temperature)
{
    Level level;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (!answers[i].sliceLogits.empty()) level.add(answers[i].meanLogit(), temperature, answers[i].lc, i);
    }
    return level;
}

Level sliceLevel(const std::vector<StudyAnswer>& answers, double temperature)
{
    Level level;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        for (const double logit : answers[i].sliceLogits) level.add(logit, temperature, answers[i].lc, i);
    }
    return level;
}

LevelFigures figuresOf(const Level& level, double threshold, double temperature, bool clustered)
{
    LevelFigures f;
    f.positives = static_cast<std::size_t>(std::count(level.labels.begin(), level.labels.end(), true));
    f.negatives = level.labels.size() - f.positives;
    f.auroc = clustered ? aurocClusterBootstrap(level.scores, level.labels, level.patients, kBootstrapResamples, kBootstrapSeed)
                        : aurocDeLong(level.scores, level.labels);
    f.threshold = threshold;
    f.confusion = confusionAt(level.scores, level.labels, threshold);
    f.calibrationError = expectedCalibrationError(level.scores, level.labels);
    f.brier = brierScore(level.scores, level.labels);
    f.logLoss = negativeLogLikelihood(level.logits, level.labels, temperature);
    return f;
}

std::string row(const char* name, std::size_t cases, std::size_t correct, const Estimate& accuracy)
{
    char line[160];
    std::snprintf(line, sizeof line, "%-18s %10zu   %19zu   %5.1f (%.1f-%.1f)\n", name, cases, correct, 100 * accuracy.value,
        100 * accuracy.low, 100 * accuracy.high);
    return line;
}

} // namespace

double StudyAnswer::meanLogit() const
{
    if (sliceLogits.empty()) return 0;
    return std::accumulate(sliceLogits.begin(), sliceLogits.end(), 0.0) / static_cast<double>(sliceLogits.size());
}

Calibration calibrate(const std::vector<StudyAnswer>& validation)
{
    Calibration c;
    const Level raw = sliceLevel(validation, 1.0);
    c.temperature = fitTemperature(raw.logits, raw.labels);
    const Level slices = sliceLevel(validation, c.temperature);
    const Level studies = studyLevel(validation, c.temperature);
    c.sliceThreshold = youdenThreshold(slices.scores, slices.labels);
    c.studyThreshold = youdenThreshold(studies.scores, studies.labels);
    const Band band = indeterminateBand(studies.scores, studies.labels, c.studyThreshold, kBandPredictiveValue, kBandMaximumShare);
    c.indeterminateLow = band.low;
    c.indeterminateHigh = band.high;
    // The band is shown for slices too: their threshold must not lie outside it.
    c.sliceThreshold = std::clamp(c.sliceThreshold, band.low, band.high);
    return c;
}

Figures computeFigures(const std::vector<StudyAnswer>& answers, const Calibration& calibration)
{
    Figures f;
    const Level slices = sliceLevel(answers, calibration.temperature);
    const Level studies = studyLevel(answers, calibration.temperature);
    f.slices = figuresOf(slices, calibration.sliceThreshold, calibration.temperature, true);
    f.studies = figuresOf(studies, calibration.studyThreshold, calibration.temperature, false);
    constexpr std::array<std::array<double, 2>, 3> kStrata{{{0.0, 0.4}, {0.4, 0.65}, {0.65, 1.0}}};
    for (const auto& [low, high] : kStrata) {
        Level stratum;
        for (std::size_t i = 0; i < studies.scores.size(); ++i) {
            const StudyAnswer& answer = answers[studies.patients[i]];
            if (answer.lc && (answer.severity <= low || answer.severity > high)) continue;
            stratum.add(studies.logits[i], calibration.temperature, answer.lc, studies.patients[i]);
        }
        const Confusion confusion = confusionAt(stratum.scores, stratum.labels, calibration.studyThreshold);
        f.bySeverity.push_back({low, high, confusion.positives(), aurocDeLong(stratum.scores, stratum.labels), confusion.sensitivity()});
    }
    for (std::size_t i = 0; i < studies.scores.size(); ++i) {
        const double score = studies.scores[i];
        if (calibration.indeterminateLow >= calibration.indeterminateHigh) break;
        if (score < calibration.indeterminateLow || score > calibration.indeterminateHigh) continue;
        ++f.indeterminateStudies;
        if ((score >= calibration.studyThreshold) != studies.labels[i]) ++f.indeterminateWrong;
    }
    return f;
}

std::string paperTable(const Figures& figures)
{
    const Confusion& c = figures.studies.confusion;
    char heading[160];
    std::snprintf(heading, sizeof heading, "%-18s %10s   %19s   %s\n", "", "Valid Case", "Test Case (correct)", "Accuracy (%), 95 % CI");
    char last[200];
    std::snprintf(last, sizeof last, "AUROC per study %.3f (%.3f-%.3f), per slice %.3f (%.3f-%.3f); synthetic phantom, fresh patients\n",
        figures.studies.auroc.value, figures.studies.auroc.low, figures.studies.auroc.high, figures.slices.auroc.value,
        figures.slices.auroc.low, figures.slices.auroc.high);
    return std::string(heading) + row("LC (phantom)", c.positives(), c.truePositive, c.sensitivity())
        + row("NonLC (phantom)", c.negatives(), c.trueNegative, c.specificity())
        + row("All (phantom)", c.positives() + c.negatives(), c.truePositive + c.trueNegative, c.accuracy()) + last;
}

} // namespace lobule::train
