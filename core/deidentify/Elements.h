#pragma once

#include "core/deidentify/ActionTable.h"

#include <gdcmDataElement.h>
#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>
#include <gdcmTag.h>
#include <gdcmVR.h>

#include <string>
#include <string_view>

/// Small conversions between GDCM's data elements and the engine's own types. Internal to this library.
namespace lobule::deidentify {

[[nodiscard]] inline TagNumber number(const gdcm::Tag& tag) { return tag.GetElementTag(); }
[[nodiscard]] inline gdcm::Tag toTag(TagNumber tag) { return gdcm::Tag(groupOf(tag), elementOf(tag)); }

/// VR that the encoding gives; unknown for implicit VR and for UN.
[[nodiscard]] Vr encodedVr(const gdcm::DataElement& element);
/// encodedVr(), else the dictionary's; unknown (zero) when neither knows.
[[nodiscard]] Vr effectiveVr(const gdcm::DataElement& element);
[[nodiscard]] gdcm::VR toGdcm(Vr vr);

/// The value of an element that is a plain string of bytes, trailing padding included; empty for all others.
[[nodiscard]] std::string_view rawValue(const gdcm::DataElement& element);
/// rawValue() without trailing spaces and NULs and leading spaces.
[[nodiscard]] std::string_view trimmedValue(const gdcm::DataElement& element);
[[nodiscard]] std::string_view trimPadding(std::string_view text);

/// The items, or null. The element keeps them alive.
[[nodiscard]] const gdcm::SequenceOfItems* sequenceOf(const gdcm::DataElement& element);
[[nodiscard]] gdcm::SequenceOfItems* mutableSequenceOf(const gdcm::DataElement& element);

/// An element with a text value (unknown VR: as in implicit VR), padded to even length (PS3.5 section 6.2: UI with NUL, others with a
/// space).
[[nodiscard]] gdcm::DataElement makeText(TagNumber tag, Vr vr, std::string_view text);
[[nodiscard]] gdcm::DataElement makeBytes(TagNumber tag, Vr vr, std::string_view bytes);
[[nodiscard]] gdcm::DataElement makeEmpty(TagNumber tag, Vr vr);
/// A sequence of undefined length around `items`, which may be empty.
[[nodiscard]] gdcm::DataElement makeSequence(TagNumber tag, const std::vector<gdcm::DataSet>& items);

/// Appends in tag order, which is the order of all passes here.
inline void append(gdcm::DataSet& dataSet, const gdcm::DataElement& element)
{
    auto& elements = dataSet.GetDES();
    elements.insert(elements.end(), element);
}

/// Text VRs: characters in the declared character set, or ASCII that people may fill freely.
[[nodiscard]] bool isFreeText(Vr vr);
/// False for text in a value that is to be a number, date or UID: it escaped the rules for text.
[[nodiscard]] bool isWellFormed(std::string_view value, Vr vr);
/// VRs whose value may hold several parts separated by backslashes.
[[nodiscard]] bool isMultiValued(Vr vr);

/// "00081140" or, below a sequence, "00081140[0].00081150".
[[nodiscard]] std::string pathText(const std::string& prefix, TagNumber tag);

} // namespace lobule::deidentify
