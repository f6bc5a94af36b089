#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>

#include <functional>

namespace lobule::test {

/// What people do and what goes wrong, in order. An entry is one of
///   {"client": 0, "do": {"do": "import", ...}}              a command to a workstation
///   {"fault": "cut-later", "client": 1, "bytes": 4711}      with what the fault needs to know: bytes, ms, pick, skew, do
/// Whether an entry can be carried out when its turn comes (a restore without a backup), the course decides.
using Script = QList<QJsonObject>;

/// Follows from the seed; the timing does not. `steps`: what people do, beside the faults.
[[nodiscard]] Script scriptOf(quint32 seed, int steps);
/// One entry a line, as for `--script`.
[[nodiscard]] QByteArray textOf(const Script& script);
[[nodiscard]] Script scriptFrom(const QByteArray& text);

/// Leaves entries out, many at once at first, as long as `fails` says that the rest still fails; until none of them alone can be left out,
/// or `isEnough`. Delta debugging (Zeller, Hildebrandt 2002), without the half that tries pieces by themselves: a piece of a history seldom
/// fails alone, and every try costs seconds.
[[nodiscard]] Script shrink(Script script, const std::function<bool(const Script&)>& fails, const std::function<bool()>& isEnough = {});

} // namespace lobule::test
