#include "core/ingest/ImportTypes.h"

#include "core/ingest/Protocol.h"

#include <QFileInfo>
#include <QJsonArray>

namespace lobule::ingest {

SourceName sourceName(const QString& shown)
{
    if (QFileInfo::exists(shown)) return {shown, {}};
    // The name of a folder or of an archive may have an exclamation mark of its own.
    for (qsizetype at = shown.indexOf(QLatin1Char('!')); at >= 0; at = shown.indexOf(QLatin1Char('!'), at + 1)) {
        if (QFileInfo(shown.left(at)).isFile()) return {shown.left(at), shown.mid(at + 1)};
    }
    return {shown, {}};
}

ErrorCode pixelNoteCode(const QString& note)
{
    if (note.startsWith(QLatin1String("unsupported"))) return ErrorCode::Unsupported;
    return note == QLatin1String("too-large") ? ErrorCode::LimitExceeded : ErrorCode::Malformed;
}

bool isPicture(const QString& sopClassUid, int frames)
{
    static const QStringList classes{QStringLiteral("2"), QStringLiteral("2.1"), QStringLiteral("4"), QStringLiteral("4.1"),
        QStringLiteral("128"), QStringLiteral("130")};
    const QString storage = QStringLiteral("1.2.840.10008.5.1.4.1.1.");
    return frames > 0 || (sopClassUid.startsWith(storage) && classes.contains(sopClassUid.mid(storage.size())));
}

QString pixelNoteReason(const QString& note)
{
    const QString detail = note.section(QLatin1Char(' '), 1).trimmed();
    switch (pixelNoteCode(note)) {
    case ErrorCode::Unsupported: return reasonText({ErrorCode::Unsupported, {detail.toStdString()}, {}});
    case ErrorCode::LimitExceeded: return reasonText({ErrorCode::LimitExceeded, {"size of the decoded pixels"}, {}});
    default: return reasonText({ErrorCode::Malformed, {detail.isEmpty() ? "the picture cannot be decoded" : detail.toStdString()}, {}});
    }
}

void ImportResult::add(const ImportResult& next)
{
    total += next.total;
    imported += next.imported;
    duplicates += next.duplicates;
    skipped += next.skipped;
    duplicateFiles += next.duplicateFiles;
    skippedFiles += next.skippedFiles;
    for (QuarantinedFile file : next.quarantined) {
        file.number += deidentification.found;
        quarantined.append(file);
    }
    for (UnshownFile file : next.notShown) {
        file.number += deidentification.found;
        notShown.append(file);
    }
    deidentification.add(next.deidentification);
    written += next.written;
    studies += next.studies;
    studies.removeDuplicates();
    studies.sort();
    sharedIds += next.sharedIds;
    sharedIds.removeDuplicates();
    sharedIds.sort();
    seconds += next.seconds;
    cancelled = cancelled || next.cancelled;
    if (!failure) failure = next.failure;
}

QJsonObject toJson(const ImportResult& result)
{
    QJsonArray quarantined;
    for (const QuarantinedFile& file : result.quarantined) {
        QJsonObject entry{{QStringLiteral("file"), file.file}, {QStringLiteral("number"), file.number},
            {QStringLiteral("reason"), file.reason}, {QStringLiteral("code"), QString::fromLatin1(errorCodeName(file.code))}};
        if (!file.retry.isEmpty()) entry.insert(QStringLiteral("retry"), file.retry);
        quarantined.append(entry);
    }
    QJsonArray notShown;
    for (const UnshownFile& file : result.notShown) {
        notShown.append(QJsonObject{{QStringLiteral("file"), file.file}, {QStringLiteral("number"), file.number},
            {QStringLiteral("reason"), file.reason}, {QStringLiteral("code"), QString::fromLatin1(errorCodeName(file.code))}});
    }
    QJsonObject json{{QStringLiteral("total"), result.total}, {QStringLiteral("imported"), result.imported},
        {QStringLiteral("duplicates"), result.duplicates}, {QStringLiteral("skipped"), result.skipped},
        {QStringLiteral("quarantined"), quarantined}, {QStringLiteral("studies"), QJsonArray::fromStringList(result.studies)},
        {QStringLiteral("seconds"), result.seconds}, {QStringLiteral("cancelled"), result.cancelled},
        {QStringLiteral("profile"), result.deidentification.profile}, {QStringLiteral("notShown"), notShown},
        {QStringLiteral("sharedIds"), QJsonArray::fromStringList(result.sharedIds)}};
    if (!result.written.isEmpty()) {
        QJsonArray files;
        for (const WrittenFile& file : result.written) {
            QJsonObject entry{{QStringLiteral("file"), file.source}, {QStringLiteral("name"), file.name}};
            if (!file.releasedHold.isEmpty()) entry.insert(QStringLiteral("released"), QJsonArray::fromStringList(file.releasedHold));
            if (file.blackOuts > 0) entry.insert(QStringLiteral("blackouts"), file.blackOuts);
            files.append(entry);
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
