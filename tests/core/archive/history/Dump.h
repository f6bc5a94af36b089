#pragma once

#include <QJsonObject>
#include <QString>

#include <functional>

namespace lobule::test {

/// Puts tables and triggers into a library that note, in the transaction of the change itself: what was ever stored, what was put into
/// the outbox and taken out, how the cursor moved, which studies went. Returns what went wrong.
[[nodiscard]] QString installTraces(const QString& folder);

/// A library as JSON: "institutions": {name: canonical content}, "outbox", "trace".
[[nodiscard]] QJsonObject dumpLibrary(const QString& folder);

/// An archive as JSON: for each institution the feed with bodies, the texts, what was applied; and what the server finds wrong itself.
/// `sql` asks as the superuser.
[[nodiscard]] QJsonObject dumpArchive(const std::function<QString(const QString&)>& sql);

} // namespace lobule::test
