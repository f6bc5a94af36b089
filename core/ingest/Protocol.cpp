#include "core/ingest/Protocol.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <utility>

namespace lobule::ingest {

namespace {

constexpr std::array<std::pair<RequestKind, const char*>, 7> kRequests{{{RequestKind::Ingest, "ingest"}, {RequestKind::Decode, "decode"},
    {RequestKind::Anonymize, "anonymize"}, {RequestKind::Expand, "expand"}, {RequestKind::Digest, "digest"},
    {RequestKind::Review, "review"}, {RequestKind::Picture, "picture"}}};
constexpr std::array<std::pair<ReplyKind, const char*>, 10> kReplies{{{ReplyKind::Accepted, "accepted"}, {ReplyKind::Written, "written"},
    {ReplyKind::Expanded, "expanded"}, {ReplyKind::Digested, "digested"}, {ReplyKind::NotDicom, "not-dicom"},
    {ReplyKind::Directory, "directory"}, {ReplyKind::Archive, "archive"}, {ReplyKind::Rejected, "rejected"},
    {ReplyKind::Reviewed, "reviewed"}, {ReplyKind::Picture, "picture"}}};

template <class Table, class Kind> QString nameOf(const Table& table, Kind kind)
{
    for (const auto& [value, name] : table) {
        if (value == kind) return QString::fromLatin1(name);
    }
    return {};
}

template <class Kind, std::size_t N> Result<Kind> kindOf(const std::array<std::pair<Kind, const char*>, N>& table, const QString& text)
{
    for (const auto& [value, name] : table) {
        if (text == QLatin1String(name)) return value;
    }
    return fail(ErrorCode::Protocol, {}, "unknown message");
}

QStringList strings(const QJsonValue& value)
{
    QStringList out;
    for (const QJsonValue& entry : value.toArray()) out << entry.toString();
    return out;
}

qint64 idOf(const QJsonObject& json) { return json.value(QLatin1String("id")).toInteger(); }

} // namespace

QJsonObject toJson(const Hello& hello)
{
    return {{QStringLiteral("do"), QStringLiteral("hello")}, {QStringLiteral("protocol"), kProtocolVersion},
        {QStringLiteral("key"), hello.keyHex}, {QStringLiteral("profile"), hello.profile},
        {QStringLiteral("release"), QJsonArray::fromStringList(hello.release)}, {QStringLiteral("staging"), hello.stagingFolder},
        {QStringLiteral("writable"), QJsonArray::fromStringList(hello.writable)}, {QStringLiteral("memoryMiB"), hello.memoryMiB},
        {QStringLiteral("safePrivate"), hello.safePrivateList}};
}

Result<Hello> helloFromJson(const QJsonObject& json)
{
    if (json.value(QLatin1String("do")) != QLatin1String("hello") || json.value(QLatin1String("protocol")).toInt() != kProtocolVersion) {
        return fail(ErrorCode::Protocol, {}, "the first message is no hello of this protocol");
    }
    Hello hello;
    hello.keyHex = json.value(QLatin1String("key")).toString();
    hello.profile = json.value(QLatin1String("profile")).toString();
    hello.release = strings(json.value(QLatin1String("release")));
    hello.stagingFolder = json.value(QLatin1String("staging")).toString();
    hello.writable = strings(json.value(QLatin1String("writable")));
    hello.memoryMiB = json.value(QLatin1String("memoryMiB")).toInt(hello.memoryMiB);
    hello.safePrivateList = json.value(QLatin1String("safePrivate")).toString();
    return hello;
}

QJsonObject toJson(const Request& request)
{
    QJsonObject json{{QStringLiteral("do"), nameOf(kRequests, request.kind)}, {QStringLiteral("id"), request.id},
        {QStringLiteral("file"), request.file}};
    if (!request.passwords.isEmpty()) json.insert(QStringLiteral("passwords"), QJsonArray::fromStringList(request.passwords));
    if (request.room > 0) json.insert(QStringLiteral("room"), request.room);
    if (!request.member.isEmpty()) json.insert(QStringLiteral("member"), request.member);
    if (!request.digest.isEmpty()) json.insert(QStringLiteral("digest"), request.digest);
    if (!request.blackOuts.isEmpty()) json.insert(QStringLiteral("blackout"), toJson(request.blackOuts));
    if (request.kind == RequestKind::Picture) {
        json.insert(QStringLiteral("frame"), request.frame);
        json.insert(QStringLiteral("window"), QJsonArray{request.windowCenter, request.windowWidth});
    }
    return json;
}

Result<Request> requestFromJson(const QJsonObject& json)
{
    const auto kind = kindOf(kRequests, json.value(QLatin1String("do")).toString());
    if (!kind) return tl::unexpected(kind.error());
    Request request;
    request.kind = *kind;
    request.id = idOf(json);
    request.file = json.value(QLatin1String("file")).toString();
    request.passwords = strings(json.value(QLatin1String("passwords")));
    request.room = std::max<qint64>(0, json.value(QLatin1String("room")).toInteger());
    request.member = json.value(QLatin1String("member")).toString();
    request.digest = json.value(QLatin1String("digest")).toString();
    request.blackOuts = rectanglesFromJson(json.value(QLatin1String("blackout")).toArray());
    request.frame = json.value(QLatin1String("frame")).toInt();
    const QJsonArray window = json.value(QLatin1String("window")).toArray();
    request.windowCenter = window.at(0).toDouble();
    request.windowWidth = window.at(1).toDouble();
    return request;
}

QJsonObject toJson(const Reply& reply)
{
    QJsonObject json{{QStringLiteral("id"), reply.id}, {QStringLiteral("result"), nameOf(kReplies, reply.kind)}};
    switch (reply.kind) {
    case ReplyKind::Accepted:
        json.insert(QStringLiteral("instance"), toJson(reply.instance));
        json.insert(QStringLiteral("tally"), toJson(reply.tally));
        break;
    case ReplyKind::Written:
        json.insert(QStringLiteral("file"), reply.file);
        json.insert(QStringLiteral("name"), reply.name);
        json.insert(QStringLiteral("studyUid"), reply.studyUid);
        json.insert(QStringLiteral("instanceUid"), reply.instanceUid);
        if (!reply.releasedHold.isEmpty()) json.insert(QStringLiteral("released"), QJsonArray::fromStringList(reply.releasedHold));
        if (reply.blackOuts > 0) json.insert(QStringLiteral("blackOuts"), reply.blackOuts);
        json.insert(QStringLiteral("tally"), toJson(reply.tally));
        break;
    case ReplyKind::Expanded: {
        QJsonArray members;
        for (const ArchiveMember& member : reply.members) {
            members.append(QJsonObject{{QStringLiteral("name"), member.name}, {QStringLiteral("file"), member.file}});
        }
        json.insert(QStringLiteral("members"), members);
        QJsonArray lost;
        for (const UnreadMember& member : reply.unread) {
            lost.append(QJsonObject{{QStringLiteral("name"), member.name},
                {QStringLiteral("code"), QString::fromLatin1(errorCodeName(member.code))}, {QStringLiteral("reason"), member.reason}});
        }
        if (!lost.isEmpty()) json.insert(QStringLiteral("lost"), lost);
        if (!reply.passedOver.isEmpty()) json.insert(QStringLiteral("passedOver"), QJsonArray::fromStringList(reply.passedOver));
        if (!reply.notDicom.isEmpty()) json.insert(QStringLiteral("notDicom"), QJsonArray::fromStringList(reply.notDicom));
        break;
    }
    case ReplyKind::Directory: {
        QJsonArray references;
        for (const MediaReference& reference : reply.references) {
            references.append(QJsonObject{{QStringLiteral("name"), reference.name}, {QStringLiteral("place"), reference.place},
                {QStringLiteral("file"), reference.file}});
        }
        json.insert(QStringLiteral("references"), references);
        break;
    }
    case ReplyKind::Digested: json.insert(QStringLiteral("digest"), reply.digest); break;
    case ReplyKind::Reviewed: json.insert(QStringLiteral("review"), toJson(reply.review)); break;
    case ReplyKind::Picture: json.insert(QStringLiteral("picture"), toJson(reply.picture)); break;
    case ReplyKind::Rejected:
    case ReplyKind::NotDicom:
    case ReplyKind::Archive: break;
    }
    if (reply.kind == ReplyKind::Rejected || !reply.reason.isEmpty()) {
        json.insert(QStringLiteral("code"), QString::fromLatin1(errorCodeName(reply.code)));
        json.insert(QStringLiteral("reason"), reply.reason);
        if (!reply.word.isEmpty()) json.insert(QStringLiteral("word"), reply.word);
    }
    return json;
}

bool takePayload(const QByteArray& payload, Reply& reply)
{
    // All sizes are the worker's word: no product of them may overflow, and nothing grows with them but what came.
    const auto isSize = [](int rows, int columns) { return rows >= 0 && rows <= 65535 && columns >= 0 && columns <= 65535; };
    const FramePicture& picture = reply.picture;
    const library::StagedInstance& instance = reply.instance;
    qint64 expected = 0;
    if (reply.kind == ReplyKind::Picture) {
        if (!isSize(picture.rows, picture.columns) || picture.channels < 0 || picture.channels > 4) return false;
        expected = qint64{picture.rows} * picture.columns * picture.channels;
    } else if (reply.kind == ReplyKind::Accepted) {
        if (!isSize(instance.rows, instance.columns) || payload.size() > kMostPixelBytesInMemory) return false;
        const qint64 frameBytes = qint64{instance.rows} * instance.columns * static_cast<qint64>(bytesPerPixel(instance.pixelType));
        const bool isWhole = frameBytes > 0 && payload.size() % frameBytes == 0 && payload.size() / frameBytes == instance.frames.size();
        if (!payload.isEmpty() && isWhole && instance.pixelPath.isEmpty()) expected = payload.size();
    }
    if (payload.size() != expected) return false;
    (reply.kind == ReplyKind::Picture ? reply.picture.pixels : reply.instance.pixels) = payload;
    return true;
}

Result<Reply> replyFromJson(const QJsonObject& json)
{
    const auto kind = kindOf(kReplies, json.value(QLatin1String("result")).toString());
    if (!kind) return tl::unexpected(kind.error());
    Reply reply;
    reply.kind = *kind;
    reply.id = idOf(json);
    if (reply.kind == ReplyKind::Accepted) {
        auto instance = stagedFromJson(json.value(QLatin1String("instance")).toObject());
        if (!instance) return tl::unexpected(instance.error());
        reply.instance = std::move(*instance);
    }
    reply.file = json.value(QLatin1String("file")).toString();
    reply.name = json.value(QLatin1String("name")).toString();
    reply.studyUid = json.value(QLatin1String("studyUid")).toString();
    reply.instanceUid = json.value(QLatin1String("instanceUid")).toString();
    reply.releasedHold = strings(json.value(QLatin1String("released")));
    reply.blackOuts = json.value(QLatin1String("blackOuts")).toInt();
    if (reply.kind == ReplyKind::Reviewed) reply.review = reviewFromJson(json.value(QLatin1String("review")).toObject());
    if (reply.kind == ReplyKind::Picture) reply.picture = pictureFromJson(json.value(QLatin1String("picture")).toObject());
    for (const QJsonValue& value : json.value(QLatin1String("members")).toArray()) {
        const QJsonObject member = value.toObject();
        reply.members.append({member.value(QLatin1String("name")).toString(), member.value(QLatin1String("file")).toString()});
    }
    for (const QJsonValue& value : json.value(QLatin1String("lost")).toArray()) {
        const QJsonObject member = value.toObject();
        reply.unread.append({member.value(QLatin1String("name")).toString(),
            errorCodeFromName(member.value(QLatin1String("code")).toString().toLatin1().constData()),
            member.value(QLatin1String("reason")).toString()});
    }
    reply.passedOver = strings(json.value(QLatin1String("passedOver")));
    reply.notDicom = strings(json.value(QLatin1String("notDicom")));
    for (const QJsonValue& value : json.value(QLatin1String("references")).toArray()) {
        const QJsonObject reference = value.toObject();
        reply.references.append({reference.value(QLatin1String("name")).toString(), reference.value(QLatin1String("place")).toString(),
            reference.value(QLatin1String("file")).toString()});
    }
    reply.digest = json.value(QLatin1String("digest")).toString();
    reply.code = errorCodeFromName(json.value(QLatin1String("code")).toString().toLatin1().constData());
    reply.reason = json.value(QLatin1String("reason")).toString();
    reply.word = stableWord(json.value(QLatin1String("word")).toString());
    reply.tally = tallyFromJson(json.value(QLatin1String("tally")).toObject());
    return reply;
}

QString reasonText(const Error& error)
{
    const QString argument = error.arguments.empty() ? QString() : QString::fromStdString(error.arguments.front());
    switch (error.code) {
    case ErrorCode::NotDicom: return QStringLiteral("The file is not DICOM although its name says so.");
    case ErrorCode::Malformed:
        return QStringLiteral("The file is damaged: %1.")
            .arg(argument.isEmpty() ? QStringLiteral("it breaks the encoding rules") : argument);
    case ErrorCode::LimitExceeded: return QStringLiteral("The file is beyond a limit: %1.").arg(argument);
    case ErrorCode::Unsupported: return QStringLiteral("Not supported: %1.").arg(argument);
    case ErrorCode::MissingAttribute: return QStringLiteral("%1 is missing.").arg(argument);
    case ErrorCode::HeldForReview: return QStringLiteral("Waits for review: %1.").arg(argument);
    case ErrorCode::SourceChanged: return QStringLiteral("The file has changed since it was reviewed.");
    case ErrorCode::BlackOutFailed: return QStringLiteral("The black-out cannot be done: %1.").arg(argument);
    case ErrorCode::PhiSurvived: return QStringLiteral("Identity was still found after de-identification.");
    case ErrorCode::FileUnreadable:
        return argument == QLatin1String("changed") ? QStringLiteral("The file changed while it was being read.")
                                                    : QStringLiteral("The file cannot be read.");
    case ErrorCode::FileUnwritable: return QStringLiteral("The result cannot be written.");
    case ErrorCode::DiskFull: return QStringLiteral("There is no room on the disk.");
    case ErrorCode::ArchiveMember:
        return (error.arguments.size() > 1 ? QStringLiteral("It cannot be unpacked from the archive: %1.")
                                           : QStringLiteral("The archive cannot be unpacked: %1."))
            .arg(argument);
    case ErrorCode::ArchivePassword:
        return argument == QLatin1String("wrong") ? QStringLiteral("The password does not open the archive.")
                                                  : QStringLiteral("The archive needs a password.");
    case ErrorCode::NotFound: return QStringLiteral("There is no such file.");
    case ErrorCode::ConflictingDuplicate:
        return QStringLiteral("Another file with the same SOP Instance UID but other content is stored already.");
    case ErrorCode::WorkerCrashed: return QStringLiteral("The file made the import worker fail.");
    case ErrorCode::WorkerTimeout: return QStringLiteral("The file took the import worker too long.");
    default: return QStringLiteral("The file could not be processed (%1).").arg(QLatin1String(errorCodeName(error.code)));
    }
}

} // namespace lobule::ingest
