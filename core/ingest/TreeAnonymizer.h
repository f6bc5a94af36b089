#pragma once

#include "core/ingest/ImportTypes.h"

#include <QObject>

#include <memory>

namespace lobule::ingest {

/// De-identifies files, folders and archives into OUTPUT/STUDY/SERIES/INSTANCE.dcm, named by the new UIDs, without importing
/// them. The same workers, limits and hold rules as an import. Every file appears whole or not at all.
class TreeAnonymizer : public QObject {
    Q_OBJECT
public:
    explicit TreeAnonymizer(ImportOptions options = {}, QObject* parent = nullptr);
    ~TreeAnonymizer() override;

    /// `outputFolder` is made when it is not there. finished() follows; its `imported` counts the files written.
    void start(const QStringList& paths, const QString& outputFolder);
    void cancel();
    [[nodiscard]] bool isRunning() const;

Q_SIGNALS:
    void progressed(const lobule::ingest::ImportProgress& progress);
    void finished(const lobule::ingest::ImportResult& result);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lobule::ingest
