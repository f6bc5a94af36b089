#include "core/dicom/DicomFile.h"

#include "core/dicom/DataSetReader.h"
#include "core/dicom/MetaGroup.h"
#include "core/dicom/ScannedFile.h"

#include <gdcmFile.h>
#include <gdcmReader.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmTrace.h>
#include <gdcmWriter.h>

#include <QString>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <utility>

namespace lobule::dicom {

namespace {

/// Stands in for what the original meta group said; the parser must not see that one.
constexpr std::string_view kAnyUid = "1.2.3";

const gdcm::Tag kPixelData(0x7FE0, 0x0010);

QString toQString(const std::filesystem::path& path) { return QString::fromStdU16String(path.u16string()); }

/// GDCM knows no newer transfer syntaxes; all it needs to parse the header is the encoding.
std::string_view parseSyntax(Encoding encoding)
{
    switch (encoding) {
    case Encoding::ImplicitLittle: return kImplicitLittleUid;
    case Encoding::ExplicitBig: return "1.2.840.10008.1.2.2";
    case Encoding::ExplicitLittle: break;
    }
    return kExplicitLittleUid;
}

/// GDCM 3.0 parses UN of undefined length as a sequence and ends the process at many of them (asserts). With its length written down it is
/// bytes to GDCM, which the de-identification looks through; the delimiter at its end becomes part of the value.
void giveLengths(std::string& text, std::size_t headBytes, const PreScanReport& report, bool bigEndian)
{
    for (const ByteRange& value : report.unknownSequences) {
        const std::size_t at = headBytes + static_cast<std::size_t>(value.offset - report.dataSetBegin) - 4;
        if (at + 4 > text.size()) return; // behind the pixels, which are not parsed
        if (value.length >= 0xFFFFFFFFu) continue;
        for (int i = 0; i < 4; ++i)
            text[at + static_cast<std::size_t>(i)] = static_cast<char>(value.length >> (8 * (bigEndian ? 3 - i : i)));
    }
}

class DataSetWriter : public gdcm::Writer {
public:
    DataSetWriter()
    {
        SetWriteDataSetOnly(true);
        CheckFileMetaInformationOff();
    }
};

Error writeError(const std::filesystem::path& path)
{
    if (errno == ENOSPC || errno == EDQUOT) return {ErrorCode::DiskFull, {toQString(path.parent_path()).toStdString()}, {}};
    return {ErrorCode::FileUnwritable, {toQString(path).toStdString()}, {}};
}

} // namespace

class DicomFile::Private {
public:
    explicit Private(ScannedFile scanned) : file(std::move(scanned)) { }
    [[nodiscard]] Result<void> parseHeader();
    [[nodiscard]] static Result<void> writeHeader(std::ostream& out, const gdcm::File& file, std::string_view syntaxUid);
    void locatePixels();

    ScannedFile file;
    EncodedPixels pixels;
    gdcm::SmartPointer<gdcm::File> header;
};

Result<void> DicomFile::Private::parseHeader()
{
    const PreScanReport& report = file.report();
    const std::uint64_t end = report.pixels ? report.location.elementBegin : report.dataSetEnd;
    const ByteView dataSet = file.at({report.dataSetBegin, end - report.dataSetBegin});
    const TransferSyntax* syntax = findTransferSyntax(report.transferSyntaxUid);
    if (syntax == nullptr) return fail(ErrorCode::Internal, {}, "transfer syntax vanished");
    std::string text = metaGroup(kAnyUid, kAnyUid, parseSyntax(syntax->encoding));
    const std::size_t headBytes = text.size();
    text.append(reinterpret_cast<const char*>(dataSet.data()), dataSet.size());
    giveLengths(text, headBytes, report, syntax->encoding == Encoding::ExplicitBig);
    std::istringstream stream(std::move(text));
    try {
        gdcm::Reader reader;
        reader.SetStream(stream);
        if (!reader.Read()) return fail(ErrorCode::Malformed, {"the data set cannot be parsed"});
        header = &reader.GetFile();
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::LimitExceeded, {"memory"});
    } catch (const std::exception&) {
        return fail(ErrorCode::Malformed, {"the data set cannot be parsed"});
    }
    return {};
}

void DicomFile::Private::locatePixels()
{
    const PreScanReport& report = file.report();
    if (!report.pixels) return;
    const PixelLocation& location = report.location;
    pixels.encapsulated = location.encapsulated;
    pixels.inWords = location.inWords;
    const TransferSyntax* syntax = findTransferSyntax(report.transferSyntaxUid);
    pixels.bigEndian = syntax != nullptr && syntax->encoding == Encoding::ExplicitBig;
    if (!location.encapsulated) {
        pixels.native = file.at(location.value);
        return;
    }
    pixels.offsetTable = file.at(location.offsetTable);
    for (const ByteRange& fragment : location.fragments) pixels.fragments.push_back(file.at(fragment));
}

void silenceParser()
{
    gdcm::Trace::DebugOff();
    gdcm::Trace::WarningOff();
    gdcm::Trace::ErrorOff();
}

DicomFile::DicomFile(std::unique_ptr<Private> p) : d(std::move(p)) { }
DicomFile::~DicomFile() = default;
DicomFile::DicomFile(DicomFile&&) noexcept = default;
DicomFile& DicomFile::operator=(DicomFile&&) noexcept = default;

const PreScanReport& DicomFile::report() const { return d->file.report(); }
ByteView DicomFile::bytes() const { return d->file.bytes(); }
void DicomFile::prefetch() const { d->file.prefetch(); }
const EncodedPixels& DicomFile::pixels() const { return d->pixels; }
gdcm::File& DicomFile::header() { return *d->header; }
const gdcm::File& DicomFile::header() const { return *d->header; }

void DicomFile::attachFragments()
{
    if (!d->pixels.encapsulated) return;
    gdcm::SmartPointer<gdcm::SequenceOfFragments> fragments = new gdcm::SequenceOfFragments;
    for (const ByteView part : d->pixels.fragments) {
        gdcm::Fragment fragment;
        fragment.SetByteValue(reinterpret_cast<const char*>(part.data()), static_cast<std::uint32_t>(part.size()));
        fragments->AddFragment(fragment);
    }
    gdcm::DataElement element(kPixelData);
    element.SetVR(gdcm::VR::OB);
    element.SetValue(*fragments);
    d->header->GetDataSet().Replace(element);
}

void DicomFile::detachFragments() { d->header->GetDataSet().Remove(kPixelData); }

Result<DicomFile> DicomFile::open(const std::filesystem::path& path, const PreScanLimits& limits)
{
    auto scanned = ScannedFile::open(path, limits);
    if (!scanned) return tl::unexpected(scanned.error());
    if (scanned->report().isDirectory) return fail(ErrorCode::Unsupported, {"DICOMDIR"});
    auto p = std::make_unique<Private>(std::move(*scanned));
    if (const Result<void> parsed = p->parseHeader(); !parsed) return tl::unexpected(parsed.error());
    p->locatePixels();
    return DicomFile(std::move(p));
}

Result<void> DicomFile::Private::writeHeader(std::ostream& out, const gdcm::File& file, std::string_view syntaxUid)
{
    const detail::DataSetReader attributes(file.GetDataSet());
    const std::string sopClass = attributes.uid(0x0008, 0x0016);
    const std::string instance = attributes.uid(0x0008, 0x0018);
    if (sopClass.empty()) return fail(ErrorCode::MissingAttribute, {"SOPClassUID"});
    if (instance.empty()) return fail(ErrorCode::MissingAttribute, {"SOPInstanceUID"});
    const std::string meta = metaGroup(sopClass, instance, syntaxUid);
    out.write(meta.data(), static_cast<std::streamsize>(meta.size()));
    try {
        DataSetWriter writer;
        writer.SetFile(file);
        writer.SetStream(out);
        if (out && !writer.Write()) return fail(ErrorCode::Internal, {}, "the data set cannot be written");
    } catch (const std::exception&) {
        return fail(ErrorCode::Internal, {}, "the data set cannot be written");
    }
    return {};
}

Result<void> DicomFile::write(const std::filesystem::path& path) const
{
    errno = 0;
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    const Result<void> header = Private::writeHeader(out, *d->header, d->file.report().transferSyntaxUid);
    if (!header) return header;
    if (d->file.report().pixels) {
        const PixelLocation& location = d->file.report().location;
        const ByteView element = d->file.at({location.elementBegin, location.elementEnd - location.elementBegin});
        out.write(reinterpret_cast<const char*>(element.data()), static_cast<std::streamsize>(element.size()));
    }
    out.close();
    if (!out) return tl::unexpected(writeError(path));
    return {};
}

Result<void> DicomFile::writeNative(
    const std::filesystem::path& path, std::uint64_t bytes, bool inWords, const std::function<Result<void>(std::ostream&)>& pixels) const
{
    errno = 0;
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    // Values lie in memory in this machine's byte order, whatever order they were read in.
    const gdcm::SmartPointer<gdcm::File> explicitLittle = new gdcm::File(*d->header);
    explicitLittle->GetHeader().SetDataSetTransferSyntax(gdcm::TransferSyntax::ExplicitVRLittleEndian);
    const Result<void> header = Private::writeHeader(out, *explicitLittle, kExplicitLittleUid);
    if (!header) return header;
    std::string element("\xE0\x7F\x10\x00", 4);
    element += inWords ? "OW" : "OB";
    element.append(2, '\0');
    for (int shift = 0; shift < 32; shift += 8) element.push_back(static_cast<char>((bytes >> shift) & 0xFFu));
    out.write(element.data(), static_cast<std::streamsize>(element.size()));
    if (const Result<void> written = pixels(out); !written) return written;
    out.close();
    if (!out) return tl::unexpected(writeError(path));
    return {};
}

} // namespace lobule::dicom
