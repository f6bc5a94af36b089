#pragma once

#include "core/base/Geometry.h"
#include "core/base/Result.h"

#include <QString>

#include <cstdint>
#include <span>

namespace lobule::dicom {

/// What the files of one CT series have in common. Texts are Unicode; lengths follow PS3.5 (LO 64 characters, SH 16).
struct CtSeries {
    QString patientName, patientId;
    QString patientBirthDate; ///< YYYYMMDD
    QString patientSex; ///< M, F or O
    QString patientAge; ///< "061Y"
    QString studyDate, studyTime; ///< YYYYMMDD, HHMMSS
    QString accessionNumber, studyId, referringPhysician, institution;
    QString studyDescription, seriesDescription, protocolName, imageComments;
    QString bodyPart = QStringLiteral("ABDOMEN");
    QString manufacturer, model;
    QString contrastAgent; ///< Empty: none.
    QString kernel;
    QString studyUid, seriesUid, frameOfReferenceUid; ///< uidFromText() makes some.
    int seriesNumber = 1;
    double tubeVoltageKvp = 120.0;
    double exposureMas = 200.0;
    int rows = 512;
    int columns = 512;
    double rowSpacingMm = 0.7;
    double columnSpacingMm = 0.7;
    double sliceSpacingMm = 5.0; ///< Between slice centres along +z (LPS, to the head).
    double thicknessMm = 5.0;
    Vec3 firstOriginLps; ///< Centre of pixel (0,0) of slice 0; axial, rows to the left, columns to the back.
    double windowCenterHu = 30.0;
    double windowWidthHu = 150.0;
    int rescaleIntercept = -1024; ///< HU = stored + intercept; slope 1. HU - intercept must fit int16.
    bool isSynthetic = true; ///< Quality Control Image YES and ImageType DERIVED\SECONDARY: no person.
};

/// A UID below 2.25 that is the same for the same text (name-based UUID, PS3.5 B.2).
[[nodiscard]] QString uidFromText(const QString& text);

/// Writes CT Image Storage objects (PS3.3 A.3), Explicit VR Little Endian, signed 16 bits, UTF-8, from slices in HU.
/// Thread: const use from any thread.
class CtSeriesWriter {
public:
    explicit CtSeriesWriter(CtSeries series) : m_series(std::move(series)) { }

    [[nodiscard]] const CtSeries& series() const { return m_series; }
    /// SOP Instance UID of slice `index`.
    [[nodiscard]] QString instanceUid(int index) const;
    /// Writes slice `index` (0 is the lowest) with `huRowMajor` of rows * columns values to `path`, atomically.
    /// Errors: Misuse (wrong number of values, missing UIDs or out of range), FileUnwritable, DiskFull.
    [[nodiscard]] Result<void> write(int index, std::span<const std::int16_t> huRowMajor, const QString& path) const;

private:
    CtSeries m_series;
};

} // namespace lobule::dicom
