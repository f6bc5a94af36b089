#include "core/dicom/ContrastPhase.h"

#include <array>
#include <set>
#include <vector>

namespace lobule::dicom {

namespace {

struct Word {
    std::string_view text;
    std::string_view phase;
};

// Whole words, lower case.
constexpr std::array kWords{Word{"arterial", "arterial"}, Word{"artery", "arterial"}, Word{"art", "arterial"}, Word{"hap", "arterial"},
    Word{"portal", "portal-venous"}, Word{"venous", "portal-venous"}, Word{"portovenous", "portal-venous"}, Word{"pvp", "portal-venous"},
    Word{"pv", "portal-venous"}, Word{"ven", "portal-venous"}, Word{"delay", "delayed"}, Word{"delayed", "delayed"},
    Word{"equilibrium", "delayed"}, Word{"hepatobiliary", "hepatobiliary"}, Word{"hbp", "hepatobiliary"}, Word{"unenhanced", "unenhanced"},
    Word{"noncontrast", "unenhanced"}, Word{"precontrast", "unenhanced"}, Word{"nonenhanced", "unenhanced"}, Word{"noncon", "unenhanced"},
    Word{"pre", "unenhanced"}, Word{"nect", "unenhanced"}, Word{"native", "unenhanced"}, Word{"plain", "unenhanced"}};

// Anywhere in the bytes: UTF-8, then EUC-KR. "Arterial phase", "portal vein phase", "delayed phase", "before contrast".
constexpr std::array kKorean{Word{"\xEB\x8F\x99\xEB\xA7\xA5\xEA\xB8\xB0", "arterial"},
    Word{"\xEB\xAC\xB8\xEB\xA7\xA5\xEA\xB8\xB0", "portal-venous"}, Word{"\xEC\xA7\x80\xEC\x97\xB0\xEA\xB8\xB0", "delayed"},
    Word{"\xEC\xA1\xB0\xEC\x98\x81\xEC\xA0\x84", "unenhanced"}, Word{"\xB5\xBF\xB8\xC6\xB1\xE2", "arterial"},
    Word{"\xB9\xAE\xB8\xC6\xB1\xE2", "portal-venous"}, Word{"\xC1\xF6\xBF\xAC\xB1\xE2", "delayed"},
    Word{"\xC1\xB6\xBF\xB5\xC0\xFC", "unenhanced"}};

std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words(1);
    for (const char c : text) {
        const bool upper = c >= 'A' && c <= 'Z';
        if (upper || (c >= 'a' && c <= 'z'))
            words.back().push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
        else if (!words.back().empty())
            words.emplace_back();
    }
    return words;
}

} // namespace

std::string contrastPhaseOf(std::string_view description)
{
    std::set<std::string_view> found;
    const std::vector<std::string> words = wordsOf(description);
    for (std::size_t i = 0; i < words.size(); ++i) {
        for (const Word& word : kWords) {
            if (words[i] == word.text) found.insert(word.phase);
        }
        // "non contrast", "without contrast", "w/o contrast", "non enhanced".
        const bool negation = words[i] == "non" || words[i] == "without" || (words[i] == "o" && i > 0 && words[i - 1] == "w");
        if (negation && i + 1 < words.size() && (words[i + 1].starts_with("contrast") || words[i + 1].starts_with("enhance"))) {
            found.insert("unenhanced");
        }
    }
    for (const Word& word : kKorean) {
        if (description.find(word.text) != std::string_view::npos) found.insert(word.phase);
    }
    // "PRE/ART/PORTAL" names the whole examination, not one phase of it.
    return found.size() == 1 ? std::string(*found.begin()) : std::string();
}

} // namespace lobule::dicom
