#include "core/deidentify/PhiTokens.h"

#include "core/deidentify/PhiText.h"
#include "core/deidentify/SafeWords.h"
#include "core/deidentify/SquashedText.h"

#include <QByteArray>
#include <QRegularExpression>
#include <QSet>
#include <QStringEncoder>
#include <QStringList>

#include <algorithm>

namespace lobule::deidentify {

using namespace phi;
using namespace Qt::StringLiterals;

namespace {

constexpr int kMinNameLetters = 3;
constexpr int kMinPartLetters = 4;
constexpr int kMinTextLetters = 4;
constexpr int kMinWordLetters = 5;
constexpr int kMinWide = 2;
constexpr int kMinBareLetters = 6; ///< Identifiers without their punctuation.
constexpr qsizetype kMinSquashedName = 4;
constexpr qsizetype kMinSquashedText = 6;
constexpr std::size_t kMinUid = 5;

bool allDigits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), isDigit); }

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
    out.replace(u'\u00e5', QLatin1String("aa")).replace(u'\u00f8', QLatin1String("oe")).replace(u'\u00d8', QLatin1String("Oe"));
    out.replace(u'\u00c4', QLatin1String("Ae")).replace(u'\u00d6', QLatin1String("Oe")).replace(u'\u00dc', QLatin1String("Ue"));
    return out.replace(u'\u00df', QLatin1String("ss"));
}

/// Syllables of the family name in a Korean name that is written as one word; 0: it does not look like one.
qsizetype koreanFamilyLength(const QString& name)
{
    static const QSet<QString> two{u"남궁"_s, u"황보"_s, u"제갈"_s, u"사공"_s, u"선우"_s, u"독고"_s, u"서문"_s, u"동방"_s};
    if (name.size() == 3) return 1;
    return name.size() == 4 && two.contains(name.left(2)) ? 2 : 0;
}

/// The same in Latin letters: "HONGGILDONG". The names of more than nine in ten Koreans, in the usual spellings.
qsizetype romanFamilyLength(const QString& name)
{
    constexpr qsizetype kMinGiven = 4;
    static const QStringList families
        = QStringLiteral("kim lee yi rhee park bak pak choi choe jung jeong chung kang gang cho jo yoon yun "
                         "jang chang lim rim han oh seo suh shin sin kwon gwon hwang ahn song ryu yoo yu hong "
                         "jeon jun chun ko go moon mun yang son sohn bae baek paik huh heo nam sim shim noh "
                         "roh ha jin kwak gwak joo ju koo ku woo min cha kwun byun pyo")
              .split(u' ');
    const QString lowerName = name.toLower();
    qsizetype longest = 0;
    for (const QString& family : families)
        if (lowerName.startsWith(family) && name.size() - family.size() >= kMinGiven) longest = std::max(longest, family.size());
    return longest;
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

void PhiTokens::addSquashed(const QString& text, qsizetype minimumAscii)
{
    for (const QString& form : {text, spelledOut(text)}) {
        const QString squashed = SquashedText::of(form).text;
        const bool ascii = isAscii(squashed);
        if (squashed.size() < (ascii ? minimumAscii : kMinWide)) continue;
        if (ascii && isSafeWord(squashed.toStdString())) continue;
        if (std::find(m_squashed.begin(), m_squashed.end(), squashed) == m_squashed.end()) m_squashed.push_back(squashed);
    }
}

/// The words of a name component: split where the kind of character changes, without what is written beside a name.
QStringList PhiTokens::nameWords(const QString& component)
{
    static const QSet<QString> beside{"bo", "baby", "of", "mr", "mrs", "ms", "miss", "dr", "boy", "girl", "twin"};
    QStringList words;
    QString word;
    QChar::Script before = QChar::Script_Common;
    const auto endWord = [&] {
        for (const char16_t* suffix : {u"아기", u"애기", u"신생아", u"님", u"씨"}) {
            const QString ending = QString::fromUtf16(suffix);
            if (word == ending || (word.endsWith(ending) && word.size() - ending.size() >= 2)) word.chop(ending.size());
        }
        const bool isMark = isAscii(word) && (word.size() < 2 || beside.contains(word.toLower()));
        if (!word.isEmpty() && !isMark) words << word;
        word.clear();
    };
    for (const QChar c : component) {
        const QChar::Script script = c.script();
        const bool joins = c.isLetter() || c.isMark() || c == u'\'';
        if (!joins || (!word.isEmpty() && script != before && c.isLetter())) endWord();
        if (joins) word += c;
        if (c.isLetter()) before = script;
    }
    endWord();
    return words;
}

/// A whole name in one component, as many Korean systems write it: "LEE MIN HO", "홍길동", "HONGGILDONG".
void PhiTokens::addWords(const QString& component)
{
    const QStringList words = nameWords(component);
    if (words.size() >= 2 && words.size() <= 4) addWholeName({words.first(), words.mid(1).join(u' ')});
    for (const QString& name : words) {
        const bool isHangul = std::all_of(name.begin(), name.end(), [](QChar c) { return c.script() == QChar::Script_Hangul; });
        const qsizetype family = isHangul ? koreanFamilyLength(name) : words.size() == 1 ? romanFamilyLength(name) : 0;
        if (family == 0) continue;
        addWholeName({name.left(family), name.mid(family)});
        if (isHangul) addToken(name.mid(family), kMinNameLetters, true);
    }
}

/// "AB-0012345" is also written "AB 12345" and "12345".
void PhiTokens::addNumberForms(const QString& identifier)
{
    const std::string squashed = SquashedText::of(identifier).text.toStdString();
    const auto at = squashed.find_first_of("0123456789");
    if (at == std::string::npos) return;
    const std::string_view digits = takeDigits(squashed, at);
    const std::string_view number = withoutLeadingZeros(digits);
    if (at + digits.size() != squashed.size() || number.size() < kMinBareDigits) return;
    m_digits.emplace(digits);
    m_digits.emplace(number);
    // "+82-10-2345-6789" is 010-2345-6789 at home.
    constexpr std::size_t kMinInternational = 11, kLongestCountryCode = 3, kMinPhone = 8;
    for (std::size_t code = 1; code <= kLongestCountryCode && number.size() >= kMinInternational; ++code)
        if (const auto home = withoutLeadingZeros(number.substr(code)); home.size() >= kMinPhone) m_digits.emplace(home);
    if (at > 0) addSquashed(QString::fromStdString(squashed.substr(0, at) + std::string(number)), kMinSquashedText);
}

void PhiTokens::addPersonName(const QString& name)
{
    // Every item of a long sequence may name the same physician.
    if (m_names.contains(name)) return;
    m_names.insert(name);
    for (const QString& value : name.split(u'\\', Qt::SkipEmptyParts)) {
        for (const QString& group : value.split(u'=', Qt::SkipEmptyParts)) {
            const QStringList components = group.split(u'^', Qt::SkipEmptyParts);
            QStringList bare; // "홍길동A", "HONG(M/62)": without what is written beside the name
            for (const QString& component : components.mid(0, 3)) {
                addToken(component, kMinNameLetters, true);
                if (!isAscii(component)) addSquashed(component, kMinPartLetters);
                const QStringList words = nameWords(component);
                for (const QString& part :
                    words + QString(component).replace(u'-', u' ').replace(u',', u' ').split(u' ', Qt::SkipEmptyParts))
                    addToken(part, kMinPartLetters, false);
                bare << words.join(u' ');
            }
            if (components.size() == 1) addWords(components[0].trimmed());
            addWholeName(components);
            if (bare != components.mid(0, 3)) addWholeName(bare);
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
    addSquashed(family + given, kMinSquashedName);
    addSquashed(given + family, kMinSquashedName);
    addSquashed(given, kMinSquashedName);
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
        const bool hasNumber = std::any_of(value.begin(), value.end(), [](QChar c) { return c.isDigit(); });
        if (hasNumber) addSquashed(value, kMinSquashedText);
        addNumberForms(value);
        // "12-34-5678" is also written 12345678.
        QString bare = value.trimmed();
        bare.remove(u'-').remove(u' ').remove(u'.').remove(u'/');
        const bool hasDigit = std::any_of(bare.begin(), bare.end(), [](QChar c) { return c.isDigit(); });
        if (hasDigit && bare != value.trimmed()) addToken(bare, kMinBareLetters, true);
    }
}

void PhiTokens::addIdentifier(const QString& text)
{
    addText(text);
    for (const QString& value : text.split(u'\\', Qt::SkipEmptyParts)) {
        const QStringList words = nameWords(value);
        if (words.size() >= 2 && words.join(QString()).size() >= kMinBareLetters) addPersonName(words.join(u' '));
        static const QRegularExpression date(QStringLiteral("(?<![0-9])(?:19|20)[0-9]{6}(?![0-9])"));
        if (const auto found = date.match(value); found.hasMatch()) addDate(found.captured().toStdString());
    }
}

void PhiTokens::addPlace(const QString& text)
{
    for (const QString& value : text.split(u'\\', Qt::SkipEmptyParts)) {
        addToken(value, kMinTextLetters, true);
        addSquashed(value, kMinSquashedText);
    }
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
    if (digits.size() < 8) return;
    m_digits.insert(digits.substr(0, 8));
    const std::string year = digits.substr(0, 4), shortYear = digits.substr(2, 2), month = digits.substr(4, 2), day = digits.substr(6, 2);
    m_dateForms.insert({shortYear + month + day, day + month + shortYear, month + day + shortYear, day + month + year, month + day + year});
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

} // namespace lobule::deidentify
