#include "core/ingest/SiteKeyHex.h"

#include "core/deidentify/SiteKey.h"

#include <QByteArray>

#include <algorithm>
#include <array>

namespace lobule::ingest {

Result<QString> siteKeyHex()
{
    const auto key = deidentify::siteKeyOfProcess();
    if (!key) return tl::unexpected(key.error());
    const QByteArray secret(reinterpret_cast<const char*>(key->secret().data()), deidentify::Secret::kBytes);
    return QString::fromLatin1(secret.toHex());
}

QString keyIdOf(const QString& keyHex)
{
    const QByteArray bytes = QByteArray::fromHex(keyHex.toLatin1());
    std::array<std::uint8_t, deidentify::Secret::kBytes> key{};
    if (bytes.size() != static_cast<qsizetype>(key.size())) return {};
    std::copy(bytes.begin(), bytes.end(), key.begin());
    return deidentify::SiteKey::fromBytes(key).keyId();
}

} // namespace lobule::ingest
