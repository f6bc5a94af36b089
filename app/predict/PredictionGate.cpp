#include "app/predict/PredictionGate.h"

#include "core/volume/SeriesVolume.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace lobule::predict {

namespace {

struct Reason {
    const char* word;
    const char* sentence;
};

constexpr std::array kReasons{
    Reason{"not-ct", QT_TRANSLATE_NOOP("NotScored", "the modality is not CT")},
    Reason{"not-hu", QT_TRANSLATE_NOOP("NotScored", "the pixels are not in Hounsfield units")},
    Reason{"localizer", QT_TRANSLATE_NOOP("NotScored", "the image is a localizer")},
    Reason{"secondary", QT_TRANSLATE_NOOP("NotScored", "the image is a secondary capture, not an acquired slice")},
    Reason{"no-orientation", QT_TRANSLATE_NOOP("NotScored", "the position of the slice in the patient is not known")},
    Reason{"not-axial", QT_TRANSLATE_NOOP("NotScored", "the slice is not axial")},
    Reason{"no-spacing", QT_TRANSLATE_NOOP("NotScored", "the pixel spacing is not known")},
    Reason{"field-of-view", QT_TRANSLATE_NOOP("NotScored", "the field of view is outside the range of abdominal CT")},
    Reason{"not-square", QT_TRANSLATE_NOOP("NotScored", "the pixels are far from square")},
    Reason{"thickness", QT_TRANSLATE_NOOP("NotScored", "the slice is too thick")},
    Reason{"too-small", QT_TRANSLATE_NOOP("NotScored", "the image has too few pixels")},
    Reason{"colour", QT_TRANSLATE_NOOP("NotScored", "the image is a colour picture")},
};

tl::unexpected<Error> refuse(const char* reason)
{
    return fail(ErrorCode::NotScored, {notScoredSentence(QString::fromLatin1(reason)).toStdString(), reason}, reason);
}

/// The normal within kMaximumTiltDegrees of the long axis, and the rows along one of the patient's other two axes.
bool isAxial(const SliceGeometry& geometry)
{
    const double limit = std::cos(kMaximumTiltDegrees * std::numbers::pi / 180.0);
    const Vec3 normal = geometry.normal();
    const double size = length(normal);
    if (size < 0.99) return false; // Row and column direction are not perpendicular unit vectors.
    const double inPlane = std::max(std::abs(geometry.rowDirection.x), std::abs(geometry.rowDirection.y));
    return std::abs(normal.z) / size >= limit && inPlane >= limit;
}

bool within(double value, double low, double high) { return value >= low && value <= high; }

} // namespace

Result<void> checkSlice(const GateFacts& facts)
{
    if (facts.pixelType == PixelType::Rgb8) return refuse("colour");
    if (facts.modality != QLatin1String("CT")) return refuse("not-ct");
    // Image Type, PS3.3 C.8.2.1.1.1: value 3 of a CT image is AXIAL or LOCALIZER; some scanners put it elsewhere. A synthetic study
    // is DERIVED\SECONDARY by rule and still an axial slice, so value 2 says something only together with a missing geometry.
    const QStringList type = facts.imageType.toUpper().split(QLatin1Char('\\'));
    if (type.contains(QLatin1String("LOCALIZER")) || type.contains(QLatin1String("SCOUT"))) return refuse("localizer");
    if (!facts.geometry.hasPosition) { return refuse(type.contains(QLatin1String("SECONDARY")) ? "secondary" : "no-orientation"); }
    if (facts.unit != QLatin1String("HU")) return refuse("not-hu");
    if (!isAxial(facts.geometry)) return refuse("not-axial");
    if (facts.geometry.rows < kMinimumSide || facts.geometry.columns < kMinimumSide) return refuse("too-small");
    if (!facts.geometry.hasSpacing()) return refuse("no-spacing");
    const double fieldX = facts.geometry.columns * facts.geometry.columnSpacingMm;
    const double fieldY = facts.geometry.rows * facts.geometry.rowSpacingMm;
    if (!within(fieldX, kMinimumFieldMm, kMaximumFieldMm) || !within(fieldY, kMinimumFieldMm, kMaximumFieldMm)) {
        return refuse("field-of-view");
    }
    const double aspect = facts.geometry.rowSpacingMm / facts.geometry.columnSpacingMm;
    if (!within(aspect, 1.0 / kMaximumAspect, kMaximumAspect)) return refuse("not-square");
    if (facts.thicknessMm > kMaximumThicknessMm) return refuse("thickness");
    return {};
}

GateFacts gateFacts(const volume::SeriesVolume& volume, int index, const QString& imageType)
{
    const volume::SliceInfo& slice = volume.slice(index);
    GateFacts facts;
    facts.modality = volume.modality();
    facts.unit = volume.unit();
    facts.imageType = imageType;
    const SliceView pixels = volume.pixels(index);
    facts.pixelType = pixels.type;
    facts.geometry = slice.geometry;
    facts.geometry.rows = pixels.rows;
    facts.geometry.columns = pixels.columns;
    facts.thicknessMm = slice.thicknessMm;
    return facts;
}

QStringList notScoredReasons()
{
    QStringList words;
    for (const Reason& reason : kReasons) words << QString::fromLatin1(reason.word);
    return words;
}

QString notScoredSentence(const QString& reason)
{
    for (const Reason& known : kReasons) {
        if (reason == QLatin1String(known.word)) return QCoreApplication::translate("NotScored", known.sentence);
    }
    return reason;
}

} // namespace lobule::predict
