#include "core/dicom/GdcmCodec.h"

#include "core/dicom/CodestreamHeader.h"
#include "core/dicom/DecoderWarnings.h"

#include <gdcmDataElement.h>
#include <gdcmJPEG2000Codec.h>
#include <gdcmJPEGCodec.h>
#include <gdcmJPEGLSCodec.h>
#include <gdcmSequenceOfFragments.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace lobule::dicom::detail {

namespace {

tl::unexpected<Error> damaged() { return fail(ErrorCode::Malformed, {"a compressed frame cannot be decoded"}); }

std::unique_ptr<gdcm::ImageCodec> makeCodec(Codec codec)
{
    if (codec == Codec::JpegLs) return std::make_unique<gdcm::JPEGLSCodec>();
    if (codec == Codec::Jpeg2000) {
        auto jpeg2000 = std::make_unique<gdcm::JPEG2000Codec>();
        // There is a worker process for every core already.
        jpeg2000->SetNumberOfThreadsForDecompression(1);
        return jpeg2000;
    }
    return std::make_unique<gdcm::JPEGCodec>();
}

gdcm::PhotometricInterpretation photometricFor(SampleColour colour, std::uint32_t components)
{
    if (components == 1) return gdcm::PhotometricInterpretation::MONOCHROME2;
    return colour == SampleColour::YbrFull || colour == SampleColour::YbrPartial ? gdcm::PhotometricInterpretation::YBR_FULL
                                                                                 : gdcm::PhotometricInterpretation::RGB;
}

/// All three codecs end with FF D9, which can stand nowhere in their compressed bits. Without it the rest of the picture is missing, which
/// some decoders fill with guesses and do not say. Searched from behind, up to where the compressed bits begin (SOS, SOD): before that a
/// thumbnail or a comment may have one.
bool hasEndMarker(ByteView frame, Codec codec)
{
    const std::uint8_t begin = codec == Codec::Jpeg2000 ? 0x93 : 0xDA;
    for (std::size_t i = frame.size(); i >= 2; --i) {
        if (frame[i - 2] != 0xFF) continue;
        if (frame[i - 1] == 0xD9) return true;
        if (frame[i - 1] == begin) return false;
    }
    return false;
}

gdcm::DataElement wrap(ByteView frame)
{
    gdcm::SmartPointer<gdcm::SequenceOfFragments> fragments = new gdcm::SequenceOfFragments;
    gdcm::Fragment fragment;
    fragment.SetByteValue(reinterpret_cast<const char*>(frame.data()), static_cast<std::uint32_t>(frame.size()));
    fragments->AddFragment(fragment);
    gdcm::DataElement element(gdcm::Tag(0x7FE0, 0x0010));
    element.SetVR(gdcm::VR::OB);
    element.SetValue(*fragments);
    return element;
}

} // namespace

Result<void> decodeWithGdcm(ByteView frame, const PixelModule& module, Codec codec, SampleColour colour, StoredFrame& out)
{
    const Result<CodestreamHeader> header = readCodestreamHeader(frame, codec);
    if (!header) return tl::unexpected(header.error());
    if (!hasEndMarker(frame, codec)) return fail(ErrorCode::Malformed, {"a compressed frame ends early (truncated file?)"});
    const auto bits = static_cast<std::uint16_t>(header->bits);
    const auto allocated = static_cast<std::uint16_t>(bits > 8 ? 16 : 8);
    try {
        const std::unique_ptr<gdcm::ImageCodec> decoder = makeCodec(codec);
        const unsigned int dimensions[3] = {module.columns, module.rows, 1};
        decoder->SetNumberOfDimensions(2);
        decoder->SetDimensions(dimensions);
        decoder->SetPlanarConfiguration(0);
        decoder->SetPhotometricInterpretation(photometricFor(colour, header->components));
        decoder->SetPixelFormat(gdcm::PixelFormat(static_cast<std::uint16_t>(header->components), allocated, bits,
            static_cast<std::uint16_t>(bits - 1), module.isSigned ? 1 : 0));
        gdcm::DataElement decoded;
        {
            std::optional<DecoderWarnings> warnings;
            if (codec == Codec::Jpeg) warnings.emplace();
            const bool isDecoded = decoder->Decode(wrap(frame), decoded);
            if (!isDecoded || (warnings && saysJpegIsDamaged(warnings->end()))) return damaged();
        }
        const gdcm::ByteValue* value = decoded.GetByteValue();
        const std::size_t samples = std::size_t{module.columns} * module.rows * header->components;
        if (value == nullptr || value->GetPointer() == nullptr || value->GetLength() < samples) return damaged();
        out.bytesPerSample = value->GetLength() >= 2 * samples ? 2 : 1;
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(value->GetPointer());
        out.buffer.assign(bytes, bytes + samples * out.bytesPerSample);
        out.samples = out.buffer;
        // A codestream may hold fewer bits than the header says, but its sign is at the header's highest bit (PS3.5 8.2.4).
        out.bitsStored
            = std::min(std::max(bits, static_cast<std::uint16_t>(module.bitsStored)), static_cast<std::uint16_t>(8 * out.bytesPerSample));
        out.highBit = out.bitsStored - 1;
        out.colour = colour;
        return {};
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::LimitExceeded, {"memory"});
    } catch (const std::exception&) {
        return damaged();
    }
}

} // namespace lobule::dicom::detail
