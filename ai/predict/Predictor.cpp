#include "ai/predict/Predictor.h"

#include "ai/model/FoldedDenseNet.h"
#include "ai/package/NetworkIo.h"
#include "ai/predict/Device.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <utility>

namespace lobule::predict {

namespace {

/// Slices taken together: enough for all cores, few enough that memory stays small.
constexpr std::size_t kCpuBatch = 64;
constexpr std::size_t kCudaBatch = 64;
/// Half precision is used on CUDA only while it moves no parity logit by more than this.
constexpr double kHalfTolerance = 0.05;
/// All cores on one slice are given up for good once that takes longer than this, relative to one thread: on a machine
/// that has other work the threads mostly wait for each other.
constexpr double kWideSlowdown = 1.3;
/// Other summation orders on a GPU move float32 logits a little more than those between processors.
constexpr double kCudaTolerance = 1e-3;

using Clock = std::chrono::steady_clock;

double millisecondsSince(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

/// Only a change is passed on: LibTorch makes its thread pools anew each time.
void setThreads(int count)
{
    if (at::get_num_threads() != count) at::set_num_threads(count);
}

double sigmoid(double logit) { return 1.0 / (1.0 + std::exp(-logit)); }

std::size_t bytesPerSlice(const HuSlice& slice)
{
    const std::size_t pixel = slice.type == PixelType::Int16 ? 2 : 4;
    return static_cast<std::size_t>(slice.rows) * static_cast<std::size_t>(slice.columns) * pixel;
}

} // namespace

struct Predictor::Private {
    Private(package::ModelPackage&& package, model::DenseNet loaded, c10::Device target)
        : metadata(std::move(package.metadata)), sha256(std::move(package.sha256)), network(std::move(loaded)),
          preprocessor(metadata.preprocess), device(target), deviceName(describeDevice(target))
    {
    }

    /// N x channels x rows x columns on the CPU to N x classes floats on the CPU.
    torch::Tensor logits(const torch::Tensor& input) { return folded ? foldedLogits(input) : networkLogits(input); }
    torch::Tensor networkLogits(const torch::Tensor& input);
    torch::Tensor foldedLogits(const torch::Tensor& input);
    torch::Tensor foldedSlice(const torch::Tensor& input);
    /// Difference of this device's answer from the parity vector; warms the device up.
    [[nodiscard]] double measureParity() { return package::parityDifference(logits(package::parityInput(metadata)), metadata.parity); }

    /// Moves the network to the device, checks its parity there and warms it up.
    Result<void> prepare();
    /// Changes to the folded network, or to half precision, when that moves the parity logits by little.
    void tryFolding();
    void tryHalfPrecision();
    /// Preprocesses and scores `count` slices, `results` being the first one's.
    Result<void> score(const HuSlice& first, std::size_t count, SliceResult* results);

    package::PackageMetadata metadata;
    std::string sha256;
    model::DenseNet network{nullptr};
    std::unique_ptr<model::FoldedDenseNet> folded; ///< On the CPU, where it answers instead of `network`.
    int threads = at::get_num_threads(); ///< That the program allows.
    bool isWide = false; ///< Whether one slice is given to all threads.
    double serialMs = 0.0; ///< What one slice takes on one thread.
    Preprocessor preprocessor;
    c10::Device device;
    torch::ScalarType elementType = torch::kFloat;
    std::string deviceName;
    double parityDifference = 0.0;
};

torch::Tensor Predictor::Private::networkLogits(const torch::Tensor& input)
{
    const torch::Tensor moved = input.to(device, elementType).contiguous(torch::MemoryFormat::ChannelsLast);
    return network->forward(moved).logits.to(torch::kCPU, torch::kFloat).contiguous();
}

torch::Tensor Predictor::Private::foldedSlice(const torch::Tensor& input)
{
    setThreads(isWide ? threads : 1);
    const auto start = Clock::now();
    const torch::Tensor logits = folded->forward(input).logits.contiguous();
    if (isWide && millisecondsSince(start) > kWideSlowdown * serialMs) isWide = false;
    return logits;
}

torch::Tensor Predictor::Private::foldedLogits(const torch::Tensor& input)
{
    if (input.size(0) == 1) return foldedSlice(input);
    // One slice per core is faster than all cores on one slice, and a slice's buffers stay in the core's cache.
    setThreads(threads);
    const torch::Tensor logits = torch::empty({input.size(0), metadata.logitCount()}, torch::kFloat);
    at::parallel_for(0, input.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
        const c10::InferenceMode inference;
        for (std::int64_t i = begin; i < end; ++i) logits[i].copy_(folded->forward(input.narrow(0, i, 1)).logits[0]);
    });
    return logits;
}

Result<void> Predictor::Private::prepare()
{
    const c10::InferenceMode inference;
    double tolerance = metadata.parity.tolerance;
    if (device.is_cuda()) {
        // TF32 would shift float32 results by a thousandth; half precision is the fast way, and is checked.
        at::globalContext().setAllowTF32CuDNN(false);
        at::globalContext().setAllowTF32CuBLAS(false);
        at::globalContext().setBenchmarkCuDNN(true);
        tolerance = std::max(tolerance, kCudaTolerance);
        network->to(device);
    } else {
        tryFolding();
    }
    parityDifference = measureParity();
    if (parityDifference > tolerance) {
        return fail(ErrorCode::ModelParity, {}, "parity differs by " + std::to_string(parityDifference) + " on " + deviceName);
    }
    if (device.is_cuda()) tryHalfPrecision();
    return {};
}

void Predictor::Private::tryFolding()
{
    if (!model::FoldedDenseNet::isSupported()) return;
    folded = std::make_unique<model::FoldedDenseNet>(network);
    if (measureParity() > metadata.parity.tolerance) return folded.reset();
    // Once more, now that oneDNN has made its kernels.
    const auto start = Clock::now();
    static_cast<void>(measureParity());
    serialMs = millisecondsSince(start);
    if (threads == 1) return;
    isWide = true;
    static_cast<void>(measureParity());
    // The first call with more threads made kernels, too, and says nothing about speed.
    isWide = true;
}

void Predictor::Private::tryHalfPrecision()
{
    const model::DenseNet exact = network;
    model::DenseNet half(network->options());
    if (!model::loadState(half, model::stateOf(network))) return;
    half->eval();
    half->to(device);
    // The average over the feature map and the classifier stay float32.
    half->features->to(torch::kHalf);
    network = half;
    elementType = torch::kHalf;
    if (const double difference = measureParity(); difference <= kHalfTolerance) {
        parityDifference = difference;
    } else {
        network = exact;
        elementType = torch::kFloat;
    }
}

Result<void> Predictor::Private::score(const HuSlice& first, std::size_t count, SliceResult* results)
{
    const c10::InferenceMode inference;
    const package::PreprocessSettings& settings = preprocessor.settings();
    const auto all = static_cast<std::int64_t>(count);
    const torch::Tensor input = torch::empty({all, settings.channels, settings.rows, settings.columns}, torch::kFloat);
    std::vector<Result<void>> prepared(count);
    at::parallel_for(0, all, 1, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
            HuSlice slice = first;
            slice.pixels = static_cast<const char*>(first.pixels) + i * bytesPerSlice(first);
            const auto plane = preprocessor.plane(slice);
            if (!plane) prepared[i] = tl::unexpected(plane.error());
            float* tensor = input.data_ptr<float>() + static_cast<std::int64_t>(i) * input.stride(0);
            if (plane) preprocessor.normalise(plane->data(), tensor);
        }
    });
    std::vector<std::int64_t> scorable;
    for (std::size_t i = 0; i < count; ++i) {
        if (prepared[i]) {
            scorable.push_back(static_cast<std::int64_t>(i));
        } else if (prepared[i].error().code == ErrorCode::NotScored) {
            results[i].reason = prepared[i].error().arguments.front();
        } else {
            return prepared[i];
        }
    }
    if (scorable.empty()) return {};
    const bool allScorable = scorable.size() == count;
    const torch::Tensor answers = logits(allScorable ? input : input.index_select(0, torch::tensor(scorable)));
    for (std::size_t n = 0; n < scorable.size(); ++n) {
        results[scorable[n]] = decide(metadata, answers.data_ptr<float>() + n * static_cast<std::size_t>(metadata.logitCount()));
    }
    return {};
}

Predictor::Predictor(std::unique_ptr<Private> data) : d(std::move(data)) { }
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;
Predictor::~Predictor() = default;

Result<Predictor> Predictor::load(const std::filesystem::path& packageFolder, const std::string& deviceName)
try {
    const auto device = resolveDevice(deviceName);
    if (!device) return tl::unexpected(device.error());
    auto package = package::readPackage(packageFolder);
    if (!package) return tl::unexpected(package.error());
    auto loaded = package::loadNetwork(*package);
    if (!loaded) return tl::unexpected(loaded.error());
    auto data = std::make_unique<Private>(std::move(*package), std::move(loaded->network), *device);
    if (auto prepared = data->prepare(); !prepared) return tl::unexpected(prepared.error());
    return Predictor(std::move(data));
} catch (const std::exception& error) {
    return fail(ErrorCode::Internal, {}, error.what());
}

Result<std::vector<SliceResult>> Predictor::predict(const SliceBatch& batch)
try {
    if (batch.count < 1) return fail(ErrorCode::Misuse, {"count"});
    const auto count = static_cast<std::size_t>(batch.count);
    const std::size_t step = d->device.is_cuda() ? kCudaBatch : kCpuBatch;
    std::vector<SliceResult> results(count);
    for (std::size_t begin = 0; begin < count; begin += step) {
        HuSlice slice = batch.first;
        slice.pixels = static_cast<const char*>(slice.pixels) + begin * bytesPerSlice(slice);
        if (auto scored = d->score(slice, std::min(step, count - begin), results.data() + begin); !scored) {
            return tl::unexpected(scored.error());
        }
    }
    return results;
} catch (const std::exception& error) {
    return fail(ErrorCode::Internal, {}, error.what());
}

const package::PackageMetadata& Predictor::metadata() const { return d->metadata; }
const std::string& Predictor::packageSha256() const { return d->sha256; }
const std::string& Predictor::deviceName() const { return d->deviceName; }
double Predictor::parityDifference() const { return d->parityDifference; }

SliceResult decide(const package::PackageMetadata& metadata, const float* logits)
{
    double logit = metadata.head == package::Head::Sigmoid1 ? logits[0] : logits[1] - logits[0];
    if (!metadata.lcIsSecond()) logit = -logit;
    SliceResult result;
    if (!std::isfinite(logit)) {
        result.reason = "no-number";
        return result;
    }
    const package::DecisionSettings& decision = metadata.decision;
    result.scored = true;
    result.logit = logit / decision.temperature;
    result.score = sigmoid(result.logit);
    result.isLc = result.score >= decision.sliceThreshold;
    result.indeterminate = decision.indeterminateLow < decision.indeterminateHigh && result.score >= decision.indeterminateLow
        && result.score <= decision.indeterminateHigh;
    return result;
}

} // namespace lobule::predict
