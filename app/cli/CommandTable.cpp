#include "app/cli/Command.h"

namespace lobule::cli {

const QList<const Command*>& commandTable()
{
    static const QList<const Command*> table{
        &kImportCommand,
        &kListCommand,
        &kPredictCommand,
        &kReportCommand,
        &kKeyImagesCommand,
        &kVerifyCommand,
        &kCacheCommand,
        &kAnonymizeCommand,
        &kProfileCommand,
        &kPixelsCommand,
        &kPhantomCommand,
        &kKeyCommand,
        &kRevealCommand,
        &kAuditCommand,
        &kSyncCommand,
        &kArchiveCommand,
    };
    return table;
}

const Command* findCommand(const QString& name)
{
    for (const Command* command : commandTable()) {
        if (name == QLatin1String(command->name)) return command;
    }
    return nullptr;
}

} // namespace lobule::cli
