#include "ai/phantom/BurnedText.h"

#include "ai/phantom/PatientModel.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lobule::phantom {

namespace detail {

namespace {

/// Five bits a row, most significant on the left.
constexpr std::uint8_t kLetters[26][kGlyphHeight] = {{14, 17, 17, 31, 17, 17, 17}, {30, 17, 17, 30, 17, 17, 30},
    {14, 17, 16, 16, 16, 17, 14}, {30, 17, 17, 17, 17, 17, 30}, {31, 16, 16, 30, 16, 16, 31}, {31, 16, 16, 30, 16, 16, 16},
    {14, 17, 16, 23, 17, 17, 15}, {17, 17, 17, 31, 17, 17, 17}, {14, 4, 4, 4, 4, 4, 14}, {7, 2, 2, 2, 2, 18, 12},
    {17, 18, 20, 24, 20, 18, 17}, {16, 16, 16, 16, 16, 16, 31}, {17, 27, 21, 21, 17, 17, 17}, {17, 25, 21, 19, 17, 17, 17},
    {14, 17, 17, 17, 17, 17, 14}, {30, 17, 17, 30, 16, 16, 16}, {14, 17, 17, 17, 21, 18, 13}, {30, 17, 17, 30, 20, 18, 17},
    {15, 16, 16, 14, 1, 1, 30}, {31, 4, 4, 4, 4, 4, 4}, {17, 17, 17, 17, 17, 17, 14}, {17, 17, 17, 17, 17, 10, 4},
    {17, 17, 17, 21, 21, 27, 17}, {17, 17, 10, 4, 10, 17, 17}, {17, 17, 10, 4, 4, 4, 4}, {31, 1, 2, 4, 8, 16, 31}};

constexpr std::int16_t kTextHu = 1000;

/// A way of setting the sentence; `scale` pixels a font pixel on a 512 grid.
struct Setting {
    std::array<std::string_view, 5> lines;
    int scale;
    bool isCentred;
};

constexpr Setting kSettings[] = {
    {{"SYNTHETIC PHANTOM -", "NOT FOR CLINICAL USE", {}, {}, {}}, 2, true},
    {{"SYNTHETIC PHANTOM -", "NOT FOR CLINICAL USE", {}, {}, {}}, 2, false},
    {{"SYNTHETIC", "PHANTOM -", "NOT FOR", "CLINICAL", "USE"}, 1, false},
};

struct Box {
    int x, y, width, height;
};

/// Whether `box` keeps 6 mm from the skin. The skin is the ellipse of the body, warped by at most about 3 sigma.
bool outsideBody(const PatientModel& p, const SliceGeometry& geometry, const Box& box)
{
    const double margin = 6.0 + 1.1 * static_cast<double>(p.variation.warpMm);
    const double a = static_cast<double>(p.halfWidth) + margin;
    const double b = static_cast<double>(p.halfDepth) + margin;
    for (int y = box.y; y <= box.y + box.height; ++y) {
        for (int x : {box.x, box.x + box.width / 2, box.x + box.width}) {
            const Vec3 at = geometry.worldLps(x, y);
            const double u = (at.x - static_cast<double>(p.offsetX)) / a;
            const double v = (at.y - static_cast<double>(p.offsetY)) / b;
            if (u * u + v * v < 1.0) return false;
        }
    }
    return true;
}

Box boxOf(const Setting& setting, int size, bool bottom)
{
    const int scale = std::max(1, setting.scale * size / 512);
    int columns = 0;
    int rows = 0;
    for (const std::string_view line : setting.lines) {
        columns = std::max(columns, static_cast<int>(line.size()));
        rows += line.empty() ? 0 : 1;
    }
    const int height = rows * (kGlyphHeight + 2) * scale;
    const int width = columns * (kGlyphWidth + 1) * scale;
    // In the middle, a letter away from the edge: a viewer writes into the corners and puts one letter at the middle of the edge.
    const int marginX = setting.isCentred ? (size - width) / 2 : 2 * scale;
    const int marginY = setting.isCentred ? (kGlyphHeight + 1) * scale : 2 * scale;
    return {marginX, bottom ? size - height - marginY : marginY, width, height};
}

void writeSetting(Slice& slice, const Setting& setting, const Box& box)
{
    const int scale = std::max(1, setting.scale * slice.size / 512);
    for (int y = 0; y < box.height; ++y) {
        const int line = y / scale / (kGlyphHeight + 2);
        const int glyphRow = y / scale % (kGlyphHeight + 2);
        const std::string_view text = setting.lines[static_cast<std::size_t>(line)];
        for (int x = 0; x < box.width; ++x) {
            const auto letter = static_cast<std::size_t>(x / scale / (kGlyphWidth + 1));
            const int glyphColumn = x / scale % (kGlyphWidth + 1);
            if (letter >= text.size() || !glyphPixel(text[letter], glyphColumn, glyphRow)) continue;
            const int column = box.x + x;
            const int row = box.y + y;
            if (column >= slice.size || row >= slice.size) continue;
            slice.hu[static_cast<std::size_t>(row) * static_cast<std::size_t>(slice.size) + static_cast<std::size_t>(column)] = kTextHu;
        }
    }
}

} // namespace

bool glyphPixel(char letter, int column, int row)
{
    if (column < 0 || column >= kGlyphWidth || row < 0 || row >= kGlyphHeight) return false;
    if (letter == '-') return row == 3 && column > 0 && column < 4;
    if (letter < 'A' || letter > 'Z') return false;
    return (kLetters[letter - 'A'][row] >> (kGlyphWidth - 1 - column)) & 1;
}

} // namespace detail

void Patient::burnInText(Slice& slice) const
{
    using namespace detail;
    if (slice.size < kMinimumSlicePixels || slice.hu.size() != static_cast<std::size_t>(slice.size) * static_cast<std::size_t>(slice.size))
        return;
    for (const Setting& setting : kSettings) {
        for (const bool bottom : {false, true}) {
            const Box box = boxOf(setting, slice.size, bottom);
            const bool last = &setting == &kSettings[2] && bottom; // in the corner: always free on real grids
            if (!last && !outsideBody(*m_model, slice.geometry, box)) continue;
            writeSetting(slice, setting, box);
            return;
        }
    }
}

} // namespace lobule::phantom
