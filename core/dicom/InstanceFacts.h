#pragma once

#include "core/base/Geometry.h"
#include "core/base/VoiLut.h"

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace lobule::dicom {

/// One frame of an instance. A single-frame image has one, an object without pixels none.
struct FrameFacts {
    SliceGeometry geometry;
    double windowCenter = 0.0; ///< In modality values; meaningful only with a width.
    double windowWidth = 0.0; ///< 0: none given.
    double thicknessMm = 0.0; ///< 0: unknown.
    double rescaleSlope = 1.0;
    double rescaleIntercept = 0.0;
    bool isRescaled = false; ///< The file gives both, and they are numbers that rescale.
    VoiFunction voiFunction = VoiFunction::Linear;
    /// Pixel Padding Value and its Range Limit (PS3.3 C.7.5.1.1.2) as modality values, low <= high; NaN: none.
    double paddingLow = std::numeric_limits<double>::quiet_NaN();
    double paddingHigh = std::numeric_limits<double>::quiet_NaN();
    int acquisitionNumber = 0; ///< Frame Acquisition Number, otherwise that of the instance.
    int temporalPosition = 0; ///< Temporal Position Index or Identifier; 0: none.
    double acquisitionTimeS = std::numeric_limits<double>::quiet_NaN(); ///< See readAcquisitionSeconds().
    std::string frameType; ///< (0008,9007) of an enhanced frame, backslash-separated; empty otherwise.
};

/// What Lobule reads from the header of one instance. Texts are the bytes of the file, in `characterSet`; numbers that
/// are absent are 0. Contains identity unless read from a de-identified header.
struct InstanceFacts {
    std::string characterSet; ///< (0008,0005) as stored.
    std::string studyUid, seriesUid, instanceUid, sopClassUid, frameOfReferenceUid;
    std::string modality, imageType, bodyPart, kernel;
    std::string patientId, sex, age, studyDate, studyDescription, seriesDescription;
    int seriesNumber = 0, instanceNumber = 0, acquisitionNumber = 0;
    double tubeVoltageKvp = 0.0, exposureMas = 0.0, thicknessMm = 0.0;
    bool isSynthetic = false; ///< Quality Control Image (0028,0300) YES.
    bool isHu = false; ///< CT whose rescale gives Hounsfield units (PS3.3 C.11.1.1.2).
    bool isLossy = false; ///< Lossy Image Compression (0028,2110) 01, or a codec that cannot be otherwise.
    double lossyRatio = 0.0; ///< Lossy Image Compression Ratio (0028,2112), the last one; 0: not given.
    bool isMonochrome1 = false; ///< Low values are to be shown bright.
    std::optional<VoiLut> voiLut; ///< First item of the VOI LUT Sequence.
    std::vector<FrameFacts> frames;
};

} // namespace lobule::dicom
