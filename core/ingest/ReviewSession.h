#pragma once

#include "core/base/Error.h"
#include "core/ingest/ImportTypes.h"
#include "core/ingest/ReviewTypes.h"

#include <QObject>

#include <memory>

namespace lobule::ingest {

/// Shows one file that is not imported: what de-identification would change, why it is held, and its original pixels. A worker
/// process of its own reads the file and may write nowhere; what it says lives in memory only. Lives in a thread with an event loop.
class ReviewSession : public QObject {
    Q_OBJECT
public:
    /// Of the options: profile, archivePasswords, memoryMiB, workerProgram.
    explicit ReviewSession(ImportOptions options = {}, QObject* parent = nullptr);
    ~ReviewSession() override;

    /// `shown` as QuarantinedFile::file. reviewed() or failed() follows. Once only.
    void open(const QString& shown);
    /// pictured() or failed() follows; of several requests while one is under way, only the last one is answered.
    void requestPicture(int frame, double windowCenter = 0.0, double windowWidth = 0.0);

Q_SIGNALS:
    void reviewed(const lobule::ingest::ReviewFacts& facts);
    void pictured(const lobule::ingest::FramePicture& picture);
    /// NotFound: the file is gone. After an error of open() nothing else follows.
    void failed(const lobule::Error& error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lobule::ingest
