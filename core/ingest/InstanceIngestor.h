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

    /// Pre-scan, parse, hold check, de-identify, write into the staging folder, read back and search for survivors, hash, decode.
    /// Errors: those of DicomFile::open and Deidentifier, HeldForReview, PhiSurvived, MissingAttribute, FileUnwritable, DiskFull.
    [[nodiscard]] Result<library::StagedInstance> ingest(const QString& file);
    /// StagedInstance::sourceDigest of a file, without looking into it. Errors: FileUnreadable.
    [[nodiscard]] Result<QString> digest(const QString& file) const;
    /// Decodes a stored, de-identified object again; only the parts about pixels and UIDs are filled.
    [[nodiscard]] Result<library::StagedInstance> decode(const QString& file);

    struct Written {
        QString file; ///< In the staging folder.
        QString name; ///< STUDY/SERIES/INSTANCE.dcm, of the new UIDs: where it belongs.
        QString studyUid;
    };
    /// De-identifies into the staging folder without decoding.
    [[nodiscard]] Result<Written> anonymize(const QString& file);

private:
    class Private;
    explicit InstanceIngestor(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace lobule::ingest
