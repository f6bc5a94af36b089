#pragma once

#include "app/reporting/ReportPdf.h"

namespace lobule::reporting {

/// The pictures of a report: the slice that the newest prediction is about, then every key image in its own window. A key image of that
/// very slice in the same window is that picture, with its note; one whose pixels are not decoded here keeps its place, without picture.
[[nodiscard]] Result<QList<ReportPicture>> loadPictures(
    const library::Library& library, const library::StudyRow& study, const QList<library::Prediction>& predictions);

} // namespace lobule::reporting
