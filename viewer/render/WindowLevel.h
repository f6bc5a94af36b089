#pragma once

#include "core/base/VoiLut.h"

#include <QList>
#include <QString>

namespace lobule::render {

/// Display window: PS3.3 C.11.2.1.2. Values in the unit of the pixels, HU for CT.
struct WindowLevel {
    double widthHu = 150.0;
    double centerHu = 30.0;
    VoiFunction function = VoiFunction::Linear;
    /// The slice's VOI LUT maps instead (PS3.3 C.11.2.1.1), where it has one; width and centre say which values the table covers.
    bool usesTable = false;
    friend bool operator==(const WindowLevel&, const WindowLevel&) = default;
};

struct WindowPreset {
    const char* name; ///< English source text for translation, e.g. "Liver".
    WindowLevel window;
    int key; ///< 1..9: the number key.
};

/// Liver 150/30, Liver portal 150/90, Abdomen 400/40, Lung 1500/-600, Bone 2000/350, Mediastinum 400/40, Angio 600/300, Brain 80/40.
[[nodiscard]] const QList<WindowPreset>& windowPresets();

} // namespace lobule::render
