#pragma once

#include "ai/phantom/Random.h"

#include <vector>

namespace lobule::phantom::detail {

/// A field of unit variance, `size` squared, row-major, with the noise power spectrum of a CT reconstruction:
/// NPS(f) ~ f exp(-(f/fc)^2), i.e. the ramp filter times a soft kernel. `size` must be a power of two. Made in the
/// frequency domain: a random spectrum of that amplitude, then one inverse 2-D FFT, of which the real part is used.
[[nodiscard]] std::vector<float> reconstructionNoise(Random random, int size, double pixelMm, double cutoffPerMm);

/// Blurs `plane` in place to the in-plane MTF exp(-.69 (f/f50)^2), a Gaussian. Edges repeat.
void applyMtf(std::vector<float>& plane, int size, double pixelMm, double mtf50PerMm);

} // namespace lobule::phantom::detail
