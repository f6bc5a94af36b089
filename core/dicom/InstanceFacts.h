#pragma once

#include "core/base/Geometry.h"

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
    bool isLossy = false; ///< Lossy Image Compression (0028,2110) 01.
    std::vector<FrameFacts> frames;
};

} // namespace lobule::dicom
