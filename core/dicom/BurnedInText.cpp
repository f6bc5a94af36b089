#include "core/dicom/BurnedInText.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <numeric>

namespace lobule::dicom {

namespace {

// Sizes in pixels. Text is drawn to be read: neither smaller nor larger than this on a picture of a usual size.
constexpr int kMinHeight = 3; ///< Of a stroke.
constexpr int kMinLineHeight = 6;
constexpr int kMaxHeight = 72;
constexpr std::size_t kMaxCandidates = 6;
constexpr int kMaxRunsOfLowest = 6'000;
constexpr std::size_t kMaxRuns = 30'000; ///< Of one value; more are noise around it.
constexpr std::uint32_t kMinEqualPairs = 12;
constexpr double kSpike = 4.0; ///< Equal neighbours of one value against those of the values around it.
constexpr std::size_t kNeighbourhood = 12;
constexpr double kMinContrast = 120.0; ///< Mean difference from what is around, in HU; noise of clipped air stays below.
constexpr double kMinSameSide = 0.9;
constexpr std::size_t kMaxRegions = 32;
constexpr double kSmoothEdge = 0.45; ///< How far towards the picture's mean value a smoothed edge still counts as a stroke.
constexpr double kMinExact = 0.05; ///< Share of a stroke that has the value itself; noise and bone never have one.

/// A value that text may have, with what smoothed edges make of it.
struct Ink {
    std::int16_t value = 0;
    std::int16_t low = 0; ///< Range that counts as its strokes.
    std::int16_t high = 0;
};

struct Run {
    std::uint8_t ink = 0; ///< Index + 1.
    int y = 0;
    int x0 = 0;
    int x1 = 0; ///< Behind the last pixel.
    int parent = 0;
};

struct Box {
    int x0 = 0;
    int y0 = 0;
    int x1 = 0; ///< Behind the last column, row.
    int y1 = 0;
    [[nodiscard]] int width() const { return x1 - x0; }
    [[nodiscard]] int height() const { return y1 - y0; }
    void join(const Box& other)
    {
        x0 = std::min(x0, other.x0);
        y0 = std::min(y0, other.y0);
        x1 = std::max(x1, other.x1);
        y1 = std::max(y1, other.y1);
    }
};

/// Connected pixels of one value.
struct Piece {
    std::uint8_t ink = 0;
    Box box;
    int pixels = 0;
    int exact = 0; ///< Of them with the value itself.
};

/// Calls `visit(x)` for every byte of `marks` that is not 0; there are few.
template <class Visit> void eachMark(const std::vector<std::uint8_t>& marks, Visit&& visit)
{
    std::size_t x = 0;
    for (; x + 8 <= marks.size(); x += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, marks.data() + x, 8);
        if constexpr (std::endian::native == std::endian::little) {
            while (eight != 0) {
                const auto k = static_cast<unsigned>(std::countr_zero(eight)) / 8u;
                visit(x + k);
                eight &= ~(0xffull << (8u * k));
            }
        } else {
            for (std::size_t k = x; eight != 0 && k < x + 8; ++k)
                if (marks[k] != 0) visit(k);
        }
    }
    for (; x < marks.size(); ++x) {
        if (marks[x] != 0) visit(x);
    }
}

/// Calls `visit(mark, from, behind)` for every run of equal bytes of `marks` that are not 0.
template <class Visit> void eachRun(const std::vector<std::uint8_t>& marks, Visit&& visit)
{
    constexpr std::uint64_t kOnes = 0x0101010101010101u;
    const std::size_t size = marks.size();
    const auto skip = [&](std::size_t x, std::uint8_t mark) {
        for (; x + 8 <= size; x += 8) {
            std::uint64_t eight = 0;
            std::memcpy(&eight, marks.data() + x, 8);
            if (eight != kOnes * mark) break;
        }
        while (x < size && marks[x] == mark) ++x;
        return x;
    };
    for (std::size_t x = skip(0, 0); x < size;) {
        const std::uint8_t mark = marks[x];
        const std::size_t behind = skip(x, mark);
        visit(mark, x, behind);
        x = skip(behind, 0);
    }
}

class Search {
public:
    Search(const std::int16_t* values, int columns, int rows) : m_values(values), m_columns(columns), m_rows(rows) { }

    std::vector<TextRegion> run()
    {
        if (m_columns < 16 || m_rows < 16) return {};
        // By value: that is what compilers turn into vector instructions.
        const std::int16_t* values = m_values;
        const std::ptrdiff_t count = static_cast<std::ptrdiff_t>(m_columns) * m_rows;
        std::int16_t low = values[0], high = values[0];
        for (std::ptrdiff_t i = 0; i < count; ++i) {
            low = values[i] < low ? values[i] : low;
            high = values[i] > high ? values[i] : high;
        }
        m_low = low;
        m_high = high;
        m_mean = meanAboveLowest();
        if (m_high - m_low < 16) return {};
        std::vector<TextRegion> regions;
        for (const std::vector<Piece>& pieces : pieces(candidates())) lines(pieces, regions);
        std::sort(regions.begin(), regions.end(), [](const auto& a, const auto& b) { return a.confidence > b.confidence; });
        if (regions.size() > kMaxRegions) regions.resize(kMaxRegions);
        return regions;
    }

private:
    [[nodiscard]] int at(int x, int y) const { return m_values[static_cast<std::ptrdiff_t>(y) * m_columns + x]; }
    [[nodiscard]] double meanAboveLowest() const;
    [[nodiscard]] int runsOfLowest() const;
    [[nodiscard]] std::vector<std::uint32_t> countEqualNeighbours() const;
    [[nodiscard]] std::vector<Ink> candidates() const;
    [[nodiscard]] std::vector<Run> runsOf(const std::vector<Ink>& inks) const;
    [[nodiscard]] std::vector<std::vector<Piece>> pieces(const std::vector<Ink>& inks) const;
    [[nodiscard]] bool standsOut(const Box& box, const Ink& ink) const;
    void lines(std::vector<Piece> pieces, std::vector<TextRegion>& out) const;
    [[nodiscard]] static double confidenceOf(const std::vector<Piece>& pieces, const Box& box);

    const std::int16_t* m_values;
    int m_columns;
    int m_rows;
    int m_low = 0;
    int m_high = 0;
    double m_mean = 0.0; ///< Without the background.
};

/// Of every 16th row, in the upper half of the values: tissue rather than air.
double Search::meanAboveLowest() const
{
    std::int64_t sum = 0, count = 0;
    for (int y = 0; y < m_rows; y += 16) {
        for (int x = 0; x < m_columns; ++x) {
            if (at(x, y) <= m_low + (m_high - m_low) / 16) continue;
            sum += at(x, y);
            ++count;
        }
    }
    return count > 0 ? static_cast<double>(sum) / static_cast<double>(count) : m_low;
}

int Search::runsOfLowest() const
{
    const auto low = static_cast<std::int16_t>(m_low);
    int runs = 0;
    for (std::ptrdiff_t i = 0; i + 1 < static_cast<std::ptrdiff_t>(m_columns) * m_rows; ++i)
        runs += int((m_values[i] == low) & (m_values[i + 1] != low));
    return runs;
}

/// For each value above the lowest one (that is the background), how many pixels have an equal one at their right or below.
std::vector<std::uint32_t> Search::countEqualNeighbours() const
{
    std::vector<std::uint32_t> counts(static_cast<std::size_t>(m_high - m_low) + 1);
    const auto low = static_cast<std::int16_t>(m_low);
    std::vector<std::uint8_t> marks(static_cast<std::size_t>(m_columns) - 1);
    for (int y = 0; y + 1 < m_rows; ++y) {
        const std::int16_t* row = m_values + static_cast<std::ptrdiff_t>(y) * m_columns;
        const std::int16_t* below = row + m_columns;
        std::uint8_t* mark = marks.data();
        for (int x = 0; x < m_columns - 1; ++x) {
            const bool equal = (row[x] == row[x + 1]) | (row[x] == below[x]);
            mark[x] = static_cast<std::uint8_t>(equal & (row[x] != low));
        }
        eachMark(marks, [row, low, count = counts.data()](std::size_t x) { ++count[row[x] - low]; });
    }
    return counts;
}

std::vector<Ink> Search::candidates() const
{
    const std::vector<std::uint32_t> counts = countEqualNeighbours();
    std::vector<std::uint32_t> upTo(counts.size() + 1);
    std::partial_sum(counts.begin(), counts.end(), upTo.begin() + 1);
    std::vector<std::pair<double, int>> found;
    for (std::size_t i = 1; i < counts.size(); ++i) {
        if (counts[i] < kMinEqualPairs) continue;
        const std::size_t from = i > kNeighbourhood ? i - kNeighbourhood : 1, to = std::min(counts.size() - 1, i + kNeighbourhood);
        const double others = static_cast<double>(upTo[to + 1] - upTo[from] - counts[i]);
        const double around = others / static_cast<double>(std::max<std::size_t>(1, to - from));
        if (counts[i] > kSpike * (around + 1.0)) found.emplace_back(counts[i] - around, m_low + static_cast<int>(i));
    }
    const auto kept = static_cast<std::ptrdiff_t>(std::min(found.size(), kMaxCandidates));
    std::partial_sort(found.begin(), found.begin() + kept, found.end(), std::greater<>());
    found.resize(static_cast<std::size_t>(kept));
    const auto lowest = static_cast<std::int16_t>(m_low);
    std::vector<Ink> inks;
    // Air that noise brings down to the lowest value here and there has no letters in it, only work.
    if (runsOfLowest() <= kMaxRunsOfLowest) inks.push_back({lowest, lowest, lowest});
    for (const auto& [excess, value] : found) {
        // Smoothed strokes of bright text come down; dark text may stand in air, where noise goes as low.
        const double edge = value > m_mean ? kSmoothEdge * (value - m_mean) : 0.0;
        inks.push_back({static_cast<std::int16_t>(value), static_cast<std::int16_t>(value - edge), static_cast<std::int16_t>(value)});
    }
    return inks;
}

/// Runs of those values, joined across rows (eight neighbours).
std::vector<Run> Search::runsOf(const std::vector<Ink>& inks) const
{
    std::vector<Run> runs;
    const auto rootOf = [&runs](int index) {
        while (runs[static_cast<std::size_t>(index)].parent != index) index = runs[static_cast<std::size_t>(index)].parent;
        return index;
    };
    std::vector<std::uint8_t> marks(static_cast<std::size_t>(m_columns));
    std::size_t above = 0;
    for (int y = 0; y < m_rows && runs.size() <= kMaxRuns; ++y) {
        const std::int16_t* row = m_values + static_cast<std::ptrdiff_t>(y) * m_columns;
        std::fill(marks.begin(), marks.end(), std::uint8_t{0});
        for (std::size_t k = inks.size(); k > 0; --k) {
            std::uint8_t* mark = marks.data();
            const std::int16_t low = inks[k - 1].low, high = inks[k - 1].high;
            const auto index = static_cast<std::uint8_t>(k);
            for (int x = 0; x < m_columns; ++x) mark[x] = (row[x] >= low) & (row[x] <= high) ? index : mark[x];
        }
        const std::size_t first = runs.size();
        eachRun(marks, [&](std::uint8_t ink, std::size_t from, std::size_t to) {
            runs.push_back({ink, y, static_cast<int>(from), static_cast<int>(to), static_cast<int>(runs.size())});
        });
        std::size_t walk = above;
        for (std::size_t i = first; i < runs.size(); ++i) {
            while (walk < first && runs[walk].x1 < runs[i].x0) ++walk;
            for (std::size_t k = walk; k < first && runs[k].x0 <= runs[i].x1; ++k) {
                if (runs[k].ink != runs[i].ink) continue;
                const int a = rootOf(static_cast<int>(k)), b = rootOf(static_cast<int>(i));
                runs[static_cast<std::size_t>(std::max(a, b))].parent = std::min(a, b);
            }
        }
        above = first;
    }
    // Parents come before their children.
    for (Run& run : runs) run.parent = runs[static_cast<std::size_t>(run.parent)].parent;
    return runs;
}

/// What of each value has the size of letters and stands out.
std::vector<std::vector<Piece>> Search::pieces(const std::vector<Ink>& inks) const
{
    const std::vector<Run> runs = runsOf(inks);
    if (runs.size() > kMaxRuns) return {};
    std::vector<Piece> all(runs.size());
    for (const Run& run : runs) {
        Piece& piece = all[static_cast<std::size_t>(run.parent)];
        const Box box{run.x0, run.y, run.x1, run.y + 1};
        if (piece.pixels == 0)
            piece = {run.ink, box, 0, 0};
        else
            piece.box.join(box);
        piece.pixels += run.x1 - run.x0;
        const Ink& ink = inks[run.ink - 1u];
        if (ink.low == ink.high) {
            piece.exact = piece.pixels;
        } else {
            for (int x = run.x0; x < run.x1; ++x) piece.exact += int(at(x, run.y) == ink.value);
        }
    }
    std::vector<std::vector<Piece>> out(inks.size());
    for (const Piece& piece : all) {
        const int height = piece.box.height();
        if (height < kMinHeight || height > kMaxHeight || piece.box.width() > 4 * kMaxHeight) continue;
        if (piece.exact < kMinExact * piece.pixels || !standsOut(piece.box, inks[piece.ink - 1u])) continue;
        out[piece.ink - 1u].push_back(piece);
    }
    return out;
}

/// The pixels around and between the strokes differ from them, and all to the same side.
bool Search::standsOut(const Box& box, const Ink& ink) const
{
    int above = 0, below = 0;
    std::int64_t sum = 0;
    for (int y = std::max(0, box.y0 - 2); y < std::min(m_rows, box.y1 + 2); ++y) {
        for (int x = std::max(0, box.x0 - 2); x < std::min(m_columns, box.x1 + 2); ++x) {
            const int value = at(x, y);
            if (value >= ink.low && value <= ink.high) continue;
            const int difference = value - ink.value;
            ++(difference > 0 ? above : below);
            sum += difference;
        }
    }
    const int others = above + below;
    if (others == 0) return false;
    return std::max(above, below) >= kMinSameSide * others && std::abs(static_cast<double>(sum)) >= kMinContrast * others;
}

/// Joins pieces that stand beside each other into lines.
void Search::lines(std::vector<Piece> pieces, std::vector<TextRegion>& out) const
{
    std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.box.x0 < b.box.x0; });
    std::vector<int> parent(pieces.size());
    std::iota(parent.begin(), parent.end(), 0);
    const auto rootOf = [&parent](int index) {
        while (parent[static_cast<std::size_t>(index)] != index) index = parent[static_cast<std::size_t>(index)];
        return index;
    };
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Box& a = pieces[i].box;
        for (std::size_t k = i + 1; k < pieces.size(); ++k) {
            const Box& b = pieces[k].box;
            const int reach = std::max(6, std::max(a.height(), b.height()));
            if (b.x0 - a.x1 > kMaxHeight) break;
            if (b.x0 - a.x1 > reach) continue;
            const int overlap = std::min(a.y1, b.y1) - std::max(a.y0, b.y0);
            if (2 * overlap < std::min(a.height(), b.height()) || 3 * std::min(a.height(), b.height()) < std::max(a.height(), b.height()))
                continue;
            const int p = rootOf(static_cast<int>(i)), q = rootOf(static_cast<int>(k));
            parent[static_cast<std::size_t>(std::max(p, q))] = std::min(p, q);
        }
    }
    std::vector<std::vector<Piece>> groups(pieces.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) groups[static_cast<std::size_t>(rootOf(static_cast<int>(i)))].push_back(pieces[i]);
    for (const std::vector<Piece>& group : groups) {
        if (group.size() < 3) continue;
        Box box = group.front().box;
        for (const Piece& piece : group) box.join(piece.box);
        const double confidence = confidenceOf(group, box);
        if (confidence <= 0.0) continue;
        const int margin = std::max(2, box.height() / 4);
        const int x0 = std::max(0, box.x0 - margin), y0 = std::max(0, box.y0 - margin);
        out.push_back({{x0, y0, std::min(m_columns, box.x1 + margin) - x0, std::min(m_rows, box.y1 + margin) - y0, -1}, confidence});
    }
}

/// Letters from left to right: pieces above each other (Hangul, accents) are one.
std::vector<Box> lettersOf(const std::vector<Piece>& pieces)
{
    std::vector<Box> letters;
    for (const Piece& piece : pieces) {
        if (!letters.empty() && piece.box.x0 < letters.back().x1)
            letters.back().join(piece.box);
        else
            letters.push_back(piece.box);
    }
    return letters;
}

/// `pieces` from left to right.
double Search::confidenceOf(const std::vector<Piece>& pieces, const Box& box)
{
    const std::vector<Box> letters = lettersOf(pieces);
    const auto count = static_cast<double>(letters.size());
    if (letters.size() < 3 || box.height() < kMinLineHeight) return 0.0;
    std::vector<int> heights, feet;
    for (const Box& letter : letters) {
        heights.push_back(letter.height());
        feet.push_back(letter.y1);
    }
    int pixels = 0, area = 0;
    for (const Piece& piece : pieces) {
        pixels += piece.pixels;
        area += piece.box.width() * piece.box.height();
    }
    const auto median = [](std::vector<int> values) {
        std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
        return values[values.size() / 2];
    };
    const int height = median(heights), foot = median(feet);
    if (height < kMinLineHeight - 1 || box.height() > 2 * height || box.width() < 2 * height) return 0.0;
    const int slack = std::max(1, height / 8);
    const auto standing = static_cast<double>(
        std::count_if(letters.begin(), letters.end(), [&](const Box& letter) { return std::abs(letter.y1 - foot) <= slack; }));
    const double aligned = standing / count;
    const double fill = static_cast<double>(pixels) / std::max(1, area);
    const double many = std::clamp((count - 2.0) / 3.0, 0.0, 1.0);
    const double thin = std::clamp((0.95 - fill) / 0.15, 0.0, 1.0);
    return many * std::clamp((aligned - 0.35) / 0.25, 0.0, 1.0) * thin;
}

} // namespace

std::vector<TextRegion> findBurnedInText(const std::int16_t* values, int columns, int rows) { return Search(values, columns, rows).run(); }

} // namespace lobule::dicom
