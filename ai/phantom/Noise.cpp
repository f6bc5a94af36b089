#include "ai/phantom/Noise.h"

#include <cmath>
#include <cstddef>
#include <utility>

namespace lobule::phantom::detail {

namespace {

constexpr int kStrip = 16; // columns transformed together, so that the butterflies are vectors

struct Twiddles {
    explicit Twiddles(int size) : cosine(static_cast<std::size_t>(size / 2)), sine(cosine.size()), reversed(static_cast<std::size_t>(size))
    {
        for (std::size_t i = 0; i < cosine.size(); ++i) {
            const double angle = 6.283185307179586 * static_cast<double>(i) / size;
            cosine[i] = static_cast<float>(std::cos(angle));
            sine[i] = static_cast<float>(std::sin(angle));
        }
        for (std::size_t i = 1, j = 0; i < reversed.size(); ++i) {
            std::size_t bit = reversed.size() / 2;
            for (; j & bit; bit /= 2) j ^= bit;
            j ^= bit;
            reversed[i] = j;
        }
    }
    std::vector<float> cosine, sine;
    std::vector<std::size_t> reversed;
};

/// Radix-2 butterflies down the columns of a strip of kStrip columns, inverse direction, not normalised.
void transformStrip(float* re, float* im, std::size_t size, const Twiddles& twiddles)
{
    for (std::size_t half = 1; half < size; half *= 2) {
        const std::size_t step = size / (2 * half);
        for (std::size_t group = 0; group < size; group += 2 * half) {
            for (std::size_t k = 0; k < half; ++k) {
                const float c = twiddles.cosine[k * step];
                const float s = twiddles.sine[k * step];
                float* upRe = re + (group + k) * kStrip;
                float* upIm = im + (group + k) * kStrip;
                float* downRe = upRe + half * kStrip;
                float* downIm = upIm + half * kStrip;
                for (int j = 0; j < kStrip; ++j) {
                    const float tr = downRe[j] * c - downIm[j] * s;
                    const float ti = downIm[j] * c + downRe[j] * s;
                    downRe[j] = upRe[j] - tr;
                    downIm[j] = upIm[j] - ti;
                    upRe[j] += tr;
                    upIm[j] += ti;
                }
            }
        }
    }
}

/// Transforms all columns and writes the result transposed.
void transformColumns(const std::vector<float>& re, const std::vector<float>& im, std::vector<float>& outRe, std::vector<float>& outIm,
    std::size_t size, const Twiddles& twiddles)
{
    std::vector<float> stripRe(size * kStrip);
    std::vector<float> stripIm(size * kStrip);
    for (std::size_t first = 0; first < size; first += kStrip) {
        for (std::size_t row = 0; row < size; ++row) {
            const std::size_t source = twiddles.reversed[row] * size + first;
            for (std::size_t j = 0; j < kStrip; ++j) {
                stripRe[row * kStrip + j] = re[source + j];
                stripIm[row * kStrip + j] = im[source + j];
            }
        }
        transformStrip(stripRe.data(), stripIm.data(), size, twiddles);
        for (std::size_t j = 0; j < kStrip; ++j) {
            float* lineRe = outRe.data() + (first + j) * size;
            float* lineIm = outIm.data() + (first + j) * size;
            for (std::size_t row = 0; row < size; ++row) {
                lineRe[row] = stripRe[row * kStrip + j];
                lineIm[row] = stripIm[row * kStrip + j];
            }
        }
    }
}

/// Sum of four 16-bit uniforms, zero mean: nearly normal, and exact in integers. The FFT makes the rest of it normal.
float cheapNormal(std::uint64_t bits)
{
    const auto sum = static_cast<int>((bits & 0xffff) + ((bits >> 16) & 0xffff) + ((bits >> 32) & 0xffff) + (bits >> 48));
    return static_cast<float>(sum - 131070);
}

} // namespace

std::vector<float> reconstructionNoise(Random random, int size, double pixelMm, double cutoffPerMm)
{
    const auto n = static_cast<std::size_t>(size);
    std::vector<float> re(n * n);
    std::vector<float> im(n * n);
    // The amplitude sqrt(f) exp(-(f/fc)^2/2) depends on the integer kx^2+ky^2 only and is even in both.
    const double stepPerMm = 1.0 / (size * pixelMm);
    std::vector<double> gaussian(n / 2 + 1);
    for (std::size_t k = 0; k < gaussian.size(); ++k) {
        const double q = static_cast<double>(k) * stepPerMm / cutoffPerMm;
        gaussian[k] = std::exp(-0.5 * q * q);
    }
    double power = 0;
    for (std::size_t row = 0; row < n; ++row) {
        const std::size_t ky = std::min(row, n - row);
        for (std::size_t column = 0; column < n; ++column) {
            const std::size_t kx = std::min(column, n - column);
            const double radius = std::sqrt(static_cast<double>(kx * kx + ky * ky));
            const double amplitude = std::sqrt(radius) * gaussian[kx] * gaussian[ky];
            power += amplitude * amplitude;
            const auto a = static_cast<float>(amplitude);
            re[row * n + column] = a * cheapNormal(random.next());
            im[row * n + column] = a * cheapNormal(random.next());
        }
    }
    const Twiddles twiddles(size);
    std::vector<float> otherRe(n * n);
    std::vector<float> otherIm(n * n);
    transformColumns(re, im, otherRe, otherIm, n, twiddles);
    transformColumns(otherRe, otherIm, re, im, n, twiddles);
    // Variance of cheapNormal: 4 (2^32 - 1) / 12.
    const double sigma = std::sqrt(power * 4.0 * (0x1.0p32 - 1.0) / 12.0);
    const auto scale = static_cast<float>(1.0 / sigma);
    for (float& value : re) value *= scale;
    return re;
}

void applyMtf(std::vector<float>& plane, int size, double pixelMm, double mtf50PerMm)
{
    // exp(-.69 f^2/f50^2) = exp(-2 pi^2 sigma^2 f^2)
    const double sigmaPixels = std::sqrt(0.69 / 2.0) / (3.141592653589793 * mtf50PerMm) / pixelMm;
    if (sigmaPixels < 0.15) return; // a grid that coarse does not resolve the blur
    constexpr int kRadius = 2;
    float weight[kRadius + 1];
    double sum = 0;
    for (int k = 0; k <= kRadius; ++k) sum += (k == 0 ? 1.0 : 2.0) * std::exp(-0.5 * k * k / (sigmaPixels * sigmaPixels));
    for (int k = 0; k <= kRadius; ++k) weight[k] = static_cast<float>(std::exp(-0.5 * k * k / (sigmaPixels * sigmaPixels)) / sum);
    const auto n = static_cast<std::size_t>(size);
    std::vector<float> rows(plane);
    for (std::size_t y = 0; y < n; ++y) {
        float* line = rows.data() + y * n;
        const float* source = plane.data() + y * n;
        for (std::size_t x = kRadius; x + kRadius < n; ++x) {
            line[x] = weight[0] * source[x] + weight[1] * (source[x - 1] + source[x + 1]) + weight[2] * (source[x - 2] + source[x + 2]);
        }
    }
    for (std::size_t y = kRadius; y + kRadius < n; ++y) {
        const float* l = rows.data() + y * n;
        float* line = plane.data() + y * n;
        for (std::size_t x = 0; x < n; ++x) {
            line[x] = weight[0] * l[x] + weight[1] * (l[x - n] + l[x + n]) + weight[2] * (l[x - 2 * n] + l[x + 2 * n]);
        }
    }
}

} // namespace lobule::phantom::detail
