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
        const QString name = word.section(u' ', 0, 0), value = word.section(u' ', 1);
        if (name == u"even") return tr("even %1 mm").arg(value);
        if (name == u"single") return tr("one slice");
        if (name == u"phases") return tr("%n phase(s)", nullptr, value.toInt());
        if (name == u"repeats") return tr("%n pass(es) over the same place", nullptr, value.toInt());
        if (name == u"stacks") return tr("%n stack(s)", nullptr, value.toInt());
        if (name == u"localizers") return tr("%n localizer(s)", nullptr, value.toInt());
        if (name == u"pages") return tr("%n page(s)", nullptr, value.toInt());
        if (name == u"gap") return tr("gap of %1 mm").arg(value);
        if (name == u"missing") return tr("%n slice(s) missing", nullptr, value.toInt());
        if (name == u"uneven") return tr("uneven spacing %1 mm").arg(QString(value).replace(u'-', u'–'));
        if (name == u"tilt") return tr("gantry tilt %1°").arg(value);
        if (name == u"shifted") return tr("shifted sideways by %1 mm").arg(value);
        if (name == u"duplicate-position") return tr("%n repeated position(s)", nullptr, value.toInt());
        if (name == u"mixed-orientation") return tr("%n orientation(s) mixed", nullptr, value.toInt());
        if (name == u"mixed-spacing") return tr("pixel sizes mixed");
        if (name == u"undecodable") return tr("%n image(s) cannot be shown", nullptr, value.toInt());
        if (name == u"no-hu") return tr("%n slice(s) without Hounsfield units", nullptr, value.toInt());
        if (name == u"no-spacing") return tr("no pixel spacing");
        if (name == u"no-position") return tr("no positions");
        return word;
    }
    static QString stack(const volume::StackLabel& label)
    {
        if (label.kind == volume::SliceKind::Localizer) return tr("Localizer");
        if (label.kind == volume::SliceKind::Page) return tr("Page");
        switch (label.part) {
        case volume::StackPart::Phase: return tr("Phase %1 of %2").arg(label.number).arg(label.count);
        case volume::StackPart::Repeat: return tr("Pass %1 of %2").arg(label.number).arg(label.count);
        case volume::StackPart::Other: return tr("Stack %1 of %2").arg(label.number).arg(label.count);
        case volume::StackPart::Whole: break;
        }
        return {};
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
    static const QStringList kOrdinary{
        QStringLiteral("even"), QStringLiteral("single"), QStringLiteral("phases"), QStringLiteral("localizers"), QStringLiteral("pages")};
    for (const QString& word : findings.split(u';', Qt::SkipEmptyParts))
        if (!kOrdinary.contains(word.trimmed().section(u' ', 0, 0))) return true;
    return false;
}

QString stackText(const volume::StackLabel& label) { return Words::stack(label); }

QString sexAgeText(const QString& sex, const QString& age) { return QStringList{sex, ageText(age)}.join(u' ').trimmed(); }

QString studyDateText(const QString& studyDate, const QDateTime& importedAt)
{
    if (!studyDate.isEmpty()) return studyDate;
    return importedAt.isValid() ? Words::imported(importedAt.toLocalTime().date().toString(Qt::ISODate)) : QString();
}

} // namespace lobule::app
