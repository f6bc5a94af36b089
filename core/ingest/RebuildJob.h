#pragma once

#include "core/ingest/FileJob.h"

#include <QThread>

namespace lobule::ingest {

class LibraryWriter;

/// A FileJob over the stored objects whose decoded pixels are missing.
class RebuildJob : public FileJob {
    Q_OBJECT
public:
    /// Of one series, or of the whole library when `seriesUid` is empty.
    RebuildJob(QString libraryFolder, QString seriesUid, ImportOptions options);
    ~RebuildJob() override;

protected:
    [[nodiscard]] Result<Hello> prepare() override;
    [[nodiscard]] Request requestFor(const SourceFile& file) override;
    void accept(const SourceFile& file, Reply reply) override;
    void onQuarantined(const QuarantinedFile&) override { }
    [[nodiscard]] int backlog() const override { return m_restoring; }

private:
    void onRestored(const SourceFile& file, const QString& studyUid, const Result<void>& restored);

    QString m_libraryFolder;
    QString m_seriesUid;
    QThread m_writerThread;
    LibraryWriter* m_writer = nullptr; ///< Lives in m_writerThread, which deletes it.
    int m_restoring = 0;
};

} // namespace lobule::ingest
