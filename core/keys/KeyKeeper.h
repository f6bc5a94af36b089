#pragma once

#include "core/base/Result.h"
#include "core/deidentify/SiteKey.h"
#include "core/keys/KeyStore.h"

#include <QDateTime>
#include <QString>

#include <memory>
#include <optional>

namespace lobule::keys {

/// How the site key is protected where it lies.
enum class Protection {
    KeyStore, ///< In the key store of the operating system.
    Passphrase, ///< In a file, encrypted under a passphrase (deidentify::sealKey) that is asked for at every start.
    PlainFile, ///< In a file that only this account of the computer can read.
};

/// "key-store", "passphrase", "plain-file": part of lobulectl's contract and of the stored note.
[[nodiscard]] const char* protectionName(Protection protection);
[[nodiscard]] std::optional<Protection> protectionFromName(const QString& name);

/// Where the key is, as far as this can be known without opening it.
struct KeyPlace {
    std::optional<Protection> protection; ///< Nothing: there is no key yet.
    QString keyId; ///< Empty: not known before it is opened.
    QString file; ///< Empty for the key store.
    bool isFixed = false; ///< $LOBULE_KEY_FILE: an administrator's choice that is not changed here.
};

/// Finds, makes, moves and restores the site key of a user. A note beside it (`key.json`) says where the truth is, so that a key
/// store that happens to be locked never leads to a second key. Whoever makes or moves the key holds a lock file: processes
/// that start at the same time end up with the same key, and a kill at any point leaves the key in at least one place that the
/// note names.
///
/// Words of LibraryLocked errors: "key-passphrase-needed", "key-passphrase-wrong", "key-missing" (the note names a place where
/// no key is), "key-other" (the key there is not the noted one), "key-busy" (another process holds the lock for minutes),
/// those of KeyStore. All functions block (key store, Argon2id); any thread.
class KeyKeeper {
public:
    /// `folder` holds note and files; `fixedFile`, when not empty, is the key, whatever else there is.
    KeyKeeper(QString folder, std::shared_ptr<KeyStore> store, QString fixedFile = {});
    /// The user's own folder and key store, and $LOBULE_KEY_FILE.
    [[nodiscard]] static KeyKeeper ofThisUser();

    /// Errors: Corrupt (the note cannot be read).
    [[nodiscard]] Result<KeyPlace> place() const;
    /// Whether the key store answers. May take until its time-out.
    [[nodiscard]] bool hasKeyStore() const;

    /// The key that is there. NotFound: none yet (a fixed file is made). Also finishes what a killed protect() left.
    [[nodiscard]] Result<deidentify::SiteKey> open(const QString& passphrase = {}) const;
    /// Makes a key when there is none; otherwise, and when another process was first, opens the one that is there. An entry that
    /// the key store has already is taken over.
    [[nodiscard]] Result<deidentify::SiteKey> create(Protection protection, const QString& passphrase = {}) const;
    /// Moves the key to another protection, or gives it another passphrase. The copy is read back before the old one is removed.
    /// Errors: Misuse {"passphrase-short"}, {"key-file-fixed"}; ConflictingDuplicate (another key lies there).
    [[nodiscard]] Result<void> protect(const deidentify::SiteKey& key, Protection protection, const QString& passphrase = {}) const;
    /// Puts a key from a backup in place when there is none, or when it is the noted one (lost, or its passphrase forgotten).
    /// ConflictingDuplicate: there is another key.
    [[nodiscard]] Result<void> restore(const deidentify::SiteKey& key, Protection protection, const QString& passphrase = {}) const;
    /// Puts a key from a backup in the place of `present`, under which nothing may lie yet (the caller has looked), with the same
    /// protection. `present` is not wiped but set aside, in the key store or beside its file, as "site-key.set-aside-KEYID".
    /// Errors: Misuse {"passphrase-short"}, {"key-file-fixed"}; ConflictingDuplicate (`present` is not the key that is there).
    [[nodiscard]] Result<void> replace(
        const deidentify::SiteKey& present, const deidentify::SiteKey& key, const QString& passphrase = {}) const;

private:
    struct Note;
    [[nodiscard]] QString noteFile() const;
    [[nodiscard]] QString plainFile() const;
    [[nodiscard]] QString sealedFile() const;
    [[nodiscard]] Result<std::optional<Note>> readNote() const;
    [[nodiscard]] Result<void> writeNote(const Note& note) const;
    [[nodiscard]] Result<deidentify::SiteKey> get(Protection protection, const QString& passphrase) const;
    [[nodiscard]] Result<void> put(const deidentify::SiteKey& key, Protection protection, const QString& passphrase) const;
    [[nodiscard]] Result<void> erase(Protection protection) const;
    [[nodiscard]] Result<void> move(const deidentify::SiteKey& key, Note from, Protection to, const QString& passphrase) const;
    void removeLeftovers(const Note& note) const;
    void finishReplacing(const Note& note) const;
    [[nodiscard]] Result<void> setAside(const deidentify::SiteKey& key, Protection protection) const;

    QString m_folder;
    std::shared_ptr<KeyStore> m_store;
    QString m_fixedFile;
};

/// When and how the key was last backed up by this user, kept in the user's settings (QSettings) under the key's id.
struct BackupNote {
    QDateTime at; ///< UTC.
    QString kind; ///< "recovery-code" or "sealed-file".
};
[[nodiscard]] std::optional<BackupNote> lastBackup(const QString& keyId);
void noteBackup(const QString& keyId, const QString& kind);

/// Writes the key, sealed under a passphrase, to a new file, and opens it again to be sure; notes the backup. Errors:
/// FileUnwritable (with a second argument "exists" where the file does), Misuse {"passphrase-short"}, Corrupt (what was written does not
/// open).
[[nodiscard]] Result<void> writeSealedBackup(const deidentify::SiteKey& key, const QString& file, const QString& passphrase);
/// Errors: FileUnreadable, Corrupt, Misuse {"passphrase-wrong"}.
[[nodiscard]] Result<deidentify::SiteKey> readSealedBackup(const QString& file, const QString& passphrase);

} // namespace lobule::keys
