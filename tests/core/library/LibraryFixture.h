#pragma once

#include "core/library/Library.h"
#include "core/library/Records.h"

#include <QByteArray>
#include <QString>

/// Makes staged instances the way the ingest worker does, with pixels that follow from their numbers.
namespace lobule::library::fixture {

struct Recipe {
    int patient = 1;
    int study = 1;
    int series = 1;
    int instance = 1;
    int rows = 16;
    int columns = 24;
    PixelType type = PixelType::Int16;
    double spacingMm = 5.0;
    int frames = 1;
    QByteArray salt = {}; ///< Part of the object's content: another salt is another object.
    QString sourceDigest = {}; ///< Default: made of the numbers.
    bool hasPixels = true;
};

[[nodiscard]] QString studyUid(int study);
[[nodiscard]] QString seriesUid(int study, int series);
[[nodiscard]] QString instanceUid(int study, int series, int instance);
/// Value of every pixel of a frame at column i, row j.
[[nodiscard]] qint16 pixelValue(const Recipe& recipe, int frame, int i, int j);
/// Writes the staged files into `folder` and describes them.
[[nodiscard]] StagedInstance stage(const QString& folder, const Recipe& recipe);
/// Points LOBULE_KEY_FILE at a key in `folder`, so that tests do not touch the user's.
void useKeyIn(const QString& folder);

} // namespace lobule::library::fixture
