#pragma once

#include "app/settings/SettingsPage.h"
#include "core/archive/ConnectionSettings.h"

#include <atomic>
#include <memory>
#include <optional>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace lobule::keys {
class KeyStore;
}
namespace lobule::library {
class Library;
class SyncStore;
} // namespace lobule::library

namespace lobule::settings {

/// The shared archive: where it is and who asks, a test in plain words, connecting and disconnecting. Unlike the other pages it stores
/// nothing before Connect: half an address is of no use. The password goes to the key store or to a file of its owner's, nowhere else.
class ArchivePage : public SettingsPage {
    Q_OBJECT
public:
    /// `store`: another key store than the system's; for tests.
    ArchivePage(library::Library* library, std::shared_ptr<keys::KeyStore> store = {}, QWidget* parent = nullptr);
    ~ArchivePage() override; ///< Calls off what runs.

    [[nodiscard]] QString title() const override;

Q_SIGNALS:
    void connectionChanged();

protected:
    void retranslate() override;
    void showEvent(QShowEvent* event) override;

private:
    enum class Act { Test, Connect, Disconnect };
    struct Job;
    struct Outcome;

    void build();
    void layOut();
    void showLinks();
    void showButtons();
    void begin(Act act);
    void ended(Act act, const Outcome& outcome);
    void askToDisconnect();
    void chooseCertificate();
    void say(const QString& sentence, const char* role);
    [[nodiscard]] archive::ConnectionSettings entered() const;
    static Outcome run(const Job& job);

    library::Library* m_library;
    std::shared_ptr<keys::KeyStore> m_keyStore;
    std::unique_ptr<library::SyncStore> m_store;
    std::shared_ptr<std::atomic<bool>> m_cancel; ///< Of what runs; null: nothing does.
    bool m_isConnected = false;
    QString m_otherPasswordFile; ///< One that was named on the command line.

    QFormLayout* m_form = nullptr;
    QLabel* m_status = nullptr;
    QLabel* m_explanation = nullptr;
    QLineEdit* m_host = nullptr;
    QSpinBox* m_port = nullptr;
    QLineEdit* m_database = nullptr;
    QLineEdit* m_user = nullptr;
    QLineEdit* m_password = nullptr;
    QComboBox* m_keep = nullptr;
    QLineEdit* m_certificate = nullptr;
    QPushButton* m_browse = nullptr;
    QComboBox* m_institution = nullptr;
    QLabel* m_message = nullptr;
    QPushButton* m_test = nullptr; ///< Cancel while something runs.
    QPushButton* m_connect = nullptr;
    QPushButton* m_disconnect = nullptr;
};

} // namespace lobule::settings
