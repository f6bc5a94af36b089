#include "core/deidentify/Pseudonymizer.h"

#include <QByteArray>

#include <sodium.h>

#include <array>
#include <cstdint>
#include <cstdlib>

namespace lobule::deidentify {

namespace {

constexpr char kCrockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr int kPseudonymCharacters = 16;
constexpr int kMaxShiftDays = 3650;
constexpr int kMaxShiftSeconds = 1800;
constexpr int kMinShiftSeconds = 60;

using Digest = std::array<std::uint8_t, 32>;

Digest keyedHash(const Secret& key, std::string_view message)
{
    Digest out{};
    crypto_generichash(
        out.data(), out.size(), reinterpret_cast<const unsigned char*>(message.data()), message.size(), key.data(), Secret::kBytes);
    return out;
}

std::uint32_t firstWord(const Digest& digest)
{
    return (std::uint32_t(digest[0]) << 24) | (std::uint32_t(digest[1]) << 16) | (std::uint32_t(digest[2]) << 8) | digest[3];
}

/// Decimal digits of a 128-bit big-endian number.
std::string decimal(const std::uint8_t* bytes)
{
    std::array<std::uint32_t, 4> words{};
    for (std::size_t i = 0; i < 16; ++i) words[i / 4] = (words[i / 4] << 8) | bytes[i];
    std::string digits;
    while (words[0] != 0 || words[1] != 0 || words[2] != 0 || words[3] != 0) {
        std::uint64_t remainder = 0;
        for (std::uint32_t& word : words) {
            const std::uint64_t value = (remainder << 32) | word;
            word = static_cast<std::uint32_t>(value / 1000000000u);
            remainder = value % 1000000000u;
        }
        for (int i = 0; i < 9; ++i) {
            digits.push_back(static_cast<char>('0' + remainder % 10));
            remainder /= 10;
        }
    }
    while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
    return {digits.rbegin(), digits.rend()};
}

} // namespace

Pseudonymizer::Pseudonymizer(const SiteKey& key)
    : m_patientKey(key.deriveKey("patient")), m_uidKey(key.deriveKey("uid")), m_shiftKey(key.deriveKey("shift")),
      m_fingerprintKey(key.deriveKey("fingerprint"))
{
}

std::string Pseudonymizer::patientPseudonym(const QString& patientId, const QString& issuer) const
{
    const QString id = patientId.trimmed().normalized(QString::NormalizationForm_C);
    if (id.isEmpty()) return {};
    // A length prefix keeps ("a", "bc") and ("ab", "c") apart.
    const QByteArray issuerUtf8 = issuer.trimmed().normalized(QString::NormalizationForm_C).toUtf8();
    const QByteArray message = QByteArray::number(issuerUtf8.size()) + '|' + issuerUtf8 + '|' + id.toUtf8();
    const Digest digest = keyedHash(m_patientKey, std::string_view(message.constData(), static_cast<std::size_t>(message.size())));
    std::string pseudonym = "P-";
    for (int i = 0; i < kPseudonymCharacters; ++i) {
        const int bit = i * 5;
        const auto at = static_cast<std::size_t>(bit / 8);
        const unsigned window = (unsigned(digest[at]) << 8) | digest[at + 1];
        pseudonym += kCrockford[(window >> (11 - bit % 8)) & 31u];
    }
    return pseudonym;
}

std::string Pseudonymizer::mapUid(std::string_view uid) const
{
    Digest digest = keyedHash(m_uidKey, uid);
    // A valid UUID (RFC 9562): version 8, vendor-specific; variant 10.
    digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0fu) | 0x80u);
    digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3fu) | 0x80u);
    return "2.25." + decimal(digest.data());
}

int Pseudonymizer::dateShiftDays(std::string_view pseudonym) const
{
    const Digest digest = keyedHash(m_shiftKey, "days|" + std::string(pseudonym));
    return -1 - static_cast<int>(firstWord(digest) % kMaxShiftDays);
}

int Pseudonymizer::timeShiftSeconds(std::string_view pseudonym) const
{
    const Digest digest = keyedHash(m_shiftKey, "seconds|" + std::string(pseudonym));
    constexpr int kSpan = kMaxShiftSeconds - kMinShiftSeconds + 1;
    const int size = kMinShiftSeconds + static_cast<int>(firstWord(digest) % kSpan);
    return (digest[4] & 1u) != 0 ? size : -size;
}

std::string Pseudonymizer::fingerprint(const QString& text) const
{
    const QByteArray message = text.toUtf8();
    const Digest digest = keyedHash(m_fingerprintKey, std::string_view(message.constData(), static_cast<std::size_t>(message.size())));
    return QByteArray(reinterpret_cast<const char*>(digest.data()), 16).toHex().toStdString();
}

bool isStandardUid(std::string_view uid)
{
    constexpr std::string_view kRoot = "1.2.840.10008";
    return uid == kRoot || (uid.starts_with(kRoot) && uid[kRoot.size()] == '.');
}

} // namespace lobule::deidentify
