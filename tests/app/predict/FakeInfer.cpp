// Speaks the protocol of `lobule-infer serve` (ai/predict/Protocol.md) with an invented model: the score of a slice is its first
// pixel / 1000 (kept within 0 and 1). FAKE_INFER says how to misbehave: "crash-on-7" dies when a batch holds a slice whose first pixel is
// 7, "hang-on-7" never answers it, "refuse-on-7" does not score it, "garbage" writes no frame, "bad-hello" has another protocol, "no-load"
// refuses the model, "exit-on-load" ends while loading, "short" gives too few results. FAKE_INFER_LOG names a file to which every start is
// appended.
#include "core/base/WorkerWire.h"

#include <QByteArray>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <QtEndian>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#endif

namespace {

void send(const QJsonObject& message)
{
    const QByteArray json = QJsonDocument(message).toJson(QJsonDocument::Compact);
    const std::string header = lobule::wire::encodeHeader(json.toStdString(), 0);
    std::fwrite(header.data(), 1, header.size(), stdout);
    std::fflush(stdout);
}

bool receive(QJsonObject& message, QByteArray& payload)
{
    char header[lobule::wire::kHeaderBytes];
    if (std::fread(header, 1, sizeof header, stdin) != sizeof header) return false;
    const auto size = lobule::wire::decodeHeader(header);
    if (!size) return false;
    QByteArray json(static_cast<qsizetype>(size->jsonBytes), Qt::Uninitialized);
    payload.resize(static_cast<qsizetype>(size->payloadBytes));
    if (std::fread(json.data(), 1, size->jsonBytes, stdin) != size->jsonBytes) return false;
    if (std::fread(payload.data(), 1, size->payloadBytes, stdin) != size->payloadBytes) return false;
    message = QJsonDocument::fromJson(json).object();
    return true;
}

QJsonObject scoreOf(int value)
{
    const double score = std::clamp(value / 1000.0, 0.0, 1.0);
    return {
        {"score", score}, {"logit", score - 0.5}, {"label", score >= 0.5 ? "LC" : "NonLC"}, {"indeterminate", score > 0.4 && score < 0.6}};
}

QJsonObject predictAnswer(const QJsonObject& request, const QByteArray& payload, const QString& mode)
{
    const int count = request["count"].toInt();
    const qsizetype slice = payload.size() / count;
    QJsonArray results;
    bool anyScored = false;
    for (int i = 0; i < count; ++i) {
        const int value = qFromLittleEndian<qint16>(payload.constData() + i * slice);
        if (value == 7 && mode == "crash-on-7") std::abort();
        if (value == 7 && mode == "hang-on-7") std::this_thread::sleep_for(std::chrono::hours(1));
        if (value < 10 && mode == "refuse-on-7") {
            results.append(QJsonObject{{"notScored", QString("reason %1").arg(value)}});
            continue;
        }
        anyScored = true;
        results.append(scoreOf(value));
    }
    if (!anyScored) {
        return {
            {"ok", false}, {"id", request["id"]}, {"code", "not-scored"}, {"arguments", QJsonArray{results[0].toObject()["notScored"]}}};
    }
    if (mode == "short") results.removeLast();
    return {{"ok", true}, {"id", request["id"]}, {"device", "FAKE"}, {"milliseconds", 2.0 * count}, {"results", results}};
}

} // namespace

int main(int argc, char* argv[])
{
#ifdef _WIN32
    _setmode(_fileno(stdin), _O_BINARY);
    _setmode(_fileno(stdout), _O_BINARY);
#endif
    if (argc != 2 || QByteArray(argv[1]) != "serve") return 2;
    const QString mode = qEnvironmentVariable("FAKE_INFER");
    QFile log(qEnvironmentVariable("FAKE_INFER_LOG"));
    if (!log.fileName().isEmpty() && log.open(QIODevice::Append)) log.write("start\n");
    log.close();
    if (mode == "garbage") {
        std::fputs("this is no frame at all, whatever else it may be", stdout);
        std::fflush(stdout);
        std::this_thread::sleep_for(std::chrono::seconds(30));
        return 0;
    }
    send({{"hello", "lobule-infer"}, {"protocol", mode == "bad-hello" ? 99 : 1}, {"version", "0"}});
    QJsonObject request;
    QByteArray payload;
    while (receive(request, payload)) {
        if (request["op"].toString() == "load") {
            if (mode == "exit-on-load") return 9;
            if (mode == "no-load") {
                send({{"ok", false}, {"id", request["id"]}, {"code", "model-parity"}, {"arguments", QJsonArray{}}});
                continue;
            }
            send({{"ok", true}, {"id", request["id"]}, {"device", "FAKE"}, {"milliseconds", 1},
                {"model", QJsonObject{{"name", "fake"}, {"version", "2"}, {"sha256", "ab"}, {"clinicalUse", false}}}});
        } else {
            send(predictAnswer(request, payload, mode));
        }
    }
    return 0;
}
