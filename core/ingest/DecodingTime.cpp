#include "core/ingest/DecodingTime.h"

#include "core/dicom/TransferSyntax.h"

#include <algorithm>

namespace lobule::ingest {

namespace {

constexpr std::uint64_t kBaseSeconds = 4;
constexpr std::uint64_t kMostSeconds = 1800;
constexpr std::uint64_t kPlainBytesPerSecond = 50ull << 20;
/// Headers of small elements cost most for their size.
constexpr std::uint64_t kHeaderBytesPerSecond = 2ull << 20;

/// A quarter of what a slow core of today does.
struct Speed {
    std::uint64_t compressed = 0; ///< Bytes a second: entropy decoding.
    std::uint64_t decoded = 0; ///< And transform, copying, checking.
};

Speed speedOf(dicom::Codec codec)
{
    switch (codec) {
    case dicom::Codec::Jpeg2000: return {1ull << 20, 20ull << 20};
    case dicom::Codec::Jpeg:
    case dicom::Codec::JpegLs: return {4ull << 20, 40ull << 20};
    default: return {kPlainBytesPerSecond, kPlainBytesPerSecond};
    }
}

} // namespace

std::uint64_t processorSeconds(std::uint64_t fileBytes) { return std::min(kMostSeconds, kBaseSeconds + fileBytes / kHeaderBytesPerSecond); }

std::uint64_t processorSeconds(const dicom::PreScanReport& report, std::uint64_t fileBytes)
{
    if (!report.pixels) return processorSeconds(fileBytes);
    const std::uint64_t stored = std::min(fileBytes, report.location.value.length);
    std::uint64_t seconds = processorSeconds(fileBytes - stored) + stored / kPlainBytesPerSecond;
    const dicom::TransferSyntax* syntax = dicom::findTransferSyntax(report.transferSyntaxUid);
    if (syntax != nullptr && report.location.encapsulated) {
        const Speed speed = speedOf(syntax->codec);
        const dicom::PixelModule& image = *report.pixels;
        const std::uint64_t decoded
            = std::uint64_t{image.rows} * image.columns * image.frames * image.samplesPerPixel * ((image.bitsAllocated + 7) / 8);
        seconds += stored / speed.compressed + decoded / speed.decoded;
    }
    return std::min(kMostSeconds, seconds);
}

} // namespace lobule::ingest
