#pragma once

#include "core/deidentify/ActionTable.h"
#include "core/deidentify/Profile.h"

#include <string_view>

namespace lobule::deidentify {

/// What is to be done with one element, conditions decided.
enum class Treatment : std::uint8_t {
    Keep, ///< Unchanged; a sequence is treated inside.
    KeepByOption,
    Remove,
    Empty,
    Dummy,
    MapUid,
    ShiftDate, ///< DA, DT, TM, AS: shifted, capped.
    CleanText, ///< Only words that are known to be safe stay.
};

/// Decides table rows for one instance: which option applies, and what the combined codes (X/Z/D ...) come to.
///
/// PS3.15 leaves X/Z/D to the attribute's type in the instance's IOD. Classic image IODs (CR, CT, MR, NM, SC, US, XA,
/// RT ...) have these attributes as type 2 or 3, so that an empty value conforms; newer IODs (enhanced multi-frame, SR,
/// presentation states ...) have many as type 1 or 1C, so that a dummy is needed. Both are allowed by the table and
/// neither keeps anything.
class ActionResolver {
public:
    ActionResolver(const Profile& profile, std::string_view sopClassUid);

    /// `row`: null for an attribute that the table does not list.
    [[nodiscard]] Treatment resolve(const ActionRow* row, Vr vr) const;

    /// What holds when no option does, also used when an option's own treatment cannot be carried out.
    [[nodiscard]] Treatment basic(const ActionRow& row, Vr vr) const;

private:
    [[nodiscard]] Treatment conditional(Treatment whenOptional, Vr vr) const;

    bool m_option[kOptionColumns] = {};
    bool m_anyOption = false;
    bool m_valuesRequired = false;
};

} // namespace lobule::deidentify
