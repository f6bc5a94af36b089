#include "ai/train/Trainer.h"

#include "ai/model/StateDict.h"
#include "ai/phantom/Random.h"
#include "ai/predict/Device.h"
#include "ai/train/Statistics.h"
#include "ai/train/TrainState.h"

#include <torch/nn/functional/loss.h>
#include <torch/nn/utils/clip_grad.h>
#include <torch/optim/adamw.h>
#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>

namespace lobule::train {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kEvaluationBatch = 64;
constexpr int kNormBatches = 24; // enough for stable BN statistics
constexpr std::uint64_t kOrderStream = 500;
constexpr std::uint64_t kAugmentStream = 501;
constexpr std::uint64_t kLabelStream = 502;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double learningRateAt(const TrainOptions& options, std::int64_t step, std::int64_t steps)
{
    if (options.schedule == Schedule::Constant) return options.learningRate;
    const double warm = std::max(1.0, 0.1 * static_cast<double>(steps));
    const double at = static_cast<double>(step) + 1.0;
    if (at < warm) return options.learningRate * at / warm;
    const double u = (at - warm) / std::max(1.0, static_cast<double>(steps) - warm);
    return options.learningRate * (0.01 + 0.99 * 0.5 * (1.0 + std::cos(3.141592653589793 * std::min(u, 1.0))));
}

/// 4-d weights in channels-last order: a quarter faster on the CPU, and what tensor cores want.
void useChannelsLast(model::DenseNet& network)
{
    const torch::NoGradGuard guard;
    for (auto& parameter : network->parameters()) {
        if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
    }
}

/// One training run: the pieces that live as long as it.
class Run {
public:
    Run(const Dataset& data, const Split& split, const TrainOptions& options, const TrainProgress& progress, const std::atomic<bool>& stop,
        torch::Device device);

    Result<TrainOutcome> execute();

private:
    [[nodiscard]] std::vector<std::int64_t> orderOfEpoch(int epoch) const;
    [[nodiscard]] torch::Tensor augmented(const std::vector<std::int64_t>& slices, int epoch, int step);
    [[nodiscard]] Result<void> trainEpoch();
    void estimateNorms();
    void validate(Clock::time_point start);
    [[nodiscard]] Result<void> save();
    void reportStep(int steps);

    const Dataset& m_data;
    const TrainOptions& m_options;
    const TrainProgress& m_progress;
    const std::atomic<bool>& m_stop;
    torch::Device m_device;
    torch::Tensor m_images; ///< Of the whole data set, on the device.
    std::vector<std::size_t> m_training;
    std::vector<std::size_t> m_validation;
    torch::Tensor m_targets; ///< One per slice, with label noise, on the device.
    model::DenseNet m_network{nullptr};
    model::DenseNet m_best{nullptr};
    std::unique_ptr<torch::optim::AdamW> m_optimizer;
    TrainPosition m_position;
    Clock::time_point m_start = Clock::now();
    std::int64_t m_samplesDone = 0;
};

Run::Run(const Dataset& data, const Split& split, const TrainOptions& options, const TrainProgress& progress, const std::atomic<bool>& stop,
    torch::Device device)
    : m_data(data), m_options(options), m_progress(progress), m_stop(stop), m_device(device), m_images(data.images.to(device)),
      m_training(data.slicesOf(split.training)), m_validation(data.slicesOf(split.validation))
{
    std::vector<bool> labels = data.patientLabels();
    phantom::Random random(options.seed, kLabelStream);
    for (const std::size_t patient : split.training) {
        if (random.chance(options.labelNoise)) labels[patient] = !labels[patient];
    }
    std::vector<float> targets;
    for (const std::size_t patient : data.patientOfSlice) targets.push_back(labels[patient] ? 1.0f : 0.0f);
    m_targets = torch::tensor(targets).to(device);
    torch::manual_seed(options.seed);
    const model::DenseNetOptions shape{data.images.size(1), 1};
    m_network = model::DenseNet(shape);
    m_best = model::DenseNet(shape);
    m_network->to(device);
    useChannelsLast(m_network);
    m_optimizer = std::make_unique<torch::optim::AdamW>(
        m_network->parameters(), torch::optim::AdamWOptions(options.learningRate).weight_decay(options.weightDecay));
}

std::vector<std::int64_t> Run::orderOfEpoch(int epoch) const
{
    std::vector<std::int64_t> order(m_training.begin(), m_training.end());
    phantom::Random random(m_options.seed * 1000003u + static_cast<std::uint64_t>(epoch), kOrderStream);
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[static_cast<std::size_t>(random.integer(0, static_cast<int>(i) - 1))]);
    }
    return order;
}

torch::Tensor Run::augmented(const std::vector<std::int64_t>& slices, int epoch, int step)
{
    const auto count = static_cast<std::int64_t>(slices.size());
    const std::int64_t rows = m_images.size(2);
    const std::int64_t columns = m_images.size(3);
    phantom::Random random(
        (m_options.seed * 1000003u + static_cast<std::uint64_t>(epoch)) * 1000003u + static_cast<std::uint64_t>(step), kAugmentStream);
    std::vector<std::int64_t> rowIndex;
    std::vector<std::int64_t> columnIndex;
    std::vector<float> gains;
    for (std::int64_t i = 0; i < count; ++i) {
        const int dy = random.integer(-m_options.rollPixels, m_options.rollPixels);
        const int dx = random.integer(-m_options.rollPixels, m_options.rollPixels);
        for (std::int64_t y = 0; y < rows; ++y) rowIndex.push_back((y + dy + rows) % rows);
        for (std::int64_t x = 0; x < columns; ++x) columnIndex.push_back((x + dx + columns) % columns);
        gains.push_back(static_cast<float>(1.0 + random.uniform(-m_options.gain, m_options.gain)));
    }
    const auto which = torch::tensor(slices).to(m_device).view({count, 1, 1});
    const auto rowsAt = torch::tensor(rowIndex).to(m_device).view({count, rows, 1});
    const auto columnsAt = torch::tensor(columnIndex).to(m_device).view({count, 1, columns});
    // All channels are equal copies of the slice, so the first is gathered and repeated.
    auto batch = m_images.select(1, 0).index({which, rowsAt, columnsAt}).to(torch::kFloat).unsqueeze(1);
    batch = batch * torch::tensor(gains).to(m_device).view({count, 1, 1, 1});
    torch::manual_seed(random.next() >> 1);
    batch = batch + torch::randn_like(batch) * m_options.noise;
    return batch.expand({count, m_images.size(1), rows, columns}).contiguous(torch::MemoryFormat::ChannelsLast);
}

Result<void> Run::trainEpoch()
{
    const std::vector<std::int64_t> order = orderOfEpoch(m_position.epoch);
    const auto batch = static_cast<std::size_t>(m_options.batch);
    const int steps = static_cast<int>((order.size() + batch - 1) / batch);
    m_network->train();
    while (m_position.step < steps) {
        if (m_stop) return fail(ErrorCode::Cancelled);
        const std::size_t first = static_cast<std::size_t>(m_position.step) * batch;
        const std::vector<std::int64_t> slices(order.begin() + static_cast<std::ptrdiff_t>(first),
            order.begin() + static_cast<std::ptrdiff_t>(std::min(first + batch, order.size())));
        const auto targets = m_targets.index_select(0, torch::tensor(slices).to(m_device));
        const double rate = learningRateAt(m_options, static_cast<std::int64_t>(m_position.epoch) * steps + m_position.step,
            static_cast<std::int64_t>(m_options.epochs) * steps);
        for (auto& group : m_optimizer->param_groups()) static_cast<torch::optim::AdamWOptions&>(group.options()).lr(rate);
        const auto input = augmented(slices, m_position.epoch, m_position.step);
        m_optimizer->zero_grad();
        const auto logits = m_network->forward(input).logits.squeeze(1);
        const auto loss = torch::nn::functional::binary_cross_entropy_with_logits(logits, targets);
        loss.backward();
        torch::nn::utils::clip_grad_norm_(m_network->parameters(), 5.0);
        m_optimizer->step();
        const double value = loss.item<double>();
        if (!std::isfinite(value)) return fail(ErrorCode::Internal, {}, "the training loss is no longer a number; lower the learning rate");
        m_position.lossSum += value * static_cast<double>(slices.size());
        m_position.lossCount += static_cast<std::int64_t>(slices.size());
        m_samplesDone += static_cast<std::int64_t>(slices.size());
        ++m_position.step;
        reportStep(steps);
    }
    return {};
}

void Run::reportStep(int steps)
{
    if (!m_progress.step) return;
    const double rate = static_cast<double>(m_samplesDone) / std::max(1e-3, secondsSince(m_start));
    const double left = static_cast<double>(m_options.epochs - m_position.epoch) * static_cast<double>(m_training.size())
        - static_cast<double>(m_position.lossCount);
    m_progress.step(
        {m_position.epoch + 1, m_position.step, steps, m_position.lossSum / static_cast<double>(m_position.lossCount), rate, left / rate});
}

/// BN's running averages lag behind weights that move fast: they are measured again, as the plain average over a few
/// batches of the training set without augmentation.
void Run::estimateNorms()
{
    const torch::NoGradGuard guard;
    std::vector<torch::nn::BatchNorm2dImpl*> norms;
    for (const auto& module : m_network->modules()) {
        if (auto* norm = module->as<torch::nn::BatchNorm2dImpl>()) norms.push_back(norm);
    }
    for (auto* norm : norms) {
        norm->reset_running_stats();
        norm->options.momentum(c10::nullopt);
    }
    m_network->train();
    const std::vector<std::int64_t> order = orderOfEpoch(-1 - m_position.epoch);
    for (std::size_t i = 0; i < kNormBatches && i * kEvaluationBatch < order.size() && !m_stop; ++i) {
        const auto first = order.begin() + static_cast<std::ptrdiff_t>(i * kEvaluationBatch);
        const auto last = order.begin() + static_cast<std::ptrdiff_t>(std::min((i + 1) * kEvaluationBatch, order.size()));
        if (last - first < 2 && i > 0) break;
        const auto which = torch::tensor(std::vector<std::int64_t>(first, last)).to(m_device);
        m_network->forward(m_images.index_select(0, which).to(torch::kFloat).contiguous(torch::MemoryFormat::ChannelsLast));
    }
    for (auto* norm : norms) norm->options.momentum(0.1);
}

void Run::validate(Clock::time_point start)
{
    estimateNorms();
    m_network->eval();
    const std::vector<double> logits = sliceLogits(m_network, m_data, m_validation, m_device);
    std::vector<bool> labels;
    std::vector<double> studySum(m_data.patients.size(), 0.0);
    std::vector<int> studyCount(m_data.patients.size(), 0);
    for (std::size_t i = 0; i < m_validation.size(); ++i) {
        const std::size_t patient = m_data.patientOfSlice[m_validation[i]];
        labels.push_back(m_data.patients[patient].lc);
        studySum[patient] += logits[i];
        ++studyCount[patient];
    }
    std::vector<double> studies;
    std::vector<bool> studyLabels;
    for (std::size_t p = 0; p < studySum.size(); ++p) {
        if (studyCount[p] == 0) continue;
        studies.push_back(studySum[p] / studyCount[p]);
        studyLabels.push_back(m_data.patients[p].lc);
    }
    EpochReport report;
    report.epoch = m_position.epoch + 1;
    report.trainLoss = m_position.lossSum / static_cast<double>(std::max<std::int64_t>(1, m_position.lossCount));
    report.validationLoss = negativeLogLikelihood(logits, labels);
    report.validationSliceAuroc = auroc(logits, labels);
    report.validationStudyAuroc = auroc(studies, studyLabels);
    const bool lower = report.validationLoss < m_position.bestLoss;
    const bool higher = report.validationSliceAuroc > m_position.bestAuroc;
    const bool same = m_options.selection == Selection::Loss ? report.validationLoss == m_position.bestLoss
                                                             : report.validationSliceAuroc == m_position.bestAuroc;
    const bool better = m_options.selection == Selection::Loss ? lower || (same && higher) : higher || (same && lower);
    report.best = m_position.bestEpoch == 0 || better;
    if (report.best) {
        m_position.bestEpoch = report.epoch;
        m_position.bestLoss = report.validationLoss;
        m_position.bestAuroc = report.validationSliceAuroc;
        const torch::NoGradGuard guard;
        const auto source = model::stateOf(m_network);
        auto target = model::stateOf(m_best);
        for (std::size_t i = 0; i < source.size(); ++i) target[i].second.copy_(source[i].second);
    }
    report.seconds = secondsSince(start);
    m_position.history.push_back(report);
    if (m_progress.epoch) m_progress.epoch(report);
}

Result<void> Run::save()
{
    if (m_options.stateFolder.empty()) return {};
    return saveState(m_options.stateFolder, m_options.fingerprint, m_position, m_network, m_best, *m_optimizer);
}

Result<TrainOutcome> Run::execute()
{
    if (m_options.resume) {
        auto position = loadState(m_options.stateFolder, m_options.fingerprint, m_network, m_best, *m_optimizer);
        if (!position) return tl::unexpected(position.error());
        m_position = std::move(*position);
        if (m_progress.note)
            m_progress.note("resuming in epoch " + std::to_string(m_position.epoch + 1) + ", step " + std::to_string(m_position.step));
    }
    TrainOutcome outcome;
    m_start = Clock::now();
    while (m_position.epoch < m_options.epochs) {
        const auto epochStart = Clock::now();
        const Result<void> trained = trainEpoch();
        if (!trained) {
            if (trained.error().code != ErrorCode::Cancelled) return tl::unexpected(trained.error());
            outcome.interrupted = true;
            if (const auto saved = save(); !saved) return tl::unexpected(saved.error());
            break;
        }
        validate(epochStart);
        ++m_position.epoch;
        m_position.step = 0;
        m_position.lossSum = 0;
        m_position.lossCount = 0;
        if (const auto saved = save(); !saved) return tl::unexpected(saved.error());
    }
    if (m_position.bestEpoch == 0) return fail(ErrorCode::Cancelled, {}, "stopped before the first epoch was complete; resume it later");
    m_best->eval();
    outcome.network = m_best;
    outcome.history = m_position.history;
    outcome.bestEpoch = m_position.bestEpoch;
    outcome.device = m_device.str();
    return outcome;
}

} // namespace

std::vector<double> sliceLogits(model::DenseNet& network, const Dataset& data, const std::vector<std::size_t>& slices, torch::Device device)
{
    const torch::NoGradGuard guard;
    std::vector<double> logits;
    for (std::size_t first = 0; first < slices.size(); first += kEvaluationBatch) {
        const std::size_t last = std::min(first + kEvaluationBatch, slices.size());
        const std::vector<std::int64_t> which(
            slices.begin() + static_cast<std::ptrdiff_t>(first), slices.begin() + static_cast<std::ptrdiff_t>(last));
        const auto batch
            = data.images.index_select(0, torch::tensor(which)).to(device).to(torch::kFloat).contiguous(torch::MemoryFormat::ChannelsLast);
        const auto answer = network->forward(batch).logits.squeeze(1).to(torch::kCPU).to(torch::kDouble).contiguous();
        logits.insert(logits.end(), answer.data_ptr<double>(), answer.data_ptr<double>() + answer.numel());
    }
    return logits;
}

Result<TrainOutcome> trainNetwork(
    const Dataset& data, const Split& split, const TrainOptions& options, const TrainProgress& progress, const std::atomic<bool>& stop)
{
    if (split.training.empty() || split.validation.empty())
        return fail(ErrorCode::Misuse, {}, "a fold of the split is empty: more patients are needed");
    if (options.batch < 2 || options.epochs < 1 || !(options.learningRate > 0)) {
        return fail(ErrorCode::Misuse, {}, "batch must be at least 2, epochs at least 1 and the learning rate positive");
    }
    if (options.resume && options.stateFolder.empty()) return fail(ErrorCode::Misuse, {}, "nothing to resume from");
    const auto device = predict::resolveDevice(options.device);
    if (!device) return tl::unexpected(device.error());
    try {
        torch::set_num_threads(options.threads > 0 ? options.threads : predict::physicalCores());
        return Run(data, split, options, progress, stop, *device).execute();
    } catch (const c10::Error& error) {
        return fail(ErrorCode::Internal, {}, error.what_without_backtrace());
    } catch (const std::exception& error) {
        return fail(ErrorCode::Internal, {}, error.what());
    }
}

} // namespace lobule::train
