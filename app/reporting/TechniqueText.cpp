#include "app/reporting/TechniqueText.h"

#include "app/reporting/ReportWords.h"

#include <QStringList>

namespace lobule::reporting {

QString techniqueText(const library::SeriesRow& series, Language language)
{
    const bool isKorean = language == Language::Korean;
    const auto number = [](double value) { return QString::number(value, 'g', 4); };
    QStringList parts;
    if (!series.description.isEmpty()) parts << series.description;
    if (!series.phase.isEmpty()) parts << phaseWord(language, series.phase);
    if (series.thicknessMm > 0)
        parts << (isKorean ? QStringLiteral("절편 두께 %1 mm") : QStringLiteral("%1 mm slices")).arg(number(series.thicknessMm));
    if (series.tubeVoltageKvp > 0) parts << QStringLiteral("%1 kVp").arg(number(series.tubeVoltageKvp));
    if (series.exposureMas > 0) parts << QStringLiteral("%1 mAs").arg(number(series.exposureMas));
    if (!series.kernel.isEmpty()) parts << (isKorean ? QStringLiteral("재구성 커널 %1") : QStringLiteral("kernel %1")).arg(series.kernel);
    if (parts.isEmpty()) return {};
    return series.modality + QStringLiteral(": ") + parts.join(QStringLiteral(", ")) + QLatin1Char('.');
}

} // namespace lobule::reporting
