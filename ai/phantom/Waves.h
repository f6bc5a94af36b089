#pragma once

#include "ai/phantom/Random.h"

#include <vector>

namespace lobule::phantom::detail {

/// The pixels of a slice that are worth computing: columns [x0, x1), rows [y0, y1).
struct PixelRect {
    int x0 = 0, x1 = 0, y0 = 0, y1 = 0;
    [[nodiscard]] bool empty() const { return x0 >= x1 || y0 >= y1; }
};

/// Square pixel grid of a slice. Pixel (column i, row j) lies at (firstXMm + i * pixelMm, firstYMm + j * pixelMm)
/// in the body frame (x to the patient's left, y to posterior, origin at the body's centre).
struct Grid {
    int size = 0;
    float pixelMm = 0;
    float firstXMm = 0;
    float firstYMm = 0;
    [[nodiscard]] float x(int i) const { return firstXMm + static_cast<float>(i) * pixelMm; }
    [[nodiscard]] float y(int j) const { return firstYMm + static_cast<float>(j) * pixelMm; }
};

/// A stationary random field in three dimensions with unit variance: a sum of plane waves with random directions
/// and wavelengths. It is consistent from slice to slice, and separable inside one:
/// f = a sum_i [cos(ky_i y) cos(kx_i x + p_i) - sin(ky_i y) sin(kx_i x + p_i)],  p_i = kz_i z + phase_i.
class Waves {
public:
    Waves() = default;
    /// `count` waves of `shortestMm` to `longestMm` (log-uniform); `zScale` < 1 stretches the field along the body.
    Waves(Random& random, double shortestMm, double longestMm, int count, double zScale = 1.0);

    /// Evaluates the field at height `zMm` inside `rect` and writes it to `plane` (grid.size squared, row-major).
    /// Long waves are sampled on a coarser grid and interpolated linearly.
    void evaluate(const Grid& grid, double zMm, PixelRect rect, std::vector<float>& plane) const;

private:
    struct Samples;
    void sample(double firstX, double stepX, int columns, double firstY, double stepY, int rows, double zMm, float* out, int stride) const;

    struct Wave {
        double kx, ky, kz, phase;
    };
    std::vector<Wave> m_waves;
    float m_amplitude = 0;
    double m_shortestMm = 0;
};

} // namespace lobule::phantom::detail
