#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The machine-readable part of a model package: `configs/metadata.json`, a MONAI bundle's metadata with one more block
/// called "lobule". Everything that decides what a slice becomes before the network sees it and what its answer means
/// stands here and nowhere in code.
namespace lobule::package {

/// How a window maps HU to 0..1. PS3.3 C.11.2.1.2 (LINEAR, LINEAR_EXACT) and C.11.2.1.3 (SIGMOID).
enum class VoiFunction { Linear, LinearExact, Sigmoid };

/// Resampling to the network's size. Both average over the pixels that fall together (no aliasing of noise).
enum class Interpolation {
    Area, ///< Exact area average.
    BilinearAntialias, ///< Triangle filter widened by the scale, as Pillow and torch's antialias do.
};

/// Whether the window (which clips) comes before or after averaging to the network's size.
enum class WindowStage { BeforeResize, AfterResize };

enum class Crop {
    None, ///< The whole slice.
    Body, ///< The bounding box of the body (largest connected region above a threshold) and a margin.
};

enum class Head {
    Sigmoid1, ///< One logit: the log-odds of the second class.
    Softmax2, ///< Two logits, one per class.
};

/// What happens to a slice (HU, axial, patient right on image left, anterior on top) before the network.
struct PreprocessSettings {
    double windowWidthHu = 150.0;
    double windowLevelHu = 30.0;
    VoiFunction voiFunction = VoiFunction::LinearExact;
    WindowStage windowStage = WindowStage::BeforeResize;
    int rows = 224; ///< Of the network's input. 32...1024.
    int columns = 224; ///< Of the network's input. 32...1024.
    Interpolation interpolation = Interpolation::Area;
    Crop crop = Crop::None;
    double bodyThresholdHu = -300.0; ///< For Crop::Body.
    double bodyMarginMm = 5.0; ///< For Crop::Body, on each side.
    int channels = 1; ///< 1, or 3 equal ones.
    std::vector<float> mean{0.0f}; ///< Per channel, subtracted from the windowed value (0..1).
    std::vector<float> std{1.0f}; ///< Per channel, divides after that.
    double paddingHu = -1024.0; ///< Stands outside the slice; lower values are raised to it.
};

/// What the network's answer means.
struct DecisionSettings {
    double temperature = 1.0; ///< Divides the logits before the score. 0.05...20.
    double sliceThreshold = 0.5; ///< A slice with score >= this is LC.
    double studyThreshold = 0.5; ///< The same for a study, whose score is the sigmoid of the mean log-odds.
    double indeterminateLow = 0.5; ///< Scores in [low, high] are called indeterminate; low == high switches it off.
    double indeterminateHigh = 0.5;
    std::string aggregation = "mean_logit";
    int minimumLiverSlices = 5;
};

/// The answer to the fixed input of `parityInput()`: guards against wrong weights, channel order or normalisation.
struct ParityVector {
    std::string inputSha256; ///< Of the input's float32 bytes.
    std::vector<double> logits;
    double tolerance = 1e-4; ///< Of |difference| / max(1, |logit|).
};

/// A whole `configs/metadata.json`. The strings with `Json` are objects that are kept as they are (never interpreted
/// here), UTF-8; empty means none.
struct PackageMetadata {
    std::string name; ///< Shown to the reader.
    std::string version; ///< Of this model, e.g. "1.0.0".
    std::string description;
    std::string authors;
    std::string copyright;
    std::string pytorchVersion;
    std::string architecture = "densenet121";
    int inChannels = 1;
    Head head = Head::Sigmoid1;
    std::vector<std::string> classes{"NonLC", "LC"}; ///< "NonLC" and "LC" in the order of the logits.
    PreprocessSettings preprocess;
    DecisionSettings decision;
    ParityVector parity;
    std::string intendedUse;
    bool clinicalUse = false; ///< false: every result carries "not for clinical use".
    std::string regulatory = "none";
    std::string trainingJson;
    std::string evaluationJson;

    /// Number of logits the network has.
    [[nodiscard]] int logitCount() const { return head == Head::Sigmoid1 ? 1 : 2; }
    /// True when the second class (or the one logit) is LC.
    [[nodiscard]] bool lcIsSecond() const { return classes.size() == 2 && classes[1] == "LC"; }
};

/// Reads `metadata.json`. ModelInvalid{reason} with the name of the field that is missing, unknown or out of range.
[[nodiscard]] Result<PackageMetadata> parseMetadata(std::string_view jsonText);

/// The text of `metadata.json`, indented, keys in a fixed order, a final newline.
[[nodiscard]] std::string formatMetadata(const PackageMetadata& metadata);

} // namespace lobule::package
