#pragma once

#include <cstdint>
#include <string_view>

namespace lobule::deidentify {

/// A tag as one number: group in the upper, element in the lower sixteen bits.
using TagNumber = std::uint32_t;

[[nodiscard]] constexpr std::uint16_t groupOf(TagNumber tag) { return static_cast<std::uint16_t>(tag >> 16); }
[[nodiscard]] constexpr std::uint16_t elementOf(TagNumber tag) { return static_cast<std::uint16_t>(tag & 0xffffu); }
[[nodiscard]] constexpr bool isPrivate(TagNumber tag) { return (tag & 0x00010000u) != 0; }

/// A value representation as its two letters (PS3.5 section 6.2), or zero when not known.
struct Vr {
    std::uint16_t code = 0;

    constexpr Vr() = default;
    constexpr Vr(char first, char second) // NOLINT: two letters are the natural spelling
        : code(static_cast<std::uint16_t>((static_cast<unsigned char>(first) << 8) | static_cast<unsigned char>(second)))
    {
    }
    explicit constexpr Vr(std::string_view text) : Vr(text.size() == 2 ? Vr(text[0], text[1]) : Vr()) { }
    [[nodiscard]] constexpr bool known() const { return code != 0; }
    friend constexpr bool operator==(Vr a, Vr b) = default;
};

namespace vr {
constexpr Vr kAE{'A', 'E'}, kAS{'A', 'S'}, kAT{'A', 'T'}, kCS{'C', 'S'}, kDA{'D', 'A'}, kDS{'D', 'S'}, kDT{'D', 'T'}, kFD{'F', 'D'},
    kFL{'F', 'L'}, kIS{'I', 'S'}, kLO{'L', 'O'}, kLT{'L', 'T'}, kOB{'O', 'B'}, kOD{'O', 'D'}, kOF{'O', 'F'}, kOL{'O', 'L'}, kOV{'O', 'V'},
    kOW{'O', 'W'}, kPN{'P', 'N'}, kSH{'S', 'H'}, kSL{'S', 'L'}, kSQ{'S', 'Q'}, kSS{'S', 'S'}, kST{'S', 'T'}, kSV{'S', 'V'}, kTM{'T', 'M'},
    kUC{'U', 'C'}, kUI{'U', 'I'}, kUL{'U', 'L'}, kUN{'U', 'N'}, kUR{'U', 'R'}, kUS{'U', 'S'}, kUT{'U', 'T'}, kUV{'U', 'V'};
} // namespace vr

/// An action code of PS3.15 table E.1-1a. The combined codes leave the choice to the attribute's type in its IOD.
enum class Action : std::uint8_t {
    Keep, ///< K, and every attribute that is not listed: unchanged; a sequence is cleaned inside.
    Remove, ///< X
    Empty, ///< Z: zero length (or a dummy)
    Dummy, ///< D: non-zero length dummy
    MapUid, ///< U: another UID, the same one wherever the old one stood
    RemoveOrEmpty, ///< X/Z
    RemoveOrDummy, ///< X/D
    EmptyOrDummy, ///< Z/D
    RemoveOrEmptyOrDummy, ///< X/Z/D
    RemoveOrMapInside, ///< X/Z/U*: a sequence of references, whose UIDs are mapped
};

/// A letter in an option column of table E.1-1.
enum class OptionAction : std::uint8_t { Basic, Keep, Clean };

/// The option columns, in the order in which the tables list them.
enum class OptionColumn : std::uint8_t {
    SafePrivate,
    Uids,
    Device,
    Institution,
    PatientCharacteristics,
    FullDates,
    ModifiedDates,
    CleanDescriptors,
    CleanStructuredContent,
    CleanGraphics,
};
constexpr int kOptionColumns = 10;

/// One row of table E.1-1 or of Lobule's supplement to it.
struct ActionRow {
    TagNumber tag = 0; ///< Value under `mask`.
    TagNumber mask = ~0u; ///< Which bits of a tag must match (repeating groups).
    Vr vr; ///< From PS3.6; zero when PS3.6 has none.
    Action action = Action::Keep;
    std::uint32_t options = 0; ///< Two bits a column.

    [[nodiscard]] constexpr OptionAction option(OptionColumn column) const
    {
        return static_cast<OptionAction>((options >> (2 * static_cast<int>(column))) & 3u);
    }
};

/// Finds the row of a standard (even-group) tag; null when the tag is not listed and thus kept. Private tags have one
/// row together, which the engine treats itself. Thread-safe, about 30 ns.
[[nodiscard]] const ActionRow* findAction(TagNumber tag);

/// VR of a standard tag in PS3.6; unknown (zero) when the dictionary does not have the tag.
[[nodiscard]] Vr dictionaryVr(TagNumber tag);

/// Keyword of a standard tag in PS3.6 ("PatientName"); empty for repeating groups and unknown tags.
[[nodiscard]] const char* dictionaryKeyword(TagNumber tag);

/// Number of rows compiled in, without the supplement: tells in reports which edition was used.
[[nodiscard]] int profileRowCount();

} // namespace lobule::deidentify
