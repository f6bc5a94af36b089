#pragma once

#include <string>

namespace lobule::dicom::detail {

/// Listens to what a decoder prints to the standard error stream while it lives. The JPEG library within GDCM says there, and nowhere
/// else, that the compressed data are damaged and that it has filled the picture with guesses. What other threads print meanwhile is
/// swallowed; one listener at a time.
class DecoderWarnings {
public:
    DecoderWarnings();
    ~DecoderWarnings();
    DecoderWarnings(const DecoderWarnings&) = delete;
    DecoderWarnings& operator=(const DecoderWarnings&) = delete;

    /// What was printed up to now; ends the listening.
    [[nodiscard]] std::string end();

    /// Ends a listening in the thread that began it. The fuzz target leaves asserts of GDCM by longjmp, past the destructor.
    static void abandon();
};

/// Whether the JPEG library has said that the data are damaged. A few odd bytes before a marker are no damage: some encoders leave them. It
/// prints its first warning of a picture only, so damage behind such bytes is not told.
[[nodiscard]] bool saysJpegIsDamaged(const std::string& warnings);

} // namespace lobule::dicom::detail
