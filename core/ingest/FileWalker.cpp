#include "core/ingest/FileWalker.h"

#include <QDirIterator>
#include <QFileInfo>

#include <utility>

namespace lobule::ingest {

namespace {

constexpr qsizetype kFirstBatch = 8;
constexpr qsizetype kBatch = 256;
constexpr qint64 kMaxAhead = 20'000;

} // namespace

FileWalker::FileWalker(QStringList paths, QObject* parent) : QThread(parent), m_paths(std::move(paths)) {}

FileWalker::~FileWalker()
{
    cancel();
    wait();
}

void FileWalker::run()
{
    for (const QString& path : std::as_const(m_paths)) {
        if (m_cancelled) return;
        walk(path);
    }
    flush();
}

void FileWalker::walk(const QString& path)
{
    const QFileInfo info(path);
    if (!info.exists()) {
        Q_EMIT missing(path);
        return;
    }
    QString folder = path;
    if (info.isFile()) {
        if (info.fileName().compare(QLatin1String("DICOMDIR"), Qt::CaseInsensitive) != 0) return add(path, info.size());
        folder = info.absolutePath();
    }
    QDirIterator entries(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (entries.hasNext() && !m_cancelled) {
        entries.next();
        add(entries.filePath(), entries.fileInfo().size());
    }
}

void FileWalker::add(const QString& path, qint64 bytes)
{
    m_batch.append({path, path, bytes, false});
    // The first files go out at once, so that the workers have something to do.
    if (m_batch.size() >= (m_sent == 0 ? kFirstBatch : kBatch)) flush();
}

void FileWalker::flush()
{
    while (!m_cancelled && m_sent - m_consumed > kMaxAhead) msleep(5);
    if (m_batch.isEmpty() || m_cancelled) return;
    m_sent += m_batch.size();
    Q_EMIT found(std::exchange(m_batch, {}));
}

} // namespace lobule::ingest
