#include "core/volume/SliceOrder.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lobule::volume {
namespace {

constexpr double kSamePositionMm = 0.01;
constexpr double kSameDirectionCosine = 0.99985; // 1 degree
constexpr double kTiltTangent = 0.0087; // 0.5 degree
constexpr double kShiftMm = 0.5;

bool sameOrientation(const SliceGeometry& a, const SliceGeometry& b)
{
    return dot(a.rowDirection, b.rowDirection) > kSameDirectionCosine && dot(a.columnDirection, b.columnDirection) > kSameDirectionCosine;
}

bool sameSpacing(const SliceGeometry& a, const SliceGeometry& b)
{
    const auto near = [](double x, double y) { return std::abs(x - y) <= 1e-4 * std::max(std::abs(x), std::abs(y)); };
    return near(a.rowSpacingMm, b.rowSpacingMm) && near(a.columnSpacingMm, b.columnSpacingMm);
}

bool earlierByNumber(const SliceInfo& a, const SliceInfo& b)
{
    if (a.instanceNumber != b.instanceNumber) return a.instanceNumber < b.instanceNumber;
    if (a.instanceUid != b.instanceUid) return a.instanceUid < b.instanceUid;
    return a.frame < b.frame;
}

/// Splits [begin, end) into runs of one orientation, in order of first appearance.
std::vector<int> orientationGroups(const std::vector<SliceInfo>& slices)
{
    std::vector<const SliceGeometry*> seen;
    std::vector<int> group(slices.size());
    for (std::size_t i = 0; i < slices.size(); ++i) {
        const auto found
            = std::find_if(seen.begin(), seen.end(), [&](const SliceGeometry* g) { return sameOrientation(*g, slices[i].geometry); });
        group[i] = static_cast<int>(found - seen.begin());
        if (found == seen.end()) seen.push_back(&slices[i].geometry);
    }
    return group;
}

/// Positions along the stack, in the order of the slices.
std::vector<double> positionsOf(const std::vector<SliceInfo>& slices)
{
    const Vec3 direction = stackDirection(slices.front().geometry);
    std::vector<double> positions;
    positions.reserve(slices.size());
    for (const SliceInfo& slice : slices) positions.push_back(dot(slice.geometry.originLps, direction));
    return positions;
}

/// Offsets across the stack direction: constant shear is gantry tilt, anything else a shifted field of view; both break the box.
bool isSheared(const std::vector<SliceInfo>& slices)
{
    const Vec3 direction = stackDirection(slices.front().geometry);
    for (const SliceInfo& slice : slices) {
        const Vec3 offset = slice.geometry.originLps - slices.front().geometry.originLps;
        const double along = dot(offset, direction);
        const double across = length(offset - direction * along);
        if (across > kShiftMm && across > kTiltTangent * std::abs(along)) return true;
    }
    return false;
}

bool isRegular(const std::vector<double>& positions, double step)
{
    // Positions are written with as little as one decimal: rounding must not make a regular stack look irregular.
    const double tolerance = std::min(0.25 * step, std::max(0.05 * step, 0.06));
    for (std::size_t i = 0; i < positions.size(); ++i)
        if (std::abs(positions[i] - positions[0] - step * static_cast<double>(i)) > tolerance) return false;
    return true;
}

void analyseSpacing(const std::vector<double>& positions, StackGeometry& stack)
{
    std::vector<double> gaps;
    for (std::size_t i = 1; i < positions.size(); ++i) gaps.push_back(positions[i] - positions[i - 1]);
    if (std::any_of(gaps.begin(), gaps.end(), [](double gap) { return gap < kSamePositionMm; }))
        stack.findings << QStringLiteral("duplicate-position");
    std::erase_if(gaps, [](double gap) { return gap < kSamePositionMm; });
    if (gaps.empty()) return;
    const double step = (positions.back() - positions.front()) / static_cast<double>(positions.size() - 1);
    if (stack.findings.isEmpty() && isRegular(positions, step)) {
        stack.kind = SpacingKind::Even;
        stack.spacingMm = step;
        return;
    }
    stack.kind = SpacingKind::Uneven;
    std::vector<double> sorted = gaps;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
    const double median = sorted[sorted.size() / 2];
    bool hasGap = false;
    bool isUneven = false;
    for (const double gap : gaps) {
        if (gap > 1.5 * median)
            hasGap = true;
        else if (std::abs(gap - median) > std::max(0.1 * median, 0.11))
            isUneven = true;
    }
    if (hasGap) stack.findings << QStringLiteral("gap");
    if (isUneven || (!hasGap && stack.findings.isEmpty())) stack.findings << QStringLiteral("uneven");
}

} // namespace

Vec3 stackDirection(const SliceGeometry& geometry)
{
    Vec3 normal = geometry.normal();
    const double size = length(normal);
    if (size > 0.0) normal = normal * (1.0 / size);
    const double ax = std::abs(normal.x);
    const double ay = std::abs(normal.y);
    const double az = std::abs(normal.z);
    const double largest = az >= ax && az >= ay ? normal.z : (ay >= ax ? normal.y : normal.x);
    return largest < 0.0 ? normal * -1.0 : normal;
}

QString StackGeometry::summary() const
{
    QStringList words = findings;
    if (kind == SpacingKind::Even) {
        QString number = QString::number(spacingMm, 'f', spacingMm < 1.0 ? 3 : 2);
        while (number.endsWith(QLatin1Char('0')) && number[number.size() - 2] != QLatin1Char('.')) number.chop(1);
        words.prepend(QStringLiteral("even ") + number);
    }
    if (kind == SpacingKind::Single && words.isEmpty()) words << QStringLiteral("single");
    return words.join(QLatin1Char(';'));
}

void sortSlices(std::vector<SliceInfo>& slices)
{
    std::sort(slices.begin(), slices.end(), earlierByNumber);
    const auto firstWithout
        = std::stable_partition(slices.begin(), slices.end(), [](const SliceInfo& s) { return s.geometry.hasPosition; });
    const auto count = static_cast<std::size_t>(firstWithout - slices.begin());
    if (count == 0) return;

    const std::vector<int> group = orientationGroups(slices);
    std::vector<double> position(count);
    std::vector<Vec3> direction;
    for (std::size_t i = 0; i < count; ++i) {
        const auto g = static_cast<std::size_t>(group[i]);
        if (g >= direction.size()) direction.resize(g + 1, stackDirection(slices[i].geometry));
        position[i] = dot(slices[i].geometry.originLps, direction[g]);
    }
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
        [&](std::size_t a, std::size_t b) { return group[a] != group[b] ? group[a] < group[b] : position[a] < position[b]; });
    // Positions equal but for rounding keep the order of their numbers.
    for (std::size_t begin = 0; begin < count;) {
        std::size_t end = begin + 1;
        while (end < count && group[order[end]] == group[order[begin]] && position[order[end]] - position[order[begin]] < kSamePositionMm)
            ++end;
        std::sort(order.begin() + static_cast<std::ptrdiff_t>(begin), order.begin() + static_cast<std::ptrdiff_t>(end));
        begin = end;
    }
    std::vector<SliceInfo> sorted;
    sorted.reserve(slices.size());
    for (const std::size_t i : order) sorted.push_back(std::move(slices[i]));
    std::move(sorted.begin(), sorted.end(), slices.begin());
}

StackGeometry analyseStack(const std::vector<SliceInfo>& slices)
{
    StackGeometry stack;
    if (slices.empty()) return stack;
    const SliceGeometry& first = slices.front().geometry;
    if (std::any_of(slices.begin(), slices.end(), [&](const SliceInfo& s) { return !sameSpacing(s.geometry, first); }))
        stack.findings << QStringLiteral("mixed-spacing");
    if (std::any_of(slices.begin(), slices.end(), [](const SliceInfo& s) { return !s.geometry.hasPosition; })) {
        stack.findings << QStringLiteral("no-position");
        if (slices.size() == 1) stack.kind = SpacingKind::Single;
        return stack;
    }
    if (slices.size() == 1) {
        stack.kind = SpacingKind::Single;
        return stack;
    }
    if (std::any_of(slices.begin(), slices.end(), [&](const SliceInfo& s) { return !sameOrientation(s.geometry, first); })) {
        stack.findings << QStringLiteral("mixed-orientation");
        return stack;
    }
    const QStringList before = std::exchange(stack.findings, {});
    analyseSpacing(positionsOf(slices), stack);
    stack.findings = before + stack.findings;
    if (isSheared(slices)) stack.findings << QStringLiteral("tilt");
    return stack;
}

} // namespace lobule::volume
