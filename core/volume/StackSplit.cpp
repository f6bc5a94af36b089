#include "core/volume/StackSplit.h"

#include "core/base/ScreenPages.h"
#include "core/volume/SliceOrder.h"

#include <QSet>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>

namespace lobule::volume {
namespace {

constexpr double kSamePositionMm = 0.01;
/// Two acquisitions that share this part of the shorter one cover the same body; neighbouring rotations share less.
constexpr double kSharedPart = 0.25;

using Slices = std::vector<SliceInfo>;

/// Numbers for slices that belong together by a relation that is nearly transitive (tolerances).
template <class Same> std::vector<int> groupsBy(const Slices& slices, const Same& same)
{
    std::vector<const SliceInfo*> seen;
    std::vector<int> group;
    group.reserve(slices.size());
    for (const SliceInfo& slice : slices) {
        const auto found = std::find_if(seen.begin(), seen.end(), [&](const SliceInfo* s) { return same(*s, slice); });
        group.push_back(static_cast<int>(found - seen.begin()));
        if (found == seen.end()) seen.push_back(&slice);
        // Planes of their own all over: nothing to divide by, and no need to compare each with each.
        if (seen.size() > 64 && 3 * seen.size() > group.size()) return {};
    }
    return group;
}

std::vector<Slices> divide(Slices slices, const std::vector<int>& group)
{
    std::vector<Slices> parts(static_cast<std::size_t>(*std::max_element(group.begin(), group.end())) + 1);
    for (std::size_t i = 0; i < slices.size(); ++i) parts[static_cast<std::size_t>(group[i])].push_back(std::move(slices[i]));
    return parts;
}

/// Stacks of one plane and one pixel size, or all together where that would leave a heap of single slices.
std::vector<Slices> divideByPlane(Slices slices)
{
    const std::vector<int> group = groupsBy(slices, [](const SliceInfo& a, const SliceInfo& b) {
        return a.geometry.hasPosition == b.geometry.hasPosition && hasSameSpacing(a.geometry, b.geometry)
            && (!a.geometry.hasPosition || hasSameOrientation(a.geometry, b.geometry));
    });
    const std::size_t count = group.empty() ? slices.size() : static_cast<std::size_t>(*std::max_element(group.begin(), group.end())) + 1;
    if (count < 2 || 3 * count > slices.size()) {
        std::vector<Slices> whole;
        whole.push_back(std::move(slices));
        return whole;
    }
    return divide(std::move(slices), group);
}

struct Extent {
    double low = 0.0, high = 0.0;
};

bool coversTheSame(const Extent& a, const Extent& b)
{
    const double shared = std::min(a.high, b.high) - std::max(a.low, b.low);
    const double shorter = std::min(a.high - a.low, b.high - b.low);
    return shorter < kSamePositionMm ? shared > -kSamePositionMm : shared >= kSharedPart * shorter;
}

/// A number that may tell phases apart; nothing where a slice has none.
using Sign = std::function<std::optional<double>(const SliceInfo&)>;

/// The phase (0, 1, ...) of each slice by `sign`, or empty where it tells none apart. Acquisitions of different parts of the body
/// share a phase; one that covers what a phase has already begins the next.
std::vector<int> phasesBy(const Slices& slices, const std::vector<double>& position, const Sign& sign)
{
    std::map<double, Extent> extents;
    std::vector<double> value;
    for (std::size_t i = 0; i < slices.size(); ++i) {
        const auto own = sign(slices[i]);
        if (!own) return {};
        value.push_back(*own);
        auto [at, isNew] = extents.try_emplace(*own, Extent{position[i], position[i]});
        if (!isNew) at->second = {std::min(at->second.low, position[i]), std::max(at->second.high, position[i])};
    }
    // Every rotation or every slice has a number of its own: they are no phases.
    if (extents.size() < 2 || 2 * extents.size() > slices.size()) return {};
    std::vector<std::vector<Extent>> phases;
    std::map<double, int> phaseOf;
    for (const auto& [own, extent] : extents) {
        const auto free = std::find_if(phases.begin(), phases.end(), [&extent = extent](const std::vector<Extent>& taken) {
            return std::none_of(taken.begin(), taken.end(), [&](const Extent& other) { return coversTheSame(extent, other); });
        });
        phaseOf[own] = static_cast<int>(free - phases.begin());
        if (free == phases.end())
            phases.push_back({extent});
        else
            free->push_back(extent);
    }
    if (phases.size() < 2) return {};
    std::vector<int> phase;
    for (const double own : value) phase.push_back(phaseOf[own]);
    return phase;
}

/// Whether all slices together are one evenly stepped stack: acquisitions that interleave are no phases, if only their times say so.
bool isOneStack(std::vector<double> position)
{
    std::sort(position.begin(), position.end());
    const double step = (position.back() - position.front()) / static_cast<double>(position.size() - 1);
    for (std::size_t i = 0; i < position.size(); ++i)
        if (std::abs(position[i] - position.front() - step * static_cast<double>(i)) > 0.25 * step) return false;
    return step > kSamePositionMm;
}

long long placeOf(double position) { return std::llround(position / (2.0 * kSamePositionMm)); }

std::vector<std::size_t> byNumber(const Slices& slices)
{
    std::vector<std::size_t> order(slices.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const SliceInfo &x = slices[a], &y = slices[b];
        return std::tie(x.instanceNumber, x.instanceUid, x.frame) < std::tie(y.instanceNumber, y.instanceUid, y.frame);
    });
    return order;
}

/// In the order of acquisition where every slice has a time and slices in one place were taken at different ones; otherwise as numbered.
std::vector<std::size_t> inTurn(const Slices& slices, const std::vector<double>& position)
{
    std::vector<std::size_t> order = byNumber(slices);
    const auto time = [&](std::size_t i) { return slices[i].acquisitionTimeS; };
    if (std::any_of(order.begin(), order.end(), [&](std::size_t i) { return std::isnan(time(i)); })) return order;
    std::vector<std::size_t> timed = order;
    std::stable_sort(timed.begin(), timed.end(), [&](std::size_t a, std::size_t b) { return time(a) < time(b); });
    std::map<long long, double> last;
    for (const std::size_t i : timed) {
        const auto [at, isFirst] = last.try_emplace(placeOf(position[i]), time(i));
        if (!isFirst && at->second == time(i)) return order;
        at->second = time(i);
    }
    return timed;
}

/// Positions that come back: by how often each was there before, where all come equally often; otherwise a new pass begins where a
/// position is taken already. Empty where that gives no whole passes: some slices are there twice, which is a finding.
std::vector<int> repeats(const Slices& slices, const std::vector<double>& position)
{
    const auto key = [&](std::size_t i) { return placeOf(position[i]); };
    std::map<long long, int> count;
    for (std::size_t i = 0; i < slices.size(); ++i) ++count[key(i)];
    const int most = std::max_element(count.begin(), count.end(), [](const auto& a, const auto& b) { return a.second < b.second; })->second;
    if (most < 2 || count.size() < 2) return {};
    const bool isEqual = std::all_of(count.begin(), count.end(), [&](const auto& c) { return c.second == most; });
    std::vector<int> phase(slices.size());
    std::map<long long, int> before;
    QSet<long long> taken;
    std::vector<int> sizes(1, 0);
    for (const std::size_t i : inTurn(slices, position)) {
        if (isEqual) {
            phase[i] = before[key(i)]++;
            continue;
        }
        if (taken.contains(key(i))) {
            taken.clear();
            sizes.push_back(0);
        }
        taken.insert(key(i));
        phase[i] = static_cast<int>(sizes.size()) - 1;
        ++sizes.back();
    }
    if (isEqual) return phase;
    const bool areWhole = static_cast<int>(sizes.size()) == most
        && *std::min_element(sizes.begin(), sizes.end()) * 2 >= *std::max_element(sizes.begin(), sizes.end());
    return areWhole ? phase : std::vector<int>{};
}

/// The phases of one plane; one part where there are none.
std::pair<std::vector<Slices>, StackPart> divideByPhase(Slices slices)
{
    const auto whole = [&] {
        std::vector<Slices> one;
        one.push_back(std::move(slices));
        return std::pair(std::move(one), StackPart::Whole);
    };
    if (slices.size() < 4 || !slices.front().geometry.hasPosition) return whole();
    const Vec3 direction = stackDirection(slices.front().geometry);
    std::vector<double> position;
    for (const SliceInfo& slice : slices) {
        if (!slice.geometry.hasPosition || !hasSameOrientation(slice.geometry, slices.front().geometry)) return whole();
        position.push_back(dot(slice.geometry.originLps, direction));
    }
    const Sign signs[]
        = {[](const SliceInfo& s) { return s.temporalPosition > 0 ? std::optional<double>(s.temporalPosition) : std::nullopt; },
            [](const SliceInfo& s) { return s.acquisitionNumber > 0 ? std::optional<double>(s.acquisitionNumber) : std::nullopt; },
            [](const SliceInfo& s) { return std::isnan(s.acquisitionTimeS) ? std::nullopt : std::optional<double>(s.acquisitionTimeS); }};
    for (const Sign& sign : signs) {
        if (const std::vector<int> phase = phasesBy(slices, position, sign);
            !phase.empty() && (&sign != std::end(signs) - 1 || !isOneStack(position)))
            return {divide(std::move(slices), phase), StackPart::Phase};
    }
    if (const std::vector<int> phase = repeats(slices, position); !phase.empty())
        return {divide(std::move(slices), phase), StackPart::Repeat};
    return whole();
}

/// Stacks that belong together: one, or the phases of one.
using Family = std::vector<Stack>;

std::size_t sizeOf(const Family& family)
{
    std::size_t size = 0;
    for (const Stack& stack : family) size += stack.slices.size();
    return size;
}

Family familyOf(Slices slices, SliceKind kind)
{
    Family family;
    auto [parts, part] = kind == SliceKind::Slice ? divideByPhase(std::move(slices)) : std::pair(std::vector<Slices>{}, StackPart::Whole);
    if (kind != SliceKind::Slice) parts.push_back(std::move(slices));
    const int count = static_cast<int>(parts.size());
    for (int number = 1; number <= count; ++number) {
        Slices& own = parts[static_cast<std::size_t>(number - 1)];
        sortSlices(own);
        family.push_back({std::move(own), {kind, part, number, count}});
    }
    return family;
}

bool hasToken(const QString& imageType, const char* word) { return imageType.contains(QLatin1String(word), Qt::CaseInsensitive); }

} // namespace

SliceKind sliceKindOf(const QString& imageType, const QString& sopClassUid, bool hasPosition)
{
    for (const char* word : {"LOCALIZER", "SCOUT", "SURVIEW", "TOPOGRAM"})
        if (hasToken(imageType, word)) return SliceKind::Localizer;
    // Philips and GE save dose and protocol pages as secondary captures, Siemens as CT images with these words.
    if (!hasPosition && sopClassUid.startsWith(QLatin1String("1.2.840.10008.5.1.4.1.1.7"))) return SliceKind::Page;
    return isScreenPage(imageType.toStdString()) ? SliceKind::Page : SliceKind::Slice;
}

std::vector<Stack> splitStacks(std::vector<SliceInfo> slices)
{
    using Key = std::tuple<int, int, int, QString>;
    std::map<Key, Slices> groups;
    for (SliceInfo& slice : slices) {
        // Two scouts that cross are still looked at together, and pages have no place in the patient.
        const bool isSlice = slice.kind == SliceKind::Slice;
        const Key key{
            static_cast<int>(slice.kind), slice.geometry.rows, slice.geometry.columns, isSlice ? slice.frameOfReferenceUid : QString()};
        groups[key].push_back(std::move(slice));
    }
    std::vector<Family> families;
    for (auto& [key, group] : groups) {
        const auto kind = static_cast<SliceKind>(std::get<0>(key));
        if (kind != SliceKind::Slice) {
            families.push_back(familyOf(std::move(group), kind));
            continue;
        }
        for (Slices& plane : divideByPlane(std::move(group))) families.push_back(familyOf(std::move(plane), kind));
    }
    std::stable_sort(families.begin(), families.end(), [](const Family& a, const Family& b) {
        const SliceKind x = a.front().label.kind, y = b.front().label.kind;
        return x != y ? x < y : sizeOf(a) > sizeOf(b);
    });
    const auto planes
        = std::count_if(families.begin(), families.end(), [](const Family& f) { return f.front().label.kind == SliceKind::Slice; });
    std::vector<Stack> stacks;
    int number = 0;
    for (Family& family : families) {
        ++number;
        for (Stack& stack : family) {
            if (planes > 1 && stack.label.kind == SliceKind::Slice && stack.label.part == StackPart::Whole)
                stack.label = {SliceKind::Slice, StackPart::Other, number, static_cast<int>(planes)};
            stacks.push_back(std::move(stack));
        }
    }
    return stacks;
}

QString seriesSummary(const std::vector<Stack>& stacks)
{
    QStringList words;
    int planes = 0;
    std::size_t localizers = 0, pages = 0;
    for (const Stack& stack : stacks) {
        if (stack.label.kind == SliceKind::Localizer) localizers += stack.slices.size();
        if (stack.label.kind == SliceKind::Page) pages += stack.slices.size();
        if (stack.label.kind == SliceKind::Slice && (stack.label.number == 1 || stack.label.part == StackPart::Other)) ++planes;
    }
    if (planes > 0) {
        const StackLabel& label = stacks.front().label;
        if (label.part == StackPart::Phase) words << QStringLiteral("phases %1").arg(label.count);
        if (label.part == StackPart::Repeat) words << QStringLiteral("repeats %1").arg(label.count);
        const int sisters = label.part == StackPart::Other ? 1 : label.count;
        for (int i = 0; i < sisters && static_cast<std::size_t>(i) < stacks.size(); ++i) {
            const QStringList own
                = analyseStack(stacks[static_cast<std::size_t>(i)].slices).summary().split(QLatin1Char(';'), Qt::SkipEmptyParts);
            for (const QString& word : own) {
                const bool isFirstSpacing = i == 0 || !word.startsWith(QLatin1String("even"));
                if (isFirstSpacing && !words.contains(word)) words << word;
            }
        }
        if (planes > 1) words << QStringLiteral("stacks %1").arg(planes);
    }
    if (localizers > 0) words << QStringLiteral("localizers %1").arg(localizers);
    if (pages > 0) words << QStringLiteral("pages %1").arg(pages);
    return words.join(QLatin1Char(';'));
}

} // namespace lobule::volume
