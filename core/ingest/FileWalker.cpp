#include "core/ingest/FileWalker.h"

#include "core/ingest/ImportTypes.h"

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

constexpr char kIsLibrary[] = "It is the library itself; its images are in it already.";
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

FileWalker::FileWalker(QStringList paths, QString linkFolder, QString home, QObject* parent)
    : QThread(parent), m_paths(std::move(paths)), m_linkFolder(std::move(linkFolder)), m_home(home.toStdU16String())
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
    const fs::path given(path.toStdU16String());
    std::error_code error;
    const fs::file_status status = fs::status(given, error);
    if (isInHome(given)) return passOver(given, QString::fromLatin1(kIsLibrary));
    switch (status.type()) {
    case fs::file_type::directory: return walkFolder(given);
    case fs::file_type::regular: {
        const QFileInfo info(path);
        const bool isMedium = info.fileName().compare(QLatin1String("DICOMDIR"), Qt::CaseInsensitive) == 0;
        return add({path, path, info.size(), false, {}, isMedium});
    }
    case fs::file_type::not_found:
        return refuse(given, ErrorCode::NotFound,
            fs::is_symlink(given, error) ? QStringLiteral("The link leads nowhere.") : QStringLiteral("There is no such file or folder."));
    case fs::file_type::none:
    case fs::file_type::unknown: return refuse(given, ErrorCode::FileUnreadable, QStringLiteral("It cannot be looked at."));
    default: return refuse(given, ErrorCode::NotDicom, QStringLiteral("It is a pipe or a device, not a file."));
    }
}

void FileWalker::walkFolder(const fs::path& top)
{
    std::vector<fs::path> folders{top};
    while (!folders.empty() && !m_cancelled) {
        const fs::path folder = std::move(folders.back());
        folders.pop_back();
        if (isHome(folder)) {
            passOver(folder, QString::fromLatin1(kIsLibrary));
            continue;
        }
        std::error_code error;
        std::vector<fs::path> below;
        for (fs::directory_iterator entry(folder, error), end; !error && entry != end && !m_cancelled; entry.increment(error))
            look(*entry, below);
        if (error) refuse(folder, ErrorCode::FileUnreadable, QStringLiteral("The folder cannot be listed."));
        // In the order of their names, the first one next.
        std::sort(below.rbegin(), below.rend());
        folders.insert(folders.end(), std::make_move_iterator(below.begin()), std::make_move_iterator(below.end()));
    }
}

void FileWalker::look(const fs::directory_entry& entry, std::vector<fs::path>& folders)
{
    std::error_code error;
    const bool isLink = entry.is_symlink(error);
    const fs::file_status status = entry.status(error);
    switch (status.type()) {
    case fs::file_type::directory:
        if (!isLink) {
            folders.push_back(entry.path());
        } else {
            refuse(entry.path(), ErrorCode::NotFound, QString::fromLatin1(kFolderLinkReason));
        }
        return;
    case fs::file_type::regular: {
        const auto bytes = static_cast<qint64>(entry.file_size(error));
        return addFile(entry.path(), error ? 0 : bytes);
    }
    case fs::file_type::not_found:
        // Without a link it was there a moment ago and is gone: half of a temporary file, a medium that was taken out.
        return refuse(entry.path(), ErrorCode::NotFound,
            isLink ? QStringLiteral("The link leads nowhere.") : QStringLiteral("The file disappeared."));
    case fs::file_type::none:
    case fs::file_type::unknown: return refuse(entry.path(), ErrorCode::FileUnreadable, QStringLiteral("It cannot be looked at."));
    default: return passOver(entry.path(), QStringLiteral("It is a pipe or a device, not a file."));
    }
}

/// The same folder by whatever name: through links, bind mounts, in other letters.
bool FileWalker::isHome(const fs::path& folder) const
{
    std::error_code error;
    return !m_home.empty() && fs::equivalent(folder, m_home, error);
}

bool FileWalker::isInHome(const fs::path& given) const
{
    std::error_code error;
    if (m_home.empty()) return false;
    const fs::path real = fs::canonical(given, error);
    if (error) return false;
    for (fs::path at = real; at.has_relative_path(); at = at.parent_path())
        if (isHome(at)) return true;
    return false;
}

void FileWalker::passOver(const fs::path& path, const QString& reason)
{
    const QString name = toQString(path);
    Q_EMIT passedOver(name.isEmpty() ? readableName(path) : name, reason);
}

void FileWalker::refuse(const fs::path& path, ErrorCode code, const QString& reason)
{
    const QString name = toQString(path);
    Q_EMIT refused(name.isEmpty() ? readableName(path) : name, static_cast<int>(code), reason);
}

void FileWalker::addFile(const fs::path& file, qint64 bytes)
{
    const QString path = toQString(file);
    if (!path.isEmpty()) return add({path, path, bytes, false, {}, false});
    // Qt cannot open such a name; a link with another one it can.
    const QString shown = readableName(file);
    const QString link = QStringLiteral("%1/%2").arg(m_linkFolder).arg(++m_links);
    std::error_code error;
    if (QDir().mkpath(m_linkFolder)) fs::create_symlink(fs::absolute(file), fs::path(link.toStdU16String()), error);
    // The folder above is as near as a name that we can say comes.
    fs::path folder = file.parent_path();
    while (toQString(folder).isEmpty() && folder.has_relative_path()) folder = folder.parent_path();
    add({link, shown, bytes, true, toQString(folder), false});
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
