#include "core/ingest/FileWalker.h"

#include <QDir>
#include <QFileInfo>
#include <QStringDecoder>

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

namespace lobule::ingest {

namespace {

namespace fs = std::filesystem;

constexpr qsizetype kFirstBatch = 8;
constexpr qsizetype kBatch = 256;
constexpr qint64 kMaxAhead = 20'000;

/// The path as Qt can open it; empty for names that are no Unicode, as old media have them.
QString toQString(const fs::path& path)
{
#ifdef _WIN32
    return QString::fromStdU16String(path.u16string());
#else
    QStringDecoder utf8(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = utf8(QByteArrayView(path.native().data(), static_cast<qsizetype>(path.native().size())));
    return utf8.hasError() ? QString() : text;
#endif
}

/// What to call a file whose name is no Unicode.
QString readableName(const fs::path& path)
{
    const std::string bytes = path.string();
    const QByteArrayView view(bytes.data(), static_cast<qsizetype>(bytes.size()));
    QStringDecoder korean("CP949");
    if (korean.isValid()) {
        const QString text = korean(view);
        if (!korean.hasError()) return text;
    }
    return QString::fromLatin1(view);
}

} // namespace

FileWalker::FileWalker(QStringList paths, QString linkFolder, QObject* parent)
    : QThread(parent), m_paths(std::move(paths)), m_linkFolder(std::move(linkFolder))
{
}

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
        if (info.fileName().compare(QLatin1String("DICOMDIR"), Qt::CaseInsensitive) != 0) return add({path, path, info.size(), false});
        folder = info.absolutePath();
    }
    walkFolder(fs::path(folder.toStdU16String()));
}

void FileWalker::walkFolder(const fs::path& top)
{
    std::vector<fs::path> folders{top};
    while (!folders.empty() && !m_cancelled) {
        const fs::path folder = std::move(folders.back());
        folders.pop_back();
        std::error_code error;
        std::vector<fs::path> below;
        for (fs::directory_iterator entry(folder, error), end; !error && entry != end && !m_cancelled; entry.increment(error)) {
            std::error_code ignored;
            if (entry->is_directory(ignored) && !entry->is_symlink(ignored))
                below.push_back(entry->path());
            else if (entry->is_regular_file(ignored))
                addEntry(*entry);
        }
        if (error) Q_EMIT unreadable(readableName(folder));
        // In the order of their names, the first one next.
        std::sort(below.rbegin(), below.rend());
        folders.insert(folders.end(), std::make_move_iterator(below.begin()), std::make_move_iterator(below.end()));
    }
}

void FileWalker::addEntry(const fs::directory_entry& entry)
{
    std::error_code ignored;
    const auto bytes = static_cast<qint64>(entry.file_size(ignored));
    const QString path = toQString(entry.path());
    if (!path.isEmpty()) return add({path, path, bytes, false});
    // Qt cannot open such a name; a link with another one it can.
    const QString shown = readableName(entry.path());
    const QString link = QStringLiteral("%1/%2").arg(m_linkFolder).arg(++m_links);
    std::error_code error;
    if (QDir().mkpath(m_linkFolder)) fs::create_symlink(fs::absolute(entry.path()), fs::path(link.toStdU16String()), error);
    add({link, shown, bytes, true});
}

void FileWalker::add(const SourceFile& file)
{
    m_batch.append(file);
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
