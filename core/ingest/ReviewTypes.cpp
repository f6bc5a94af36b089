#include "core/ingest/ReviewTypes.h"

#include <QJsonArray>

#include <algorithm>

namespace lobule::ingest {

namespace {

constexpr qsizetype kRectangleValues = 5;

QJsonArray toJson(const PixelRectangle& r) { return {r.x, r.y, r.width, r.height, r.frame}; }

PixelRectangle rectangleFromJson(const QJsonArray& values)
{
    return {values.at(0).toInt(), values.at(1).toInt(), values.at(2).toInt(), values.at(3).toInt(), values.at(4).toInt(-1)};
}

/// One element as a flat array: a file may have a hundred thousand of them.
QJsonArray toJson(const TagRow& row) { return {static_cast<int>(row.kind), row.path, row.keyword, row.vr, row.before, row.after}; }

TagRow rowFromJson(const QJsonArray& values)
{
    const auto kind = static_cast<TagRow::Kind>(std::clamp(values.at(0).toInt(), 0, static_cast<int>(TagRow::Kind::Added)));
    return {
        kind, values.at(1).toString(), values.at(2).toString(), values.at(3).toString(), values.at(4).toString(), values.at(5).toString()};
}

} // namespace

QJsonArray toJson(const QList<PixelRectangle>& rectangles)
{
    QJsonArray json;
    for (const PixelRectangle& each : rectangles) json.append(toJson(each));
    return json;
}

QList<PixelRectangle> rectanglesFromJson(const QJsonArray& json)
{
    QList<PixelRectangle> rectangles;
    for (const QJsonValue& value : json) {
        // A broken entry stays an empty rectangle, which is refused, rather than being left out, which would show what it was to hide.
        const QJsonArray values = value.toArray();
        rectangles.append(values.size() == kRectangleValues ? rectangleFromJson(values) : PixelRectangle{});
    }
    return rectangles;
}

QJsonObject toJson(const ReviewFacts& review)
{
    QJsonArray changes;
    for (const TagRow& row : review.changes) changes.append(toJson(row));
    return {{QStringLiteral("hold"), QJsonArray::fromStringList(review.hold)}, {QStringLiteral("inPixels"), review.holdsInPixels},
        {QStringLiteral("digest"), review.digest}, {QStringLiteral("modality"), review.modality}, {QStringLiteral("rows"), review.rows},
        {QStringLiteral("columns"), review.columns}, {QStringLiteral("frames"), review.frames},
        {QStringLiteral("note"), review.pictureNote}, {QStringLiteral("changes"), changes}};
}

ReviewFacts reviewFromJson(const QJsonObject& json)
{
    ReviewFacts review;
    for (const QJsonValue& value : json.value(QLatin1String("hold")).toArray()) review.hold << value.toString();
    review.holdsInPixels = json.value(QLatin1String("inPixels")).toBool();
    review.digest = json.value(QLatin1String("digest")).toString();
    review.modality = json.value(QLatin1String("modality")).toString();
    review.rows = json.value(QLatin1String("rows")).toInt();
    review.columns = json.value(QLatin1String("columns")).toInt();
    review.frames = json.value(QLatin1String("frames")).toInt();
    review.pictureNote = json.value(QLatin1String("note")).toString();
    const QJsonArray changes = json.value(QLatin1String("changes")).toArray();
    review.changes.reserve(changes.size());
    for (const QJsonValue& value : changes) review.changes.append(rowFromJson(value.toArray()));
    return review;
}

QJsonObject toJson(const FramePicture& picture)
{
    QJsonArray text;
    for (const TextBox& each : picture.text) text.append(QJsonArray{toJson(each.box), each.confidence});
    return {{QStringLiteral("frame"), picture.frame}, {QStringLiteral("rows"), picture.rows}, {QStringLiteral("columns"), picture.columns},
        {QStringLiteral("channels"), picture.channels}, {QStringLiteral("center"), picture.windowCenter},
        {QStringLiteral("width"), picture.windowWidth}, {QStringLiteral("text"), text}};
}

FramePicture pictureFromJson(const QJsonObject& json)
{
    FramePicture picture;
    picture.frame = json.value(QLatin1String("frame")).toInt();
    picture.rows = json.value(QLatin1String("rows")).toInt();
    picture.columns = json.value(QLatin1String("columns")).toInt();
    picture.channels = json.value(QLatin1String("channels")).toInt();
    picture.windowCenter = json.value(QLatin1String("center")).toDouble();
    picture.windowWidth = json.value(QLatin1String("width")).toDouble();
    for (const QJsonValue& value : json.value(QLatin1String("text")).toArray()) {
        const QJsonArray entry = value.toArray();
        picture.text.append({rectangleFromJson(entry.at(0).toArray()), entry.at(1).toDouble()});
    }
    return picture;
}

} // namespace lobule::ingest
