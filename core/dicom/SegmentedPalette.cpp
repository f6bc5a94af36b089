#include "core/dicom/SegmentedPalette.h"

namespace lobule::dicom {

namespace {

constexpr std::uint16_t kDiscrete = 0, kLinear = 1, kIndirect = 2;

class Expander {
public:
    Expander(const std::vector<std::uint16_t>& words, std::size_t entries) : m_words(words), m_entries(entries) { }

    [[nodiscard]] bool run()
    {
        std::size_t at = 0;
        while (at < m_words.size() && m_values.size() < m_entries) {
            if (!segment(at, true)) return false;
        }
        return m_values.size() == m_entries;
    }
    [[nodiscard]] std::vector<std::uint16_t>& values() { return m_values; }

private:
    /// One segment at `at`, which moves behind it.
    [[nodiscard]] bool segment(std::size_t& at, bool mayBeIndirect)
    {
        if (m_words.size() - at < 2) return false;
        const std::uint16_t kind = m_words[at];
        const std::size_t length = m_words[at + 1];
        at += 2;
        if (kind == kIndirect) return mayBeIndirect && indirect(length, at);
        if (length > m_entries - m_values.size()) return false;
        if (kind == kDiscrete) {
            if (length > m_words.size() - at) return false;
            m_values.insert(m_values.end(), m_words.begin() + static_cast<std::ptrdiff_t>(at),
                m_words.begin() + static_cast<std::ptrdiff_t>(at + length));
            at += length;
            return true;
        }
        return kind == kLinear && linear(length, at);
    }

    /// A line from the last value, which is already there, to the given one.
    [[nodiscard]] bool linear(std::size_t length, std::size_t& at)
    {
        if (m_values.empty() || at >= m_words.size()) return false;
        const double from = m_values.back();
        const double to = m_words[at++];
        for (std::size_t i = 1; i <= length; ++i) {
            const double value = from + (to - from) * static_cast<double>(i) / static_cast<double>(length);
            m_values.push_back(static_cast<std::uint16_t>(value + 0.5));
        }
        return true;
    }

    /// `count` earlier segments again, from a byte offset; those are not indirect themselves.
    [[nodiscard]] bool indirect(std::size_t count, std::size_t& at)
    {
        if (m_words.size() - at < 2) return false;
        std::size_t from = (m_words[at] | (static_cast<std::size_t>(m_words[at + 1]) << 16)) / 2;
        at += 2;
        if (from >= at) return false;
        for (std::size_t i = 0; i < count; ++i) {
            if (from >= m_words.size() || !segment(from, false)) return false;
        }
        return true;
    }

    const std::vector<std::uint16_t>& m_words;
    std::size_t m_entries;
    std::vector<std::uint16_t> m_values;
};

} // namespace

std::optional<std::vector<std::uint16_t>> expandSegments(const std::vector<std::uint16_t>& words, std::size_t entries)
{
    Expander expander(words, entries);
    if (!expander.run()) return std::nullopt;
    return std::move(expander.values());
}

} // namespace lobule::dicom
