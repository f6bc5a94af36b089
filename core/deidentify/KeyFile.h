#pragma once

#include "core/base/Result.h"
#include "core/deidentify/SiteKey.h"

#include <QByteArray>
#include <QString>

/// Files that hold keys: readable by their owner only, durable, written under a temporary name first. For core/deidentify and
/// core/keys. Errors: FileUnwritable.
namespace lobule::deidentify {

/// Writes a plain key file; an existing file is left as it is without an error, since another process may have been first:
/// read the file back to see whose key it holds.
[[nodiscard]] Result<void> writeKeyFile(const SiteKey& key, const QString& path);
/// Writes a plain key file, atomically in place of an existing one.
[[nodiscard]] Result<void> replaceKeyFile(const SiteKey& key, const QString& path);

/// Writes a new file; an existing one is left as it is without an error. Makes the folder (mode 0700) when there is none.
[[nodiscard]] Result<void> writeNewOwnerFile(const QString& path, const QByteArray& bytes);
/// Writes a file, atomically in place of an existing one.
[[nodiscard]] Result<void> replaceOwnerFile(const QString& path, const QByteArray& bytes);
/// Overwrites, then removes a file that held a key; there may be none. The disk, or a backup of it, may still hold what was
/// overwritten: no program can promise more.
[[nodiscard]] Result<void> wipeOwnerFile(const QString& path);

} // namespace lobule::deidentify
