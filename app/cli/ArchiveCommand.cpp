#include "app/cli/Command.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Progress.h"
#include "app/cli/SeriesPixels.h"
#include "app/cli/SiteKeyOpener.h"
#include "app/cli/TextTable.h"
#include "core/archive/Archive.h"
#include "core/archive/ArchiveAdmin.h"
#include "core/archive/ArchiveError.h"
#include "core/archive/Membership.h"
#include "core/archive/Password.h"
#include "core/archive/SyncEngine.h"
#include "core/archive/Throttle.h"
#include "core/library/SyncStore.h"

#include <QCommandLineParser>
#include <QFileInfo>
#include <QJsonArray>

namespace lobule::cli {

namespace {

constexpr char kServer[] = "host=/var/run/postgresql";

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({{QStringLiteral("server"),
                           QStringLiteral("Connection of the administrator, key=value without password (init, migrate, institution, user, "
                                          "status, tidy, new-epoch)."),
                           QStringLiteral("CONNECTION"), QLatin1String(kServer)},
        {QStringLiteral("database"), QStringLiteral("The archive's database."), QStringLiteral("NAME"), QStringLiteral("lobule")},
        {QStringLiteral("institution"), QStringLiteral("The institution (user, connect)."), QStringLiteral("NAME")},
        {QStringLiteral("read-only"), QStringLiteral("The user may read, not write (user add).")},
        {QStringLiteral("no-login"),
            QStringLiteral("Also shut the login out, once it has no membership left (user revoke). Its workstations cannot be told then "
                           "to remove what they cached.")},
        {QStringLiteral("auditor"), QStringLiteral("The user reads audit chain and feed, and no study (user add).")},
        {QStringLiteral("host"), QStringLiteral("Name that the server's certificate is for (connect)."), QStringLiteral("NAME")},
        {QStringLiteral("port"), QStringLiteral("Port (connect)."), QStringLiteral("NUMBER"), QStringLiteral("5432")},
        {QStringLiteral("user"), QStringLiteral("Login (connect)."), QStringLiteral("LOGIN")},
        {QStringLiteral("root-certificate"), QStringLiteral("PEM file of the authority that the server's certificate is from (connect)."),
            QStringLiteral("FILE")},
        {QStringLiteral("password-file"), QStringLiteral("File with the password that only its owner may read (connect)."),
            QStringLiteral("FILE")},
        {QStringLiteral("key-store"), QStringLiteral("Keep the password in the key store of this computer from now on (connect).")},
        {QStringLiteral("older-than"), QStringLiteral("Days without anything new of a file (tidy)."), QStringLiteral("DAYS"),
            QStringLiteral("7")},
        {QStringLiteral("study"), QStringLiteral("The study (fetch)."), QStringLiteral("UID")}});
}

Result<std::unique_ptr<library::SyncStore>> openStore(const Session& session)
{
    // The library first: it mends what a killed program left behind.
    const auto library = session.openLibrary();
    if (!library) return tl::unexpected(library.error());
    return library::SyncStore::open((*library)->folder());
}

// --- the administrator -----------------------------------------------------------------------------------------------

Exit initialise(archive::ArchiveAdmin& admin, const Session& session)
{
    if (const auto done = admin.init(); !done) return session.fail(done.error());
    return session.finish(Exit::Ok, {{QStringLiteral("schema"), archive::kSchema}},
        QStringLiteral("archive ready, schema %1\nGive lobule_migrator and lobule_backup a password before they are used.\n")
            .arg(archive::kSchema));
}

Exit migrate(archive::ArchiveAdmin& admin, const Session& session)
{
    const auto applied = admin.migrate();
    if (!applied) return session.fail(applied.error());
    return session.finish(Exit::Ok, {{QStringLiteral("applied"), *applied}, {QStringLiteral("schema"), archive::kSchema}},
        QStringLiteral("%1 migrations applied, schema %2\n").arg(*applied).arg(archive::kSchema));
}

Exit addInstitution(archive::ArchiveAdmin& admin, const QString& name, const Session& session)
{
    const auto id = admin.addInstitution(name);
    if (!id) return session.fail(id.error());
    return session.finish(
        Exit::Ok, {{QStringLiteral("id"), *id}, {QStringLiteral("name"), name}}, QStringLiteral("%1 %2\n").arg(*id).arg(name));
}

Exit listUsers(archive::ArchiveAdmin& admin, const Session& session)
{
    const auto users = admin.users();
    if (!users) return session.fail(users.error());
    QJsonArray array;
    TextTable table({QStringLiteral("login"), QStringLiteral("institution"), QStringLiteral("may"), QStringLiteral("since"),
        QStringLiteral("revoked")});
    for (const archive::MemberRow& user : *users) {
        const QString since = user.since.toString(Qt::ISODate);
        const QString revoked = user.revokedAt.isValid() ? user.revokedAt.toString(Qt::ISODate) : QString();
        array << QJsonObject{{QStringLiteral("login"), user.login}, {QStringLiteral("institution"), user.institution},
            {QStringLiteral("canWrite"), user.canWrite}, {QStringLiteral("since"), since}, {QStringLiteral("revokedAt"), revoked}};
        table.add({user.login, user.institution, user.canWrite ? QStringLiteral("write") : QStringLiteral("read"), since, revoked});
    }
    return session.finish(Exit::Ok, {{QStringLiteral("users"), array}}, table.text(QStringLiteral("no users\n")));
}

Exit user(archive::ArchiveAdmin& admin, const QStringList& words, const QCommandLineParser& parser, const Session& session)
{
    const QString verb = words.value(1);
    const QString login = words.value(2);
    const QString institution = parser.value(QStringLiteral("institution"));
    if (verb == QLatin1String("list")) return listUsers(admin, session);
    if (login.isEmpty()) return session.misuse(QStringLiteral("which login?"));
    if (verb == QLatin1String("revoke")) {
        if (const auto done = admin.revokeUser(login, institution, parser.isSet(QStringLiteral("no-login"))); !done)
            return session.fail(done.error());
        return session.finish(Exit::Ok, {{QStringLiteral("login"), login}}, QStringLiteral("%1 revoked\n").arg(login));
    }
    if (verb != QLatin1String("add")) return session.misuse(QStringLiteral("archive user add, revoke or list"));
    if (institution.isEmpty()) return session.misuse(QStringLiteral("archive user add needs --institution NAME"));
    const auto password = parser.isSet(QStringLiteral("auditor"))
        ? admin.addAuditor(login, institution)
        : admin.addUser(login, institution, !parser.isSet(QStringLiteral("read-only")));
    if (!password) return session.fail(password.error());
    return session.finish(Exit::Ok,
        {{QStringLiteral("login"), login}, {QStringLiteral("institution"), institution}, {QStringLiteral("password"), *password}},
        password->isEmpty()
            ? QStringLiteral("%1 keeps the password and is a member of %2\n").arg(login, institution)
            : QStringLiteral("%1 is a member of %2; the password, shown only now: %3\n").arg(login, institution, *password));
}

Exit status(archive::ArchiveAdmin& admin, const Session& session)
{
    const auto now = admin.status();
    if (!now) return session.fail(now.error());
    QJsonArray array;
    QString text = QStringLiteral("epoch %1, schema %2\n").arg(now->epoch).arg(now->schema);
    TextTable table({QStringLiteral("institution"), QStringLiteral("changes"), QStringLiteral("audit"), QStringLiteral("chain"),
        QStringLiteral("head")});
    bool isWhole = true;
    for (const archive::InstitutionRow& row : now->institutions) {
        isWhole = isWhole && row.auditBreak == 0;
        array << QJsonObject{{QStringLiteral("id"), row.id}, {QStringLiteral("name"), row.name}, {QStringLiteral("rev"), row.rev},
            {QStringLiteral("audit"), row.auditRows}, {QStringLiteral("auditHash"), row.auditHash},
            {QStringLiteral("auditBreak"), row.auditBreak}};
        table.add({row.name, QString::number(row.rev), QString::number(row.auditRows),
            row.auditBreak == 0 ? QStringLiteral("holds") : QStringLiteral("broken at %1").arg(row.auditBreak), row.auditHash.left(16)});
    }
    return session.finish(isWhole ? Exit::Ok : Exit::SomeFailed,
        {{QStringLiteral("epoch"), now->epoch}, {QStringLiteral("schema"), now->schema}, {QStringLiteral("minClient"), now->minClient},
            {QStringLiteral("institutions"), array}},
        text + table.text(QStringLiteral("no institutions\n")));
}

Exit tidy(archive::ArchiveAdmin& admin, const QCommandLineParser& parser, const Session& session)
{
    bool isNumber = false;
    const int days = parser.value(QStringLiteral("older-than")).toInt(&isNumber);
    if (!isNumber || days < 1 || days > archive::kMostTidyDays)
        return session.misuse(QStringLiteral("--older-than is a number of days, from 1 to %1").arg(archive::kMostTidyDays));
    const auto done = admin.tidy(days, isInterrupted);
    if (!done) return session.fail(done.error());
    QString text
        = QStringLiteral("%1 unfinished files cleared, %2 MB\n").arg(done->objects).arg(static_cast<double>(done->bytes) / 1e6, 0, 'f', 1);
    if (done->busy > 0) text += QStringLiteral("%1 left: workstations were sending them just then\n").arg(done->busy);
    return session.finish(Exit::Ok,
        {{QStringLiteral("cleared"), done->objects}, {QStringLiteral("bytes"), done->bytes}, {QStringLiteral("busy"), done->busy}}, text);
}

Exit administrate(const QStringList& words, const QCommandLineParser& parser, const Session& session)
{
    archive::ArchiveAdmin admin(parser.value(QStringLiteral("server")), parser.value(QStringLiteral("database")));
    const QString verb = words.first();
    if (verb == QLatin1String("init")) return initialise(admin, session);
    if (verb == QLatin1String("migrate")) return migrate(admin, session);
    if (verb == QLatin1String("user")) return user(admin, words, parser, session);
    if (verb == QLatin1String("status")) return status(admin, session);
    if (verb == QLatin1String("tidy")) return tidy(admin, parser, session);
    if (verb == QLatin1String("institution")) {
        if (words.value(1) != QLatin1String("add") || words.value(2).isEmpty())
            return session.misuse(QStringLiteral("archive institution add NAME"));
        return addInstitution(admin, words.value(2), session);
    }
    if (const auto done = admin.renewEpoch(); !done) return session.fail(done.error());
    return session.finish(Exit::Ok, {}, QStringLiteral("every workstation will offer again what it holds\n"));
}

// --- the workstation -------------------------------------------------------------------------------------------------

/// For a key store, the password comes from the file or the variable this once.
Result<QString> newPassword(const QCommandLineParser& parser, archive::ConnectionSettings& settings)
{
    auto password = archive::readPassword(settings, isInterrupted);
    if (parser.isSet(QStringLiteral("key-store"))) settings.passwordFile.clear();
    return password;
}

Exit connect(const QCommandLineParser& parser, const Session& session)
{
    bool isPort = true;
    const int port = parser.value(QStringLiteral("port")).toInt(&isPort);
    if (!isPort || port < 1 || port > 65535) return session.misuse(QStringLiteral("--port is a number from 1 to 65535"));
    auto store = openStore(session);
    if (!store) return session.fail(store.error());
    archive::ConnectionSettings settings = archive::ConnectionSettings::load(**store);
    const auto take = [&parser](const char* option, QString& value) {
        if (parser.isSet(QLatin1String(option))) value = parser.value(QLatin1String(option));
    };
    take("host", settings.host);
    take("user", settings.user);
    take("database", settings.database);
    take("root-certificate", settings.rootCertificate);
    take("password-file", settings.passwordFile);
    if (parser.isSet(QStringLiteral("port"))) settings.port = port;
    if (!settings.isComplete()) return session.misuse(QStringLiteral("archive connect needs --host, --user and --root-certificate"));
    for (QString* file : {&settings.rootCertificate, &settings.passwordFile})
        if (!file->isEmpty()) *file = QFileInfo(*file).absoluteFilePath();
    const auto password = newPassword(parser, settings);
    if (!password) return session.fail(password.error());
    const auto found = archive::probe(settings, *password, isInterrupted);
    if (!found) return session.fail(found.error());
    QString own = parser.value(QStringLiteral("institution"));
    if (own.isEmpty() && found->institutions.size() == 1) own = found->institutions.first();
    if (!found->institutions.contains(own))
        return session.misuse(QStringLiteral("--institution is one of: %1").arg(found->institutions.join(QStringLiteral(", "))));
    if (parser.isSet(QStringLiteral("key-store")))
        if (const auto kept = archive::keepPassword(settings, *password); !kept) return session.fail(kept.error());
    if (const auto tied = archive::tie(**store, settings, *password, own, isInterrupted); !tied) return session.fail(tied.error());
    return session.finish(Exit::Ok,
        {{QStringLiteral("login"), found->login}, {QStringLiteral("institution"), own},
            {QStringLiteral("institutions"), QJsonArray::fromStringList(found->institutions)}, {QStringLiteral("schema"), found->schema}},
        QStringLiteral("connected as %1; this library is %2\n").arg(found->login, own));
}

Exit disconnect(const Session& session)
{
    auto store = openStore(session);
    if (!store) return session.fail(store.error());
    const auto settings = archive::ConnectionSettings::load(**store);
    const auto links = (*store)->links();
    if (!links) return session.fail(links.error());
    const QString word = QStringLiteral("disconnected");
    if (!settings.isComplete() && links->isEmpty())
        return session.finish(Exit::Ok, {{word, false}}, QStringLiteral("there was nothing to disconnect\n"));
    if (const auto done = archive::forgetPassword(settings); !done) Session::note(QStringLiteral("the password is still in the key store"));
    if (const auto done = archive::untie(**store); !done) return session.fail(done.error());
    return session.finish(Exit::Ok, {{word, true}}, QStringLiteral("disconnected; what was imported or written here stays\n"));
}

Exit fetch(const QCommandLineParser& parser, const Session& session)
{
    const QString study = parser.value(QStringLiteral("study"));
    if (study.isEmpty()) return session.misuse(QStringLiteral("archive fetch needs --study UID"));
    const auto library = session.openLibrary();
    if (!library) return session.fail(library.error());
    if (const auto known = (*library)->study(study); !known) return session.fail(known.error());
    const auto store = library::SyncStore::open((*library)->folder());
    if (!store) return session.fail(store.error());
    const auto settings = archive::ConnectionSettings::load(**store);
    if (!settings.isComplete()) return session.misuse(QStringLiteral("no archive is set; \"archive connect\" comes first"));
    const auto password = archive::readPassword(settings);
    if (!password) return session.fail(password.error());
    archive::SyncReport report;
    {
        Progress progress;
        archive::SyncOptions options;
        options.fetchStudy = study;
        options.isCancelled = isInterrupted;
        archive::Throttle throttle;
        throttle.setLimit((*store)->setting(QStringLiteral("bytes-per-second")).toLongLong());
        options.burst = throttle.limit();
        options.pace = [&throttle](qint64 bytes) { throttle.spend(bytes, isInterrupted); };
        options.progress = [&progress](const archive::SyncProgress& now) {
            if (now.step == archive::SyncProgress::Step::Fetching)
                progress.show(QStringLiteral("fetching"), now.done >> 10, now.total >> 10);
        };
        if (const auto done = archive::syncOnce(**store, settings, *password, options, report); !done) return session.fail(done.error());
    }
    const auto series = (*library)->series(study);
    if (!series) return session.fail(series.error());
    for (const library::SeriesRow& row : *series)
        if (const auto decoded = rebuildPixels(**library, row.seriesUid); !decoded) return session.fail(decoded.error());
    return session.finish(Exit::Ok, {{QStringLiteral("fetched"), report.fetchedObjects}, {QStringLiteral("bytes"), report.fetchedBytes}},
        QStringLiteral("%1 files fetched\n").arg(report.fetchedObjects));
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    const QStringList words = parser.positionalArguments();
    const QString verb = words.value(0);
    // The administrator's computer has no library and no site key.
    static const QStringList workstation{QStringLiteral("connect"), QStringLiteral("disconnect"), QStringLiteral("fetch")};
    if (workstation.contains(verb)) {
        if (const auto opened = openSiteKey(session); !opened) return session.unusable(opened.error());
        if (verb == QLatin1String("connect")) return connect(parser, session);
        return verb == QLatin1String("fetch") ? fetch(parser, session) : disconnect(session);
    }
    static const QStringList administrators{QStringLiteral("init"), QStringLiteral("migrate"), QStringLiteral("institution"),
        QStringLiteral("user"), QStringLiteral("status"), QStringLiteral("tidy"), QStringLiteral("new-epoch")};
    if (administrators.contains(verb)) return administrate(words, parser, session);
    return session.misuse(
        QStringLiteral("archive connect, disconnect, fetch, init, migrate, institution, user, status, tidy or new-epoch"));
}

} // namespace

extern const Command kArchiveCommand{"archive", "VERB [--json]", "Connect to a shared archive, or look after one.",
    "  connect                 tie this library to an archive: --host, --user, --root-certificate, --institution\n"
    "  disconnect              untie it until the next connect: what was only cached goes, what was imported or written here stays\n"
    "  fetch --study UID       the files of a study that lies in the archive only\n"
    "  init                    make the archive on a PostgreSQL server (as a superuser)\n"
    "  migrate                 bring its schema up to date (as lobule_migrator)\n"
    "  institution add NAME    add an institution\n"
    "  user add LOGIN          add a user of --institution; prints the password once\n"
    "  user revoke LOGIN       end a membership, of all institutions without --institution; workstations remove what they cached\n"
    "  user list               list memberships\n"
    "  status                  changes and audit chain of every institution\n"
    "  tidy                    clear files that workstations began to send and never finished (as a superuser; say, once a week)\n"
    "  new-epoch               after a restore from a backup\n\n"
    "The password of a workstation's user is read from $LOBULE_ARCHIVE_PASSWORD or --password-file, the administrator's by\n"
    "PostgreSQL's own means (~/.pgpass, $PGPASSWORD). Neither is ever an argument.\n\n"
    "JSON of an error: {\"error\":{\"code\",\"message\",\"reason\"}}; reason is a stable word such as password, not-member, "
    "other-archive.\n"
    "JSON: connect {\"login\",\"institution\",\"institutions\",\"schema\"}; disconnect {\"disconnected\"};\n"
    "fetch {\"fetched\",\"bytes\"}; user add {\"login\",\"institution\",\"password\"}; user list {\"users\"}; status "
    "{\"epoch\",\"schema\",\"minClient\",\"institutions\"};\n"
    "tidy {\"cleared\",\"bytes\",\"busy\"}",
    false, addOptions, run, false};

} // namespace lobule::cli
