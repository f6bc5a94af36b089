#include "ai/model/StateDict.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

namespace lobule::model {

namespace {

constexpr const char* kUnusedSuffix = ".num_batches_tracked";

tl::unexpected<Error> invalid(const std::string& reason) { return fail(ErrorCode::ModelInvalid, {"weights: " + reason}); }

std::string shapeText(const torch::Tensor& tensor)
{
    std::string text;
    for (const auto size : tensor.sizes()) text += (text.empty() ? "" : "x") + std::to_string(size);
    return text.empty() ? "scalar" : text;
}

} // namespace

std::string canonicalName(std::string name)
{
    for (bool stripped = true; stripped;) {
        stripped = false;
        for (const char* prefix : {"module.", "model.", "net."}) {
            if (!name.starts_with(prefix)) continue;
            name.erase(0, std::string(prefix).size());
            stripped = true;
        }
    }
    static const std::regex oldTorchvision(R"(^(.*denselayer\d+\.(?:norm|conv))\.([12]\..+)$)");
    static const std::regex monaiLayer(R"(^(.*denselayer\d+)\.layers\.(.+)$)");
    name = std::regex_replace(name, oldTorchvision, "$1$2");
    name = std::regex_replace(name, monaiLayer, "$1.$2");
    constexpr std::string_view monaiHead = "class_layers.out.";
    if (name.starts_with(monaiHead)) name = "classifier." + name.substr(monaiHead.size());
    return name;
}

Result<DenseNetOptions> optionsFromState(const NamedTensors& state)
{
    DenseNetOptions options{0, 0};
    for (const auto& [name, tensor] : state) {
        const std::string canonical = canonicalName(name);
        if (canonical == "features.conv0.weight" && tensor.dim() == 4) options.inChannels = tensor.size(1);
        if (canonical == "classifier.weight" && tensor.dim() == 2) options.classes = tensor.size(0);
    }
    if (options.inChannels != 1 && options.inChannels != 3) return invalid("features.conv0.weight has neither 1 nor 3 channels");
    if (options.classes != 1 && options.classes != 2) return invalid("classifier.weight has neither 1 nor 2 rows");
    return options;
}

Result<StateReport> loadState(DenseNet& network, const NamedTensors& state)
{
    const NamedTensors targets = stateOf(network);
    std::map<std::string, torch::Tensor> byName(targets.begin(), targets.end());

    StateReport report;
    std::set<std::string> seen;
    for (const auto& [name, tensor] : state) {
        const std::string canonical = canonicalName(name);
        if (!seen.insert(canonical).second) return invalid(canonical + " comes twice");
        const auto target = byName.find(canonical);
        if (target == byName.end()) {
            report.unexpected.push_back(name);
        } else if (target->second.sizes() != tensor.sizes()) {
            return invalid(canonical + " is " + shapeText(tensor) + " instead of " + shapeText(target->second));
        }
    }
    for (const auto& [name, target] : targets) {
        if (!seen.contains(name) && !name.ends_with(kUnusedSuffix)) report.missing.push_back(name);
    }

    const torch::NoGradGuard noGrad;
    for (const auto& [name, tensor] : state) {
        const auto target = byName.find(canonicalName(name));
        if (target != byName.end()) target->second.copy_(tensor);
    }
    return report;
}

NamedTensors stateOf(const DenseNet& network)
{
    // Depth first, a module's parameters before its buffers: the order of Python's state_dict().
    NamedTensors state;
    for (const auto& module : network->named_modules()) {
        const std::string prefix = module.key().empty() ? std::string() : module.key() + ".";
        for (const auto& item : module.value()->named_parameters(false)) state.emplace_back(prefix + item.key(), item.value());
        for (const auto& item : module.value()->named_buffers(false)) state.emplace_back(prefix + item.key(), item.value());
    }
    return state;
}

} // namespace lobule::model
