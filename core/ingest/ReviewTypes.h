#pragma once

#include "core/base/PixelRectangle.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

/// What a person sees of a held file. Original values and pixels: they live in the memory of the one who shows them, are
/// never written anywhere, and go when the review ends.
namespace lobule::ingest {

/// One element before and after de-identification; deidentify::TagChange in Qt's types.
struct TagRow {
    enum class Kind { Kept, Changed, Removed, Added };
    Kind kind = Kind::Kept;
    QString path; ///< "00081140[0].00081155"
    QString keyword; ///< Empty for private elements.
    QString vr;
    QString before;
    QString after;
};

struct ReviewFacts {
    QStringList hold; ///< deidentify::holdReasonName; empty: nothing holds the file.
    bool holdsInPixels = false; ///< One of them is a pixel reason: black-out may help.
    QString digest; ///< Keyed digest of the file's bytes: names exactly what was reviewed.
    QString modality;
    int rows = 0;
    int columns = 0;
    int frames = 0; ///< 0: no picture.
    QString pictureNote; ///< Why there is no picture that can be shown, stable English words; empty when there is one.
    QList<TagRow> changes; ///< In tag order.
};

/// A place in the picture that looks like text.
struct TextBox {
    PixelRectangle box;
    double confidence = 0.0; ///< 0..1
};

struct FramePicture {
    int frame = 0;
    int rows = 0;
    int columns = 0;
    int channels = 1; ///< 1: gray, 3: RGB.
    double windowCenter = 0.0;
    double windowWidth = 0.0; ///< 0: colour, no window.
    QList<TextBox> text;
    QByteArray pixels; ///< rows * columns * channels bytes, row major.
};

[[nodiscard]] QJsonObject toJson(const ReviewFacts& review);
[[nodiscard]] ReviewFacts reviewFromJson(const QJsonObject& json);
/// Without the pixels, which travel as payload.
[[nodiscard]] QJsonObject toJson(const FramePicture& picture);
[[nodiscard]] FramePicture pictureFromJson(const QJsonObject& json);
[[nodiscard]] QJsonArray toJson(const QList<PixelRectangle>& rectangles);
[[nodiscard]] QList<PixelRectangle> rectanglesFromJson(const QJsonArray& json);

} // namespace lobule::ingest

Q_DECLARE_METATYPE(lobule::ingest::ReviewFacts)
Q_DECLARE_METATYPE(lobule::ingest::FramePicture)
