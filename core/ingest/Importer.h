#pragma once

#include "core/ingest/ImportTypes.h"

#include <QObject>

#include <memory>

namespace lobule::ingest {

/// Imports files, folders and ZIP archives into a library without ever blocking the thread it lives in: walking, parsing (in
/// worker processes) and committing happen elsewhere. One import at a time; for the GUI as for the command line.
class Importer : public QObject {
    Q_OBJECT
public:
    explicit Importer(QString libraryFolder, ImportOptions options = {}, QObject* parent = nullptr);
    /// Stops a running import and waits until its last batch is committed; the library remembers that it was not finished.
    ~Importer() override;

    /// Starts importing; finished() follows. Does nothing while an import runs.
    void start(const QStringList& paths);
    /// Stops; what is complete stays in the library. finished() follows with `cancelled`.
    void cancel();
    /// Stops because the program ends: the library remembers that the import was not finished. finished() follows with `cancelled`.
    void interrupt();
    [[nodiscard]] bool isRunning() const;
    /// Process ids of the workers, for tests that kill them.
    [[nodiscard]] QList<qint64> workerProcessIds() const;

Q_SIGNALS:
    /// About ten times a second. The list of studies grows meanwhile: Library::changeCounter() tells.
    void progressed(const lobule::ingest::ImportProgress& progress);
    void finished(const lobule::ingest::ImportResult& result);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lobule::ingest
