#pragma once

#include "core/dicom/DicomFile.h"
#include "core/dicom/InstanceFacts.h"

namespace lobule::dicom {

/// Reads the header: classic single- and multi-frame images and enhanced ones, whose values come from the shared and the
/// per-frame functional groups (PS3.3 C.7.6.16). Never fails; what is absent or broken stays at its default.
[[nodiscard]] InstanceFacts readInstance(const DicomFile& file);

/// When each frame was acquired, in seconds after Study Time: what tells the phases of a dynamic study apart where nothing else does. A
/// distance, which says nothing about the day or the hour; in [-6 h, 24 h), round midnight. NaN where one of the two times is missing or
/// Study Time is 000000. De-identification removes them: to be asked before. One entry a frame; empty without pixels.
[[nodiscard]] std::vector<double> readAcquisitionSeconds(const DicomFile& file);

/// The contrast phase of a CT as a stable word: "unenhanced", "arterial", "portal-venous", "delayed", "hepatobiliary", or
/// empty where neither descriptions nor the protocol name tell it. Must be asked before de-identification removes those.
[[nodiscard]] std::string readContrastPhase(const DicomFile& file);

} // namespace lobule::dicom
