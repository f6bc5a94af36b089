#pragma once

#include <QDateTime>
#include <QString>

/// The stable words of the catalogue in the user's language, for every page alike. Follows the installed translator.
namespace lobule::app {

/// A contrast phase ("portal-venous"); words that are not known pass unchanged.
[[nodiscard]] QString phaseText(const QString& phase);
/// The geometry findings of a series ("even 3.0", "gap;tilt").
[[nodiscard]] QString geometryText(const QString& findings);
/// Whether the findings deserve the reader's attention (anything but evenly spaced, or a single slice).
[[nodiscard]] bool isGeometryRemarkable(const QString& findings);
/// "M 61", "F", "6M"; empty when neither sex nor age is known. `age` is a DICOM age string (PS3.5 6.2, VR AS).
[[nodiscard]] QString sexAgeText(const QString& sex, const QString& age);
/// The date of the study, or "imported 2026-11-21" where de-identification has removed it.
[[nodiscard]] QString studyDateText(const QString& studyDate, const QDateTime& importedAt);

} // namespace lobule::app
