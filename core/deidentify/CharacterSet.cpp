#include "core/deidentify/CharacterSet.h"

#include <QByteArray>
#include <QStringDecoder>

#include <algorithm>
#include <array>
#include <optional>

namespace lobule::deidentify {

namespace {

constexpr char kEscape = '\x1b';

struct Term {
    std::string_view name; ///< After "ISO_IR " or "ISO 2022 IR ".
    const char* codec;
    bool upperHalf; ///< Occupies G1, so that it holds without an escape sequence when it is the first value.
    bool twoBytes;
};
constexpr Term kTerms[] = {
    {"6", "ISO-8859-1", false, false},
    {"100", "ISO-8859-1", true, false},
    {"101", "ISO-8859-2", true, false},
    {"109", "ISO-8859-3", true, false},
    {"110", "ISO-8859-4", true, false},
    {"144", "ISO-8859-5", true, false},
    {"127", "ISO-8859-6", true, false},
    {"126", "ISO-8859-7", true, false},
    {"138", "ISO-8859-8", true, false},
    {"148", "ISO-8859-9", true, false},
    {"203", "ISO-8859-15", true, false},
    {"13", "Shift_JIS", true, false},
    {"166", "TIS-620", true, false},
    {"87", "EUC-JP", false, true},
    {"159", "EUC-JP", false, true},
    {"149", "EUC-KR", true, true},
    {"58", "GB18030", true, true},
};

/// What an escape sequence puts where (PS3.3 tables C.12-3 and C.12-4).
struct Designation {
    std::string_view escape; ///< Without the ESC byte.
    bool upperHalf;
    const char* codec; ///< Null: ASCII.
    int bytes;
    char prefix; ///< Byte that the codec wants before each character (EUC-JP: 0x8f for JIS X 0212).
};
constexpr Designation kDesignations[] = {
    {"(B", false, nullptr, 1, 0},
    {"(J", false, nullptr, 1, 0},
    {"$B", false, "EUC-JP", 2, 0},
    {"$@", false, "EUC-JP", 2, 0},
    {"$(D", false, "EUC-JP", 2, '\x8f'},
    {")I", true, "Shift_JIS", 1, 0},
    {"$)C", true, "EUC-KR", 2, 0},
    {"$)A", true, "GB18030", 2, 0},
    {"-A", true, "ISO-8859-1", 1, 0},
    {"-B", true, "ISO-8859-2", 1, 0},
    {"-C", true, "ISO-8859-3", 1, 0},
    {"-D", true, "ISO-8859-4", 1, 0},
    {"-L", true, "ISO-8859-5", 1, 0},
    {"-G", true, "ISO-8859-6", 1, 0},
    {"-F", true, "ISO-8859-7", 1, 0},
    {"-H", true, "ISO-8859-8", 1, 0},
    {"-M", true, "ISO-8859-9", 1, 0},
    {"-b", true, "ISO-8859-15", 1, 0},
    {"-T", true, "TIS-620", 1, 0},
};

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    return text;
}

const Term* findTerm(std::string_view value)
{
    for (const std::string_view prefix : {std::string_view("ISO_IR "), std::string_view("ISO 2022 IR "), std::string_view("ISO-IR ")}) {
        if (!value.starts_with(prefix)) continue;
        const auto number = value.substr(prefix.size());
        const auto* found = std::find_if(std::begin(kTerms), std::end(kTerms), [&](const Term& t) { return t.name == number; });
        return found != std::end(kTerms) ? found : nullptr;
    }
    return nullptr;
}

const char* wholeCodec(std::string_view value)
{
    if (value == "ISO_IR 192") return "UTF-8";
    if (value == "GB18030") return "GB18030";
    if (value == "GBK") return "GBK";
    return nullptr;
}

template <class Function> void forEachValue(std::string_view text, Function function)
{
    for (int index = 0;; ++index) {
        const auto end = text.find('\\');
        function(index, trimmed(text.substr(0, end)));
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

bool isAscii(std::string_view bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != kEscape; });
}

/// Null when the codec finds an invalid sequence.
std::optional<QString> decodeWith(const char* codec, std::string_view bytes)
{
    QStringDecoder decoder(codec, QStringConverter::Flag::Stateless);
    if (!decoder.isValid()) return std::nullopt;
    QString text = decoder.decode(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    if (decoder.hasError() || text.contains(QChar::ReplacementCharacter)) return std::nullopt;
    return text;
}

QString latin1(std::string_view bytes) { return QString::fromLatin1(bytes.data(), static_cast<qsizetype>(bytes.size())); }

/// What stands in files whose declared set cannot hold it.
QString decodeUndeclared(std::string_view bytes)
{
    const auto utf8 = decodeWith("UTF-8", bytes);
    auto korean = decodeWith("EUC-KR", bytes);
    if (!korean) korean = decodeWith("windows-949", bytes); // The syllables that EUC-KR lacks.
    const auto isPrivate = [](QChar c) { return c.unicode() >= 0xe000 && c.unicode() < 0xf900; };
    if (korean && std::any_of(korean->begin(), korean->end(), isPrivate)) korean.reset(); // It takes any byte.
    // "홍" in EUC-KR happens to be "ȫ" in UTF-8: letters from there are in nobody's name.
    const auto isUnlikely = [](QChar c) { return c.unicode() >= 0x0180 && c.unicode() < 0x0300; };
    if (utf8 && !(korean && std::any_of(utf8->begin(), utf8->end(), isUnlikely))) return *utf8;
    return korean ? *korean : latin1(bytes);
}

/// Korean or UTF-8 under a Latin set, which many modalities declare whatever they write; null: it is what it says it is.
std::optional<QString> decodeMisdeclared(std::string_view declared, std::string_view bytes)
{
    constexpr std::string_view kLatin("ISO-8859-");
    if (!declared.starts_with(kLatin)) return std::nullopt;
    const std::string_view part = declared.substr(kLatin.size());
    if (part == "5" || part == "6" || part == "7" || part == "8") return std::nullopt; // Cyrillic, Arabic, Greek, Hebrew
    if (decodeWith("UTF-8", bytes)) return decodeUndeclared(bytes);
    const auto text = decodeWith("EUC-KR", bytes);
    // Two syllables beside each other are four bytes that no Latin word has in a row.
    int together = 0, most = 0;
    for (const QChar c : text.value_or(QString())) {
        const QChar::Script script = c.script();
        const bool isKorean = script == QChar::Script_Hangul || script == QChar::Script_Han;
        if (c.unicode() >= 0x80 && !isKorean) return std::nullopt;
        together = isKorean ? together + 1 : 0;
        most = std::max(most, together);
    }
    return most >= 2 ? text : std::nullopt;
}

/// Decoder of ISO 2022 text: walks through runs that one codec can take.
class Iso2022 {
public:
    Iso2022(std::string_view bytes, const char* initialG1, bool initialTwoBytes)
        : m_rest(bytes), m_initial{"", true, initialG1, initialTwoBytes ? 2 : 1, 0}, m_g1(m_initial)
    {
    }

    QString decode()
    {
        while (!m_rest.empty()) {
            if (m_rest.front() == kEscape && takeEscape()) continue;
            if (static_cast<unsigned char>(m_rest.front()) >= 0x80)
                takeUpper();
            else if (m_g0.bytes == 2 && static_cast<unsigned char>(m_rest.front()) > 0x20)
                takeDoubleLower();
            else
                takeAscii();
        }
        return m_out;
    }

private:
    bool takeEscape()
    {
        for (const Designation& d : kDesignations) {
            if (!m_rest.substr(1).starts_with(d.escape)) continue;
            (d.upperHalf ? m_g1 : m_g0) = d;
            m_rest.remove_prefix(1 + d.escape.size());
            return true;
        }
        return false;
    }

    void takeAscii()
    {
        const char c = m_rest.front();
        m_rest.remove_prefix(1);
        m_out += QLatin1Char(c);
        // Delimiters switch back to the initial sets (PS3.5 section 6.1.2.5.3).
        if (c == '\\' || c == '^' || c == '=' || c == '\r' || c == '\n' || c == '\f' || c == '\t') {
            m_g0 = kAscii;
            m_g1 = m_initial;
        }
    }

    void takeDoubleLower()
    {
        std::string euc;
        while (m_rest.size() >= 2 && m_rest.front() > 0x20 && m_rest.front() != kEscape && static_cast<unsigned char>(m_rest[0]) < 0x80) {
            if (m_g0.prefix != 0) euc += m_g0.prefix;
            euc += static_cast<char>(m_rest[0] | '\x80');
            euc += static_cast<char>(m_rest[1] | '\x80');
            m_rest.remove_prefix(2);
        }
        if (euc.empty()) {
            takeAscii();
            return;
        }
        m_out += decodeWith(m_g0.codec, euc).value_or(latin1(euc));
    }

    void takeUpper()
    {
        std::size_t n = 0;
        while (n < m_rest.size() && static_cast<unsigned char>(m_rest[n]) >= 0x80) ++n;
        const std::string_view run = m_rest.substr(0, n);
        m_rest.remove_prefix(n);
        const auto text = m_g1.codec != nullptr ? decodeWith(m_g1.codec, run) : std::nullopt;
        m_out += text ? *text : decodeUndeclared(run);
    }

    static constexpr Designation kAscii{"", false, nullptr, 1, 0};
    std::string_view m_rest;
    Designation m_initial;
    Designation m_g0 = kAscii;
    Designation m_g1;
    QString m_out;
};

} // namespace

CharacterSet::CharacterSet(std::string_view specificCharacterSet)
{
    forEachValue(specificCharacterSet, [this](int index, std::string_view value) {
        if (const char* codec = wholeCodec(value)) {
            if (index == 0) m_whole = codec;
            m_declared.emplace_back(codec);
            return;
        }
        const Term* term = findTerm(value);
        if (term == nullptr) return;
        m_declared.emplace_back(term->codec);
        // Korean and Chinese sets are declared as a second value and often used without their escape sequence.
        if (term->upperHalf && (index == 0 || m_g1 == nullptr)) {
            m_g1 = term->codec;
            m_g1TwoBytes = term->twoBytes;
        }
    });
}

QString CharacterSet::decode(std::string_view bytes) const
{
    const std::string_view value = trimmed(bytes);
    if (isAscii(value)) return latin1(value);
    if (m_whole != nullptr) {
        const auto text = decodeWith(m_whole, value);
        return text ? *text : decodeUndeclared(value);
    }
    // Without any declaration the value is judged as a whole: a part of it may be valid in more than one set.
    const bool isPlain = value.find(kEscape) == std::string_view::npos;
    if (m_g1 == nullptr && isPlain) return decodeUndeclared(value);
    if (isPlain && !m_g1TwoBytes) {
        if (const auto text = decodeMisdeclared(m_g1, value)) return *text;
    }
    // Windows writes the syllables that EUC-KR lacks with second bytes that look like letters.
    if (isPlain && m_g1TwoBytes && std::string_view(m_g1) == "EUC-KR" && !decodeWith("EUC-KR", value)) return decodeUndeclared(value);
    return Iso2022(value, m_g1, m_g1TwoBytes).decode();
}

std::vector<std::string> CharacterSet::encodingsToSearch() const
{
    std::vector<std::string> names{"UTF-8", "UTF-16LE", "UTF-16BE", "EUC-KR", "ISO-8859-1"};
    for (const std::string& name : m_declared) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return names;
}

bool CharacterSet::isDefined(std::string_view specificCharacterSet)
{
    bool defined = true;
    forEachValue(specificCharacterSet, [&](int index, std::string_view value) {
        if (value.empty() && index == 0) return;
        defined = defined && (wholeCodec(value) != nullptr || findTerm(value) != nullptr);
    });
    return defined;
}

} // namespace lobule::deidentify
