// The pre-scan over arbitrary bytes: it must answer, and what it reports must lie inside what it was given.

#include "core/dicom/PreScan.h"

#include <cstdlib>

using namespace lobule;

namespace {

void check(bool holds)
{
    if (!holds) std::abort();
}

bool inside(dicom::ByteRange range, std::uint64_t size) { return range.offset <= size && range.length <= size - range.offset; }

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    dicom::PreScanLimits limits;
    limits.inflatedBytes = 4 << 20;
    const auto report = dicom::preScan({data, size}, limits);
    if (!report) return 0;
    const std::uint64_t scanned = report->inflated ? report->inflated->size() : size;
    check(report->depth <= limits.depth && report->elements <= limits.elements);
    if (report->isDirectory) return 0;
    check(report->dataSetBegin <= report->dataSetEnd && report->dataSetEnd <= scanned);
    if (!report->pixels) return 0;
    const dicom::PixelLocation& location = report->location;
    check(location.elementBegin < location.elementEnd && location.elementEnd <= scanned);
    check(inside(location.value, scanned) && inside(location.offsetTable, scanned));
    for (const dicom::ByteRange& fragment : location.fragments) check(inside(fragment, scanned) && fragment.length >= 2);
    const dicom::PixelModule& pixels = *report->pixels;
    const std::uint64_t bits = std::uint64_t{pixels.rows} * pixels.columns * pixels.samplesPerPixel * pixels.bitsAllocated;
    check(bits > 0 && bits / 8 <= limits.decodedBytes / pixels.frames);
    return 0;
}
