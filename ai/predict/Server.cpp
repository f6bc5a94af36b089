#include "ai/predict/Server.h"

#include "ai/package/FileIo.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <utility>

namespace lobule::predict {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

constexpr int kProtocol = 1;
constexpr int kMinEdge = 16;
constexpr int kMaxEdge = 4096;
constexpr int kMaxSlices = 2048;

double millisecondsSince(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

std::string toText(const ordered_json& document) { return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace); }

/// The request's id, which goes back unchanged; null when it has none.
ordered_json idOf(const json& request)
{
    const auto id = request.find("id");
    if (id == request.end() || !(id->is_number_integer() || id->is_string())) return nullptr;
    return *id;
}

std::string failureText(const ordered_json& id, const Error& error)
{
    return toText(
        {{"ok", false}, {"id", id}, {"code", errorCodeName(error.code)}, {"arguments", error.arguments}, {"detail", error.detail}});
}

std::optional<std::string> textOf(const json& request, const char* key)
{
    const auto value = request.find(key);
    if (value == request.end() || !value->is_string()) return std::nullopt;
    return value->get<std::string>();
}

/// A whole number between the limits, or nothing.
std::optional<int> integerOf(const json& request, const char* key, int low, int high)
{
    const auto value = request.find(key);
    if (value == request.end() || !value->is_number_integer()) return std::nullopt;
    if (value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(high)) return std::nullopt;
    const auto number = value->get<std::int64_t>();
    if (number < low || number > high) return std::nullopt;
    return static_cast<int>(number);
}

/// Missing counts as unknown (0).
std::optional<double> spacingOf(const json& request, const char* key)
{
    const auto value = request.find(key);
    if (value == request.end()) return 0.0;
    if (!value->is_number() || !std::isfinite(value->get<double>())) return std::nullopt;
    return value->get<double>();
}

/// What a predict request announces, checked; `first.pixels` is still open.
Result<SliceBatch> readPredictRequest(const json& request, std::uint64_t payloadBytes)
{
    const auto misuse = [](const char* key) { return fail(ErrorCode::Misuse, {key}, "missing or out of range"); };
    const auto rows = integerOf(request, "rows", kMinEdge, kMaxEdge);
    if (!rows) return misuse("rows");
    const auto columns = integerOf(request, "columns", kMinEdge, kMaxEdge);
    if (!columns) return misuse("columns");
    const auto count = integerOf(request, "count", 1, kMaxSlices);
    if (!count) return misuse("count");
    const auto type = textOf(request, "type");
    if (!type || (*type != "int16" && *type != "float32")) return misuse("type");
    const auto rowSpacingMm = spacingOf(request, "rowSpacingMm");
    if (!rowSpacingMm) return misuse("rowSpacingMm");
    const auto columnSpacingMm = spacingOf(request, "columnSpacingMm");
    if (!columnSpacingMm) return misuse("columnSpacingMm");

    SliceBatch batch;
    batch.first = {nullptr, *type == "int16" ? PixelType::Int16 : PixelType::Float32, *rows, *columns, *rowSpacingMm, *columnSpacingMm};
    batch.count = *count;
    const std::uint64_t pixelBytes = *type == "int16" ? 2 : 4;
    const std::uint64_t expected
        = pixelBytes * static_cast<std::uint64_t>(*rows) * static_cast<std::uint64_t>(*columns) * static_cast<std::uint64_t>(*count);
    if (payloadBytes != expected) return fail(ErrorCode::Misuse, {"payload"}, "the payload is not count x rows x columns values");
    return batch;
}

ordered_json modelJson(const Predictor& predictor)
{
    const package::PackageMetadata& metadata = predictor.metadata();
    return {{"name", metadata.name}, {"version", metadata.version}, {"sha256", predictor.packageSha256()},
        {"clinicalUse", metadata.clinicalUse}, {"windowWidthHu", metadata.preprocess.windowWidthHu},
        {"windowLevelHu", metadata.preprocess.windowLevelHu}, {"sliceThreshold", metadata.decision.sliceThreshold},
        {"studyThreshold", metadata.decision.studyThreshold}, {"minimumLiverSlices", metadata.decision.minimumLiverSlices},
        {"indeterminate", {metadata.decision.indeterminateLow, metadata.decision.indeterminateHigh}}};
}

ordered_json resultJson(const SliceResult& result)
{
    if (!result.scored) return {{"notScored", result.reason}};
    return {
        {"score", result.score}, {"logit", result.logit}, {"label", result.isLc ? "LC" : "NonLC"}, {"indeterminate", result.indeterminate}};
}

std::string loadAnswer(const json& request, std::optional<Predictor>& current)
{
    const ordered_json id = idOf(request);
    const auto folder = textOf(request, "package");
    if (!folder || folder->empty()) return failureText(id, {ErrorCode::Misuse, {"package"}, "missing"});
    const std::string device = textOf(request, "device").value_or("auto");
    const auto start = Clock::now();
    auto loaded = Predictor::load(package::pathFromUtf8(*folder), device);
    if (!loaded) return failureText(id, loaded.error());
    current = std::move(*loaded);
    return toText({{"ok", true}, {"id", id}, {"model", modelJson(*current)}, {"device", current->deviceName()},
        {"milliseconds", millisecondsSince(start)}});
}

std::string predictAnswer(const json& request, const SliceBatch& batch, Predictor& predictor)
{
    const ordered_json id = idOf(request);
    const auto start = Clock::now();
    const auto results = predictor.predict(batch);
    if (!results) return failureText(id, results.error());
    bool anyScored = false;
    ordered_json list = ordered_json::array();
    for (const SliceResult& result : *results) {
        anyScored = anyScored || result.scored;
        list.push_back(resultJson(result));
    }
    if (!anyScored) return failureText(id, {ErrorCode::NotScored, {results->front().reason}, {}});
    return toText(
        {{"ok", true}, {"id", id}, {"device", predictor.deviceName()}, {"milliseconds", millisecondsSince(start)}, {"results", list}});
}

} // namespace

Server::Server(WireChannel channel) : m_channel(channel) { }

Result<std::string> Server::answer(const WireChannel::Header& header)
{
    const json request = json::parse(header.json, nullptr, false);
    if (!request.is_object()) return fail(ErrorCode::Protocol, {}, "the frame holds no JSON object");

    // Whatever the request is, its payload must leave the stream before the answer.
    const auto refuse = [&](const Error& error) -> Result<std::string> {
        if (auto skipped = m_channel.skipPayload(header.payloadBytes); !skipped) return tl::unexpected(skipped.error());
        return failureText(idOf(request), error);
    };
    const std::string operation = textOf(request, "op").value_or(std::string());
    if (operation == "load") {
        if (header.payloadBytes != 0) return refuse({ErrorCode::Misuse, {"payload"}, "load takes none"});
        return loadAnswer(request, m_predictor);
    }
    if (operation != "predict") return refuse({ErrorCode::Misuse, {"op"}, "unknown operation"});

    auto batch = readPredictRequest(request, header.payloadBytes);
    if (!batch) return refuse(batch.error());
    if (!m_predictor) return refuse({ErrorCode::NotFound, {"model"}, "no model is loaded"});
    const auto payload = m_channel.readPayload(header.payloadBytes);
    if (!payload) {
        if (payload.error().code == ErrorCode::Protocol) return tl::unexpected(payload.error());
        return failureText(idOf(request), payload.error());
    }
    batch->first.pixels = payload->get();
    return predictAnswer(request, *batch, *m_predictor);
}

int Server::run()
{
    if (!m_channel.write(toText({{"hello", "lobule-infer"}, {"protocol", kProtocol}, {"version", LOBULE_VERSION}}))) return 1;
    while (true) {
        const auto header = m_channel.readHeader();
        if (header && !header->has_value()) return 0;
        const auto text = header ? answer(**header) : Result<std::string>(tl::unexpected(header.error()));
        if (!text) {
            // The stream cannot be trusted any more; say why and leave.
            static_cast<void>(m_channel.write(failureText(nullptr, text.error())));
            return 1;
        }
        if (!m_channel.write(*text)) return 1;
    }
}

} // namespace lobule::predict
