#pragma once

#include "app/reporting/ReportDocument.h"
#include "core/base/Result.h"
#include "core/library/Records.h"
#include "viewer/render/SliceScene.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace lobule::library {
class Library;
}

namespace lobule::reporting {

/// The language of the paper, which need not be that of the windows.
enum class Language { English, Korean };
/// "en", "ko"; nothing for anything else.
[[nodiscard]] std::optional<Language> languageFromTag(const QString& tag);
[[nodiscard]] QString languageTag(Language language);

/// A picture that goes into the report, drawn by the same code as on the screen: result box, measurements, letters, scale bar.
struct ReportPicture {
    render::SliceScene scene; ///< Without volume: the pixels are not to be had, and the report says so.
    QString seriesUid;
    int imageNumber = 0;
    int frameNumber = 0; ///< From 1; 0: the image has only one.
    QString note; ///< Of a key image.
};

/// Everything that a printed report says. The pseudonym is the only name in it.
struct ReportInput {
    Language language = Language::Korean;
    library::StudyRow study;
    QList<library::SeriesRow> series;
    QList<library::ReportVersion> versions; ///< Newest first, as the library gives them; the first one is printed.
    std::optional<library::Prediction> prediction; ///< That the AI block and the first picture speak of.
    QList<ReportPicture> pictures;
    QDateTime createdAt; ///< UTC; shown in local time.
};

/// Reads study, series, versions, the newest prediction with the slice that it is about, and the key images (see loadPictures).
[[nodiscard]] Result<ReportInput> loadReportInput(const library::Library& library, const QString& studyUid, Language language);
[[nodiscard]] ReportContent reportContent(const ReportInput& input);
/// Writes the PDF (PDF/A-1b, A4, fonts embedded) by way of a temporary file, so that `path` is the whole report or what was there
/// before. Needs a QGuiApplication. Errors: FileUnwritable, DiskFull.
[[nodiscard]] Result<void> writeReportPdf(const QString& path, const ReportInput& input);
/// "report P-7K3M9Q2X.pdf": a file name without identity.
[[nodiscard]] QString suggestedFileName(const library::StudyRow& study);

} // namespace lobule::reporting
