// Both ends of the workers' protocol over an arbitrary stream: frames are cut as the pool cuts them, and what is understood must
// survive being said again.

#include "core/base/WorkerWire.h"
#include "core/ingest/Protocol.h"

#include <QJsonDocument>

#include <cstdlib>

using namespace lobule;
using namespace lobule::ingest;

namespace {

QJsonObject sent(const QJsonObject& json) { return QJsonDocument::fromJson(QJsonDocument(json).toJson(QJsonDocument::Compact)).object(); }

void readMessage(const QByteArray& text)
{
    const QJsonObject message = QJsonDocument::fromJson(text).object();
    if (const auto hello = helloFromJson(message)) {
        const auto again = helloFromJson(sent(toJson(*hello)));
        if (!again || again->stagingFolder != hello->stagingFolder || again->memoryMiB != hello->memoryMiB) std::abort();
    }
    if (const auto request = requestFromJson(message)) {
        const auto again = requestFromJson(sent(toJson(*request)));
        if (!again || again->id != request->id || again->file != request->file || again->kind != request->kind) std::abort();
    }
    if (const auto reply = replyFromJson(message)) {
        const auto again = replyFromJson(sent(toJson(*reply)));
        if (!again || again->id != reply->id || again->kind != reply->kind) std::abort();
        if (reply->kind == ReplyKind::Accepted && again->instance.frames.size() != reply->instance.frames.size()) std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    QByteArray input(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    while (input.size() >= static_cast<qsizetype>(wire::kHeaderBytes)) {
        const auto frame = wire::decodeHeader(input.constData());
        if (!frame || frame->payloadBytes != 0) return 0;
        const auto whole = static_cast<qsizetype>(wire::kHeaderBytes + frame->jsonBytes);
        if (input.size() < whole) return 0;
        readMessage(input.mid(static_cast<qsizetype>(wire::kHeaderBytes), static_cast<qsizetype>(frame->jsonBytes)));
        input.remove(0, whole);
    }
    return 0;
}
