#pragma once

#include <QString>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

/// What the collection of PhiTokens and the search for them share.
namespace lobule::deidentify::phi {

inline constexpr std::size_t kMinBareDigits = 5; ///< Of an identifier, without its letters and leading zeros.
inline constexpr std::size_t kMinPatternBytes = 4;
inline constexpr std::size_t kUnboundedFrom = 8; ///< Tokens of this length are found inside words too.

inline bool isAscii(const QString& text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

inline bool isDigit(char c) { return c >= '0' && c <= '9'; }
inline bool isWord(char c) { return isDigit(c) || (c >= 'a' && c <= 'z'); }
inline char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

inline std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lowered);
    return out;
}

/// Composed, and full-width letters as ordinary ones: the same text however it was typed.
inline QString folded(const QString& text) { return isAscii(text) ? text : text.normalized(QString::NormalizationForm_KC); }

inline std::string_view takeDigits(std::string_view text, std::size_t at)
{
    std::size_t n = 0;
    while (at + n < text.size() && isDigit(text[at + n])) ++n;
    return text.substr(at, n);
}

inline std::string padded(std::string_view digits) { return std::string(digits.size() == 1 ? "0" : "").append(digits); }

inline std::uint16_t firstTwo(std::string_view bytes)
{
    return static_cast<std::uint16_t>((static_cast<unsigned char>(bytes[0]) << 8) | static_cast<unsigned char>(bytes[1]));
}

} // namespace lobule::deidentify::phi
