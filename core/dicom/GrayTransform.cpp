#include "core/dicom/GrayTransform.h"

#include "core/dicom/DataSetReader.h"

#include <QtEndian>

#include <gdcmFile.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace lobule::dicom {

namespace {

constexpr std::size_t kBlock = 8192; ///< Samples.

bool isWhole(double value) { return value == std::floor(value) && std::abs(value) < 1e9; }

struct Range {
    double low = 0.0;
    double high = 0.0;
};

template <class T> bool holds(Range range)
{
    return range.low >= static_cast<double>(std::numeric_limits<T>::min())
        && range.high <= static_cast<double>(std::numeric_limits<T>::max());
}

/// What the values could be at most, by the number of bits.
Range possibleRange(const PixelModule& module, const InstanceFacts& facts, const std::optional<LookupTable>& lut)
{
    if (lut) {
        const auto [low, high] = std::minmax_element(lut->entries.begin(), lut->entries.end());
        return {static_cast<double>(*low), static_cast<double>(*high)};
    }
    const double span = std::ldexp(1.0, static_cast<int>(module.bitsStored));
    const double low = module.isSigned ? -span / 2 : 0.0;
    const double high = module.isSigned ? span / 2 - 1 : span - 1;
    Range range{std::numeric_limits<double>::max(), std::numeric_limits<double>::lowest()};
    for (const FrameFacts& frame : facts.frames) {
        for (const double stored : {low, high}) {
            const double value = stored * frame.rescaleSlope + frame.rescaleIntercept;
            range = {std::min(range.low, value), std::max(range.high, value)};
        }
    }
    return range;
}

std::vector<PixelType> chooseCandidates(Range range, bool whole, bool isCt)
{
    if (!whole) return {PixelType::Float32};
    if (holds<std::int16_t>(range)) return {PixelType::Int16};
    if (!isCt && holds<std::uint16_t>(range)) return {PixelType::UInt16};
    // The header allows more than scanners use: 16 stored bits with an intercept of -1024 are the rule, not the exception.
    if (holds<std::int32_t>(range)) return {PixelType::Int16, PixelType::Int32};
    return {PixelType::Int16, PixelType::Int32, PixelType::Float32};
}

} // namespace

GrayTransform::GrayTransform(const DicomFile& file, const InstanceFacts& facts) : m_facts(facts), m_lut(readModalityLut(file))
{
    const PixelModule& module = *file.report().pixels;
    m_signed = module.isSigned;
    const bool whole = m_lut || std::all_of(facts.frames.begin(), facts.frames.end(), [](const FrameFacts& frame) {
        return isWhole(frame.rescaleSlope) && isWhole(frame.rescaleIntercept);
    });
    m_candidates = chooseCandidates(possibleRange(module, facts, m_lut), whole, facts.modality == "CT");
    const detail::DataSetReader root(file.header().GetDataSet());
    const auto stored = [&](std::uint16_t element) -> std::optional<std::int64_t> {
        const auto values = root.shorts(0x0028, element);
        if (values.empty()) return std::nullopt;
        return m_signed ? static_cast<std::int16_t>(values.front()) : std::int64_t{values.front()};
    };
    m_paddingLow = stored(0x0120);
    m_paddingHigh = stored(0x0121).value_or(m_paddingLow.value_or(0));
    if (m_paddingLow && *m_paddingHigh < *m_paddingLow) std::swap(m_paddingLow, m_paddingHigh);
}

bool GrayTransform::isPadding(std::int64_t stored) const { return m_paddingLow && stored >= *m_paddingLow && stored <= *m_paddingHigh; }

void GrayTransform::unpack(const StoredFrame& frame, std::size_t begin, std::size_t count) const
{
    m_stored.resize(count);
    const std::uint32_t down = frame.highBit + 1 - frame.bitsStored; // unused bits below the value
    const std::uint32_t up = 32 - frame.bitsStored - down; // and above it, up to 32
    const std::uint8_t* p = frame.samples.data() + begin * frame.bytesPerSample;
    const bool isSigned = m_signed;
    const auto place = [up, down, isSigned](std::uint32_t raw) {
        const std::uint32_t top = raw << up;
        return isSigned ? static_cast<std::int32_t>(top) >> (up + down) : static_cast<std::int32_t>(top >> (up + down));
    };
    std::int32_t* out = m_stored.data();
    const auto placeAll = [&](auto wide) {
        for (std::size_t i = 0; i < count; ++i) {
            std::memcpy(&wide, p + i * sizeof wide, sizeof wide);
            out[i] = place(static_cast<std::uint32_t>(qFromLittleEndian(wide)));
        }
    };
    if (frame.bytesPerSample == 2)
        placeAll(std::uint16_t{});
    else if (frame.bytesPerSample == 1)
        placeAll(std::uint8_t{});
    else
        placeAll(std::uint32_t{});
}

template <class Out> bool GrayTransform::rescaleAs(const FrameFacts& facts, Out* out, std::size_t count) const
{
    // 32 stored bits without sign were unpacked into the sign bit.
    const bool widen = !m_signed && std::is_floating_point_v<Out>;
    if constexpr (std::is_floating_point_v<Out>) {
        for (std::size_t i = 0; i < count; ++i) {
            const double stored = widen ? static_cast<double>(static_cast<std::uint32_t>(m_stored[i])) : static_cast<double>(m_stored[i]);
            out[i] = static_cast<Out>(stored * facts.rescaleSlope + facts.rescaleIntercept);
        }
        return true;
    } else {
        const auto slope = static_cast<std::int64_t>(facts.rescaleSlope);
        const auto intercept = static_cast<std::int64_t>(facts.rescaleIntercept);
        constexpr std::int64_t low = std::numeric_limits<Out>::min();
        constexpr std::int64_t high = std::numeric_limits<Out>::max();
        bool fits = true;
        if (slope == 1 && !m_paddingLow) {
            // The usual case, written so that the compiler can vectorise it.
            std::int32_t smallest = std::numeric_limits<std::int32_t>::max(), largest = std::numeric_limits<std::int32_t>::min();
            const auto add = static_cast<std::int32_t>(intercept);
            for (std::size_t i = 0; i < count; ++i) {
                smallest = std::min(smallest, m_stored[i]);
                largest = std::max(largest, m_stored[i]);
                out[i] = static_cast<Out>(static_cast<std::uint32_t>(m_stored[i]) + static_cast<std::uint32_t>(add));
            }
            return smallest + intercept >= low && largest + intercept <= high;
        }
        for (std::size_t i = 0; i < count; ++i) {
            const std::int64_t value = m_stored[i] * slope + intercept;
            if ((value < low || value > high) && !isPadding(m_stored[i])) fits = false;
            out[i] = static_cast<Out>(std::clamp(value, low, high));
        }
        return fits;
    }
}

template <class Out> bool GrayTransform::applyAs(const StoredFrame& frame, const FrameFacts& facts, Out* out) const
{
    const std::size_t count = frame.samples.size() / frame.bytesPerSample;
    for (std::size_t begin = 0; begin < count; begin += kBlock) {
        unpack(frame, begin, std::min(kBlock, count - begin));
        if (!applyBlock(frame, facts, out + begin)) return false;
    }
    return true;
}

template <class Out> bool GrayTransform::applyBlock(const StoredFrame& frame, const FrameFacts& facts, Out* out) const
{
    if (!m_lut) {
        // Integer types cannot tell a large unsigned 32-bit value from a negative one.
        if (!std::is_floating_point_v<Out> && !m_signed && frame.bitsStored == 32
            && std::any_of(m_stored.begin(), m_stored.end(), [](std::int32_t v) { return v < 0; })) {
            return false;
        }
        return rescaleAs(facts, out, m_stored.size());
    }
    // Entries above 32767 would come out negative.
    constexpr int kHighest = std::is_same_v<Out, std::int16_t> ? 32767 : 65535;
    for (std::size_t i = 0; i < m_stored.size(); ++i) {
        const int value = m_lut->map(m_stored[i]);
        if (value > kHighest && !isPadding(m_stored[i])) return false;
        out[i] = static_cast<Out>(std::min(value, kHighest));
    }
    return true;
}

bool GrayTransform::apply(const StoredFrame& frame, std::size_t index, PixelType type, std::vector<std::uint8_t>& out) const
{
    const std::size_t count = frame.samples.size() / frame.bytesPerSample;
    out.resize(count * bytesPerPixel(type));
    const FrameFacts& facts = m_facts.frames[std::min(index, m_facts.frames.size() - 1)];
    switch (type) {
    case PixelType::Int16: return applyAs(frame, facts, reinterpret_cast<std::int16_t*>(out.data()));
    case PixelType::UInt16: return applyAs(frame, facts, reinterpret_cast<std::uint16_t*>(out.data()));
    case PixelType::Int32: return applyAs(frame, facts, reinterpret_cast<std::int32_t*>(out.data()));
    case PixelType::Float32: return applyAs(frame, facts, reinterpret_cast<float*>(out.data()));
    case PixelType::Rgb8: break;
    }
    return false;
}

} // namespace lobule::dicom
