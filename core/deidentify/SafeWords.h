#pragma once

#include <QString>

#include <string_view>

namespace lobule::deidentify {

/// True for a lower-case word of the vocabulary in resources/deidentify/safe_words.txt: anatomy, modality, protocol,
/// contrast phases, orientation, units, and the common words of institution names. Such a word is no identity.
[[nodiscard]] bool isSafeWord(std::string_view lowerCaseWord);

/// The Clean Descriptors treatment: keeps the words of `text` that are safe, and short numbers that have a unit or number
/// something ("5 mm", "phase 2"), and drops the rest: pieces of dates, ages and identifiers are short numbers too. Works by what is known
/// to be harmless rather than by what is known to identify.
[[nodiscard]] QString keepSafeWords(const QString& text);

} // namespace lobule::deidentify
