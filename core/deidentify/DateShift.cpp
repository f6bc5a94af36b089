#include "core/deidentify/DateShift.h"

#include "core/deidentify/Elements.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace lobule::deidentify {

namespace {

constexpr int kDaySeconds = 86400;

bool allDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int toInt(std::string_view digits)
{
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

std::string twoDigits(int value) { return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)}; }

/// "2004.01.19" and "10:17:33" are the forms of ACR-NEMA, still found.
std::string without(std::string_view text, char separator)
{
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out), [separator](char c) { return c != separator; });
    return out;
}

} // namespace

std::optional<std::string> DateShift::date(std::string_view value) const
{
    const std::string digits = without(value, '.');
    if (digits.size() != 8 || !allDigits(digits)) return std::nullopt;
    using namespace std::chrono;
    const std::string_view d(digits);
    const year_month_day old{year(toInt(d.substr(0, 4))), month(static_cast<unsigned>(toInt(d.substr(4, 2)))),
        day(static_cast<unsigned>(toInt(d.substr(6, 2))))};
    if (!old.ok()) return std::nullopt;
    const year_month_day shifted(sys_days(old) + days(m_days));
    const int y = static_cast<int>(shifted.year());
    if (y < 1000 || y > 9999) return std::nullopt;
    return std::to_string(y) + twoDigits(static_cast<int>(static_cast<unsigned>(shifted.month())))
        + twoDigits(static_cast<int>(static_cast<unsigned>(shifted.day())));
}

std::optional<std::string> DateShift::time(std::string_view value) const
{
    const std::string text = without(value, ':');
    const auto dot = text.find('.');
    const std::string digits = text.substr(0, dot);
    const std::string fraction = dot == std::string::npos ? std::string() : text.substr(dot);
    const bool withSeconds = digits.size() == 6;
    if ((digits.size() != 4 && !withSeconds) || !allDigits(digits)) return std::nullopt;
    if (!fraction.empty() && (!withSeconds || fraction.size() > 7 || !allDigits(std::string_view(fraction).substr(1)))) return std::nullopt;
    const std::string_view d(digits);
    const int hour = toInt(d.substr(0, 2));
    const int minute = toInt(d.substr(2, 2));
    const int second = withSeconds ? toInt(d.substr(4, 2)) : 0;
    if (hour > 23 || minute > 59 || second > 60) return std::nullopt;
    int shifted = (hour * 3600 + minute * 60 + std::min(second, 59) + m_seconds) % kDaySeconds;
    if (shifted < 0) shifted += kDaySeconds;
    std::string out = twoDigits(shifted / 3600) + twoDigits(shifted / 60 % 60);
    if (withSeconds) out += twoDigits(shifted % 60) + fraction;
    return out;
}

std::optional<std::string> DateShift::dateTime(std::string_view value) const
{
    const auto zoneAt = value.find_first_of("+-");
    const std::string_view zone = zoneAt == std::string_view::npos ? std::string_view() : value.substr(zoneAt);
    if (!zone.empty() && (zone.size() != 5 || !allDigits(zone.substr(1)))) return std::nullopt;
    const std::string_view stamp = value.substr(0, zoneAt);
    if (stamp.size() < 8) return std::nullopt;
    const auto newDate = date(stamp.substr(0, 8));
    if (!newDate) return std::nullopt;
    std::string out = *newDate;
    if (stamp.size() > 8) {
        const auto newTime = time(stamp.substr(8));
        if (!newTime) return std::nullopt;
        out += *newTime;
    }
    return out.append(zone);
}

std::optional<std::string> DateShift::shift(std::string_view values, Vr vr) const
{
    std::string out;
    for (bool first = true;; first = false) {
        const auto end = values.find('\\');
        const std::string_view value = trimPadding(values.substr(0, end));
        const auto shifted = value.empty() ? std::optional<std::string>("")
            : vr == vr::kDA                ? date(value)
            : vr == vr::kTM                ? time(value)
            : vr == vr::kDT                ? dateTime(value)
                                           : cappedAge(value);
        if (!shifted) return std::nullopt;
        if (!first) out += '\\';
        out += *shifted;
        if (end == std::string_view::npos) return out;
        values.remove_prefix(end + 1);
    }
}

std::optional<std::string> cappedAge(std::string_view value)
{
    if (value.size() != 4 || !allDigits(value.substr(0, 3))) return std::nullopt;
    const int amount = toInt(value.substr(0, 3));
    const char unit = value[3];
    if (unit != 'D' && unit != 'W' && unit != 'M' && unit != 'Y') return std::nullopt;
    // 999 months are 83 years, so only years can exceed the cap.
    return unit == 'Y' && amount > 89 ? std::string("090Y") : std::string(value);
}

} // namespace lobule::deidentify
