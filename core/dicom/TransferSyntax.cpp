#include "core/dicom/TransferSyntax.h"

#include <array>

namespace lobule::dicom {

namespace {

constexpr auto kLittle = Encoding::ExplicitLittle;

constexpr std::array kTable{
    TransferSyntax{kImplicitLittleUid, "Implicit VR Little Endian", Encoding::ImplicitLittle, Codec::Native},
    TransferSyntax{kExplicitLittleUid, "Explicit VR Little Endian", kLittle, Codec::Native},
    TransferSyntax{"1.2.840.10008.1.2.1.98", "Encapsulated Uncompressed Explicit VR Little Endian", kLittle, Codec::Unsupported},
    TransferSyntax{"1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", kLittle, Codec::Native, true},
    TransferSyntax{"1.2.840.10008.1.2.2", "Explicit VR Big Endian", Encoding::ExplicitBig, Codec::Native},
    TransferSyntax{"1.2.840.10008.1.2.4.50", "JPEG Baseline (Process 1)", kLittle, Codec::Jpeg, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.51", "JPEG Extended (Process 2 and 4)", kLittle, Codec::Jpeg, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.52", "JPEG Extended (Process 3 and 5)", kLittle, Codec::Unsupported, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.53", "JPEG Spectral Selection (Process 6 and 8)", kLittle, Codec::Jpeg, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.55", "JPEG Full Progression (Process 10 and 12)", kLittle, Codec::Jpeg, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.57", "JPEG Lossless (Process 14)", kLittle, Codec::Jpeg},
    TransferSyntax{"1.2.840.10008.1.2.4.70", "JPEG Lossless (Process 14, Selection Value 1)", kLittle, Codec::Jpeg},
    TransferSyntax{"1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", kLittle, Codec::JpegLs},
    TransferSyntax{"1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", kLittle, Codec::JpegLs, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", kLittle, Codec::Jpeg2000},
    TransferSyntax{"1.2.840.10008.1.2.4.91", "JPEG 2000", kLittle, Codec::Jpeg2000, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Multi-component Lossless", kLittle, Codec::Unsupported},
    TransferSyntax{"1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2 Multi-component", kLittle, Codec::Unsupported, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.94", "JPIP Referenced", kLittle, Codec::Unsupported},
    TransferSyntax{"1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate", kLittle, Codec::Unsupported, true},
    TransferSyntax{"1.2.840.10008.1.2.4.100", "MPEG2 Main Profile / Main Level", kLittle, Codec::Unsupported, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.101", "MPEG2 Main Profile / High Level", kLittle, Codec::Unsupported, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264 High Profile / Level 4.1", kLittle, Codec::Unsupported, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible", kLittle, Codec::Unsupported, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.104", "MPEG-4 AVC/H.264 2D Video", kLittle, Codec::Unsupported, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.105", "MPEG-4 AVC/H.264 3D Video", kLittle, Codec::Unsupported, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.106", "MPEG-4 AVC/H.264 Stereo", kLittle, Codec::Unsupported, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile", kLittle, Codec::Unsupported, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10 Profile", kLittle, Codec::Unsupported, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.110", "JPEG XL Lossless", kLittle, Codec::Unsupported},
    TransferSyntax{"1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression", kLittle, Codec::Unsupported, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.112", "JPEG XL", kLittle, Codec::Unsupported, false, true},
    TransferSyntax{"1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless", kLittle, Codec::Unsupported},
    TransferSyntax{"1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 RPCL Lossless", kLittle, Codec::Unsupported},
    TransferSyntax{"1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", kLittle, Codec::Unsupported, false, true},
    TransferSyntax{"1.2.840.10008.1.2.5", "RLE Lossless", kLittle, Codec::Rle},
    TransferSyntax{"1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression", kLittle, Codec::Unsupported},
};

} // namespace

const TransferSyntax* findTransferSyntax(std::string_view uid)
{
    for (const TransferSyntax& entry : kTable) {
        if (entry.uid == uid) return &entry;
    }
    return nullptr;
}

} // namespace lobule::dicom
