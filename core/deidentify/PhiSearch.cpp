#include "core/deidentify/PhiText.h"
#include "core/deidentify/PhiTokens.h"
#include "core/deidentify/SquashedText.h"

#include <QByteArray>

#include <algorithm>
#include <utility>

namespace lobule::deidentify {

using namespace phi;

namespace {

constexpr std::size_t kMinByteDigits = 7; ///< Shorter runs occur by chance in numeric values.
constexpr std::size_t kMinCodeLetters = 4; ///< In CS, AE, UR: short codes coincide with short names. What bytes are searched for.
constexpr std::size_t kMaxDateGap = 3; ///< Characters between the parts of a date: ". ", "년 ".

/// The month that a word begins with, in the languages of the usual vendors; 0: none.
int monthOf(std::string_view word)
{
    static constexpr std::pair<std::string_view, int> kMonths[] = {{"jan", 1}, {"ene", 1}, {"gen", 1}, {"feb", 2}, {"fev", 2}, {"mar", 3},
        {"mrz", 3}, {"apr", 4}, {"abr", 4}, {"avr", 4}, {"may", 5}, {"mai", 5}, {"mag", 5}, {"jun", 6}, {"juin", 6}, {"giu", 6}, {"jul", 7},
        {"juil", 7}, {"lug", 7}, {"aug", 8}, {"ago", 8}, {"aou", 8}, {"sep", 9}, {"set", 9}, {"oct", 10}, {"okt", 10}, {"ott", 10},
        {"nov", 11}, {"dec", 12}, {"dez", 12}, {"dic", 12}};
    for (const auto& [prefix, month] : kMonths)
        if (word.starts_with(prefix)) return month;
    return 0;
}

/// "7th of March".
bool belongsToDate(std::string_view word)
{
    return word == "st" || word == "nd" || word == "rd" || word == "th" || word == "of" || word == "de";
}

} // namespace

bool PhiTokens::knownDigits(std::string_view digits, bool longOnly) const
{
    if (longOnly && digits.size() < kMinByteDigits) return false;
    const std::string key(digits);
    return m_digits.contains(key) && !m_allowedDates.contains(key);
}

/// Looks at every run of digits: as it stands, as a date with separators in any usual order, as hh:mm:ss.
bool PhiTokens::foundDigits(std::string_view text, bool longOnly) const
{
    const auto separated = [](char c) { return c == '-' || c == '.' || c == '/' || c == ':' || c == ' '; };
    for (std::size_t i = 0; i < text.size();) {
        if (!isDigit(text[i])) {
            ++i;
            continue;
        }
        const std::string_view first = takeDigits(text, i);
        if (knownDigits(first, longOnly)) return true;
        // A date and its time stand together in a DT value.
        if (first.size() > 8 && first.size() <= 14 && knownDigits(first.substr(0, 8), longOnly)) return true;
        const std::size_t afterFirst = i + first.size();
        if (first.size() <= 4 && afterFirst + 1 < text.size() && separated(text[afterFirst])) {
            const std::string_view second = takeDigits(text, afterFirst + 1);
            const std::size_t afterSecond = afterFirst + 1 + second.size();
            if (!second.empty() && second.size() <= 2 && afterSecond < text.size() && text[afterSecond] == text[afterFirst]) {
                const std::string_view third = takeDigits(text, afterSecond + 1);
                const std::string a = padded(first);
                const std::string b = padded(second);
                const std::string c = padded(third);
                if (a.size() == 4 && c.size() == 2 && knownDigits(a + b + c, longOnly)) return true;
                if (a.size() == 2 && c.size() == 4 && (knownDigits(c + b + a, longOnly) || knownDigits(c + a + b, longOnly))) return true;
                if (a.size() == 2 && c.size() == 2 && text[afterFirst] == ':' && knownDigits(a + b + c, longOnly)) return true;
            }
        }
        i = afterFirst;
    }
    return false;
}

bool PhiTokens::foundInAscii(std::string_view lowerText, std::size_t minimum, bool strongOnly) const
{
    for (const auto& [token, strong] : m_ascii) {
        if (token.size() < minimum || token.size() > lowerText.size() || (strongOnly && !strong)) continue;
        for (auto at = lowerText.find(token); at != std::string_view::npos; at = lowerText.find(token, at + 1)) {
            if (token.size() >= kUnboundedFrom) return true;
            const bool before = at > 0 && isWord(lowerText[at - 1]);
            const bool after = at + token.size() < lowerText.size() && isWord(lowerText[at + token.size()]);
            if (!before && !after) return true;
        }
    }
    return false;
}

bool PhiTokens::foundUid(std::string_view text) const
{
    if (std::count(text.begin(), text.end(), '.') < 2) return false;
    const auto part = [](char c) { return isDigit(c) || c == '.'; };
    for (auto at = std::find_if(text.begin(), text.end(), isDigit); at != text.end(); at = std::find_if(at, text.end(), isDigit)) {
        const auto end = std::find_if_not(at, text.end(), part);
        std::string run(at, end);
        while (run.ends_with('.')) run.pop_back(); // the full stop of a sentence
        if (m_uids.contains(run)) return true;
        at = end;
    }
    return false;
}

bool PhiTokens::foundInText(const QString& value, Vr vr, bool strongOnly) const
{
    const QString text = folded(value);
    const auto foundPlain = [&](const QString& plain) {
        const bool code = vr == vr::kCS || vr == vr::kAE || vr == vr::kUR;
        const QByteArray latin = plain.toLatin1(); // Beyond Latin-1 becomes '?', which is no letter and no digit.
        const std::string lowerText = lower(std::string_view(latin.constData(), static_cast<std::size_t>(latin.size())));
        if (foundInAscii(lowerText, code ? kMinCodeLetters : 0, strongOnly || vr == vr::kCS)) return true;
        if (vr == vr::kCS && foundDateForm(lowerText)) return true;
        return foundDigits(lowerText, vr == vr::kCS) || foundUid(lowerText) || (vr != vr::kCS && foundWrittenDate(lowerText));
    };
    if (foundPlain(text)) return true;
    if (vr != vr::kCS && !strongOnly && foundSquashed(text)) return true;
    if (vr != vr::kCS && !strongOnly && foundDigitChain(text.toLatin1().toStdString())) return true;
    if (isAscii(text)) return false;
    // The name is known without accents, the text has them: "Jose" and "José".
    QString bare;
    for (const QChar c : text.normalized(QString::NormalizationForm_D)) {
        if (c.category() != QChar::Mark_NonSpacing) bare += c;
    }
    if (bare != text && foundPlain(bare)) return true;
    const QString caseFolded = text.toCaseFolded();
    return std::any_of(m_wide.begin(), m_wide.end(), [&](const QString& token) { return caseFolded.contains(token); });
}

bool PhiTokens::foundSquashed(const QString& text) const
{
    if (m_squashed.empty()) return false;
    const SquashedText squashed = SquashedText::of(text);
    return std::any_of(
        m_squashed.begin(), m_squashed.end(), [&](const QString& token) { return squashed.contains(token, !isAscii(token)); });
}

/// A date as a run of six or eight digits, in any order.
bool PhiTokens::foundDateForm(std::string_view text) const
{
    for (std::size_t i = 0; i < text.size();) {
        const std::string_view digits = takeDigits(text, i);
        const std::string key(digits);
        if (m_dateForms.contains(key) && !m_allowedDates.contains(key)) return true;
        i += std::max<std::size_t>(1, digits.size());
    }
    return false;
}

/// Identifiers and phone numbers in other groups than the file had them, with or without leading zeros or a country's code, and dates
/// as six or eight digits in any order.
bool PhiTokens::foundDigitChain(std::string_view text) const
{
    constexpr std::size_t kMaxDigits = 20, kMinJoined = 6, kMinPhone = 9, kLongestCountryCode = 3;
    const auto known = [this](std::string_view digits) {
        const std::string_view number = withoutLeadingZeros(digits);
        return knownDigits(digits, false) || (number.size() >= kMinBareDigits && knownDigits(number, false));
    };
    for (const DigitChain& chain : digitChains(text)) {
        for (std::size_t i = 0; i < chain.size(); ++i) {
            if (m_dateForms.contains(chain[i]) && !m_allowedDates.contains(chain[i])) return true;
            for (std::size_t code = 1; code <= kLongestCountryCode && chain[i].size() >= kMinPhone + code; ++code)
                if (known(std::string_view(chain[i]).substr(code))) return true;
            std::string joined;
            for (std::size_t k = i; k < chain.size() && joined.size() + chain[k].size() <= kMaxDigits; ++k) {
                joined += chain[k];
                if (joined.size() >= (k == i ? kMinBareDigits : kMinJoined) && known(joined)) return true;
            }
        }
    }
    return false;
}

/// Three groups of digits or a month's name among two: "17 Sep 2021", "September 17, 2021", "2021년 9월 17일", "17.09.21".
bool PhiTokens::foundWrittenDate(std::string_view text) const
{
    struct Part {
        std::string digits; ///< Two or four.
        bool month = false;
        std::size_t end = 0;
    };
    std::vector<Part> parts;
    for (std::size_t i = 0; i < text.size();) {
        Part part;
        std::size_t length = 1;
        if (isDigit(text[i])) {
            const std::string_view digits = takeDigits(text, i);
            length = digits.size();
            if (length <= 2 || length == 4) part.digits = padded(digits);
        } else if (isWord(text[i]) && (i == 0 || isDigit(text[i - 1]) || !isWord(text[i - 1]))) {
            while (i + length < text.size() && isWord(text[i + length]) && !isDigit(text[i + length])) ++length;
            const std::string_view word = text.substr(i, length);
            if (const int month = monthOf(word); month != 0) part = {padded(std::to_string(month)), true, 0};
            if (belongsToDate(word) && !parts.empty()) {
                parts.back().end = i + length;
                i += length;
                continue;
            }
        }
        if (!part.digits.empty()) {
            if (!parts.empty() && i - parts.back().end > kMaxDateGap) parts.clear();
            part.end = i + length;
            parts.push_back(part);
            const std::size_t n = parts.size();
            if (n >= 3 && isKnownDate(parts[n - 3].digits, parts[n - 2].digits, parts[n - 1].digits, parts[n - 3].month)) return true;
        } else if (isWord(text[i])) {
            parts.clear();
        }
        i += length;
    }
    return false;
}

/// Year, month and day in the orders in which they are written.
bool PhiTokens::isKnownDate(const std::string& a, const std::string& b, const std::string& c, bool monthFirst) const
{
    if (a.size() == 4) return c.size() == 2 && knownDigits(a + b + c, false);
    if (b.size() != 2) return false;
    for (const char* century : {"19", "20"}) {
        if (!monthFirst && c.size() == 2 && knownDigits(century + a + b + c, false)) return true;
        const std::string year = c.size() == 4 ? c : century + c;
        if (!monthFirst && knownDigits(year + b + a, false)) return true;
        if (knownDigits(year + a + b, false)) return true;
    }
    return false;
}

bool PhiTokens::foundInBytes(std::string_view bytes, std::size_t minimumBytes) const
{
    const std::string text = lower(bytes);
    for (std::size_t i = 0; i + kMinPatternBytes <= text.size(); ++i) {
        const std::uint16_t key = firstTwo(std::string_view(text).substr(i, 2));
        if ((m_firstTwo[key / 64u] >> (key % 64u) & 1u) == 0) continue;
        auto pattern = std::lower_bound(
            m_patterns.begin(), m_patterns.end(), key, [](const Pattern& p, std::uint16_t k) { return firstTwo(p.bytes) < k; });
        for (; pattern != m_patterns.end() && firstTwo(pattern->bytes) == key; ++pattern) {
            if (pattern->bytes.size() < minimumBytes || text.compare(i, pattern->bytes.size(), pattern->bytes) != 0) continue;
            const char before = i > 0 ? text[i - 1] : '\0';
            const std::size_t end = i + pattern->bytes.size();
            const char after = end < text.size() ? text[end] : '\0';
            if (pattern->wordBounded && (isWord(before) || isWord(after))) continue;
            if (pattern->uid && (isDigit(before) || before == '.' || isDigit(after) || after == '.')) continue;
            return true;
        }
    }
    return foundDigits(text, true);
}

} // namespace lobule::deidentify
