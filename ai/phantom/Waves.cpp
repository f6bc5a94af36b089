#include "ai/phantom/Waves.h"

#include <cmath>
#include <cstddef>

namespace lobule::phantom::detail {

namespace {

constexpr int kTile = 8; // columns computed together, held in registers
constexpr int kRows = 4; // rows computed together
constexpr double kSamplesPerWave = 12.0;

/// cos and sin of start + i * step for i = 0..count-1 by rotation. Restarted every 64 steps, so that rounding in
/// double cannot reach the float result.
void fillRotation(double start, double step, int count, float* cosine, float* sine, int stride)
{
    const double c = std::cos(step);
    const double s = std::sin(step);
    double re = 0;
    double im = 0;
    for (int i = 0; i < count; ++i) {
        if (i % 64 == 0) {
            re = std::cos(start + step * i);
            im = std::sin(start + step * i);
        }
        cosine[static_cast<std::ptrdiff_t>(i) * stride] = static_cast<float>(re);
        sine[static_cast<std::ptrdiff_t>(i) * stride] = static_cast<float>(im);
        const double next = re * c - im * s;
        im = im * c + re * s;
        re = next;
    }
}

/// out[r][j] = sum over waves of ca[w][r] * cos[w][j] - sa[w][r] * sin[w][j], in the order of the waves.
void sumTile(const float* table, const float* rowFactors, std::size_t waves, float (*out)[kTile])
{
    float sum[kRows][kTile] = {};
    for (std::size_t w = 0; w < waves; ++w) {
        const float* c = table + w * 2 * kTile;
        const float* s = c + kTile;
        const float* f = rowFactors + w * 2 * kRows;
        for (int r = 0; r < kRows; ++r) {
            const float fc = f[r];
            const float fs = f[kRows + r];
            for (int j = 0; j < kTile; ++j) sum[r][j] += fc * c[j] - fs * s[j];
        }
    }
    for (int r = 0; r < kRows; ++r) {
        for (int j = 0; j < kTile; ++j) out[r][j] = sum[r][j];
    }
}

} // namespace

Waves::Waves(Random& random, double shortestMm, double longestMm, int count, double zScale)
    : m_amplitude(static_cast<float>(std::sqrt(2.0 / count))), m_shortestMm(shortestMm)
{
    m_waves.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const double wavelength = std::exp(random.uniform(std::log(shortestMm), std::log(longestMm)));
        const double k = 6.283185307179586 / wavelength;
        const double x = random.normal();
        const double y = random.normal();
        const double z = random.normal();
        const double norm = std::max(std::sqrt(x * x + y * y + z * z), 1e-9);
        m_waves.push_back({k * x / norm, k * y / norm, k * z / norm * zScale, random.uniform(0.0, 6.283185307179586)});
    }
}

void Waves::sample(
    double firstX, double stepX, int columns, double firstY, double stepY, int rows, double zMm, float* out, int stride) const
{
    const std::size_t waves = m_waves.size();
    const int tiles = (columns + kTile - 1) / kTile;
    std::vector<float> table(static_cast<std::size_t>(tiles) * waves * 2 * kTile);
    std::vector<float> cosine(static_cast<std::size_t>(tiles) * kTile);
    std::vector<float> sine(cosine.size());
    const int rowGroups = (rows + kRows - 1) / kRows;
    std::vector<float> factors(static_cast<std::size_t>(rowGroups) * waves * 2 * kRows);
    std::vector<float> rowCosine(static_cast<std::size_t>(rowGroups) * kRows);
    std::vector<float> rowSine(rowCosine.size());
    for (std::size_t w = 0; w < waves; ++w) {
        const Wave& wave = m_waves[w];
        fillRotation(wave.kx * firstX + wave.kz * zMm + wave.phase, wave.kx * stepX, tiles * kTile, cosine.data(), sine.data(), 1);
        for (int t = 0; t < tiles; ++t) {
            float* target = table.data() + (static_cast<std::size_t>(t) * waves + w) * 2 * kTile;
            for (int j = 0; j < kTile; ++j) {
                target[j] = cosine[static_cast<std::size_t>(t * kTile + j)];
                target[kTile + j] = sine[static_cast<std::size_t>(t * kTile + j)];
            }
        }
        fillRotation(wave.ky * firstY, wave.ky * stepY, rowGroups * kRows, rowCosine.data(), rowSine.data(), 1);
        for (int g = 0; g < rowGroups; ++g) {
            float* target = factors.data() + (static_cast<std::size_t>(g) * waves + w) * 2 * kRows;
            for (int r = 0; r < kRows; ++r) {
                target[r] = m_amplitude * rowCosine[static_cast<std::size_t>(g * kRows + r)];
                target[kRows + r] = m_amplitude * rowSine[static_cast<std::size_t>(g * kRows + r)];
            }
        }
    }
    float block[kRows][kTile];
    for (int g = 0; g < rowGroups; ++g) {
        for (int t = 0; t < tiles; ++t) {
            sumTile(table.data() + static_cast<std::size_t>(t) * waves * 2 * kTile,
                factors.data() + static_cast<std::size_t>(g) * waves * 2 * kRows, waves, block);
            const int rowEnd = std::min(kRows, rows - g * kRows);
            const int columnEnd = std::min(kTile, columns - t * kTile);
            for (int r = 0; r < rowEnd; ++r) {
                float* line = out + static_cast<std::ptrdiff_t>(g * kRows + r) * stride + t * kTile;
                for (int j = 0; j < columnEnd; ++j) line[j] = block[r][j];
            }
        }
    }
}

void Waves::evaluate(const Grid& grid, double zMm, PixelRect rect, std::vector<float>& plane) const
{
    plane.resize(static_cast<std::size_t>(grid.size) * static_cast<std::size_t>(grid.size));
    if (rect.empty()) return;
    int factor = 1;
    while (factor < 8 && m_shortestMm / (2.0 * factor * static_cast<double>(grid.pixelMm)) >= kSamplesPerWave) factor *= 2;
    const int columns = rect.x1 - rect.x0;
    const int rows = rect.y1 - rect.y0;
    const double x0 = static_cast<double>(grid.x(rect.x0));
    const double y0 = static_cast<double>(grid.y(rect.y0));
    const double step = static_cast<double>(grid.pixelMm);
    float* corner = plane.data() + static_cast<std::ptrdiff_t>(rect.y0) * grid.size + rect.x0;
    if (factor == 1) {
        sample(x0, step, columns, y0, step, rows, zMm, corner, grid.size);
        return;
    }
    const int coarseColumns = (columns + factor - 1) / factor + 1;
    const int coarseRows = (rows + factor - 1) / factor + 1;
    std::vector<float> coarse(static_cast<std::size_t>(coarseColumns) * static_cast<std::size_t>(coarseRows));
    sample(x0, step * factor, coarseColumns, y0, step * factor, coarseRows, zMm, coarse.data(), coarseColumns);
    std::vector<float> line(static_cast<std::size_t>(coarseColumns));
    const float inverse = 1.0f / static_cast<float>(factor);
    for (int j = 0; j < rows; ++j) {
        const float v = static_cast<float>(j % factor) * inverse;
        const float* upper = coarse.data() + static_cast<std::ptrdiff_t>(j / factor) * coarseColumns;
        const float* lower = upper + coarseColumns;
        for (int i = 0; i < coarseColumns; ++i) line[static_cast<std::size_t>(i)] = upper[i] + v * (lower[i] - upper[i]);
        float* target = corner + static_cast<std::ptrdiff_t>(j) * grid.size;
        for (int i = 0; i < columns; ++i) {
            const float u = static_cast<float>(i % factor) * inverse;
            const float a = line[static_cast<std::size_t>(i / factor)];
            const float b = line[static_cast<std::size_t>(i / factor + 1)];
            target[i] = a + u * (b - a);
        }
    }
}

} // namespace lobule::phantom::detail
