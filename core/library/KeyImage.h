#pragma once

#include <QDateTime>
#include <QString>

namespace lobule::library {

/// A frame that a reader has marked because it shows what the report says. Marked or not is a property of the frame: the same one marked at
/// two workstations is one key image. Removing keeps the row as a tombstone.
struct KeyImage {
    QString id; ///< keyImageId() of image and frame; set by the library.
    QString studyUid;
    QString seriesUid;
    QString instanceUid;
    int frame = 0;
    double windowWidth = 0.0; ///< As it was shown when it was marked, also below; 0: colour, no window.
    double windowCenter = 0.0;
    QString voi = QStringLiteral("LINEAR"); ///< VOI LUT Function: LINEAR, LINEAR_EXACT, SIGMOID; TABLE: the file's VOI LUT.
    QString note; ///< Free text of one line, may be empty.
    QString author;
    QDateTime createdAt; ///< UTC.
};

inline constexpr int kMaxKeyImageNote = 200;
inline constexpr double kMaxKeyImageWindow = 1e6; ///< Of width and centre, either way.

/// As a library keeps it: one line, cut where it is too long.
[[nodiscard]] QString keyImageNote(const QString& text);
/// Within the limits; what is no number is none.
[[nodiscard]] double keyImageWindow(double value);

/// The same in every library: UUID without braces.
[[nodiscard]] QString keyImageId(const QString& instanceUid, int frame);

} // namespace lobule::library
