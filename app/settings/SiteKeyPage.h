#pragma once

#include "app/settings/SettingsPage.h"
#include "core/keys/KeyKeeper.h"

#include <optional>

class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;

namespace lobule::library {
class Library;
}

namespace lobule::settings {

class Settings;

/// How the site key is protected and backed up, and who may look identities up.
class SiteKeyPage : public SettingsPage {
    Q_OBJECT
public:
    SiteKeyPage(Settings* settings, library::Library* library, keys::KeyKeeper keeper, QWidget* parent = nullptr);

    [[nodiscard]] QString title() const override;

protected:
    void retranslate() override;

private:
    void build();
    void refresh();
    void printCode();
    void saveSealedCopy();
    void writeSealedCopy(const QString& file, const QString& passphrase);
    void restore();
    void endProgram();
    void protect();
    void changeRevealPassphrase();
    /// The key that the program works with; says so when there is none.
    [[nodiscard]] std::optional<deidentify::SiteKey> key();
    /// Writes an act into the audit log before it is done.
    [[nodiscard]] bool note(const QString& action, const QJsonObject& detail);
    void say(const QString& sentence, bool isProblem);

    Settings* m_settings;
    library::Library* m_library;
    keys::KeyKeeper m_keeper;
    QFormLayout* m_form = nullptr;
    QLabel* m_protection = nullptr;
    QLabel* m_keyId = nullptr;
    QLabel* m_backup = nullptr;
    QPushButton* m_print = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_restore = nullptr;
    QPushButton* m_protect = nullptr;
    QPushButton* m_reveal = nullptr;
    QSpinBox* m_seconds = nullptr;
    QLabel* m_note = nullptr;
    QLabel* m_message = nullptr;
};

} // namespace lobule::settings
