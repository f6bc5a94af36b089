#include "app/CatalogueText.h"

#include <QCoreApplication>

namespace lobule::app {
namespace {

/// Gives the words one translation context.
class Words {
    Q_DECLARE_TR_FUNCTIONS(CatalogueText)
public:
    static QString finding(const QString& word)
    {
        if (word.startsWith(u"even ")) return tr("even %1 mm").arg(word.mid(5));
        if (word == u"even") return tr("even");
        if (word == u"single") return tr("one slice");
        if (word == u"gap") return tr("slices missing");
        if (word == u"uneven") return tr("uneven spacing");
        if (word == u"tilt") return tr("gantry tilt");
        if (word == u"duplicate-position") return tr("repeated positions");
        if (word == u"mixed-orientation") return tr("mixed orientations");
        if (word == u"no-position") return tr("no positions");
        return word;
    }
    static QString phase(const QString& phase)
    {
        if (phase == u"unenhanced") return tr("Non-contrast");
        if (phase == u"arterial") return tr("Arterial");
        if (phase == u"portal-venous") return tr("Portal venous");
        if (phase == u"delayed") return tr("Delayed");
        if (phase == u"hepatobiliary") return tr("Hepatobiliary");
        return phase;
    }
    static QString imported(const QString& day) { return tr("imported %1").arg(day); }
};

/// "061Y" -> "61"; other units keep their letter ("6M"), because the reader takes a bare number for years.
QString ageText(const QString& age)
{
    bool isNumber = false;
    const int count = age.left(3).toInt(&isNumber);
    if (age.size() != 4 || !isNumber) return {};
    return age.endsWith(u'Y') ? QString::number(count) : QString::number(count) + age.back();
}

} // namespace

QString phaseText(const QString& phase) { return Words::phase(phase); }

QString geometryText(const QString& findings)
{
    QStringList words;
    for (const QString& word : findings.split(u';', Qt::SkipEmptyParts)) words << Words::finding(word.trimmed());
    return words.join(QStringLiteral(", "));
}

bool isGeometryRemarkable(const QString& findings)
{
    for (const QString& word : findings.split(u';', Qt::SkipEmptyParts))
        if (!word.trimmed().startsWith(u"even") && word.trimmed() != u"single") return true;
    return false;
}

QString sexAgeText(const QString& sex, const QString& age) { return QStringList{sex, ageText(age)}.join(u' ').trimmed(); }

QString studyDateText(const QString& studyDate, const QDateTime& importedAt)
{
    if (!studyDate.isEmpty()) return studyDate;
    return importedAt.isValid() ? Words::imported(importedAt.toLocalTime().date().toString(Qt::ISODate)) : QString();
}

} // namespace lobule::app
