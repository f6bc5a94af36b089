#include "core/deidentify/Elements.h"

#include <gdcmByteValue.h>
#include <gdcmItem.h>

#include <array>
#include <cstdio>

namespace lobule::deidentify {

/// Characters that a value of the VR may have beyond digits, spaces and backslashes (PS3.5 table 6.2-1); null: any.
static const char* allowedCharacters(Vr vr)
{
    if (vr == vr::kDS || vr == vr::kIS) return "+-.,eE";
    if (vr == vr::kUI) return ".";
    if (vr == vr::kDA || vr == vr::kDT || vr == vr::kTM) return ".:+-";
    if (vr == vr::kAS) return "DWMY";
    return nullptr;
}

Vr encodedVr(const gdcm::DataElement& element)
{
    const gdcm::VR vr = element.GetVR();
    if (vr == gdcm::VR::INVALID || vr == gdcm::VR::UN) return {};
    const char* text = gdcm::VR::GetVRString(vr);
    return text != nullptr && std::string_view(text).size() == 2 ? Vr(text[0], text[1]) : Vr();
}

Vr effectiveVr(const gdcm::DataElement& element)
{
    const Vr vr = encodedVr(element);
    return vr.known() ? vr : dictionaryVr(number(element.GetTag()));
}

gdcm::VR toGdcm(Vr vr)
{
    const char text[3] = {static_cast<char>(vr.code >> 8), static_cast<char>(vr.code & 0xff), '\0'};
    return vr.known() ? gdcm::VR(gdcm::VR::GetVRType(text)) : gdcm::VR(gdcm::VR::UN);
}

std::string_view rawValue(const gdcm::DataElement& element)
{
    const gdcm::ByteValue* value = element.GetByteValue();
    if (value == nullptr || value->GetPointer() == nullptr) return {};
    return {value->GetPointer(), static_cast<std::size_t>(static_cast<std::uint32_t>(value->GetLength()))};
}

std::string_view trimPadding(std::string_view text)
{
    while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    return text;
}

std::string_view trimmedValue(const gdcm::DataElement& element) { return trimPadding(rawValue(element)); }

const gdcm::SequenceOfItems* sequenceOf(const gdcm::DataElement& element) { return mutableSequenceOf(element); }

gdcm::SequenceOfItems* mutableSequenceOf(const gdcm::DataElement& element)
{
    if (element.IsEmpty()) return nullptr;
    return dynamic_cast<gdcm::SequenceOfItems*>(const_cast<gdcm::Value*>(&element.GetValue())); // NOLINT: GDCM gives no other way
}

gdcm::DataElement makeBytes(TagNumber tag, Vr vr, std::string_view bytes)
{
    gdcm::DataElement element = makeEmpty(tag, vr);
    std::string even(bytes);
    if (even.size() % 2 != 0) even.push_back('\0');
    element.SetByteValue(even.data(), static_cast<std::uint32_t>(even.size()));
    return element;
}

gdcm::DataElement makeText(TagNumber tag, Vr vr, std::string_view text)
{
    std::string even(text);
    if (even.size() % 2 != 0) even.push_back(vr == vr::kUI ? '\0' : ' ');
    return even.empty() ? makeEmpty(tag, vr) : makeBytes(tag, vr, even);
}

gdcm::DataElement makeEmpty(TagNumber tag, Vr vr)
{
    gdcm::DataElement element(toTag(tag));
    if (vr.known()) element.SetVR(toGdcm(vr));
    return element;
}

gdcm::DataElement makeSequence(TagNumber tag, const std::vector<gdcm::DataSet>& items)
{
    gdcm::SmartPointer<gdcm::SequenceOfItems> sequence = gdcm::SequenceOfItems::New();
    sequence->SetLengthToUndefined();
    sequence->Items.reserve(items.size());
    for (const gdcm::DataSet& dataSet : items) {
        gdcm::Item item;
        item.SetVLToUndefined();
        item.SetNestedDataSet(dataSet);
        sequence->Items.push_back(item);
    }
    gdcm::DataElement element(toTag(tag));
    element.SetVR(gdcm::VR::SQ);
    element.SetValue(*sequence);
    element.SetVLToUndefined();
    return element;
}

bool isWellFormed(std::string_view value, Vr vr)
{
    const char* allowed = allowedCharacters(vr);
    if (allowed == nullptr) return true;
    const std::string_view extra(allowed);
    return std::all_of(value.begin(), value.end(), [extra](char c) {
        return (c >= '0' && c <= '9') || c == '\\' || c == ' ' || c == '\0' || extra.find(c) != std::string_view::npos;
    });
}

bool isFreeText(Vr vr)
{
    return vr == vr::kLO || vr == vr::kSH || vr == vr::kST || vr == vr::kLT || vr == vr::kUT || vr == vr::kUC || vr == vr::kPN
        || vr == vr::kAE || vr == vr::kUR || vr == vr::kCS;
}

bool isMultiValued(Vr vr) { return vr != vr::kLT && vr != vr::kST && vr != vr::kUT && vr != vr::kUR; }

std::string pathText(const std::string& prefix, TagNumber tag)
{
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%08X", tag);
    return prefix + text.data();
}

} // namespace lobule::deidentify
