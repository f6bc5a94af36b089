#include "ai/predict/Predictor.h"

#include "ai/package/NetworkIo.h"
#include "ai/predict/Device.h"

#include <ATen/Context.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

namespace lobule::predict {

namespace {

constexpr int kCpuBatch = 8;
constexpr int kCudaBatch = 64;
/// Half precision is used on CUDA only while it moves no parity logit by more than this.
constexpr double kHalfTolerance = 0.05;
/// Other summation orders on a GPU move float32 logits a little more than those between processors.
constexpr double kCudaTolerance = 1e-3;

double sigmoid(double logit) { return 1.0 / (1.0 + std::exp(-logit)); }

std::size_t bytesPerSlice(const HuSlice& slice)
{
    const std::size_t pixel = slice.type == PixelType::Int16 ? 2 : 4;
    return static_cast<std::size_t>(slice.rows) * static_cast<std::size_t>(slice.columns) * pixel;
}

} // namespace

struct Predictor::Private {
    Private(package::ModelPackage&& package, model::DenseNet loaded, c10::Device target)
        : metadata(std::move(package.metadata))
        , sha256(std::move(package.sha256))
        , network(std::move(loaded))
        , preprocessor(metadata.preprocess)
        , device(target)
        , deviceName(describeDevice(target))
    {
    }

    /// N x channels x rows x columns on the CPU to N x classes floats on the CPU.
    torch::Tensor logits(model::DenseNet& with, torch::ScalarType type, const torch::Tensor& input) const
    {
        const torch::Tensor moved = input.to(device, type).contiguous(torch::MemoryFormat::ChannelsLast);
        return with->forward(moved).logits.to(torch::kCPU, torch::kFloat).contiguous();
    }

    /// Moves the network to the device, checks its parity there and warms it up.
    Result<void> prepare();
    /// Changes to half precision when that moves the parity logits by little.
    void tryHalfPrecision();
    /// Fills `results[begin...]` for slices that were preprocessed into `planes` (an empty plane was not scored).
    void score(const std::vector<std::vector<float>>& planes, std::size_t begin, std::size_t end, std::vector<SliceResult>& results);

    package::PackageMetadata metadata;
    std::string sha256;
    model::DenseNet network{nullptr};
    Preprocessor preprocessor;
    c10::Device device;
    torch::ScalarType elementType = torch::kFloat;
    std::string deviceName;
    double parityDifference = 0.0;
};

Result<void> Predictor::Private::prepare()
{
    const c10::InferenceMode inference;
    const torch::Tensor input = package::parityInput(metadata);
    double tolerance = metadata.parity.tolerance;
    if (device.is_cuda()) {
        // TF32 would shift float32 results by a thousandth; half precision is the fast way, and is checked.
        at::globalContext().setAllowTF32CuDNN(false);
        at::globalContext().setAllowTF32CuBLAS(false);
        at::globalContext().setBenchmarkCuDNN(true);
        tolerance = std::max(tolerance, kCudaTolerance);
    }
    network->to(device);
    parityDifference = package::parityDifference(logits(network, elementType, input), metadata.parity);
    if (parityDifference > tolerance) {
        return fail(ErrorCode::ModelParity, {}, "parity differs by " + std::to_string(parityDifference) + " on " + deviceName);
    }
    if (device.is_cuda()) tryHalfPrecision();
    return {};
}

void Predictor::Private::tryHalfPrecision()
{
    model::DenseNet half(network->options());
    if (!model::loadState(half, model::stateOf(network))) return;
    half->eval();
    half->to(device);
    // The average over the feature map and the classifier stay float32.
    half->features->to(torch::kHalf);
    const torch::Tensor input = package::parityInput(metadata);
    const double difference = package::parityDifference(logits(half, torch::kHalf, input), metadata.parity);
    if (difference > kHalfTolerance) return;
    network = half;
    elementType = torch::kHalf;
    parityDifference = difference;
}

void Predictor::Private::score(
    const std::vector<std::vector<float>>& planes, std::size_t begin, std::size_t end, std::vector<SliceResult>& results)
{
    std::vector<std::size_t> scorable;
    for (std::size_t i = begin; i < end; ++i) {
        if (!planes[i - begin].empty()) scorable.push_back(i);
    }
    if (scorable.empty()) return;
    const c10::InferenceMode inference;
    const package::PreprocessSettings& settings = preprocessor.settings();
    torch::Tensor input
        = torch::empty({static_cast<std::int64_t>(scorable.size()), settings.channels, settings.rows, settings.columns}, torch::kFloat);
    for (std::size_t n = 0; n < scorable.size(); ++n) {
        preprocessor.normalise(planes[scorable[n] - begin].data(), input[static_cast<std::int64_t>(n)].data_ptr<float>());
    }
    const torch::Tensor answers = logits(network, elementType, input);
    for (std::size_t n = 0; n < scorable.size(); ++n) {
        results[scorable[n]] = decide(metadata, answers[static_cast<std::int64_t>(n)].data_ptr<float>());
    }
}

Predictor::Predictor(std::unique_ptr<Private> data) : d(std::move(data)) {}
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
        const std::size_t end = std::min(count, begin + step);
        std::vector<std::vector<float>> planes(end - begin);
        for (std::size_t i = begin; i < end; ++i) {
            HuSlice slice = batch.first;
            slice.pixels = static_cast<const char*>(batch.first.pixels) + i * bytesPerSlice(batch.first);
            auto plane = d->preprocessor.plane(slice);
            if (plane) {
                planes[i - begin] = std::move(*plane);
            } else if (plane.error().code == ErrorCode::NotScored) {
                results[i].reason = plane.error().arguments.front();
            } else {
                return tl::unexpected(plane.error());
            }
        }
        d->score(planes, begin, end, results);
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
