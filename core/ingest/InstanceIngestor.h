#pragma once

#include "core/base/Result.h"
#include "core/ingest/Protocol.h"

#include <QString>

#include <memory>

namespace lobule::ingest {

/// What the worker does with one file. Single-threaded; one per worker process.
class InstanceIngestor {
public:
    /// Errors: Misuse (key or profile cannot be understood).
    [[nodiscard]] static Result<std::unique_ptr<InstanceIngestor>> create(const Hello& hello);
    ~InstanceIngestor();

    /// One file to take in, and how.
    struct Order {
        QString file;
        QString digest; ///< Not empty: only the file with this ReviewFacts::digest.
        QList<PixelRectangle> blackOuts; ///< Done when the file is held for a pixel reason (deidentify::isPixelReason).
    };

    /// Pre-scan, parse, hold check, de-identify, write into the staging folder, read back and search for survivors, hash, decode.
    /// Errors: those of DicomFile::open and Deidentifier, HeldForReview, SourceChanged, BlackOutFailed, PhiSurvived,
    /// MissingAttribute, FileUnwritable, DiskFull.
    [[nodiscard]] Result<library::StagedInstance> ingest(const Order& order);
    /// StagedInstance::sourceDigest of a file, without looking into it. Errors: FileUnreadable.
    [[nodiscard]] Result<QString> digest(const QString& file) const;
    /// Decodes a stored, de-identified object again; only the parts about pixels and UIDs are filled.
    [[nodiscard]] Result<library::StagedInstance> decode(const QString& file);

    struct Written {
        QString file; ///< In the staging folder.
        QString name; ///< STUDY/SERIES/INSTANCE.dcm, of the new UIDs: where it belongs.
        QString studyUid;
        QString instanceUid;
        QStringList releasedHold; ///< As StagedInstance::releasedHold.
        int blackOuts = 0;
    };
    /// De-identifies into the staging folder. Errors: as ingest().
    [[nodiscard]] Result<Written> anonymize(const Order& order);

    /// What ingest() would do to the file, with its original values; writes nothing.
    [[nodiscard]] Result<ReviewFacts> review(const QString& file);
    /// What the last ingest() or anonymize() that succeeded did with the elements.
    [[nodiscard]] const DeidentTally& lastTally() const;

private:
    class Private;
    explicit InstanceIngestor(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace lobule::ingest
