#include "core/deidentify/CleanPixels.h"

#include "core/deidentify/Elements.h"
#include "core/dicom/PreScan.h"

#include <gdcmFile.h>
#include <gdcmItem.h>

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace lobule::deidentify {

namespace {

constexpr TagNumber kMethodText = 0x00120063u, kMethodCodes = 0x00120064u;
constexpr std::size_t kLongestShortValue = 65534;

std::string textOf(const gdcm::DataSet& dataSet, TagNumber tag)
{
    const gdcm::Tag key = toTag(tag);
    return dataSet.FindDataElement(key) ? std::string(trimmedValue(dataSet.GetDataElement(key))) : std::string();
}

gdcm::DataElement makeShort(TagNumber tag, std::uint32_t value)
{
    const char bytes[2] = {static_cast<char>(value & 0xff), static_cast<char>((value >> 8) & 0xff)};
    return makeBytes(tag, vr::kUS, std::string_view(bytes, 2));
}

/// US in the dictionary, SS where the pixels have a sign (PS3.6 "US or SS").
bool followsPixelSign(TagNumber tag)
{
    switch (tag) {
    case 0x00280106u: // Smallest Image Pixel Value and the three after it
    case 0x00280107u:
    case 0x00280108u:
    case 0x00280109u:
    case 0x00280110u:
    case 0x00280111u:
    case 0x00280120u: // Pixel Padding Value, Range Limit
    case 0x00280121u:
    case 0x00283002u: return true; // LUT Descriptor
    default: return false;
    }
}

/// VRs whose length field has 16 bits in explicit VR (PS3.5 7.1.2).
bool hasShortLength(Vr vr)
{
    constexpr Vr kLong[]
        = {vr::kOB, vr::kOD, vr::kOF, vr::kOL, vr::kOV, vr::kOW, vr::kSQ, vr::kSV, vr::kUC, vr::kUN, vr::kUR, vr::kUT, vr::kUV};
    return std::find(std::begin(kLong), std::end(kLong), vr) == std::end(kLong);
}

gdcm::DataSet withVrs(const gdcm::DataSet& in, bool isSigned)
{
    gdcm::DataSet out;
    for (const gdcm::DataElement& each : in.GetDES()) {
        const TagNumber tag = number(each.GetTag());
        if (const gdcm::SequenceOfItems* items = sequenceOf(each)) {
            std::vector<gdcm::DataSet> inner;
            for (const gdcm::Item& item : items->Items) inner.push_back(withVrs(item.GetNestedDataSet(), isSigned));
            append(out, makeSequence(tag, inner));
            continue;
        }
        gdcm::DataElement element = each;
        if (!encodedVr(each).known()) {
            Vr vr = dictionaryVr(tag);
            if (vr == vr::kUS && isSigned && followsPixelSign(tag)) vr = vr::kSS;
            if (vr.known() && hasShortLength(vr) && rawValue(each).size() > kLongestShortValue)
                vr = vr == vr::kUS || vr == vr::kSS ? vr::kOW : vr::kUN;
            element.SetVR(toGdcm(vr));
        }
        append(out, element);
    }
    return out;
}

void removePixelLeftovers(gdcm::DataSet& dataSet)
{
    constexpr TagNumber kStale[] = {0x00280106u, 0x00280107u, 0x00280108u, 0x00280109u, 0x00280110u, 0x00280111u, 0x00880200u};
    for (const TagNumber tag : kStale) dataSet.Remove(toTag(tag));
    std::vector<gdcm::Tag> overlays;
    for (const gdcm::DataElement& each : dataSet.GetDES()) {
        if ((each.GetTag().GetGroup() & 0xffe1u) == 0x6000u) overlays.push_back(each.GetTag());
    }
    for (const gdcm::Tag& tag : overlays) dataSet.Remove(tag);
}

void describePixels(gdcm::DataSet& dataSet, const dicom::PixelModule& written)
{
    dataSet.Replace(makeShort(0x00280002u, written.samplesPerPixel));
    dataSet.Replace(makeText(0x00280004u, vr::kCS, written.photometric));
    if (written.samplesPerPixel > 1)
        dataSet.Replace(makeShort(0x00280006u, 0));
    else
        dataSet.Remove(toTag(0x00280006u));
    dataSet.Replace(makeShort(0x00280010u, written.rows));
    dataSet.Replace(makeShort(0x00280011u, written.columns));
    dataSet.Replace(makeShort(0x00280100u, written.bitsAllocated));
    dataSet.Replace(makeShort(0x00280101u, written.bitsStored));
    dataSet.Replace(makeShort(0x00280102u, written.highBit));
    dataSet.Replace(makeShort(0x00280103u, written.isSigned ? 1 : 0));
}

void recordMethod(gdcm::DataSet& dataSet, const CleanedPixels& what)
{
    const std::string text = "Pixels blacked out in " + std::to_string(what.rectangles)
        + (what.rectangles == 1 ? " rectangle" : " rectangles") + (what.everyFrame ? ", all frames" : ", some in one frame only");
    const std::string before = textOf(dataSet, kMethodText);
    dataSet.Replace(makeText(kMethodText, vr::kLO, before.empty() ? text : before + "\\" + text));
    std::vector<gdcm::DataSet> codes;
    bool known = false;
    if (dataSet.FindDataElement(toTag(kMethodCodes))) {
        if (const gdcm::SequenceOfItems* items = sequenceOf(dataSet.GetDataElement(toTag(kMethodCodes)))) {
            for (const gdcm::Item& item : items->Items) {
                codes.push_back(item.GetNestedDataSet());
                known = known || textOf(codes.back(), 0x00080100u) == "113101";
            }
        }
    }
    if (!known) {
        gdcm::DataSet code;
        append(code, makeText(0x00080100u, vr::kSH, "113101"));
        append(code, makeText(0x00080102u, vr::kSH, "DCM"));
        append(code, makeText(0x00080104u, vr::kLO, "Clean Pixel Data Option"));
        codes.push_back(code);
    }
    dataSet.Replace(makeSequence(kMethodCodes, codes));
    dataSet.Replace(makeText(0x00280301u, vr::kCS, "NO"));
}

void recordDerivation(gdcm::DataSet& dataSet, const CleanedPixels& what)
{
    std::string type = textOf(dataSet, 0x00080008u);
    const auto first = type.find('\\');
    type = "DERIVED" + (first == std::string::npos ? std::string("\\SECONDARY") : type.substr(first));
    dataSet.Replace(makeText(0x00080008u, vr::kCS, type));
    dataSet.Replace(makeText(0x00082111u, vr::kST, "Rectangles of the picture were blacked out for de-identification."));
    if (!what.lossy || (what.mayBeReversible && textOf(dataSet, 0x00282110u) == "00")) return;
    char ratio[16];
    std::snprintf(ratio, sizeof ratio, "%.2f", what.lossyRatio);
    dataSet.Replace(makeText(0x00282110u, vr::kCS, "01"));
    if (textOf(dataSet, 0x00282112u).empty()) dataSet.Replace(makeText(0x00282112u, vr::kDS, ratio));
    if (textOf(dataSet, 0x00282114u).empty()) dataSet.Replace(makeText(0x00282114u, vr::kCS, what.lossyMethod));
}

} // namespace

void recordCleanedPixels(gdcm::File& file, const dicom::PixelModule& written, const CleanedPixels& what)
{
    gdcm::DataSet dataSet = withVrs(file.GetDataSet(), written.isSigned);
    removePixelLeftovers(dataSet);
    describePixels(dataSet, written);
    recordMethod(dataSet, what);
    recordDerivation(dataSet, what);
    file.SetDataSet(dataSet);
}

} // namespace lobule::deidentify
