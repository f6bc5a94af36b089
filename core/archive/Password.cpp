#include "core/archive/Password.h"

#include "core/archive/ArchiveError.h"
#include "core/archive/Aside.h"
#include "core/keys/KeyStore.h"
#include "core/volume/Durable.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

namespace lobule::archive {
namespace {

constexpr int kKeyStoreMs = 30'000;
constexpr auto kOwnerOnly = QFile::ReadOwner | QFile::WriteOwner;

std::shared_ptr<keys::KeyStore> orSystem(const std::shared_ptr<keys::KeyStore>& store)
{
    return store ? store : keys::systemKeyStore(kKeyStoreMs);
}

/// One entry for each login of each archive.
QString entryOf(const ConnectionSettings& settings)
{
    return QStringLiteral("archive password %1@%2:%3/%4").arg(settings.user, settings.host).arg(settings.port).arg(settings.database);
}

Result<QString> fromFile(const QString& path)
{
    QFile file(path);
    const std::string name = path.toStdString();
#ifndef _WIN32
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    if (file.exists() && (file.permissions() & others)) return fail(kArchiveCode, {kMark, reason::kPasswordFile, name});
#endif
    if (!file.open(QIODevice::ReadOnly)) return fail(kArchiveCode, {kMark, reason::kPasswordFile, name});
    const QString password = QString::fromUtf8(file.readLine(4096)).trimmed();
    if (password.isEmpty()) return fail(kArchiveCode, {kMark, reason::kPasswordMissing});
    return password;
}

} // namespace

Result<QString> readPassword(
    const ConnectionSettings& settings, const IsCancelled& isCancelled, const std::shared_ptr<keys::KeyStore>& store)
{
    if (const QString given = qEnvironmentVariable("LOBULE_ARCHIVE_PASSWORD"); !given.isEmpty()) return given;
    if (!settings.passwordFile.isEmpty()) return fromFile(settings.passwordFile);
    const auto ask = [entry = entryOf(settings), from = orSystem(store)] { return from->read(entry); };
    const auto answer = detail::callAside(ask, kKeyStoreMs + 1000, isCancelled);
    if (!answer && isCancelled && isCancelled()) return fail(ErrorCode::Cancelled);
    if (!answer) return fail(ErrorCode::LibraryLocked, {"key-store-silent"});
    // Where there is neither an entry nor a key store, what is missing is the password.
    const bool isAbsent = !*answer
        && ((*answer).error().code == ErrorCode::NotFound
            || (!(*answer).error().arguments.empty() && (*answer).error().arguments.front() == "key-store-absent"));
    if (isAbsent) return fail(kArchiveCode, {kMark, reason::kPasswordMissing});
    return *answer;
}

Result<void> keepPassword(const ConnectionSettings& settings, const QString& password, const std::shared_ptr<keys::KeyStore>& store)
{
    if (settings.passwordFile.isEmpty()) return orSystem(store)->write(entryOf(settings), password);
    if (!QDir().mkpath(QFileInfo(settings.passwordFile).absolutePath()))
        return tl::unexpected<Error>(volume::lastFileError("password folder", true));
    QSaveFile file(settings.passwordFile);
    file.setDirectWriteFallback(false);
    const bool isWritten
        = file.open(QIODevice::WriteOnly) && file.setPermissions(kOwnerOnly) && file.write(password.toUtf8()) >= 0 && file.commit();
    if (!isWritten) return fail(ErrorCode::FileUnwritable, {settings.passwordFile.toStdString()}, "password file");
    return {};
}

Result<void> forgetPassword(const ConnectionSettings& settings, const std::shared_ptr<keys::KeyStore>& store)
{
    if (settings.passwordFile.isEmpty()) return orSystem(store)->remove(entryOf(settings));
    if (settings.passwordFile == ownPasswordFile()) QFile::remove(settings.passwordFile);
    return {};
}

QString ownPasswordFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/archive.password");
}

} // namespace lobule::archive
