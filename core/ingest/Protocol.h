#pragma once

#include "core/base/PixelRectangle.h"
#include "core/base/Result.h"
#include "core/ingest/DeidentReport.h"
#include "core/ingest/ReviewTypes.h"
#include "core/library/Records.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

/// The conversation between Lobule and its ingest workers, in frames of core/base/WorkerWire.h. Pictures, and decoded
/// pixels that are few, come as payload.
/// Requests are answered in order; several may be under way.
///
///     {"do":"hello","protocol":1,"key":HEX,"profile":NAME,"safePrivate":TEXT,"release":[CODE...],"staging":DIR,"writable":[DIR...],"memoryMiB":N}
///         -> {"result":"ready","protocol":1,"program":VERSION}
///     {"do":"ingest","id":N,"file":PATH}     de-identify, verify and decode into the staging folder
///     {"do":"decode","id":N,"file":PATH}     decode a stored object again into the staging folder
///         -> {"id":N,"result":"accepted","instance":{...},"tally":{...}}
///     {"do":"anonymize","id":N,"file":PATH}  de-identify into the staging folder; "name" is STUDY/SERIES/INSTANCE.dcm
///         -> {"id":N,"result":"written","file":PATH,"name":TEXT,"studyUid":UID,"tally":{...}}
///         both: "member":NAME takes a file out of the archive FILE, "a.zip!b.dcm" out of one inside it; "digest":HEX refuses another
///         file than the one reviewed; "blackout":[[X,Y,WIDTH,HEIGHT,FRAME]...] is done to files that are held for a pixel reason
///     {"do":"review","id":N,"file":PATH}      what de-identification would change, and why the file is held; nothing is written
///         -> {"id":N,"result":"reviewed","review":{...}}   (ReviewTypes.h; original values: never store, never log)
///     {"do":"picture","id":N,"file":PATH,"frame":K,"window":[CENTER,WIDTH]}   the original pixels of one frame
///         -> {"id":N,"result":"picture","picture":{...}} and the pixels as payload
///     {"do":"expand","id":N,"file":PATH,"passwords":[TEXT...],"room":BYTES}   unpack an archive of at most BYTES (0: the worker's own
///                                          limits only) under neutral names into the staging folder
///         -> {"id":N,"result":"expanded","members":[{"name":TEXT,"file":PATH}...],"lost":[{"name":TEXT,"code":NAME,"reason":TEXT}...],
///            "passedOver":[TEXT...],"notDicom":[TEXT...]}, with "code" and "reason" where the archive is damaged behind these members
///     {"do":"digest","id":N,"file":PATH}     of the file as it lies on disk, without looking into it
///         -> {"id":N,"result":"digested","digest":HEX}
///     each of them may also be answered
///         -> {"id":N,"result":"not-dicom"} ("reason" where it is known what else it is) | {"id":N,"result":"archive"} (ZIP)
///         -> {"id":N,"result":"directory","references":[{"name":TEXT,"place":TEXT,"file":PATH}...]} (DICOMDIR; no file: not there)
///         -> {"id":N,"result":"rejected","code":NAME,"reason":TEXT}
///
/// A worker that meets a file which the system cannot read any further (a scratched disc, a file cut short while it is mapped) ends
/// with kExitUnreadable.
///
/// The site key and original identities cross this pipe and nothing else; they are never written to a log.
namespace lobule::ingest {

inline constexpr int kProtocolVersion = 3;
inline constexpr int kExitUnreadable = 74; // EX_IOERR of sysexits.h
/// Decoded pixels up to here come as payload; more lie in a file.
inline constexpr qint64 kMostPixelBytesInMemory = qint64{1} << 20;
/// Name of the pixel file that a worker has not announced yet: what is left of it when the worker ends, nobody asks for.
inline constexpr char kUnfinishedPixels[] = "unfinished.raw";

/// What the worker is told first.
struct Hello {
    QString keyHex; ///< Site key, 64 hexadecimal digits.
    QString profile; ///< Name of the de-identification profile.
    QStringList release; ///< Hold reasons that are let through, or "all".
    QString stagingFolder; ///< Where staged files go.
    QStringList writable; ///< Further folders that the worker may write to.
    int memoryMiB = 4096; ///< Limit of the address space.
    QString safePrivateList = {}; ///< Text of the whitelist that the profile uses; empty: the shipped one.
};

enum class RequestKind { Ingest, Decode, Anonymize, Expand, Digest, Review, Picture };

struct Request {
    RequestKind kind = RequestKind::Ingest;
    qint64 id = 0;
    QString file;
    QStringList passwords = {}; ///< Expand, and for a member; may be empty.
    QString member = {}; ///< Name of a file inside the archive `file`; empty: `file` itself.
    QString digest = {}; ///< Not empty: only the file with this ReviewFacts::digest.
    QList<PixelRectangle> blackOuts = {}; ///< Ingest, Anonymize.
    int frame = 0; ///< Picture.
    double windowCenter = 0.0; ///< Picture; in modality values.
    double windowWidth = 0.0; ///< Picture; 0: the file's own.
    qint64 room = 0; ///< Expand: bytes that it may unfold to; 0: as the worker sees fit.
};

struct ArchiveMember {
    QString name; ///< As stored in the archive, for messages.
    QString file; ///< Unpacked, under a neutral name.
};

/// A file in an archive that could not be unpacked, while others could.
struct UnreadMember {
    QString name;
    ErrorCode code = ErrorCode::ArchiveMember;
    QString reason; ///< English, no patient data.
};

/// A file that a DICOMDIR lists.
struct MediaReference {
    QString name; ///< As listed, with "/" between its parts.
    QString place; ///< "patient 1, study 2, series 1": where the directory puts it.
    QString file; ///< Where it lies; empty: not on the medium.
};

enum class ReplyKind { Accepted, Written, Expanded, Digested, NotDicom, Directory, Archive, Rejected, Reviewed, Picture };

struct Reply {
    ReplyKind kind = ReplyKind::Rejected;
    qint64 id = 0;
    library::StagedInstance instance; ///< Accepted.
    QString file, name, studyUid, instanceUid; ///< Written.
    QStringList releasedHold; ///< Written: as StagedInstance::releasedHold.
    int blackOuts = 0; ///< Written.
    QList<ArchiveMember> members; ///< Expanded.
    QList<UnreadMember> unread; ///< Expanded.
    QStringList passedOver; ///< Expanded: links, pipes and devices.
    QStringList notDicom; ///< Expanded: files that are neither DICOM nor archives.
    ReviewFacts review; ///< Reviewed.
    FramePicture picture; ///< Picture.
    QList<MediaReference> references; ///< Directory.
    QString digest; ///< Digested: library::StagedInstance::sourceDigest.
    ErrorCode code = ErrorCode::Internal; ///< Rejected, or Expanded with a reason.
    QString reason; ///< English, no patient data.
    QString word; ///< Rejected: stableWord() of the reason.
    DeidentTally tally; ///< Accepted, Written.
};

[[nodiscard]] QJsonObject toJson(const Hello& hello);
[[nodiscard]] QJsonObject toJson(const Request& request);
[[nodiscard]] QJsonObject toJson(const Reply& reply);
[[nodiscard]] QJsonObject toJson(const library::StagedInstance& instance);
// Errors: Protocol.
[[nodiscard]] Result<Hello> helloFromJson(const QJsonObject& json);
[[nodiscard]] Result<Request> requestFromJson(const QJsonObject& json);
/// Gives a reply what came with its message; false where the two do not belong together.
[[nodiscard]] bool takePayload(const QByteArray& payload, Reply& reply);
[[nodiscard]] Result<Reply> replyFromJson(const QJsonObject& json);
[[nodiscard]] Result<library::StagedInstance> stagedFromJson(const QJsonObject& json);

/// The English sentence for a rejection, from code and arguments.
[[nodiscard]] QString reasonText(const Error& error);

} // namespace lobule::ingest
