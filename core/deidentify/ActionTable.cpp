#include "core/deidentify/ActionTable.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace lobule::deidentify {

namespace {

constexpr Action parseAction(std::string_view text)
{
    if (text == "X") return Action::Remove;
    if (text == "Z") return Action::Empty;
    if (text == "D") return Action::Dummy;
    if (text == "U") return Action::MapUid;
    if (text == "K") return Action::Keep;
    if (text == "X/Z") return Action::RemoveOrEmpty;
    if (text == "X/D") return Action::RemoveOrDummy;
    if (text == "Z/D") return Action::EmptyOrDummy;
    if (text == "X/Z/D") return Action::RemoveOrEmptyOrDummy;
    if (text == "X/Z/U*") return Action::RemoveOrMapInside;
    return Action::Remove; // A code this program does not know: the safest action.
}

constexpr std::uint32_t parseOptions(std::string_view text)
{
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const OptionAction action = text[i] == 'K' ? OptionAction::Keep : text[i] == 'C' ? OptionAction::Clean : OptionAction::Basic;
        bits |= static_cast<std::uint32_t>(action) << (2 * i);
    }
    return bits;
}

/// "60XX3000" -> tag 60003000, mask ff00ffff.
constexpr ActionRow parsePattern(std::string_view pattern, std::string_view vr, std::string_view action, std::string_view options)
{
    ActionRow row{0, 0, Vr(vr), parseAction(action), parseOptions(options)};
    for (const char c : pattern) {
        const bool any = c == 'X';
        const auto digit = static_cast<TagNumber>(any ? 0 : c <= '9' ? c - '0' : c - 'A' + 10);
        row.tag = (row.tag << 4) | digit;
        row.mask = (row.mask << 4) | (any ? 0u : 0xfu);
    }
    return row;
}

#define LOBULE_EXACT(tag, vr, action, options) ActionRow{tag, ~0u, Vr(vr), parseAction(action), parseOptions(options)},
#define LOBULE_PATTERN(tag, vr, action, options)
constexpr ActionRow kProfile[] = {
#include "ProfileRows.inc"
};
constexpr ActionRow kSupplement[] = {
#include "SupplementRows.inc"
};
#undef LOBULE_EXACT
#undef LOBULE_PATTERN
#define LOBULE_EXACT(tag, vr, action, options)
#define LOBULE_PATTERN(tag, vr, action, options) parsePattern(tag, vr, action, options),
constexpr ActionRow kPatterns[] = {
#include "ProfileRows.inc"
};
constexpr ActionRow kSupplementPatterns[] = {
#include "SupplementRows.inc"
};
#undef LOBULE_EXACT
#undef LOBULE_PATTERN

struct DictionaryRow {
    TagNumber tag;
    Vr vr;
    const char* keyword;
};

#define LOBULE_EXACT(tag, vr, keyword) DictionaryRow{tag, Vr(vr), keyword},
#define LOBULE_PATTERN(tag, vr)
constexpr DictionaryRow kDictionary[] = {
#include "AttributeRows.inc"
};
#undef LOBULE_EXACT
#undef LOBULE_PATTERN
#define LOBULE_EXACT(tag, vr, keyword)
#define LOBULE_PATTERN(tag, vr) parsePattern(tag, vr, "K", ""),
constexpr ActionRow kDictionaryPatterns[] = {
#include "AttributeRows.inc"
};
#undef LOBULE_EXACT
#undef LOBULE_PATTERN

template <class Row, std::size_t N> const Row* findExact(const Row (&rows)[N], TagNumber tag)
{
    const auto* end = std::end(rows);
    const auto* found = std::lower_bound(std::begin(rows), end, tag, [](const Row& row, TagNumber t) { return row.tag < t; });
    return found != end && found->tag == tag ? found : nullptr;
}

template <std::size_t N> const ActionRow* findPattern(const ActionRow (&rows)[N], TagNumber tag)
{
    const auto* found = std::find_if(std::begin(rows), std::end(rows), [tag](const ActionRow& row) { return (tag & row.mask) == row.tag; });
    return found != std::end(rows) ? found : nullptr;
}

} // namespace

const ActionRow* findAction(TagNumber tag)
{
    if (const ActionRow* row = findExact(kProfile, tag)) return row;
    if (const ActionRow* row = findPattern(kPatterns, tag)) return row;
    if (const ActionRow* row = findPattern(kSupplementPatterns, tag)) return row;
    return findExact(kSupplement, tag);
}

Vr dictionaryVr(TagNumber tag)
{
    if (const DictionaryRow* row = findExact(kDictionary, tag)) return row->vr;
    if (const ActionRow* row = findPattern(kDictionaryPatterns, tag)) return row->vr;
    return {};
}

const char* dictionaryKeyword(TagNumber tag)
{
    const DictionaryRow* row = findExact(kDictionary, tag);
    return row != nullptr ? row->keyword : "";
}

int profileRowCount() { return static_cast<int>(std::size(kProfile) + std::size(kPatterns)) + 1; } // + private attributes

} // namespace lobule::deidentify
