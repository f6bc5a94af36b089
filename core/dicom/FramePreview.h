#pragma once

#include "core/base/Result.h"
#include "core/base/SliceView.h"
#include "core/dicom/BurnedInText.h"
#include "core/dicom/DicomFile.h"
#include "core/dicom/InstanceFacts.h"

#include <cstdint>
#include <vector>

namespace lobule::dicom {

/// One frame as a person sees it, in full size.
struct FramePreview {
    int rows = 0;
    int columns = 0;
    int channels = 1; ///< 1: gray, 3: RGB; eight bits each, row major.
    double windowCenter = 0.0; ///< Of the gray values shown; width 0: colour, there is none.
    double windowWidth = 0.0;
    std::vector<std::uint8_t> pixels;
    std::vector<TextRegion> text; ///< What findBurnedInText() says.
};

/// Decodes frame `index` and shows it with a window in modality values; width 0 takes the file's own window, for CT otherwise
/// 40/400, otherwise the range of the values. MONOCHROME1 is inverted.
/// Errors: those of StoredFrames, NotFound (no such frame), LimitExceeded (more than 64 million pixels).
[[nodiscard]] Result<FramePreview> previewFrame(
    const DicomFile& file, const InstanceFacts& facts, std::uint32_t index, double windowCenter = 0.0, double windowWidth = 0.0);

/// One frame as findBurnedInText() takes it.
struct ModalityValues {
    int rows = 0;
    int columns = 0;
    std::vector<std::int16_t> values;
};
/// Errors: those of previewFrame().
[[nodiscard]] Result<ModalityValues> modalityValues(const DicomFile& file, const InstanceFacts& facts, std::uint32_t index);

/// findBurnedInText() for a decoded frame of any type; values beyond 16 bits are scaled down to 12, colour to its luminance.
[[nodiscard]] std::vector<TextRegion> findBurnedInText(const SliceView& frame);

/// True when one of up to three frames (first, middle, last) of a CT instance confidently shows text. Anything that cannot be
/// decoded shows none; a phantom (Quality Control Image YES) is nobody's picture.
[[nodiscard]] bool suspectsBurnedInText(const DicomFile& file, const InstanceFacts& facts);

/// The frames that suspectsBurnedInText() looks at.
[[nodiscard]] std::vector<std::uint32_t> sampledFrames(std::uint32_t count);

} // namespace lobule::dicom
