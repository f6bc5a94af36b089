#pragma once

#include "core/keys/KeyKeeper.h"

#include <QDialog>

#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QStackedWidget;

namespace lobule::keys {

class ErrorLine;
class NewPassphrase;
class RestoreForm;

/// Opens the site key at the start of the program, with as few questions as that takes: none when the key store or a plain file has
/// it, the passphrase when it has one, and on the very first start, where there is no key store, how to protect it.
class KeyStartDialog : public QDialog {
    Q_OBJECT
public:
    explicit KeyStartDialog(KeyKeeper keeper, QWidget* parent = nullptr);

    /// The key, also handed to the process; nothing when the person gave up. Shows itself only when there is something to ask, or
    /// when the key store takes longer than a second. Before the event loop of the program runs.
    [[nodiscard]] std::optional<deidentify::SiteKey> run();

private:
    enum Page { Waiting, Choose, Passphrase, Restore, Problem };
    /// What opening led to.
    struct Attempt {
        Result<deidentify::SiteKey> key;
        bool hasStore = false; ///< Asked only when there is no key yet.
    };
    [[nodiscard]] static Attempt tryToOpen(const KeyKeeper& keeper, const QString& passphrase);
    void buildPages();
    QWidget* buildWaiting();
    QWidget* buildChoose();
    QWidget* buildPassphrase();
    QWidget* buildRestore();
    QWidget* buildProblem();
    void showPage(Page page);
    void begin(const QString& passphrase = {});
    void take(const Attempt& attempt);
    void choose();
    void restore();
    void putRestored(Protection protection, const QString& passphrase);
    void end(const deidentify::SiteKey& key);
    void updateButtons();

    KeyKeeper m_keeper;
    std::optional<deidentify::SiteKey> m_key; ///< The result.
    std::optional<deidentify::SiteKey> m_restored; ///< From a backup, still to be put somewhere.
    Page m_back = Problem; ///< Where "Back" leads from the backup page.
    QStackedWidget* m_pages;
    QLabel* m_chooseTitle = nullptr;
    QRadioButton* m_withPassphrase = nullptr;
    QRadioButton* m_plain = nullptr;
    NewPassphrase* m_newPassphrase = nullptr;
    QLineEdit* m_passphrase = nullptr;
    RestoreForm* m_restoreForm = nullptr;
    QLabel* m_problem = nullptr;
    ErrorLine* m_error;
    QPushButton* m_go;
    QPushButton* m_toRestore;
    QPushButton* m_quit;
};

} // namespace lobule::keys
