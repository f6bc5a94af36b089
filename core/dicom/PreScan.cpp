#include "core/dicom/PreScan.h"

#include "core/dicom/Inflate.h"
#include "core/dicom/PixelChecks.h"
#include "core/dicom/TlvWalker.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace lobule::dicom {

namespace {

constexpr std::size_t kPreambleBytes = 132;
constexpr std::uint64_t kSmallInflation = 64ull << 20;
constexpr std::string_view kDirectorySopClass = "1.2.840.10008.1.3.10";

bool hasPreamble(ByteView file) { return file.size() >= kPreambleBytes && std::memcmp(file.data() + 128, "DICM", 4) == 0; }

bool isVrLetters(const std::uint8_t* p) { return p[0] >= 'A' && p[0] <= 'Z' && p[1] >= 'A' && p[1] <= 'Z'; }

/// A first element of group 8 in explicit big endian; only the meta group could say so with certainty.
bool startsBigEndian(ByteView file)
{
    return file.size() >= 8 && big16(file.data()) == 0x0008 && file[2] == 0 && isVrLetters(file.data() + 4);
}

/// A first element of group 2 or 8, as files without preamble have it.
bool startsWithElement(ByteView file)
{
    if (file.size() < 8) return false;
    if (startsBigEndian(file)) return true;
    const std::uint32_t group = little16(file.data());
    if (group != 0x0002 && group != 0x0008) return false;
    if (isVrLetters(file.data() + 4)) return true;
    // Implicit: a short first value, e.g. a group length or a character set.
    return little32(file.data() + 4) < 1024;
}

/// What the meta group says, and where the data set begins.
struct Meta {
    std::string transferSyntaxUid;
    std::string sopClassUid;
    std::uint64_t dataSetBegin = 0;
    bool present = false;
};

Result<Meta> readMeta(ByteView file, const PreScanLimits& limits)
{
    Meta meta;
    meta.dataSetBegin = hasPreamble(file) ? kPreambleBytes : 0;
    if (file.size() - meta.dataSetBegin < 8 || little16(file.data() + meta.dataSetBegin) != 0x0002) return meta;
    const bool isExplicit = isVrLetters(file.data() + meta.dataSetBegin + 4);
    TlvWalker walker(file, isExplicit ? Encoding::ExplicitLittle : Encoding::ImplicitLittle, {limits.depth, limits.elements});
    const auto take = [&](const Element& element) -> Result<void> {
        if (element.tag == 0x00020010) meta.transferSyntaxUid = trimmedText(file, element.value);
        if (element.tag == 0x00020002) meta.sopClassUid = trimmedText(file, element.value);
        return {};
    };
    const auto summary = walker.walk(meta.dataSetBegin, take, [](std::uint32_t tag) { return (tag >> 16) == 0x0002; });
    if (!summary) return tl::unexpected(summary.error());
    meta.present = true;
    meta.dataSetBegin = summary->end;
    if (meta.transferSyntaxUid.empty()) return fail(ErrorCode::MissingAttribute, {"TransferSyntaxUID"});
    return meta;
}

Result<const TransferSyntax*> chooseSyntax(ByteView file, const Meta& meta)
{
    std::string_view uid = meta.transferSyntaxUid;
    if (!meta.present && startsBigEndian(file.subspan(static_cast<std::size_t>(meta.dataSetBegin)))) {
        return fail(ErrorCode::Unsupported, {"big endian data set without file meta information"});
    }
    if (!meta.present) {
        const bool isExplicit = file.size() - meta.dataSetBegin >= 8 && isVrLetters(file.data() + meta.dataSetBegin + 4);
        uid = isExplicit ? kExplicitLittleUid : kImplicitLittleUid;
    }
    const TransferSyntax* syntax = findTransferSyntax(uid);
    // In place of a UID there may stand anything, a name or a number of a person for instance.
    const bool isStandard = uid.starts_with("1.2.840.10008.") && uid.find_first_not_of("0123456789.") == std::string_view::npos;
    if (syntax == nullptr)
        return fail(ErrorCode::Unsupported, {"transfer syntax " + std::string(isStandard ? uid.substr(0, 64) : "that is none of DICOM's")});
    return syntax;
}

Result<PreScanReport> scanDataSet(ByteView data, std::uint64_t begin, const TransferSyntax& syntax, const PreScanLimits& limits)
{
    PreScanReport report;
    detail::PixelChecks pixels(data, limits);
    TlvWalker walker(data, syntax.encoding, {limits.depth, limits.elements});
    const auto take = [&](const Element& element) -> Result<void> {
        if (element.depth == 0 && element.tag == 0x00080016) report.sopClassUid = trimmedText(data, element.value);
        return pixels.visit(element);
    };
    const auto summary = walker.walk(begin, take);
    if (!summary) return tl::unexpected(summary.error());
    if (summary->elements == 0) return fail(ErrorCode::Malformed, {"the data set is empty"});
    report.elements = summary->elements;
    report.depth = summary->depth;
    report.dataSetBegin = begin;
    report.dataSetEnd = summary->end;
    report.unknownSequences = summary->unknownSequences;
    report.transferSyntaxUid = syntax.uid;
    auto module = pixels.finish(syntax);
    if (!module) return tl::unexpected(module.error());
    report.pixels = std::move(*module);
    if (report.pixels) report.location = pixels.location();
    return report;
}

} // namespace

bool startsLikeDicom(ByteView head) { return hasPreamble(head) || startsWithElement(head); }

Result<PreScanReport> preScan(ByteView file, const PreScanLimits& limits)
{
    if (!startsLikeDicom(file)) return fail(ErrorCode::NotDicom);
    if (file.size() > limits.fileBytes) return fail(ErrorCode::LimitExceeded, {"file size"});
    const Result<Meta> meta = readMeta(file, limits);
    if (!meta) return tl::unexpected(meta.error());
    if (meta->sopClassUid == kDirectorySopClass) {
        // Not an instance: readMediaDirectory() looks through its records.
        PreScanReport directory;
        directory.dataSetBegin = meta->dataSetBegin;
        directory.dataSetEnd = file.size();
        directory.isDirectory = true;
        directory.hasMetaGroup = true;
        directory.sopClassUid = meta->sopClassUid;
        directory.transferSyntaxUid = meta->transferSyntaxUid;
        return directory;
    }
    const Result<const TransferSyntax*> syntax = chooseSyntax(file, *meta);
    if (!syntax) return tl::unexpected(syntax.error());
    const TransferSyntax& chosen = **syntax;
    Result<PreScanReport> report;
    if (chosen.deflated && chosen.codec == Codec::Native) {
        const ByteView deflated = file.subspan(static_cast<std::size_t>(meta->dataSetBegin));
        const std::uint64_t byRatio = std::max(kSmallInflation, deflated.size() * limits.inflateRatio);
        auto inflated = inflateRaw(deflated, std::min(limits.inflatedBytes, byRatio));
        if (!inflated) return tl::unexpected(inflated.error());
        const auto bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(*inflated));
        report = scanDataSet(*bytes, 0, *findTransferSyntax(kExplicitLittleUid), limits);
        if (report) report->inflated = bytes;
    } else if (chosen.deflated) {
        return fail(ErrorCode::Unsupported, {"transfer syntax " + std::string(chosen.name)});
    } else {
        report = scanDataSet(file, meta->dataSetBegin, chosen, limits);
    }
    if (!report) return report;
    report->hasMetaGroup = meta->present;
    if (report->sopClassUid.empty()) report->sopClassUid = meta->sopClassUid;
    return report;
}

} // namespace lobule::dicom
