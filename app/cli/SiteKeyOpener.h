#pragma once

#include "app/cli/Session.h"
#include "core/deidentify/SiteKey.h"
#include "core/keys/KeyKeeper.h"

#include <optional>

namespace lobule::cli {

/// Opens this user's site key (makes it on the very first start) and hands it to the process; see core/keys. A passphrase comes
/// from --passphrase-file, $LOBULE_KEY_PASSPHRASE or the terminal. LibraryLocked: cannot be had, and why.
[[nodiscard]] Result<deidentify::SiteKey> openSiteKey(const Session& session);
/// The same with the passphrase that the caller has, if any.
[[nodiscard]] Result<deidentify::SiteKey> openSiteKey(const keys::KeyKeeper& keeper, std::optional<QString> passphrase);

/// Makes the key when there is none: in the key store where there is one, otherwise as `otherwise` says.
[[nodiscard]] Result<deidentify::SiteKey> createSiteKey(
    const keys::KeyKeeper& keeper, keys::Protection otherwise, const std::optional<QString>& passphrase);

/// First line of a file. FileUnreadable; Misuse {"passphrase-short"}: empty.
[[nodiscard]] Result<QString> readPassphraseFile(const QString& file);
/// From --passphrase-file or, when it is not given, from the environment variable. Nothing: neither is given.
[[nodiscard]] Result<std::optional<QString>> givenPassphrase(const QString& file, const char* variable);
/// Asks for a new passphrase twice. LibraryLocked {"key-passphrase-needed"}: no terminal; Misuse {"passphrase-differs"}.
[[nodiscard]] Result<QString> askNewPassphrase(const QString& what);

inline constexpr const char* kKeyPassphraseVariable = "LOBULE_KEY_PASSPHRASE";

} // namespace lobule::cli
