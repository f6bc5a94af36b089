#pragma once

#include "core/base/SliceView.h"
#include "core/library/KeyImage.h"
#include "core/library/Records.h"
#include "viewer/render/WindowLevel.h"

#include <QImage>
#include <QPointF>
#include <QSize>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

class QPainter;
class QRectF;

namespace lobule::volume {
class SeriesVolume;
}

namespace lobule::render {

class SliceRaster;

/// How a slice is shown. Zoom 1 means one image column = one device-independent pixel before the pixel aspect is applied.
struct ViewState {
    WindowLevel window;
    bool invert = false;
    bool fit = true; ///< Whole image in the view; zoom and centre are computed.
    double zoom = 1.0;
    QPointF centerIj{0.0, 0.0}; ///< Image point (column, row) in the middle of the view, when not `fit`.
};

/// The text in the four corners; each list is drawn top to bottom. What follows a tab in a line is drawn in bold.
struct CornerTexts {
    QStringList topLeft, topRight, bottomLeft, bottomRight;
};

/// The model's answer as it is drawn on the image.
struct ResultBox {
    QString label; ///< "LC", "NonLC" or "indeterminate".
    double score = 0.0;
    QString modelText; ///< "lobule-phantom 1.0".
    QString deviceText; ///< "46 ms · CPU".
    bool clinicalUse = false;
    QPointF offset; ///< Moved by the user, device-independent pixels from the lower right corner.
};
[[nodiscard]] ResultBox resultBox(const library::Prediction& prediction);

struct SliceScene;
/// The slice of the scene, to be marked as it is shown.
[[nodiscard]] library::KeyImage keyImageOf(const SliceScene& scene);
/// The window in which a key image was marked; that of opening slice `index` of its volume where it has none.
[[nodiscard]] WindowLevel windowOf(const library::KeyImage& image, const volume::SeriesVolume& volume, int index);

/// Everything that one picture of one slice needs; the widget and the PDF's key image draw the same scene.
struct SliceScene {
    std::shared_ptr<const volume::SeriesVolume> volume;
    int index = 0;
    ViewState view;
    CornerTexts corners;
    bool showOverlays = true; ///< Corner texts, orientation letters, scale bar.
    QList<library::Measurement> measurements; ///< Of this frame only.
    QString selectedMeasurementId;
    std::optional<ResultBox> result;
    std::optional<QString> keyNote; ///< The slice is a key image, with this note (may be empty).
};

/// Affine map between image index (column i, row j; pixel centres at whole numbers) and the view (device-independent pixels).
struct ViewMap {
    double scaleX = 1.0, scaleY = 1.0; ///< View pixels per image column / row; they differ where pixels are not square.
    QPointF origin; ///< View position of the outer corner of pixel (0,0).
    [[nodiscard]] QPointF toView(QPointF ij) const { return {origin.x() + (ij.x() + 0.5) * scaleX, origin.y() + (ij.y() + 0.5) * scaleY}; }
    [[nodiscard]] QPointF toImage(QPointF xy) const { return {(xy.x() - origin.x()) / scaleX - 0.5, (xy.y() - origin.y()) / scaleY - 0.5}; }
};
[[nodiscard]] ViewMap viewMap(const SliceScene& scene, QSizeF viewSize);

/// Window/level-mapped picture of a slice at its own size: Format_Grayscale8, or RGB32 for colour (to which no window applies).
/// `table` counts where the window says so.
[[nodiscard]] QImage windowedImage(const SliceView& pixels, const WindowLevel& window, bool invert, const VoiLut* table = nullptr);
/// The same of slice `index` of a volume, MONOCHROME1 shown the right way round.
[[nodiscard]] QImage windowedImage(const volume::SeriesVolume& volume, int index, const WindowLevel& window);
/// The window from black at the lowest to white at the highest value of slice `index`; padding does not count.
[[nodiscard]] WindowLevel pixelRangeWindow(const volume::SeriesVolume& volume, int index);
/// What the file itself asks for: the VOI LUT of the slice, otherwise its window and function, otherwise nothing.
[[nodiscard]] std::optional<WindowLevel> fileWindow(const volume::SeriesVolume& volume, int index);
/// The window in which a series opens at slice `index`: Liver for CT in HU, otherwise that of the file, otherwise the range of the pixels.
[[nodiscard]] WindowLevel openingWindow(const volume::SeriesVolume& volume, int index);
/// Paints the scene into `view` (device-independent pixels of `painter`): image, measurements, overlays, result box.
void paintScene(QPainter& painter, const QRectF& view, const SliceScene& scene);
/// The same, with a raster that keeps what the next frame of the same view can use again.
void paintScene(QPainter& painter, const QRectF& view, const SliceScene& scene, SliceRaster& raster);
/// Where paintScene draws the result box, so that it can be dragged; kept inside `view`.
[[nodiscard]] QRectF resultBoxRect(const QRectF& view, const ResultBox& box);
/// The scene as a picture, for key images and reports.
[[nodiscard]] QImage renderScene(const SliceScene& scene, QSize size, double devicePixelRatio = 1.0);
/// Orientation letters at left, right, top, bottom of the picture (R, L, A, P, H, F; two where oblique) from the slice directions; empty
/// without position.
[[nodiscard]] QStringList orientationLetters(const Vec3& rowDirection, const Vec3& columnDirection);
/// The round length (1, 2, 5, 10, 20, 50 ... mm) whose bar fits a view of this width; 0 where even 1 mm is too long.
[[nodiscard]] double scaleBarLengthMm(double pixelsPerMm, double viewWidth);

} // namespace lobule::render
