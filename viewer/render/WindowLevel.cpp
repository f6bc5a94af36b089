#include "viewer/render/WindowLevel.h"

#include <QtGlobal>

namespace lobule::render {

const QList<WindowPreset>& windowPresets()
{
    static const QList<WindowPreset> presets{
        {QT_TRANSLATE_NOOP("WindowPreset", "Liver"), {150.0, 30.0}, 1},
        {QT_TRANSLATE_NOOP("WindowPreset", "Liver portal"), {150.0, 90.0}, 2},
        {QT_TRANSLATE_NOOP("WindowPreset", "Abdomen"), {400.0, 40.0}, 3},
        {QT_TRANSLATE_NOOP("WindowPreset", "Lung"), {1500.0, -600.0}, 4},
        {QT_TRANSLATE_NOOP("WindowPreset", "Bone"), {2000.0, 350.0}, 5},
        {QT_TRANSLATE_NOOP("WindowPreset", "Mediastinum"), {400.0, 40.0}, 6},
        {QT_TRANSLATE_NOOP("WindowPreset", "Angio"), {600.0, 300.0}, 7},
        {QT_TRANSLATE_NOOP("WindowPreset", "Brain"), {80.0, 40.0}, 8},
    };
    return presets;
}

} // namespace lobule::render
