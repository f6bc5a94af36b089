#include "core/archive/ArchiveAdmin.h"

#include "core/archive/Connection.h"
#include "core/archive/ConnectionSettings.h"
#include "core/archive/SchemaFiles.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QPasswordDigestor>
#include <QRandomGenerator>
#include <QRegularExpression>

namespace lobule::archive {

using detail::Connection;

namespace {

constexpr int kPasswordCharacters = 24;
constexpr int kSaltBytes = 16;

QString textOf(const pqxx::row::reference& field) { return QString::fromUtf8(field.c_str(), static_cast<qsizetype>(field.size())); }

QDateTime timeOf(const pqxx::row::reference& field)
{
    return field.is_null() ? QDateTime() : QDateTime::fromMSecsSinceEpoch(field.as<long long>(), Qt::UTC);
}

bool isLogin(const QString& text)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[a-z][a-z0-9_.-]{0,62}\\z"));
    return pattern.match(text).hasMatch() && !text.startsWith(QLatin1String("lobule_")) && !text.startsWith(QLatin1String("pg_"));
}

/// Letters and digits that are not mistaken for each other; 24 of them are more than 128 bits.
QByteArray newPassword()
{
    static constexpr char kLetters[] = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    QByteArray password;
    for (int i = 0; i < kPasswordCharacters; ++i)
        password += kLetters[QRandomGenerator::system()->bounded(static_cast<int>(sizeof kLetters) - 1)];
    return password;
}

/// Becomes the owner for the rest of the transaction.
void actAsOwner(pqxx::work& tx) { tx.exec("SET LOCAL ROLE lobule_owner"); }

int institutionId(pqxx::work& tx, const QString& name)
{
    const pqxx::result rows = pgx::exec(tx, "SELECT institution_id FROM lobule.institution WHERE name = $1", name.toStdString());
    return rows.empty() ? 0 : rows[0][0].as<int>();
}

} // namespace

class ArchiveAdmin::Private {
public:
    QString server, database;
    std::unique_ptr<Connection> connection;

    [[nodiscard]] Result<Connection*> in(const QString& name)
    {
        // What stands last counts.
        const std::string text = server.toStdString() + " dbname=" + detail::quoted(name)
            + " connect_timeout=5 application_name=lobulectl client_encoding=UTF8 options='-c client_min_messages=error -c "
              "search_path=pg_catalog -c lock_timeout=10000'";
        auto opened = Connection::open(text, 0);
        if (!opened) return fail(kArchiveCode, {kMark, reason::kNotAllowed, name.toStdString()}, opened.error().detail);
        connection = std::move(*opened);
        return connection.get();
    }
    [[nodiscard]] Result<Connection*> archive() { return connection ? Result<Connection*>(connection.get()) : in(database); }
    [[nodiscard]] Result<void> runScript(const char* name);
};

ArchiveAdmin::ArchiveAdmin(QString server, QString database) : d(std::make_unique<Private>())
{
    d->server = std::move(server);
    d->database = std::move(database);
}

ArchiveAdmin::~ArchiveAdmin() = default;

Result<void> ArchiveAdmin::Private::runScript(const char* name)
{
    const auto script = detail::schemaScript(name);
    if (!script) return tl::unexpected<Error>(script.error());
    return connection->transact([&](pqxx::work& tx) { pgx::execScript(tx, script->toStdString()); });
}

Result<void> ArchiveAdmin::init()
{
    if (!isLogin(d->database) && d->database != QLatin1String("lobule")) return fail(ErrorCode::Misuse, {"the name of the database"});
    const auto cluster = d->in(QStringLiteral("postgres"));
    if (!cluster) return tl::unexpected<Error>(cluster.error());
    if (auto made = d->runScript("cluster.sql"); !made) return made;
    const std::string name = d->database.toStdString();
    const auto made = (*cluster)->createDatabase(name);
    if (!made) return made;
    const auto archive = d->in(d->database);
    if (!archive) return tl::unexpected<Error>(archive.error());
    const auto closed = (*archive)->transact([&](pqxx::work& tx) {
        const std::string database = tx.quote_name(name);
        tx.exec("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
        tx.exec("GRANT CONNECT ON DATABASE " + database + " TO lobule_client, lobule_auditor, lobule_migrator, lobule_backup");
    });
    if (!closed) return closed;
    if (auto migrated = migrate(); !migrated) return tl::unexpected<Error>(migrated.error());
    return d->runScript("harden.sql");
}

Result<int> ArchiveAdmin::migrate()
{
    const auto connection = d->archive();
    if (!connection) return tl::unexpected<Error>(connection.error());
    const auto files = detail::schemaFiles();
    if (!files) return tl::unexpected<Error>(files.error());
    int applied = 0;
    for (;;) {
        Error refused{ErrorCode::Internal, {}, {}};
        bool isRefused = false;
        // One file a transaction; what has been applied is asked again under the lock each time.
        const auto step = (*connection)->transact([&](pqxx::work& tx) {
            tx.exec("SELECT pg_advisory_xact_lock(7246551)");
            actAsOwner(tx);
            qsizetype version = 0;
            if (!tx.exec("SELECT to_regclass('lobule.schema_migration')")[0][0].is_null()) {
                for (const pqxx::row& row : tx.exec("SELECT version, sha256 FROM lobule.schema_migration ORDER BY version")) {
                    version = row[0].as<int>();
                    isRefused = version > files->size() || (*files)[version - 1].sha256 != textOf(row[1]);
                    if (!isRefused) continue;
                    refused = version > files->size() ? Error{kArchiveCode, {kMark, reason::kSchemaNewer, std::to_string(version)}, {}}
                                                      : Error{ErrorCode::Corrupt, {"archive schema " + std::to_string(version)}, {}};
                    return false;
                }
            }
            if (version == files->size()) return false;
            const detail::SchemaFile& next = (*files)[version];
            pgx::execScript(tx, next.sql.toStdString());
            pgx::exec(tx, "INSERT INTO lobule.schema_migration(version, name, sha256) VALUES ($1, $2, $3)", next.version,
                next.name.toStdString(), next.sha256.toStdString());
            return true;
        });
        if (!step) return tl::unexpected<Error>(step.error());
        if (isRefused) return tl::unexpected<Error>(refused);
        if (!*step) return applied;
        ++applied;
    }
}

Result<int> ArchiveAdmin::addInstitution(const QString& name)
{
    if (name.trimmed().isEmpty()) return fail(ErrorCode::Misuse, {"an institution without a name"});
    const auto connection = d->archive();
    if (!connection) return tl::unexpected<Error>(connection.error());
    return (*connection)->transact([&](pqxx::work& tx) {
        actAsOwner(tx);
        if (const int known = institutionId(tx, name.trimmed()); known > 0) return known;
        const int id
            = pgx::exec(tx, "INSERT INTO lobule.institution(name) VALUES ($1) RETURNING institution_id", name.trimmed().toStdString())[0][0]
                  .as<int>();
        pgx::exec(tx, "INSERT INTO lobule.inst_head(institution_id) VALUES ($1)", id);
        return id;
    });
}

Result<QString> ArchiveAdmin::addUser(const QString& login, const QString& institution, bool canWrite)
{
    return addMember(login, institution, canWrite, "lobule_client");
}

Result<QString> ArchiveAdmin::addAuditor(const QString& login, const QString& institution)
{
    return addMember(login, institution, false, "lobule_auditor");
}

namespace {

/// Makes the login, or lets it in again; false: a role of this name means something else on this server, and is left alone.
bool makeLogin(pqxx::work& tx, const std::string& name, const char* group, const QByteArray& verifier, bool& isNew)
{
    const std::string role = tx.quote_name(name);
    const pqxx::result known = pgx::exec(
        tx, "SELECT pg_has_role(oid, $2, 'MEMBER') AND NOT rolsuper AND NOT rolbypassrls FROM pg_roles WHERE rolname = $1", name, group);
    isNew = known.empty();
    if (!isNew) {
        if (known[0][0].as<bool>()) tx.exec("ALTER ROLE " + role + " LOGIN");
        return known[0][0].as<bool>();
    }
    tx.exec("CREATE ROLE " + role + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD "
        + tx.quote(verifier.toStdString()));
    tx.exec(std::string("GRANT ") + group + " TO " + role);
    for (const char* limit : {"statement_timeout = '60s'", "lock_timeout = '5s'", "idle_in_transaction_session_timeout = '30s'"})
        tx.exec("ALTER ROLE " + role + " SET " + limit);
    return true;
}

} // namespace

Result<QString> ArchiveAdmin::addMember(const QString& login, const QString& institution, bool canWrite, const char* group)
{
    if (!isLogin(login)) return fail(ErrorCode::Misuse, {"the login must be a-z, 0-9, _ . - and begin with a letter"});
    const auto connection = d->archive();
    if (!connection) return tl::unexpected<Error>(connection.error());
    const QByteArray password = newPassword();
    QByteArray salt(kSaltBytes, Qt::Uninitialized);
    QRandomGenerator::system()->generate(salt.begin(), salt.end());
    enum class Outcome { NewLogin, KnownLogin, ForeignLogin, NoInstitution };
    const auto outcome = (*connection)->transact([&](pqxx::work& tx) {
        // Before anything is made, so that a slip of the pen leaves no login behind.
        actAsOwner(tx);
        const int id = institutionId(tx, institution);
        if (id == 0) return Outcome::NoInstitution;
        tx.exec("RESET ROLE");
        const std::string name = login.toStdString();
        bool isNew = false;
        if (!makeLogin(tx, name, group, detail::scramVerifier(password, salt), isNew)) return Outcome::ForeignLogin;
        actAsOwner(tx);
        pgx::exec(tx,
            "INSERT INTO lobule.member(institution_id, login, can_write) VALUES ($1, $2, $3) ON CONFLICT (institution_id, login) "
            "DO UPDATE SET can_write = excluded.can_write, revoked_at = NULL",
            id, name, canWrite);
        pgx::exec(tx,
            "SELECT lobule.append_audit($1, session_user, 'member-added', jsonb_build_object('login', $2::text, 'can_write', $3::boolean))",
            id, name, canWrite);
        return isNew ? Outcome::NewLogin : Outcome::KnownLogin;
    });
    if (!outcome) return tl::unexpected<Error>(outcome.error());
    switch (*outcome) {
    case Outcome::NewLogin: return QString::fromLatin1(password);
    case Outcome::KnownLogin: return QString();
    case Outcome::ForeignLogin: return fail(ErrorCode::Misuse, {"a role of this name exists and is not Lobule's"});
    case Outcome::NoInstitution: break;
    }
    return fail(ErrorCode::NotFound, {"The institution"});
}

Result<void> ArchiveAdmin::revokeUser(const QString& login, const QString& institution, bool isLocked)
{
    const auto connection = d->archive();
    if (!connection) return tl::unexpected<Error>(connection.error());
    const std::string name = login.toStdString();
    const auto changed = (*connection)->transact([&](pqxx::work& tx) {
        actAsOwner(tx);
        const pqxx::result ended = pgx::exec(tx,
            "UPDATE lobule.member m SET revoked_at = now() FROM lobule.institution i WHERE i.institution_id = m.institution_id "
            "AND m.login = $1 AND m.revoked_at IS NULL AND ($2 = '' OR i.name = $2) RETURNING m.institution_id",
            name, institution.toStdString());
        for (const pqxx::row& row : ended)
            pgx::exec(tx, "SELECT lobule.append_audit($1, session_user, 'member-revoked', jsonb_build_object('login', $2::text))",
                row[0].as<int>(), name);
        const bool isMember = !pgx::exec(tx, "SELECT 1 FROM lobule.member WHERE login = $1 AND revoked_at IS NULL", name).empty();
        tx.exec("RESET ROLE");
        if (isLocked && !ended.empty() && !isMember) tx.exec("ALTER ROLE " + tx.quote_name(name) + " NOLOGIN");
        pgx::exec(tx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND $2", name, !ended.empty());
        return ended.size();
    });
    if (!changed) return tl::unexpected<Error>(changed.error());
    return *changed == 0 ? Result<void>(fail(ErrorCode::NotFound, {"The membership"})) : Result<void>{};
}

Result<QList<MemberRow>> ArchiveAdmin::users()
{
    const auto connection = d->archive();
    if (!connection) return tl::unexpected<Error>(connection.error());
    return (*connection)->transact([&](pqxx::work& tx) {
        actAsOwner(tx);
        QList<MemberRow> found;
        for (const pqxx::row& row : tx.exec(
                 "SELECT m.login, i.name, m.can_write, (extract(epoch FROM m.created_at) * 1000)::bigint, "
                 "(extract(epoch FROM m.revoked_at) * 1000)::bigint FROM lobule.member m JOIN lobule.institution i USING (institution_id) "
                 "ORDER BY i.name, m.login"))
            found << MemberRow{textOf(row[0]), textOf(row[1]), row[2].as<bool>(), timeOf(row[3]), timeOf(row[4])};
        return found;
    });
}

Result<ArchiveStatus> ArchiveAdmin::status()
{
    const auto connection = d->archive();
    if (!connection) return tl::unexpected<Error>(connection.error());
    return (*connection)->transact([&](pqxx::work& tx) {
        actAsOwner(tx);
        ArchiveStatus status;
        const pqxx::result archive
            = tx.exec("SELECT epoch, min_client, (SELECT max(version) FROM lobule.schema_migration) FROM lobule.archive");
        if (archive.empty()) return status;
        status.epoch = textOf(archive[0][0]);
        status.minClient = archive[0][1].as<int>();
        status.schema = archive[0][2].as<int>();
        for (const pqxx::row& row : tx.exec("SELECT i.institution_id, i.name, h.rev, h.audit_n, encode(h.audit_hash, 'hex'), "
                                            "coalesce(lobule.audit_break(i.institution_id), 0) FROM lobule.institution i "
                                            "JOIN lobule.inst_head h USING (institution_id) ORDER BY 1"))
            status.institutions << InstitutionRow{
                row[0].as<int>(), textOf(row[1]), row[2].as<long long>(), row[3].as<long long>(), textOf(row[4]), row[5].as<long long>()};
        return status;
    });
}

namespace {

// Whatever else comes to refer to objects belongs here as well; until then its foreign key keeps them.
constexpr char kUnfinished[]
    = "WITH unused AS MATERIALIZED (SELECT b.institution_id, b.sha256, b.received_at FROM lobule.blob b WHERE ($2 = 0 OR b.institution_id "
      "= $2) "
      "AND ($3 = '' OR b.sha256 = decode($3, 'hex')) AND NOT EXISTS (SELECT 1 FROM lobule.instance i "
      "WHERE i.institution_id = b.institution_id AND i.object_sha256 = b.sha256)) "
      "SELECT u.institution_id, encode(u.sha256, 'hex'), h.bytes FROM unused u CROSS JOIN LATERAL "
      "(SELECT max(c.received_at) AS newest, coalesce(sum(octet_length(c.data)), 0)::bigint AS bytes FROM lobule.blob_chunk c "
      "WHERE c.institution_id = u.institution_id AND c.sha256 = u.sha256) h "
      "WHERE coalesce(h.newest, u.received_at) < now() - make_interval(days => $1::integer) ORDER BY 1, 2";

/// `sha256` empty: all. The backup's role sees every institution and may change nothing; triggers never run as the superuser.
pqxx::result unfinished(pqxx::work& tx, int days, int institution, const std::string& sha256)
{
    tx.exec("SET LOCAL ROLE lobule_backup");
    return pgx::exec(tx, kUnfinished, days, institution, sha256);
}

/// False: a workstation is adding to it or has begun to refer to it.
bool clearObject(pqxx::work& tx, int days, int institution, const std::string& sha256)
{
    actAsOwner(tx);
    // Whoever adds a chunk or an image holds a share of this lock until the commit, and what they have committed the next statement sees.
    if (pgx::exec(tx, "SELECT 1 FROM lobule.blob WHERE institution_id = $1 AND sha256 = decode($2, 'hex') FOR UPDATE SKIP LOCKED",
            institution, sha256)
            .empty())
        return false;
    const pqxx::result still = unfinished(tx, days, institution, sha256);
    if (still.empty()) return false;
    actAsOwner(tx);
    pgx::exec(tx, "DELETE FROM lobule.blob WHERE institution_id = $1 AND sha256 = decode($2, 'hex')", institution, sha256);
    pgx::exec(tx,
        "SELECT lobule.append_audit($1, session_user, 'object-cleared', jsonb_build_object('sha256', $2::text, 'bytes', $3::bigint))",
        institution, sha256, still[0][2].as<long long>());
    return true;
}

} // namespace

Result<Tidied> ArchiveAdmin::tidy(int days, const std::function<bool()>& isCancelled)
{
    if (days < 1) return fail(ErrorCode::Misuse, {"at least one day: workstations may be sending"});
    if (days > kMostTidyDays) return fail(ErrorCode::Misuse, {"more days than the server can count back"});
    const auto connection = d->archive();
    if (!connection) return tl::unexpected<Error>(connection.error());
    const auto found = (*connection)->transact([&](pqxx::work& tx) { return unfinished(tx, days, 0, {}); });
    if (!found && reasonOf(found.error()) == QLatin1String(reason::kDenied))
        return fail(
            ErrorCode::Misuse, {"clearing takes a superuser of the server: this login may not look at the objects of all institutions"});
    if (!found) return tl::unexpected<Error>(found.error());
    Tidied tidied;
    for (const pqxx::row& row : *found) {
        if (isCancelled && isCancelled()) return fail(ErrorCode::Cancelled);
        const auto cleared
            = (*connection)->transact([&](pqxx::work& tx) { return clearObject(tx, days, row[0].as<int>(), row[1].as<std::string>()); });
        // Something of a newer Lobule refers to it.
        const bool isInUse = !cleared && reasonOf(cleared.error()) == QLatin1String(reason::kUnknownStudy);
        if (!cleared && !isInUse) return tl::unexpected<Error>(cleared.error());
        if (isInUse || !*cleared) {
            ++tidied.busy;
            continue;
        }
        ++tidied.objects;
        tidied.bytes += row[2].as<long long>();
    }
    return tidied;
}

Result<void> ArchiveAdmin::renewEpoch()
{
    const auto connection = d->archive();
    if (!connection) return tl::unexpected<Error>(connection.error());
    return (*connection)->transact([&](pqxx::work& tx) {
        actAsOwner(tx);
        tx.exec("UPDATE lobule.archive SET epoch = gen_random_uuid(), epoch_at = now()");
    });
}

namespace detail {

QByteArray scramVerifier(const QByteArray& password, const QByteArray& salt, int iterations)
{
    // RFC 5802: ClientKey and ServerKey are HMACs under the salted password; StoredKey is the hash of ClientKey.
    constexpr auto kSha256 = QCryptographicHash::Sha256;
    const QByteArray salted = QPasswordDigestor::deriveKeyPbkdf2(kSha256, password, salt, iterations, 32);
    const QByteArray clientKey = QMessageAuthenticationCode::hash("Client Key", salted, kSha256);
    const QByteArray serverKey = QMessageAuthenticationCode::hash("Server Key", salted, kSha256);
    return "SCRAM-SHA-256$" + QByteArray::number(iterations) + ':' + salt.toBase64() + '$'
        + QCryptographicHash::hash(clientKey, kSha256).toBase64() + ':' + serverKey.toBase64();
}

} // namespace detail
} // namespace lobule::archive
