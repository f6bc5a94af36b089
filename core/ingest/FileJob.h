#pragma once

#include "core/ingest/FileWalker.h"
#include "core/ingest/ImportTypes.h"
#include "core/ingest/Protocol.h"
#include "core/ingest/WorkerPool.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QQueue>
#include <QSet>
#include <QTimer>

#include <memory>
#include <utility>

namespace lobule::ingest {

inline constexpr char kNotDicomReason[] = "Not a DICOM file.";
/// A file that says by its name that it is DICOM and is not has lost something; others are simply other files.
[[nodiscard]] bool claimsToBeDicom(const QString& name);

/// Walks paths, sends every file through the worker pool, unpacks archives on the way and counts what became of each:
/// what importing and anonymizing have in common. Lives in a thread of its own with an event loop.
class FileJob : public QObject {
    Q_OBJECT
public:
    FileJob(ImportOptions options, QStringList paths);
    ~FileJob() override;

    void start();
    /// Stops taking files; what is complete is kept. finished() follows.
    void cancel();
    /// The same because the program ends, not because somebody wanted it.
    void interrupt();
    /// finished() has been emitted; it will not be again.
    [[nodiscard]] bool hasEnded() const { return m_ended; }
    [[nodiscard]] QList<qint64> workerProcessIds() const;

Q_SIGNALS:
    void progressed(const lobule::ingest::ImportProgress& progress);
    void finished(const lobule::ingest::ImportResult& result);

protected:
    /// Opens what the job writes to. Errors end the job before it begins.
    [[nodiscard]] virtual Result<Hello> prepare() = 0;
    [[nodiscard]] virtual Request requestFor(const SourceFile& file) = 0;
    /// A file came back Accepted or Written. Sooner or later countImported(), countDuplicate() or
    /// quarantineAccepted() must be called for it.
    virtual void accept(const SourceFile& file, Reply reply) = 0;
    /// A file's digest came back, as requestFor() asked.
    virtual void onDigest(const SourceFile&, const QString&) { }
    /// Sends a file to the workers once more, with another question.
    void askAgain(const SourceFile& file, Request request);
    /// The file is in, be it new or known: what was quarantined about it is history.
    virtual void onTaken(const SourceFile&) { }
    /// Everything is counted; finished() comes next, with what this adds.
    virtual void onEnded(ImportResult&, bool isInterrupted) { Q_UNUSED(isInterrupted) }
    /// A file is quarantined, beyond being listed in the result.
    virtual void onQuarantined(const QuarantinedFile& file) = 0;
    /// Nothing more will come; accepted files still on their way should be finished now.
    virtual void onDrained() { }
    /// Accepted files for which nothing was counted yet.
    [[nodiscard]] virtual int backlog() const { return 0; }
    virtual void onCancel() { }
    /// The folder that the job fills; what lies in it is not for importing.
    [[nodiscard]] virtual QString home() const { return {}; }

    [[nodiscard]] const ImportOptions& options() const { return m_options; }
    [[nodiscard]] const QStringList& paths() const { return m_paths; }
    /// One of paths() was not there.
    [[nodiscard]] bool isPathMissing() const { return m_isPathMissing; }
    [[nodiscard]] bool isDrained() const { return m_drained; }
    /// For jobs that find out in prepare() what there is to do.
    void setPaths(QStringList paths) { m_paths = std::move(paths); }
    void noteWritten(const WrittenFile& file) { m_result.written.append(file); }
    /// A request of `kind` for the file with what the options say about every file.
    [[nodiscard]] Request makeRequest(RequestKind kind, const SourceFile& file) const;
    void countImported(const SourceFile& file, const QString& studyUid);
    /// Of a file that countImported() counted.
    void noteNotShown(const SourceFile& file, const QString& pixelNote);
    /// A good copy of that file's image has come: it counts as one that was here already.
    void withdrawNotShown(qint64 fileNumber);
    void countSkipped(const SourceFile& file, const QString& reason);
    void countDuplicate(const SourceFile& file, const QString& studyUid);
    /// For what onDigest() recognised: done without accept().
    void fileKnown(const SourceFile& file, const QString& studyUid);
    /// A file that accept() got is refused after all.
    void quarantineAccepted(const SourceFile& file, const Error& error);
    /// Ends the job with an error of the whole, keeping what was done.
    void failWhole(const Error& error);
    /// To be called when backlog() has become smaller.
    void proceed();

private:
    void quarantine(const SourceFile& file, ErrorCode code, const QString& reason, const QString& word = {});
    void noteQuarantined(const SourceFile& file, ErrorCode code, const QString& reason, const QString& word);
    [[nodiscard]] Result<void> beginReport(const Hello& hello);
    void endReport();
    void addFound(const QList<SourceFile>& files);
    void pump();
    void onReply(const Reply& reply);
    void expand(const SourceFile& file);
    void addMembers(const SourceFile& archive, const Reply& reply);
    void addReferences(const SourceFile& directory, const QList<MediaReference>& references);
    /// What lies in the archive and was not unpacked.
    void addUnread(const SourceFile& archive, const Reply& reply);
    void refuse(const QString& shown, ErrorCode code, const QString& reason, const QString& retry);
    void passOver(const QString& shown, const QString& reason);
    [[nodiscard]] bool isWithinBudget(const SourceFile& archive, const QList<SourceFile>& members);
    void fileDone(const SourceFile& file);
    void stopTaking();
    void finishIfDone();
    [[nodiscard]] ImportProgress progress() const;
    [[nodiscard]] bool isExhausted() const;

    ImportOptions m_options;
    QStringList m_paths;
    std::unique_ptr<FileWalker> m_walker;
    std::unique_ptr<WorkerPool> m_pool;
    QQueue<SourceFile> m_waiting;
    QHash<qint64, SourceFile> m_underWay;
    QSet<QString> m_studies;
    QString m_unpackFolder;
    ImportResult m_result;
    /// What the archives of one path that was asked for have unfolded to, those inside them included.
    struct Unfolded {
        qint64 packed = 0, bytes = 0, members = 0;
    };
    [[nodiscard]] Unfolded& unfoldedWith(const SourceFile& archive);
    QHash<QString, Unfolded> m_unfolded;
    void rememberNames(const SourceFile& archive, const Reply& reply);
    [[nodiscard]] bool isInArchive(const SourceFile& directory, const MediaReference& reference) const;
    QHash<QString, QSet<QString>> m_namesIn; ///< Comparable names of what archives with a DICOMDIR hold.
    QSet<QString> m_missing; ///< References that were said to be missing.
    QElapsedTimer m_clock;
    QTimer m_ticker;
    qint64 m_lastId = 0;
    qint64 m_filesDone = 0;
    qint64 m_filesTotal = 0;
    qint64 m_bytesDone = 0;
    bool m_interrupted = false;
    qint64 m_lastNumber = 0;
    bool m_isPathMissing = false;
    bool m_walked = false;
    bool m_stopping = false;
    bool m_drained = false;
    bool m_ended = false;
};

} // namespace lobule::ingest
