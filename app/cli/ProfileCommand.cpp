#include "app/cli/Command.h"
#include "app/cli/JobRun.h"
#include "core/ingest/ProfileChoice.h"
#include "core/library/Library.h"

#include <QCommandLineParser>
#include <QFileInfo>
#include <QJsonArray>

namespace lobule::cli {

namespace {

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({{QStringLiteral("safe-private"), QStringLiteral("Whitelist of private attributes to store with the profile (set)."),
                           QStringLiteral("FILE")},
        {QStringLiteral("shipped-list"), QStringLiteral("Go back to the whitelist that comes with Lobule (set).")}});
}

Exit show(const library::Library& library, const Session& session)
{
    const ingest::ProfileChoice choice = ingest::profileChoice(library);
    const auto profile = ingest::resolve(choice.profile, choice.safePrivateList);
    if (!profile) return session.fail(profile.error());
    const deidentify::TableEdition edition = deidentify::tableEdition();
    QJsonArray methods;
    QString text = QStringLiteral("profile: %1\n").arg(choice.profile);
    for (const auto& code : profile->methodCodes()) {
        methods.append(QJsonObject{
            {QStringLiteral("code"), QString::fromLatin1(code.value)}, {QStringLiteral("meaning"), QString::fromLatin1(code.meaning)}});
        text += QStringLiteral("  %1 %2\n").arg(QLatin1String(code.value), QLatin1String(code.meaning));
    }
    const QString list = ingest::safePrivateListName(choice.profile, choice.safePrivateList);
    if (!list.isEmpty()) text += QStringLiteral("whitelist: %1 (%2 attributes)\n").arg(list).arg(profile->safePrivate.size());
    text += QStringLiteral("table: PS3.15 E.1-1, %1 rows, SHA-256 %2\n").arg(edition.rows).arg(QLatin1String(edition.sha256));
    return session.finish(Exit::Ok,
        {{QStringLiteral("profile"), choice.profile}, {QStringLiteral("methods"), methods}, {QStringLiteral("safePrivateList"), list},
            {QStringLiteral("table"),
                QJsonObject{{QStringLiteral("rows"), edition.rows}, {QStringLiteral("sha256"), QString::fromLatin1(edition.sha256)}}}},
        text);
}

Exit set(library::Library& library, const QString& name, const QCommandLineParser& parser, const Session& session)
{
    const QString file = parser.value(QStringLiteral("safe-private"));
    const auto checked = profileArguments(name, file);
    if (!checked) return session.misuse(QString::fromStdString(checked.error().arguments.front()));
    ingest::ProfileChoice choice = ingest::profileChoice(library);
    choice.profile = checked->profile;
    if (!file.isEmpty() || parser.isSet(QStringLiteral("shipped-list"))) {
        choice.safePrivateList = checked->safePrivateList;
        choice.safePrivateName = file.isEmpty() ? QString() : QFileInfo(file).fileName();
    }
    if (const auto stored = ingest::storeProfileChoice(library, choice); !stored) return session.fail(stored.error());
    return show(library, session);
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    const QStringList words = parser.positionalArguments();
    const QString action = words.value(0, QStringLiteral("show"));
    const bool isSet = action == QLatin1String("set") && words.size() == 2;
    if (!isSet && (action != QLatin1String("show") || words.size() > 1))
        return session.misuse(QStringLiteral("profile one of: show, set NAME"));
    auto library = session.openLibrary();
    if (!library) return session.fail(library.error());
    return isSet ? set(**library, words.at(1), parser, session) : show(**library, session);
}

} // namespace

extern const Command kProfileCommand{"profile", "[show | set NAME [--safe-private FILE | --shipped-list]] [--json]",
    "Show or choose how the library de-identifies.",
    "What is chosen here or in the window's settings applies to every import into this library from then on, unless --profile says\n"
    "otherwise. Changes are noted in the audit. NAME joins options by commas: basic, modified-dates, device,\n"
    "patient-characteristics, institution, clean-descriptors, safe-private, separate-issuers.\n\n"
    "JSON: {\"profile\",\"methods\":[{\"code\",\"meaning\"}],\"safePrivateList\",\"table\":{\"rows\",\"sha256\"}}",
    false, addOptions, run};

} // namespace lobule::cli
