#pragma once

#include "core/volume/CacheFile.h"

#include <QString>

namespace lobule::library::detail {

/// Where things lie in a library folder. Names carry hashes only.
struct Folders {
    QString root;

    [[nodiscard]] QString catalogue() const { return root + QStringLiteral("/library.sqlite"); }
    [[nodiscard]] QString vault() const { return root + QStringLiteral("/vault.sqlite"); }
    [[nodiscard]] QString objects() const { return root + QStringLiteral("/objects"); }
    [[nodiscard]] QString cache() const { return root + QStringLiteral("/cache"); }
    [[nodiscard]] QString staging() const { return root + QStringLiteral("/staging"); }
    /// Objects that no longer match their name, put aside by verify.
    [[nodiscard]] QString damaged() const { return root + QStringLiteral("/damaged"); }

    [[nodiscard]] QString objectFolder(const QString& sha256) const
    {
        return objects() + QLatin1Char('/') + sha256.left(2) + QLatin1Char('/') + sha256.mid(2, 2);
    }
    [[nodiscard]] QString object(const QString& sha256) const
    {
        return objectFolder(sha256) + QLatin1Char('/') + sha256 + QStringLiteral(".dcm");
    }
    [[nodiscard]] QString seriesCache(const QString& seriesUid) const
    {
        return cache() + QLatin1Char('/') + volume::cacheFolderName(seriesUid);
    }
    [[nodiscard]] QString cacheFile(const QString& seriesUid, const volume::CacheFormat& format) const
    {
        return seriesCache(seriesUid) + QLatin1Char('/') + format.fileName();
    }
};

/// 64 lower-case hexadecimal digits.
[[nodiscard]] inline bool isSha256(const QString& text)
{
    if (text.size() != 64) return false;
    for (const QChar c : text)
        if (!(c >= QLatin1Char('0') && c <= QLatin1Char('9')) && !(c >= QLatin1Char('a') && c <= QLatin1Char('f'))) return false;
    return true;
}

} // namespace lobule::library::detail
