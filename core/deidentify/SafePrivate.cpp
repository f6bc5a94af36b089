#include "core/deidentify/SafePrivate.h"

#include "core/deidentify/Elements.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace lobule::deidentify {

namespace {

bool equalIgnoringCase(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
        [](char x, char y) { return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y)); });
}

/// The creator element that reserves the block of a private element.
TagNumber creatorOf(TagNumber tag) { return (tag & 0xffff0000u) | (elementOf(tag) >> 8); }

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }

/// Numbers and short codes are what the list means, whatever a writer put under its tags.
bool holdsNumbersOnly(const gdcm::DataElement& element)
{
    constexpr std::size_t kLongest = 64;
    constexpr std::ptrdiff_t kMostLetters = 3; // "/1.0:1", "b50", "mm"
    const Vr vr = effectiveVr(element);
    if (vr == vr::kFD || vr == vr::kFL || vr == vr::kUS || vr == vr::kSS || vr == vr::kUL || vr == vr::kSL || vr == vr::kSQ) return true;
    const std::string_view value = rawValue(element);
    if (vr == vr::kDS || vr == vr::kIS) return isWellFormed(value, vr);
    return value.size() <= kLongest && std::count_if(value.begin(), value.end(), isLetter) <= kMostLetters;
}

} // namespace

bool isPrivateCreator(TagNumber tag) { return isPrivate(tag) && elementOf(tag) >= 0x0010 && elementOf(tag) <= 0x00ff; }

bool isSafePrivate(const gdcm::DataElement& element, const gdcm::DataSet& around, const std::vector<SafePrivateAttribute>& list)
{
    const TagNumber tag = number(element.GetTag());
    const gdcm::Tag creatorTag = toTag(creatorOf(tag));
    if (elementOf(tag) < 0x1000 || !around.FindDataElement(creatorTag)) return false;
    if (!holdsNumbersOnly(element)) return false;
    const std::string_view creator = trimmedValue(around.GetDataElement(creatorTag));
    return std::any_of(list.begin(), list.end(), [&](const SafePrivateAttribute& safe) {
        return safe.group == groupOf(tag) && safe.element == (tag & 0xffu) && equalIgnoringCase(safe.creator, creator);
    });
}

void removeUnusedCreators(gdcm::DataSet& dataSet)
{
    auto& elements = dataSet.GetDES();
    std::vector<TagNumber> unused;
    for (const gdcm::DataElement& element : elements) {
        const TagNumber tag = number(element.GetTag());
        if (isPrivateCreator(tag))
            unused.push_back(tag);
        else if (isPrivate(tag))
            std::erase(unused, creatorOf(tag));
    }
    for (const TagNumber tag : unused) dataSet.Remove(toTag(tag));
}

} // namespace lobule::deidentify
