#include "app/cli/SiteKeyOpener.h"

#include "app/cli/Terminal.h"

#include <QFile>

namespace lobule::cli {

using deidentify::SiteKey;
using keys::KeyKeeper;
using keys::Protection;

namespace {

bool isWord(const Error& error, const char* word) { return !error.arguments.empty() && error.arguments.front() == word; }

} // namespace

Result<QString> readPassphraseFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return fail(ErrorCode::FileUnreadable, {path.toStdString()}, file.errorString().toStdString());
    QByteArray line = file.readLine(4096);
    while (line.endsWith('\n') || line.endsWith('\r')) line.chop(1);
    if (line.isEmpty()) return fail(ErrorCode::Misuse, {"passphrase-short"});
    return QString::fromUtf8(line);
}

Result<std::optional<QString>> givenPassphrase(const QString& file, const char* variable)
{
    if (!file.isEmpty()) {
        const auto text = readPassphraseFile(file);
        if (!text) return tl::unexpected(text.error());
        return std::optional<QString>(*text);
    }
    const QString text = qEnvironmentVariable(variable);
    return text.isEmpty() ? std::optional<QString>() : std::optional<QString>(text);
}

Result<QString> askNewPassphrase(const QString& what)
{
    const auto first = askTerminal(what + QStringLiteral(" (at least 8 characters): "), true);
    if (!first) return fail(ErrorCode::LibraryLocked, {"key-passphrase-needed"});
    const auto second = askTerminal(QStringLiteral("Again: "), true);
    if (!second || *first != *second) return fail(ErrorCode::Misuse, {"passphrase-differs"});
    return *first;
}

Result<SiteKey> createSiteKey(const KeyKeeper& keeper, Protection otherwise, const std::optional<QString>& passphrase)
{
    if (keeper.hasKeyStore()) return keeper.create(Protection::KeyStore, passphrase.value_or(QString()));
    if (otherwise == Protection::PlainFile) return keeper.create(otherwise, passphrase.value_or(QString()));
    if (passphrase) return keeper.create(Protection::Passphrase, *passphrase);
    if (!hasTerminal()) return fail(ErrorCode::LibraryLocked, {"key-choose"});
    Session::note(
        QStringLiteral("This is the first start, and this computer has no key store. The site key, with which pseudonyms are made "
                       "and identities\nencrypted, will be protected by a passphrase that is asked for at every start. There is no "
                       "way in without it but a backup of the key."));
    const auto chosen = askNewPassphrase(QStringLiteral("New passphrase of the site key"));
    if (!chosen) return tl::unexpected(chosen.error());
    return keeper.create(Protection::Passphrase, *chosen);
}

Result<SiteKey> openSiteKey(const KeyKeeper& keeper, std::optional<QString> passphrase)
{
    auto key = keeper.open(passphrase.value_or(QString()));
    if (!key && key.error().code == ErrorCode::NotFound) key = createSiteKey(keeper, Protection::Passphrase, passphrase);
    for (int attempt = 0; !key && !passphrase && attempt < 3; ++attempt) {
        if (!isWord(key.error(), "key-passphrase-needed") && !isWord(key.error(), "key-passphrase-wrong")) break;
        if (attempt > 0) Session::note(QStringLiteral("Wrong passphrase."));
        const auto typed = askTerminal(QStringLiteral("Passphrase of the site key: "), true);
        if (!typed) break;
        key = keeper.open(*typed);
    }
    if (key) deidentify::setSiteKeyOfProcess(*key);
    return key;
}

Result<SiteKey> openSiteKey(const Session& session)
{
    auto passphrase = givenPassphrase(session.passphraseFile(), kKeyPassphraseVariable);
    if (!passphrase) return tl::unexpected(passphrase.error());
    return openSiteKey(KeyKeeper::ofThisUser(), *passphrase);
}

} // namespace lobule::cli
