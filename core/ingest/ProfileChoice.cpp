#include "core/ingest/ProfileChoice.h"

#include "core/library/Library.h"

#include <QCryptographicHash>
#include <QFile>

namespace lobule::ingest {

namespace {

constexpr qint64 kMaxListBytes = 1 << 20;
const QString kProfileKey = QStringLiteral("deidentify/profile");
const QString kListKey = QStringLiteral("deidentify/safe-private-list");
const QString kListNameKey = QStringLiteral("deidentify/safe-private-name");

} // namespace

Result<deidentify::Profile> resolve(const QString& profile, const QString& safePrivateList)
{
    auto resolved = deidentify::Profile::fromName(profile.toStdString());
    if (!resolved || safePrivateList.isEmpty()) return resolved;
    auto list = deidentify::parseSafePrivateList(safePrivateList.toStdString());
    if (!list) return tl::unexpected(list.error());
    resolved->safePrivate = std::move(*list);
    return resolved;
}

Result<QString> readSafePrivateList(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return fail(ErrorCode::FileUnreadable, {path.toStdString()});
    if (file.size() > kMaxListBytes) return fail(ErrorCode::LimitExceeded, {"size of the list"});
    const QString text = QString::fromUtf8(file.readAll());
    if (const auto list = deidentify::parseSafePrivateList(text.toStdString()); !list) return tl::unexpected(list.error());
    // An empty list would mean the shipped one.
    return text.isEmpty() ? QStringLiteral("# empty\n") : text;
}

QString safePrivateListName(const QString& profile, const QString& safePrivateList)
{
    const auto resolved = deidentify::Profile::fromName(profile.toStdString());
    if (!resolved || !resolved->retainSafePrivate) return {};
    if (safePrivateList.isEmpty()) return QStringLiteral("shipped");
    return QString::fromLatin1(QCryptographicHash::hash(safePrivateList.toUtf8(), QCryptographicHash::Sha256).toHex());
}

ProfileChoice profileChoice(const library::Library& library)
{
    const ProfileChoice choice{
        library.setting(kProfileKey, ProfileChoice().profile), library.setting(kListKey), library.setting(kListNameKey)};
    return resolve(choice.profile, choice.safePrivateList) ? choice : ProfileChoice();
}

Result<void> storeProfileChoice(library::Library& library, const ProfileChoice& choice)
{
    const auto resolved = resolve(choice.profile, choice.safePrivateList);
    if (!resolved) return tl::unexpected(resolved.error());
    ProfileChoice stored = choice;
    stored.profile = QString::fromStdString(resolved->name());
    const ProfileChoice before = profileChoice(library);
    if (stored == before) return {};
    const QJsonObject detail{{QStringLiteral("from"), before.profile}, {QStringLiteral("to"), stored.profile},
        {QStringLiteral("listFrom"), safePrivateListName(before.profile, before.safePrivateList)},
        {QStringLiteral("listTo"), safePrivateListName(stored.profile, stored.safePrivateList)}};
    return library.setAuditedSettings(
        {{kProfileKey, stored.profile}, {kListKey, stored.safePrivateList}, {kListNameKey, stored.safePrivateName}},
        QStringLiteral("deidentification-profile-changed"), detail);
}

} // namespace lobule::ingest
