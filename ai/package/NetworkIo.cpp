#include "ai/package/NetworkIo.h"

#include "ai/package/FileIo.h"

#include <ATen/core/grad_mode.h>
#include <torch/types.h>
#include <torch/version.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <exception>
#include <limits>

namespace lobule::package {

namespace {

torch::ScalarType scalarType(TensorType type)
{
    switch (type) {
    case TensorType::F16: return torch::kHalf;
    case TensorType::BF16: return torch::kBFloat16;
    case TensorType::F32: return torch::kFloat;
    case TensorType::F64: return torch::kDouble;
    case TensorType::I64: return torch::kLong;
    }
    return torch::kFloat;
}

/// Copies, since the bytes of a file may be unaligned and belong to the file.
model::NamedTensors toTensors(const SafetensorsFile& file)
{
    model::NamedTensors state;
    for (const TensorEntry& entry : file.tensors()) {
        torch::Tensor tensor = torch::empty(entry.shape, torch::dtype(scalarType(entry.type)));
        if (entry.byteCount > 0) std::memcpy(tensor.data_ptr(), entry.data, entry.byteCount);
        state.emplace_back(entry.name, std::move(tensor));
    }
    return state;
}

/// The state as it will be stored, detached from the network.
model::NamedTensors storedState(const model::DenseNet& network, WeightStorage storage)
{
    model::NamedTensors state;
    for (const auto& [name, tensor] : model::stateOf(network)) {
        // BN's vectors are small, and half precision would move its statistics.
        const bool half = storage == WeightStorage::F16 && tensor.dim() >= 2;
        const torch::ScalarType type = half ? torch::kHalf : (tensor.is_floating_point() ? torch::kFloat : torch::kLong);
        state.emplace_back(name, tensor.detach().to(torch::kCPU, type).contiguous());
    }
    return state;
}

std::vector<TensorEntry> toEntries(const model::NamedTensors& state)
{
    std::vector<TensorEntry> entries;
    for (const auto& [name, tensor] : state) {
        const TensorType type = tensor.scalar_type() == torch::kHalf ? TensorType::F16
            : tensor.scalar_type() == torch::kLong                   ? TensorType::I64
                                                                     : TensorType::F32;
        entries.push_back({name, type, tensor.sizes().vec(), static_cast<const std::byte*>(tensor.data_ptr()), tensor.nbytes()});
    }
    return entries;
}

/// ModelInvalid when the state is not complete for DenseNet-121.
Result<LoadedNetwork> buildNetwork(const model::NamedTensors& state)
{
    const auto options = model::optionsFromState(state);
    if (!options) return tl::unexpected(options.error());
    LoadedNetwork loaded{model::DenseNet(*options), {}};
    auto report = model::loadState(loaded.network, state);
    if (!report) return tl::unexpected(report.error());
    if (!report->missing.empty()) {
        return fail(ErrorCode::ModelInvalid,
            {"weights: " + report->missing.front() + " is missing (" + std::to_string(report->missing.size()) + " entries are)"});
    }
    loaded.unexpectedNames = std::move(report->unexpected);
    loaded.network->eval();
    return loaded;
}

torch::Tensor parityLogits(model::DenseNet& network, const PackageMetadata& metadata)
{
    const torch::NoGradGuard noGrad;
    return network->forward(parityInput(metadata)).logits;
}

} // namespace

torch::Tensor parityInput(const PackageMetadata& metadata)
{
    torch::Tensor input = torch::empty({1, metadata.inChannels, metadata.preprocess.rows, metadata.preprocess.columns}, torch::kFloat);
    float* values = input.data_ptr<float>();
    for (std::int64_t i = 0; i < input.numel(); ++i) {
        const double value = 0.5 * (1.0 + std::sin(0.37 * static_cast<double>(i)));
        values[i] = static_cast<float>(std::round(1024.0 * value) / 1024.0);
    }
    return input;
}

std::string parityInputSha256(const PackageMetadata& metadata)
{
    const torch::Tensor input = parityInput(metadata);
    return sha256Hex(input.data_ptr(), input.nbytes());
}

double parityDifference(const torch::Tensor& logits, const ParityVector& parity)
{
    const torch::Tensor flat = logits.detach().to(torch::kCPU, torch::kDouble).flatten().contiguous();
    if (flat.numel() != static_cast<std::int64_t>(parity.logits.size())) return std::numeric_limits<double>::infinity();
    double largest = 0.0;
    for (std::size_t i = 0; i < parity.logits.size(); ++i) {
        const double expected = parity.logits[i];
        const double difference = std::abs(flat.data_ptr<double>()[i] - expected) / std::max(1.0, std::abs(expected));
        // A NaN must not pass as "not larger".
        if (!std::isfinite(difference)) return std::numeric_limits<double>::infinity();
        largest = std::max(largest, difference);
    }
    return largest;
}

Result<LoadedNetwork> loadNetwork(const ModelPackage& package)
try {
    auto loaded = buildNetwork(toTensors(package.weights));
    if (!loaded) return loaded;
    const PackageMetadata& metadata = package.metadata;
    if (loaded->network->options().inChannels != metadata.inChannels || loaded->network->options().classes != metadata.logitCount()) {
        return fail(ErrorCode::ModelInvalid, {"weights: channels or classes differ from metadata.json"});
    }
    if (parityInputSha256(metadata) != metadata.parity.inputSha256) {
        return fail(ErrorCode::ModelParity, {}, "the parity vector belongs to another input");
    }
    const double difference = parityDifference(parityLogits(loaded->network, metadata), metadata.parity);
    if (difference > metadata.parity.tolerance) {
        return fail(ErrorCode::ModelParity, {}, "parity differs by " + std::to_string(difference));
    }
    return loaded;
} catch (const std::exception& error) {
    return fail(ErrorCode::Internal, {}, error.what());
}

Result<void> saveNetwork(const std::filesystem::path& folder, PackageMetadata metadata, const model::DenseNet& network,
    WeightStorage storage, const PackageDocuments& documents)
try {
    const model::NamedTensors state = storedState(network, storage);
    auto stored = buildNetwork(state);
    if (!stored) return tl::unexpected(stored.error());
    metadata.inChannels = static_cast<int>(network->options().inChannels);
    metadata.head = network->options().classes == 1 ? Head::Sigmoid1 : Head::Softmax2;
    metadata.pytorchVersion = TORCH_VERSION;

    const torch::Tensor logits = parityLogits(stored->network, metadata).to(torch::kDouble).flatten().contiguous();
    metadata.parity.inputSha256 = parityInputSha256(metadata);
    metadata.parity.logits.assign(logits.data_ptr<double>(), logits.data_ptr<double>() + logits.numel());
    for (const double logit : metadata.parity.logits) {
        if (!std::isfinite(logit)) return fail(ErrorCode::ModelInvalid, {"weights: the network does not give finite numbers"});
    }
    // What cannot be read back must not be written.
    if (auto readable = parseMetadata(formatMetadata(metadata)); !readable) return tl::unexpected(readable.error());
    return writePackage(folder, metadata, toEntries(state), documents);
} catch (const std::exception& error) {
    return fail(ErrorCode::Internal, {}, error.what());
}

} // namespace lobule::package
