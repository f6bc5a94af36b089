// The JSON form of library::StagedInstance, both ways.

#include "core/ingest/Protocol.h"

#include <QJsonArray>

#include <QtNumeric>

#include <array>
#include <cmath>
#include <utility>

namespace lobule::ingest {

namespace {

using library::StagedFrame;
using library::StagedInstance;

constexpr std::array<std::pair<const char*, QString StagedInstance::*>, 22> kTexts{{{"studyUid", &StagedInstance::studyUid},
    {"seriesUid", &StagedInstance::seriesUid}, {"instanceUid", &StagedInstance::instanceUid},
    {"sourceDigest", &StagedInstance::sourceDigest}, {"objectPath", &StagedInstance::objectPath},
    {"objectSha256", &StagedInstance::objectSha256}, {"pixelPath", &StagedInstance::pixelPath}, {"pixelNote", &StagedInstance::pixelNote},
    {"sopClassUid", &StagedInstance::sopClassUid}, {"transferSyntaxUid", &StagedInstance::transferSyntaxUid},
    {"modality", &StagedInstance::modality}, {"imageType", &StagedInstance::imageType}, {"pseudonym", &StagedInstance::pseudonym},
    {"sex", &StagedInstance::sex}, {"age", &StagedInstance::age}, {"studyDate", &StagedInstance::studyDate},
    {"studyDescription", &StagedInstance::studyDescription}, {"seriesDescription", &StagedInstance::seriesDescription},
    {"bodyPart", &StagedInstance::bodyPart}, {"phase", &StagedInstance::phase}, {"kernel", &StagedInstance::kernel},
    {"frameOfReferenceUid", &StagedInstance::frameOfReferenceUid}}};

constexpr std::array<std::pair<const char*, int StagedInstance::*>, 5> kNumbers{
    {{"rows", &StagedInstance::rows}, {"columns", &StagedInstance::columns}, {"seriesNumber", &StagedInstance::seriesNumber},
        {"instanceNumber", &StagedInstance::instanceNumber}, {"acquisitionNumber", &StagedInstance::acquisitionNumber}}};

constexpr std::array<std::pair<const char*, double StagedInstance::*>, 4> kReals{
    {{"tubeVoltageKvp", &StagedInstance::tubeVoltageKvp}, {"exposureMas", &StagedInstance::exposureMas},
        {"thicknessMm", &StagedInstance::thicknessMm}, {"lossyRatio", &StagedInstance::lossyRatio}}};

constexpr int kFrameValues = 26;

/// JSON knows no NaN, and a comparison of two would fail.
QJsonValue orNull(double value) { return std::isnan(value) ? QJsonValue() : QJsonValue(value); }

/// One frame as a flat array; an instance may have thousands.
QJsonArray toJson(const StagedFrame& frame)
{
    const SliceGeometry& g = frame.geometry;
    return {g.rows, g.columns, g.rowSpacingMm, g.columnSpacingMm, g.originLps.x, g.originLps.y, g.originLps.z, g.rowDirection.x,
        g.rowDirection.y, g.rowDirection.z, g.columnDirection.x, g.columnDirection.y, g.columnDirection.z, g.hasPosition ? 1 : 0,
        frame.windowWidth, frame.windowCenter, frame.thicknessMm, static_cast<int>(frame.voiFunction), orNull(frame.paddingLow),
        orNull(frame.paddingHigh), frame.acquisitionNumber, frame.temporalPosition, orNull(frame.acquisitionTimeS), frame.frameType,
        frame.rescaleSlope, frame.rescaleIntercept};
}

QJsonValue toJson(const std::optional<VoiLut>& lut)
{
    if (!lut) return {};
    QByteArray entries;
    for (const std::uint16_t entry : lut->entries) {
        entries.append(static_cast<char>(entry & 0xFF));
        entries.append(static_cast<char>(entry >> 8));
    }
    return QJsonObject{{QStringLiteral("first"), lut->firstMapped}, {QStringLiteral("bits"), static_cast<int>(lut->bits)},
        {QStringLiteral("entries"), QString::fromLatin1(entries.toBase64())}};
}

std::optional<VoiLut> voiLutFromJson(const QJsonObject& json)
{
    const QByteArray entries = QByteArray::fromBase64(json.value(QLatin1String("entries")).toString().toLatin1());
    VoiLut lut{json.value(QLatin1String("first")).toInt(), static_cast<std::uint32_t>(json.value(QLatin1String("bits")).toInt()), {}};
    if (entries.size() < 2 || entries.size() > 2 * 65536 || lut.bits < 8 || lut.bits > 16) return std::nullopt;
    for (qsizetype i = 0; i + 1 < entries.size(); i += 2)
        lut.entries.push_back(
            static_cast<std::uint16_t>(static_cast<std::uint8_t>(entries[i]) | static_cast<std::uint8_t>(entries[i + 1]) << 8));
    return lut;
}

Result<StagedFrame> frameFromJson(const QJsonArray& values)
{
    if (values.size() != kFrameValues) return fail(ErrorCode::Protocol, {}, "a frame has the wrong number of values");
    const auto real = [&](int index) { return values.at(index).toDouble(); };
    StagedFrame frame;
    frame.geometry.rows = values.at(0).toInt();
    frame.geometry.columns = values.at(1).toInt();
    frame.geometry.rowSpacingMm = real(2);
    frame.geometry.columnSpacingMm = real(3);
    frame.geometry.originLps = {real(4), real(5), real(6)};
    frame.geometry.rowDirection = {real(7), real(8), real(9)};
    frame.geometry.columnDirection = {real(10), real(11), real(12)};
    frame.geometry.hasPosition = values.at(13).toInt() == 1;
    frame.windowWidth = real(14);
    frame.windowCenter = real(15);
    frame.thicknessMm = real(16);
    const int function = values.at(17).toInt();
    if (function < 0 || function > static_cast<int>(VoiFunction::Sigmoid)) return fail(ErrorCode::Protocol, {}, "unknown VOI function");
    frame.voiFunction = static_cast<VoiFunction>(function);
    frame.paddingLow = values.at(18).toDouble(qQNaN());
    frame.paddingHigh = values.at(19).toDouble(qQNaN());
    frame.acquisitionNumber = values.at(20).toInt();
    frame.temporalPosition = values.at(21).toInt();
    frame.acquisitionTimeS = values.at(22).toDouble(qQNaN());
    frame.frameType = values.at(23).toString();
    frame.rescaleSlope = real(24);
    frame.rescaleIntercept = real(25);
    return frame;
}

} // namespace

QJsonObject toJson(const StagedInstance& instance)
{
    QJsonObject json;
    for (const auto& [name, field] : kTexts) {
        if (!(instance.*field).isEmpty()) json.insert(QLatin1String(name), instance.*field);
    }
    for (const auto& [name, field] : kNumbers) json.insert(QLatin1String(name), instance.*field);
    for (const auto& [name, field] : kReals) json.insert(QLatin1String(name), instance.*field);
    json.insert(QStringLiteral("objectBytes"), instance.objectBytes);
    json.insert(QStringLiteral("pixelType"), static_cast<int>(instance.pixelType));
    json.insert(QStringLiteral("isHu"), instance.isHu);
    json.insert(QStringLiteral("isSynthetic"), instance.isSynthetic);
    json.insert(QStringLiteral("isMonochrome1"), instance.isMonochrome1);
    json.insert(QStringLiteral("isLossy"), instance.isLossy);
    if (instance.voiLut) json.insert(QStringLiteral("voiLut"), toJson(instance.voiLut));
    QJsonArray frames;
    for (const StagedFrame& frame : instance.frames) frames.append(toJson(frame));
    json.insert(QStringLiteral("frames"), frames);
    if (!instance.releasedHold.isEmpty()) json.insert(QStringLiteral("released"), QJsonArray::fromStringList(instance.releasedHold));
    if (instance.blackOuts > 0) json.insert(QStringLiteral("blackOuts"), instance.blackOuts);
    json.insert(QStringLiteral("identityPseudonym"), instance.identity.pseudonym);
    json.insert(QStringLiteral("identity"), instance.identity.attributes);
    return json;
}

Result<StagedInstance> stagedFromJson(const QJsonObject& json)
{
    StagedInstance instance;
    for (const auto& [name, field] : kTexts) instance.*field = json.value(QLatin1String(name)).toString();
    for (const auto& [name, field] : kNumbers) instance.*field = json.value(QLatin1String(name)).toInt();
    for (const auto& [name, field] : kReals) instance.*field = json.value(QLatin1String(name)).toDouble();
    instance.objectBytes = json.value(QLatin1String("objectBytes")).toInteger();
    const int type = json.value(QLatin1String("pixelType")).toInt();
    if (type < static_cast<int>(PixelType::Int16) || type > static_cast<int>(PixelType::Rgb8))
        return fail(ErrorCode::Protocol, {}, "unknown pixel type");
    instance.pixelType = static_cast<PixelType>(type);
    instance.isHu = json.value(QLatin1String("isHu")).toBool();
    instance.isSynthetic = json.value(QLatin1String("isSynthetic")).toBool();
    instance.isMonochrome1 = json.value(QLatin1String("isMonochrome1")).toBool();
    instance.isLossy = json.value(QLatin1String("isLossy")).toBool();
    if (json.contains(QLatin1String("voiLut"))) instance.voiLut = voiLutFromJson(json.value(QLatin1String("voiLut")).toObject());
    for (const QJsonValue& value : json.value(QLatin1String("frames")).toArray()) {
        const Result<StagedFrame> frame = frameFromJson(value.toArray());
        if (!frame) return tl::unexpected(frame.error());
        instance.frames.append(*frame);
    }
    for (const QJsonValue& value : json.value(QLatin1String("released")).toArray()) instance.releasedHold << value.toString();
    instance.blackOuts = json.value(QLatin1String("blackOuts")).toInt();
    instance.identity.pseudonym = json.value(QLatin1String("identityPseudonym")).toString();
    instance.identity.attributes = json.value(QLatin1String("identity")).toObject();
    return instance;
}

} // namespace lobule::ingest
