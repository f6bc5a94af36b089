#pragma once

#include "app/settings/SettingsPage.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace lobule::library {
class Library;
}

namespace lobule::settings {

class Settings;

/// Institution, language, compute device, model and library folder.
class GeneralPage : public SettingsPage {
    Q_OBJECT
public:
    GeneralPage(Settings* settings, library::Library* library, QWidget* parent = nullptr);

    [[nodiscard]] QString title() const override;

Q_SIGNALS:
    void institutionChanged(const QString& name);

protected:
    void retranslate() override;

private:
    void build();
    void connectFields();
    void fillDevices();
    void chooseModel();
    void storeInstitution();
    void storeModel();

    Settings* m_settings;
    library::Library* m_library;
    QFormLayout* m_form = nullptr;
    QLineEdit* m_institution = nullptr;
    QComboBox* m_language = nullptr;
    QComboBox* m_device = nullptr;
    QLineEdit* m_model = nullptr;
    QPushButton* m_browse = nullptr;
    QLineEdit* m_folder = nullptr;
    QSpinBox* m_workers = nullptr;
    QLabel* m_note = nullptr;
    QLabel* m_problem = nullptr;
};

} // namespace lobule::settings
