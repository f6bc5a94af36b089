#pragma once

#include "core/base/Geometry.h"
#include "core/base/Result.h"
#include "core/base/SliceView.h"

#include <QString>

namespace lobule::volume {
class SeriesVolume;
}

namespace lobule::predict {

/// What the gate looks at: metadata only, never pixels, so that it costs nothing.
struct GateFacts {
    QString modality; ///< (0008,0060).
    QString unit; ///< "HU" when the rescale gives HU.
    QString imageType; ///< (0008,0008), backslash-separated; empty: unknown.
    PixelType pixelType = PixelType::Int16;
    SliceGeometry geometry;
    double thicknessMm = 0.0; ///< 0: unknown, which is no reason to refuse.
};

/// Largest angle between the slice normal and the patient's long axis at which a slice still counts as axial, degrees.
inline constexpr double kMaximumTiltDegrees = 10.0;
/// Width and height of the field of view, mm.
inline constexpr double kMinimumFieldMm = 200.0;
inline constexpr double kMaximumFieldMm = 700.0;
inline constexpr double kMaximumThicknessMm = 15.0;
/// Longer side of a pixel by its shorter one.
inline constexpr double kMaximumAspect = 1.5;
inline constexpr int kMinimumSide = 64;

/// Whether a slice may be shown to the model at all. A model that was trained on axial abdominal CT answers with full
/// confidence on a head, a localizer or an ultrasound picture, so those never reach it.
/// Error: NotScored; first argument the sentence of notScoredSentence(), second the stable word of notScoredReasons().
[[nodiscard]] Result<void> checkSlice(const GateFacts& facts);

/// Facts of slice `index` of `volume`; `imageType` comes from the instance's row in the catalogue.
[[nodiscard]] GateFacts gateFacts(const volume::SeriesVolume& volume, int index, const QString& imageType);

/// The stable words that checkSlice() gives: "not-ct", "not-hu", "localizer", "secondary",
/// "no-orientation", "not-axial", "no-spacing", "field-of-view", "not-square", "thickness", "too-small", "colour".
[[nodiscard]] QStringList notScoredReasons();
/// The reason in the user's language ("the slice is not axial"); the word itself when it is not one of them.
[[nodiscard]] QString notScoredSentence(const QString& reason);

} // namespace lobule::predict
