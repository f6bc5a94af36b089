#pragma once

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace lobule::keys {

class ErrorLine;
class NewPassphrase;

/// Sets or changes the reveal passphrase of a library.
class RevealPassphraseDialog : public QDialog {
    Q_OBJECT
public:
    /// `hasOne`: one is set already, and the change asks for it.
    RevealPassphraseDialog(const QString& libraryFolder, bool hasOne, QWidget* parent = nullptr);

private:
    void updateButtons();
    void store();

    QString m_folder;
    QLineEdit* m_current;
    NewPassphrase* m_new;
    ErrorLine* m_error;
    QPushButton* m_go;
    bool m_isBusy = false;
};

} // namespace lobule::keys
