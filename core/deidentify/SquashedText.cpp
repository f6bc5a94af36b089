#include "core/deidentify/SquashedText.h"

namespace lobule::deidentify {

namespace {

constexpr std::size_t kMaxGap = 2; ///< Between groups of digits: ") ", "-".

enum class Kind { Other, Letter, Digit };

Kind kindOf(QChar c)
{
    if (c.isDigit()) return Kind::Digit;
    return c.isLetter() ? Kind::Letter : Kind::Other;
}

/// Letters that decomposition leaves as they are, as people write them on a plain keyboard.
QChar plainLetter(QChar c)
{
    switch (c.unicode()) {
    case 0x00f8: return u'o'; // ø
    case 0x0142: return u'l'; // ł
    case 0x0111: return u'd'; // đ
    case 0x0131: return u'i'; // ı
    case 0x0127: return u'h'; // ħ
    default: break;
    }
    constexpr ushort kKatakana = 0x30a1, kLastKatakana = 0x30f6, kToHiragana = 0x60;
    if (c.unicode() >= kKatakana && c.unicode() <= kLastKatakana) return QChar(c.unicode() - kToHiragana);
    return c;
}

/// Part of a word that is written without being a letter or digit.
bool joins(QChar c) { return c.category() == QChar::Mark_NonSpacing || c.category() == QChar::Other_Format || c.unicode() == 0; }

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

} // namespace

SquashedText SquashedText::of(const QString& text)
{
    SquashedText out;
    Kind before = Kind::Other;
    // Hangul is composed again: a syllable is one letter.
    const QString decomposed = text.normalized(QString::NormalizationForm_KD);
    QString letters;
    std::vector<bool> starts;
    for (const QChar c : decomposed) {
        if (joins(c)) continue;
        const Kind kind = kindOf(c);
        if (kind != Kind::Other) {
            letters += plainLetter(c.toCaseFolded());
            starts.push_back(kind != before);
        }
        before = kind;
    }
    const QString composed = letters.normalized(QString::NormalizationForm_C);
    if (composed.size() != letters.size()) starts.assign(static_cast<std::size_t>(composed.size()), true);
    out.text = composed;
    out.isStart = std::move(starts);
    out.isStart.push_back(true);
    return out;
}

bool SquashedText::contains(const QString& squashed, bool anywhere) const
{
    if (squashed.isEmpty()) return false;
    for (qsizetype at = text.indexOf(squashed); at >= 0; at = text.indexOf(squashed, at + 1)) {
        if (anywhere) return true;
        if (isStart[static_cast<std::size_t>(at)] && isStart[static_cast<std::size_t>(at + squashed.size())]) return true;
    }
    return false;
}

std::vector<DigitChain> digitChains(std::string_view text)
{
    std::vector<DigitChain> chains;
    std::size_t end = 0; // of the group before
    for (std::size_t i = 0; i < text.size();) {
        if (!isDigit(text[i])) {
            ++i;
            continue;
        }
        std::size_t n = 0;
        bool isNear = !chains.empty() && i - end <= kMaxGap && i > end;
        for (std::size_t k = end; isNear && k < i; ++k) isNear = !isLetter(text[k]);
        while (i + n < text.size() && isDigit(text[i + n])) ++n;
        if (!isNear) chains.emplace_back();
        chains.back().emplace_back(text.substr(i, n));
        i += n;
        end = i;
    }
    return chains;
}

std::string_view withoutLeadingZeros(std::string_view digits)
{
    const auto at = digits.find_first_not_of('0');
    return at == std::string_view::npos ? std::string_view() : digits.substr(at);
}

} // namespace lobule::deidentify
