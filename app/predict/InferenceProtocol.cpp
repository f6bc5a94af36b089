#include "app/predict/InferenceProtocol.h"

#include "app/predict/PredictionGate.h"

#include <QJsonArray>
#include <QStringList>

#include <cmath>

namespace lobule::predict::protocol {

namespace {

tl::unexpected<Error> broken(const char* what) { return fail(ErrorCode::Protocol, {"lobule-infer"}, what); }

tl::unexpected<Error> notScored(const QString& reason)
{
    return fail(ErrorCode::NotScored, {notScoredSentence(reason).toStdString(), reason.toStdString()}, "refused by the model");
}

} // namespace

QStringList serveArguments() { return {QStringLiteral("serve")}; }

bool isHello(const QJsonObject& message) { return message.contains(QLatin1String("hello")); }

Result<void> checkHello(const QJsonObject& message)
{
    if (message.value(QLatin1String("hello")).toString() != QLatin1String("lobule-infer")) return broken("not lobule-infer");
    if (message.value(QLatin1String("protocol")).toInt() != kVersion) return broken("other version of the protocol");
    return {};
}

Outgoing load(quint64 id, const QString& package, const QString& device)
{
    return {{{QStringLiteral("op"), QStringLiteral("load")}, {QStringLiteral("id"), static_cast<qint64>(id)},
                {QStringLiteral("package"), package}, {QStringLiteral("device"), device}},
        {}};
}

Outgoing predict(quint64 id, const QList<OrientedSlice>& slices)
{
    const OrientedSlice& first = slices.first();
    Outgoing out;
    out.message = {{QStringLiteral("op"), QStringLiteral("predict")}, {QStringLiteral("id"), static_cast<qint64>(id)},
        {QStringLiteral("rows"), first.rows}, {QStringLiteral("columns"), first.columns},
        {QStringLiteral("count"), static_cast<int>(slices.size())}, {QStringLiteral("type"), QStringLiteral("int16")},
        {QStringLiteral("rowSpacingMm"), first.rowSpacingMm}, {QStringLiteral("columnSpacingMm"), first.columnSpacingMm}};
    out.payload.reserve(first.hu.size() * slices.size());
    for (const OrientedSlice& slice : slices) out.payload += slice.hu;
    return out;
}

std::optional<Error> errorOf(const QJsonObject& message)
{
    if (message.value(QLatin1String("ok")).toBool()) return std::nullopt;
    Error error;
    error.code = errorCodeFromName(message.value(QLatin1String("code")).toString().toUtf8().constData());
    for (const QJsonValue& argument : message.value(QLatin1String("arguments")).toArray()) {
        error.arguments.push_back(argument.toString().toStdString());
    }
    error.detail = message.value(QLatin1String("detail")).toString().toStdString();
    if (error.code == ErrorCode::NotScored && !error.arguments.empty()) {
        return notScored(QString::fromStdString(error.arguments.front())).value();
    }
    return error;
}

Result<ModelInfo> modelInfo(const QJsonObject& message)
{
    const QJsonObject model = message.value(QLatin1String("model")).toObject();
    ModelInfo info;
    info.name = model.value(QLatin1String("name")).toString();
    info.version = model.value(QLatin1String("version")).toString();
    info.sha256 = model.value(QLatin1String("sha256")).toString();
    info.clinicalUse = model.value(QLatin1String("clinicalUse")).toBool();
    info.device = message.value(QLatin1String("device")).toString();
    if (info.name.isEmpty() || info.device.isEmpty()) return broken("answer to load without model or device");
    return info;
}

Result<QList<Result<library::Prediction>>> predictions(const QJsonObject& message, qsizetype count, const ModelInfo& model)
{
    const QJsonArray results = message.value(QLatin1String("results")).toArray();
    if (results.size() != count) return broken("answer to predict with another number of results");
    QList<Result<library::Prediction>> list;
    for (const QJsonValue& value : results) {
        const QJsonObject result = value.toObject();
        if (result.contains(QLatin1String("notScored"))) {
            list.append(notScored(result.value(QLatin1String("notScored")).toString()));
            continue;
        }
        library::Prediction prediction;
        prediction.label = result.value(QLatin1String("label")).toString();
        prediction.score = result.value(QLatin1String("score")).toDouble(library::kNoScore);
        prediction.logit = result.value(QLatin1String("logit")).toDouble();
        prediction.indeterminate = result.value(QLatin1String("indeterminate")).toBool();
        const bool isLabel = prediction.label == QLatin1String("LC") || prediction.label == QLatin1String("NonLC");
        if (!isLabel || std::isnan(prediction.score) || prediction.score < 0.0 || prediction.score > 1.0)
            return broken("result out of range");
        prediction.modelName = model.name;
        prediction.modelVersion = model.version;
        prediction.modelSha256 = model.sha256;
        prediction.clinicalUse = model.clinicalUse;
        prediction.device = message.value(QLatin1String("device")).toString(model.device);
        prediction.milliseconds = message.value(QLatin1String("milliseconds")).toDouble() / static_cast<double>(count);
        list.append(std::move(prediction));
    }
    return list;
}

} // namespace lobule::predict::protocol
