#pragma once

#include "core/base/Result.h"
#include "core/library/Records.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

/// The conversation between Lobule and its ingest workers, in frames of core/base/WorkerWire.h without payload.
/// Requests are answered in order; several may be under way.
///
///     {"do":"hello","protocol":1,"key":HEX,"profile":NAME,"release":[CODE...],"staging":DIR,"writable":[DIR...],"memoryMiB":N}
///         -> {"result":"ready","protocol":1,"program":VERSION}
///     {"do":"ingest","id":N,"file":PATH}     de-identify, verify and decode into the staging folder
///     {"do":"decode","id":N,"file":PATH}     decode a stored object again into the staging folder
///         -> {"id":N,"result":"accepted","instance":{...}}
///     {"do":"anonymize","id":N,"file":PATH}  de-identify into the staging folder; "name" is STUDY/SERIES/INSTANCE.dcm
///         -> {"id":N,"result":"written","file":PATH,"name":TEXT,"studyUid":UID}
///     {"do":"expand","id":N,"file":PATH,"folder":DIR,"password":TEXT}   unpack an archive under neutral names
///         -> {"id":N,"result":"expanded","members":[{"name":TEXT,"file":PATH}...]}
///     each of them may also be answered
///         -> {"id":N,"result":"not-dicom"} | {"id":N,"result":"directory"} (DICOMDIR) | {"id":N,"result":"archive"} (ZIP)
///         -> {"id":N,"result":"rejected","code":NAME,"reason":TEXT}
///
/// The site key and original identities cross this pipe and nothing else; they are never written to a log.
namespace lobule::ingest {

inline constexpr int kProtocolVersion = 1;

/// What the worker is told first.
struct Hello {
    QString keyHex; ///< Site key, 64 hexadecimal digits.
    QString profile; ///< Name of the de-identification profile.
    QStringList release; ///< Hold reasons that are let through, or "all".
    QString stagingFolder; ///< Where staged files go.
    QStringList writable; ///< Further folders that the worker may write to.
    int memoryMiB = 4096; ///< Limit of the address space.
};

enum class RequestKind { Ingest, Decode, Anonymize, Expand };

struct Request {
    RequestKind kind = RequestKind::Ingest;
    qint64 id = 0;
    QString file;
    QString folder; ///< Expand.
    QString password; ///< Expand, may be empty.
};

struct ArchiveMember {
    QString name; ///< As stored in the archive, for messages.
    QString file; ///< Unpacked, under a neutral name.
};

enum class ReplyKind { Accepted, Written, Expanded, NotDicom, Directory, Archive, Rejected };

struct Reply {
    ReplyKind kind = ReplyKind::Rejected;
    qint64 id = 0;
    library::StagedInstance instance; ///< Accepted.
    QString file, name, studyUid; ///< Written.
    QList<ArchiveMember> members; ///< Expanded.
    ErrorCode code = ErrorCode::Internal; ///< Rejected.
    QString reason; ///< Rejected; English, no patient data.
};

[[nodiscard]] QJsonObject toJson(const Hello& hello);
[[nodiscard]] QJsonObject toJson(const Request& request);
[[nodiscard]] QJsonObject toJson(const Reply& reply);
[[nodiscard]] QJsonObject toJson(const library::StagedInstance& instance);
// Errors: Protocol.
[[nodiscard]] Result<Hello> helloFromJson(const QJsonObject& json);
[[nodiscard]] Result<Request> requestFromJson(const QJsonObject& json);
[[nodiscard]] Result<Reply> replyFromJson(const QJsonObject& json);
[[nodiscard]] Result<library::StagedInstance> stagedFromJson(const QJsonObject& json);

/// The English sentence for a rejection, from code and arguments.
[[nodiscard]] QString reasonText(const Error& error);

} // namespace lobule::ingest
