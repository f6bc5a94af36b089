#pragma once

#include "app/cli/Session.h"

#include <QList>

class QCommandLineParser;

namespace lobule::cli {

/// One command of lobulectl. A new one is a file of its own and a line in CommandTable.cpp.
struct Command {
    const char* name;
    const char* arguments; ///< Of the usage line, e.g. "PATH...".
    const char* summary; ///< One line for the list of commands.
    const char* description; ///< Paragraphs for `lobulectl COMMAND --help`.
    bool needsFonts; ///< Draws text: needs Qt Gui.
    void (*addOptions)(QCommandLineParser& parser);
    Exit (*run)(const QCommandLineParser& parser, const Session& session);
    bool needsKey = true; ///< The site key is opened before it runs.
};

/// In the order of the help text.
[[nodiscard]] const QList<const Command*>& commandTable();
[[nodiscard]] const Command* findCommand(const QString& name);

extern const Command kImportCommand;
extern const Command kListCommand;
extern const Command kPredictCommand;
extern const Command kReportCommand;
extern const Command kKeyImagesCommand;
extern const Command kVerifyCommand;
extern const Command kCacheCommand;
extern const Command kAnonymizeCommand;
extern const Command kPixelsCommand;
extern const Command kPhantomCommand;
extern const Command kKeyCommand;
extern const Command kRevealCommand;
extern const Command kAuditCommand;
extern const Command kSyncCommand;
extern const Command kArchiveCommand;
extern const Command kProfileCommand;

} // namespace lobule::cli
