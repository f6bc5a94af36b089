#pragma once

#include <QList>

namespace lobule::render {

/// One point of a transfer function: what a voxel of this value looks like.
struct TransferPoint {
    double hu;
    double opacity; ///< 0..1 per millimetre of the unit distance.
    double red, green, blue; ///< 0..1.
};

struct VolumePreset {
    const char* name; ///< English source text for translation, context "VolumePreset".
    bool isShaded; ///< Lit as a surface; false: glow.
    bool isMaximum; ///< Maximum intensity projection; the opacity is then the brightness.
    QList<TransferPoint> points; ///< Rising in HU; straight between, constant beyond.
};

/// For CT in HU: liver and vessels after contrast, soft tissue, bone, maximum intensity projection.
[[nodiscard]] const QList<VolumePreset>& volumePresets();

} // namespace lobule::render
