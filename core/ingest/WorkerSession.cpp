#include "core/ingest/WorkerSession.h"

#include "core/ingest/ArchiveExpander.h"
#include "core/ingest/InstanceReview.h"
#include "core/ingest/WorkerGuard.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

#include <filesystem>
#include <new>

namespace lobule::ingest {

namespace {

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

bool isZip(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(4) == QByteArray("PK\3\4", 4);
}

Reply triage(const Error& error, const Request& request)
{
    Reply reply;
    // What was asked for by name is not to turn into something else.
    if (!request.member.isEmpty()) return rejection(error);
    if (error.code == ErrorCode::NotDicom) {
        reply.kind = isZip(request.file) ? ReplyKind::Archive : ReplyKind::NotDicom;
        return reply;
    }
    if (error.code == ErrorCode::Unsupported && !error.arguments.empty() && error.arguments.front() == "DICOMDIR") {
        reply.kind = ReplyKind::Directory;
        return reply;
    }
    return rejection(error);
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
        if (!m_channel.write(toJson(reply), reply.picture.pixels)) return {};
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
    limitMemory(hello->memoryMiB);
    QStringList writable = hello->writable;
    if (!hello->stagingFolder.isEmpty()) writable << hello->stagingFolder;
    const QStringList confined = confineProcess(writable);
    return m_channel.write({{QStringLiteral("result"), QStringLiteral("ready")}, {QStringLiteral("protocol"), kProtocolVersion},
        {QStringLiteral("program"), QStringLiteral(LOBULE_VERSION)}, {QStringLiteral("confined"), QJsonArray::fromStringList(confined)}});
}

Reply WorkerSession::answer(const Request& request)
{
    limitMemoryForFile(static_cast<std::uint64_t>(QFileInfo(request.file).size()));
    try {
        return work(request);
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
        auto opened = MemberFile::open(request.file, request.member, request.password);
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
    case RequestKind::Expand: {
        auto members = expandArchive(request.file, request.folder, request.password);
        if (!members) return rejection(members.error());
        reply.kind = ReplyKind::Expanded;
        reply.members = std::move(*members);
        return reply;
    }
    }
    return rejection({ErrorCode::Internal, {}, {}});
}

} // namespace lobule::ingest
