#pragma once

#include "core/base/Result.h"
#include "core/ingest/ImportTypes.h"
#include "core/library/Records.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>

namespace lobule::library {
class Library;
}

namespace lobule::ingest {

/// The only one of an import who writes to the library: owns a connection and lives in a thread of its own, since a
/// durable commit waits for the disk. Call everything through the event loop of that thread.
class LibraryWriter : public QObject {
    Q_OBJECT
public:
    LibraryWriter();
    ~LibraryWriter() override;

    /// Opens the library and returns its staging folder. Errors: those of Library::open and stagingFolder.
    [[nodiscard]] Result<QString> open(const QString& libraryFolder);

    using Outcomes = QList<Result<library::AddOutcome>>;
    /// Waits and tries again while another process holds the library. Errors: those of Library::add.
    [[nodiscard]] Result<Outcomes> add(const QList<library::StagedInstance>& batch);
    /// Lists the files as quarantined in place of the rows `replaced`.
    void addQuarantine(const QList<QuarantinedFile>& files, const QList<qint64>& replaced);
    /// Notes an import that begins, in place of those it continues; 0 where that failed, which is no reason not to import.
    [[nodiscard]] qint64 remember(const library::UnfinishedImport& import, const QList<qint64>& continued);
    [[nodiscard]] bool isOpen() const { return m_library != nullptr; }
    /// A summary of the import, for the audit.
    void noteImport(const QJsonObject& detail);
    [[nodiscard]] library::Library& library() { return *m_library; }

private:
    std::unique_ptr<library::Library> m_library;
};

} // namespace lobule::ingest
