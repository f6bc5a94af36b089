#include "core/deidentify/SafeWords.h"

#include <QByteArray>
#include <QSet>
#include <QStringList>

#include <algorithm>
#include <unordered_set>

namespace lobule::deidentify {

namespace {

constexpr std::string_view kWords[] = {
#include "SafeWordList.inc"
};

const std::unordered_set<std::string_view>& words()
{
    static const std::unordered_set<std::string_view> set(std::begin(kWords), std::end(kWords));
    return set;
}

bool isSafe(const QString& word)
{
    const QByteArray key = word.toCaseFolded().toUtf8();
    return isSafeWord(std::string_view(key.constData(), static_cast<std::size_t>(key.size())));
}

/// Words behind a number that make it a technical one: "5 mm", "3 phases".
bool isUnit(const QString& word)
{
    static const QSet<QString> units{"mm", "cm", "ml", "cc", "mg", "mgy", "gy", "kv", "kvp", "kev", "ma", "mas", "s", "sec", "secs",
        "seconds", "ms", "hu", "phase", "phases", "slice", "slices", "bolus", "d", "x", "passes", "pass", "series", "detector", "row",
        "rows"};
    return units.contains(word);
}

/// Words before a number that make it a technical one: "phase 3", "kernel 40".
bool isNumbered(const QString& word)
{
    static const QSet<QString> nouns{"phase", "series", "scan", "pass", "thickness", "thk", "slice", "interval", "increment", "kernel",
        "delay", "level", "window", "wl", "ww", "fov", "pitch", "kv", "kvp", "mas", "idose", "safire", "admire", "asir", "segment",
        "couinaud"};
    return nouns.contains(word);
}

/// Months say when, which is more than a description may.
bool isMonth(const QString& word)
{
    static const QSet<QString> months{
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"};
    return months.contains(word);
}

/// Words that identify nobody alone and a hospital together: "Samsung Medical Center", "National Cancer Center", "서울 병원".
bool namesPlace(const QString& word)
{
    static const QSet<QString> places{"hospital", "hospitals", "clinic", "clinics", "university", "universities", "college", "school",
        "institute", "institution", "center", "centre", "centers", "medical", "medicine", "memorial", "foundation", "national", "general",
        "central", "regional", "public", "private", "community", "city", "county", "state", "saint", "st", "north", "south", "east", "west",
        "klinik", "klinikum", "krankenhaus", "spital", "universitaet", "hopital", "hospitalier", "ospedale", "samsung", "canon", "hitachi",
        "fujifilm", "fuji", "philips", "siemens", "ge", "toshiba", "kodak", "carestream", "agfa", "varian", "병원", "의원", "대학교병원",
        "대학병원", "의료원", "센터", "病院", "医院"};
    return places.contains(word);
}

enum class NumberKind { None, Bare, WithUnit };

/// "5", "120", "2.5": at most three digits before and two after the point; "5mm", "100kV": with a unit.
NumberKind numberKind(const QString& word)
{
    constexpr int kMaxWhole = 3;
    constexpr int kMaxFraction = 2;
    qsizetype at = 0;
    const auto digits = [&](int most) {
        const qsizetype from = at;
        while (at < word.size() && word[at] >= u'0' && word[at] <= u'9') ++at;
        return at > from && at - from <= most;
    };
    if (!digits(kMaxWhole)) return NumberKind::None;
    if (at + 1 < word.size() && word[at] == u'.') {
        ++at;
        if (!digits(kMaxFraction)) return NumberKind::None;
    }
    if (at == word.size()) return NumberKind::Bare;
    return isUnit(word.mid(at).toCaseFolded()) ? NumberKind::WithUnit : NumberKind::None;
}

QStringList split(const QString& text)
{
    QStringList words;
    QString word;
    const auto flush = [&] {
        while (word.endsWith(u'.')) word.chop(1);
        if (!word.isEmpty()) words << word;
        word.clear();
    };
    for (const QChar c : text) {
        if (c.isLetterOrNumber() || (c == u'.' && !word.isEmpty()))
            word += c;
        else
            flush();
    }
    flush();
    return words;
}

/// A number is kept only for what stands beside it: pieces of dates, ages and identifiers are short numbers too.
bool isTechnicalNumber(const QStringList& words, qsizetype i)
{
    const NumberKind kind = numberKind(words[i]);
    if (kind == NumberKind::None) return false;
    const auto isNumber = [&](qsizetype k) { return words[k].front().isDigit(); };
    const bool afterNumber = i > 0 && isNumber(i - 1);
    const bool beforeNumber = i + 1 < words.size() && isNumber(i + 1);
    if (kind == NumberKind::WithUnit) return !afterNumber;
    if (afterNumber || beforeNumber) return false;
    if (i + 1 < words.size() && isUnit(words[i + 1].toCaseFolded())) return true;
    return i > 0 && isNumbered(words[i - 1].toCaseFolded());
}

} // namespace

bool isSafeWord(std::string_view lowerCaseWord) { return words().contains(lowerCaseWord); }

QString keepSafeWords(const QString& text)
{
    const QStringList words = split(text);
    QStringList kept;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString& word = words[i];
        const QString folded = word.toCaseFolded();
        if ((isSafe(word) && !isMonth(folded) && !namesPlace(folded)) || isTechnicalNumber(words, i)) kept << word;
    }
    return kept.join(u' ');
}

} // namespace lobule::deidentify
