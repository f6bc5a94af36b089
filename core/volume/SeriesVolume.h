#pragma once

#include "core/base/Geometry.h"
#include "core/base/SliceView.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace lobule::volume {

class CacheFile;

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
};

enum class SpacingKind { Unknown, Single, Even, Uneven };

/// One series ready to be read: slices in geometric order (axial: inferior to superior; in general along the normal or against
/// it, towards the end where its largest LPS component grows, so slice positions, not normal(), tell the direction; by instance
/// number where there are no positions), pixels mapped read-only from the pixel cache. Immutable, may be shared between threads.
/// All slices have the same rows, columns and pixel type; a series that mixes them is split into several volumes.
class SeriesVolume {
public:
    SeriesVolume(QString seriesUid, QString modality, std::vector<SliceInfo> slicesInOrder, std::shared_ptr<const CacheFile> pixels);
    ~SeriesVolume();
    SeriesVolume(const SeriesVolume&) = delete;
    SeriesVolume& operator=(const SeriesVolume&) = delete;

    [[nodiscard]] const QString& seriesUid() const { return m_seriesUid; }
    [[nodiscard]] const QString& modality() const { return m_modality; }
    /// "HU" for CT with a rescale to HU, otherwise empty.
    [[nodiscard]] QString unit() const;
    [[nodiscard]] int sliceCount() const { return static_cast<int>(m_slices.size()); }
    /// `index` in [0, sliceCount()).
    [[nodiscard]] const SliceInfo& slice(int index) const { return m_slices[static_cast<std::size_t>(index)]; }
    /// The decoded pixels of slice `index`; valid as long as this object lives. No copy, no decoder.
    [[nodiscard]] lobule::SliceView pixels(int index) const;
    /// Whether the pixels of slice `index` still have the checksum they were stored with. Reads the whole slice (0.5 MB: well under
    /// 1 ms); ask before a number is taken from it that somebody acts on.
    [[nodiscard]] bool isIntact(int index) const;
    /// Index of the slice that shows frame `frame` of instance `instanceUid`, or -1.
    [[nodiscard]] int indexOf(const QString& instanceUid, int frame = 0) const;
    /// Distance between neighbouring slices along the normal; 0 unless spacingKind() is Even.
    [[nodiscard]] double sliceSpacingMm() const { return m_sliceSpacingMm; }
    [[nodiscard]] SpacingKind spacingKind() const { return m_spacingKind; }
    /// Findings as stable words for translation: "gap", "uneven", "tilt", "duplicate-position",
    /// "mixed-orientation", "mixed-spacing" (pixel spacing differs between slices), "no-position". "tilt" covers any in-plane
    /// shift along the stack.
    [[nodiscard]] const QStringList& geometryFindings() const { return m_findings; }

private:
    void analyseGeometry();

    QString m_seriesUid;
    QString m_modality;
    std::vector<SliceInfo> m_slices;
    std::shared_ptr<const CacheFile> m_pixels;
    double m_sliceSpacingMm = 0.0;
    SpacingKind m_spacingKind = SpacingKind::Unknown;
    QStringList m_findings;
};

} // namespace lobule::volume
