#pragma once

#include "core/ingest/FileJob.h"

#include <QThread>
#include <QTimer>

namespace lobule::ingest {

class LibraryWriter;

/// A FileJob whose files go into a library, in batches: whatever gathered while the previous batch was being committed.
class ImportJob : public FileJob {
    Q_OBJECT
public:
    ImportJob(QString libraryFolder, ImportOptions options, QStringList paths);
    ~ImportJob() override;

protected:
    [[nodiscard]] Result<Hello> prepare() override;
    [[nodiscard]] Request requestFor(const SourceFile& file) override;
    void accept(const SourceFile& file, Reply reply) override;
    void onQuarantined(const QuarantinedFile& file) override;
    void onDrained() override;
    void onFinished(const ImportResult& result) override;
    [[nodiscard]] int backlog() const override { return static_cast<int>(m_gathered.size() + m_committing.size()); }

private:
    struct Staged {
        SourceFile source;
        library::StagedInstance instance;
    };
    void commitSoon();
    void commit();
    void onCommitted(const Result<QList<Result<library::AddOutcome>>>& outcomes);

    QString m_libraryFolder;
    QThread m_writerThread;
    LibraryWriter* m_writer = nullptr; ///< Lives in m_writerThread, which deletes it.
    QList<Staged> m_gathered;
    QList<Staged> m_committing;
    QTimer m_patience;
};

} // namespace lobule::ingest
