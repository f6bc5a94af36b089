#include "app/cli/Command.h"
#include "app/cli/SiteKeyOpener.h"
#include "app/cli/Terminal.h"
#include "core/deidentify/KeyBackup.h"
#include "core/library/Library.h"

#include <QCommandLineParser>
#include <QFile>
#include <QFileInfo>

namespace lobule::cli {

using deidentify::SiteKey;
using keys::KeyKeeper;
using keys::Protection;

namespace {

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions(
        {{QStringLiteral("file"), QStringLiteral("The sealed copy to write (backup) or to read (restore)."), QStringLiteral("FILE")},
            {QStringLiteral("code"),
                QStringLiteral("The recovery code: print it without asking (backup), read it from standard input (restore).")},
            {QStringLiteral("with"), QStringLiteral("The protection: key-store, passphrase or plain-file (create, protect, restore)."),
                QStringLiteral("PROTECTION")}});
}

QString titleOf(Protection protection)
{
    switch (protection) {
    case Protection::KeyStore: return QStringLiteral("in the key store of this computer");
    case Protection::Passphrase: return QStringLiteral("in a file, encrypted under a passphrase");
    case Protection::PlainFile: break;
    }
    return QStringLiteral("in a file that only this account of the computer can read");
}

/// Writes down that somebody took or moved the key, where there is a library to write it in.
Result<void> note(const Session& session, const QString& action, const SiteKey& key, const QJsonObject& detail)
{
    if (!session.hasLibrary()) return {};
    deidentify::setSiteKeyOfProcess(key);
    const auto library = session.openLibrary();
    if (!library) return tl::unexpected(library.error());
    return (*library)->audit(action, {}, detail);
}

QJsonObject documentOf(const SiteKey& key, const KeyKeeper& keeper)
{
    const auto place = keeper.place();
    const bool isKnown = place && place->protection;
    return {{QStringLiteral("keyId"), key.keyId()},
        {QStringLiteral("protection"), isKnown ? QJsonValue(QLatin1String(protectionName(*place->protection))) : QJsonValue()}};
}

/// Takes the rights of other accounts away from a key file. True: they had some.
bool closeToOthers([[maybe_unused]] const QString& file)
{
#ifdef Q_OS_UNIX
    constexpr auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
    if (file.isEmpty() || !QFileInfo::exists(file) || (QFile::permissions(file) & others) == QFileDevice::Permissions()) return false;
    QFile::setPermissions(file, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    return true;
#else
    return false;
#endif
}

Exit status(const KeyKeeper& keeper, const Session& session)
{
    const auto place = keeper.place();
    if (!place) return session.unusable(place.error());
    const bool wasOpen = closeToOthers(place->file);
    if (wasOpen)
        Session::note(QStringLiteral("lobulectl: other accounts of this computer could read %1; now only its owner can. If one of them may "
                                     "have read it, who the patients are is no secret to them.")
                          .arg(place->file));
    QString keyId = place->keyId;
    if (keyId.isEmpty() && place->protection == Protection::PlainFile) {
        const auto key = keeper.open();
        if (!key) return session.unusable(key.error());
        keyId = key->keyId();
    }
    const bool hasStore = !place->isFixed && keeper.hasKeyStore(); // Where it does not matter it is not bothered.
    const auto backup = keys::lastBackup(keyId);
    QJsonObject document{{QStringLiteral("exists"), place->protection.has_value()}, {QStringLiteral("keyId"), keyId},
        {QStringLiteral("protection"), place->protection ? QJsonValue(QLatin1String(protectionName(*place->protection))) : QJsonValue()},
        {QStringLiteral("file"), place->file}, {QStringLiteral("fixed"), place->isFixed}, {QStringLiteral("keyStore"), hasStore},
        {QStringLiteral("wasReadableByOthers"), wasOpen}};
    document.insert(QStringLiteral("backup"),
        backup ? QJsonValue(QJsonObject{{QStringLiteral("at"), backup->at.toString(Qt::ISODate)}, {QStringLiteral("kind"), backup->kind}})
               : QJsonValue());
    QString text;
    if (!place->protection)
        text = QStringLiteral("There is no site key yet; the first import makes one.\n");
    else
        text = QStringLiteral("key id:  %1\nkept:    %2%3\n")
                   .arg(keyId.isEmpty() ? QStringLiteral("not known before it is opened") : keyId, titleOf(*place->protection),
                       place->file.isEmpty() ? QString() : QStringLiteral("\n         ") + place->file);
    if (place->isFixed) text += QStringLiteral("         named by LOBULE_KEY_FILE\n");
    if (place->protection)
        text += backup
            ? QStringLiteral("backup:  %1 (%2)\n").arg(backup->at.toString(Qt::ISODate), backup->kind)
            : QStringLiteral("backup:  none made by this user. Without one, a lost key cannot be replaced: \"lobulectl key backup\".\n");
    if (!place->isFixed)
        text += QStringLiteral("This computer %1.\n")
                    .arg(hasStore ? QStringLiteral("has a key store") : QStringLiteral("has no key store, or it does not answer"));
    return session.finish(Exit::Ok, document, text);
}

/// Passphrase of the key itself. For backup and restore --passphrase-file belongs to the sealed copy, unless it is all there is.
Result<SiteKey> openOwnKey(const KeyKeeper& keeper, const Session& session)
{
    const QString fromEnvironment = qEnvironmentVariable(kKeyPassphraseVariable);
    const auto given
        = givenPassphrase(fromEnvironment.isEmpty() && !hasTerminal() ? session.passphraseFile() : QString(), kKeyPassphraseVariable);
    if (!given) return tl::unexpected(given.error());
    return openSiteKey(keeper, *given);
}

Exit backup(const QCommandLineParser& parser, const KeyKeeper& keeper, const Session& session)
{
    const QString file = parser.value(QStringLiteral("file"));
    const bool wantsCode = parser.isSet(QStringLiteral("code"));
    if (!file.isEmpty() && wantsCode) return session.misuse(QStringLiteral("key backup takes --code or --file, not both"));
    if (file.isEmpty() && !wantsCode && !(printsToTerminal() && hasTerminal()))
        return session.misuse(QStringLiteral("key backup needs --code (prints the recovery code) or --file FILE"));
    const auto place = keeper.place();
    if (!place) return session.unusable(place.error());
    if (!place->protection) return session.unusable({ErrorCode::NotFound, {"the site key"}, {}});
    const auto key = openOwnKey(keeper, session);
    if (!key) return session.unusable(key.error());
    QJsonObject document = documentOf(*key, keeper);
    if (!file.isEmpty()) {
        if (QFileInfo::exists(file)) return session.unusable({ErrorCode::FileUnwritable, {file.toStdString(), "exists"}, {}});
        auto passphrase = givenPassphrase(session.passphraseFile(), kKeyPassphraseVariable);
        if (!passphrase) return session.unusable(passphrase.error());
        if (!*passphrase) {
            auto typed = askNewPassphrase(QStringLiteral("Passphrase of the copy"));
            if (!typed) return session.unusable(typed.error());
            *passphrase = *typed;
        }
        if (const auto noted = note(session, QStringLiteral("key-backup"), *key, {{QStringLiteral("kind"), QStringLiteral("sealed-file")}});
            !noted)
            return session.unusable(noted.error());
        if (const auto written = keys::writeSealedBackup(*key, file, **passphrase); !written) {
            // The entry before it is about a copy that there is not.
            (void)note(session, QStringLiteral("key-backup-failed"), *key, {{QStringLiteral("kind"), QStringLiteral("sealed-file")}});
            return session.unusable(written.error());
        }
        document.insert(QStringLiteral("file"), QFileInfo(file).absoluteFilePath());
        return session.finish(Exit::Ok, document,
            QStringLiteral("%1\nKeep it, and its passphrase, away from the library: whoever has both can read who the patients are.\n")
                .arg(file));
    }
    Session::note(QStringLiteral("Whoever has this code can read every identity in the vault and link every pseudonym to its patient.\n"
                                 "Print it, lock it away, and clear this screen. It is not stored anywhere else."));
    if (!wantsCode) {
        const auto answer = askTerminal(QStringLiteral("Show the recovery code? Type yes: "), false);
        if (!answer || answer->trimmed() != QLatin1String("yes")) return session.unusable({ErrorCode::Cancelled, {}, {}});
    }
    if (const auto noted = note(session, QStringLiteral("key-backup"), *key, {{QStringLiteral("kind"), QStringLiteral("recovery-code")}});
        !noted)
        return session.unusable(noted.error());
    keys::noteBackup(key->keyId(), QStringLiteral("recovery-code"));
    const QString code = deidentify::recoveryCode(*key);
    document.insert(QStringLiteral("recoveryCode"), code);
    return session.finish(Exit::Ok, document, code + QLatin1Char('\n'));
}

Result<SiteKey> keyFromBackup(const QCommandLineParser& parser, const Session& session, std::optional<QString>& passphrase)
{
    const QString file = parser.value(QStringLiteral("file"));
    if (file.isEmpty()) {
        const auto code = hasTerminal() ? askTerminal(QStringLiteral("Recovery code: "), false) : readInputLine();
        return deidentify::keyFromRecoveryCode(code.value_or(QString()));
    }
    auto given = givenPassphrase(session.passphraseFile(), kKeyPassphraseVariable);
    if (!given) return tl::unexpected(given.error());
    passphrase = *given ? *given : askTerminal(QStringLiteral("Passphrase of the copy: "), true);
    if (!passphrase) return fail(ErrorCode::LibraryLocked, {"key-passphrase-needed"});
    return keys::readSealedBackup(file, *passphrase);
}

/// The protection that --with names, or `otherwise`; nothing: no such protection.
std::optional<Protection> chosenProtection(const QCommandLineParser& parser, std::optional<Protection> otherwise)
{
    return parser.isSet(QStringLiteral("with")) ? keys::protectionFromName(parser.value(QStringLiteral("with"))) : otherwise;
}

/// What protects the key from now on; empty for the other protections.
Result<QString> newPassphrase(Protection protection, const QString& file, const std::optional<QString>& known)
{
    if (protection != Protection::Passphrase) return QString();
    auto given = givenPassphrase(file, kKeyPassphraseVariable);
    if (!given) return tl::unexpected(given.error());
    if (*given) return **given;
    if (known && !hasTerminal()) return *known;
    return askNewPassphrase(QStringLiteral("New passphrase of the site key"));
}

/// Whether the library at hand holds anything that the key sealed. No library: no.
Result<bool> isUsed(const SiteKey& key, const Session& session)
{
    if (!session.hasLibrary()) return false;
    deidentify::setSiteKeyOfProcess(key);
    const auto library = session.openLibrary();
    if (!library) return tl::unexpected(library.error());
    return (*library)->isSiteKeyUsed();
}

/// Puts the key from a backup in the place of one that has protected nothing yet, as the first start on a new computer makes it.
/// The id of the key that was set aside.
Result<QString> replaceUnused(const KeyKeeper& keeper, const SiteKey& key, const QString& passphrase, const Session& session)
{
    const auto present = openOwnKey(keeper, session);
    if (!present) return tl::unexpected(present.error());
    const auto used = isUsed(*present, session);
    if (!used) return tl::unexpected(used.error());
    if (*used) return fail(ErrorCode::Misuse, {"key-in-place"});
    if (const auto replaced = keeper.replace(*present, key, passphrase); !replaced) return tl::unexpected(replaced.error());
    return present->keyId();
}

Exit restore(const QCommandLineParser& parser, const KeyKeeper& keeper, const Session& session)
{
    if (!parser.value(QStringLiteral("file")).isEmpty() && parser.isSet(QStringLiteral("code")))
        return session.misuse(QStringLiteral("key restore takes --code or --file, not both"));
    const auto place = keeper.place();
    if (!place) return session.unusable(place.error());
    std::optional<QString> copyPassphrase;
    const auto key = keyFromBackup(parser, session, copyPassphrase);
    if (!key) return session.fail(key.error());
    const Protection usual = place->isFixed ? Protection::PlainFile
        : place->protection                 ? *place->protection
        : keeper.hasKeyStore()              ? Protection::KeyStore
                                            : Protection::Passphrase;
    const auto protection = chosenProtection(parser, usual);
    if (!protection) return session.misuse(QStringLiteral("--with is key-store, passphrase or plain-file"));
    const auto passphrase = newPassphrase(*protection, session.passphraseFile(), copyPassphrase);
    if (!passphrase) return session.unusable(passphrase.error());
    QJsonObject detail;
    QString text = QStringLiteral("restored: key %1\n").arg(key->keyId());
    if (const auto restored = keeper.restore(*key, *protection, *passphrase); !restored) {
        if (restored.error().code != ErrorCode::ConflictingDuplicate) return session.unusable(restored.error());
        const auto replaced = replaceUnused(keeper, *key, *passphrase, session);
        if (!replaced) return session.unusable(replaced.error());
        detail.insert(QStringLiteral("setAside"), *replaced);
        text += QStringLiteral("set aside: key %1, under which nothing was stored in this library\n").arg(*replaced);
    }
    if (const auto noted = note(session, QStringLiteral("key-restored"), *key, detail); !noted) return session.fail(noted.error());
    QJsonObject document = documentOf(*key, keeper);
    if (!detail.isEmpty()) document.insert(QStringLiteral("setAside"), detail.value(QStringLiteral("setAside")));
    return session.finish(Exit::Ok, document, text);
}

Exit protect(const QCommandLineParser& parser, const KeyKeeper& keeper, const Session& session)
{
    const auto protection = chosenProtection(parser, {});
    if (!protection) return session.misuse(QStringLiteral("key protect needs --with key-store, passphrase or plain-file"));
    const auto place = keeper.place();
    if (!place) return session.unusable(place.error());
    if (place->isFixed) return session.unusable({ErrorCode::Misuse, {"key-file-fixed"}, {}});
    if (!place->protection) return session.unusable({ErrorCode::NotFound, {"the site key"}, {}});
    const auto key = openOwnKey(keeper, session);
    if (!key) return session.unusable(key.error());
    const auto passphrase = newPassphrase(*protection, session.passphraseFile(), {});
    if (!passphrase) return session.unusable(passphrase.error());
    const QJsonObject detail{{QStringLiteral("protection"), QLatin1String(protectionName(*protection))}};
    if (const auto noted = note(session, QStringLiteral("key-protected"), *key, detail); !noted) return session.unusable(noted.error());
    if (const auto moved = keeper.protect(*key, *protection, *passphrase); !moved) return session.unusable(moved.error());
    return session.finish(
        Exit::Ok, documentOf(*key, keeper), QStringLiteral("key %1 is now kept %2\n").arg(key->keyId(), titleOf(*protection)));
}

Exit create(const QCommandLineParser& parser, const KeyKeeper& keeper, const Session& session)
{
    const auto protection = chosenProtection(parser, Protection::Passphrase);
    if (!protection) return session.misuse(QStringLiteral("--with is key-store, passphrase or plain-file"));
    const auto place = keeper.place();
    if (!place) return session.unusable(place.error());
    if (place->protection) {
        const QJsonObject document{
            {QStringLiteral("keyId"), place->keyId}, {QStringLiteral("protection"), QLatin1String(protectionName(*place->protection))}};
        return session.finish(Exit::Ok, document, QStringLiteral("there is a site key already; it was left as it is\n"));
    }
    auto passphrase = givenPassphrase(session.passphraseFile(), kKeyPassphraseVariable);
    if (!passphrase) return session.unusable(passphrase.error());
    const auto key = place->isFixed           ? keeper.open()
        : *protection == Protection::KeyStore ? keeper.create(*protection)
                                              : createSiteKey(keeper, *protection, *passphrase);
    if (!key) return session.unusable(key.error());
    return session.finish(Exit::Ok, documentOf(*key, keeper), QStringLiteral("made key %1\n").arg(key->keyId()));
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    const QStringList words = parser.positionalArguments();
    const QString action = words.size() == 1 ? words.first() : QString();
    const KeyKeeper keeper = KeyKeeper::ofThisUser();
    if (action == QLatin1String("status")) return status(keeper, session);
    if (action == QLatin1String("backup")) return backup(parser, keeper, session);
    if (action == QLatin1String("restore")) return restore(parser, keeper, session);
    if (action == QLatin1String("protect")) return protect(parser, keeper, session);
    if (action == QLatin1String("create")) return create(parser, keeper, session);
    return session.misuse(QStringLiteral("key one of: status, backup, restore, protect, create"));
}

} // namespace

extern const Command kKeyCommand{"key", "status|backup|restore|protect|create [--code|--file FILE] [--with PROTECTION]",
    "Show, back up, restore and protect the site key.",
    "The site key makes the pseudonyms and encrypts the identities. Without a backup, a lost key cannot be replaced.\n\n"
    "status   key id, where the key is kept, when it was backed up; closes a key file that other accounts could read, and says so\n"
    "backup   prints the recovery code (--code), or writes a copy sealed under a passphrase (--file FILE)\n"
    "restore  takes the code from standard input, or the sealed copy (--file FILE); another key is replaced only when\n"
    "         nothing in the library was sealed with it, and then set aside, not erased\n"
    "protect  moves the key: --with key-store, passphrase or plain-file; the old place is cleared once the new one reads back\n"
    "create   makes the key when there is none: in the key store where there is one, otherwise as --with says\n\n"
    "A passphrase is read from --passphrase-file FILE, from LOBULE_KEY_PASSPHRASE, or from the terminal, never from the command line.\n"
    "For backup and restore, --passphrase-file is that of the sealed copy and LOBULE_KEY_PASSPHRASE that of the key, where both are "
    "given.\n"
    "LOBULE_KEY_FILE names a plain key file that is used instead of everything else.\n\n"
    "JSON: status: {\"exists\",\"keyId\",\"protection\",\"file\",\"fixed\",\"keyStore\",\"wasReadableByOthers\",\n"
    "\"backup\":{\"at\",\"kind\"}|null}; the others:\n"
    "{\"keyId\",\"protection\"} and \"recoveryCode\", \"file\" or \"setAside\"",
    false, addOptions, run, false};

} // namespace lobule::cli
