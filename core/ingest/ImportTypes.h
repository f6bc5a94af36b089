#pragma once

#include "core/base/Error.h"
#include "core/base/PixelRectangle.h"
#include "core/ingest/DeidentReport.h"

#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>

namespace lobule::ingest {

/// A folder that is only linked to may be the whole disk, or the one above: it is walked when somebody asks for it by itself.
inline constexpr char kFolderLinkReason[] = "It is a link to a folder.";

struct ImportOptions {
    QString profile; ///< deidentify::Profile::fromName(); empty: the library's choice, without a library the Basic Profile.
    QString safePrivateList; ///< Text of a whitelist for the profile; empty: the library's, else the shipped one.
    QStringList release; ///< Hold reasons (deidentify::holdReasonName) to let through, or "all".
    QList<PixelRectangle> blackOuts; ///< Blacked out in files that are held for a pixel reason and released.
    QString member; ///< Take only this file out of the archive that is imported; a name as in QuarantinedFile behind the first '!'.
    QString digest; ///< Take only the file that was reviewed (ReviewFacts::digest).
    QStringList archivePasswords; ///< For ZIP files that need one; all are tried.
    QList<qint64> continues; ///< library::UnfinishedImport::id that this import takes the place of.
    int workers = 0; ///< Worker processes; 0: one a core.
    int memoryMiB = 4096; ///< Address space of a worker.
    QString workerProgram; ///< Empty: WorkerPool::findWorkerProgram().
};

/// A file that did not get in and why.
struct QuarantinedFile {
    QString file; ///< As the user gave it; "archive.zip!member" for one inside an archive.
    ErrorCode code = ErrorCode::Internal;
    QString reason; ///< English sentence without patient data.
    QString retry; ///< The path to import again for another try: the archive of a member, otherwise the file. Empty: pointless.
    qint64 number = 0; ///< In the order in which the import found its files, from 1.
};

/// A file that is in the library although nothing here can show its picture: reading on would be reading without it.
struct UnshownFile {
    QString file; ///< As QuarantinedFile::file.
    ErrorCode code = ErrorCode::Malformed; ///< What kind of trouble it is: Malformed, Unsupported or LimitExceeded.
    QString reason; ///< English sentence without patient data.
    qint64 number = 0; ///< As QuarantinedFile::number.
};

struct ImportProgress {
    qint64 filesDone = 0;
    qint64 filesTotal = 0; ///< Grows while folders are still being walked.
    bool isTotalFinal = false;
    qint64 bytesDone = 0;
    int added = 0; ///< Or written, when anonymizing.
    int duplicates = 0;
    int skipped = 0;
    int quarantined = 0;
    double filesPerSecond = 0.0;
    double secondsLeft = -1.0; ///< Negative: not known yet.
};

/// A file that was passed over and why; "archive.zip!member" for one inside an archive.
struct SkippedFile {
    QString file;
    QString reason; ///< English sentence without patient data.
};

/// A file that was written by an anonymization.
struct WrittenFile {
    QString source; ///< As QuarantinedFile::file.
    QString name; ///< STUDY/SERIES/INSTANCE.dcm below the output folder.
    QString instanceUid; ///< New SOP Instance UID.
    QStringList releasedHold; ///< Hold reasons that were let through.
    int blackOuts = 0; ///< Rectangles that were blacked out.
};

struct ImportResult {
    int total = 0; ///< imported + duplicates + skipped + quarantined, unless it stopped early. Archives count as their members.
    int imported = 0; ///< Or written, when anonymizing.
    int duplicates = 0; ///< Already stored with the same content.
    int skipped = 0; ///< Not DICOM, a DICOMDIR, or no file at all (pipes, devices).
    QStringList duplicateFiles; ///< Which they are, as in QuarantinedFile::file.
    QList<SkippedFile> skippedFiles;
    QList<UnshownFile> notShown; ///< Of the imported ones.
    QList<QuarantinedFile> quarantined;
    QList<WrittenFile> written; ///< Anonymizing only.
    QStringList studies; ///< New UIDs of the studies that the files belong to, duplicates' included; sorted.
    QStringList sharedIds; ///< Pseudonyms of these studies under which the library knows different persons; sorted.
    double seconds = 0.0;
    bool cancelled = false;
    DeidentReport deidentification;
    std::optional<Error> failure; ///< Why the whole run stopped early: no room, no worker, library locked.

    /// Adds what a following run did.
    void add(const ImportResult& next);
};

/// StagedInstance::pixelNote as the reason of an UnshownFile, and its kind of trouble.
[[nodiscard]] QString pixelNoteReason(const QString& note);
[[nodiscard]] ErrorCode pixelNoteCode(const QString& note);

/// Documents have no frames; what has them is a picture, and so is a CT, MR or PET image that has lost them (PS3.4 B.5).
[[nodiscard]] bool isPicture(const QString& sopClassUid, int frames);

/// A quarantined name as what to import: the file, or archive and member where `shown` names a file inside an archive.
struct SourceName {
    QString file;
    QString member;
};
[[nodiscard]] SourceName sourceName(const QString& shown);

/// The document that `lobulectl import --json` prints:
/// {"total","imported","duplicates","skipped","quarantined":[{"file","number","reason","code"}],"profile","studies":[...],"seconds",
/// "cancelled","sharedIds":[PSEUDONYM],"notShown":[{"file","number","reason","code"}]}, a quarantined file has "retry" where another try
/// makes sense; "files":[{"file","name"}], with "released":[REASON] and "blackouts":N where there were any, for an anonymization and, after
/// a failure, "error":{"code","reason"}.
[[nodiscard]] QJsonObject toJson(const ImportResult& result);

} // namespace lobule::ingest

Q_DECLARE_METATYPE(lobule::ingest::ImportProgress)
Q_DECLARE_METATYPE(lobule::ingest::ImportResult)
