#pragma once

#include <array>
#include <cmath>

namespace lobule {

/// A point or direction in the patient frame, LPS (x to the patient's left, y to posterior, z to superior), mm.
struct Vec3 {
    double x = 0.0;
    double y = 0.0;
    double z = 0.0;

    friend constexpr Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
    friend constexpr Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
    friend constexpr Vec3 operator*(Vec3 a, double s) { return {a.x * s, a.y * s, a.z * s}; }
    friend constexpr bool operator==(Vec3 a, Vec3 b) = default;
};

[[nodiscard]] constexpr double dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
[[nodiscard]] constexpr Vec3 cross(Vec3 a, Vec3 b) { return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x}; }
[[nodiscard]] inline double length(Vec3 a) { return std::sqrt(dot(a, a)); }

/// Where one slice lies in the patient: PS3.3 C.7.6.2.1.1. Index (column i, row j) is the centre of a pixel.
struct SliceGeometry {
    int rows = 0;
    int columns = 0;
    double rowSpacingMm = 0.0; ///< Between rows: first value of Pixel Spacing. 0: unknown, no mm may be shown.
    double columnSpacingMm = 0.0; ///< Between columns: second value of Pixel Spacing.
    Vec3 originLps; ///< Image Position (Patient): centre of pixel (0,0).
    Vec3 rowDirection{1, 0, 0}; ///< Direction of increasing column index, unit length.
    Vec3 columnDirection{0, 1, 0}; ///< Direction of increasing row index, unit length.
    bool hasPosition = false; ///< Image Position/Orientation (Patient) were present.

    [[nodiscard]] bool hasSpacing() const { return rowSpacingMm > 0.0 && columnSpacingMm > 0.0; }
    [[nodiscard]] Vec3 normal() const { return cross(rowDirection, columnDirection); }
    /// Patient position of pixel index (i to the right, j down), pixels; fractions allowed.
    [[nodiscard]] Vec3 worldLps(double i, double j) const
    {
        return originLps + rowDirection * (i * columnSpacingMm) + columnDirection * (j * rowSpacingMm);
    }
};

} // namespace lobule
