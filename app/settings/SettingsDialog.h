#pragma once

#include <QDialog>

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

/// The few things that can be set. Every change is applied and stored as it is made; there is nothing to confirm.
class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    SettingsDialog(Settings* settings, library::Library* library, QWidget* parent = nullptr);

Q_SIGNALS:
    void institutionChanged(const QString& name);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void connectFields();
    void retranslate();
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
    QPushButton* m_close = nullptr;
};

} // namespace lobule::settings
