#include "ai/train/Statistics.h"

#include "ai/phantom/Random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lobule::train {

namespace {

constexpr double kZ95 = 1.959963984540054;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<std::size_t> ascending(const std::vector<double>& scores)
{
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
    return order;
}

/// 1-based ranks; equal scores share the mean of theirs.
std::vector<double> midranks(const std::vector<double>& scores)
{
    const std::vector<std::size_t> order = ascending(scores);
    std::vector<double> ranks(scores.size());
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i;
        while (end < order.size() && scores[order[end]] == scores[order[i]]) ++end;
        const double rank = 0.5 * static_cast<double>(i + end + 1);
        for (; i < end; ++i) ranks[order[i]] = rank;
    }
    return ranks;
}

double variance(const std::vector<double>& values)
{
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    double sum = 0;
    for (const double v : values) sum += (v - mean) * (v - mean);
    return sum / static_cast<double>(values.size() - 1);
}

} // namespace

double sigmoid(double logit) { return logit >= 0 ? 1.0 / (1.0 + std::exp(-logit)) : std::exp(logit) / (1.0 + std::exp(logit)); }

Estimate wilson(std::size_t successes, std::size_t trials)
{
    if (trials == 0) return {0, 0, 1};
    const double n = static_cast<double>(trials);
    const double p = static_cast<double>(successes) / n;
    const double z2 = kZ95 * kZ95;
    const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    const double half = kZ95 / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    return {p, std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

double auroc(const std::vector<double>& scores, const std::vector<bool>& labels)
{
    const std::vector<double> ranks = midranks(scores);
    double rankSum = 0;
    double positives = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (!labels[i]) continue;
        rankSum += ranks[i];
        positives += 1;
    }
    const double negatives = static_cast<double>(scores.size()) - positives;
    if (positives == 0 || negatives == 0) return kNaN;
    return (rankSum - positives * (positives + 1) / 2) / (positives * negatives);
}

Estimate aurocDeLong(const std::vector<double>& scores, const std::vector<bool>& labels)
{
    const double area = auroc(scores, labels);
    if (std::isnan(area)) return {kNaN, kNaN, kNaN};
    std::vector<double> positives;
    std::vector<double> negatives;
    for (std::size_t i = 0; i < scores.size(); ++i) (labels[i] ? positives : negatives).push_back(scores[i]);
    if (positives.size() < 2 || negatives.size() < 2) return {area, 0, 1};
    // Structural components: rank among all minus rank in the own class, over the size of the other class.
    const std::vector<double> all = midranks(scores);
    const std::vector<double> ownPositive = midranks(positives);
    const std::vector<double> ownNegative = midranks(negatives);
    const double m = static_cast<double>(positives.size());
    const double n = static_cast<double>(negatives.size());
    std::vector<double> v10;
    std::vector<double> v01;
    for (std::size_t i = 0, p = 0, q = 0; i < scores.size(); ++i) {
        if (labels[i])
            v10.push_back((all[i] - ownPositive[p++]) / n);
        else
            v01.push_back(1 - (all[i] - ownNegative[q++]) / m);
    }
    const double half = kZ95 * std::sqrt(variance(v10) / m + variance(v01) / n);
    return {area, std::max(0.0, area - half), std::min(1.0, area + half)};
}

Estimate aurocClusterBootstrap(const std::vector<double>& scores, const std::vector<bool>& labels, const std::vector<std::size_t>& clusters,
    int resamples, std::uint64_t seed)
{
    const double area = auroc(scores, labels);
    if (std::isnan(area) || resamples < 2) return {area, kNaN, kNaN};
    std::size_t count = 0;
    for (const std::size_t c : clusters) count = std::max(count, c + 1);
    std::vector<std::vector<std::size_t>> members(count);
    for (std::size_t i = 0; i < clusters.size(); ++i) members[clusters[i]].push_back(i);
    phantom::Random random(seed, 77);
    std::vector<double> areas;
    for (int r = 0; r < resamples; ++r) {
        std::vector<double> drawnScores;
        std::vector<bool> drawnLabels;
        for (std::size_t k = 0; k < count; ++k) {
            const auto chosen = static_cast<std::size_t>(random.integer(0, static_cast<int>(count) - 1));
            for (const std::size_t i : members[chosen]) {
                drawnScores.push_back(scores[i]);
                drawnLabels.push_back(labels[i]);
            }
        }
        const double value = auroc(drawnScores, drawnLabels);
        if (!std::isnan(value)) areas.push_back(value);
    }
    if (areas.size() < 2) return {area, 0, 1};
    std::sort(areas.begin(), areas.end());
    const auto quantile = [&](double q) {
        const double at = q * static_cast<double>(areas.size() - 1);
        const auto lower = static_cast<std::size_t>(at);
        const std::size_t upper = std::min(lower + 1, areas.size() - 1);
        return areas[lower] + (at - static_cast<double>(lower)) * (areas[upper] - areas[lower]);
    };
    return {area, quantile(0.025), quantile(0.975)};
}

double expectedCalibrationError(const std::vector<double>& probabilities, const std::vector<bool>& labels, int bins)
{
    if (probabilities.empty() || bins < 1) return 0;
    const auto size = static_cast<std::size_t>(bins);
    std::vector<double> difference(size, 0.0);
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        const double p = std::clamp(probabilities[i], 0.0, 1.0);
        const auto bin = std::min(size - 1, static_cast<std::size_t>(p * bins));
        difference[bin] += (labels[i] ? 1.0 : 0.0) - p;
    }
    double sum = 0;
    for (const double d : difference) sum += std::fabs(d);
    return sum / static_cast<double>(probabilities.size());
}

double brierScore(const std::vector<double>& probabilities, const std::vector<bool>& labels)
{
    if (probabilities.empty()) return 0;
    double sum = 0;
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        const double d = probabilities[i] - (labels[i] ? 1.0 : 0.0);
        sum += d * d;
    }
    return sum / static_cast<double>(probabilities.size());
}

double negativeLogLikelihood(const std::vector<double>& logits, const std::vector<bool>& labels, double temperature)
{
    if (logits.empty()) return 0;
    double sum = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const double z = logits[i] / temperature;
        sum += std::max(z, 0.0) + std::log1p(std::exp(-std::fabs(z))) - (labels[i] ? z : 0.0);
    }
    return sum / static_cast<double>(logits.size());
}

double fitTemperature(const std::vector<double>& logits, const std::vector<bool>& labels)
{
    const auto positives = static_cast<std::size_t>(std::count(labels.begin(), labels.end(), true));
    if (positives == 0 || positives == labels.size()) return 1.0;
    // Convex in 1/T: golden section on that.
    constexpr double kGolden = 0.6180339887498949;
    double low = 1.0 / 5.0;
    double high = 1.0 / 0.5;
    const auto loss = [&](double inverse) { return negativeLogLikelihood(logits, labels, 1.0 / inverse); };
    double a = high - kGolden * (high - low);
    double b = low + kGolden * (high - low);
    double lossA = loss(a);
    double lossB = loss(b);
    for (int i = 0; i < 60; ++i) {
        if (lossA < lossB) {
            high = b;
            b = a;
            lossB = lossA;
            a = high - kGolden * (high - low);
            lossA = loss(a);
        } else {
            low = a;
            a = b;
            lossA = lossB;
            b = low + kGolden * (high - low);
            lossB = loss(b);
        }
    }
    return 2.0 / (low + high);
}

double youdenThreshold(const std::vector<double>& scores, const std::vector<bool>& labels)
{
    const std::vector<std::size_t> order = ascending(scores);
    const auto positives = static_cast<double>(std::count(labels.begin(), labels.end(), true));
    const double negatives = static_cast<double>(labels.size()) - positives;
    if (positives == 0 || negatives == 0) return 0.5;
    double belowPositive = 0;
    double belowNegative = 0;
    double best = -1;
    std::vector<double> cuts;
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
        (labels[order[i]] ? belowPositive : belowNegative) += 1;
        const double here = scores[order[i]];
        const double next = scores[order[i + 1]];
        if (here == next) continue;
        const double index = belowNegative / negatives - belowPositive / positives;
        if (index > best + 1e-12) {
            best = index;
            cuts.clear();
        }
        if (index > best - 1e-12) cuts.push_back(0.5 * (here + next));
    }
    return cuts.empty() ? 0.5 : cuts[cuts.size() / 2];
}

Band indeterminateBand(
    const std::vector<double>& scores, const std::vector<bool>& labels, double threshold, double predictiveValue, double maximumShare)
{
    const std::vector<std::size_t> order = ascending(scores);
    const auto limit = static_cast<std::size_t>(maximumShare * static_cast<double>(scores.size()));
    const auto split = static_cast<std::size_t>(std::count_if(scores.begin(), scores.end(), [&](double s) { return s < threshold; }));
    // Cases outside the band on one side, nearest first; `right` says which label they should have.
    const auto reach = [&](std::size_t nearest, std::size_t count, bool upwards) {
        const auto caseAt = [&](std::size_t k) { return upwards ? order[nearest + k] : order[nearest - k]; };
        std::size_t correct = 0;
        for (std::size_t k = 0; k < count; ++k) correct += labels[caseAt(k)] == upwards ? 1 : 0;
        std::size_t taken = 0;
        while (taken < count && taken < limit && static_cast<double>(correct) < predictiveValue * static_cast<double>(count - taken)) {
            correct -= labels[caseAt(taken)] == upwards ? 1 : 0;
            ++taken;
        }
        return taken == 0 ? threshold : scores[caseAt(taken - 1)];
    };
    Band band{threshold, threshold};
    if (split < order.size()) band.high = reach(split, order.size() - split, true);
    if (split > 0) band.low = reach(split - 1, split, false);
    return band;
}

Confusion confusionAt(const std::vector<double>& scores, const std::vector<bool>& labels, double threshold)
{
    Confusion c;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (labels[i])
            ++(scores[i] >= threshold ? c.truePositive : c.falseNegative);
        else
            ++(scores[i] >= threshold ? c.falsePositive : c.trueNegative);
    }
    return c;
}

} // namespace lobule::train
