#include "core/dicom/InstanceReader.h"

#include "core/dicom/ContrastPhase.h"
#include "core/dicom/DataSetReader.h"

#include <gdcmFile.h>

#include <cmath>

namespace lobule::dicom {

namespace {

using detail::DataSetReader;

constexpr double kSmallestUsefulLength = 1e-3;

std::optional<Vec3> vectorOf(const std::vector<double>& values, std::size_t first)
{
    if (values.size() < first + 3) return std::nullopt;
    return Vec3{values[first], values[first + 1], values[first + 2]};
}

std::optional<Vec3> unit(std::optional<Vec3> v)
{
    if (!v || length(*v) < kSmallestUsefulLength) return std::nullopt;
    return *v * (1.0 / length(*v));
}

/// Applies Image Position / Orientation (Patient) found in `source`.
void readPlane(const DataSetReader& position, const DataSetReader& orientation, SliceGeometry& geometry)
{
    const auto origin = vectorOf(position.decimals(0x0020, 0x0032), 0);
    const std::vector<double> cosines = orientation.decimals(0x0020, 0x0037);
    const auto row = unit(vectorOf(cosines, 0));
    const auto column = unit(vectorOf(cosines, 3));
    // Directions that are not at right angles describe no plane that could be measured in.
    if (!origin || !row || !column || std::abs(dot(*row, *column)) > 0.01) return;
    geometry.originLps = *origin;
    geometry.rowDirection = *row;
    geometry.columnDirection = *column;
    geometry.hasPosition = true;
}

void readMeasures(const DataSetReader& source, FrameFacts& frame)
{
    const std::vector<double> spacing = source.decimals(0x0028, 0x0030);
    if (spacing.size() >= 2 && spacing[0] > 0.0 && spacing[1] > 0.0) {
        frame.geometry.rowSpacingMm = spacing[0];
        frame.geometry.columnSpacingMm = spacing[1];
    }
    if (const auto thickness = source.decimal(0x0018, 0x0050); thickness && *thickness > 0.0) frame.thicknessMm = *thickness;
}

void readWindow(const DataSetReader& source, FrameFacts& frame)
{
    const auto center = source.decimal(0x0028, 0x1050);
    const auto width = source.decimal(0x0028, 0x1051);
    if (!center || !width || *width <= 0.0) return;
    frame.windowCenter = *center;
    frame.windowWidth = *width;
}

void readRescale(const DataSetReader& source, FrameFacts& frame)
{
    const auto slope = source.decimal(0x0028, 0x1053);
    const auto intercept = source.decimal(0x0028, 0x1052);
    if (slope && *slope != 0.0) frame.rescaleSlope = *slope;
    if (intercept) frame.rescaleIntercept = *intercept;
}

/// One item of the shared or per-frame functional groups over what is there already.
void readGroups(const DataSetReader& groups, FrameFacts& frame)
{
    if (const auto measures = groups.item(0x0028, 0x9110)) readMeasures(*measures, frame);
    if (const auto window = groups.item(0x0028, 0x9132)) readWindow(*window, frame);
    if (const auto transform = groups.item(0x0028, 0x9145)) readRescale(*transform, frame);
}

/// Position and orientation may be split between the shared and the per-frame groups in either way.
void readGroupPlane(const std::optional<DataSetReader>& shared, const DataSetReader& own, FrameFacts& frame)
{
    const auto pick = [&](std::uint16_t element) -> std::optional<DataSetReader> {
        if (auto item = own.item(0x0020, element)) return item;
        return shared ? shared->item(0x0020, element) : std::nullopt;
    };
    const auto position = pick(0x9113);
    const auto orientation = pick(0x9116);
    if (position && orientation) readPlane(*position, *orientation, frame.geometry);
}

std::vector<FrameFacts> readFrames(const DataSetReader& root, const PixelModule& pixels)
{
    FrameFacts base;
    base.geometry.rows = static_cast<int>(pixels.rows);
    base.geometry.columns = static_cast<int>(pixels.columns);
    readMeasures(root, base);
    readWindow(root, base);
    readRescale(root, base);
    // The frames of a classic multi-frame image do not lie where its one position says.
    if (pixels.frames == 1) readPlane(root, root, base.geometry);
    const auto shared = root.item(0x5200, 0x9229);
    if (shared) readGroups(*shared, base);
    std::vector<FrameFacts> frames(pixels.frames, base);
    std::size_t index = 0;
    root.eachItem(0x5200, 0x9230, [&](const DataSetReader& own) {
        if (index == frames.size()) return false;
        readGroups(own, frames[index]);
        readGroupPlane(shared, own, frames[index]);
        ++index;
        return true;
    });
    return frames;
}

double readExposure(const DataSetReader& root)
{
    if (const auto mas = root.decimal(0x0018, 0x1152); mas && *mas > 0.0) return *mas;
    if (const auto microAs = root.decimal(0x0018, 0x1153); microAs && *microAs > 0.0) return *microAs / 1000.0;
    const auto current = root.decimal(0x0018, 0x1151); // mA
    const auto time = root.decimal(0x0018, 0x1150); // ms
    return current && time && *current > 0.0 && *time > 0.0 ? *current * *time / 1000.0 : 0.0;
}

/// CT protocol of an enhanced image: the first frame speaks for all.
void readEnhancedProtocol(const DataSetReader& groups, InstanceFacts& facts)
{
    if (const auto details = groups.item(0x0018, 0x9325)) {
        facts.tubeVoltageKvp = details->decimal(0x0018, 0x0060).value_or(facts.tubeVoltageKvp);
    }
    if (const auto exposure = groups.item(0x0018, 0x9321)) {
        facts.exposureMas = exposure->float64(0x0018, 0x9332).value_or(facts.exposureMas);
    }
    if (const auto reconstruction = groups.item(0x0018, 0x9314)) {
        if (const std::string kernel = reconstruction->text(0x0018, 0x1210); !kernel.empty()) facts.kernel = kernel;
    }
}

void readProtocol(const DataSetReader& root, InstanceFacts& facts)
{
    facts.kernel = root.text(0x0018, 0x1210);
    facts.tubeVoltageKvp = root.decimal(0x0018, 0x0060).value_or(0.0);
    facts.exposureMas = readExposure(root);
    if (const auto shared = root.item(0x5200, 0x9229)) readEnhancedProtocol(*shared, facts);
    if (const auto first = root.item(0x5200, 0x9230)) readEnhancedProtocol(*first, facts);
}

bool givesHu(const DataSetReader& root, const InstanceFacts& facts)
{
    if (facts.modality != "CT") return false;
    auto source = std::optional(root);
    for (const std::uint16_t groups : {std::uint16_t{0x9229}, std::uint16_t{0x9230}}) {
        const auto item = root.item(0x5200, groups);
        if (!item) continue;
        if (const auto transform = item->item(0x0028, 0x9145)) source = transform;
    }
    const std::string type = source->text(0x0028, 0x1054);
    return source->has(0x0028, 0x1053) && source->has(0x0028, 0x1052) && (type.empty() || type == "HU");
}

int wholeNumber(const DataSetReader& root, std::uint16_t group, std::uint16_t element)
{
    const double value = root.decimal(group, element).value_or(0.0);
    return std::abs(value) < 2e9 ? static_cast<int>(value) : 0;
}

} // namespace

InstanceFacts readInstance(const DicomFile& file)
{
    const DataSetReader root(file.header().GetDataSet());
    InstanceFacts facts;
    const struct {
        std::string InstanceFacts::*field;
        std::uint16_t group, element;
    } texts[] = {{&InstanceFacts::characterSet, 0x0008, 0x0005}, {&InstanceFacts::modality, 0x0008, 0x0060},
        {&InstanceFacts::imageType, 0x0008, 0x0008}, {&InstanceFacts::bodyPart, 0x0018, 0x0015},
        {&InstanceFacts::patientId, 0x0010, 0x0020}, {&InstanceFacts::sex, 0x0010, 0x0040}, {&InstanceFacts::age, 0x0010, 0x1010},
        {&InstanceFacts::studyDate, 0x0008, 0x0020}, {&InstanceFacts::studyDescription, 0x0008, 0x1030},
        {&InstanceFacts::seriesDescription, 0x0008, 0x103E}};
    for (const auto& [field, group, element] : texts) facts.*field = root.text(group, element);
    const struct {
        std::string InstanceFacts::*field;
        std::uint16_t group, element;
    } uids[] = {{&InstanceFacts::studyUid, 0x0020, 0x000D}, {&InstanceFacts::seriesUid, 0x0020, 0x000E},
        {&InstanceFacts::instanceUid, 0x0008, 0x0018}, {&InstanceFacts::sopClassUid, 0x0008, 0x0016},
        {&InstanceFacts::frameOfReferenceUid, 0x0020, 0x0052}};
    for (const auto& [field, group, element] : uids) facts.*field = root.uid(group, element);
    facts.seriesNumber = wholeNumber(root, 0x0020, 0x0011);
    facts.acquisitionNumber = wholeNumber(root, 0x0020, 0x0012);
    facts.instanceNumber = wholeNumber(root, 0x0020, 0x0013);
    facts.isSynthetic = root.text(0x0028, 0x0300) == "YES";
    facts.isLossy = root.text(0x0028, 0x2110) == "01";
    readProtocol(root, facts);
    facts.isHu = givesHu(root, facts);
    if (file.report().pixels) facts.frames = readFrames(root, *file.report().pixels);
    if (!facts.frames.empty()) facts.thicknessMm = facts.frames.front().thicknessMm;
    return facts;
}

std::string readContrastPhase(const DicomFile& file)
{
    const DataSetReader root(file.header().GetDataSet());
    if (root.text(0x0008, 0x0060) != "CT") return {};
    // The most specific description first.
    for (const auto& [group, element] : {std::pair<std::uint16_t, std::uint16_t>{0x0008, 0x103E}, {0x0018, 0x1030}, {0x0008, 0x1030}}) {
        if (std::string phase = contrastPhaseOf(root.text(group, element)); !phase.empty()) return phase;
    }
    return {};
}

} // namespace lobule::dicom
