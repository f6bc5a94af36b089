#include "core/ingest/InstanceReview.h"

#include "core/deidentify/Deidentifier.h"
#include "core/deidentify/TagChanges.h"
#include "core/dicom/DicomFile.h"
#include "core/dicom/FramePreview.h"
#include "core/dicom/InstanceReader.h"
#include "core/dicom/StoredFrames.h"

namespace lobule::ingest {

namespace {

TagRow toRow(const deidentify::TagChange& change)
{
    return {static_cast<TagRow::Kind>(change.kind), QString::fromStdString(change.path), QString::fromStdString(change.keyword),
        QString::fromStdString(change.vr), change.before, change.after};
}

QString noteFor(const Error& error)
{
    if (error.code == ErrorCode::NotFound) return QStringLiteral("no-pixel-data");
    const QString argument = error.arguments.empty() ? QString() : QString::fromStdString(error.arguments.front());
    return error.code == ErrorCode::Unsupported ? QStringLiteral("unsupported ") + argument : QStringLiteral("not-decodable ") + argument;
}

void describePixels(const dicom::DicomFile& file, const dicom::InstanceFacts& facts, ReviewFacts& out)
{
    out.modality = QString::fromStdString(facts.modality);
    const auto frames = dicom::StoredFrames::open(file);
    if (!frames) {
        out.pictureNote = noteFor(frames.error());
        return;
    }
    out.rows = static_cast<int>(frames->module().rows);
    out.columns = static_cast<int>(frames->module().columns);
    out.frames = static_cast<int>(frames->count());
}

} // namespace

Result<ReviewFacts> reviewInstance(const std::filesystem::path& path, const deidentify::Deidentifier& deidentifier)
{
    const auto before = dicom::DicomFile::open(path);
    if (!before) return tl::unexpected(before.error());
    auto after = dicom::DicomFile::open(path);
    if (!after) return tl::unexpected(after.error());
    after->attachFragments();
    auto outcome = deidentifier.apply(after->header());
    after->detachFragments();
    if (!outcome) return tl::unexpected(outcome.error());
    const dicom::InstanceFacts facts = dicom::readInstance(*before);
    if (dicom::suspectsBurnedInText(*before, facts)) outcome->hold.push_back(deidentify::HoldReason::SuspectedBurnedInText);
    ReviewFacts out;
    for (const deidentify::HoldReason reason : outcome->hold) {
        out.hold << QString::fromLatin1(deidentify::holdReasonName(reason));
        out.holdsInPixels = out.holdsInPixels || deidentify::isPixelReason(reason);
    }
    describePixels(*before, facts, out);
    for (const deidentify::TagChange& change : deidentify::tagChanges(before->header(), after->header())) out.changes.append(toRow(change));
    return out;
}

Result<FramePicture> pictureOf(const std::filesystem::path& path, int frame, double windowCenter, double windowWidth)
{
    const auto file = dicom::DicomFile::open(path);
    if (!file) return tl::unexpected(file.error());
    if (frame < 0) return fail(ErrorCode::NotFound, {"frame"});
    const auto preview
        = dicom::previewFrame(*file, dicom::readInstance(*file), static_cast<std::uint32_t>(frame), windowCenter, windowWidth);
    if (!preview) return tl::unexpected(preview.error());
    FramePicture out;
    out.frame = frame;
    out.rows = preview->rows;
    out.columns = preview->columns;
    out.channels = preview->channels;
    out.windowCenter = preview->windowCenter;
    out.windowWidth = preview->windowWidth;
    for (const dicom::TextRegion& region : preview->text) out.text.append({region.box, region.confidence});
    out.pixels = QByteArray(reinterpret_cast<const char*>(preview->pixels.data()), static_cast<qsizetype>(preview->pixels.size()));
    return out;
}

} // namespace lobule::ingest
