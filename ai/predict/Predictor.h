#pragma once

#include "ai/package/PackageMetadata.h"
#include "ai/predict/Preprocessor.h"
#include "core/base/Result.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace lobule::predict {

/// Slices of one size, one after another.
struct SliceBatch {
    HuSlice first; ///< The first slice; the others follow it in memory without gaps.
    int count = 1;
};

/// The answer for one slice.
struct SliceResult {
    bool scored = false; ///< false: `reason` says why, the rest means nothing.
    double score = 0.0; ///< P(LC), 0..1.
    double logit = 0.0; ///< Log-odds of LC after temperature scaling: score = 1 / (1 + exp(-logit)).
    bool isLc = false; ///< score >= the package's threshold.
    bool indeterminate = false; ///< score inside the package's band.
    std::string reason; ///< "no-body", "not-finite" (values that are no numbers) or "no-number" (the answer is none).
};

/// A model package made ready on a device. Hides LibTorch. One thread at a time.
class Predictor {
public:
    /// Reads the package, checks its parity, moves it to the device and warms it up (0.5-2 s).
    /// `device` is "auto" (CUDA when there is one), "cpu", "cuda" or "cuda:N"; DeviceUnavailable{device} for others and
    /// for hardware that is not there. Errors of the package: see `package::readPackage`, `package::loadNetwork`.
    [[nodiscard]] static Result<Predictor> load(const std::filesystem::path& packageFolder, const std::string& device);

    Predictor(Predictor&&) noexcept;
    Predictor& operator=(Predictor&&) noexcept;
    ~Predictor();

    /// One result per slice, in order. Misuse for sizes out of range.
    [[nodiscard]] Result<std::vector<SliceResult>> predict(const SliceBatch& batch);

    [[nodiscard]] const package::PackageMetadata& metadata() const;
    [[nodiscard]] const std::string& packageSha256() const;
    /// As shown to the reader: "CPU", "CUDA:0 NVIDIA H200".
    [[nodiscard]] const std::string& deviceName() const;
    /// Largest relative difference from the parity vector on this device.
    [[nodiscard]] double parityDifference() const;

private:
    struct Private;
    explicit Predictor(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// What a network's answer means under a package's rules. `logits` has one or two values (`metadata.logitCount()`).
[[nodiscard]] SliceResult decide(const package::PackageMetadata& metadata, const float* logits);

} // namespace lobule::predict
