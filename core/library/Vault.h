#pragma once

#include "core/base/Result.h"
#include "core/library/Records.h"

#include <QList>
#include <QString>

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
    /// Errors: Corrupt when a box does not open (another site key, or damage).
    [[nodiscard]] Result<QList<OriginalIdentity>> identities(const QString& studyUid);
    [[nodiscard]] Result<void> remove(const QString& studyUid);

    [[nodiscard]] Result<void> addQuarantine(const QuarantineRow& row);
    [[nodiscard]] Result<QList<QuarantineRow>> quarantine();
    [[nodiscard]] Result<void> forgetQuarantined(const QList<qint64>& ids);
    [[nodiscard]] Result<void> clearQuarantine();

    /// Imports that have begun, with the staging folder of who is at it.
    [[nodiscard]] Result<qint64> addImport(const QString& owner, const UnfinishedImport& import);
    [[nodiscard]] Result<QList<std::pair<QString, UnfinishedImport>>> imports();
    [[nodiscard]] Result<void> removeImport(qint64 id);
    /// Whether any box was sealed with the site key of this process.
    [[nodiscard]] Result<bool> isKeyUsed();
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
    /// Counts a try as failed before it is looked at, so that tries in parallel or a kill do not go uncounted.
    [[nodiscard]] Result<void> countRevealTry();
    /// The try was wrong: the wait begins now, not when the second of Argon2id began.
    [[nodiscard]] Result<void> markRevealFailure();
    [[nodiscard]] Result<void> clearRevealTries();

private:
    struct Keys;
    Vault(std::unique_ptr<Database> database, std::unique_ptr<Keys> keys);
    [[nodiscard]] QByteArray seal(const QByteArray& plain, const QByteArray& row) const;
    [[nodiscard]] Result<QByteArray> unseal(const QByteArray& box, const QByteArray& row) const;

    std::unique_ptr<Database> m_database;
    std::unique_ptr<Keys> m_keys;
};

} // namespace lobule::library::detail
