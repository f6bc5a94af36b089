#pragma once

#include "app/predict/InferenceClient.h"
#include "app/predict/OrientedSlice.h"

#include <QByteArray>
#include <QJsonObject>

/// The messages of `lobule-infer serve`, as ai/predict/Protocol.md describes them.
namespace lobule::predict::protocol {

inline constexpr int kVersion = 1;

/// A message and the pixels that go with it.
struct Outgoing {
    QJsonObject message;
    QByteArray payload;
};

[[nodiscard]] QStringList serveArguments();
[[nodiscard]] bool isHello(const QJsonObject& message);
[[nodiscard]] Result<void> checkHello(const QJsonObject& message);
[[nodiscard]] Outgoing load(quint64 id, const QString& package, const QString& device);
/// All slices have the size and spacing of the first.
[[nodiscard]] Outgoing predict(quint64 id, const QList<OrientedSlice>& slices);

/// The error that a message carries instead of an answer; empty when it is an answer.
[[nodiscard]] std::optional<Error> errorOf(const QJsonObject& message);
[[nodiscard]] Result<ModelInfo> modelInfo(const QJsonObject& message);
/// The numbers of each slice of a predict message, in the order sent; the identifiers are left empty. Protocol when there are not `count`.
[[nodiscard]] Result<QList<Result<library::Prediction>>> predictions(const QJsonObject& message, qsizetype count, const ModelInfo& model);

} // namespace lobule::predict::protocol
