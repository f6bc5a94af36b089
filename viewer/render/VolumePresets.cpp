#include "viewer/render/VolumePresets.h"

#include <QtGlobal>

namespace lobule::render {

const QList<VolumePreset>& volumePresets()
{
    // Fat (-100 HU) stays clear; liver after contrast (90 to 130 HU) brown-red, vessels brighter, bone ivory.
    static const QList<VolumePreset> presets{
        {QT_TRANSLATE_NOOP("VolumePreset", "Liver and vessels"), true, false,
            {{-1024, 0, 0, 0, 0}, {50, 0, 0.35, 0.12, 0.08}, {85, 0.03, 0.52, 0.22, 0.14}, {120, 0.22, 0.72, 0.36, 0.24},
                {160, 0.45, 0.90, 0.50, 0.36}, {230, 0.55, 0.97, 0.80, 0.62}, {400, 0.80, 1.00, 0.95, 0.86}, {1500, 0.95, 1, 1, 1}}},
        {QT_TRANSLATE_NOOP("VolumePreset", "Soft tissue"), true, false,
            {{-1024, 0, 0, 0, 0}, {-160, 0, 0.62, 0.44, 0.30}, {-60, 0.05, 0.80, 0.60, 0.44}, {40, 0.30, 0.80, 0.46, 0.34},
                {150, 0.55, 0.94, 0.70, 0.56}, {400, 0.85, 1.00, 0.95, 0.88}, {1500, 0.95, 1, 1, 1}}},
        {QT_TRANSLATE_NOOP("VolumePreset", "Bone"), true, false,
            {{-1024, 0, 0, 0, 0}, {160, 0, 0.60, 0.38, 0.25}, {260, 0.25, 0.86, 0.72, 0.54}, {500, 0.75, 0.98, 0.93, 0.82},
                {1500, 0.95, 1, 1, 1}}},
        {QT_TRANSLATE_NOOP("VolumePreset", "Maximum intensity"), false, true,
            {{-1024, 0, 0, 0, 0}, {-100, 0, 0, 0, 0}, {0, 0.8, 0.1, 0.1, 0.1}, {200, 1, 0.4, 0.4, 0.4}, {1000, 1, 1, 1, 1},
                {1500, 1, 1, 1, 1}}},
    };
    return presets;
}

} // namespace lobule::render
