#pragma once

#include <QJsonObject>
#include <QList>
#include <QStringList>

namespace lobule::test {

/// What is left of a history: nothing else is asked.
struct Evidence {
    QList<QJsonObject> events; ///< history.jsonl
    QJsonObject archive; ///< archive.json
    QMap<QString, QJsonObject> libraries; ///< alice.json ...

    /// Reads what store() has written.
    [[nodiscard]] static Evidence load(const QString& folder);
    [[nodiscard]] bool store(const QString& folder) const;
};

/// Judges the invariants I1 to I12 of the shared archive; returns what is wrong, each with its number. Knows nothing of the engine: the
/// state that the feed means is worked out here again.
[[nodiscard]] QStringList check(const Evidence& evidence);

} // namespace lobule::test
