#include "core/deidentify/KeyBackup.h"
#include "core/deidentify/KeyFile.h"
#include "core/keys/KeyKeeper.h"

#include <QFile>
#include <QFileInfo>
#include <QSettings>

#include <sodium.h>

namespace lobule::keys {

using deidentify::SiteKey;

namespace {

constexpr qint64 kMaxSealedBytes = 4096;

QString settingsGroup(const QString& keyId) { return QStringLiteral("keys/") + keyId; }

} // namespace

std::optional<BackupNote> lastBackup(const QString& keyId)
{
    QSettings settings;
    settings.beginGroup(settingsGroup(keyId));
    const QDateTime at = QDateTime::fromString(settings.value(QStringLiteral("lastBackup")).toString(), Qt::ISODate);
    if (!at.isValid()) return {};
    return BackupNote{at.toUTC(), settings.value(QStringLiteral("lastBackupKind")).toString()};
}

void noteBackup(const QString& keyId, const QString& kind)
{
    QSettings settings;
    settings.beginGroup(settingsGroup(keyId));
    settings.setValue(QStringLiteral("lastBackup"), QDateTime::currentDateTimeUtc().toString(Qt::ISODate));
    settings.setValue(QStringLiteral("lastBackupKind"), kind);
}

Result<SiteKey> readSealedBackup(const QString& path, const QString& passphrase)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return fail(ErrorCode::FileUnreadable, {path.toStdString()}, file.errorString().toStdString());
    return deidentify::openSealedKey(file.read(kMaxSealedBytes), passphrase);
}

Result<void> writeSealedBackup(const SiteKey& key, const QString& path, const QString& passphrase)
{
    if (QFileInfo::exists(path)) return fail(ErrorCode::FileUnwritable, {path.toStdString(), "exists"}, "the file exists");
    const auto sealed = deidentify::sealKey(key, passphrase);
    if (!sealed) return tl::unexpected(sealed.error());
    if (auto written = deidentify::writeNewOwnerFile(path, *sealed); !written) return written;
    const auto again = readSealedBackup(path, passphrase);
    if (!again || sodium_memcmp(again->secret().data(), key.secret().data(), deidentify::Secret::kBytes) != 0)
        return fail(ErrorCode::Corrupt, {path.toStdString()}, "the backup does not open");
    noteBackup(key.keyId(), QStringLiteral("sealed-file"));
    return {};
}

} // namespace lobule::keys
