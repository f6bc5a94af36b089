#pragma once

#include "core/archive/ConnectionSettings.h"

#include <memory>

namespace lobule::keys {
class KeyStore;
}

namespace lobule::archive {

/// The one place where the password of a workstation's user comes from: $LOBULE_ARCHIVE_PASSWORD, otherwise settings.passwordFile, which
/// only its owner may read, otherwise the key store of the operating system. `store`: another key store than that; for tests.
/// Blocks where the key store asks its user. Errors: password-missing, password-file, those of KeyStore, Cancelled.
[[nodiscard]] Result<QString> readPassword(
    const ConnectionSettings& settings, const IsCancelled& isCancelled = {}, const std::shared_ptr<keys::KeyStore>& store = {});

/// Keeps it where settings.passwordFile says: in that file, which is made so that only its owner may read it, or in the key store.
/// Errors: FileUnwritable, DiskFull, those of KeyStore.
[[nodiscard]] Result<void> keepPassword(
    const ConnectionSettings& settings, const QString& password, const std::shared_ptr<keys::KeyStore>& store = {});

/// Takes it out of the key store, and removes a file that Lobule has made; another file stays.
[[nodiscard]] Result<void> forgetPassword(const ConnectionSettings& settings, const std::shared_ptr<keys::KeyStore>& store = {});

/// Where the window keeps it when there is no key store: outside of the library folder.
[[nodiscard]] QString ownPasswordFile();

} // namespace lobule::archive
