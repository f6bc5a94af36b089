#include "core/library/Vault.h"

#include "core/deidentify/SiteKey.h"
#include "core/library/Database.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTimeZone>

#include <sodium.h>

namespace lobule::library::detail {
namespace {

const QByteArray kImportRow = QByteArrayLiteral("unfinished-import");
const QByteArray kQuarantineRow = QByteArrayLiteral("quarantine");
const QByteArray kRevealRow = QByteArrayLiteral("reveal-passphrase");

QByteArray identityRow(const QString& studyUid) { return "identity|" + studyUid.toUtf8(); }

const unsigned char* bytesOf(const QByteArray& data) { return reinterpret_cast<const unsigned char*>(data.constData()); }
unsigned char* bytesOf(QByteArray& data) { return reinterpret_cast<unsigned char*>(data.data()); }

void wipe(QByteArray& data) { sodium_memzero(data.data(), static_cast<std::size_t>(data.size())); }

QByteArray toPlain(const OriginalIdentity& identity)
{
    return QJsonDocument(
        QJsonObject{{QStringLiteral("pseudonym"), identity.pseudonym}, {QStringLiteral("attributes"), identity.attributes}})
        .toJson(QJsonDocument::Compact);
}

} // namespace

struct Vault::Keys {
    deidentify::Secret box;
    deidentify::Secret fingerprint;
    QString id;
};

Vault::Vault(std::unique_ptr<Database> database, std::unique_ptr<Keys> keys) : m_database(std::move(database)), m_keys(std::move(keys)) { }

Vault::~Vault() = default;

Result<std::unique_ptr<Vault>> Vault::open(const QString& path)
{
    if (sodium_init() < 0) return fail(ErrorCode::Internal, {}, "libsodium does not start");
    const auto key = deidentify::siteKeyOfProcess();
    if (!key) return tl::unexpected<Error>(key.error());
    auto database = Database::open(path, QStringLiteral("vault"));
    if (!database) {
        Error error = database.error();
        if (error.code == ErrorCode::Corrupt) error.arguments = {"identity vault"};
        return tl::unexpected<Error>(error);
    }
    QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    auto keys = std::make_unique<Keys>(Keys{key->deriveKey("vault"), key->deriveKey("vault-fingerprint"), key->keyId()});
    return std::unique_ptr<Vault>(new Vault(std::move(*database), std::move(keys)));
}

QByteArray Vault::seal(const QByteArray& plain, const QByteArray& row) const
{
    constexpr qsizetype nonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    QByteArray box(nonceBytes + plain.size() + static_cast<qsizetype>(crypto_aead_xchacha20poly1305_ietf_ABYTES), Qt::Uninitialized);
    randombytes_buf(box.data(), nonceBytes);
    unsigned long long written = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytesOf(box) + nonceBytes, &written, bytesOf(plain),
        static_cast<unsigned long long>(plain.size()), bytesOf(row), static_cast<unsigned long long>(row.size()), nullptr,
        bytesOf(std::as_const(box)), m_keys->box.data());
    return box;
}

Result<QByteArray> Vault::unseal(const QByteArray& box, const QByteArray& row) const
{
    constexpr qsizetype nonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    constexpr qsizetype overhead = nonceBytes + static_cast<qsizetype>(crypto_aead_xchacha20poly1305_ietf_ABYTES);
    if (box.size() < overhead) return fail(ErrorCode::Corrupt, {"identity vault"}, "short box");
    QByteArray plain(box.size() - overhead, Qt::Uninitialized);
    unsigned long long written = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytesOf(plain), &written, nullptr, bytesOf(box) + nonceBytes,
            static_cast<unsigned long long>(box.size() - nonceBytes), bytesOf(row), static_cast<unsigned long long>(row.size()),
            bytesOf(box), m_keys->box.data())
        != 0)
        return fail(ErrorCode::Corrupt, {"identity vault"}, "a box does not open with this site key");
    return plain;
}

Result<QByteArray> Vault::unseal(const QByteArray& box, const QByteArray& row, const QString& keyId) const
{
    if (keyId != m_keys->id) return fail(ErrorCode::LibraryLocked, {"key-other"}, "a box was sealed with another site key");
    return unseal(box, row);
}

Result<void> Vault::put(const QList<Entry>& entries)
{
    if (entries.isEmpty()) return {};
    auto transaction = WriteTransaction::begin(*m_database);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    for (const Entry& entry : entries) {
        QByteArray plain = toPlain(entry.identity);
        QByteArray fingerprint(crypto_generichash_BYTES, Qt::Uninitialized);
        crypto_generichash(bytesOf(fingerprint), crypto_generichash_BYTES, bytesOf(std::as_const(plain)),
            static_cast<unsigned long long>(plain.size()), m_keys->fingerprint.data(), deidentify::Secret::kBytes);
        const auto stored = m_database->run(
            "INSERT INTO identity(study_uid, fingerprint, key_id, box, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            {entry.studyUid, fingerprint, m_keys->id, seal(plain, identityRow(entry.studyUid)), nowMs()});
        wipe(plain);
        LOBULE_CHECK(stored);
    }
    return transaction->commit();
}

Result<QList<OriginalIdentity>> Vault::identities(const QString& studyUid)
{
    auto rows = m_database->query("SELECT box, key_id FROM identity WHERE study_uid = ? ORDER BY created_at", {studyUid});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<OriginalIdentity> found;
    while (rows->next()) {
        auto plain = unseal(rows->bytes(0), identityRow(studyUid), rows->text(1));
        if (!plain) return tl::unexpected<Error>(plain.error());
        const QJsonObject object = QJsonDocument::fromJson(*plain).object();
        wipe(*plain);
        found << OriginalIdentity{object[QLatin1String("pseudonym")].toString(), object[QLatin1String("attributes")].toObject()};
    }
    LOBULE_CHECK(rows->end());
    return found;
}

Result<void> Vault::remove(const QString& studyUid)
{
    LOBULE_CHECK(m_database->run("DELETE FROM identity WHERE study_uid = ?", {studyUid}));
    return {};
}

Result<void> Vault::addQuarantine(const QList<QuarantineRow>& rows, const QList<qint64>& replaced)
{
    auto transaction = WriteTransaction::begin(*m_database);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    for (const qint64 id : replaced) LOBULE_CHECK(m_database->run("DELETE FROM quarantine WHERE id = ?", {id}));
    for (const QuarantineRow& row : rows) {
        const QJsonObject object{{QStringLiteral("file"), row.file}, {QStringLiteral("code"), row.code},
            {QStringLiteral("reason"), row.reason}, {QStringLiteral("retry"), row.retry}};
        LOBULE_CHECK(m_database->run("INSERT INTO quarantine(key_id, box, created_at) VALUES (?, ?, ?)",
            {m_keys->id, seal(QJsonDocument(object).toJson(QJsonDocument::Compact), kQuarantineRow), nowMs()}));
    }
    return transaction->commit();
}

Result<QList<QuarantineRow>> Vault::quarantine()
{
    auto rows = m_database->query("SELECT id, box, created_at FROM quarantine WHERE key_id = ? ORDER BY id DESC", {m_keys->id});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<QuarantineRow> found;
    while (rows->next()) {
        const auto plain = unseal(rows->bytes(1), kQuarantineRow);
        if (!plain) return tl::unexpected<Error>(plain.error());
        const QJsonObject object = QJsonDocument::fromJson(*plain).object();
        found << QuarantineRow{rows->big(0), object[QLatin1String("file")].toString(), object[QLatin1String("code")].toString(),
            object[QLatin1String("reason")].toString(), QDateTime::fromMSecsSinceEpoch(rows->big(2), Qt::UTC),
            object[QLatin1String("retry")].toString()};
    }
    LOBULE_CHECK(rows->end());
    return found;
}

Result<int> Vault::countQuarantinedUnderOtherKeys()
{
    const auto count = m_database->number("SELECT count(*) FROM quarantine WHERE key_id <> ?", {m_keys->id});
    if (!count) return tl::unexpected<Error>(count.error());
    return static_cast<int>(*count);
}

Result<void> Vault::forgetQuarantined(const QList<qint64>& ids)
{
    auto transaction = WriteTransaction::begin(*m_database);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    for (const qint64 id : ids) LOBULE_CHECK(m_database->run("DELETE FROM quarantine WHERE id = ?", {id}));
    return transaction->commit();
}

Result<void> Vault::clearQuarantine()
{
    LOBULE_CHECK(m_database->run("DELETE FROM quarantine"));
    return {};
}

Result<qint64> Vault::addImport(const QString& owner, const UnfinishedImport& import)
{
    const QJsonObject object{{QStringLiteral("paths"), QJsonArray::fromStringList(import.paths)},
        {QStringLiteral("profile"), import.profile}, {QStringLiteral("release"), QJsonArray::fromStringList(import.release)}};
    const QByteArray box = seal(QJsonDocument(object).toJson(QJsonDocument::Compact), kImportRow);
    LOBULE_CHECK(m_database->run(
        "INSERT INTO unfinished_import(owner, key_id, box, created_at) VALUES (?, ?, ?, ?)", {owner, m_keys->id, box, nowMs()}));
    return m_database->lastInsertId();
}

Result<QList<std::pair<QString, UnfinishedImport>>> Vault::imports()
{
    auto rows = m_database->query("SELECT id, owner, box, created_at FROM unfinished_import WHERE key_id = ? ORDER BY id", {m_keys->id});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<std::pair<QString, UnfinishedImport>> found;
    while (rows->next()) {
        const auto plain = unseal(rows->bytes(2), kImportRow);
        if (!plain) return tl::unexpected<Error>(plain.error());
        const QJsonObject object = QJsonDocument::fromJson(*plain).object();
        UnfinishedImport import;
        import.id = rows->big(0);
        for (const QJsonValue& path : object[QLatin1String("paths")].toArray()) import.paths << path.toString();
        import.profile = object[QLatin1String("profile")].toString();
        for (const QJsonValue& reason : object[QLatin1String("release")].toArray()) import.release << reason.toString();
        import.startedAt = QDateTime::fromMSecsSinceEpoch(rows->big(3), Qt::UTC);
        found.append({rows->text(1), import});
    }
    LOBULE_CHECK(rows->end());
    return found;
}

Result<void> Vault::removeImport(qint64 id)
{
    LOBULE_CHECK(m_database->run("DELETE FROM unfinished_import WHERE id = ?", {id}));
    return {};
}

Result<void> Vault::removeImportsUnderOtherKeys()
{
    LOBULE_CHECK(m_database->run("DELETE FROM unfinished_import WHERE key_id <> ?", {m_keys->id}));
    return {};
}

Result<bool> Vault::isKeyUsed()
{
    auto rows
        = m_database->query("SELECT 1 FROM (SELECT key_id FROM identity UNION ALL SELECT key_id FROM quarantine UNION ALL "
                            "SELECT key_id FROM unfinished_import UNION ALL SELECT key_id FROM reveal_passphrase) WHERE key_id = ? LIMIT 1",
            {m_keys->id});
    if (!rows) return tl::unexpected<Error>(rows.error());
    const bool isUsed = rows->next();
    LOBULE_CHECK(rows->end());
    return isUsed;
}

Result<void> Vault::checkKey()
{
    const auto others = m_database->number(
        "SELECT EXISTS (SELECT 1 FROM identity WHERE key_id <> ?) OR EXISTS (SELECT 1 FROM reveal_passphrase WHERE key_id <> ?)",
        {m_keys->id, m_keys->id});
    if (!others) return tl::unexpected<Error>(others.error());
    if (*others != 0) return fail(ErrorCode::LibraryLocked, {"key-other"}, "the vault holds identities of another site key");
    const auto held = countQuarantinedUnderOtherKeys();
    if (!held) return tl::unexpected<Error>(held.error());
    if (*held == 0) return {};
    const auto isUsed = isKeyUsed();
    if (!isUsed) return tl::unexpected<Error>(isUsed.error());
    if (!*isUsed) return fail(ErrorCode::LibraryLocked, {"key-other"}, "the vault holds files of another site key only");
    return {};
}

Result<int> Vault::countUnreadable()
{
    int unreadable = 0;
    auto rows = m_database->query("SELECT study_uid, box FROM identity");
    if (!rows) return tl::unexpected<Error>(rows.error());
    while (rows->next())
        if (!unseal(rows->bytes(1), identityRow(rows->text(0)))) ++unreadable;
    LOBULE_CHECK(rows->end());
    return unreadable;
}

// --- reveal passphrase -----------------------------------------------------------------------------------------------

Result<Vault::RevealGate> Vault::revealGate()
{
    auto rows = m_database->query("SELECT box, failures, last_failure_at, key_id FROM reveal_passphrase");
    if (!rows) return tl::unexpected<Error>(rows.error());
    RevealGate gate;
    if (rows->next()) {
        const auto verifier = unseal(rows->bytes(0), kRevealRow, rows->text(3));
        if (!verifier) return tl::unexpected<Error>(verifier.error());
        gate = {*verifier, rows->integer(1), rows->big(2)};
    }
    LOBULE_CHECK(rows->end());
    return gate;
}

Result<void> Vault::setRevealVerifier(const QByteArray& verifier)
{
    LOBULE_CHECK(
        m_database->run("INSERT INTO reveal_passphrase(id, key_id, box, changed_at) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                        "key_id = excluded.key_id, box = excluded.box, changed_at = excluded.changed_at, failures = 0",
            {m_keys->id, seal(verifier, kRevealRow), nowMs()}));
    return {};
}

Result<Vault::RevealGate> Vault::countRevealTry(const std::function<bool(const RevealGate&)>& mayTry)
{
    auto transaction = WriteTransaction::begin(*m_database);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    auto gate = revealGate();
    if (!gate || !mayTry(*gate)) return gate;
    LOBULE_CHECK(m_database->run("UPDATE reveal_passphrase SET failures = failures + 1, last_failure_at = ?", {nowMs()}));
    LOBULE_CHECK(transaction->commit());
    return gate;
}

Result<void> Vault::markRevealFailure()
{
    LOBULE_CHECK(m_database->run("UPDATE reveal_passphrase SET last_failure_at = ?", {nowMs()}));
    return {};
}

Result<void> Vault::clearRevealTries()
{
    LOBULE_CHECK(m_database->run("UPDATE reveal_passphrase SET failures = 0"));
    return {};
}

} // namespace lobule::library::detail
