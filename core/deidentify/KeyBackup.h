#pragma once

#include "core/base/Result.h"
#include "core/deidentify/SiteKey.h"

#include <QByteArray>
#include <QString>

namespace lobule::deidentify {

/// Ways to keep a second copy of the site key. Whoever has one of them can link pseudonyms to patients; without any of
/// them, and without the key file, nobody ever can again.

/// The key as text to print and lock away: 14 groups of four characters of Crockford's base 32, the last four a checksum.
[[nodiscard]] QString recoveryCode(const SiteKey& key);

/// Reads a recovery code as people type it: any case, with or without dashes and spaces, O for 0, I or L for 1.
/// Misuse {"recovery-code-character"}, {"recovery-code-length"}, {"recovery-code-typing-error"}.
[[nodiscard]] Result<SiteKey> keyFromRecoveryCode(const QString& code);

/// The key encrypted under a passphrase (Argon2id, XSalsa20-Poly1305), for a file. Takes about a second and 256 MB on
/// purpose. Misuse {"passphrase-short"}: shorter than kMinPassphrase characters. Internal: no memory.
[[nodiscard]] Result<QByteArray> sealKey(const SiteKey& key, const QString& passphrase);
constexpr int kMinPassphrase = 8;

/// Inverse of sealKey(). Misuse {"passphrase-wrong"}. Corrupt: not a sealed key, or damaged in its header.
[[nodiscard]] Result<SiteKey> openSealedKey(const QByteArray& sealed, const QString& passphrase);

} // namespace lobule::deidentify
