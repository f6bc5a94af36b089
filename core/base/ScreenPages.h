#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

namespace lobule {

/// Whether an Image Type (0008,0008) names a dose report, protocol page or screen save instead of a slice. The third value and those
/// beyond are the manufacturers' own: "DERIVED\SECONDARY\OTHER\CT_SOM5 PROT" (Siemens), "SCREEN SAVE" (GE), "PATIENT_INFO".
inline bool isScreenPage(std::string_view imageType)
{
    std::string upper(imageType);
    std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    // A slice may be of a low-dose scan; any other word with DOSE in it is taken for a report.
    for (const std::string_view lowDose : {"LOW_DOSE", "LOW DOSE", "LOWDOSE"})
        for (auto at = upper.find(lowDose); at != std::string::npos; at = upper.find(lowDose)) upper.erase(at, lowDose.size());
    const std::initializer_list<std::string_view> words{"SCREEN SAVE", "SCREENSAVE", "SCREEN_SAVE", "SCREENSHOT", "SCREEN SHOT", "DOSE",
        "PROTOCOL", "_SOM5 PROT", "_SOM7 PROT", "CSA REPORT", "PATIENT_INFO"};
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return upper.find(word) != std::string::npos; });
}

} // namespace lobule
