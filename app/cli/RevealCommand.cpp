#include "app/cli/Command.h"
#include "app/cli/SiteKeyOpener.h"
#include "app/cli/Terminal.h"
#include "core/library/Library.h"

#include <QCommandLineParser>
#include <QJsonArray>

namespace lobule::cli {

namespace {

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({{QStringLiteral("study"), QStringLiteral("The study."), QStringLiteral("UID")},
        {QStringLiteral("reveal-passphrase-file"),
            QStringLiteral("The reveal passphrase: the first line of FILE (otherwise $LOBULE_REVEAL_PASSPHRASE, or the terminal asks)."),
            QStringLiteral("FILE")}});
}

/// Where none has been set yet, the first one that is given becomes it.
Result<QString> setOrGetPassphrase(library::Library& library, const QCommandLineParser& parser)
{
    const auto given = givenPassphrase(parser.value(QStringLiteral("reveal-passphrase-file")), "LOBULE_REVEAL_PASSPHRASE");
    if (!given) return tl::unexpected(given.error());
    const auto isSet = library.hasRevealPassphrase();
    if (!isSet) return tl::unexpected(isSet.error());
    std::optional<QString> passphrase = *given;
    if (*isSet && !passphrase) passphrase = askTerminal(QStringLiteral("Reveal passphrase: "), true);
    if (*isSet && !passphrase) return fail(ErrorCode::LibraryLocked, {"reveal-passphrase-needed"});
    if (*isSet) return *passphrase;
    Session::note(QStringLiteral("No reveal passphrase was set for this library yet; this one becomes it."));
    if (!passphrase) {
        const auto chosen = askNewPassphrase(QStringLiteral("New reveal passphrase"));
        if (!chosen && chosen.error().code == ErrorCode::LibraryLocked) return fail(ErrorCode::LibraryLocked, {"reveal-passphrase-needed"});
        if (!chosen) return chosen;
        passphrase = *chosen;
    }
    if (const auto set = library.setRevealPassphrase({}, *passphrase); !set) return tl::unexpected(set.error());
    return *passphrase;
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    const QString study = parser.value(QStringLiteral("study"));
    if (study.isEmpty()) return session.misuse(QStringLiteral("reveal needs --study"));
    const auto library = session.openLibrary();
    if (!library) return session.fail(library.error());
    if (const auto row = (*library)->study(study); !row) return session.fail(row.error());
    const auto passphrase = setOrGetPassphrase(**library, parser);
    if (!passphrase) return session.unusable(passphrase.error());
    const auto identities = (*library)->reveal(study, *passphrase);
    if (!identities && identities.error().code == ErrorCode::Misuse) { // Refused: the command line itself was right.
        session.fail(identities.error());
        return Exit::SomeFailed;
    }
    if (!identities) return session.fail(identities.error());
    QJsonArray array;
    QString text;
    for (const library::OriginalIdentity& identity : *identities) {
        array.append(QJsonObject{{QStringLiteral("pseudonym"), identity.pseudonym}, {QStringLiteral("attributes"), identity.attributes}});
        text += identity.pseudonym + QLatin1Char('\n');
        for (auto it = identity.attributes.begin(); it != identity.attributes.end(); ++it)
            text += QStringLiteral("  %1: %2\n").arg(it.key(), it.value().toString());
    }
    const bool isShared = (*library)->isPatientIdShared(study).value_or(false);
    if (isShared)
        Session::note(
            QStringLiteral("lobulectl: two persons share this patient ID: the studies under this pseudonym name different people. "
                           "Do not read them as one patient; ask where the ID was given."));
    if (text.isEmpty()) text = QStringLiteral("the vault holds no identity of this study\n");
    return session.finish(
        Exit::Ok, {{QStringLiteral("study"), study}, {QStringLiteral("identities"), array}, {QStringLiteral("sharedId"), isShared}}, text);
}

} // namespace

extern const Command kRevealCommand{"reveal", "--study UID [--reveal-passphrase-file FILE]", "Show who the patient of a study is.",
    "Asks for the reveal passphrase of the library (the first one that is given becomes it) and prints what the vault knows. Every look,\n"
    "and every refusal, is in the audit log before anything is printed.\n\n"
    "JSON: {\"study\",\"identities\": [{\"pseudonym\",\"attributes\":{KEYWORD: TEXT}}],\"sharedId\": true where two persons share the ID}",
    false, addOptions, run};

} // namespace lobule::cli
