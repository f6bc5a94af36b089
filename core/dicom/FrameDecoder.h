#pragma once

#include "core/base/Result.h"
#include "core/base/SliceView.h"
#include "core/dicom/DicomFile.h"
#include "core/dicom/InstanceFacts.h"

#include <QByteArray>

#include <filesystem>

namespace lobule::dicom {

/// Decodes all frames of an instance into `output`, one after the other, row major, little endian, as modality values
/// (after rescale or Modality LUT; HU for CT) or as RGB. The type is the narrowest that holds every value without loss:
/// Int16 where it can, then UInt16 (not for CT), Int32, Float32; Rgb8 for colour. Padding pixels outside an
/// otherwise sufficient type are clamped. Memory: one frame. MONOCHROME1 is stored as it is, not inverted.
/// Errors: NotFound (no pixel data), Unsupported {name}, Malformed, LimitExceeded, FileUnwritable, DiskFull. `output` is
/// removed on error.
[[nodiscard]] Result<PixelType> decodeFrames(const DicomFile& file, const InstanceFacts& facts, const std::filesystem::path& output);
/// The same into memory. Further error: LimitExceeded {"memory"} beyond `mostBytes`. `out` is empty on error.
[[nodiscard]] Result<PixelType> decodeFrames(const DicomFile& file, const InstanceFacts& facts, QByteArray& out, qsizetype mostBytes);

} // namespace lobule::dicom
