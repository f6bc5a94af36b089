#pragma once

#include "app/worklist/ImportStrip.h"
#include "app/worklist/OutcomeTable.h"
#include "core/ingest/DeidentReport.h"

#include "core/library/Records.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace lobule::settings {
class Settings;
}

namespace lobule::worklist {

/// How an import ended, as the window shows it.
struct ImportReport {
    ImportState state;
    double seconds = 0.0;
    bool cancelled = false;
    QString problem; ///< Why the import as a whole stopped, in words; empty otherwise.
    QString warning; ///< Of what was imported, in words; empty otherwise.
    QStringList studies; ///< UIDs of the studies that the files belong to.
    ingest::DeidentReport deidentification;
    QList<FileOutcome> outcomes; ///< What the result table lists.
};

/// Runs imports one after the other; what is dropped while one runs waits for its turn. GUI thread; the work is done elsewhere.
class ImportController : public QObject {
    Q_OBJECT
public:
    ImportController(QString libraryFolder, settings::Settings* settings, QObject* parent = nullptr);
    ~ImportController() override; ///< Cancels a running import and waits for it.

    /// `passwords` are tried on archives that need one.
    void start(const QStringList& paths, const QStringList& passwords = {});
    /// Takes up imports that did not come to their end.
    void resume(const QList<library::UnfinishedImport>& unfinished);
    void cancel(); ///< Also drops what waits.
    [[nodiscard]] bool isRunning() const;

Q_SIGNALS:
    void started();
    void progressed(const lobule::worklist::ImportState& state);
    void finished(const lobule::worklist::ImportReport& report);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lobule::worklist
