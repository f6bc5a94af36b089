#include "app/cli/Usage.h"

#include "app/cli/Command.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace lobule::cli {

namespace {

QCommandLineOption libraryOption()
{
    return {QStringLiteral("library"), QStringLiteral("The library folder (default: $LOBULE_LIBRARY, otherwise the user's own library)."),
        QStringLiteral("DIR")};
}

QCommandLineOption passphraseOption()
{
    return {QStringLiteral("passphrase-file"),
        QStringLiteral("Passphrase of the site key, where it has one: the first line of FILE (otherwise $LOBULE_KEY_PASSPHRASE, or the "
                       "terminal asks)."),
        QStringLiteral("FILE")};
}

QCommandLineOption jsonOption() { return {QStringLiteral("json"), QStringLiteral("Print one JSON document.")}; }

QCommandLineOption helpOption() { return {{QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Show this help.")}; }

/// Only the part of Qt's help text that lists the options; the usage line above it is ours.
QString optionsHelp(const QCommandLineParser& parser)
{
    const QString text = parser.helpText();
    const qsizetype options = text.indexOf(QLatin1String("Options:"));
    qsizetype end = text.indexOf(QLatin1String("\nArguments:"));
    if (end < 0) end = text.size();
    return options < 0 ? QString() : text.mid(options, end - options).trimmed() + QLatin1Char('\n');
}

} // namespace

GlobalArguments parseGlobal(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsPositionalArguments);
    parser.addOptions({libraryOption(), passphraseOption(), jsonOption(), helpOption(),
        {{QStringLiteral("v"), QStringLiteral("version")}, QStringLiteral("Show the version.")}});
    GlobalArguments global;
    if (!parser.parse(arguments)) global.error = parser.errorText();
    // Wherever it stands: what went wrong is printed the way that was asked for, even when the command is not known.
    global.libraryFolder = parser.value(QStringLiteral("library"));
    global.passphraseFile = parser.value(QStringLiteral("passphrase-file"));
    global.isJson = parser.isSet(QStringLiteral("json")) || arguments.contains(QLatin1String("--json"));
    global.wantsHelp = parser.isSet(QStringLiteral("help"));
    global.wantsVersion = parser.isSet(QStringLiteral("version"));
    global.rest = parser.positionalArguments();
    if (!global.rest.isEmpty()) global.command = global.rest.takeFirst();
    if (global.command == QLatin1String("help")) { // `lobulectl help import` is what many try first.
        global.wantsHelp = true;
        global.command = global.rest.isEmpty() ? QString() : global.rest.takeFirst();
    }
    if (global.wantsHelp) global.rest.prepend(QStringLiteral("--help"));
    return global;
}

void setUpCommandParser(QCommandLineParser& parser, const Command& command)
{
    command.addOptions(parser);
    parser.addOptions({libraryOption(), passphraseOption(), jsonOption(), helpOption()});
}

QString programHelp()
{
    QString text = QStringLiteral("Usage: lobulectl [--library DIR] COMMAND [ARGUMENTS] [--json]\n\n"
                                  "Lobule without a window: import, list, predict, report and check a library of liver CT.\n\nCommands:\n");
    for (const Command* command : commandTable()) {
        text += QStringLiteral("  %1 %2\n").arg(QLatin1String(command->name), -10).arg(QLatin1String(command->summary));
    }
    QCommandLineParser parser;
    parser.addOptions({libraryOption(), passphraseOption(), jsonOption(), helpOption(),
        {{QStringLiteral("v"), QStringLiteral("version")}, QStringLiteral("Show the version.")}});
    text += QLatin1Char('\n') + optionsHelp(parser);
    text += QStringLiteral("\n\"lobulectl COMMAND --help\" tells more about a command.\n"
                           "Exit status: 0 done, 1 some items failed, 2 wrong command line, 3 library, disk, worker or model not usable.\n"
                           "Not for clinical use.\n");
    return text;
}

QString commandHelp(const QCommandLineParser& parser, const Command& command)
{
    return QStringLiteral("Usage: lobulectl [--library DIR] %1 %2\n\n%3\n\n%4")
        .arg(QLatin1String(command.name), QLatin1String(command.arguments), QLatin1String(command.description), optionsHelp(parser));
}

} // namespace lobule::cli
