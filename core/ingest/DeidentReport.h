#pragma once

#include "core/base/Result.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>

namespace lobule::deidentify {
struct Outcome;
}

namespace lobule::ingest {

/// What de-identification did with some files: tags and numbers. No values, names, paths of files or UIDs, so that it may be shown and
/// kept by anybody.
struct DeidentTally {
    qint64 files = 0;
    QMap<QString, qint64> actions; ///< deidentify::countName() -> elements, at all nesting levels.
    QMap<QString, qint64> dropped; ///< "0040A730[].00091001 unknown": path without item numbers, and why -> elements.
    QMap<QString, qint64> privateRemoved; ///< "00091001" -> files in which it was removed.
    QMap<QString, qint64> privateKept; ///< The same for private attributes that are kept as safe.

    void add(const DeidentTally& other);
};

/// Files that were not taken, by the reason. `reason` is made of the program's own words only.
struct DeidentRefusal {
    ErrorCode code = ErrorCode::Internal;
    QString reason; ///< Word of the hold rule ("secondary-capture"), or empty.
    QList<qint64> files; ///< Numbers in the order in which the import found the files, from 1.
};

/// The de-identification report of one import or anonymization.
struct DeidentReport {
    QString program; ///< "Lobule 0.1.0"
    QString profile; ///< deidentify::Profile::name()
    QString safePrivateList; ///< "shipped", or the SHA-256 of the hospital's own list; empty when the profile keeps nothing private.
    QString keyId; ///< Of the site key.
    QDateTime startedAt, finishedAt; ///< UTC
    qint64 found = 0; ///< Files looked at.
    qint64 accepted = 0; ///< Imported, or written.
    qint64 duplicates = 0;
    qint64 skipped = 0; ///< Not DICOM, or a DICOMDIR.
    bool cancelled = false;
    DeidentTally tally;
    QList<DeidentRefusal> refused;

    void refuse(qint64 number, ErrorCode code, const QString& reason);
    /// Makes this the report of two runs, one after the other: the second one's files are numbered on.
    void add(const DeidentReport& next);
};

[[nodiscard]] QJsonObject toJson(const DeidentTally& tally);
[[nodiscard]] DeidentTally tallyFromJson(const QJsonObject& json);

/// The document that `--report FILE.json` writes; its form is version 1:
/// {"document":"lobule-deidentification-report","version":1,"program","table":{"name","rows","sha256"},
///  "profile":{"name","methods":[{"code","meaning"}],"safePrivateList"},"keyId","startedAt","finishedAt",
///  "files":{"found","deidentified","accepted","duplicates","skipped","refused"},"cancelled","actions":{NAME:N},
///  "dropped":[{"path","reason","count"}],"privateRemoved":[{"tag","files"}],"privateKept":[...],
///  "refused":[{"code","reason","count","files":[NUMBER]}]}
[[nodiscard]] QJsonObject toJson(const DeidentReport& report);

/// Writes that document by way of a temporary file. Errors: FileUnwritable, DiskFull.
[[nodiscard]] Result<void> writeJson(const QString& path, const DeidentReport& report);

/// A few numbers of it, for the audit.
[[nodiscard]] QJsonObject auditDetail(const DeidentReport& report);

/// The word of a hold rule out of an error's argument; empty for anything that could have come from a file.
[[nodiscard]] QString stableWord(const QString& argument);

/// What the worker counts for one file. Defined beside the engine.
[[nodiscard]] DeidentTally tallyOf(const deidentify::Outcome& outcome);

} // namespace lobule::ingest
