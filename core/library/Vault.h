#pragma once

#include "core/base/Result.h"
#include "core/library/Records.h"

#include <QList>
#include <QString>

#include <functional>
#include <memory>
#include <utility>

namespace lobule::library::detail {

class Database;

/// `vault.sqlite`: identities and quarantined paths. Each row is a box of its own: XChaCha20-Poly1305 (libsodium) under
/// SiteKey::deriveKey("vault"), with the row's key as associated data, so that boxes cannot be swapped between rows.
class Vault {
public:
    /// Opens or creates the vault under the site key of this process. Errors also: LibraryLocked (the key is not open).
    [[nodiscard]] static Result<std::unique_ptr<Vault>> open(const QString& path);
    ~Vault();
    Vault(const Vault&) = delete;
    Vault& operator=(const Vault&) = delete;

    struct Entry {
        QString studyUid;
        OriginalIdentity identity;
    };
    /// Stores what is not stored yet, in one transaction.
    [[nodiscard]] Result<void> put(const QList<Entry>& entries);
    /// Errors: LibraryLocked {"key-other"} (sealed with another site key), Corrupt (damage).
    [[nodiscard]] Result<QList<OriginalIdentity>> identities(const QString& studyUid);
    [[nodiscard]] Result<void> remove(const QString& studyUid);

    /// In one transaction, in place of the rows `replaced`.
    [[nodiscard]] Result<void> addQuarantine(const QList<QuarantineRow>& rows, const QList<qint64>& replaced = {});
    /// Those that were sealed with the site key of this process.
    [[nodiscard]] Result<QList<QuarantineRow>> quarantine();
    [[nodiscard]] Result<int> countQuarantinedUnderOtherKeys();
    [[nodiscard]] Result<void> forgetQuarantined(const QList<qint64>& ids);
    [[nodiscard]] Result<void> clearQuarantine();

    /// Imports that have begun, with the staging folder of who is at it.
    [[nodiscard]] Result<qint64> addImport(const QString& owner, const UnfinishedImport& import);
    [[nodiscard]] Result<QList<std::pair<QString, UnfinishedImport>>> imports();
    [[nodiscard]] Result<void> removeImport(qint64 id);
    /// Removes those of other site keys too: what they were asked for cannot be known.
    [[nodiscard]] Result<void> removeImportsUnderOtherKeys();
    /// Whether any box was sealed with the site key of this process.
    [[nodiscard]] Result<bool> isKeyUsed();
    /// Whether new identities may be sealed with the site key of this process. LibraryLocked {"key-other"}: the vault knows patients, or
    /// the reveal passphrase, under another key; or held files, and nothing under this one.
    [[nodiscard]] Result<void> checkKey();
    /// Checks that every box opens; returns the number of those that do not.
    [[nodiscard]] Result<int> countUnreadable();

    /// The verifier of the reveal passphrase and how often it was guessed wrongly.
    struct RevealGate {
        QByteArray verifier; ///< crypto_pwhash_str(); empty: no passphrase was set.
        int failures = 0; ///< Since it was last right.
        qint64 lastFailureMs = 0;
    };
    [[nodiscard]] Result<RevealGate> revealGate();
    [[nodiscard]] Result<void> setRevealVerifier(const QByteArray& verifier);
    /// Reads the gate and, where `mayTry` says so, counts a try as failed before it is looked at, all under the write lock: neither a
    /// kill nor tries in parallel go uncounted. Returns the gate of before.
    [[nodiscard]] Result<RevealGate> countRevealTry(const std::function<bool(const RevealGate&)>& mayTry);
    /// The try was wrong: the wait begins now, not when the second of Argon2id began.
    [[nodiscard]] Result<void> markRevealFailure();
    [[nodiscard]] Result<void> clearRevealTries();

private:
    struct Keys;
    Vault(std::unique_ptr<Database> database, std::unique_ptr<Keys> keys);
    [[nodiscard]] QByteArray seal(const QByteArray& plain, const QByteArray& row) const;
    /// `keyId` is the row's: another key is no damage.
    [[nodiscard]] Result<QByteArray> unseal(const QByteArray& box, const QByteArray& row, const QString& keyId) const;
    [[nodiscard]] Result<QByteArray> unseal(const QByteArray& box, const QByteArray& row) const;

    std::unique_ptr<Database> m_database;
    std::unique_ptr<Keys> m_keys;
};

} // namespace lobule::library::detail
