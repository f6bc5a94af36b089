#include "app/theme/FileDialogs.h"

#include <QFileDialog>
#include <QSettings>

namespace lobule::theme {

void forgetDialogFolders()
{
    // Where QFileDialog::saveSettings() writes.
    QSettings settings(QSettings::UserScope, QStringLiteral("QtProject"));
    settings.beginGroup(QStringLiteral("FileDialog"));
    for (const QString& key : {QStringLiteral("history"), QStringLiteral("lastVisited")})
        if (settings.contains(key)) settings.remove(key);
}

void keepFoldersUnwritten(QFileDialog* dialog)
{
    // Its destructor writes; destroyed() comes after it.
    QObject::connect(dialog, &QObject::destroyed, [] { forgetDialogFolders(); });
}

} // namespace lobule::theme
