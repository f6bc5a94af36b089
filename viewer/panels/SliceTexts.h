#pragma once

#include "viewer/render/SliceScene.h"

#include <QStringList>

#include <optional>

/// The words in the corners of the view.
namespace lobule::panels::detail {

struct SliceTextInput {
    QStringList fixedTopLeft;
    QStringList fixedTopRight;
    int presetKey = 0; ///< Of the preset that was chosen last: two presets may have the same window.
    std::optional<QPointF> cursorIj; ///< Image point under the mouse.
};

[[nodiscard]] render::CornerTexts cornerTexts(const render::SliceScene& scene, double zoom, const SliceTextInput& input);
/// "x 212 y 268 · \t104 HU" (the value after a tab: bold); empty outside the image.
[[nodiscard]] QString probeText(const render::SliceScene& scene, QPointF ij);

} // namespace lobule::panels::detail
