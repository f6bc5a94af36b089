#include "core/ingest/DecodingTime.h"

#include "core/dicom/TransferSyntax.h"

#include <algorithm>

namespace lobule::ingest {

namespace {

constexpr std::uint64_t kBaseSeconds = 30;
constexpr std::uint64_t kMostSeconds = 1800;
constexpr std::uint64_t kPlainBytesPerSecond = 50ull << 20;

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

std::uint64_t processorSeconds(std::uint64_t fileBytes) { return std::min(kMostSeconds, kBaseSeconds + fileBytes / kPlainBytesPerSecond); }

std::uint64_t processorSeconds(const dicom::PreScanReport& report, std::uint64_t fileBytes)
{
    const dicom::TransferSyntax* syntax = dicom::findTransferSyntax(report.transferSyntaxUid);
    if (!report.pixels || syntax == nullptr || !report.location.encapsulated) return processorSeconds(fileBytes);
    const Speed speed = speedOf(syntax->codec);
    const dicom::PixelModule& image = *report.pixels;
    const std::uint64_t decoded
        = std::uint64_t{image.rows} * image.columns * image.frames * image.samplesPerPixel * ((image.bitsAllocated + 7) / 8);
    const std::uint64_t compressed = std::min(fileBytes, report.location.value.length);
    return std::min(kMostSeconds, processorSeconds(fileBytes) + compressed / speed.compressed + decoded / speed.decoded);
}

} // namespace lobule::ingest
