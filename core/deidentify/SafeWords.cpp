#include "core/deidentify/SafeWords.h"

#include <QByteArray>

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

/// "5", "120", "2.5", "5mm", "100kV": at most three digits before and two after the point, then nothing or a safe unit.
bool isHarmlessNumber(const QString& word)
{
    constexpr int kMaxWhole = 3;
    constexpr int kMaxFraction = 2;
    qsizetype at = 0;
    const auto digits = [&](int most) {
        const qsizetype from = at;
        while (at < word.size() && word[at] >= u'0' && word[at] <= u'9') ++at;
        return at > from && at - from <= most;
    };
    if (!digits(kMaxWhole)) return false;
    if (at + 1 < word.size() && word[at] == u'.') {
        ++at;
        if (!digits(kMaxFraction)) return false;
    }
    return at == word.size() || isSafe(word.mid(at));
}

} // namespace

bool isSafeWord(std::string_view lowerCaseWord) { return words().contains(lowerCaseWord); }

QString keepSafeWords(const QString& text)
{
    QString out;
    QString word;
    const auto flush = [&] {
        while (word.endsWith(u'.')) word.chop(1);
        if (!word.isEmpty() && (isSafe(word) || isHarmlessNumber(word))) {
            if (!out.isEmpty()) out += u' ';
            out += word;
        }
        word.clear();
    };
    for (const QChar c : text) {
        if (c.isLetterOrNumber() || (c == u'.' && !word.isEmpty()))
            word += c;
        else
            flush();
    }
    flush();
    return out;
}

} // namespace lobule::deidentify
