#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace lobule::phantom {

/// Random numbers that are the same with every compiler and library: std:: engines are specified, but std::
/// distributions are not. xoshiro256** (Blackman and Vigna 2018), seeded by SplitMix64.
class Random {
public:
    /// Independent streams for different pairs (seed, stream).
    explicit Random(std::uint64_t seed, std::uint64_t stream = 0)
    {
        std::uint64_t x = seed * 0x9e3779b97f4a7c15ull ^ (stream + 1) * 0xd1342543de82ef95ull;
        for (auto& word : m_state) word = splitMix(x);
    }

    [[nodiscard]] std::uint64_t next()
    {
        const std::uint64_t result = rotl(m_state[1] * 5, 7) * 9;
        const std::uint64_t t = m_state[1] << 17;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= t;
        m_state[3] = rotl(m_state[3], 45);
        return result;
    }

    /// In [0, 1), 53 bits.
    [[nodiscard]] double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    [[nodiscard]] double uniform(double low, double high) { return low + (high - low) * uniform(); }
    [[nodiscard]] bool chance(double probability) { return uniform() < probability; }
    /// In [low, high], both included.
    [[nodiscard]] int integer(int low, int high) { return low + static_cast<int>(uniform() * (high - low + 1)); }
    /// Box-Muller; always uses two draws, so that the stream does not depend on the values.
    [[nodiscard]] double normal(double mean = 0.0, double sigma = 1.0)
    {
        const double u = 1.0 - uniform();
        const double v = uniform();
        return mean + sigma * std::sqrt(-2.0 * std::log(u)) * std::cos(6.283185307179586 * v);
    }
    [[nodiscard]] double normalClipped(double mean, double sigma, double low, double high)
    {
        return std::clamp(normal(mean, sigma), low, high);
    }
    /// Beta(2, b) for b > 1 by rejection under its mode.
    [[nodiscard]] double beta2(double b)
    {
        const double mode = 1.0 / b;
        const double top = mode * std::pow(1.0 - mode, b - 1.0);
        for (;;) {
            const double x = uniform();
            const double y = uniform() * top;
            if (y < x * std::pow(1.0 - x, b - 1.0)) return x;
        }
    }
    [[nodiscard]] int poisson(double mean)
    {
        const double limit = std::exp(-mean);
        int count = 0;
        for (double product = uniform(); product > limit; product *= uniform()) ++count;
        return count;
    }

    /// The state, to be stored and restored by a training run that resumes.
    [[nodiscard]] const std::array<std::uint64_t, 4>& state() const { return m_state; }
    void setState(const std::array<std::uint64_t, 4>& state) { m_state = state; }

private:
    static std::uint64_t rotl(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
    static std::uint64_t splitMix(std::uint64_t& x)
    {
        x += 0x9e3779b97f4a7c15ull;
        std::uint64_t z = x;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }

    std::array<std::uint64_t, 4> m_state{};
};

} // namespace lobule::phantom
