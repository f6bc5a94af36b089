#include "core/ingest/WorkerSession.h"

#include "core/dicom/MediaDirectory.h"
#include "core/dicom/PreScan.h"
#include "core/ingest/ArchiveExpander.h"
#include "core/ingest/DecodingTime.h"
#include "core/ingest/InstanceReview.h"
#include "core/ingest/WorkerGuard.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>
#include <filesystem>
#include <new>
#include <utility>

namespace lobule::ingest {

namespace {

/// What an archive may grow to while it is read.
constexpr std::uint64_t kArchiveGrowth = 20;

Reply rejection(const Error& error)
{
    Reply reply;
    reply.kind = ReplyKind::Rejected;
    reply.code = error.code;
    reply.reason = reasonText(error);
    // Arguments of other errors may quote the file.
    if (error.code == ErrorCode::HeldForReview && !error.arguments.empty())
        reply.word = stableWord(QString::fromStdString(error.arguments.front()));
    return reply;
}

constexpr QByteArrayView kZip("PK\3\4", 4);
/// Resource fork and the like, as macOS puts them beside a file on media of others: "._IM1.dcm".
constexpr QByteArrayView kAppleDouble("\0\5\x16\7", 4);

bool beginsWith(const QString& path, QByteArrayView magic)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(magic.size()) == magic;
}

/// Of a file in an archive: what would come to nothing is not unpacked.
bool isOfInterest(QByteArrayView head)
{
    return head.startsWith(kZip) || head.startsWith(kAppleDouble)
        || dicom::startsLikeDicom({reinterpret_cast<const std::uint8_t*>(head.data()), static_cast<std::size_t>(head.size())});
}

QString placeText(const dicom::MediaFile& file)
{
    return QStringLiteral("patient %1, study %2, series %3").arg(file.patient).arg(file.study).arg(file.series);
}

Reply directory(const QString& path)
{
    const auto listed = dicom::readMediaDirectory(std::filesystem::path(path.toStdU16String()));
    Reply reply;
    reply.kind = ReplyKind::Directory;
    // Records in a file that does not call itself a DICOMDIR.
    if (!listed && listed.error().code == ErrorCode::NotDicom) return reply;
    if (!listed) return rejection(listed.error());
    dicom::MediaFinder finder(std::filesystem::path(QFileInfo(path).absolutePath().toStdU16String()));
    // A folder whose name is no Unicode is reached through a link to the directory alone.
    std::error_code error;
    const auto target = std::filesystem::canonical(std::filesystem::path(path.toStdU16String()), error);
    dicom::MediaFinder behindLink(target.parent_path());
    for (const dicom::MediaFile& file : *listed) {
        MediaReference reference;
        for (const std::string& component : file.components) {
            if (!reference.name.isEmpty()) reference.name += QLatin1Char('/');
            reference.name += QString::fromLatin1(component.data(), static_cast<qsizetype>(component.size()));
        }
        reference.place = placeText(file);
        auto where = finder.find(file);
        if (where.empty() && !error) where = behindLink.find(file);
        const std::u8string found = where.u8string();
        reference.file = QString::fromUtf8(reinterpret_cast<const char*>(found.data()), static_cast<qsizetype>(found.size()));
        reply.references.append(reference);
    }
    return reply;
}

Reply triage(const Error& error, const Request& request)
{
    Reply reply;
    // What was asked for by name is not to turn into something else.
    if (!request.member.isEmpty()) return rejection(error);
    if (error.code == ErrorCode::NotDicom) {
        reply.kind = beginsWith(request.file, kZip) ? ReplyKind::Archive : ReplyKind::NotDicom;
        if (beginsWith(request.file, kAppleDouble)) reply.reason = QStringLiteral("It is what macOS keeps beside a file, not the file.");
        return reply;
    }
    if (error.code == ErrorCode::Unsupported && !error.arguments.empty() && error.arguments.front() == "DICOMDIR")
        return directory(request.file);
    return rejection(error);
}

/// What tells a file from itself a moment later, when somebody is still writing it.
struct Stamp {
    qint64 bytes = 0;
    QDateTime changed;
    bool operator==(const Stamp&) const = default;
};

Stamp stampOf(const QString& file)
{
    const QFileInfo info(file);
    return {info.size(), info.lastModified()};
}

} // namespace

Result<void> WorkerSession::run()
{
    if (const Result<void> greeted = greet(); !greeted) return greeted;
    for (;;) {
        const Result<QJsonObject> message = m_channel.read();
        if (!message) return message.error().code == ErrorCode::Cancelled ? Result<void>() : tl::unexpected(message.error());
        const Result<Request> request = requestFromJson(*message);
        if (!request) return tl::unexpected(request.error());
        Reply reply = answer(*request);
        reply.id = request->id;
        const QByteArray& payload = reply.kind == ReplyKind::Picture ? reply.picture.pixels : reply.instance.pixels;
        if (!m_channel.write(toJson(reply), payload)) return {};
    }
}

Result<void> WorkerSession::greet()
{
    const Result<QJsonObject> message = m_channel.read();
    if (!message) return tl::unexpected(message.error());
    const Result<Hello> hello = helloFromJson(*message);
    if (!hello) return tl::unexpected(hello.error());
    auto ingestor = InstanceIngestor::create(*hello);
    if (!ingestor) return tl::unexpected(ingestor.error());
    m_ingestor = std::move(*ingestor);
    m_stagingFolder = hello->stagingFolder;
    limitMemory(hello->memoryMiB);
    QStringList writable = hello->writable;
    if (!hello->stagingFolder.isEmpty()) writable << hello->stagingFolder;
    const QStringList confined = confineProcess(writable);
    return m_channel.write({{QStringLiteral("result"), QStringLiteral("ready")}, {QStringLiteral("protocol"), kProtocolVersion},
        {QStringLiteral("program"), QStringLiteral(LOBULE_VERSION)}, {QStringLiteral("confined"), QJsonArray::fromStringList(confined)}});
}

Reply WorkerSession::answer(const Request& request)
{
    // Whoever walked the folder saw a file; a pipe in its place would never end.
    if (!QFileInfo(request.file).isFile()) return rejection({ErrorCode::FileUnreadable, {}, {}});
    const Stamp before = stampOf(request.file);
    const auto bytes = static_cast<std::uint64_t>(before.bytes);
    limitMemoryForFile(bytes);
    // Of the processor; the pool's clock, which a slow disc makes longer, is another matter.
    limitProcessorTime(processorSeconds(bytes * (request.kind == RequestKind::Expand ? kArchiveGrowth : 1)));
    try {
        Reply reply = work(request);
        if (reply.kind == ReplyKind::Accepted && stampOf(request.file) != before) {
            QFile::remove(reply.instance.objectPath);
            if (!reply.instance.pixelPath.isEmpty()) QFile::remove(reply.instance.pixelPath);
            return rejection({ErrorCode::FileUnreadable, {"changed"}, {}});
        }
        return reply;
    } catch (const std::bad_alloc&) {
        return rejection({ErrorCode::LimitExceeded, {"memory"}, {}});
    } catch (const std::exception&) {
        // What a library says may quote the file, so it is not passed on.
        return rejection({ErrorCode::Malformed, {"it cannot be parsed"}, {}});
    }
}

Result<QString> WorkerSession::fileOf(const Request& request)
{
    if (request.member.isEmpty()) return request.file;
    const QString key = request.file + QLatin1Char('\0') + request.member;
    if (m_member == nullptr || key != m_memberKey) {
        m_member.reset();
        auto opened = MemberFile::open(request.file, request.member, request.passwords);
        if (!opened) return tl::unexpected(opened.error());
        m_member = std::make_unique<MemberFile>(std::move(*opened));
        m_memberKey = key;
    }
    return m_member->path();
}

Reply WorkerSession::show(const Request& request, const QString& file)
{
    Reply reply;
    if (request.kind == RequestKind::Review) {
        auto facts = m_ingestor->review(file);
        if (!facts) return rejection(facts.error());
        reply.kind = ReplyKind::Reviewed;
        reply.review = std::move(*facts);
        return reply;
    }
    auto picture = pictureOf(std::filesystem::path(file.toStdU16String()), request.frame, request.windowCenter, request.windowWidth);
    if (!picture) return rejection(picture.error());
    reply.kind = ReplyKind::Picture;
    reply.picture = std::move(*picture);
    return reply;
}

Reply WorkerSession::work(const Request& request)
{
    Reply reply;
    const Result<QString> file = fileOf(request);
    if (!file) return rejection(file.error());
    switch (request.kind) {
    case RequestKind::Ingest:
    case RequestKind::Decode: {
        auto staged = request.kind == RequestKind::Ingest ? m_ingestor->ingest({*file, request.digest, request.blackOuts})
                                                          : m_ingestor->decode(*file);
        if (!staged) return triage(staged.error(), request);
        reply.kind = ReplyKind::Accepted;
        reply.instance = std::move(*staged);
        if (request.kind == RequestKind::Ingest) reply.tally = m_ingestor->lastTally();
        return reply;
    }
    case RequestKind::Anonymize: {
        const auto written = m_ingestor->anonymize({*file, request.digest, request.blackOuts});
        if (!written) return triage(written.error(), request);
        reply.kind = ReplyKind::Written;
        reply.file = written->file;
        reply.name = written->name;
        reply.studyUid = written->studyUid;
        reply.instanceUid = written->instanceUid;
        reply.releasedHold = written->releasedHold;
        reply.blackOuts = written->blackOuts;
        reply.tally = m_ingestor->lastTally();
        return reply;
    }
    case RequestKind::Review:
    case RequestKind::Picture: return show(request, *file);
    case RequestKind::Digest: {
        const auto digest = m_ingestor->digest(*file);
        if (!digest) return rejection(digest.error());
        reply.kind = ReplyKind::Digested;
        reply.digest = *digest;
        return reply;
    }
    case RequestKind::Expand: return expand(request);
    }
    return rejection({ErrorCode::Internal, {}, {}});
}

Reply WorkerSession::expand(const Request& request)
{
    const QString folder = QStringLiteral("%1/unpacked-%2").arg(m_stagingFolder).arg(++m_archives);
    ArchiveLimits limits;
    if (request.room > 0) limits.totalBytes = std::min(limits.totalBytes, request.room);
    auto expanded = expandArchive(request.file, folder, request.passwords, limits, isOfInterest);
    if (!expanded) return rejection(expanded.error());
    Reply reply;
    reply.kind = ReplyKind::Expanded;
    reply.members = std::move(expanded->members);
    reply.passedOver = std::move(expanded->passedOver);
    reply.notDicom = std::move(expanded->unwanted);
    for (const LostMember& member : std::as_const(expanded->lost))
        reply.unread.append({member.name, member.error.code, reasonText(member.error)});
    if (expanded->damage) {
        reply.code = expanded->damage->code;
        reply.reason = reasonText(*expanded->damage);
    }
    return reply;
}

} // namespace lobule::ingest
