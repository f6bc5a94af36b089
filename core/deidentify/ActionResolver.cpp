#include "core/deidentify/ActionResolver.h"

#include <algorithm>
#include <iterator>

namespace lobule::deidentify {

namespace {

/// IODs in which none of the attributes with a combined code is type 1, below 1.2.840.10008.5.1.4.1.1. (PS3.3 annex A).
constexpr std::string_view kClassicStorage[] = {
    "1", // Computed radiography; digital X-ray below 1.1 and so on
    "2",
    "3.1",
    "4",
    "5",
    "6",
    "6.1",
    "7",
    "12.1",
    "12.2",
    "12.3",
    "20",
    "66",
    "66.1",
    "66.2",
    "128",
    "481.1",
    "481.2",
    "481.3",
    "481.4",
    "481.5",
    "481.6",
    "481.7",
    "481.8",
    "481.9",
    "104.1",
    "104.2",
    "77.1.1",
    "77.1.2",
    "77.1.4",
    "7.1",
    "7.2",
    "7.3",
    "7.4",
};

bool isClassic(std::string_view sopClassUid)
{
    constexpr std::string_view kStorage = "1.2.840.10008.5.1.4.1.1.";
    if (!sopClassUid.starts_with(kStorage)) return false;
    const std::string_view leaf = sopClassUid.substr(kStorage.size());
    return std::find(std::begin(kClassicStorage), std::end(kClassicStorage), leaf) != std::end(kClassicStorage) || leaf.starts_with("1.1");
}

bool isText(Vr vr) { return vr == vr::kLO || vr == vr::kSH || vr == vr::kST || vr == vr::kLT || vr == vr::kUT || vr == vr::kUC; }

bool isTime(Vr vr) { return vr == vr::kDA || vr == vr::kDT || vr == vr::kTM; }

} // namespace

ActionResolver::ActionResolver(const Profile& profile, std::string_view sopClassUid) : m_valuesRequired(!isClassic(sopClassUid))
{
    for (int i = 0; i < kOptionColumns; ++i) {
        m_option[i] = profile.has(static_cast<OptionColumn>(i));
        m_anyOption = m_anyOption || m_option[i];
    }
}

Treatment ActionResolver::resolve(const ActionRow* row, Vr vr) const
{
    if (row == nullptr) return Treatment::Keep;
    if (!m_anyOption) return basic(*row, vr);
    // A date that is kept beside dates that are shifted gives the shift away.
    const bool isShifted = isTime(vr) && m_option[static_cast<int>(OptionColumn::ModifiedDates)]
        && row->option(OptionColumn::ModifiedDates) == OptionAction::Clean;
    bool clean = isShifted;
    for (int i = 0; i < kOptionColumns; ++i) {
        if (!m_option[i]) continue;
        const OptionAction action = row->option(static_cast<OptionColumn>(i));
        if (action == OptionAction::Keep && !isShifted) return vr == vr::kAS ? Treatment::ShiftDate : Treatment::KeepByOption;
        clean = clean || action == OptionAction::Clean;
    }
    // The row's own VR as well: a date that came as text must not be treated as a description.
    const bool asListed = !row->vr.known() || isTime(row->vr) == isTime(vr);
    if (clean && asListed && isTime(vr)) return Treatment::ShiftDate;
    if (clean && asListed && isText(vr)) return Treatment::CleanText;
    // Every attribute in a sequence has a row of its own; what is left there are codes.
    if (clean && vr == vr::kSQ) return Treatment::Keep;
    // Anything else that an option allows to clean (application entities, binary notes): nothing in it
    // can be told apart, so the basic action does the cleaning.
    return basic(*row, vr);
}

Treatment ActionResolver::conditional(Treatment whenOptional, Vr vr) const
{
    // A dummy item in an optional sequence says nothing and may break a condition elsewhere in the IOD.
    if (vr == vr::kSQ) return whenOptional;
    return m_valuesRequired ? Treatment::Dummy : whenOptional;
}

Treatment ActionResolver::basic(const ActionRow& row, Vr vr) const
{
    switch (row.action) {
    case Action::Keep: return Treatment::Keep;
    case Action::Remove: return Treatment::Remove;
    case Action::Empty: return Treatment::Empty;
    case Action::Dummy: return Treatment::Dummy;
    case Action::MapUid: return Treatment::MapUid;
    case Action::RemoveOrEmpty: return Treatment::Empty;
    case Action::RemoveOrDummy: return conditional(Treatment::Remove, vr);
    case Action::EmptyOrDummy: return conditional(Treatment::Empty, vr);
    case Action::RemoveOrEmptyOrDummy: return conditional(Treatment::Empty, vr);
    case Action::RemoveOrMapInside: return Treatment::Keep;
    }
    return Treatment::Remove;
}

} // namespace lobule::deidentify
