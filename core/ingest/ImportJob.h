#pragma once

#include "core/ingest/FileJob.h"

#include <QThread>
#include <QTimer>

namespace lobule::ingest {

class LibraryWriter;
} // namespace lobule::ingest
namespace lobule::library {
class Library;
}
namespace lobule::ingest {

/// A FileJob whose files go into a library, in batches: whatever gathered while the previous batch was being committed. Until it has
/// ended or was cancelled the library remembers what was asked for, so that it can be continued after a crash.
class ImportJob : public FileJob {
    Q_OBJECT
public:
    ImportJob(QString libraryFolder, ImportOptions options, const QStringList& paths);
    ~ImportJob() override;

protected:
    [[nodiscard]] Result<Hello> prepare() override;
    [[nodiscard]] Request requestFor(const SourceFile& file) override;
    void accept(const SourceFile& file, Reply reply) override;
    void onDigest(const SourceFile& file, const QString& digest) override;
    void onTaken(const SourceFile& file) override;
    void onEnded(ImportResult& result, bool isInterrupted) override;
    void onQuarantined(const QuarantinedFile& file) override;
    void onDrained() override;
    [[nodiscard]] QString home() const override { return m_libraryFolder; }
    [[nodiscard]] int backlog() const override { return static_cast<int>(m_gathered.size() + m_committing.size()); }

private:
    struct Staged {
        SourceFile source;
        library::StagedInstance instance;
    };
    void noteOutcomes(int known, int added);
    /// Gathered for a moment: each change of the list waits for the disk.
    void listSoon();
    void list();
    void commitSoon();
    void commit();
    void countTaken(const Staged& staged, library::AddOutcome outcome);
    void onCommitted(const Result<QList<Result<library::AddOutcome>>>& outcomes);

    QString m_libraryFolder;
    QThread m_writerThread;
    LibraryWriter* m_writer = nullptr; ///< Lives in m_writerThread, which deletes it.
    QList<Staged> m_gathered;
    QList<Staged> m_committing;
    QTimer m_patience;
    qint64 m_remembered = 0; ///< This import in the list of unfinished ones; 0: not remembered.
    QList<QuarantinedFile> m_toList; ///< Not handed to the writer yet.
    QList<qint64> m_toForget;
    QTimer m_listing;
    QHash<QString, qint64> m_notShown; ///< Numbers of the files whose image cannot be shown, by its UID.
    QHash<QString, qint64> m_quarantined; ///< What the library lists as quarantined, by file.
    /// A connection for this thread, to recognise files by their digest before they are worked on. That pays where most are known: when
    /// an import is continued or repeated.
    std::unique_ptr<library::Library> m_lookup;
    bool m_asksFirst = false;
};

} // namespace lobule::ingest
