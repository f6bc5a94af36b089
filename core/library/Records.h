#pragma once

#include "core/base/Geometry.h"
#include "core/base/SliceView.h"
#include "core/base/VoiLut.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <limits>
#include <optional>

/// The rows of the catalogue as the rest of Lobule sees them. All UIDs are the pseudonymous ones; nothing here identifies a
/// person.
namespace lobule::library {

inline constexpr double kNoScore = std::numeric_limits<double>::quiet_NaN();

struct StudyRow {
    QString studyUid;
    QString pseudonym; ///< "P-..." , Patient ID after de-identification.
    QString sex; ///< "M", "F", "O" or empty (removed by the Basic profile).
    QString age; ///< PS3.5 AS as stored ("061Y") or empty.
    QString studyDate; ///< ISO "2026-11-21" or empty (removed by the Basic profile).
    QString description; ///< Study Description where the profile keeps it, otherwise made of modality and body part ("CT ABDOMEN").
    QString modalities; ///< "CT" or "CT\\SR".
    QString institution; ///< Display name of the institution that the study belongs to.
    QDateTime importedAt; ///< UTC, of the first instance.
    int seriesCount = 0;
    int instanceCount = 0;
    bool isRead = false;
    bool isSynthetic = false; ///< Quality Control Image (0028,0300) YES: phantom, not a person.
    QString aiLabel; ///< Of the newest prediction: "LC", "NonLC", "indeterminate" or empty.
    double aiScore = kNoScore; ///< Score of LC, 0..1, of that prediction.
    QString reportStatus; ///< "", "draft" or "final".
};

struct SeriesRow {
    QString seriesUid;
    QString studyUid;
    int number = 0;
    QString description;
    QString modality;
    QString bodyPart;
    QString phase; ///< Contrast phase in words where known, else empty.
    int instanceCount = 0;
    int frameCount = 0;
    int rows = 0;
    int columns = 0;
    double thicknessMm = 0.0; ///< 0: unknown, also below.
    double tubeVoltageKvp = 0.0;
    double exposureMas = 0.0;
    QString kernel;
    /// What the slices make together, ';'-separated stable words: see volume::seriesSummary(). "even 5.0" when regular. Then
    /// "no-hu N": so many CT slices have no usable rescale; and "undecodable N": so many images cannot be shown.
    QString geometry;
    bool isLossy = false; ///< At least one image went through lossy compression.
};

struct InstanceRow {
    QString instanceUid;
    QString seriesUid;
    QString studyUid;
    QString sopClassUid;
    QString transferSyntaxUid;
    QString objectSha256; ///< Lower-case hex; names the file under objects/.
    int number = 0;
    int frames = 0; ///< 0: no pixels.
    int rows = 0;
    int columns = 0;
    bool isCached = false; ///< Decoded pixels are in the cache.
    QString imageType; ///< (0008,0008), backslash-separated.
    QString pixelNote; ///< Why there are no pixels, e.g. "unsupported High-Throughput JPEG 2000"; empty: there are, or none are meant.
};

/// One answer of the model for one frame.
struct Prediction {
    QString id; ///< UUID without braces; made by the library when empty.
    QString studyUid;
    QString seriesUid;
    QString instanceUid;
    int frame = 0;
    QString label; ///< "LC" or "NonLC".
    bool indeterminate = false; ///< Inside the band in which the model is not sure.
    double score = kNoScore; ///< Of LC, 0..1. A score, not a probability.
    double logit = 0.0;
    QString modelName;
    QString modelVersion;
    QString modelSha256;
    bool clinicalUse = false; ///< False: every display adds "not for clinical use".
    QString device; ///< "CPU", "CUDA:0 NAME".
    double milliseconds = 0.0;
    QDateTime createdAt; ///< UTC.
};

/// A measurement on one frame. Kinds: "length" (two points). Stored as it is made; removing keeps the row as a tombstone.
struct Measurement {
    QString id; ///< UUID without braces; made by the caller so that undo and redo keep it.
    QString studyUid;
    QString seriesUid;
    QString instanceUid;
    int frame = 0;
    QString kind;
    QList<double> indexIj; ///< i0, j0, i1, j1, ...: column, row in pixels, centre of pixel (0,0) is (0,0).
    double valueMm = 0.0; ///< For "length"; 0 where there is no pixel spacing.
    QString label;
    QDateTime createdAt;
};

inline constexpr qsizetype kMaxReportBytes = 256 * 1024; ///< As JSON; an archive takes no more.
inline constexpr qsizetype kMaxSavedBytes = 250'000; ///< Leaves room for how PostgreSQL writes the same.

/// One stored state of a report. Versions are never changed; an edit makes the next version.
struct ReportVersion {
    QString studyUid;
    int version = 0; ///< 1, 2, ...; 0: not stored yet.
    QString status; ///< "draft" or "final".
    QString author;
    QJsonObject fields; ///< Keys of core/report/ReportFields.h.
    QDateTime createdAt; ///< By the clock of whoever wrote it: for people, it decides nothing.
    QString versionUid; ///< The same in every library; empty: not stored yet.
    QStringList parents; ///< The versions that the author saw. A version that is nobody's parent is a head.
};

/// In the body of a change of an archive that is JSON to PostgreSQL and not to us: digest of the text, beside the UIDs that it names.
inline constexpr char kUnreadable[] = "unreadable";

/// Where and how one frame of a staged instance lies.
struct StagedFrame {
    SliceGeometry geometry;
    double windowWidth = 0.0;
    double windowCenter = 0.0;
    double thicknessMm = 0.0;
    VoiFunction voiFunction = VoiFunction::Linear;
    /// Modality values that stand for "no pixel here", as they lie in the cache; NaN: none.
    double paddingLow = std::numeric_limits<double>::quiet_NaN();
    double paddingHigh = std::numeric_limits<double>::quiet_NaN();
    int acquisitionNumber = 0; ///< 0: unknown, also below.
    int temporalPosition = 0;
    double acquisitionTimeS = std::numeric_limits<double>::quiet_NaN(); ///< After Study Time, may be negative; NaN: unknown.
    QString frameType; ///< Of an enhanced frame, backslash-separated; empty: the instance's Image Type counts.
    double rescaleSlope = 1.0, rescaleIntercept = 0.0; ///< Of stored values (PS3.3 C.11.1).
};

/// The original identity, for the encrypted vault only. Never logged, never in the catalogue.
struct OriginalIdentity {
    QString pseudonym;
    QJsonObject attributes; ///< Keyword -> text, e.g. "PatientName": "Hong^Gildong=洪^吉洞=홍^길동".
};

/// What the ingest worker hands over for one accepted file: a de-identified DICOM file in the staging folder, and its decoded pixels
/// there or, where they are few, in memory.
struct StagedInstance {
    QString studyUid, seriesUid, instanceUid; ///< Pseudonymous.
    QString sourceDigest; ///< Keyed digest of the original bytes (hex): tells "same file again" from "same UID, other content".
    QString objectPath; ///< Staged de-identified file.
    QString objectSha256;
    qint64 objectBytes = 0;
    QString pixelPath; ///< Staged frames one after the other; empty: see `pixels`.
    QByteArray pixels; ///< The same in memory. Both empty: no pixels, or not decodable.
    [[nodiscard]] bool hasPixels() const { return !pixelPath.isEmpty() || !pixels.isEmpty(); }
    PixelType pixelType = PixelType::Int16;
    QString pixelNote; ///< Why there are no pixels, stable words, e.g. "unsupported-transfer-syntax 1.2.840...".
    bool isHu = false;
    int rows = 0, columns = 0;
    QList<StagedFrame> frames;
    QString sopClassUid, transferSyntaxUid, modality, imageType;
    // patient and study, as the de-identification profile left them
    QString pseudonym, sex, age, studyDate, studyDescription;
    // series
    QString seriesDescription, bodyPart, phase, kernel, frameOfReferenceUid;
    int seriesNumber = 0, instanceNumber = 0, acquisitionNumber = 0;
    double tubeVoltageKvp = 0.0, exposureMas = 0.0, thicknessMm = 0.0;
    bool isSynthetic = false;
    bool isMonochrome1 = false; ///< Low values are to be shown bright.
    bool isLossy = false; ///< Lossy compression at any time of its life.
    double lossyRatio = 0.0; ///< 0: unknown.
    std::optional<VoiLut> voiLut;
    OriginalIdentity identity;
    QStringList releasedHold; ///< Hold reasons that were let through for this file; not empty: the library audits it.
    int blackOuts = 0; ///< Rectangles that were blacked out.
};

/// Replaced: an image that could not be shown was stored, and this is the same one in a form that can.
enum class AddOutcome { Added, Duplicate, Replaced };

/// A file that was not imported and why. The path may itself identify a person: it lives in the vault.
struct QuarantineRow {
    qint64 id = 0;
    QString file; ///< Path as the user gave it.
    QString code; ///< errorCodeName().
    QString reason; ///< English sentence without patient data.
    QDateTime at;
    QString retry; ///< What to import again for another try; empty: pointless.
};

/// An import that did not come to its end: the program or the machine stopped, the disk was full.
struct UnfinishedImport {
    qint64 id = 0;
    QStringList paths; ///< Absolute, as they were asked for.
    QString profile; ///< De-identification profile.
    QStringList release; ///< Hold reasons that were let through.
    QDateTime startedAt; ///< UTC.
};

/// What the pixel cache holds on this computer.
struct CacheUse {
    qint64 bytes = 0; ///< Of all cache files.
    qint64 quotaBytes = 0; ///< 0: no limit.
    int series = 0; ///< With at least one cached frame.
    int evictedSeries = 0; ///< With decodable frames of which none is cached.
    int inUse = 0; ///< Cache files that a reader has open or an import is filling; they are never evicted.
};

/// Whether the decoded pixels of a series are there.
struct PixelState {
    int frames = 0; ///< All of them.
    int cached = 0;
    int undecodable = 0; ///< Nothing here can decode them.
    QString note; ///< Why not, e.g. "unsupported High-Throughput JPEG 2000".
    bool isFileBroken = false; ///< A cache file is missing, too short or of another version.

    /// Decoding the stored objects would bring something back.
    [[nodiscard]] bool isRebuildable() const { return isFileBroken || cached + undecodable < frames; }
};

/// One entry of the audit log. It is only ever added to: the catalogue refuses to change or remove an entry.
struct AuditEntry {
    qint64 id = 0; ///< Grows by one with each entry; a gap means that the file was tampered with.
    QDateTime at; ///< UTC.
    QString actor; ///< Account of the operating system; empty for entries of before it was written down.
    QString action; ///< Stable word, e.g. "identity-revealed".
    QString subjectUid; ///< Pseudonymous UID, often of a study; may be empty.
    QJsonObject detail; ///< Never patient data.
};

struct VerifyReport {
    int studies = 0, series = 0, instances = 0, objects = 0;
    QStringList problems; ///< English, one a line, only UIDs and hashes; empty: consistent.
    QStringList repaired; ///< What `repair` mended.
};

} // namespace lobule::library
