#include "core/deidentify/PhiTokens.h"

#include "core/deidentify/SafeWords.h"

#include <QByteArray>
#include <QStringEncoder>
#include <QStringList>

#include <algorithm>

namespace lobule::deidentify {

namespace {

constexpr int kMinNameLetters = 3;
constexpr int kMinPartLetters = 4;
constexpr int kMinTextLetters = 4;
constexpr int kMinWordLetters = 5;
constexpr int kMinWide = 2;
constexpr int kMinBareLetters = 6; ///< Identifiers without their punctuation.
constexpr std::size_t kMinCodeLetters = 5; ///< In CS, AE, UR: short codes coincide with short names.
constexpr std::size_t kMinUid = 5;
constexpr std::size_t kMinPatternBytes = 4;
constexpr std::size_t kMinByteDigits = 7; ///< Shorter runs occur by chance in numeric values.
constexpr std::size_t kMaxDateGap = 3; ///< Characters between the parts of a date: ". ", "년 ".
constexpr std::size_t kUnboundedFrom = 8; ///< Tokens of this length are found inside words too.

bool isAscii(const QString& text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isWord(char c) { return isDigit(c) || (c >= 'a' && c <= 'z'); }
char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool allDigits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), isDigit); }

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lowered);
    return out;
}

/// "Müller" -> "Muller"; empty when that is not plain ASCII.
QString withoutAccents(const QString& text)
{
    QString out;
    for (const QChar c : text.normalized(QString::NormalizationForm_D)) {
        if (c.category() != QChar::Mark_NonSpacing) out += c;
    }
    return isAscii(out) ? out : QString();
}

/// "Müller" -> "Mueller", as it is written where there is no umlaut.
QString spelledOut(const QString& text)
{
    QString out = text;
    out.replace(u'\u00e4', QLatin1String("ae")).replace(u'\u00f6', QLatin1String("oe")).replace(u'\u00fc', QLatin1String("ue"));
    out.replace(u'\u00c4', QLatin1String("Ae")).replace(u'\u00d6', QLatin1String("Oe")).replace(u'\u00dc', QLatin1String("Ue"));
    return out.replace(u'\u00df', QLatin1String("ss"));
}

/// Composed, and full-width letters as ordinary ones: the same text however it was typed.
QString folded(const QString& text) { return isAscii(text) ? text : text.normalized(QString::NormalizationForm_KC); }

std::string_view takeDigits(std::string_view text, std::size_t at)
{
    std::size_t n = 0;
    while (at + n < text.size() && isDigit(text[at + n])) ++n;
    return text.substr(at, n);
}

std::string padded(std::string_view digits) { return digits.size() == 1 ? "0" + std::string(digits) : std::string(digits); }

std::uint16_t firstTwo(std::string_view bytes)
{
    return static_cast<std::uint16_t>((static_cast<unsigned char>(bytes[0]) << 8) | static_cast<unsigned char>(bytes[1]));
}

} // namespace

void PhiTokens::addToken(const QString& token, int minimumAscii, bool strong)
{
    const QString written = token.trimmed();
    const QString text = folded(written);
    // As it was written, for the search in bytes: capitals beyond ASCII, half-width kana, full-width letters.
    if (!isAscii(written) && written.size() >= kMinWide) m_written.push_back(written);
    if (isAscii(text)) {
        const std::string ascii = lower(text.toStdString());
        if (ascii.size() < static_cast<std::size_t>(minimumAscii) || isSafeWord(ascii)) return;
        if (allDigits(ascii))
            m_digits.insert(ascii);
        else
            m_ascii.push_back({ascii, strong});
        return;
    }
    if (text.size() < kMinWide) return;
    m_wide.push_back(text.toCaseFolded());
    for (const QString& plain : {withoutAccents(text), withoutAccents(spelledOut(text))}) {
        if (!plain.isEmpty()) addToken(plain, minimumAscii, strong);
    }
}

void PhiTokens::addPersonName(const QString& name)
{
    for (const QString& value : name.split(u'\\', Qt::SkipEmptyParts)) {
        for (const QString& group : value.split(u'=', Qt::SkipEmptyParts)) {
            const QStringList components = group.split(u'^', Qt::SkipEmptyParts);
            for (const QString& component : components.mid(0, 3)) {
                addToken(component, kMinNameLetters, true);
                for (const QString& part : QString(component).replace(u'-', u' ').replace(u',', u' ').split(u' ', Qt::SkipEmptyParts)) {
                    addToken(part, kMinPartLetters, false);
                }
            }
            addWholeName(components);
        }
    }
}

/// Family and given name as people write them together. Short names ("Li^Na") are looked for in no other way, since their parts
/// are parts of words everywhere.
void PhiTokens::addWholeName(const QStringList& components)
{
    if (components.size() < 2) return;
    const QString family = components[0].trimmed();
    const QString given = components[1].trimmed();
    // Korean, Japanese and Chinese names are written without a space, family name first.
    if (!isAscii(family + given)) addToken(family + given, kMinNameLetters, true);
    QStringList forms{given};
    QString joined = given; // "Cheol-Su", "Cheol Su" and "Cheolsu" are one name.
    joined.remove(u'-').remove(u' ');
    if (joined != given) forms << joined;
    if (joined != given) addToken(joined, kMinPartLetters, true);
    if (family.isEmpty() || given.isEmpty()) return;
    for (const QString& form : forms) {
        for (const char* between : {" ", "^", ", ", ",", "_"}) {
            addToken(family + QLatin1String(between) + form, kMinTextLetters, true);
            addToken(form + QLatin1String(between) + family, kMinTextLetters, true);
        }
    }
}

void PhiTokens::addText(const QString& text)
{
    for (const QString& value : text.split(u'\\', Qt::SkipEmptyParts)) {
        addToken(value, kMinTextLetters, true);
        // "12-34-5678" is also written 12345678.
        QString bare = value.trimmed();
        bare.remove(u'-').remove(u' ').remove(u'.').remove(u'/');
        const bool hasDigit = std::any_of(bare.begin(), bare.end(), [](QChar c) { return c.isDigit(); });
        if (hasDigit && bare != value.trimmed()) addToken(bare, kMinBareLetters, true);
    }
}

void PhiTokens::addPlace(const QString& text)
{
    for (const QString& value : text.split(u'\\', Qt::SkipEmptyParts)) addToken(value, kMinTextLetters, true);
    QString words = text;
    for (QChar& c : words) {
        if (!c.isLetterOrNumber()) c = u' ';
    }
    for (const QString& word : words.split(u' ', Qt::SkipEmptyParts)) addToken(word, kMinWordLetters, false);
}

void PhiTokens::addUid(std::string_view uid)
{
    const bool valid = std::all_of(uid.begin(), uid.end(), [](char c) { return isDigit(c) || c == '.'; });
    if (valid && uid.size() >= kMinUid && uid.find('.') != std::string_view::npos)
        m_uids.emplace(uid);
    else
        addText(QString::fromLatin1(uid.data(), static_cast<qsizetype>(uid.size())));
}

void PhiTokens::addDate(std::string_view value)
{
    std::string digits;
    for (const char c : value.substr(0, 10)) {
        if (isDigit(c))
            digits += c;
        else if (c != '.' && c != '-')
            break;
    }
    if (digits.size() >= 8) m_digits.insert(digits.substr(0, 8));
}

void PhiTokens::addTime(std::string_view value)
{
    const std::string_view digits = takeDigits(value, 0);
    // Midnight and whole hours are default values, not times of something.
    if (digits.size() == 6 && digits.substr(2) != "0000") m_digits.emplace(digits);
}

void PhiTokens::allowDate(std::string_view yyyymmdd) { m_allowedDates.emplace(yyyymmdd); }

void PhiTokens::addPattern(std::string bytes, bool wordBounded, bool uid)
{
    if (bytes.size() < kMinPatternBytes) return;
    std::transform(bytes.begin(), bytes.end(), bytes.begin(), lowered);
    m_patterns.push_back({std::move(bytes), wordBounded, uid});
}

void PhiTokens::seal(const std::vector<std::string>& encodings)
{
    // The strong one of two equal texts comes first and stays.
    std::sort(m_ascii.begin(), m_ascii.end(),
        [](const Token& a, const Token& b) { return a.text != b.text ? a.text < b.text : a.strong > b.strong; });
    m_ascii.erase(
        std::unique(m_ascii.begin(), m_ascii.end(), [](const Token& a, const Token& b) { return a.text == b.text; }), m_ascii.end());
    std::sort(m_wide.begin(), m_wide.end());
    m_wide.erase(std::unique(m_wide.begin(), m_wide.end()), m_wide.end());

    for (const auto& [token, strong] : m_ascii) {
        // A part of a name or a place may stand in the name of a product; the text search has seen to the others.
        if (!strong || token.size() < kMinPatternBytes) continue;
        addPattern(token, token.size() < kUnboundedFrom, false);
        std::string wide;
        for (const char c : token) wide += {c, '\0'};
        addPattern(wide, false, false); // UTF-16, little endian
        addPattern('\0' + wide.substr(0, wide.size() - 1), false, false); // and big endian
    }
    // The byte search folds ASCII letters only, so the usual cases of the others are searched for.
    std::vector<QString> forms = m_written;
    for (const QString& token : m_wide) {
        forms.push_back(token);
        forms.push_back(token.toUpper());
    }
    std::sort(forms.begin(), forms.end());
    forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
    for (const std::string& name : forms.empty() ? std::vector<std::string>() : encodings) {
        for (const QString& form : forms) {
            QStringEncoder encoder(name.c_str(), QStringConverter::Flag::Stateless);
            const QByteArray bytes = encoder.isValid() ? QByteArray(encoder.encode(form)) : QByteArray();
            if (!encoder.hasError()) addPattern(bytes.toStdString(), false, false);
        }
    }
    for (const std::string& uid : m_uids) addPattern(uid, false, true);

    std::sort(
        m_patterns.begin(), m_patterns.end(), [](const Pattern& a, const Pattern& b) { return firstTwo(a.bytes) < firstTwo(b.bytes); });
    m_firstTwo.assign(65536 / 64, 0);
    for (const Pattern& pattern : m_patterns) {
        const std::uint16_t key = firstTwo(pattern.bytes);
        m_firstTwo[key / 64u] |= std::uint64_t(1) << (key % 64u);
    }
}

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
        return foundDigits(lowerText, vr == vr::kCS) || foundUid(lowerText) || (vr != vr::kCS && foundWrittenDate(lowerText));
    };
    if (foundPlain(text)) return true;
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

/// Three groups of digits or a month's name among two: "17 Sep 2021", "September 17, 2021", "2021년 9월 17일", "17.09.21".
bool PhiTokens::foundWrittenDate(std::string_view text) const
{
    struct Part {
        std::string digits; ///< Two or four.
        bool month = false;
        std::size_t end = 0;
    };
    static constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    std::vector<Part> parts;
    for (std::size_t i = 0; i < text.size();) {
        Part part;
        std::size_t length = 1;
        if (isDigit(text[i])) {
            const std::string_view digits = takeDigits(text, i);
            length = digits.size();
            if (length <= 2 || length == 4) part.digits = padded(digits);
        } else if (isWord(text[i]) && (i == 0 || !isWord(text[i - 1]))) {
            while (i + length < text.size() && isWord(text[i + length]) && !isDigit(text[i + length])) ++length;
            for (std::size_t m = 0; m < std::size(kMonths); ++m) {
                if (length >= 3 && text.substr(i, 3) == kMonths[m]) part = {padded(std::to_string(m + 1)), true, 0};
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
