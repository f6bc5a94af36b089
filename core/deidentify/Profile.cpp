#include "core/deidentify/Profile.h"

#include <algorithm>
#include <charconv>

namespace lobule::deidentify {

namespace {

struct Option {
    const char* word;
    OptionColumn column;
    bool Profile::*flag;
    Profile::MethodCode code;
};
constexpr Option kOptions[] = {
    {"modified-dates", OptionColumn::ModifiedDates, &Profile::retainModifiedDates,
        {"113107", "Retain Longitudinal Temporal Information Modified Dates Option"}},
    {"device", OptionColumn::Device, &Profile::retainDevice, {"113109", "Retain Device Identity Option"}},
    {"patient-characteristics", OptionColumn::PatientCharacteristics, &Profile::retainPatientCharacteristics,
        {"113108", "Retain Patient Characteristics Option"}},
    {"institution", OptionColumn::Institution, &Profile::retainInstitution, {"113112", "Retain Institution Identity Option"}},
    {"clean-descriptors", OptionColumn::CleanDescriptors, &Profile::cleanDescriptors, {"113105", "Clean Descriptors Option"}},
    {"safe-private", OptionColumn::SafePrivate, &Profile::retainSafePrivate, {"113111", "Retain Safe Private Option"}},
};
constexpr std::string_view kBasic = "basic";
constexpr std::string_view kSeparateIssuers = "separate-issuers";
constexpr char kDefaultSafePrivate[] =
#include "SafePrivateList.inc"
    ;
#include "TableEdition.inc"

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

bool parseHex(std::string_view text, std::size_t digits, unsigned& value)
{
    const auto* end = text.data() + text.size();
    return text.size() == digits && std::from_chars(text.data(), end, value, 16).ptr == end;
}

bool parseSafePrivateLine(std::string_view line, SafePrivateAttribute& out)
{
    const auto open = line.find(",\"");
    const auto close = line.rfind("\",");
    unsigned group = 0;
    unsigned element = 0;
    if (open == std::string_view::npos || close == std::string_view::npos || close < open + 2) return false;
    if (!parseHex(trimmed(line.substr(0, open)), 4, group) || !parseHex(trimmed(line.substr(close + 2)), 2, element)) return false;
    if ((group & 1u) == 0) return false;
    out.group = static_cast<std::uint16_t>(group);
    out.element = static_cast<std::uint8_t>(element);
    out.creator = std::string(trimmed(line.substr(open + 2, close - open - 2)));
    return !out.creator.empty();
}

} // namespace

bool Profile::has(OptionColumn column) const
{
    return std::any_of(std::begin(kOptions), std::end(kOptions), [&](const Option& o) { return o.column == column && this->*o.flag; });
}

Result<Profile> Profile::fromName(std::string_view name)
{
    Profile profile;
    while (!name.empty()) {
        const auto comma = name.find(',');
        const std::string_view word = trimmed(name.substr(0, comma));
        name.remove_prefix(comma == std::string_view::npos ? name.size() : comma + 1);
        const auto* option = std::find_if(std::begin(kOptions), std::end(kOptions), [&](const Option& o) { return word == o.word; });
        if (option != std::end(kOptions))
            profile.*option->flag = true;
        else if (word == kSeparateIssuers)
            profile.separateIssuers = true;
        else if (word != kBasic)
            return fail(ErrorCode::Misuse, {std::string(word)}, "unknown de-identification option");
    }
    if (profile.retainSafePrivate) profile.safePrivate = defaultSafePrivateList();
    return profile;
}

std::string Profile::name() const
{
    std::string text(kBasic);
    for (const Option& option : kOptions) {
        if (this->*option.flag) text += std::string(",") + option.word;
    }
    if (separateIssuers) text.append(",").append(kSeparateIssuers);
    return text;
}

std::vector<std::string_view> Profile::optionWords()
{
    std::vector<std::string_view> words;
    for (const Option& option : kOptions) words.emplace_back(option.word);
    return words;
}

TableEdition tableEdition() { return {kTableRows, kTableSha256}; }

std::vector<Profile::MethodCode> Profile::methodCodes() const
{
    std::vector<MethodCode> codes{{"113100", "Basic Application Confidentiality Profile"}};
    for (const Option& option : kOptions) {
        if (this->*option.flag) codes.push_back(option.code);
    }
    return codes;
}

const std::vector<SafePrivateAttribute>& defaultSafePrivateList()
{
    static const std::vector<SafePrivateAttribute> list
        = parseSafePrivateList(kDefaultSafePrivate).value_or(std::vector<SafePrivateAttribute>());
    return list;
}

Result<std::vector<SafePrivateAttribute>> parseSafePrivateList(std::string_view text)
{
    std::vector<SafePrivateAttribute> list;
    for (int number = 1; !text.empty(); ++number) {
        const auto newline = text.find('\n');
        std::string_view line = text.substr(0, newline);
        text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
        line = trimmed(line.substr(0, line.find('#')));
        if (line.empty()) continue;
        SafePrivateAttribute entry;
        if (!parseSafePrivateLine(line, entry)) {
            return fail(ErrorCode::Malformed, {"line " + std::to_string(number)}, "safe private list: GGGG,\"CREATOR\",EE expected");
        }
        list.push_back(std::move(entry));
    }
    return list;
}

} // namespace lobule::deidentify
