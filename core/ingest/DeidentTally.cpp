#include "core/deidentify/Outcome.h"
#include "core/ingest/DeidentReport.h"

#include <QRegularExpression>

namespace lobule::ingest {

DeidentTally tallyOf(const deidentify::Outcome& outcome)
{
    using deidentify::Outcome;
    static const QRegularExpression itemNumber(QStringLiteral("\\[[0-9]+\\]"));
    DeidentTally tally;
    tally.files = 1;
    for (int i = 0; i < Outcome::CountOfCounts; ++i) {
        const auto count = static_cast<Outcome::Count>(i);
        tally.actions.insert(QString::fromLatin1(deidentify::countName(count)), outcome.counts[static_cast<std::size_t>(i)]);
    }
    for (const std::string& path : outcome.droppedTags) {
        ++tally.dropped[QString::fromStdString(path).replace(itemNumber, QStringLiteral("[]"))];
    }
    for (const std::string& tag : outcome.privateTags) tally.privateRemoved.insert(QString::fromStdString(tag), 1);
    for (const std::string& tag : outcome.keptPrivateTags) tally.privateKept.insert(QString::fromStdString(tag), 1);
    return tally;
}

} // namespace lobule::ingest
