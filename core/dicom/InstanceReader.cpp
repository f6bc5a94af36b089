#include "core/dicom/InstanceReader.h"

#include "core/dicom/ContrastPhase.h"
#include "core/dicom/DataSetReader.h"
#include "core/dicom/ModalityLut.h"
#include "core/dicom/TransferSyntax.h"

#include <gdcmFile.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lobule::dicom {

namespace {

using detail::DataSetReader;

constexpr double kSmallestUsefulLength = 1e-3;

int wholeNumber(const DataSetReader& root, std::uint16_t group, std::uint16_t element)
{
    const double value = root.decimal(group, element).value_or(0.0);
    return std::abs(value) < 2e9 ? static_cast<int>(value) : 0;
}

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
    const std::string function = source.text(0x0028, 0x1056);
    frame.voiFunction = function == "SIGMOID" ? VoiFunction::Sigmoid
        : function == "LINEAR_EXACT"          ? VoiFunction::LinearExact
                                              : VoiFunction::Linear;
}

void readRescale(const DataSetReader& source, FrameFacts& frame)
{
    const bool hasSlope = source.has(0x0028, 0x1053), hasIntercept = source.has(0x0028, 0x1052);
    if (!hasSlope && !hasIntercept) return;
    const auto slope = source.decimal(0x0028, 0x1053);
    const auto intercept = source.decimal(0x0028, 0x1052);
    const bool isBroken = (hasSlope && slope.value_or(0.0) == 0.0) || (hasIntercept && !intercept);
    frame.isRescaled = slope && intercept && !isBroken;
    // With one of them broken the stored values are as good as any others; what nobody may take them for is HU.
    frame.rescaleSlope = isBroken ? 1.0 : slope.value_or(1.0);
    frame.rescaleIntercept = isBroken ? 0.0 : intercept.value_or(0.0);
}

/// Seconds of the day of a TM ("HHMMSS.FFFFFF") or of the time in a DT ("YYYYMMDDHHMMSS.FFFFFF"); NaN when it is none.
double secondsOfDay(std::string_view text, std::size_t first)
{
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    if (text.size() < first + 6) return kNone;
    double parts[3] = {};
    for (std::size_t i = 0; i < 6; ++i) {
        const char c = text[first + i];
        if (c < '0' || c > '9') return kNone;
        parts[i / 2] = parts[i / 2] * 10 + (c - '0');
    }
    double fraction = 0.0, place = 0.1;
    if (text.size() > first + 6 && text[first + 6] == '.') {
        for (std::size_t i = first + 7; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i, place /= 10)
            fraction += (text[i] - '0') * place;
    }
    return parts[0] * 3600 + parts[1] * 60 + parts[2] + fraction;
}

/// Frame Content (PS3.3 C.7.6.16.2.2) and the Frame Type of CT, MR and PET.
void readFrameContent(const DataSetReader& groups, FrameFacts& frame)
{
    if (const auto content = groups.item(0x0020, 0x9111)) {
        const auto acquisition = content->shorts(0x0020, 0x9156);
        if (!acquisition.empty()) frame.acquisitionNumber = acquisition.front();
        const auto temporal = content->longs(0x0020, 0x9128);
        if (!temporal.empty() && temporal.front() < 1'000'000) frame.temporalPosition = static_cast<int>(temporal.front());
    }
    for (const std::uint16_t element : {std::uint16_t{0x9329}, std::uint16_t{0x9226}, std::uint16_t{0x9751}}) {
        if (const auto type = groups.item(0x0018, element)) frame.frameType = type->text(0x0008, 0x9007);
    }
}

/// One item of the shared or per-frame functional groups over what is there already.
void readGroups(const DataSetReader& groups, FrameFacts& frame)
{
    readFrameContent(groups, frame);
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

/// Padding as modality values, which is what the decoder hands out. Stored values have the sign of the pixels.
class Padding {
public:
    Padding(const DicomFile& file, const DataSetReader& root) : m_lut(readModalityLut(file))
    {
        const bool isSigned = file.report().pixels->isSigned;
        const auto stored = [&](std::uint16_t element) -> std::optional<double> {
            const auto values = root.shorts(0x0028, element);
            if (values.empty()) return std::nullopt;
            return isSigned ? static_cast<double>(static_cast<std::int16_t>(values.front())) : static_cast<double>(values.front());
        };
        m_first = stored(0x0120);
        m_last = stored(0x0121);
    }
    void apply(FrameFacts& frame) const
    {
        if (!m_first) return;
        const auto modality = [&](double stored) {
            return m_lut ? static_cast<double>(m_lut->map(static_cast<std::int64_t>(stored)))
                         : stored * frame.rescaleSlope + frame.rescaleIntercept;
        };
        const double a = modality(*m_first), b = modality(m_last.value_or(*m_first));
        frame.paddingLow = std::min(a, b);
        frame.paddingHigh = std::max(a, b);
    }

private:
    std::optional<LookupTable> m_lut;
    std::optional<double> m_first, m_last;
};

std::vector<FrameFacts> readFrames(const DicomFile& file, const DataSetReader& root, const PixelModule& pixels)
{
    FrameFacts base;
    base.geometry.rows = static_cast<int>(pixels.rows);
    base.geometry.columns = static_cast<int>(pixels.columns);
    readMeasures(root, base);
    readWindow(root, base);
    readRescale(root, base);
    base.acquisitionNumber = wholeNumber(root, 0x0020, 0x0012);
    base.temporalPosition = wholeNumber(root, 0x0020, 0x0100);
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
    const Padding padding(file, root);
    for (FrameFacts& frame : frames) padding.apply(frame);
    const std::vector<double> seconds = readAcquisitionSeconds(file);
    for (index = 0; index < frames.size(); ++index) frames[index].acquisitionTimeS = seconds[index];
    return frames;
}

/// Lossless codecs may hold what was lossy before, and codecs that may lose something need not have.
bool isLossy(const DicomFile& file, const DataSetReader& root)
{
    const std::string flag = root.text(0x0028, 0x2110);
    const TransferSyntax* syntax = findTransferSyntax(file.report().transferSyntaxUid);
    const bool mayLose = syntax != nullptr && syntax->lossy;
    return flag == "01" || (mayLose && (flag != "00" || syntax->codec == Codec::Jpeg));
}

/// Modality values may be negative where a rescale shifts them, or the stored ones are.
void readVoiTable(const DicomFile& file, InstanceFacts& facts)
{
    const bool isSigned = file.report().pixels->isSigned || facts.frames.front().rescaleIntercept < 0.0;
    const auto table = readVoiLut(file, isSigned);
    if (!table || table->bits < 8 || table->bits > 16) return;
    facts.voiLut = VoiLut{table->firstMapped, table->bits, table->entries};
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
    const auto isRescaled = [](const FrameFacts& frame) { return frame.isRescaled; };
    if (facts.modality != "CT" || !std::all_of(facts.frames.begin(), facts.frames.end(), isRescaled)) return false;
    auto source = std::optional(root);
    for (const std::uint16_t groups : {std::uint16_t{0x9229}, std::uint16_t{0x9230}}) {
        const auto item = root.item(0x5200, groups);
        if (!item) continue;
        if (const auto transform = item->item(0x0028, 0x9145)) source = transform;
    }
    const std::string type = source->text(0x0028, 0x1054);
    return !facts.frames.empty() && (type.empty() || type == "HU");
}

/// From the time of day `from` to `to`, which is later but for a clock that is off, so that what looks much earlier is the next day; NaN
/// when one of them is.
double secondsBetween(double from, double to)
{
    constexpr double kDay = 86400.0, kOff = 6 * 3600.0;
    return to - from < -kOff ? to - from + kDay : to - from;
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
    facts.isLossy = isLossy(file, root);
    if (const auto ratios = root.decimals(0x0028, 0x2112); facts.isLossy && !ratios.empty() && ratios.back() > 1.0)
        facts.lossyRatio = ratios.back();
    readProtocol(root, facts);
    if (file.report().pixels) {
        facts.isMonochrome1 = file.report().pixels->photometric == "MONOCHROME1";
        facts.frames = readFrames(file, root, *file.report().pixels);
    }
    facts.isHu = givesHu(root, facts);
    if (!facts.frames.empty()) {
        facts.thicknessMm = facts.frames.front().thicknessMm;
        readVoiTable(file, facts);
    }
    return facts;
}

std::vector<double> readAcquisitionSeconds(const DicomFile& file)
{
    if (!file.report().pixels) return {};
    const DataSetReader root(file.header().GetDataSet());
    double begin = secondsOfDay(root.text(0x0008, 0x0030), 0);
    // Midnight is what others put in place of a time that they removed; the distance from there would be the time of day.
    if (begin == 0.0) begin = std::numeric_limits<double>::quiet_NaN();
    double whole = secondsOfDay(root.text(0x0008, 0x0032), 0);
    if (std::isnan(whole)) whole = secondsOfDay(root.text(0x0008, 0x002A), 8);
    std::vector<double> seconds(file.report().pixels->frames, secondsBetween(begin, whole));
    std::size_t index = 0;
    root.eachItem(0x5200, 0x9230, [&](const DataSetReader& own) {
        if (index == seconds.size()) return false;
        const auto content = own.item(0x0020, 0x9111);
        const double time = content ? secondsOfDay(content->text(0x0018, 0x9074), 8) : std::numeric_limits<double>::quiet_NaN();
        if (!std::isnan(time)) seconds[index] = secondsBetween(begin, time);
        ++index;
        return true;
    });
    return seconds;
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
