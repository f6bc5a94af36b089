#include "ai/package/PackageMetadata.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace lobule::package {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int kSchema = 1;

template <class Enum> using Names = std::pair<Enum, const char*>;

constexpr std::array<Names<VoiFunction>, 3> kVoiFunctions{
    {{VoiFunction::Linear, "LINEAR"}, {VoiFunction::LinearExact, "LINEAR_EXACT"}, {VoiFunction::Sigmoid, "SIGMOID"}}};
constexpr std::array<Names<Interpolation>, 2> kInterpolations{
    {{Interpolation::Area, "area"}, {Interpolation::BilinearAntialias, "bilinear-antialias"}}};
constexpr std::array<Names<WindowStage>, 2> kWindowStages{
    {{WindowStage::BeforeResize, "before_resize"}, {WindowStage::AfterResize, "after_resize"}}};
constexpr std::array<Names<Crop>, 2> kCrops{{{Crop::None, "none"}, {Crop::Body, "body"}}};
constexpr std::array<Names<Head>, 2> kHeads{{{Head::Sigmoid1, "sigmoid1"}, {Head::Softmax2, "softmax2"}}};

/// A rule that the metadata breaks; never leaves this file.
struct Broken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void require(bool condition, const std::string& reason)
{
    if (!condition) throw Broken(reason);
}

const json& member(const json& object, const char* key)
{
    const auto found = object.find(key);
    require(found != object.end(), std::string("\"") + key + "\" is missing");
    return *found;
}

const json& objectMember(const json& object, const char* key)
{
    const json& value = member(object, key);
    require(value.is_object(), std::string("\"") + key + "\" is no object");
    return value;
}

double number(const json& object, const char* key, double low, double high)
{
    const json& value = member(object, key);
    require(value.is_number(), std::string("\"") + key + "\" is no number");
    const double result = value.get<double>();
    require(result >= low && result <= high, std::string("\"") + key + "\" is out of range");
    return result;
}

int integer(const json& object, const char* key, int low, int high)
{
    const json& value = member(object, key);
    require(value.is_number_integer(), std::string("\"") + key + "\" is no whole number");
    return static_cast<int>(number(object, key, low, high));
}

std::string text(const json& object, const char* key)
{
    const json& value = member(object, key);
    require(value.is_string(), std::string("\"") + key + "\" is no text");
    return value.get<std::string>();
}

std::string textOr(const json& object, const char* key, std::string fallback)
{
    return object.contains(key) ? text(object, key) : std::move(fallback);
}

template <class Enum, std::size_t n> Enum choice(const json& object, const char* key, const std::array<Names<Enum>, n>& names)
{
    const std::string value = text(object, key);
    for (const auto& [result, name] : names) {
        if (value == name) return result;
    }
    throw Broken(std::string("\"") + key + "\" has an unknown value");
}

template <class Enum, std::size_t n> const char* nameOf(Enum value, const std::array<Names<Enum>, n>& names)
{
    for (const auto& [candidate, name] : names) {
        if (candidate == value) return name;
    }
    return "";
}

std::vector<double> numbers(const json& object, const char* key, std::size_t count)
{
    const json& value = member(object, key);
    require(value.is_array() && value.size() == count, std::string("\"") + key + "\" has the wrong length");
    std::vector<double> result;
    for (const json& element : value) {
        require(element.is_number() && std::abs(element.get<double>()) < 1e6, std::string("\"") + key + "\" is out of range");
        result.push_back(element.get<double>());
    }
    return result;
}

PreprocessSettings parsePreprocess(const json& object, int inChannels)
{
    PreprocessSettings settings;
    settings.windowWidthHu = number(object, "window_width", 1.0, 1e5);
    settings.windowLevelHu = number(object, "window_level", -1e5, 1e5);
    settings.voiFunction = choice(object, "voi_function", kVoiFunctions);
    // PS3.3 C.11.2.1.2.1: LINEAR divides by the width less one.
    require(settings.voiFunction != VoiFunction::Linear || settings.windowWidthHu > 1.0, "\"window_width\" is out of range");
    if (object.contains("window_stage")) settings.windowStage = choice(object, "window_stage", kWindowStages);
    const std::vector<double> size = numbers(object, "resize", 2);
    for (const double edge : size) require(edge >= 32 && edge <= 1024 && edge == std::floor(edge), "\"resize\" is out of range");
    settings.rows = static_cast<int>(size[0]);
    settings.columns = static_cast<int>(size[1]);
    settings.interpolation = choice(object, "interpolation", kInterpolations);
    settings.crop = choice(object, "crop", kCrops);
    if (settings.crop == Crop::Body) {
        const json& body = objectMember(object, "body");
        settings.bodyThresholdHu = number(body, "threshold_hu", -1000.0, 200.0);
        settings.bodyMarginMm = number(body, "margin_mm", 0.0, 100.0);
    }
    const std::string channels = text(object, "channels");
    require(channels == "1" || channels == "repeat3", "\"channels\" has an unknown value");
    settings.channels = channels == "1" ? 1 : 3;
    require(settings.channels == inChannels, "\"channels\" does not match \"in_channels\"");
    const std::vector<double> mean = numbers(object, "mean", static_cast<std::size_t>(settings.channels));
    const std::vector<double> deviation = numbers(object, "std", static_cast<std::size_t>(settings.channels));
    settings.mean.assign(mean.begin(), mean.end());
    settings.std.assign(deviation.begin(), deviation.end());
    for (const float value : settings.std) require(value > 1e-6f, "\"std\" is out of range");
    settings.paddingHu = number(object, "padding_hu", -1e5, 1e5);
    require(textOr(object, "orientation", "axial_LPS") == "axial_LPS", "\"orientation\" has an unknown value");
    return settings;
}

DecisionSettings parseDecision(const json& object)
{
    DecisionSettings settings;
    settings.temperature = number(object, "temperature", 0.05, 20.0);
    settings.sliceThreshold = number(object, "slice_threshold", 0.0, 1.0);
    settings.studyThreshold = number(object, "study_threshold", 0.0, 1.0);
    const std::vector<double> band = numbers(object, "indeterminate", 2);
    require(band[0] >= 0.0 && band[0] <= band[1] && band[1] <= 1.0, "\"indeterminate\" is out of range");
    settings.indeterminateLow = band[0];
    settings.indeterminateHigh = band[1];
    settings.aggregation = text(object, "aggregation");
    require(settings.aggregation == "mean_logit", "\"aggregation\" has an unknown value");
    settings.minimumLiverSlices = integer(object, "min_liver_slices", 1, 10000);
    return settings;
}

ParityVector parseParity(const json& object, int logitCount)
{
    ParityVector parity;
    parity.inputSha256 = text(object, "input_sha256");
    require(parity.inputSha256.size() == 64, "\"input_sha256\" has the wrong length");
    parity.logits = numbers(object, "logits", static_cast<std::size_t>(logitCount));
    parity.tolerance = number(object, "tolerance", 0.0, 0.01);
    return parity;
}

std::string keptObject(const json& object, const char* key)
{
    return object.contains(key) ? objectMember(object, key).dump() : std::string();
}

PackageMetadata parseDocument(const json& document)
{
    require(document.is_object(), "metadata.json is no object");
    require(document.contains("lobule"), "the \"lobule\" block is missing");
    const json& block = objectMember(document, "lobule");
    require(integer(block, "schema", 1, 1000000) == kSchema, "\"schema\" is newer than this program");

    PackageMetadata metadata;
    metadata.name = text(document, "name");
    require(!metadata.name.empty() && metadata.name.size() <= 200, "\"name\" is empty or too long");
    metadata.version = text(document, "version");
    require(!metadata.version.empty() && metadata.version.size() <= 64, "\"version\" is empty or too long");
    metadata.description = textOr(document, "description", {});
    metadata.authors = textOr(document, "authors", {});
    metadata.copyright = textOr(document, "copyright", {});
    metadata.pytorchVersion = textOr(document, "pytorch_version", {});

    metadata.architecture = text(block, "architecture");
    require(metadata.architecture == "densenet121", "\"architecture\" is not supported");
    metadata.inChannels = integer(block, "in_channels", 1, 3);
    require(metadata.inChannels != 2, "\"in_channels\" is out of range");
    metadata.head = choice(block, "head", kHeads);
    const json& classes = member(block, "classes");
    require(classes == json::array({"NonLC", "LC"}) || classes == json::array({"LC", "NonLC"}), "\"classes\" are not NonLC and LC");
    metadata.classes = classes.get<std::vector<std::string>>();
    metadata.preprocess = parsePreprocess(objectMember(block, "preprocess"), metadata.inChannels);
    metadata.decision = parseDecision(objectMember(block, "decision"));
    metadata.parity = parseParity(objectMember(block, "parity"), metadata.logitCount());
    metadata.intendedUse = textOr(block, "intended_use", {});
    const json& clinicalUse = member(block, "clinical_use");
    require(clinicalUse.is_boolean(), "\"clinical_use\" is neither true nor false");
    metadata.clinicalUse = clinicalUse.get<bool>();
    metadata.regulatory = textOr(block, "regulatory", "none");
    metadata.trainingJson = keptObject(block, "training");
    metadata.evaluationJson = keptObject(block, "evaluation");
    return metadata;
}

/// float prints as itself (0.1, not 0.10000000149); parsing gives the same float back.
ordered_json floats(const std::vector<float>& values)
{
    ordered_json list = ordered_json::array();
    for (const float value : values) list.push_back(std::stod(json(value).dump()));
    return list;
}

ordered_json preprocessJson(const PreprocessSettings& settings)
{
    ordered_json object{{"window_width", settings.windowWidthHu}, {"window_level", settings.windowLevelHu},
        {"voi_function", nameOf(settings.voiFunction, kVoiFunctions)}, {"window_stage", nameOf(settings.windowStage, kWindowStages)},
        {"resize", {settings.rows, settings.columns}}, {"interpolation", nameOf(settings.interpolation, kInterpolations)},
        {"crop", nameOf(settings.crop, kCrops)}};
    if (settings.crop == Crop::Body) {
        object["body"] = {{"threshold_hu", settings.bodyThresholdHu}, {"margin_mm", settings.bodyMarginMm}};
    }
    object["channels"] = settings.channels == 1 ? "1" : "repeat3";
    object["mean"] = floats(settings.mean);
    object["std"] = floats(settings.std);
    object["padding_hu"] = settings.paddingHu;
    object["orientation"] = "axial_LPS";
    return object;
}

/// What MONAI's bundle schema asks for about the network's input and output.
ordered_json networkDataFormat(const PackageMetadata& metadata)
{
    const PreprocessSettings& pre = metadata.preprocess;
    ordered_json outputs{{"type", "probabilities"}, {"format", "classification"}, {"num_channels", metadata.logitCount()},
        {"spatial_shape", ordered_json::array()}, {"dtype", "float32"}, {"value_range", ordered_json::array()}, {"is_patch_data", false}};
    for (std::size_t i = 0; i < metadata.classes.size(); ++i) outputs["channel_def"][std::to_string(i)] = metadata.classes[i];
    return {{"inputs",
                {{"image",
                    {{"type", "image"}, {"format", "hounsfield"}, {"modality", "CT"}, {"num_channels", metadata.inChannels},
                        {"spatial_shape", {pre.rows, pre.columns}}, {"dtype", "float32"}, {"value_range", {0, 1}}, {"is_patch_data", false},
                        {"channel_def", {{"0", "image"}}}}}}},
        {"outputs", {{"pred", outputs}}}};
}

ordered_json lobuleBlock(const PackageMetadata& metadata)
{
    const DecisionSettings& decision = metadata.decision;
    ordered_json block{{"schema", kSchema}, {"architecture", metadata.architecture}, {"in_channels", metadata.inChannels},
        {"classes", metadata.classes}, {"head", nameOf(metadata.head, kHeads)}, {"preprocess", preprocessJson(metadata.preprocess)},
        {"decision",
            {{"temperature", decision.temperature}, {"slice_threshold", decision.sliceThreshold},
                {"study_threshold", decision.studyThreshold}, {"indeterminate", {decision.indeterminateLow, decision.indeterminateHigh}},
                {"aggregation", decision.aggregation}, {"min_liver_slices", decision.minimumLiverSlices}}}};
    if (!metadata.trainingJson.empty()) block["training"] = ordered_json::parse(metadata.trainingJson, nullptr, false);
    if (!metadata.evaluationJson.empty()) block["evaluation"] = ordered_json::parse(metadata.evaluationJson, nullptr, false);
    block["intended_use"] = metadata.intendedUse;
    block["clinical_use"] = metadata.clinicalUse;
    block["regulatory"] = metadata.regulatory;
    block["parity"]
        = {{"input_sha256", metadata.parity.inputSha256}, {"logits", metadata.parity.logits}, {"tolerance", metadata.parity.tolerance}};
    return block;
}

} // namespace

Result<PackageMetadata> parseMetadata(std::string_view jsonText)
{
    try {
        return parseDocument(json::parse(jsonText));
    } catch (const Broken& broken) {
        return fail(ErrorCode::ModelInvalid, {std::string("metadata.json: ") + broken.what()});
    } catch (const json::exception& error) {
        return fail(ErrorCode::ModelInvalid, {"metadata.json is not valid JSON"}, error.what());
    }
}

std::string formatMetadata(const PackageMetadata& metadata)
{
    ordered_json document{{"name", metadata.name}, {"version", metadata.version}, {"monai_version", "1.3.0"},
        {"pytorch_version", metadata.pytorchVersion}, {"numpy_version", "1.24.2"}, {"optional_packages_version", ordered_json::object()},
        {"task", "Classification of liver CT slices: liver cirrhosis (LC) or not (NonLC)"}, {"description", metadata.description},
        {"authors", metadata.authors}, {"copyright", metadata.copyright}, {"network_data_format", networkDataFormat(metadata)},
        {"lobule", lobuleBlock(metadata)}};
    return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

} // namespace lobule::package
