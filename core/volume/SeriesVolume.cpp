#include "core/volume/SeriesVolume.h"

#include "core/volume/CacheFile.h"
#include "core/volume/SliceOrder.h"

#include <algorithm>

namespace lobule::volume {

SeriesVolume::SeriesVolume(
    QString seriesUid, QString modality, std::vector<SliceInfo> slicesInOrder, std::shared_ptr<const CacheFile> pixels, StackLabel label)
    : m_seriesUid(std::move(seriesUid)), m_modality(std::move(modality)), m_slices(std::move(slicesInOrder)), m_pixels(std::move(pixels)),
      m_label(label), m_intact(m_slices.size())
{
    analyseGeometry();
}

SeriesVolume::~SeriesVolume() = default;

QString SeriesVolume::unit() const
{
    const bool isHu = std::all_of(m_slices.begin(), m_slices.end(), [](const SliceInfo& slice) { return slice.isHu; });
    return isHu && !m_slices.empty() ? QStringLiteral("HU") : QString();
}

lobule::SliceView SeriesVolume::pixels(int index) const { return m_pixels->frame(slice(index).slot); }

bool SeriesVolume::isIntact(int index) const
{
    const SliceInfo& info = slice(index);
    if (!info.checksum) return true;
    std::atomic<std::uint8_t>& known = m_intact[static_cast<std::size_t>(index)];
    if (const std::uint8_t state = known.load(std::memory_order_relaxed); state != 0) return state == 1;
    const bool isIntact = m_pixels->checksum(info.slot) == *info.checksum;
    known.store(isIntact ? 1 : 2, std::memory_order_relaxed);
    return isIntact;
}

bool SeriesVolume::hasFinding(QLatin1String word) const
{
    return std::any_of(m_findings.begin(), m_findings.end(), [&](const QString& finding) {
        return finding.startsWith(word) && (finding.size() == word.size() || finding[word.size()] == QLatin1Char(' '));
    });
}

int SeriesVolume::indexOf(const QString& instanceUid, int frame) const
{
    const auto found = std::find_if(
        m_slices.begin(), m_slices.end(), [&](const SliceInfo& slice) { return slice.frame == frame && slice.instanceUid == instanceUid; });
    return found == m_slices.end() ? -1 : static_cast<int>(found - m_slices.begin());
}

void SeriesVolume::analyseGeometry()
{
    const StackGeometry stack = analyseStack(m_slices);
    m_spacingKind = stack.kind;
    m_sliceSpacingMm = stack.spacingMm;
    m_findings = stack.findings;
    m_summary = stack.summary();
}

} // namespace lobule::volume
