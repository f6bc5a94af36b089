#pragma once

#include <QString>

#include <string>
#include <string_view>
#include <vector>

namespace lobule::deidentify {

/// A text with everything taken out in which spellings of the same name or number differ: case, accents, hyphens, spaces, brackets,
/// invisible characters, hiragana against katakana. "Gil-Dong" and "gildong", "(010) 1234.5678" and "01012345678" are the same.
struct SquashedText {
    QString text; ///< Letters and digits.
    std::vector<bool> isStart; ///< Of each character: whether a word or a number begins with it. One more at the end.

    [[nodiscard]] static SquashedText of(const QString& text);
    /// Whether `squashed` stands in it: between the borders of words and numbers, or (`anywhere`) inside of them too.
    [[nodiscard]] bool contains(const QString& squashed, bool anywhere) const;
};

/// Groups of digits that stand close to each other, as phone numbers and identifiers are written: "010", "1234", "5678".
using DigitChain = std::vector<std::string>;
[[nodiscard]] std::vector<DigitChain> digitChains(std::string_view text);

/// "0012345" -> "12345"; the same number is written with and without.
[[nodiscard]] std::string_view withoutLeadingZeros(std::string_view digits);

} // namespace lobule::deidentify
