#pragma once

#include "core/ingest/ImportTypes.h"
#include "core/library/Records.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace lobule::library {
class Library;
}

namespace lobule::worklist {

/// What a person decided after looking at a held file.
struct ReleaseOrder {
    QStringList hold; ///< The reasons that were shown: only these are let through.
    QString digest; ///< Of the file that was shown: no other one is taken.
    QList<PixelRectangle> blackOuts;
};

/// Imports one quarantined file again, released or as it is, through the same importer as everything else, and keeps the list
/// right: what it became replaces the old row. GUI thread; one at a time.
class QuarantineImport : public QObject {
    Q_OBJECT
public:
    explicit QuarantineImport(library::Library* library, QObject* parent = nullptr);
    ~QuarantineImport() override; ///< Cancels and waits.

    void release(const library::QuarantineRow& row, const ReleaseOrder& order);
    void tryAgain(const library::QuarantineRow& row);
    void cancel();
    [[nodiscard]] bool isRunning() const;

Q_SIGNALS:
    /// `inLibrary`: the image is there now. `sentence` says what happened, in words.
    void finished(bool inLibrary, const QString& sentence);

private:
    void start(const library::QuarantineRow& row, ingest::ImportOptions options);
    void end(const ingest::ImportResult& result);
    [[nodiscard]] QString sentenceFor(const ingest::ImportResult& result) const;

    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lobule::worklist
