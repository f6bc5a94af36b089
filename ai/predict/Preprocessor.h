#pragma once

#include "ai/package/PackageMetadata.h"
#include "core/base/Result.h"

#include <vector>

namespace lobule::predict {

enum class PixelType { Int16, Float32 };

/// One slice in HU, row-major, as displayed: patient right on image left, anterior on top. The pixels are borrowed.
struct HuSlice {
    const void* pixels = nullptr; ///< rows x columns values; no alignment is needed.
    PixelType type = PixelType::Int16;
    int rows = 0;
    int columns = 0;
    double rowSpacingMm = 0.0; ///< Between rows. Both 0: unknown, pixels count as square.
    double columnSpacingMm = 0.0; ///< Between columns.
};

/// Turns a slice into what the network sees, exactly as the model package says. Training and prediction share it.
/// Immutable; one object may be used by several threads.
class Preprocessor {
public:
    /// `settings` must have passed `package::parseMetadata()` or keep its limits.
    explicit Preprocessor(package::PreprocessSettings settings);

    [[nodiscard]] const package::PreprocessSettings& settings() const { return m_settings; }

    /// Crop, window and resampling: settings().rows x columns values in 0..1, row-major. A crop whose shape differs from
    /// the network's input is widened with padding, so that millimetres stay square.
    /// NotScored{"no-body" or "not-finite"} for a slice that cannot be judged; Misuse for sizes
    /// or spacings out of range.
    [[nodiscard]] Result<std::vector<float>> plane(const HuSlice& slice) const;

    /// (value - mean) / std for each channel: from rows x columns to channels x rows x columns. `tensor` is the caller's.
    void normalise(const float* plane, float* tensor) const;

private:
    package::PreprocessSettings m_settings;
};

/// Bounding box in pixels; `top`/`left` may be negative and the end beyond the slice where padding stands.
struct PixelBox {
    int top = 0;
    int left = 0;
    int rows = 0;
    int columns = 0;
    friend bool operator==(const PixelBox&, const PixelBox&) = default;
};

/// Box of the largest 4-connected region above `thresholdHu`, found on block averages so that noise, and lines as thin as
/// a table's, do not count. `hu` is rows x columns. An empty box (rows 0) when the region covers less than 2 % of the slice.
[[nodiscard]] PixelBox findBody(const std::vector<float>& hu, int rows, int columns, double thresholdHu);

/// Separable resampling of a rows x columns plane; both kinds average when they shrink.
[[nodiscard]] std::vector<float> resample(
    const std::vector<float>& plane, int rows, int columns, int outRows, int outColumns, package::Interpolation interpolation);

/// The window as a value 0..1.
[[nodiscard]] float windowedValue(const package::PreprocessSettings& settings, float hu);

} // namespace lobule::predict
