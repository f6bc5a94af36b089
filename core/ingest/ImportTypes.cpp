#include "core/ingest/ImportTypes.h"

#include "core/ingest/Protocol.h"

#include <QJsonArray>

namespace lobule::ingest {

void ImportResult::add(const ImportResult& next)
{
    total += next.total;
    imported += next.imported;
    duplicates += next.duplicates;
    skipped += next.skipped;
    duplicateFiles += next.duplicateFiles;
    skippedFiles += next.skippedFiles;
    quarantined += next.quarantined;
    written += next.written;
    studies += next.studies;
    studies.removeDuplicates();
    studies.sort();
    seconds += next.seconds;
    cancelled = cancelled || next.cancelled;
    if (!failure) failure = next.failure;
}

QJsonObject toJson(const ImportResult& result)
{
    QJsonArray quarantined;
    for (const QuarantinedFile& file : result.quarantined) {
        QJsonObject entry{{QStringLiteral("file"), file.file}, {QStringLiteral("reason"), file.reason},
            {QStringLiteral("code"), QString::fromLatin1(errorCodeName(file.code))}};
        if (!file.retry.isEmpty()) entry.insert(QStringLiteral("retry"), file.retry);
        quarantined.append(entry);
    }
    QJsonObject json{{QStringLiteral("total"), result.total}, {QStringLiteral("imported"), result.imported},
        {QStringLiteral("duplicates"), result.duplicates}, {QStringLiteral("skipped"), result.skipped},
        {QStringLiteral("quarantined"), quarantined}, {QStringLiteral("studies"), QJsonArray::fromStringList(result.studies)},
        {QStringLiteral("seconds"), result.seconds}, {QStringLiteral("cancelled"), result.cancelled}};
    if (!result.written.isEmpty()) {
        QJsonArray files;
        for (const WrittenFile& file : result.written) {
            files.append(QJsonObject{{QStringLiteral("file"), file.source}, {QStringLiteral("name"), file.name}});
        }
        json.insert(QStringLiteral("files"), files);
    }
    if (result.failure) {
        json.insert(QStringLiteral("error"),
            QJsonObject{{QStringLiteral("code"), QString::fromLatin1(errorCodeName(result.failure->code))},
                {QStringLiteral("reason"), reasonText(*result.failure)}});
    }
    return json;
}

} // namespace lobule::ingest
