#pragma once

#include "core/base/Result.h"
#include "core/ingest/ReviewTypes.h"

#include <filesystem>

namespace lobule::deidentify {
class Deidentifier;
}

namespace lobule::ingest {

/// What `deidentifier` would do to a file, and why the file is held. Reads only; `digest` is left to the caller.
/// Errors: those of DicomFile::open and Deidentifier::apply.
[[nodiscard]] Result<ReviewFacts> reviewInstance(const std::filesystem::path& file, const deidentify::Deidentifier& deidentifier);

/// The original pixels of one frame. Errors: those of DicomFile::open and dicom::previewFrame.
[[nodiscard]] Result<FramePicture> pictureOf(const std::filesystem::path& file, int frame, double windowCenter, double windowWidth);

} // namespace lobule::ingest
