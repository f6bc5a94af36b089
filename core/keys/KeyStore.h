#pragma once

#include "core/base/Result.h"

#include <QString>

#include <memory>

namespace lobule::keys {

/// Where an operating system keeps secrets for a user: Windows' credential store, Secret Service (GNOME), KWallet. Values are text.
///
/// Errors of every function: LibraryLocked {"key-store-absent"} (there is none on this computer), {"key-store-silent"} (it did not
/// answer in time: locked, waiting for its user, or hanging), {"key-store-refused"} (it, or its user, said no).
/// The calls block the calling thread until their time-out at the most; any thread.
class KeyStore {
public:
    KeyStore() = default;
    KeyStore(const KeyStore&) = delete;
    KeyStore& operator=(const KeyStore&) = delete;
    virtual ~KeyStore() = default;

    /// NotFound: no such entry.
    [[nodiscard]] virtual Result<QString> read(const QString& name) = 0;
    /// Adds or replaces an entry.
    [[nodiscard]] virtual Result<void> write(const QString& name, const QString& value) = 0;
    /// Removes an entry; there may be none.
    [[nodiscard]] virtual Result<void> remove(const QString& name) = 0;
};

/// The key store of this user's session, through QtKeychain. It may ask its user to unlock it.
[[nodiscard]] std::shared_ptr<KeyStore> systemKeyStore(int timeoutMs = 30'000);

} // namespace lobule::keys
