#pragma once

#include "core/deidentify/ActionTable.h"

#include <QSet>
#include <QString>
#include <QStringList>

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace lobule::deidentify {

/// The pieces of identity that one instance held, and the search for them in what is left of it: in decoded text values
/// and in the raw bytes of a file. Words of the radiological vocabulary are no identity, even as somebody's name.
/// Thread: const use from any thread once sealed.
class PhiTokens {
public:
    void addPersonName(const QString& name);
    /// An identifier, station, application entity: searched for as a whole.
    void addText(const QString& text);
    /// A patient's identifier: as a text, and as the name and the date that some are made of ("HONG_GILDONG_19590307").
    void addIdentifier(const QString& text);
    /// The name of an institution or an address: searched for as a whole and by its longer words.
    void addPlace(const QString& text);
    void addUid(std::string_view uid);
    /// Values of DA or DT, and of TM.
    void addDate(std::string_view value);
    void addTime(std::string_view value);

    /// A date that the new file holds on purpose; the byte search does not report it.
    void allowDate(std::string_view yyyymmdd);

    /// Ends the collection. `encodings`: the character encodings in which survivors could stand in bytes.
    void seal(const std::vector<std::string>& encodings);

    /// True when a decoded value of this VR holds a piece of identity. `strongOnly`: look for whole names and identifiers,
    /// not for the words that they are made of; for attributes that name products, and for codes.
    [[nodiscard]] bool foundInText(const QString& text, Vr vr, bool strongOnly = false) const;
    /// True when a string of digits (VR DS, IS, DA ...) is a date, UID or identifier that was taken out elsewhere.
    [[nodiscard]] bool foundInNumbers(std::string_view value) const { return foundUid(value) || foundDigits(value, true); }
    /// True when the bytes hold a piece of identity in any of the encodings, case ignored. Pieces shorter than
    /// `minimumBytes` as encoded are not looked for: in long binary data they occur by chance.
    [[nodiscard]] bool foundInBytes(std::string_view bytes, std::size_t minimumBytes = 4) const;
    [[nodiscard]] bool isKnownUid(std::string_view uid) const { return m_uids.contains(std::string(uid)); }

private:
    struct Pattern {
        std::string bytes; ///< Lower case.
        bool wordBounded = false;
        bool uid = false; ///< Bounded by neither digit nor full stop.
    };

    struct Token {
        std::string text; ///< Lower case.
        bool strong = false; ///< A whole name, place or identifier, not a word of one.
        auto operator<=>(const Token&) const = default;
    };

    void addToken(const QString& token, int minimumAscii, bool strong);
    void addSquashed(const QString& text, qsizetype minimumAscii);
    void addWords(const QString& component);
    [[nodiscard]] static QStringList nameWords(const QString& component);
    void addNumberForms(const QString& identifier);
    void addWholeName(const QStringList& components);
    [[nodiscard]] bool foundInAscii(std::string_view lower, std::size_t minimum, bool strongOnly) const;
    [[nodiscard]] bool foundUid(std::string_view text) const;
    [[nodiscard]] bool foundDigits(std::string_view text, bool longOnly) const;
    [[nodiscard]] bool foundWrittenDate(std::string_view text) const;
    [[nodiscard]] bool foundDateForm(std::string_view text) const;
    [[nodiscard]] bool foundDigitChain(std::string_view text) const;
    [[nodiscard]] bool foundSquashed(const QString& text) const;
    [[nodiscard]] bool isKnownDate(const std::string& a, const std::string& b, const std::string& c, bool monthFirst) const;
    [[nodiscard]] bool knownDigits(std::string_view digits, bool longOnly) const;
    void addPattern(std::string bytes, bool wordBounded, bool uid);

    QSet<QString> m_names; ///< Taken in already.
    std::vector<Token> m_ascii; ///< Sorted by seal().
    std::vector<QString> m_wide; ///< Case-folded, with at least one character beyond ASCII.
    std::vector<QString> m_squashed; ///< See SquashedText.
    std::unordered_set<std::string> m_dateForms; ///< YYMMDD, DDMMYY, MMDDYY, DDMMYYYY, MMDDYYYY.
    std::vector<QString> m_written; ///< The same texts as they stood in the file.
    std::unordered_set<std::string> m_digits; ///< Runs of digits: dates, times, numeric identifiers.
    std::unordered_set<std::string> m_allowedDates;
    std::unordered_set<std::string> m_uids;
    std::vector<Pattern> m_patterns; ///< Sorted by their first two bytes.
    std::vector<std::uint64_t> m_firstTwo; ///< Bit set of the first two bytes of all patterns.
};

} // namespace lobule::deidentify
