#pragma once

#include "core/base/Result.h"
#include "core/library/Records.h"

#include <QJsonObject>
#include <QList>

namespace lobule::report {

/// The versions that nobody has built upon, in the order given. One: the report. More: people wrote at the same time, and a person has to
/// merge them.
[[nodiscard]] QList<library::ReportVersion> heads(const QList<library::ReportVersion>& versions);

/// The head to go on with for whoever has seen `seen` (a uid, may be empty): itself or what followed it, otherwise the first one given.
/// Never picked by a clock. Null where there is no version.
[[nodiscard]] const library::ReportVersion* headFor(const QList<library::ReportVersion>& versions, const QString& seen);

/// The fields that a person made of `merged`, and those of them that this Lobule has no place for. Errors: Misuse {"newer-fields"}: they
/// differ in such a field.
[[nodiscard]] Result<QJsonObject> withUnknownFields(QJsonObject fields, const QList<library::ReportVersion>& merged);

/// The status of a version that follows all of `merged`, with these normalised fields: final as soon as one of them is; then what all of
/// them say stays, but for the addendum. Errors: Misuse {"impression-missing"}, {"report-final"}, {"addendum-before-final"}.
[[nodiscard]] Result<QString> statusOfMerge(const QList<library::ReportVersion>& merged, const QJsonObject& fields);

} // namespace lobule::report
