#include "core/ingest/SiteKeyHex.h"

#include "core/deidentify/SiteKey.h"

#include <QByteArray>

namespace lobule::ingest {

Result<QString> siteKeyHex()
{
    const auto key = deidentify::siteKeyOfProcess();
    if (!key) return tl::unexpected(key.error());
    const QByteArray secret(reinterpret_cast<const char*>(key->secret().data()), deidentify::Secret::kBytes);
    return QString::fromLatin1(secret.toHex());
}

} // namespace lobule::ingest
