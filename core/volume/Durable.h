#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

class QFile;
class QLockFile;

/// File operations that survive a power cut: what they return as done is on the disk. Thread-safe: they hold no state.
/// Errors carry no path (a path may identify a person); the caller names the file in his own words where he may.
namespace lobule::volume {

/// The error for the last failed system call (errno, GetLastError): DiskFull, FileUnreadable or FileUnwritable. `what` is our
/// word for the file ("pixel cache"), never its path. `isWriting` chooses between the latter two.
[[nodiscard]] Error lastFileError(const char* what, bool isWriting);
/// The same for a failed operation of an open QFile.
[[nodiscard]] Error fileError(const QFile& file, const char* what, bool isWriting);

/// Forces the content of an open, flushed file to the disk.
[[nodiscard]] Result<void> syncFile(QFile& file, const char* what);
/// Forces the content of the file at `path` to the disk; when `expectedBytes` is not negative, also checks its size (Corrupt).
[[nodiscard]] Result<void> syncFileAt(const QString& path, const char* what, qint64 expectedBytes = -1);
/// Lets the system begin to write what was just written to an open file, so that forcing it later waits for less.
/// `bytes` 0: to its end. Promises nothing.
void beginWriteback(const QFile& file, qint64 offset, qint64 bytes);
/// Forces the entries of a folder (new names, removed names) to the disk. Does nothing on Windows, where renames are journalled.
[[nodiscard]] Result<void> syncFolder(const QString& folder);
/// Whether syncVolumesOf() does what it says on this system.
#ifdef Q_OS_LINUX
inline constexpr bool kCanSyncVolumes = true;
#else
inline constexpr bool kCanSyncVolumes = false;
#endif
/// Forces everything that was written on the volumes of these folders to the disk, files and folders, with one call a volume where the
/// system has one (Linux: syncfs). False where it has none: the caller then syncs one by one.
[[nodiscard]] Result<bool> syncVolumesOf(const QStringList& folders);
/// Renames a file over another one, atomically. Across volumes: copies beside the target first.
[[nodiscard]] Result<void> replaceFile(const QString& from, const QString& to, const char* what);
/// Takes a lock that nobody alive holds, at once or not at all. A lock is stale when its process is gone, however old it is; that of a
/// process that was killed before it wrote its number into the file is told by the age of the empty file.
[[nodiscard]] bool takeLock(QLockFile& lock);
/// Writes a whole file: temporary file beside it, fsync, rename, fsync of the folder.
[[nodiscard]] Result<void> writeFileDurably(const QString& path, const QByteArray& bytes, const char* what);

} // namespace lobule::volume
