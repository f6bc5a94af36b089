#pragma once

#include <QString>

#include <string>
#include <string_view>
#include <vector>

namespace lobule::deidentify {

/// A Specific Character Set (0008,0005), PS3.3 C.12.1.1.2 and PS3.5 section 6.1: single-byte sets, ISO 2022 code
/// extensions (Japanese, Korean, Chinese), UTF-8, GB18030, GBK. Thread: const use from any thread.
class CharacterSet {
public:
    /// The default repertoire (ISO_IR 6).
    CharacterSet() = default;
    /// From the value of (0008,0005) as it stands in the file, values separated by backslashes. Unknown terms are ignored.
    explicit CharacterSet(std::string_view specificCharacterSet);

    /// Text of a value of any text VR, padding removed, backslashes between values kept. Never fails: bytes that the
    /// declared set cannot hold are read as what modalities write undeclared (UTF-8, then Korean EUC-KR, then Latin-1).
    [[nodiscard]] QString decode(std::string_view bytes) const;

    /// The character-set names (as QStringEncoder knows them) in which a survivor of this text could stand.
    [[nodiscard]] std::vector<std::string> encodingsToSearch() const;

    /// True when every term of `specificCharacterSet` is one that the standard defines.
    [[nodiscard]] static bool isDefined(std::string_view specificCharacterSet);

private:
    const char* m_whole = nullptr; ///< Codec of a multi-byte set without code extensions (UTF-8, GB18030, GBK).
    const char* m_g1 = nullptr; ///< Codec of the initial upper half, null: ASCII only.
    bool m_g1TwoBytes = false;
    std::vector<std::string> m_declared;
};

} // namespace lobule::deidentify
