#include "core/ingest/InstanceIngestor.h"

#include "core/deidentify/CharacterSet.h"
#include "core/deidentify/CleanPixels.h"
#include "core/deidentify/Deidentifier.h"
#include "core/dicom/BlackOut.h"
#include "core/dicom/DicomFile.h"
#include "core/dicom/FrameDecoder.h"
#include "core/dicom/FramePreview.h"
#include "core/dicom/InstanceReader.h"
#include "core/dicom/ScannedFile.h"
#include "core/ingest/DecodingTime.h"
#include "core/ingest/IdentityJson.h"
#include "core/ingest/InstanceReview.h"
#include "core/ingest/WorkerGuard.h"

#include <QFile>

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>

namespace lobule::ingest {

namespace {

using dicom::DicomFile;
using dicom::InstanceFacts;
using library::StagedInstance;

/// What the decoded pixels take at least: a type that is wider shows only while decoding.
qint64 leastPixelBytes(const DicomFile& file, const InstanceFacts& facts)
{
    if (!file.report().pixels) return 0;
    const dicom::PixelModule& image = *file.report().pixels;
    const bool isColour = image.samplesPerPixel > 1 || image.photometric == "PALETTE COLOR";
    return qint64{image.rows} * image.columns * static_cast<qint64>(facts.frames.size()) * (isColour ? 3 : 2);
}

std::filesystem::path toPath(const QString& text) { return std::filesystem::path(text.toStdU16String()); }

/// From here on it is known what the file has to be given time for.
Result<DicomFile> openInTime(const QString& path)
{
    auto file = DicomFile::open(toPath(path));
    if (!file) return file;
    limitProcessorTime(processorSeconds(file->report(), file->bytes().size()));
    file->prefetch();
    return file;
}

QString hex(const unsigned char* bytes, std::size_t size)
{
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char*>(bytes), static_cast<qsizetype>(size)).toHex());
}

QString sha256(dicom::ByteView bytes)
{
    // OpenSSL's uses the processor's own instructions, 5 times faster than libsodium's.
    std::array<unsigned char, 32> digest{};
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1 || size != digest.size()) return {};
    return hex(digest.data(), digest.size());
}

Result<deidentify::SiteKey> keyFromHex(const QString& text)
{
    const QByteArray bytes = QByteArray::fromHex(text.toLatin1());
    std::array<std::uint8_t, deidentify::Secret::kBytes> key{};
    if (bytes.size() != static_cast<qsizetype>(key.size())) return fail(ErrorCode::Misuse, {}, "the site key has the wrong length");
    std::copy(bytes.begin(), bytes.end(), key.begin());
    return deidentify::SiteKey::fromBytes(key);
}

/// PS3.5 DA as ISO, or as it is when it is no date.
QString isoDate(const std::string& da)
{
    const QString text = QString::fromLatin1(da.data(), static_cast<qsizetype>(da.size()));
    return text.size() == 8 ? text.left(4) + QLatin1Char('-') + text.mid(4, 2) + QLatin1Char('-') + text.mid(6) : text;
}

void fillTexts(const InstanceFacts& facts, StagedInstance& out)
{
    const deidentify::CharacterSet characters(facts.characterSet);
    const struct {
        QString StagedInstance::*to;
        const std::string& from;
    } texts[] = {{&StagedInstance::studyUid, facts.studyUid}, {&StagedInstance::seriesUid, facts.seriesUid},
        {&StagedInstance::instanceUid, facts.instanceUid}, {&StagedInstance::sopClassUid, facts.sopClassUid},
        {&StagedInstance::frameOfReferenceUid, facts.frameOfReferenceUid}, {&StagedInstance::modality, facts.modality},
        {&StagedInstance::imageType, facts.imageType}, {&StagedInstance::pseudonym, facts.patientId}, {&StagedInstance::sex, facts.sex},
        {&StagedInstance::age, facts.age}, {&StagedInstance::studyDescription, facts.studyDescription},
        {&StagedInstance::seriesDescription, facts.seriesDescription}, {&StagedInstance::bodyPart, facts.bodyPart},
        {&StagedInstance::kernel, facts.kernel}};
    for (const auto& [to, from] : texts) out.*to = characters.decode(from);
    out.studyDate = isoDate(facts.studyDate);
}

StagedInstance describe(const DicomFile& file, const InstanceFacts& facts)
{
    StagedInstance out;
    fillTexts(facts, out);
    out.transferSyntaxUid = QString::fromStdString(file.report().transferSyntaxUid);
    out.seriesNumber = facts.seriesNumber;
    out.instanceNumber = facts.instanceNumber;
    out.acquisitionNumber = facts.acquisitionNumber;
    out.tubeVoltageKvp = facts.tubeVoltageKvp;
    out.exposureMas = facts.exposureMas;
    out.thicknessMm = facts.thicknessMm;
    out.isSynthetic = facts.isSynthetic;
    out.isHu = facts.isHu;
    if (file.report().pixels) {
        out.rows = static_cast<int>(file.report().pixels->rows);
        out.columns = static_cast<int>(file.report().pixels->columns);
    }
    out.isMonochrome1 = facts.isMonochrome1;
    out.isLossy = facts.isLossy;
    out.lossyRatio = facts.lossyRatio;
    out.voiLut = facts.voiLut;
    for (const dicom::FrameFacts& frame : facts.frames) {
        out.frames.append({frame.geometry, frame.windowWidth, frame.windowCenter, frame.thicknessMm, frame.voiFunction, frame.paddingLow,
            frame.paddingHigh, frame.acquisitionNumber, frame.temporalPosition, frame.acquisitionTimeS,
            QString::fromLatin1(frame.frameType.data(), static_cast<qsizetype>(frame.frameType.size())), frame.rescaleSlope,
            frame.rescaleIntercept});
    }
    return out;
}

/// The decoder clamps padding that the type cannot hold.
void clampPadding(PixelType type, QList<library::StagedFrame>& frames)
{
    double low = std::numeric_limits<double>::lowest(), high = std::numeric_limits<double>::max();
    if (type == PixelType::Int16) low = -32768.0, high = 32767.0;
    if (type == PixelType::UInt16) low = 0.0, high = 65535.0;
    for (library::StagedFrame& frame : frames) {
        if (std::isnan(frame.paddingLow)) continue;
        frame.paddingLow = std::clamp(frame.paddingLow, low, high);
        frame.paddingHigh = std::clamp(frame.paddingHigh, low, high);
    }
}

/// Stable words for StagedInstance::pixelNote.
QString noteFor(const Error& error)
{
    const QString argument = error.arguments.empty() ? QString() : QString::fromStdString(error.arguments.front());
    switch (error.code) {
    case ErrorCode::NotFound: return QStringLiteral("no-pixel-data");
    case ErrorCode::Unsupported: return QStringLiteral("unsupported ") + argument;
    case ErrorCode::LimitExceeded: return QStringLiteral("too-large");
    default: return QStringLiteral("not-decodable ") + argument;
    }
}

QStringList namesOf(const std::vector<deidentify::HoldReason>& hold)
{
    QStringList names;
    for (const deidentify::HoldReason reason : hold) names << QString::fromLatin1(deidentify::holdReasonName(reason));
    return names;
}

/// The compression that black-out undoes.
deidentify::CleanedPixels cleanedPixels(const DicomFile& file, const QList<PixelRectangle>& rectangles, std::uint64_t bytes)
{
    deidentify::CleanedPixels what;
    what.rectangles = static_cast<int>(rectangles.size());
    what.everyFrame = std::all_of(rectangles.begin(), rectangles.end(), [](const PixelRectangle& each) { return each.frame < 0; });
    const dicom::TransferSyntax* syntax = dicom::findTransferSyntax(file.report().transferSyntaxUid);
    if (syntax == nullptr || !syntax->lossy) return what;
    what.lossy = true;
    what.mayBeReversible = syntax->codec == dicom::Codec::Jpeg2000;
    what.lossyMethod = syntax->codec == dicom::Codec::JpegLs ? "ISO_14495_1"
        : syntax->codec == dicom::Codec::Jpeg2000            ? "ISO_15444_1"
                                                             : "ISO_10918_1";
    std::uint64_t compressed = 0;
    for (const dicom::ByteView fragment : file.pixels().fragments) compressed += fragment.size();
    if (compressed > 0) what.lossyRatio = static_cast<double>(bytes) / static_cast<double>(compressed);
    return what;
}

} // namespace

class InstanceIngestor::Private {
public:
    Private(const Hello& hello, const deidentify::SiteKey& key, const deidentify::Profile& profile)
        : deidentifier(key, profile), digestKey(key.deriveKey("source-digest")), release(hello.release), staging(hello.stagingFolder)
    {
    }

    [[nodiscard]] QString sourceDigest(dicom::ByteView bytes) const;
    [[nodiscard]] Result<void> checkDigest(dicom::ByteView bytes, const QString& expected) const;
    [[nodiscard]] Result<deidentify::Outcome> deidentifyHeader(DicomFile& file) const;
    [[nodiscard]] Result<void> checkHold(const std::vector<deidentify::HoldReason>& hold) const;
    /// Looks for text in the picture: by decoding it, or in what was decoded already.
    [[nodiscard]] Result<void> checkText(const DicomFile& file, deidentify::Outcome& outcome) const;
    [[nodiscard]] Result<void> checkText(const StagedInstance& decoded, deidentify::Outcome& outcome) const;
    /// Writes and reads back; blacks out where there is need, which is said in `blackOuts`.
    [[nodiscard]] Result<dicom::ScannedFile> store(
        DicomFile& file, deidentify::Outcome& outcome, const Order& order, const QString& path, int& blackOuts) const;
    [[nodiscard]] Result<void> writeBlackedOut(
        DicomFile& file, deidentify::Outcome& outcome, const QList<PixelRectangle>& rectangles, const QString& path) const;
    [[nodiscard]] Result<dicom::ScannedFile> verified(const deidentify::Outcome& outcome, const QString& path) const;
    /// Into memory or a file, or a note why not. Errors: DiskFull, FileUnwritable.
    [[nodiscard]] Result<void> decodePixels(const DicomFile& file, const InstanceFacts& facts, StagedInstance& out) const;
    /// Gives that file, which is about to be announced, a name of its own.
    [[nodiscard]] Result<void> settlePixels(StagedInstance& out);
    [[nodiscard]] QString nextName(const char* suffix)
    {
        return QStringLiteral("%1/%2%3").arg(staging).arg(++counter).arg(QLatin1String(suffix));
    }

    deidentify::Deidentifier deidentifier;
    deidentify::Secret digestKey;
    QStringList release;
    QString staging;
    qint64 counter = 0;
    DeidentTally tally;
};

QString InstanceIngestor::Private::sourceDigest(dicom::ByteView bytes) const
{
    std::array<unsigned char, 32> digest{};
    crypto_generichash(digest.data(), digest.size(), bytes.data(), bytes.size(), digestKey.data(), deidentify::Secret::kBytes);
    return hex(digest.data(), digest.size());
}

Result<deidentify::Outcome> InstanceIngestor::Private::deidentifyHeader(DicomFile& file) const
{
    file.attachFragments();
    auto outcome = deidentifier.apply(file.header());
    file.detachFragments();
    if (!outcome) return outcome;
    if (const Result<void> held = checkHold(outcome->hold); !held) return tl::unexpected(held.error());
    return outcome;
}

Result<void> InstanceIngestor::Private::checkDigest(dicom::ByteView bytes, const QString& expected) const
{
    if (expected.isEmpty() || sourceDigest(bytes) == expected) return {};
    return fail(ErrorCode::SourceChanged);
}

Result<void> InstanceIngestor::Private::checkText(const DicomFile& file, deidentify::Outcome& outcome) const
{
    if (!dicom::suspectsBurnedInText(file, dicom::readInstance(file))) return {};
    outcome.hold.push_back(deidentify::HoldReason::SuspectedBurnedInText);
    return checkHold({deidentify::HoldReason::SuspectedBurnedInText});
}

Result<void> InstanceIngestor::Private::checkText(const StagedInstance& decoded, deidentify::Outcome& outcome) const
{
    if (decoded.modality != QLatin1String("CT") || decoded.isSynthetic || !decoded.hasPixels()) return {};
    SliceView frame{nullptr, decoded.rows, decoded.columns, decoded.pixelType};
    QFile file(decoded.pixelPath);
    const auto* bytes = reinterpret_cast<const uchar*>(decoded.pixels.constData());
    if (decoded.pixels.isEmpty()) bytes = file.open(QIODevice::ReadOnly) ? file.map(0, file.size()) : nullptr;
    if (bytes == nullptr) return fail(ErrorCode::LimitExceeded, {"memory"});
    for (const std::uint32_t index : dicom::sampledFrames(static_cast<std::uint32_t>(decoded.frames.size()))) {
        frame.data = bytes + index * frame.bytes();
        const std::vector<dicom::TextRegion> found = dicom::findBurnedInText(frame);
        if (found.empty() || found.front().confidence < dicom::kConfidentText) continue;
        outcome.hold.push_back(deidentify::HoldReason::SuspectedBurnedInText);
        return checkHold({deidentify::HoldReason::SuspectedBurnedInText});
    }
    return {};
}

Result<void> InstanceIngestor::Private::checkHold(const std::vector<deidentify::HoldReason>& hold) const
{
    if (release.contains(QLatin1String("all"))) return {};
    for (const deidentify::HoldReason reason : hold) {
        const char* name = deidentify::holdReasonName(reason);
        if (!release.contains(QLatin1String(name))) return fail(ErrorCode::HeldForReview, {name});
    }
    return {};
}

Result<void> InstanceIngestor::Private::writeBlackedOut(
    DicomFile& file, deidentify::Outcome& outcome, const QList<PixelRectangle>& rectangles, const QString& path) const
{
    const auto blackOut = dicom::BlackOut::plan(file, dicom::readInstance(file), {rectangles.begin(), rectangles.end()});
    if (!blackOut) return tl::unexpected(blackOut.error());
    const dicom::PixelModule& written = blackOut->written();
    deidentify::recordCleanedPixels(file.header(), written, cleanedPixels(file, rectangles, blackOut->bytes()));
    // The compressed stream that was to be searched for comments is not there any more.
    outcome.pixelValueBytes = 0;
    outcome.pixelsCompressed = false;
    return file.writeNative(
        toPath(path), blackOut->bytes(), written.bitsAllocated > 8, [&](std::ostream& out) { return blackOut->write(out); });
}

Result<dicom::ScannedFile> InstanceIngestor::Private::store(
    DicomFile& file, deidentify::Outcome& outcome, const Order& order, const QString& path, int& blackOuts) const
{
    const bool inPixels = std::any_of(outcome.hold.begin(), outcome.hold.end(), deidentify::isPixelReason);
    blackOuts = inPixels ? static_cast<int>(order.blackOuts.size()) : 0;
    const Result<void> written = blackOuts > 0 ? writeBlackedOut(file, outcome, order.blackOuts, path) : file.write(toPath(path));
    auto stored = written ? verified(outcome, path) : tl::unexpected(written.error());
    if (!stored) QFile::remove(path);
    return stored;
}

/// What was written is opened again: it must be well-formed, and identity must be found nowhere in it.
Result<dicom::ScannedFile> InstanceIngestor::Private::verified(const deidentify::Outcome& outcome, const QString& path) const
{
    auto stored = dicom::ScannedFile::open(toPath(path));
    if (!stored) return fail(ErrorCode::Malformed, {"it is not whole after de-identification"});
    // Native pixel values are no text; compressed streams may hold comments.
    const dicom::PreScanReport& report = stored->report();
    const bool nativePixels = report.pixels && !report.location.encapsulated;
    const std::size_t searched = nativePixels ? static_cast<std::size_t>(report.location.elementBegin) : stored->bytes().size();
    const QByteArrayView bytes(stored->bytes().data(), static_cast<qsizetype>(searched));
    if (const Result<void> clean = deidentifier.verifyBytes(outcome, bytes); !clean) return tl::unexpected(clean.error());
    if (!nativePixels) return stored;
    // What a writer left behind the last sample is no pixel.
    const dicom::PixelModule& image = *report.pixels;
    const std::uint64_t samples = std::uint64_t(image.rows) * image.columns * image.samplesPerPixel * image.frames;
    const std::uint64_t used = std::min<std::uint64_t>((samples * image.bitsAllocated + 7) / 8, report.location.value.length);
    const auto surplus = stored->bytes().subspan(static_cast<std::size_t>(report.location.value.offset + used));
    const QByteArrayView rest(surplus.data(), static_cast<qsizetype>(surplus.size()));
    if (const Result<void> clean = deidentifier.verifyBytes(outcome, rest); !clean) return tl::unexpected(clean.error());
    return stored;
}

Result<void> InstanceIngestor::Private::decodePixels(const DicomFile& file, const InstanceFacts& facts, StagedInstance& out) const
{
    Result<PixelType> type = fail(ErrorCode::LimitExceeded);
    if (leastPixelBytes(file, facts) <= kMostPixelBytesInMemory)
        type = dicom::decodeFrames(file, facts, out.pixels, kMostPixelBytesInMemory);
    if (!type && type.error().code == ErrorCode::LimitExceeded) {
        out.pixelPath = staging + QLatin1Char('/') + QLatin1String(kUnfinishedPixels);
        type = dicom::decodeFrames(file, facts, toPath(out.pixelPath));
    }
    if (type) {
        out.pixelType = *type;
        clampPadding(*type, out.frames);
        return {};
    }
    // Trouble with the disk is not the file's fault; anything else leaves an instance without pixels.
    if (type.error().code == ErrorCode::DiskFull || type.error().code == ErrorCode::FileUnwritable) return tl::unexpected(type.error());
    out.pixelPath.clear();
    out.pixelNote = noteFor(type.error());
    return {};
}

Result<void> InstanceIngestor::Private::settlePixels(StagedInstance& out)
{
    if (out.pixelPath.isEmpty()) return {};
    const QString settled = nextName(".raw");
    if (!QFile::rename(out.pixelPath, settled)) return fail(ErrorCode::FileUnwritable, {staging.toStdString()});
    out.pixelPath = settled;
    return {};
}

InstanceIngestor::InstanceIngestor(std::unique_ptr<Private> p) : d(std::move(p)) { }
InstanceIngestor::~InstanceIngestor() = default;

const DeidentTally& InstanceIngestor::lastTally() const { return d->tally; }

Result<std::unique_ptr<InstanceIngestor>> InstanceIngestor::create(const Hello& hello)
{
    if (sodium_init() < 0) return fail(ErrorCode::Internal, {}, "libsodium does not start");
    const Result<deidentify::SiteKey> key = keyFromHex(hello.keyHex);
    if (!key) return tl::unexpected(key.error());
    auto profile = deidentify::Profile::fromName(hello.profile.toStdString());
    if (!profile) return tl::unexpected(profile.error());
    if (!hello.safePrivateList.isEmpty()) {
        auto list = deidentify::parseSafePrivateList(hello.safePrivateList.toStdString());
        if (!list) return tl::unexpected(list.error());
        profile->safePrivate = std::move(*list);
    }
    return std::unique_ptr<InstanceIngestor>(new InstanceIngestor(std::make_unique<Private>(hello, *key, *profile)));
}

Result<StagedInstance> InstanceIngestor::ingest(const Order& order)
{
    auto source = openInTime(order.file);
    if (!source) return tl::unexpected(source.error());
    if (const Result<void> same = d->checkDigest(source->bytes(), order.digest); !same) return tl::unexpected(same.error());
    const std::string phase = dicom::readContrastPhase(*source);
    const std::vector<double> acquiredS = dicom::readAcquisitionSeconds(*source);
    auto outcome = d->deidentifyHeader(*source);
    if (!outcome) return tl::unexpected(outcome.error());
    d->tally = tallyOf(*outcome);
    if (outcome->studyUid.empty()) return fail(ErrorCode::MissingAttribute, {"StudyInstanceUID"});
    if (outcome->seriesUid.empty()) return fail(ErrorCode::MissingAttribute, {"SeriesInstanceUID"});
    // Only then is it to be known before anything is written.
    const bool looksFirst = !order.blackOuts.isEmpty();
    if (looksFirst) {
        if (const Result<void> held = d->checkText(*source, *outcome); !held) return tl::unexpected(held.error());
    }
    const QString objectPath = d->nextName(".dcm");
    int blackOuts = 0;
    const auto stored = d->store(*source, *outcome, order, objectPath, blackOuts);
    if (!stored) return tl::unexpected(stored.error());
    // The header in memory is the de-identified one that was just written; blacked-out pixels lie in the new file only.
    const auto reopened = blackOuts > 0 ? DicomFile::open(toPath(objectPath)) : Result<DicomFile>(fail(ErrorCode::NotFound));
    if (blackOuts > 0 && !reopened) {
        QFile::remove(objectPath);
        return tl::unexpected(reopened.error());
    }
    const DicomFile& result = blackOuts > 0 ? *reopened : *source;
    const InstanceFacts facts = dicom::readInstance(result);
    StagedInstance out = describe(result, facts);
    out.objectPath = objectPath;
    out.objectSha256 = sha256(stored->bytes());
    out.objectBytes = static_cast<qint64>(stored->bytes().size());
    out.sourceDigest = d->sourceDigest(source->bytes());
    out.phase = QString::fromStdString(phase);
    for (qsizetype i = 0; i < out.frames.size() && i < static_cast<qsizetype>(acquiredS.size()); ++i)
        out.frames[i].acquisitionTimeS = acquiredS[static_cast<std::size_t>(i)];
    out.pseudonym = QString::fromStdString(outcome->pseudonym);
    out.identity = {out.pseudonym, identityJson(outcome->identity)};
    Result<void> passed = d->decodePixels(result, facts, out);
    if (passed && !looksFirst) passed = d->checkText(out, *outcome);
    if (passed) passed = d->settlePixels(out);
    if (!passed) {
        QFile::remove(objectPath);
        if (!out.pixelPath.isEmpty()) QFile::remove(out.pixelPath);
        return tl::unexpected(passed.error());
    }
    out.releasedHold = namesOf(outcome->hold);
    out.blackOuts = blackOuts;
    return out;
}

Result<ReviewFacts> InstanceIngestor::review(const QString& file)
{
    const auto bytes = dicom::ScannedFile::open(toPath(file));
    if (!bytes) return tl::unexpected(bytes.error());
    auto facts = reviewInstance(toPath(file), d->deidentifier);
    if (facts) facts->digest = d->sourceDigest(bytes->bytes());
    return facts;
}

Result<QString> InstanceIngestor::digest(const QString& path) const
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return fail(ErrorCode::FileUnreadable, {path.toStdString()});
    const qint64 size = file.size();
    const uchar* bytes = size > 0 ? file.map(0, size) : nullptr;
    if (size > 0 && bytes == nullptr) return fail(ErrorCode::FileUnreadable, {path.toStdString()});
    return d->sourceDigest({bytes, static_cast<std::size_t>(size)});
}

Result<StagedInstance> InstanceIngestor::decode(const QString& file)
{
    const auto stored = openInTime(file);
    if (!stored) return tl::unexpected(stored.error());
    const InstanceFacts facts = dicom::readInstance(*stored);
    StagedInstance out = describe(*stored, facts);
    if (const Result<void> decoded = d->decodePixels(*stored, facts, out); !decoded) return tl::unexpected(decoded.error());
    if (const Result<void> settled = d->settlePixels(out); !settled) return tl::unexpected(settled.error());
    return out;
}

Result<InstanceIngestor::Written> InstanceIngestor::anonymize(const Order& order)
{
    auto source = openInTime(order.file);
    if (!source) return tl::unexpected(source.error());
    if (const Result<void> same = d->checkDigest(source->bytes(), order.digest); !same) return tl::unexpected(same.error());
    auto outcome = d->deidentifyHeader(*source);
    if (!outcome) return tl::unexpected(outcome.error());
    if (const Result<void> held = d->checkText(*source, *outcome); !held) return tl::unexpected(held.error());
    d->tally = tallyOf(*outcome);
    // Objects that belong to no study (rare, but valid DICOM) still get a place.
    const auto level = [](const std::string& uid, const char* otherwise) {
        return uid.empty() ? QString::fromLatin1(otherwise) : QString::fromStdString(uid);
    };
    Written written;
    written.file = d->nextName(".dcm");
    written.studyUid = QString::fromStdString(outcome->studyUid);
    written.instanceUid = QString::fromStdString(outcome->sopInstanceUid);
    written.name
        = QStringLiteral("%1/%2/%3.dcm")
              .arg(level(outcome->studyUid, "no-study"), level(outcome->seriesUid, "no-series"), level(outcome->sopInstanceUid, "no-uid"));
    const auto stored = d->store(*source, *outcome, order, written.file, written.blackOuts);
    if (!stored) return tl::unexpected(stored.error());
    written.releasedHold = namesOf(outcome->hold);
    return written;
}

} // namespace lobule::ingest
