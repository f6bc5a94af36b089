#pragma once

#include <QImage>
#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

class QPaintDevice;
class QPainter;

namespace lobule::reporting {

struct ReportSection {
    QString title;
    QString text; ///< Plain text; line feeds are kept.
    bool isEmphasised = false; ///< The impression: what the referring physician reads first.
    QList<QStringList> rows = {}; ///< A table under the text; its first row is the head.
    QList<int> widthsPercent = {}; ///< Of its columns.
    QList<int> numberColumns = {}; ///< Those that stand at the right edge.
};

/// What the model said, never without where it comes from.
struct AiBlock {
    QString title;
    QString text; ///< The reader's wording; may be empty when only a picture shows the result.
    QString provenance; ///< Model, version, device, time.
    QString warning; ///< "Demonstration, not for clinical use": in a frame; empty only for a cleared model.
};

struct KeyPicture {
    QImage image;
    QString caption;
};

/// A report in words and pictures, everything translated and formatted, ready to be set on pages.
struct ReportContent {
    QString institution;
    QString title;
    QString statusMark; ///< "DRAFT" across every page; empty on a final report.
    QString statusLine; ///< Under the title: status, version, author, time.
    QString notice; ///< Framed above everything else: synthetic study. Empty: none.
    QString runningHead; ///< On the second and later pages.
    QString footerLeft; ///< Creation time and program version.
    QString pageOf; ///< "Page %1 of %2".
    QString keyPicturesTitle;
    QList<QPair<QString, QString>> facts; ///< Label and value.
    QList<ReportSection> sections;
    std::optional<AiBlock> ai;
    int aiAfterSection = -1; ///< The block stands after this many sections; -1: after all.
    QList<KeyPicture> keyPictures;
};

/// The resolution that reports are laid out for.
inline constexpr int kReportDotsPerInch = 300;

/// Sets a report on A4 pages and paints them on a PDF or on a picture alike. Text that is too long flows to the next page; a heading
/// never stands alone at the foot of one.
class ReportDocument {
public:
    /// Laid out for `device`, whose resolution decides about the rounding of lengths; it must outlive the document.
    ReportDocument(const ReportContent& content, QPaintDevice* device);
    ~ReportDocument();
    ReportDocument(const ReportDocument&) = delete;
    ReportDocument& operator=(const ReportDocument&) = delete;

    [[nodiscard]] int pageCount() const;
    /// Paints page `page` (from 0); the painter's origin is the upper left corner of the sheet, its unit the device's pixel.
    void paintPage(QPainter& painter, int page) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// Pages as pictures of `dotsPerInch`, for the preview.
[[nodiscard]] QList<QImage> renderPages(const ReportContent& content, int dotsPerInch);

} // namespace lobule::reporting
