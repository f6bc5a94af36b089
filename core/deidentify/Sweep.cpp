#include "core/deidentify/Sweep.h"

#include "core/deidentify/Dummies.h"
#include "core/deidentify/Elements.h"
#include "core/deidentify/IdentityReader.h"

#include <gdcmItem.h>

#include <algorithm>
#include <vector>

namespace lobule::deidentify {

namespace {

/// Written by the engine itself, or a pixel stream, which verifyBytes() looks at.
bool isExempt(TagNumber tag) { return tag == 0x00100010u || tag == 0x00100020u || tag == 0x00080005u || groupOf(tag) == 0x7fe0u; }

/// Manufacturer, Manufacturer's Model Name, Software Versions.
bool namesProduct(TagNumber tag) { return tag == 0x00080070u || tag == 0x00081090u || tag == 0x00181020u; }

/// Strings of digits, which could be an identifier, a date or a UID, and the dates that no row of the table lists.
bool isNumberText(Vr vr)
{
    return vr == vr::kDS || vr == vr::kIS || vr == vr::kDA || vr == vr::kDT || vr == vr::kTM || vr == vr::kAS || vr == vr::kUI;
}

/// The value with the parts that hold identity replaced; multi-byte sets cannot be split safely and go as a whole.
std::string replaced(std::string_view value, Vr vr, const PhiTokens& tokens)
{
    const bool ascii = std::all_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\x1b'; });
    const char* dummy = vr == vr::kUR ? "http://removed.invalid/" : kRemovedText;
    if (!ascii || !isMultiValued(vr) || value.find('\\') == std::string_view::npos) return dummy;
    std::string out;
    while (true) {
        const auto end = value.find('\\');
        const std::string_view part = trimPadding(value.substr(0, end));
        const bool hit = tokens.foundInText(QString::fromLatin1(part.data(), static_cast<qsizetype>(part.size())), vr);
        out += hit ? std::string_view(dummy) : part;
        if (end == std::string_view::npos) break;
        out += '\\';
        value.remove_prefix(end + 1);
    }
    return out;
}

} // namespace

Sweep::Sweep(const PhiTokens& tokens, Outcome& outcome) : m_tokens(tokens), m_outcome(outcome) { }

void Sweep::run(gdcm::DataSet& in) { dataSet(in, CharacterSet()); }

bool Sweep::holdsIdentity(const gdcm::DataElement& element, Vr vr, const CharacterSet& characterSet) const
{
    const std::string_view value = rawValue(element);
    if (value.empty()) return false;
    const TagNumber tag = number(element.GetTag());
    if (isFreeText(vr)) return m_tokens.foundInText(characterSet.decode(value), vr, namesProduct(tag));
    // Text that came under the VR of numbers or bytes is still read as text.
    const Vr known = dictionaryVr(tag);
    if (isFreeText(known) && m_tokens.foundInText(characterSet.decode(value), known, namesProduct(tag))) return true;
    if (isNumberText(vr)) return findAction(tag) == nullptr && m_tokens.foundInNumbers(value);
    return m_tokens.foundInBytes(value);
}

void Sweep::dataSet(gdcm::DataSet& in, const CharacterSet& inherited)
{
    const CharacterSet characterSet = characterSetOf(in, inherited);
    std::vector<gdcm::DataElement> changes;
    for (const gdcm::DataElement& element : in.GetDES()) {
        if (gdcm::SequenceOfItems* items = mutableSequenceOf(element)) {
            for (gdcm::Item& item : items->Items) dataSet(item.GetNestedDataSet(), characterSet);
            continue;
        }
        const TagNumber tag = number(element.GetTag());
        const Vr vr = effectiveVr(element);
        if (isExempt(tag) || !holdsIdentity(element, vr, characterSet)) continue;
        ++m_outcome.counts[Outcome::Swept];
        const Vr written = vr.known() ? vr : vr::kUN;
        changes.push_back(isFreeText(vr) ? makeText(tag, written, replaced(rawValue(element), vr, m_tokens)) : makeEmpty(tag, written));
    }
    for (const gdcm::DataElement& element : changes) in.Replace(element);
}

} // namespace lobule::deidentify
