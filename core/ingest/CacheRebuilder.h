#pragma once

#include "core/ingest/ImportTypes.h"

#include <QObject>

#include <memory>

namespace lobule::ingest {

/// Brings decoded pixels back that the cache has lost (evicted, damaged, removed), by decoding the stored objects again in
/// worker processes. Objects that no decoder here can read count as skipped.
class CacheRebuilder : public QObject {
    Q_OBJECT
public:
    explicit CacheRebuilder(QString libraryFolder, ImportOptions options = {}, QObject* parent = nullptr);
    ~CacheRebuilder() override;

    /// One series, or everything when `seriesUid` is empty. finished() follows; its `imported` counts the instances restored and
    /// `quarantined` names stored objects that cannot be decoded any more.
    void start(const QString& seriesUid = {});
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
