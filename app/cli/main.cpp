#include "app/cli/Command.h"
#include "app/cli/Interrupt.h"
#include "app/cli/SiteKeyOpener.h"
#include "app/cli/Usage.h"
#include "core/base/PrivateProcess.h"

#include <QCommandLineParser>
#ifdef LOBULE_WITH_PDF
#include <QGuiApplication>
#endif

#include <algorithm>
#include <cstdio>
#include <memory>

namespace {

using namespace lobule::cli;

int runCommand(const Command& command, const GlobalArguments& global)
{
    QCommandLineParser parser;
    setUpCommandParser(parser, command);
    const bool isParsed = parser.parse(QStringList{QStringLiteral("lobulectl")} + global.rest);
    QString library = global.libraryFolder;
    if (isParsed && parser.isSet(QStringLiteral("library"))) library = parser.value(QStringLiteral("library"));
    QString passphraseFile = global.passphraseFile;
    if (isParsed && parser.isSet(QStringLiteral("passphrase-file"))) passphraseFile = parser.value(QStringLiteral("passphrase-file"));
    const Session session(library, global.isJson, passphraseFile);
    if (!isParsed) return static_cast<int>(session.misuse(parser.errorText()));
    if (parser.isSet(QStringLiteral("help"))) {
        std::fputs(commandHelp(parser, command).toUtf8().constData(), stdout);
        return static_cast<int>(Exit::Ok);
    }
    if (command.needsKey)
        if (const auto opened = openSiteKey(session); !opened) return static_cast<int>(session.unusable(opened.error()));
    catchInterrupts();
    return static_cast<int>(command.run(parser, session));
}

int runProgram(const GlobalArguments& global)
{
    const Session session(global.libraryFolder, global.isJson);
    if (!global.error.isEmpty()) return static_cast<int>(session.misuse(global.error));
    if (global.wantsVersion) {
        const QJsonObject document{
            {QStringLiteral("program"), QStringLiteral("lobulectl")}, {QStringLiteral("version"), QStringLiteral(LOBULE_VERSION)}};
        return static_cast<int>(session.finish(Exit::Ok, document, QStringLiteral("lobulectl " LOBULE_VERSION "\n")));
    }
    if (global.command.isEmpty() && global.wantsHelp) {
        std::fputs(programHelp().toUtf8().constData(), stdout);
        return static_cast<int>(Exit::Ok);
    }
    if (global.command.isEmpty()) return static_cast<int>(session.misuse(QStringLiteral("which command?")));
    const Command* command = findCommand(global.command);
    if (!command) return static_cast<int>(session.misuse(QStringLiteral("there is no command \"%1\"").arg(global.command)));
    return runCommand(*command, global);
}

/// Qt Gui, without any display, for the commands that draw text; Qt Core alone is quicker for all others.
std::unique_ptr<QCoreApplication> makeApplication(int& argc, char** argv)
{
#ifdef LOBULE_WITH_PDF
    QStringList arguments;
    for (int i = 0; i < argc; ++i) arguments << QString::fromLocal8Bit(argv[i]);
    const Command* command = findCommand(parseGlobal(arguments).command);
    const bool isPdfReport = arguments.contains(QLatin1String("--report"))
        && std::any_of(arguments.cbegin(), arguments.cend(),
            [](const QString& word) { return word.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive); });
    const bool isPdfAssigned = std::any_of(arguments.cbegin(), arguments.cend(), [](const QString& word) {
        return word.startsWith(QLatin1String("--report=")) && word.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive);
    });
    if (command && (command->needsFonts || isPdfReport || isPdfAssigned)) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        return std::make_unique<QGuiApplication>(argc, argv);
    }
#endif
    return std::make_unique<QCoreApplication>(argc, argv);
}

} // namespace

int main(int argc, char* argv[])
{
    lobule::keepProcessPrivate();
    // As the window's: library, key and settings lie in folders of this name.
    QCoreApplication::setApplicationName(QStringLiteral("Lobule"));
    QCoreApplication::setOrganizationName(QStringLiteral("Lobule"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LOBULE_VERSION));
    const auto application = makeApplication(argc, argv);
    return runProgram(parseGlobal(QCoreApplication::arguments()));
}
