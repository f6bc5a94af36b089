#include "app/reporting/FieldTitles.h"

#include "core/report/ReportFields.h"

#include <QCoreApplication>

namespace lobule::reporting {

QString windowFieldTitle(const QString& key)
{
    const auto say = [](const char* text) { return QCoreApplication::translate("ReportFields", text); };
    if (key == QLatin1String(report::kIndication)) return say(QT_TRANSLATE_NOOP("ReportFields", "Indication"));
    if (key == QLatin1String(report::kTechnique)) return say(QT_TRANSLATE_NOOP("ReportFields", "Technique"));
    if (key == QLatin1String(report::kFindings)) return say(QT_TRANSLATE_NOOP("ReportFields", "Findings"));
    if (key == QLatin1String(report::kAiResult)) return say(QT_TRANSLATE_NOOP("ReportFields", "AI result"));
    if (key == QLatin1String(report::kImpression)) return say(QT_TRANSLATE_NOOP("ReportFields", "Impression"));
    if (key == QLatin1String(report::kAddendum)) return say(QT_TRANSLATE_NOOP("ReportFields", "Addendum"));
    return key;
}

} // namespace lobule::reporting
