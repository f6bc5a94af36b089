#include "core/volume/SliceOrder.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>

namespace lobule::volume {
namespace {

constexpr double kSamePositionMm = 0.01;
constexpr double kSameDirectionCosine = 0.99985; // 1 degree
constexpr double kTiltTangent = 0.0087; // 0.5 degree
constexpr double kShiftMm = 0.5;

bool earlierByNumber(const SliceInfo& a, const SliceInfo& b)
{
    if (a.instanceNumber != b.instanceNumber) return a.instanceNumber < b.instanceNumber;
    if (a.instanceUid != b.instanceUid) return a.instanceUid < b.instanceUid;
    return a.frame < b.frame;
}

QString oneDecimal(double value) { return QString::number(value, 'f', 1); }

/// Splits [begin, end) into runs of one orientation, in order of first appearance.
std::vector<int> orientationGroups(const std::vector<SliceInfo>& slices)
{
    std::vector<const SliceGeometry*> seen;
    std::vector<int> group(slices.size());
    for (std::size_t i = 0; i < slices.size(); ++i) {
        const auto found
            = std::find_if(seen.begin(), seen.end(), [&](const SliceGeometry* g) { return hasSameOrientation(*g, slices[i].geometry); });
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

/// Sideways steps along the stack. A constant shear is gantry tilt; anything else is a field of view that moved. Both break the box.
QString shearOf(const std::vector<SliceInfo>& slices)
{
    const Vec3 direction = stackDirection(slices.front().geometry);
    const Vec3& origin = slices.front().geometry.originLps;
    const double whole = dot(slices.back().geometry.originLps - origin, direction);
    if (whole < kSamePositionMm) return {};
    const Vec3 last = slices.back().geometry.originLps - origin;
    const Vec3 shear = (last - direction * whole) * (1.0 / whole); // sideways mm a mm
    double largest = 0.0;
    for (const SliceInfo& slice : slices) {
        const Vec3 offset = slice.geometry.originLps - origin;
        const double along = dot(offset, direction);
        largest = std::max(largest, length(offset - direction * along - shear * along));
    }
    if (largest > kShiftMm) return QStringLiteral("shifted ") + oneDecimal(largest);
    const double tangent = length(shear);
    if (tangent * whole <= kShiftMm || tangent <= kTiltTangent) return {};
    return QStringLiteral("tilt ") + oneDecimal(std::atan(tangent) * 180.0 / std::numbers::pi);
}

bool isRegular(const std::vector<double>& positions, double step, const Vec3& direction)
{
    // Positions are written with as little as one decimal, each coordinate: rounding must not make a regular stack look irregular. Every
    // slice is off by up to this, and so is the line through the first and the last one.
    const double roundingMm = 0.05 * (std::abs(direction.x) + std::abs(direction.y) + std::abs(direction.z));
    const double tolerance = std::min(0.4 * step, std::max(0.05 * step, 2.1 * roundingMm));
    for (std::size_t i = 0; i < positions.size(); ++i)
        if (std::abs(positions[i] - positions[0] - step * static_cast<double>(i)) > tolerance) return false;
    return true;
}

double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// From one slice to the next place.
struct Step {
    double mm = 0.0;
    double thicknessMm = 0.0; ///< Of the thicker of the two slices; 0: unknown.
    double usualMm = 0.0; ///< What slices of this thickness step elsewhere in the stack.
};

/// Thin slices through the base of the skull and thick ones above are no gap: what is usual depends on the thickness.
void findUsual(std::vector<Step>& steps)
{
    std::map<long, std::vector<double>> byThickness;
    std::vector<double> all;
    const auto key = [](const Step& step) { return std::lround(100.0 * step.thicknessMm); };
    for (const Step& step : steps) {
        byThickness[key(step)].push_back(step.mm);
        all.push_back(step.mm);
    }
    for (Step& step : steps) {
        const std::vector<double>& same = byThickness[key(step)];
        step.usualMm = medianOf(same.size() >= 3 ? same : all);
    }
}

void describeSteps(std::vector<Step> steps, StackGeometry& stack)
{
    findUsual(steps);
    double largestGap = 0.0, smallest = std::numeric_limits<double>::max(), largest = 0.0;
    long missing = 0;
    for (const Step& step : steps) {
        if (step.mm > 1.5 * step.usualMm) {
            largestGap = std::max(largestGap, step.mm);
            missing += std::lround(step.mm / step.usualMm) - 1;
        } else {
            smallest = std::min(smallest, step.mm);
            largest = std::max(largest, step.mm);
        }
    }
    if (largestGap > 0.0) stack.findings << QStringLiteral("gap ") + oneDecimal(largestGap) << QStringLiteral("missing %1").arg(missing);
    const bool isUneven = largest - smallest > std::max(0.1 * largest, 0.11);
    if (isUneven || (largestGap == 0.0 && stack.findings.isEmpty()))
        stack.findings << QStringLiteral("uneven %1-%2").arg(oneDecimal(smallest), oneDecimal(largest));
}

void analyseSpacing(const std::vector<SliceInfo>& slices, StackGeometry& stack)
{
    const std::vector<double> positions = positionsOf(slices);
    std::vector<Step> steps;
    int twice = 0;
    for (std::size_t i = 1; i < positions.size(); ++i) {
        const double mm = positions[i] - positions[i - 1];
        if (mm < kSamePositionMm)
            ++twice;
        else
            steps.push_back({mm, std::max(slices[i].thicknessMm, slices[i - 1].thicknessMm), 0.0});
    }
    if (twice > 0) stack.findings << QStringLiteral("duplicate-position %1").arg(twice);
    if (steps.empty()) return;
    const double step = (positions.back() - positions.front()) / static_cast<double>(positions.size() - 1);
    if (twice == 0 && isRegular(positions, step, stackDirection(slices.front().geometry))) {
        stack.kind = SpacingKind::Even;
        stack.spacingMm = step;
        return;
    }
    stack.kind = SpacingKind::Uneven;
    describeSteps(std::move(steps), stack);
}

} // namespace

bool hasSameOrientation(const SliceGeometry& a, const SliceGeometry& b)
{
    return dot(a.rowDirection, b.rowDirection) > kSameDirectionCosine && dot(a.columnDirection, b.columnDirection) > kSameDirectionCosine;
}

bool hasSameSpacing(const SliceGeometry& a, const SliceGeometry& b)
{
    const auto near = [](double x, double y) { return std::abs(x - y) <= 1e-4 * std::max(std::abs(x), std::abs(y)); };
    return near(a.rowSpacingMm, b.rowSpacingMm) && near(a.columnSpacingMm, b.columnSpacingMm);
}

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
    if (std::any_of(slices.begin(), slices.end(), [&](const SliceInfo& s) { return !hasSameSpacing(s.geometry, first); }))
        stack.findings << QStringLiteral("mixed-spacing");
    if (std::any_of(slices.begin(), slices.end(), [](const SliceInfo& s) { return !s.geometry.hasSpacing(); }))
        stack.findings << QStringLiteral("no-spacing");
    if (std::any_of(slices.begin(), slices.end(), [](const SliceInfo& s) { return !s.geometry.hasPosition; })) {
        stack.findings << QStringLiteral("no-position");
        if (slices.size() == 1) stack.kind = SpacingKind::Single;
        return stack;
    }
    if (slices.size() == 1) {
        stack.kind = SpacingKind::Single;
        return stack;
    }
    if (std::any_of(slices.begin(), slices.end(), [&](const SliceInfo& s) { return !hasSameOrientation(s.geometry, first); })) {
        const std::vector<int> groups = orientationGroups(slices);
        stack.findings << QStringLiteral("mixed-orientation %1").arg(*std::max_element(groups.begin(), groups.end()) + 1);
        return stack;
    }
    const QStringList before = std::exchange(stack.findings, {});
    analyseSpacing(slices, stack);
    stack.findings = before + stack.findings;
    if (const QString shear = shearOf(slices); !shear.isEmpty()) stack.findings << shear;
    return stack;
}

} // namespace lobule::volume
