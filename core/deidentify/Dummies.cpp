#include "core/deidentify/Dummies.h"

#include "core/deidentify/Elements.h"

#include <gdcmDataSet.h>

namespace lobule::deidentify {

namespace {

constexpr TagNumber kContentSequence = 0x0040a730u;
constexpr TagNumber kGraphicAnnotationSequence = 0x00700001u;
constexpr TagNumber kVerifyingObserverSequence = 0x0040a073u;
constexpr TagNumber kFlowIdentifierSequence = 0x00340001u;

/// PS3.3 table 8.8-1, with a code of our own scheme.
void appendCode(gdcm::DataSet& item)
{
    append(item, makeText(0x00080100u, vr::kSH, kRemovedText));
    append(item, makeText(0x00080102u, vr::kSH, "99LOBULE"));
    append(item, makeText(0x00080104u, vr::kLO, kRemovedText));
}

gdcm::DataSet codeItem()
{
    gdcm::DataSet item;
    appendCode(item);
    return item;
}

gdcm::DataSet dummyItem(TagNumber tag)
{
    gdcm::DataSet item;
    switch (tag) {
    case kContentSequence:
        // Valid in every SR IOD, and of a kind that reports hardly use: nothing equals the original even by chance.
        append(item, makeText(0x0040a010u, vr::kCS, "HAS ACQ CONTEXT"));
        append(item, makeText(0x0040a040u, vr::kCS, "TIME"));
        append(item, makeSequence(0x0040a043u, {codeItem()}));
        append(item, makeText(0x0040a122u, vr::kTM, "000000"));
        return item;
    case kGraphicAnnotationSequence: append(item, makeText(0x00700002u, vr::kCS, kRemovedText)); return item;
    case kVerifyingObserverSequence:
        append(item, makeText(0x0040a027u, vr::kLO, kRemovedText));
        // Out of the range of real dates: beside dates that are shifted, nobody shall take it for one.
        append(item, makeText(0x0040a030u, vr::kDT, "17000101000000"));
        append(item, makeText(0x0040a075u, vr::kPN, kRemovedText));
        return item;
    case kFlowIdentifierSequence: append(item, makeBytes(0x00340007u, vr::kOB, std::string_view("\0\0", 2))); return item;
    default: return codeItem();
    }
}

const char* dummyText(Vr vr)
{
    if (vr == vr::kDA) return "19000101";
    if (vr == vr::kDT) return "19000101000000";
    if (vr == vr::kTM) return "000000";
    if (vr == vr::kAS) return "000Y";
    if (vr == vr::kDS || vr == vr::kIS) return "0";
    if (vr == vr::kUR) return "http://removed.invalid/";
    if (vr == vr::kUI) return "2.25.0";
    if (isFreeText(vr)) return kRemovedText;
    return nullptr;
}

std::size_t binaryLength(Vr vr)
{
    if (vr == vr::kAT || vr == vr::kFL || vr == vr::kSL || vr == vr::kUL || vr == vr::kOF || vr == vr::kOL) return 4;
    if (vr == vr::kFD || vr == vr::kOD || vr == vr::kOV || vr == vr::kSV || vr == vr::kUV) return 8;
    return 2; // OB, OW, US, SS, UN
}

} // namespace

gdcm::DataElement makeDummy(TagNumber tag, Vr vr)
{
    if (vr == vr::kSQ) return makeSequence(tag, {dummyItem(tag)});
    if (const char* text = dummyText(vr)) return makeText(tag, vr, text);
    return makeBytes(tag, vr.known() ? vr : vr::kUN, std::string(binaryLength(vr), '\0'));
}

} // namespace lobule::deidentify
