#include "ai/train/TrainState.h"

#include "ai/model/StateDict.h"
#include "ai/package/FileIo.h"
#include "ai/package/Safetensors.h"

#include <nlohmann/json.hpp>

#include <map>
#include <sstream>
#include <type_traits>

namespace lobule::train {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kSchema = 1;
constexpr std::size_t kMaxStateBytes = std::size_t{4} << 30;
constexpr std::size_t kMaxJsonBytes = std::size_t{16} << 20;
constexpr const char* kJsonName = "state.json";

using StateMap = std::decay_t<decltype(std::declval<torch::optim::AdamW&>().state())>;

/// The optimizer names parameters by the address of their storage: as text until LibTorch 2.1, as a pointer after.
template <class Key> Key optimizerKey(const torch::Tensor& parameter)
{
    const void* address = parameter.unsafeGetTensorImpl();
    if constexpr (std::is_same_v<Key, std::string>) {
        std::ostringstream text;
        text << address;
        return text.str();
    } else {
        return const_cast<Key>(static_cast<std::remove_pointer_t<Key> const*>(address));
    }
}

/// Tensors that must stay alive while entries point into them.
struct Collector {
    std::vector<torch::Tensor> alive;
    std::vector<package::TensorEntry> entries;

    void add(const std::string& name, const torch::Tensor& tensor)
    {
        const bool counter = tensor.scalar_type() == torch::kLong;
        alive.push_back(tensor.detach().to(torch::kCPU).to(counter ? torch::kLong : torch::kFloat).contiguous());
        const torch::Tensor& kept = alive.back();
        entries.push_back({name, counter ? package::TensorType::I64 : package::TensorType::F32, kept.sizes().vec(),
            static_cast<const std::byte*>(kept.data_ptr()), static_cast<std::size_t>(kept.nbytes())});
    }
};

json toJson(const TrainPosition& p, const std::string& fingerprint, const std::string& file)
{
    json history = json::array();
    for (const EpochReport& e : p.history) {
        history.push_back({{"epoch", e.epoch}, {"train_loss", e.trainLoss}, {"validation_loss", e.validationLoss},
            {"slice_auroc", e.validationSliceAuroc}, {"study_auroc", e.validationStudyAuroc}, {"best", e.best}, {"seconds", e.seconds}});
    }
    return {{"schema", kSchema}, {"fingerprint", fingerprint}, {"tensors", file}, {"epoch", p.epoch}, {"step", p.step},
        {"loss_sum", p.lossSum}, {"loss_count", p.lossCount}, {"best_epoch", p.bestEpoch}, {"best_loss", p.bestLoss},
        {"best_auroc", p.bestAuroc}, {"history", history}};
}

TrainPosition fromJson(const json& j)
{
    TrainPosition p;
    p.epoch = j.at("epoch");
    p.step = j.at("step");
    p.lossSum = j.at("loss_sum");
    p.lossCount = j.at("loss_count");
    p.bestEpoch = j.at("best_epoch");
    p.bestLoss = j.at("best_loss");
    p.bestAuroc = j.at("best_auroc");
    for (const json& e : j.at("history")) {
        p.history.push_back({e.at("epoch"), e.at("train_loss"), e.at("validation_loss"), e.at("slice_auroc"), e.at("study_auroc"),
            e.at("best"), e.at("seconds")});
    }
    return p;
}

void removeOldTensors(const fs::path& folder, const std::string& keep)
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("state-") && name != keep) fs::remove(entry.path(), ignored);
    }
}

Result<void> replaceFile(const fs::path& file, std::string_view text)
{
    const fs::path temporary = fs::path(file) += ".new";
    std::error_code error;
    fs::remove(temporary, error);
    if (auto written = package::writeFileDurably(temporary, text); !written) return written;
    fs::rename(temporary, file, error);
    if (error) return fail(ErrorCode::FileUnwritable, {package::utf8(file.filename())}, error.message());
    package::syncFolder(file.parent_path());
    return {};
}

Result<void> copyInto(const std::map<std::string, const package::TensorEntry*>& entries, const std::string& name, torch::Tensor target)
{
    const auto found = entries.find(name);
    const bool counter = target.scalar_type() == torch::kLong;
    if (found == entries.end() || found->second->shape != target.sizes().vec()
        || found->second->type != (counter ? package::TensorType::I64 : package::TensorType::F32)) {
        return fail(ErrorCode::Corrupt, {name});
    }
    auto values = torch::empty(target.sizes(), counter ? torch::kLong : torch::kFloat);
    std::memcpy(values.data_ptr(), found->second->data, found->second->byteCount);
    target.copy_(values);
    return {};
}

Result<void> restore(const package::SafetensorsFile& file, model::DenseNet& network, model::DenseNet& best, torch::optim::AdamW& optimizer)
{
    const torch::NoGradGuard guard;
    std::map<std::string, const package::TensorEntry*> entries;
    for (const auto& entry : file.tensors()) entries.emplace(entry.name, &entry);
    for (auto& [name, tensor] : model::stateOf(network)) {
        if (auto done = copyInto(entries, "network." + name, tensor); !done) return done;
    }
    for (auto& [name, tensor] : model::stateOf(best)) {
        if (auto done = copyInto(entries, "best." + name, tensor); !done) return done;
    }
    for (const auto& item : network->named_parameters()) {
        if (!entries.contains("moment1." + item.key())) continue; // before the first step
        auto state = std::make_unique<torch::optim::AdamWParamState>();
        auto step = torch::zeros({1}, torch::kLong);
        state->exp_avg(torch::zeros_like(item.value()));
        state->exp_avg_sq(torch::zeros_like(item.value()));
        if (auto done = copyInto(entries, "moment1." + item.key(), state->exp_avg()); !done) return done;
        if (auto done = copyInto(entries, "moment2." + item.key(), state->exp_avg_sq()); !done) return done;
        if (auto done = copyInto(entries, "step." + item.key(), step); !done) return done;
        state->step(step.item<std::int64_t>());
        optimizer.state()[optimizerKey<StateMap::key_type>(item.value())] = std::move(state);
    }
    return {};
}

} // namespace

Result<void> saveState(const fs::path& folder, const std::string& fingerprint, const TrainPosition& position,
    const model::DenseNet& network, const model::DenseNet& best, torch::optim::AdamW& optimizer)
{
    Collector collector;
    for (const auto& [name, tensor] : model::stateOf(network)) collector.add("network." + name, tensor);
    for (const auto& [name, tensor] : model::stateOf(best)) collector.add("best." + name, tensor);
    for (const auto& item : network->named_parameters()) {
        const auto found = optimizer.state().find(optimizerKey<StateMap::key_type>(item.value()));
        if (found == optimizer.state().end()) continue;
        const auto& state = static_cast<const torch::optim::AdamWParamState&>(*found->second);
        collector.add("moment1." + item.key(), state.exp_avg());
        collector.add("moment2." + item.key(), state.exp_avg_sq());
        collector.add("step." + item.key(), torch::full({1}, state.step(), torch::kLong));
    }
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return fail(ErrorCode::FileUnwritable, {package::utf8(folder.filename())}, error.message());
    // Never the name that the present state.json refers to.
    std::string file = "state-" + std::to_string(position.epoch) + "-" + std::to_string(position.step);
    while (fs::exists(folder / (file + ".safetensors"), error)) file += "b";
    file += ".safetensors";
    if (auto written = package::writeFileDurably(folder / file, package::formatSafetensors(collector.entries)); !written) return written;
    package::syncFolder(folder);
    if (auto replaced = replaceFile(folder / kJsonName, toJson(position, fingerprint, file).dump(1)); !replaced) return replaced;
    removeOldTensors(folder, file);
    return {};
}

Result<TrainPosition> loadState(
    const fs::path& folder, const std::string& fingerprint, model::DenseNet& network, model::DenseNet& best, torch::optim::AdamW& optimizer)
{
    std::error_code error;
    if (!fs::exists(folder / kJsonName, error)) return fail(ErrorCode::NotFound, {package::utf8(folder)}, "no training state");
    const auto text = package::readFile(folder / kJsonName, kMaxJsonBytes);
    if (!text) return tl::unexpected(text.error());
    try {
        const char* begin = reinterpret_cast<const char*>(text->data());
        const json state = json::parse(begin, begin + text->size());
        if (state.at("schema") != kSchema || state.at("fingerprint") != fingerprint) {
            return fail(ErrorCode::Misuse, {}, "the training state belongs to a run with other settings");
        }
        const std::string name = state.at("tensors");
        if (fs::path(name).filename() != fs::path(name)) return fail(ErrorCode::Corrupt, {kJsonName});
        auto bytes = package::readFile(folder / name, kMaxStateBytes);
        if (!bytes) return tl::unexpected(bytes.error());
        const auto file = package::SafetensorsFile::parse(std::move(*bytes));
        if (!file) return tl::unexpected(file.error());
        if (auto restored = restore(*file, network, best, optimizer); !restored) return tl::unexpected(restored.error());
        return fromJson(state);
    } catch (const json::exception& exception) {
        return fail(ErrorCode::Corrupt, {kJsonName}, exception.what());
    }
}

} // namespace lobule::train
