#include "tests/ai/support/FormulaNetwork.h"

#include "ai/model/StateDict.h"
#include "ai/package/NetworkIo.h"
#include "tests/ai/support/FormulaPackage.h"

#include <cmath>

namespace lobule::test {

namespace {

/// An entry is `offset + scale * sin(...)`.
struct Wave {
    double offset = 0.0;
    double scale = 0.1;
};

Wave waveOf(const std::string& name, const torch::Tensor& tensor)
{
    if (tensor.dim() >= 2) return {0.0, std::sqrt(2.0 / static_cast<double>(tensor[0].numel()))};
    if (name.ends_with("running_var")) return {1.0, 0.5};
    if (name.ends_with("weight")) return {1.0, 0.1};
    return {};
}

} // namespace

void fillByFormula(model::DenseNet& network)
{
    const torch::NoGradGuard noGrad;
    const model::NamedTensors state = model::stateOf(network);
    for (std::size_t k = 0; k < state.size(); ++k) {
        const auto& [name, tensor] = state[k];
        if (name.ends_with("num_batches_tracked")) {
            tensor.zero_();
            continue;
        }
        const Wave wave = waveOf(name, tensor);
        const std::int64_t count = tensor.numel();
        float* values = tensor.data_ptr<float>();
        for (std::int64_t i = 0; i < count; ++i) {
            values[i] = static_cast<float>(wave.offset + wave.scale * std::sin(0.37 * static_cast<double>(i) + static_cast<double>(k)));
        }
    }
    network->eval();
}

torch::Tensor formulaInput(std::int64_t channels, std::int64_t rows, std::int64_t columns)
{
    torch::Tensor input = torch::empty({2, channels, rows, columns});
    float* values = input.data_ptr<float>();
    const std::int64_t count = input.numel();
    for (std::int64_t n = 0; n < count; ++n) {
        const auto i = static_cast<double>(n);
        values[n] = static_cast<float>(std::sin(0.00001 * i * i) + 0.5 * std::sin(0.0031 * i));
    }
    return input;
}

Result<void> writeFormulaPackage(const std::filesystem::path& folder, const package::PackageMetadata& metadata)
{
    model::DenseNet network(model::DenseNetOptions{metadata.inChannels, metadata.logitCount()});
    fillByFormula(network);
    // The formula's logits are large and alike; a smaller classifier brings scores between 0 and 1.
    const torch::NoGradGuard noGrad;
    network->classifier->weight.mul_(0.05);
    network->classifier->bias.fill_(-1.5);
    return package::saveNetwork(folder, metadata, network, package::WeightStorage::F16, {"# Formula model\n", "Apache-2.0\n"});
}

} // namespace lobule::test
