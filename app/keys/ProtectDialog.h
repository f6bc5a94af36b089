#pragma once

#include "core/keys/KeyKeeper.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QRadioButton;

namespace lobule::keys {

class ErrorLine;
class NewPassphrase;

/// Moves the site key to another protection, or gives it another passphrase.
class ProtectDialog : public QDialog {
    Q_OBJECT
public:
    /// `key`: the one that the program works with.
    ProtectDialog(KeyKeeper keeper, deidentify::SiteKey key, QWidget* parent = nullptr);

Q_SIGNALS:
    /// Before anything is moved; a receiver that cannot write it down sets `isAllowed` to false.
    void aboutToMove(lobule::keys::Protection protection, bool* isAllowed);
    void moved();

private:
    [[nodiscard]] Protection chosen() const;
    void updateButtons();
    void move();

    KeyKeeper m_keeper;
    deidentify::SiteKey m_key;
    QRadioButton* m_store;
    QRadioButton* m_passphrase;
    QRadioButton* m_plain;
    QLabel* m_storeHint;
    NewPassphrase* m_new;
    ErrorLine* m_error;
    QPushButton* m_go;
    bool m_isBusy = false;
};

} // namespace lobule::keys
