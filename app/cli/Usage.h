#pragma once

#include <QString>
#include <QStringList>

class QCommandLineParser;

namespace lobule::cli {

struct Command;

/// What stands before the name of the command, and what is left for the command itself.
struct GlobalArguments {
    QString libraryFolder; ///< Empty: the default.
    QString passphraseFile;
    bool isJson = false;
    bool wantsHelp = false;
    bool wantsVersion = false;
    QString command;
    QStringList rest; ///< Arguments of the command; --help goes there.
    QString error; ///< Not empty: cannot be understood.
};

/// `arguments` begins with the name of the program.
[[nodiscard]] GlobalArguments parseGlobal(const QStringList& arguments);
/// Adds the options that every command has (--library, --json, --help) and its own.
void setUpCommandParser(QCommandLineParser& parser, const Command& command);
[[nodiscard]] QString programHelp();
[[nodiscard]] QString commandHelp(const QCommandLineParser& parser, const Command& command);

} // namespace lobule::cli
