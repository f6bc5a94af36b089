#pragma once

#include "core/base/Geometry.h"
#include "core/base/SliceView.h"
#include "core/base/VoiLut.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace lobule::volume {

class CacheFile;

/// What a frame is, as far as reading a stack is concerned.
enum class SliceKind {
    Slice, ///< A cut through the patient.
    Localizer, ///< A projection that the cuts were planned on (scout, topogram, surview).
    Page, ///< Words and numbers in pixels: dose report, protocol, screen shot.
};

/// What the reader is told about one slice (one frame of one instance).
struct SliceInfo {
    QString instanceUid; ///< Pseudonymous SOP Instance UID.
    int frame = 0; ///< 0-based frame of the instance.
    int instanceNumber = 0;
    SliceGeometry geometry;
    double windowWidth = 0.0; ///< From the file, in the unit of the pixels; 0: none given.
    double windowCenter = 0.0;
    double thicknessMm = 0.0; ///< 0: unknown.
    int slot = 0; ///< Place in the cache file.
    bool isHu = false; ///< The pixels are HU (CT with a rescale to HU).
    std::optional<std::uint32_t> checksum; ///< Of the slot, as catalogued when it was written.
    SliceKind kind = SliceKind::Slice;
    QString frameOfReferenceUid;
    int acquisitionNumber = 0; ///< 0: unknown, also below.
    int temporalPosition = 0;
    double acquisitionTimeS = std::numeric_limits<double>::quiet_NaN(); ///< After Study Time; NaN: unknown.
    VoiFunction voiFunction = VoiFunction::Linear;
    std::shared_ptr<const VoiLut> voiLut; ///< Null: the file has none.
    double paddingLow = std::numeric_limits<double>::quiet_NaN(); ///< Values that stand for "no pixel here"; NaN: none.
    double paddingHigh = std::numeric_limits<double>::quiet_NaN();
    bool isMonochrome1 = false; ///< Low values are to be shown bright.
    bool isLossy = false;
    double lossyRatio = 0.0; ///< 0: unknown.

    /// Whether a cached value is background outside the reconstruction rather than a measured one.
    [[nodiscard]] bool isPadding(double value) const { return value >= paddingLow && value <= paddingHigh; }
};

/// Why a stack is only a part of its series.
enum class StackPart {
    Whole, ///< It is not.
    Phase, ///< Same places, other acquisition or time: the phases of a dynamic study.
    Repeat, ///< Same places again, without a word in the file why.
    Other, ///< Other orientation, spacing, matrix or frame of reference.
};

/// What a stack is within its series.
struct StackLabel {
    SliceKind kind = SliceKind::Slice;
    StackPart part = StackPart::Whole;
    int number = 1; ///< 1-based, of `count`.
    int count = 1;
};

enum class SpacingKind { Unknown, Single, Even, Uneven };

/// One series ready to be read: slices in geometric order (axial: inferior to superior; in general along the normal or against
/// it, towards the end where its largest LPS component grows, so slice positions, not normal(), tell the direction; by instance
/// number where there are no positions), pixels mapped read-only from the pixel cache. Immutable, may be shared between threads.
/// All slices have the same rows, columns and pixel type; a series that mixes them is split into several volumes.
class SeriesVolume {
public:
    SeriesVolume(QString seriesUid, QString modality, std::vector<SliceInfo> slicesInOrder, std::shared_ptr<const CacheFile> pixels,
        StackLabel label = {});
    ~SeriesVolume();
    SeriesVolume(const SeriesVolume&) = delete;
    SeriesVolume& operator=(const SeriesVolume&) = delete;

    [[nodiscard]] const QString& seriesUid() const { return m_seriesUid; }
    [[nodiscard]] const QString& modality() const { return m_modality; }
    [[nodiscard]] const StackLabel& label() const { return m_label; }
    /// "HU" for CT with a rescale to HU, otherwise empty.
    [[nodiscard]] QString unit() const;
    [[nodiscard]] int sliceCount() const { return static_cast<int>(m_slices.size()); }
    /// `index` in [0, sliceCount()).
    [[nodiscard]] const SliceInfo& slice(int index) const { return m_slices[static_cast<std::size_t>(index)]; }
    /// The decoded pixels of slice `index`; valid as long as this object lives. No copy, no decoder.
    [[nodiscard]] lobule::SliceView pixels(int index) const;
    /// Whether the pixels of slice `index` still have the checksum they were stored with. Reads the whole slice the first time (0.5 MB:
    /// well under 1 ms) and remembers the answer; ask before it is shown or a number is taken from it that somebody acts on. Any thread.
    [[nodiscard]] bool isIntact(int index) const;
    /// Index of the slice that shows frame `frame` of instance `instanceUid`, or -1.
    [[nodiscard]] int indexOf(const QString& instanceUid, int frame = 0) const;
    /// Distance between neighbouring slices along the normal; 0 unless spacingKind() is Even.
    [[nodiscard]] double sliceSpacingMm() const { return m_sliceSpacingMm; }
    [[nodiscard]] SpacingKind spacingKind() const { return m_spacingKind; }
    /// Findings as stable words for translation, some followed by a number: see StackGeometry::findings.
    [[nodiscard]] const QStringList& geometryFindings() const { return m_findings; }
    /// "even 5.0", "single" or the findings, ';'-separated: what the series list shows of one stack.
    [[nodiscard]] const QString& geometrySummary() const { return m_summary; }
    /// Whether there is a finding that begins with this word.
    [[nodiscard]] bool hasFinding(QLatin1String word) const;

private:
    void analyseGeometry();

    QString m_seriesUid;
    QString m_modality;
    std::vector<SliceInfo> m_slices;
    std::shared_ptr<const CacheFile> m_pixels;
    StackLabel m_label;
    /// 0: not looked at, 1: intact, 2: damaged. A race only repeats the work.
    mutable std::vector<std::atomic<std::uint8_t>> m_intact;
    double m_sliceSpacingMm = 0.0;
    SpacingKind m_spacingKind = SpacingKind::Unknown;
    QStringList m_findings;
    QString m_summary;
};

} // namespace lobule::volume
