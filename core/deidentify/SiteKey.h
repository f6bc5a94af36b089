#pragma once

#include "core/base/Result.h"

#include <QString>

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

namespace lobule::deidentify {

/// A 32-byte secret that is wiped from memory when its last owner lets it go. Copies share the same bytes.
/// Thread: immutable after construction, may be read from any thread.
class Secret {
public:
    static constexpr std::size_t kBytes = 32;

    explicit Secret(const std::array<std::uint8_t, kBytes>& bytes);
    [[nodiscard]] const std::uint8_t* data() const;

private:
    std::shared_ptr<const std::uint8_t> m_bytes;
};

/// The secret that makes pseudonyms, new UIDs and date shifts of one site: whoever does not have it can neither
/// recompute them from a guessed identity nor link two sites' data. It is created once, on first start, kept outside
/// the library folder (where: core/keys), and leaves the machine only as a backup that a person makes.
class SiteKey {
public:
    /// A fresh key from the operating system's random source.
    [[nodiscard]] static Result<SiteKey> generate();
    /// A key with known bytes: backup, restore, tests.
    [[nodiscard]] static SiteKey fromBytes(const std::array<std::uint8_t, Secret::kBytes>& bytes);

    /// A key for one purpose ("uid", "vault", ...), so that no two uses share a key: keyed BLAKE2b-256 of the purpose.
    [[nodiscard]] Secret deriveKey(std::string_view purpose) const;

    /// 16 hexadecimal digits that tell two keys apart without telling anything about them. Safe to store and show.
    [[nodiscard]] QString keyId() const;

    /// The key itself, for backup and for the key file only.
    [[nodiscard]] const Secret& secret() const { return m_secret; }

private:
    explicit SiteKey(Secret secret);

    Secret m_secret;
};

/// Reads the key file at `path`, or creates it (mode 0600, its folder 0700) when there is none. Several processes may do
/// this at the same time: all end up with the same key. Errors: FileUnreadable, FileUnwritable, Corrupt (checksum or
/// format: the file is left alone, since replacing it would cut every pseudonym off from its patient).
[[nodiscard]] Result<SiteKey> loadOrCreateSiteKey(const QString& path);

/// Reads the key file at `path`; NotFound when there is none.
[[nodiscard]] Result<SiteKey> loadSiteKey(const QString& path);

/// $LOBULE_KEY_FILE: an administrator's choice of a plain key file, which then is the key, whatever else there is. Often empty.
[[nodiscard]] QString siteKeyFileFromEnvironment();
/// The folder `keys` in the application's data folder of this user.
[[nodiscard]] QString defaultKeyFolder();

/// Hands this process the key that it works with, in memory only. A program opens its key once, at its start (core/keys), and
/// everything that needs it (vault, workers) takes it from siteKeyOfProcess(). Thread-safe.
void setSiteKeyOfProcess(SiteKey key);
/// The key that was handed in; until then that of $LOBULE_KEY_FILE (made when there is none). LibraryLocked {"key-not-open"}:
/// neither. Nothing falls back on a fresh key, since that would cut every pseudonym off from its patient. Thread-safe.
[[nodiscard]] Result<SiteKey> siteKeyOfProcess();

} // namespace lobule::deidentify
