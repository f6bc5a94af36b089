#pragma once

class QFileDialog;

namespace lobule::theme {

/// Folders are often named after the patient. Qt writes the folders that its file dialogs were in to a settings file of its own; this
/// takes them out of it again. To be called at the start (for what was left there) and after a dialog.
void forgetDialogFolders();

/// Does so when the dialog goes. For every file dialog of the program: any of them writes down where the last one was.
void keepFoldersUnwritten(QFileDialog* dialog);

} // namespace lobule::theme
