#pragma once

#include "app/reporting/ReportPdf.h"

#include <QString>

namespace lobule::reporting {

/// The fixed words of the printed report. They are not in the translation files because the paper's language is not the windows'.
enum class Word {
    ReportTitle, ///< "Liver CT report".
    Draft,
    DraftMark,
    Final,
    Version,
    NotStored,
    By,
    Pseudonym,
    Sex,
    Age,
    StudyDate,
    Study,
    Institution,
    Series,
    Images,
    Imported,
    StudyUid,
    Male,
    Female,
    Other,
    Years,
    NotKnown,
    Indication,
    Technique,
    Findings,
    AiResult,
    Impression,
    AiModel,
    AiScoreOf,
    AiNotProbability,
    AiIndeterminate,
    AiWarning,
    KeyImages,
    Image,
    FrameOf, ///< Follows Image where an image has several frames.
    WindowOf,
    NoPixels,
    Synthetic, ///< "Synthetic phantom - not a person, not for clinical use".
    DeIdentified,
    Created,
    PageOf,
    Addendum,
    NoText,
};

[[nodiscard]] QString word(Language language, Word which);
/// Title of a field of core/report/ReportFields.h; the key itself when it is unknown.
[[nodiscard]] QString fieldTitle(Language language, const QString& key);

/// The catalogue's word for a contrast phase ("portal-venous") as it is printed; words that are not known pass unchanged.
[[nodiscard]] QString phaseWord(Language language, const QString& phase);

} // namespace lobule::reporting
