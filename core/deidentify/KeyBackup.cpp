#include "core/deidentify/KeyBackup.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace lobule::deidentify {

namespace {

constexpr char kCrockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr int kKeyCharacters = 52; // 260 bits for 256
constexpr int kChecksumCharacters = 4;
constexpr int kGroup = 4;

constexpr char kMagic[] = "LOBULEKEY1";
constexpr std::size_t kMagicBytes = sizeof kMagic - 1;
constexpr std::size_t kBoxBytes = Secret::kBytes + crypto_secretbox_MACBYTES;
constexpr std::size_t kSealedBytes = kMagicBytes + crypto_pwhash_SALTBYTES + crypto_secretbox_NONCEBYTES + kBoxBytes;

using KeyBytes = std::array<std::uint8_t, Secret::kBytes>;

/// Five bits at a time, most significant first; missing bits are zero.
QString base32(const std::uint8_t* bytes, std::size_t size, int characters)
{
    QString out;
    for (int i = 0; i < characters; ++i) {
        unsigned value = 0;
        for (int bit = i * 5; bit < i * 5 + 5; ++bit) {
            const auto at = static_cast<std::size_t>(bit / 8);
            const unsigned one = at < size ? (bytes[at] >> (7 - bit % 8)) & 1u : 0u;
            value = (value << 1) | one;
        }
        out += QLatin1Char(kCrockford[value]);
    }
    return out;
}

QString checksumOf(const KeyBytes& bytes)
{
    static constexpr unsigned char kPersonal[] = "lobule recovery code checksum 01";
    std::array<std::uint8_t, crypto_generichash_BYTES_MIN> digest{};
    crypto_generichash(digest.data(), digest.size(), bytes.data(), bytes.size(), kPersonal, sizeof kPersonal);
    return base32(digest.data(), digest.size(), kChecksumCharacters);
}

KeyBytes bytesOf(const SiteKey& key)
{
    KeyBytes bytes{};
    std::memcpy(bytes.data(), key.secret().data(), bytes.size());
    return bytes;
}

/// -1 for a character that no code has.
int digitOf(QChar c)
{
    char upper = c.toUpper().toLatin1();
    if (upper == 'O') upper = '0';
    if (upper == 'I' || upper == 'L') upper = '1';
    const char* found = upper == '\0' ? nullptr : std::strchr(kCrockford, upper);
    return found == nullptr ? -1 : static_cast<int>(found - kCrockford);
}

bool derive(const QString& passphrase, const unsigned char* salt, std::array<unsigned char, crypto_secretbox_KEYBYTES>& out)
{
    QByteArray text = passphrase.normalized(QString::NormalizationForm_C).toUtf8();
    const int failed = crypto_pwhash(out.data(), out.size(), text.constData(), static_cast<unsigned long long>(text.size()), salt,
        crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE, crypto_pwhash_ALG_ARGON2ID13);
    sodium_memzero(text.data(), static_cast<std::size_t>(text.size()));
    return failed == 0;
}

} // namespace

QString recoveryCode(const SiteKey& key)
{
    KeyBytes bytes = bytesOf(key);
    const QString all = base32(bytes.data(), bytes.size(), kKeyCharacters) + checksumOf(bytes);
    sodium_memzero(bytes.data(), bytes.size());
    QString out;
    for (qsizetype i = 0; i < all.size(); i += kGroup) out += (i == 0 ? QString() : QStringLiteral("-")) + all.mid(i, kGroup);
    return out;
}

Result<SiteKey> keyFromRecoveryCode(const QString& code)
{
    const auto refuse = [](const char* word) { return fail(ErrorCode::Misuse, {word}); };
    QString digits;
    for (const QChar c : code) {
        if (c == u'-' || c.isSpace()) continue;
        const int digit = digitOf(c);
        if (digit < 0) return refuse("recovery-code-character");
        digits += QLatin1Char(kCrockford[digit]);
    }
    if (digits.size() != kKeyCharacters + kChecksumCharacters) return refuse("recovery-code-length");
    KeyBytes bytes{};
    for (int bit = 0; bit < static_cast<int>(Secret::kBytes) * 8; ++bit) {
        const int digit = digitOf(digits[bit / 5]);
        if (((digit >> (4 - bit % 5)) & 1) != 0) bytes[static_cast<std::size_t>(bit / 8)] |= static_cast<std::uint8_t>(0x80u >> (bit % 8));
    }
    const bool right = checksumOf(bytes) == digits.right(kChecksumCharacters);
    SiteKey key = SiteKey::fromBytes(bytes);
    sodium_memzero(bytes.data(), bytes.size());
    if (!right) return refuse("recovery-code-typing-error");
    return key;
}

Result<QByteArray> sealKey(const SiteKey& key, const QString& passphrase)
{
    if (sodium_init() < 0) return fail(ErrorCode::Internal, {}, "libsodium cannot start");
    if (passphrase.size() < kMinPassphrase) return fail(ErrorCode::Misuse, {"passphrase-short"});
    std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
    std::array<unsigned char, crypto_secretbox_NONCEBYTES> nonce{};
    randombytes_buf(salt.data(), salt.size());
    randombytes_buf(nonce.data(), nonce.size());
    std::array<unsigned char, crypto_secretbox_KEYBYTES> boxKey{};
    if (!derive(passphrase, salt.data(), boxKey)) return fail(ErrorCode::Internal, {}, "not enough memory for Argon2id");
    std::array<unsigned char, kBoxBytes> box{};
    crypto_secretbox_easy(box.data(), key.secret().data(), Secret::kBytes, nonce.data(), boxKey.data());
    sodium_memzero(boxKey.data(), boxKey.size());
    QByteArray out(kMagic, kMagicBytes);
    out.append(reinterpret_cast<const char*>(salt.data()), salt.size());
    out.append(reinterpret_cast<const char*>(nonce.data()), nonce.size());
    out.append(reinterpret_cast<const char*>(box.data()), box.size());
    return out;
}

Result<SiteKey> openSealedKey(const QByteArray& sealed, const QString& passphrase)
{
    if (sodium_init() < 0) return fail(ErrorCode::Internal, {}, "libsodium cannot start");
    if (sealed.size() != static_cast<qsizetype>(kSealedBytes) || !sealed.startsWith(kMagic)) {
        return fail(ErrorCode::Corrupt, {"sealed key"}, "not a sealed site key");
    }
    const auto* salt = reinterpret_cast<const unsigned char*>(sealed.constData()) + kMagicBytes;
    const unsigned char* nonce = salt + crypto_pwhash_SALTBYTES;
    const unsigned char* box = nonce + crypto_secretbox_NONCEBYTES;
    std::array<unsigned char, crypto_secretbox_KEYBYTES> boxKey{};
    if (!derive(passphrase, salt, boxKey)) return fail(ErrorCode::Internal, {}, "not enough memory for Argon2id");
    KeyBytes bytes{};
    const bool opened = crypto_secretbox_open_easy(bytes.data(), box, kBoxBytes, nonce, boxKey.data()) == 0;
    sodium_memzero(boxKey.data(), boxKey.size());
    if (!opened) return fail(ErrorCode::Misuse, {"passphrase-wrong"});
    SiteKey key = SiteKey::fromBytes(bytes);
    sodium_memzero(bytes.data(), bytes.size());
    return key;
}

} // namespace lobule::deidentify
