#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace lobule::phantom::detail {

constexpr int kGlyphWidth = 5;
constexpr int kGlyphHeight = 7;

/// Whether pixel (column, row) of the 5 x 7 glyph of `letter` is set. Knows A-Z, '-' and ' '; others are blank.
[[nodiscard]] bool glyphPixel(char letter, int column, int row);

} // namespace lobule::phantom::detail
