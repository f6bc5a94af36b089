#include "core/ingest/ImportTypes.h"

#include "core/ingest/Protocol.h"

#include <QJsonArray>

namespace lobule::ingest {

QJsonObject toJson(const ImportResult& result)
{
    QJsonArray quarantined;
    for (const QuarantinedFile& file : result.quarantined) {
        quarantined.append(QJsonObject{{QStringLiteral("file"), file.file}, {QStringLiteral("reason"), file.reason},
            {QStringLiteral("code"), QString::fromLatin1(errorCodeName(file.code))}});
    }
    QJsonObject json{{QStringLiteral("imported"), result.imported}, {QStringLiteral("duplicates"), result.duplicates},
        {QStringLiteral("skipped"), result.skipped}, {QStringLiteral("quarantined"), quarantined},
        {QStringLiteral("studies"), QJsonArray::fromStringList(result.studies)}, {QStringLiteral("seconds"), result.seconds},
        {QStringLiteral("cancelled"), result.cancelled}};
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
