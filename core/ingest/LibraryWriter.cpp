#include "core/ingest/LibraryWriter.h"

#include "core/library/Library.h"

#include <QFile>

namespace lobule::ingest {

namespace {

/// Each try waits half a minute inside the library.
constexpr int kLockTries = 4;

} // namespace

LibraryWriter::LibraryWriter() = default;
LibraryWriter::~LibraryWriter()
{
    if (m_library) m_library->finishImport();
}

Result<QString> LibraryWriter::open(const QString& libraryFolder)
{
    auto opened = library::Library::open(libraryFolder);
    if (!opened) return tl::unexpected(opened.error());
    m_library = std::move(*opened);
    return m_library->stagingFolder();
}

Result<LibraryWriter::Outcomes> LibraryWriter::add(const QList<library::StagedInstance>& batch)
{
    Result<Outcomes> outcomes = m_library->add(batch);
    for (int i = 1; i < kLockTries && !outcomes && outcomes.error().code == ErrorCode::LibraryLocked; ++i) outcomes = m_library->add(batch);
    if (outcomes && outcomes->size() != batch.size())
        return fail(ErrorCode::Internal, {}, "the library answered for another number of files");
    if (!outcomes) {
        for (const library::StagedInstance& staged : batch) {
            QFile::remove(staged.objectPath);
            if (!staged.pixelPath.isEmpty()) QFile::remove(staged.pixelPath);
        }
    }
    return outcomes;
}

void LibraryWriter::addQuarantine(const QList<QuarantinedFile>& files, const QList<qint64>& replaced)
{
    QList<library::QuarantineRow> rows;
    for (const QuarantinedFile& file : files)
        rows.append({0, file.file, QString::fromLatin1(errorCodeName(file.code)), file.reason, {}, file.retry});
    // The result lists them in any case; the library's list is for later.
    static_cast<void>(m_library->addQuarantine(rows, replaced));
}

qint64 LibraryWriter::remember(const library::UnfinishedImport& import, const QList<qint64>& continued)
{
    const auto id = m_library->rememberImport(import);
    if (!id) return 0;
    for (const qint64 old : continued) static_cast<void>(m_library->forgetImport(old));
    return *id;
}

void LibraryWriter::noteImport(const QJsonObject& detail)
{
    if (m_library) static_cast<void>(m_library->audit(QStringLiteral("files-deidentified"), {}, detail));
}

} // namespace lobule::ingest
