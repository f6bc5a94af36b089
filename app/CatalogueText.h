#pragma once

#include "core/volume/SeriesVolume.h"

#include <QDateTime>
#include <QString>

/// The stable words of the catalogue in the user's language, for every page alike. Follows the installed translator.
namespace lobule::app {

/// A contrast phase ("portal-venous"); words that are not known pass unchanged.
[[nodiscard]] QString phaseText(const QString& phase);
/// The geometry findings of a series ("even 3.0", "gap;tilt").
[[nodiscard]] QString geometryText(const QString& findings);
/// What a stack is within its series ("Phase 2 of 3", "Localizer"); empty for a series of one stack.
[[nodiscard]] QString stackText(const volume::StackLabel& label);
/// Whether the findings deserve the reader's attention (anything but evenly spaced stacks, a single slice, and what is split off).
[[nodiscard]] bool isGeometryRemarkable(const QString& findings);
/// "M 61", "F", "6M"; empty when neither sex nor age is known. `age` is a DICOM age string (PS3.5 6.2, VR AS).
[[nodiscard]] QString sexAgeText(const QString& sex, const QString& age);
/// The date of the study, or "imported 2026-11-21" where de-identification has removed it.
[[nodiscard]] QString studyDateText(const QString& studyDate, const QDateTime& importedAt);

} // namespace lobule::app
