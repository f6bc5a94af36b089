#include "viewer/render/SliceScene.h"

#include "core/volume/SeriesVolume.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace lobule::render {

namespace {

/// A second letter from this component on: sin 10 degrees. Less is how patients lie on a table, not an oblique slice.
constexpr double kObliqueFrom = 0.1736;

QString directionLetters(const Vec3& direction)
{
    struct Part {
        double size;
        QChar letter;
    };
    // LPS: x to the patient's left, y to posterior, z to the head.
    std::array<Part, 3> parts{Part{std::abs(direction.x), direction.x > 0 ? u'L' : u'R'},
        Part{std::abs(direction.y), direction.y > 0 ? u'P' : u'A'}, Part{std::abs(direction.z), direction.z > 0 ? u'H' : u'F'}};
    std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.size > b.size; });
    QString letters(parts[0].letter);
    if (parts[1].size >= kObliqueFrom) letters += parts[1].letter;
    return letters;
}

} // namespace

ResultBox resultBox(const library::Prediction& prediction)
{
    ResultBox box;
    box.label = prediction.indeterminate ? QStringLiteral("indeterminate") : prediction.label;
    box.score = prediction.score;
    box.modelText = prediction.modelVersion.isEmpty() ? prediction.modelName : prediction.modelName + u' ' + prediction.modelVersion;
    box.deviceText = QCoreApplication::translate("ResultBox", "%1 ms").arg(std::lround(prediction.milliseconds));
    if (!prediction.device.isEmpty()) box.deviceText += QStringLiteral(" · ") + prediction.device;
    box.clinicalUse = prediction.clinicalUse;
    return box;
}

library::KeyImage keyImageOf(const SliceScene& scene)
{
    library::KeyImage image;
    const volume::SliceInfo& slice = scene.volume->slice(scene.index);
    image.seriesUid = scene.volume->seriesUid();
    image.instanceUid = slice.instanceUid;
    image.frame = slice.frame;
    if (scene.volume->pixels(scene.index).type == PixelType::Rgb8) return image;
    const WindowLevel& window = scene.view.window;
    image.windowWidth = window.widthHu;
    image.windowCenter = window.centerHu;
    if (window.function == VoiFunction::LinearExact) image.voi = QStringLiteral("LINEAR_EXACT");
    if (window.function == VoiFunction::Sigmoid) image.voi = QStringLiteral("SIGMOID");
    if (window.usesTable) image.voi = QStringLiteral("TABLE");
    return image;
}

WindowLevel windowOf(const library::KeyImage& image, const volume::SeriesVolume& volume, int index)
{
    if (image.windowWidth <= 0.0) return openingWindow(volume, index);
    WindowLevel window{image.windowWidth, image.windowCenter};
    if (image.voi == QLatin1String("LINEAR_EXACT")) window.function = VoiFunction::LinearExact;
    if (image.voi == QLatin1String("SIGMOID")) window.function = VoiFunction::Sigmoid;
    window.usesTable = image.voi == QLatin1String("TABLE");
    return window;
}

ViewMap viewMap(const SliceScene& scene, QSizeF viewSize)
{
    ViewMap map;
    if (!scene.volume || scene.index < 0 || scene.index >= scene.volume->sliceCount()) return map;
    const SliceGeometry& geometry = scene.volume->slice(scene.index).geometry;
    const SliceView pixels = scene.volume->pixels(scene.index);
    const double aspect = geometry.hasSpacing() ? geometry.rowSpacingMm / geometry.columnSpacingMm : 1.0;
    const double columns = std::max(1, pixels.columns);
    const double rows = std::max(1, pixels.rows);
    QPointF center = scene.view.centerIj;
    double zoom = scene.view.zoom;
    if (scene.view.fit) {
        zoom = std::max(1e-6, std::min(viewSize.width() / columns, viewSize.height() / (rows * aspect)));
        center = {(columns - 1.0) / 2.0, (rows - 1.0) / 2.0};
    }
    map.scaleX = zoom;
    map.scaleY = zoom * aspect;
    map.origin = {viewSize.width() / 2.0 - (center.x() + 0.5) * map.scaleX, viewSize.height() / 2.0 - (center.y() + 0.5) * map.scaleY};
    return map;
}

QStringList orientationLetters(const Vec3& rowDirection, const Vec3& columnDirection)
{
    if (length(rowDirection) < 0.5 || length(columnDirection) < 0.5) return {};
    return {directionLetters(rowDirection * -1.0), directionLetters(rowDirection), directionLetters(columnDirection * -1.0),
        directionLetters(columnDirection)};
}

} // namespace lobule::render
