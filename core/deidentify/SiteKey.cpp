#include "core/deidentify/SiteKey.h"

#include "core/deidentify/KeyFile.h"

#include <QByteArray>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <sodium.h>

#include <cstring>
#include <mutex>
#include <optional>

namespace lobule::deidentify {

namespace {

constexpr char kHeader[] = "lobule-site-key 1";
constexpr qint64 kMaxKeyFileBytes = 4096;
constexpr std::size_t kChecksumBytes = 8;

/// sodium_init() may be called any number of times from any thread.
bool sodiumReady() { return sodium_init() >= 0; }

QByteArray checksum(const Secret& secret)
{
    // Hashed with a fixed personal key, so that the checksum is not a plain BLAKE2b of the secret.
    static constexpr unsigned char kPersonal[] = "lobule site key file checksum 1";
    unsigned char out[crypto_generichash_BYTES_MIN];
    crypto_generichash(out, sizeof out, secret.data(), Secret::kBytes, kPersonal, sizeof kPersonal);
    return QByteArray(reinterpret_cast<const char*>(out), kChecksumBytes).toHex();
}

std::string utf8(const QString& text) { return text.toUtf8().toStdString(); }

Result<SiteKey> parseKeyFile(const QByteArray& text, const QString& path)
{
    const QList<QByteArray> lines = text.split('\n');
    const auto corrupt = [&](const char* why) { return fail(ErrorCode::Corrupt, {utf8(path)}, why); };
    if (lines.size() < 3 || lines[0].trimmed() != kHeader) return corrupt("not a site key file");
    QByteArray bytes = QByteArray::fromBase64(lines[1].trimmed());
    if (bytes.size() != static_cast<qsizetype>(Secret::kBytes)) return corrupt("site key has the wrong length");
    std::array<std::uint8_t, Secret::kBytes> raw{};
    std::memcpy(raw.data(), bytes.constData(), raw.size());
    SiteKey key = SiteKey::fromBytes(raw);
    sodium_memzero(raw.data(), raw.size());
    sodium_memzero(bytes.data(), static_cast<std::size_t>(bytes.size()));
    if (checksum(key.secret()) != lines[2].trimmed()) return corrupt("site key checksum does not match");
    return key;
}

} // namespace

namespace {

Result<void> writeWith(Result<void> (*write)(const QString&, const QByteArray&), const SiteKey& key, const QString& path)
{
    QByteArray text = QByteArray(kHeader) + '\n'
        + QByteArray::fromRawData(reinterpret_cast<const char*>(key.secret().data()), Secret::kBytes).toBase64() + '\n'
        + checksum(key.secret()) + '\n';
    Result<void> written = write(path, text);
    sodium_memzero(text.data(), static_cast<std::size_t>(text.size()));
    return written;
}

} // namespace

Result<void> writeKeyFile(const SiteKey& key, const QString& path) { return writeWith(writeNewOwnerFile, key, path); }

Result<void> replaceKeyFile(const SiteKey& key, const QString& path) { return writeWith(replaceOwnerFile, key, path); }

Secret::Secret(const std::array<std::uint8_t, kBytes>& bytes)
{
    auto* copy = new std::uint8_t[kBytes];
    std::memcpy(copy, bytes.data(), kBytes);
    m_bytes = std::shared_ptr<const std::uint8_t>(copy, [](std::uint8_t* p) {
        sodium_memzero(p, kBytes);
        delete[] p;
    });
}

const std::uint8_t* Secret::data() const { return m_bytes.get(); }

SiteKey::SiteKey(Secret secret) : m_secret(std::move(secret)) { }

Result<SiteKey> SiteKey::generate()
{
    if (!sodiumReady()) return fail(ErrorCode::Internal, {}, "libsodium cannot start: no random source");
    std::array<std::uint8_t, Secret::kBytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    SiteKey key = fromBytes(bytes);
    sodium_memzero(bytes.data(), bytes.size());
    return key;
}

SiteKey SiteKey::fromBytes(const std::array<std::uint8_t, Secret::kBytes>& bytes) { return SiteKey(Secret(bytes)); }

Secret SiteKey::deriveKey(std::string_view purpose) const
{
    std::string message("lobule.v1.");
    message += purpose;
    std::array<std::uint8_t, Secret::kBytes> out{};
    crypto_generichash(
        out.data(), out.size(), reinterpret_cast<const unsigned char*>(message.data()), message.size(), m_secret.data(), Secret::kBytes);
    Secret derived(out);
    sodium_memzero(out.data(), out.size());
    return derived;
}

QString SiteKey::keyId() const
{
    const Secret id = deriveKey("key-id");
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char*>(id.data()), 8).toHex());
}

Result<SiteKey> loadSiteKey(const QString& path)
{
    if (!sodiumReady()) return fail(ErrorCode::Internal, {}, "libsodium cannot start: no random source");
    QFile file(path);
    if (!file.exists()) return fail(ErrorCode::NotFound, {utf8(path)}, "no site key");
    if (!file.open(QIODevice::ReadOnly)) return fail(ErrorCode::FileUnreadable, {utf8(path)}, utf8(file.errorString()));
    QByteArray text = file.read(kMaxKeyFileBytes);
#ifdef Q_OS_UNIX
    // A key that others can read is mended rather than refused: the harm, if any, is done, and imports must go on.
    constexpr auto kOthers = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
    if (file.permissions() & kOthers) file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
#endif
    Result<SiteKey> key = parseKeyFile(text, path);
    sodium_memzero(text.data(), static_cast<std::size_t>(text.size()));
    return key;
}

Result<SiteKey> loadOrCreateSiteKey(const QString& path)
{
    if (QFileInfo::exists(path)) return loadSiteKey(path);
    const Result<SiteKey> fresh = SiteKey::generate();
    if (!fresh) return fresh;
    if (const Result<void> written = writeKeyFile(*fresh, path); !written) return tl::unexpected(written.error());
    // Read back: another process may have been first, and then its key counts.
    return loadSiteKey(path);
}

QString siteKeyFileFromEnvironment() { return qEnvironmentVariable("LOBULE_KEY_FILE"); }

QString defaultKeyFolder() { return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/keys"); }

namespace {

std::mutex processKeyMutex;
std::optional<SiteKey> processKey;

} // namespace

void setSiteKeyOfProcess(SiteKey key)
{
    const std::lock_guard lock(processKeyMutex);
    processKey = std::move(key);
}

Result<SiteKey> siteKeyOfProcess()
{
    {
        const std::lock_guard lock(processKeyMutex);
        if (processKey) return *processKey;
    }
    if (const QString path = siteKeyFileFromEnvironment(); !path.isEmpty()) return loadOrCreateSiteKey(path);
    return fail(ErrorCode::LibraryLocked, {"key-not-open"}, "the program has not opened the site key");
}

} // namespace lobule::deidentify
