#include "core/volume/Durable.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <system_error>

#ifdef Q_OS_WIN
#include <io.h>
#include <windows.h>
#else
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace lobule::volume {
namespace {

std::filesystem::path native(const QString& path)
{
#ifdef Q_OS_WIN
    return std::filesystem::path(path.toStdWString());
#else
    return std::filesystem::path(QFile::encodeName(path).toStdString());
#endif
}

Error errorFrom(const std::error_code& code, const char* what, bool isWriting)
{
    if (code == std::errc::no_space_on_device || code == std::errc::file_too_large
        || code
            == std::error_code(
#ifdef Q_OS_WIN
                ERROR_DISK_FULL
#else
                EDQUOT
#endif
                ,
                std::system_category()))
        return {ErrorCode::DiskFull, {what}, code.message()};
    if (code == std::errc::no_such_file_or_directory && !isWriting) return {ErrorCode::NotFound, {what}, code.message()};
    return {isWriting ? ErrorCode::FileUnwritable : ErrorCode::FileUnreadable, {what}, code.message()};
}

std::error_code lastCode()
{
#ifdef Q_OS_WIN
    return {static_cast<int>(::GetLastError()), std::system_category()};
#else
    return {errno, std::system_category()};
#endif
}

} // namespace

Error lastFileError(const char* what, bool isWriting) { return errorFrom(lastCode(), what, isWriting); }

Error fileError(const QFile& file, const char* what, bool isWriting)
{
    // QFile reports ENOSPC as ResourceError, and keeps errno only until the next call: both are asked.
    const std::error_code code = lastCode();
    if (file.error() == QFileDevice::ResourceError) return {ErrorCode::DiskFull, {what}, "no room"};
    // The system took a part: of a write, because there was no room for the rest; of a read, because the file is short.
    if (file.error() == QFileDevice::NoError)
        return {isWriting ? ErrorCode::DiskFull : ErrorCode::FileUnreadable, {what}, "short read or write"};
    return errorFrom(code, what, isWriting);
}

Result<void> syncFile(QFile& file, const char* what)
{
    if (!file.flush()) return tl::unexpected<Error>(fileError(file, what, true));
#ifdef Q_OS_WIN
    if (::_commit(file.handle()) != 0) return tl::unexpected<Error>(errorFrom({errno, std::generic_category()}, what, true));
#else
    if (::fsync(file.handle()) != 0) return tl::unexpected<Error>(lastFileError(what, true));
#endif
    return {};
}

Result<void> syncFileAt(const QString& path, const char* what, qint64 expectedBytes)
{
    QFile file(path);
    // Windows refuses to flush through a handle without write access.
    if (!file.open(QIODevice::ReadWrite | QIODevice::ExistingOnly | QIODevice::Unbuffered))
        return tl::unexpected<Error>(fileError(file, what, false));
    if (expectedBytes >= 0 && file.size() != expectedBytes) return fail(ErrorCode::Corrupt, {what}, "size differs from the announced one");
    return syncFile(file, what);
}

void beginWriteback(const QFile& file, qint64 offset, qint64 bytes)
{
#ifdef Q_OS_LINUX
    static_cast<void>(::sync_file_range(file.handle(), offset, bytes, SYNC_FILE_RANGE_WRITE));
#else
    Q_UNUSED(file);
    Q_UNUSED(offset);
    Q_UNUSED(bytes);
#endif
}

Result<void> syncFolder(const QString& folder)
{
#ifdef Q_OS_WIN
    Q_UNUSED(folder);
#else
    const int descriptor = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return tl::unexpected<Error>(lastFileError("folder", true));
    const bool synced = ::fsync(descriptor) == 0;
    const Error error = synced ? Error{} : lastFileError("folder", true);
    ::close(descriptor);
    if (!synced) return tl::unexpected<Error>(error);
#endif
    return {};
}

Result<bool> syncVolumesOf(const QStringList& folders)
{
#ifdef Q_OS_LINUX
    std::set<dev_t> synced;
    for (const QString& folder : folders) {
        const int descriptor = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (descriptor < 0) return tl::unexpected<Error>(lastFileError("folder", true));
        struct stat about { };
        const bool isKnown = ::fstat(descriptor, &about) == 0 && synced.count(about.st_dev) > 0;
        const bool isDone = isKnown || ::syncfs(descriptor) == 0;
        const Error error = isDone ? Error{} : lastFileError("folder", true);
        ::close(descriptor);
        if (!isDone) return tl::unexpected<Error>(error);
        synced.insert(about.st_dev);
    }
    return true;
#else
    Q_UNUSED(folders);
    return false;
#endif
}

Result<void> replaceFile(const QString& from, const QString& to, const char* what)
{
    std::error_code code;
    std::filesystem::rename(native(from), native(to), code);
    if (code == std::errc::cross_device_link) {
        const QString beside = to + QStringLiteral(".part");
        Result<void> synced;
        std::filesystem::copy_file(native(from), native(beside), std::filesystem::copy_options::overwrite_existing, code);
        if (!code) synced = syncFileAt(beside, what);
        if (!code && synced) std::filesystem::rename(native(beside), native(to), code);
        if (code || !synced) QFile::remove(beside);
        if (!synced) return synced;
        if (!code) QFile::remove(from);
    }
    if (code) return tl::unexpected<Error>(errorFrom(code, what, true));
    return {};
}

bool takeLock(QLockFile& lock)
{
    constexpr int kUnwrittenMs = 200;
    lock.setStaleLockTime(0);
    if (lock.tryLock(0)) return true;
    if (QFileInfo(lock.fileName()).size() != 0) return false;
    lock.setStaleLockTime(kUnwrittenMs);
    return lock.tryLock(0);
}

Result<void> writeFileDurably(const QString& path, const QByteArray& bytes, const char* what)
{
    const QString part = path + QStringLiteral(".part");
    Result<void> written;
    {
        QFile file(part);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) return tl::unexpected<Error>(fileError(file, what, true));
        written = file.write(bytes) == bytes.size() ? syncFile(file, what) : tl::unexpected<Error>(fileError(file, what, true));
    }
    if (written) written = replaceFile(part, path, what);
    if (!written) {
        QFile::remove(part);
        return written;
    }
    return syncFolder(QFileInfo(path).absolutePath());
}

} // namespace lobule::volume
