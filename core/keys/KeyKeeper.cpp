#include "core/keys/KeyKeeper.h"

#include "core/deidentify/KeyBackup.h"
#include "core/deidentify/KeyFile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>

#include <sodium.h>

namespace lobule::keys {

using deidentify::SiteKey;

namespace {

const QString kEntry = QStringLiteral("site-key");
constexpr int kLockPatienceMs = 180'000; // Longer than a key store's time-out and a person's typing.

bool isSameKey(const SiteKey& a, const SiteKey& b)
{
    return sodium_memcmp(a.secret().data(), b.secret().data(), deidentify::Secret::kBytes) == 0;
}

tl::unexpected<Error> locked(const char* word, const char* detail) { return fail(ErrorCode::LibraryLocked, {word}, detail); }

/// Held while a key is made or moved.
class FolderLock {
public:
    explicit FolderLock(const QString& folder) : m_file(folder + QStringLiteral("/key.lock"))
    {
        const bool existed = QFileInfo::exists(folder);
        QDir().mkpath(folder);
        if (!existed) QFile::setPermissions(folder, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
        // Killed before it wrote its number into the file: only the age of the empty file tells.
        constexpr int kUnwrittenMs = 1'000;
        m_file.setStaleLockTime(kUnwrittenMs);
        if (QFileInfo(m_file.fileName()).size() == 0) m_isHeld = m_file.tryLock(0);
        m_file.setStaleLockTime(0); // Any other dead holder is recognised by its process, not by the clock.
        if (!m_isHeld) m_isHeld = m_file.tryLock(kLockPatienceMs);
    }
    [[nodiscard]] Result<void> held() const
    {
        if (m_isHeld) return {};
        if (m_file.error() == QLockFile::PermissionError)
            return fail(ErrorCode::FileUnwritable, {m_file.fileName().toStdString()}, "cannot make the lock file");
        return locked("key-busy", "another process holds the key's lock");
    }

private:
    QLockFile m_file;
    bool m_isHeld = false;
};

} // namespace

struct KeyKeeper::Note {
    Protection protection = Protection::PlainFile;
    QString keyId;
    std::optional<Protection> leftover; ///< A copy there is not the truth and to be removed.
    QString next; ///< The id of the key that is being put in the place of this one: either may be there.

    bool operator==(const Note&) const = default;
};

const char* protectionName(Protection protection)
{
    switch (protection) {
    case Protection::KeyStore: return "key-store";
    case Protection::Passphrase: return "passphrase";
    case Protection::PlainFile: return "plain-file";
    }
    return "plain-file";
}

std::optional<Protection> protectionFromName(const QString& name)
{
    for (const Protection protection : {Protection::KeyStore, Protection::Passphrase, Protection::PlainFile})
        if (name == QLatin1String(protectionName(protection))) return protection;
    return {};
}

KeyKeeper::KeyKeeper(QString folder, std::shared_ptr<KeyStore> store, QString fixedFile)
    : m_folder(std::move(folder)), m_store(std::move(store)), m_fixedFile(std::move(fixedFile))
{
}

KeyKeeper KeyKeeper::ofThisUser()
{
    return KeyKeeper(deidentify::defaultKeyFolder(), systemKeyStore(), deidentify::siteKeyFileFromEnvironment());
}

QString KeyKeeper::noteFile() const { return m_folder + QStringLiteral("/key.json"); }
QString KeyKeeper::plainFile() const { return m_folder + QStringLiteral("/site.key"); }
QString KeyKeeper::sealedFile() const { return m_folder + QStringLiteral("/site.key.sealed"); }

// --- the note --------------------------------------------------------------------------------------------------------

Result<std::optional<KeyKeeper::Note>> KeyKeeper::readNote() const
{
    QFile file(noteFile());
    if (!file.exists()) {
        // Keys of before there were notes.
        if (QFileInfo::exists(plainFile())) return std::optional(Note{});
        if (QFileInfo::exists(sealedFile())) return std::optional(Note{Protection::Passphrase, {}, {}, {}});
        return std::optional<Note>();
    }
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::FileUnreadable, {noteFile().toStdString()}, file.errorString().toStdString());
    const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
    const auto protection = protectionFromName(object.value(QLatin1String("protection")).toString());
    if (!protection) return fail(ErrorCode::Corrupt, {noteFile().toStdString()}, "the note about the key cannot be read");
    return std::optional(Note{*protection, object.value(QLatin1String("keyId")).toString(),
        protectionFromName(object.value(QLatin1String("leftover")).toString()), object.value(QLatin1String("next")).toString()});
}

Result<void> KeyKeeper::writeNote(const Note& note) const
{
    QJsonObject object{
        {QStringLiteral("protection"), QLatin1String(protectionName(note.protection))}, {QStringLiteral("keyId"), note.keyId}};
    if (note.leftover) object.insert(QStringLiteral("leftover"), QLatin1String(protectionName(*note.leftover)));
    if (!note.next.isEmpty()) object.insert(QStringLiteral("next"), note.next);
    return deidentify::replaceOwnerFile(noteFile(), QJsonDocument(object).toJson());
}

Result<KeyPlace> KeyKeeper::place() const
{
    if (!m_fixedFile.isEmpty()) {
        KeyPlace place{{}, {}, m_fixedFile, true};
        if (QFileInfo::exists(m_fixedFile)) place.protection = Protection::PlainFile;
        return place;
    }
    const auto note = readNote();
    if (!note) return tl::unexpected(note.error());
    if (!*note) return KeyPlace{};
    const Protection protection = (*note)->protection;
    return KeyPlace{protection, (*note)->keyId,
        protection == Protection::KeyStore         ? QString()
            : protection == Protection::Passphrase ? sealedFile()
                                                   : plainFile(),
        false};
}

bool KeyKeeper::hasKeyStore() const
{
    if (!m_store) return false;
    const auto entry = m_store->read(kEntry);
    return entry || entry.error().code == ErrorCode::NotFound;
}

// --- one place -------------------------------------------------------------------------------------------------------

Result<SiteKey> KeyKeeper::get(Protection protection, const QString& passphrase) const
{
    switch (protection) {
    case Protection::KeyStore: {
        if (!m_store) return locked("key-store-absent", "no key store");
        const auto text = m_store->read(kEntry);
        if (!text) return tl::unexpected(text.error());
        auto key = deidentify::keyFromRecoveryCode(*text);
        if (!key) return fail(ErrorCode::Corrupt, {"key store"}, "the entry is no site key");
        return key;
    }
    case Protection::Passphrase: {
        if (!QFileInfo::exists(sealedFile())) return fail(ErrorCode::NotFound, {"site key"}, "no sealed key");
        if (passphrase.isEmpty()) return locked("key-passphrase-needed", "the site key is protected by a passphrase");
        auto key = readSealedBackup(sealedFile(), passphrase);
        if (!key && key.error().code == ErrorCode::Misuse) return locked("key-passphrase-wrong", "wrong passphrase");
        return key;
    }
    case Protection::PlainFile: return deidentify::loadSiteKey(plainFile());
    }
    return fail(ErrorCode::Internal, {}, "no such protection");
}

Result<void> KeyKeeper::put(const SiteKey& key, Protection protection, const QString& passphrase) const
{
    if (protection == Protection::Passphrase) {
        const auto sealed = deidentify::sealKey(key, passphrase);
        if (!sealed) return tl::unexpected(sealed.error());
        // Opened from memory before it takes the place of a file that opens.
        const auto again = deidentify::openSealedKey(*sealed, passphrase);
        if (!again || !isSameKey(*again, key)) return fail(ErrorCode::Internal, {}, "a sealed key does not open");
        return deidentify::replaceOwnerFile(sealedFile(), *sealed);
    }
    // Never over another key: it may be the only one that opens somebody's vault.
    const auto present = get(protection, {});
    if (present && !isSameKey(*present, key)) return fail(ErrorCode::ConflictingDuplicate, {"site key"}, "another key lies there");
    if (!present && present.error().code != ErrorCode::NotFound) return tl::unexpected(present.error());
    if (!present) {
        const auto written = protection == Protection::KeyStore ? m_store->write(kEntry, deidentify::recoveryCode(key))
                                                                : deidentify::writeKeyFile(key, plainFile());
        if (!written) return written;
    }
    const auto again = get(protection, {});
    if (!again) return tl::unexpected(again.error());
    if (!isSameKey(*again, key)) return fail(ErrorCode::ConflictingDuplicate, {"site key"}, "another process was first");
    return {};
}

Result<void> KeyKeeper::erase(Protection protection) const
{
    switch (protection) {
    case Protection::KeyStore: return m_store ? m_store->remove(kEntry) : Result<void>();
    case Protection::Passphrase: return deidentify::wipeOwnerFile(sealedFile());
    case Protection::PlainFile: break;
    }
    // With what a killed process left of it under a temporary name.
    for (const QString& name : QDir(m_folder).entryList({QStringLiteral("site.key.????????????????")}, QDir::Files))
        if (auto wiped = deidentify::wipeOwnerFile(m_folder + QLatin1Char('/') + name); !wiped) return wiped;
    return deidentify::wipeOwnerFile(plainFile());
}

void KeyKeeper::removeLeftovers(const Note& note) const
{
    const FolderLock lock(m_folder);
    if (!lock.held()) return;
    const auto now = readNote();
    if (!now || !*now || !(**now == note)) return;
    // What cannot be removed now (a key store that is locked) is tried again at the next start.
    if (erase(*note.leftover)) (void)writeNote({note.protection, note.keyId, {}, {}});
}

void KeyKeeper::finishReplacing(const Note& note) const
{
    const FolderLock lock(m_folder);
    if (!lock.held()) return;
    const auto now = readNote();
    if (now && *now && **now == note) (void)writeNote({note.protection, note.next, {}, {}});
}

Result<void> KeyKeeper::setAside(const SiteKey& key, Protection protection) const
{
    const QString name = QStringLiteral(".set-aside-") + key.keyId();
    switch (protection) {
    case Protection::KeyStore: {
        if (auto written = m_store->write(kEntry + name, deidentify::recoveryCode(key)); !written) return written;
        const auto again = m_store->read(kEntry + name);
        if (!again) return tl::unexpected(again.error());
        if (*again != deidentify::recoveryCode(key)) return fail(ErrorCode::Corrupt, {"key store"}, "a key set aside does not read back");
        return {};
    }
    case Protection::Passphrase: {
        QFile sealed(sealedFile());
        if (!sealed.open(QIODevice::ReadOnly)) return fail(ErrorCode::FileUnreadable, {sealedFile().toStdString()});
        return deidentify::replaceOwnerFile(sealedFile() + name, sealed.readAll());
    }
    case Protection::PlainFile: break;
    }
    if (QFileInfo::exists(plainFile() + name)) return {};
    return deidentify::writeKeyFile(key, plainFile() + name);
}

// --- the whole -------------------------------------------------------------------------------------------------------

Result<SiteKey> KeyKeeper::open(const QString& passphrase) const
{
    if (!m_fixedFile.isEmpty()) return deidentify::loadOrCreateSiteKey(m_fixedFile);
    for (int attempt = 0;; ++attempt) {
        const auto note = readNote();
        if (!note) return tl::unexpected(note.error());
        if (!*note) return fail(ErrorCode::NotFound, {"site key"}, "no site key yet");
        auto key = get((*note)->protection, passphrase);
        if (key) {
            if (!(*note)->next.isEmpty() && (*note)->next == key->keyId()) {
                finishReplacing(**note);
                return key;
            }
            if (!(*note)->keyId.isEmpty() && (*note)->keyId != key->keyId()) return locked("key-other", "the key is not the noted one");
            if ((*note)->leftover) removeLeftovers(**note);
            return key;
        }
        // Another process may just have moved it.
        const auto now = readNote();
        if (attempt < 3 && now && *now && !(**now == **note)) continue;
        if (key.error().code == ErrorCode::NotFound) return locked("key-missing", "the site key is not where it was put");
        return key;
    }
}

Result<SiteKey> KeyKeeper::create(Protection protection, const QString& passphrase) const
{
    if (!m_fixedFile.isEmpty()) return open();
    {
        const FolderLock lock(m_folder);
        if (const auto held = lock.held(); !held) return tl::unexpected(held.error());
        const auto note = readNote();
        if (!note) return tl::unexpected(note.error());
        if (!*note) {
            auto key = protection == Protection::KeyStore ? get(protection, {}) : Result<SiteKey>(fail(ErrorCode::NotFound));
            if (!key && key.error().code != ErrorCode::NotFound) return key;
            if (!key) key = SiteKey::generate();
            if (!key) return key;
            if (const auto stored = put(*key, protection, passphrase); !stored) return tl::unexpected(stored.error());
            if (const auto noted = writeNote({protection, key->keyId(), {}, {}}); !noted) return tl::unexpected(noted.error());
        }
    }
    return open(passphrase);
}

Result<void> KeyKeeper::move(const SiteKey& key, Note from, Protection to, const QString& passphrase) const
{
    from.keyId = key.keyId();
    if (from.protection == to) {
        if (auto stored = put(key, to, passphrase); !stored) return stored;
        return writeNote({to, from.keyId, {}, {}});
    }
    // Until the note says otherwise, the old place is the truth and the new one a leftover; then the other way round.
    if (auto noted = writeNote({from.protection, from.keyId, to, {}}); !noted) return noted;
    if (auto stored = put(key, to, passphrase); !stored) {
        if (stored.error().code == ErrorCode::ConflictingDuplicate || erase(to)) (void)writeNote({from.protection, from.keyId, {}, {}});
        return stored;
    }
    if (auto noted = writeNote({to, from.keyId, from.protection, {}}); !noted) return noted;
    if (auto erased = erase(from.protection); !erased) return erased;
    return writeNote({to, from.keyId, {}, {}});
}

Result<void> KeyKeeper::protect(const SiteKey& key, Protection protection, const QString& passphrase) const
{
    if (!m_fixedFile.isEmpty()) return fail(ErrorCode::Misuse, {"key-file-fixed"}, "LOBULE_KEY_FILE is set");
    const FolderLock lock(m_folder);
    if (auto held = lock.held(); !held) return held;
    const auto note = readNote();
    if (!note) return tl::unexpected(note.error());
    if (!*note) return fail(ErrorCode::NotFound, {"site key"}, "no site key yet");
    const bool isNoted = (*note)->keyId.isEmpty() || (*note)->keyId == key.keyId();
    if (!isNoted) return fail(ErrorCode::ConflictingDuplicate, {"site key"}, "another key is in its place");
    return move(key, **note, protection, passphrase);
}

Result<void> KeyKeeper::restore(const SiteKey& key, Protection protection, const QString& passphrase) const
{
    if (!m_fixedFile.isEmpty()) {
        if (!QFileInfo::exists(m_fixedFile))
            if (auto written = deidentify::writeKeyFile(key, m_fixedFile); !written) return written;
        const auto present = deidentify::loadSiteKey(m_fixedFile);
        if (!present) return tl::unexpected(present.error());
        if (isSameKey(*present, key)) return {};
        return fail(ErrorCode::ConflictingDuplicate, {"site key"}, "another site key is in its place");
    }
    const FolderLock lock(m_folder);
    if (auto held = lock.held(); !held) return held;
    const auto note = readNote();
    if (!note) return tl::unexpected(note.error());
    if (!*note) {
        if (auto stored = put(key, protection, passphrase); !stored) return stored;
        return writeNote({protection, key.keyId(), {}, {}});
    }
    QString noted = (*note)->keyId;
    if (noted.isEmpty()) { // A file of before there were notes.
        const auto present = get((*note)->protection, passphrase);
        if (!present) return tl::unexpected(present.error());
        noted = present->keyId();
    }
    if (noted != key.keyId()) return fail(ErrorCode::ConflictingDuplicate, {"site key"}, "another site key is in its place");
    return move(key, **note, protection, passphrase);
}

Result<void> KeyKeeper::replace(const SiteKey& present, const SiteKey& key, const QString& passphrase) const
{
    if (!m_fixedFile.isEmpty()) return fail(ErrorCode::Misuse, {"key-file-fixed"}, "LOBULE_KEY_FILE is set");
    const FolderLock lock(m_folder);
    if (auto held = lock.held(); !held) return held;
    const auto note = readNote();
    if (!note) return tl::unexpected(note.error());
    if (!*note) return fail(ErrorCode::NotFound, {"site key"}, "no site key yet");
    const Protection protection = (*note)->protection;
    const bool isNoted = (*note)->keyId.isEmpty() || (*note)->keyId == present.keyId();
    if (!isNoted) return fail(ErrorCode::ConflictingDuplicate, {"site key"}, "another key is in its place");
    // Sealed before anything changes: a passphrase that is too short is said now.
    const auto sealed = protection == Protection::Passphrase ? deidentify::sealKey(key, passphrase) : Result<QByteArray>(QByteArray());
    if (!sealed) return tl::unexpected(sealed.error());
    if (auto aside = setAside(present, protection); !aside) return aside;
    if (auto noted = writeNote({protection, present.keyId(), {}, key.keyId()}); !noted) return noted;
    const auto written = protection == Protection::KeyStore ? m_store->write(kEntry, deidentify::recoveryCode(key))
        : protection == Protection::Passphrase              ? deidentify::replaceOwnerFile(sealedFile(), *sealed)
                                                            : deidentify::replaceKeyFile(key, plainFile());
    if (!written) return written;
    const auto again = get(protection, passphrase);
    if (!again) return tl::unexpected(again.error());
    if (!isSameKey(*again, key)) return fail(ErrorCode::ConflictingDuplicate, {"site key"}, "another process was first");
    return writeNote({protection, key.keyId(), {}, {}});
}

} // namespace lobule::keys
