#pragma once

#include "core/deidentify/ActionTable.h"

#include <optional>
#include <string>
#include <string_view>

namespace lobule::deidentify {

/// Moves dates by whole days and times of day by seconds, modulo a day, so that intervals between dates and between times
/// of the same day are kept. Time zone suffixes, fractions and precision stay.
class DateShift {
public:
    DateShift(int days, int seconds) : m_days(days), m_seconds(seconds) { }

    /// One value (no backslash) of VR DA, TM or DT. Nothing for a value that is not one, or too coarse to be shifted.
    [[nodiscard]] std::optional<std::string> date(std::string_view value) const;
    [[nodiscard]] std::optional<std::string> time(std::string_view value) const;
    [[nodiscard]] std::optional<std::string> dateTime(std::string_view value) const;

    /// All values of an element of VR DA, TM, DT; AS is capped (see cappedAge). Nothing if one of them cannot be treated.
    [[nodiscard]] std::optional<std::string> shift(std::string_view values, Vr vr) const;

private:
    int m_days;
    int m_seconds;
};

/// Ages above 89 years become 90 years, whatever their unit (HIPAA safe harbor; PS3.15 E.3.7). Nothing for a value that
/// is not an age string.
[[nodiscard]] std::optional<std::string> cappedAge(std::string_view value);

} // namespace lobule::deidentify
