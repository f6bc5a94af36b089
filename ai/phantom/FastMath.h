#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

/// Elementary functions from plain arithmetic: the same bits on every platform (the standard's differ between
/// libraries), and the compiler can vectorise them. Relative error below 1e-5, enough for attenuation in whole HU.
namespace lobule::phantom::detail {

/// e^x for |x| <= 80.
[[nodiscard]] inline float fastExp(float x)
{
    const float t = x * 1.44269504f + 127.0f;
    const auto whole = static_cast<std::int32_t>(t); // t > 0: truncation is floor
    const float r = t - static_cast<float>(whole);
    const float poly
        = 1.0f + r * (0.69314718f + r * (0.24022651f + r * (0.05550411f + r * (0.00961813f + r * (0.00133336f + r * 0.00015404f)))));
    return std::bit_cast<float>(whole << 23) * poly;
}

/// Share of a pixel that lies inside, for the signed distance `distanceMm` (+ inside) and edge width `widthMm`.
[[nodiscard]] inline float softEdge(float distanceMm, float widthMm)
{
    const float u = std::clamp(distanceMm / widthMm, -30.0f, 30.0f);
    return 1.0f / (1.0f + fastExp(-u));
}

/// Angle of (x, y) in (-pi, pi].
[[nodiscard]] inline float fastAtan2(float y, float x)
{
    const float ax = std::fabs(x);
    const float ay = std::fabs(y);
    const float q = std::min(ax, ay) / std::max(std::max(ax, ay), 1e-12f);
    const float s = q * q;
    float a = q * (0.99997726f + s * (-0.33262347f + s * (0.19354346f + s * (-0.11643287f + s * (0.05265332f - s * 0.01172120f)))));
    if (ay > ax) a = 1.57079633f - a;
    if (x < 0) a = 3.14159265f - a;
    return y < 0 ? -a : a;
}

/// |angle| folded to [0, pi]: acos(cos(angle)).
[[nodiscard]] inline float foldAngle(float angle)
{
    const float turns = angle * 0.159154943f;
    return 6.28318531f * std::fabs(turns - std::floor(turns + 0.5f));
}

/// 0 below `a`, 1 above `b`, smooth between.
[[nodiscard]] inline float smoothStep(float a, float b, float t)
{
    const float u = std::clamp((t - a) / (b - a), 0.0f, 1.0f);
    return u * u * (3.0f - 2.0f * u);
}

/// Rises from `a` to `b`, falls from `c` to `d`.
[[nodiscard]] inline float bump(float a, float b, float c, float d, float t) { return smoothStep(a, b, t) * (1.0f - smoothStep(c, d, t)); }

[[nodiscard]] inline float smoothMaximum(float a, float b, float width)
{
    const float overlap = std::max(width - std::fabs(a - b), 0.0f);
    return std::max(a, b) + overlap * overlap / (4.0f * width);
}

/// Approximate signed distance to an ellipse, mm, positive inside.
struct Ellipse {
    float centreX = 0, centreY = 0, radiusX = 1, radiusY = 1;
    float cosine = 1, sine = 0;
    float scale = 1;

    [[nodiscard]] float operator()(float x, float y) const
    {
        const float dx = x - centreX;
        const float dy = y - centreY;
        const float u = (cosine * dx + sine * dy) / radiusX;
        const float v = (cosine * dy - sine * dx) / radiusY;
        const float r = std::sqrt(u * u + v * v);
        const float gu = u / radiusX;
        const float gv = v / radiusY;
        return r * (1.0f - r) / (std::sqrt(gu * gu + gv * gv) + 1e-6f) * scale;
    }
};

} // namespace lobule::phantom::detail
