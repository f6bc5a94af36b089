#pragma once

#include "tests/viewer/support/VolumeFixture.h"

#include <cmath>
#include <random>

namespace lobule::test {

/// An upper abdomen of ellipses in HU, good enough to judge a picture by: body wall, liver with a vessel, spleen, spine, aorta, air
/// outside.
[[nodiscard]] inline VolumeSpec bodySpec(int size = 512, int slices = 118)
{
    VolumeSpec spec;
    spec.columns = spec.rows = size;
    spec.slices = slices;
    spec.columnSpacingMm = spec.rowSpacingMm = 380.0 / size;
    spec.sliceSpacingMm = 3.0;
    auto random = std::make_shared<std::minstd_rand>(1U);
    spec.value = [size, slices, random](int i, int j, int k) {
        const double x = 380.0 * (i - size / 2.0) / size;
        const double y = 380.0 * (j - size / 2.0) / size;
        const double z = (k - slices / 2.0) / slices;
        const auto inside = [](double dx, double dy, double a, double b) { return dx * dx / (a * a) + dy * dy / (b * b) < 1.0; };
        const double noise = (static_cast<double>((*random)() % 2001) / 1000.0 - 1.0) * 18.0;
        const double shrink = 1.0 - z * z;
        if (!inside(x, y, 170.0, 120.0)) return -1000.0 + std::abs(noise);
        if (!inside(x, y, 155.0, 105.0)) return -100.0 + noise;
        if (inside(x, y - 75.0, 24.0, 20.0)) return 450.0 + noise;
        if (inside(x - 8.0, y - 38.0, 11.0, 11.0)) return 160.0 + noise;
        if (inside(x + 70.0, y + 5.0, 75.0 * shrink, 70.0 * shrink))
            return (inside(x + 60.0, y + 10.0 + 8.0 * z, 7.0, 16.0) ? 150.0 : 103.0) + noise;
        if (inside(x - 98.0, y - 25.0, 38.0 * shrink, 30.0 * shrink)) return 115.0 + noise;
        if (inside(x - 50.0, y + 50.0, 40.0, 25.0)) return -820.0 + noise;
        return 35.0 + noise;
    };
    return spec;
}

} // namespace lobule::test
