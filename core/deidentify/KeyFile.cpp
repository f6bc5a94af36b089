#include "core/deidentify/KeyFile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sodium.h>

#include <filesystem>
#include <system_error>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#endif

namespace lobule::deidentify {

namespace {

constexpr auto kOwnerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

std::string utf8(const QString& text) { return text.toUtf8().toStdString(); }

std::filesystem::path native(const QString& path) { return std::filesystem::path(path.toStdU16String()); }

bool syncFile([[maybe_unused]] QFile& file)
{
#ifdef Q_OS_UNIX
    return ::fsync(file.handle()) == 0;
#else
    return true;
#endif
}

void syncFolder([[maybe_unused]] const QString& folder)
{
#ifdef Q_OS_UNIX
    const int descriptor = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
#endif
}

/// Puts the finished temporary file under its name, unless another process was first. False: could not.
bool publishWithoutReplacing(const QString& temporary, const QString& path)
{
#ifdef Q_OS_UNIX
    // link() fails with EEXIST instead of replacing: exactly one of several processes wins.
    if (::link(QFile::encodeName(temporary).constData(), QFile::encodeName(path).constData()) == 0 || errno == EEXIST) {
        QFile::remove(temporary);
        return true;
    }
#endif
    // File systems without hard links, and Windows: QFile::rename() never replaces an existing file.
    const bool renamed = QFile::rename(temporary, path);
    if (!renamed) QFile::remove(temporary);
    return renamed || QFileInfo::exists(path);
}

/// Name of the finished, durable file beside `path`.
Result<QString> writeTemporary(const QString& path, const QByteArray& bytes)
{
    const QString folder = QFileInfo(path).absolutePath();
    const bool existed = QFileInfo::exists(folder);
    if (!QDir().mkpath(folder)) return fail(ErrorCode::FileUnwritable, {utf8(folder)}, "cannot create the key folder");
    if (!existed) QFile::setPermissions(folder, kOwnerOnly | QFileDevice::ExeOwner);
    unsigned char suffix[8];
    randombytes_buf(suffix, sizeof suffix);
    const QByteArray unique = QByteArray(reinterpret_cast<const char*>(suffix), sizeof suffix).toHex();
    QFile file(path + QStringLiteral(".") + QString::fromLatin1(unique));
    if (!file.open(QIODevice::NewOnly | QIODevice::WriteOnly, kOwnerOnly))
        return fail(ErrorCode::FileUnwritable, {utf8(path)}, utf8(file.errorString()));
    const bool written = file.write(bytes) == bytes.size() && file.flush() && syncFile(file);
    file.close();
    if (written) return file.fileName();
    QFile::remove(file.fileName());
    return fail(ErrorCode::FileUnwritable, {utf8(path)}, "cannot write the file");
}

} // namespace

Result<void> writeNewOwnerFile(const QString& path, const QByteArray& bytes)
{
    const auto temporary = writeTemporary(path, bytes);
    if (!temporary) return tl::unexpected(temporary.error());
    if (!publishWithoutReplacing(*temporary, path)) return fail(ErrorCode::FileUnwritable, {utf8(path)}, "cannot name the file");
    syncFolder(QFileInfo(path).absolutePath());
    return {};
}

Result<void> replaceOwnerFile(const QString& path, const QByteArray& bytes)
{
    const auto temporary = writeTemporary(path, bytes);
    if (!temporary) return tl::unexpected(temporary.error());
    std::error_code error;
    std::filesystem::rename(native(*temporary), native(path), error);
    if (error) {
        QFile::remove(*temporary);
        return fail(ErrorCode::FileUnwritable, {utf8(path)}, "cannot replace the file");
    }
    syncFolder(QFileInfo(path).absolutePath());
    return {};
}

Result<void> wipeOwnerFile(const QString& path)
{
    QFile file(path);
    if (!file.exists()) return {};
    if (file.open(QIODevice::ReadWrite)) {
        file.write(QByteArray(file.size(), '\0'));
        file.flush();
        syncFile(file);
        file.close();
    }
    if (!QFile::remove(path)) return fail(ErrorCode::FileUnwritable, {utf8(path)}, "cannot remove the key file");
    syncFolder(QFileInfo(path).absolutePath());
    return {};
}

} // namespace lobule::deidentify
