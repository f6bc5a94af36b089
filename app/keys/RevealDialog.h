#pragma once

#include "core/base/Result.h"
#include "core/library/Records.h"

#include <QDialog>
#include <QTimer>

class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace lobule::keys {

class ErrorLine;
class NewPassphrase;

/// Shows who the patient of a study is, for a set time, to whoever knows the reveal passphrase. It closes, and forgets, when the time is
/// up, when it is closed, and when the application is no longer the active one (another window, a locked screen). What it shows
/// cannot be selected or copied.
class RevealDialog : public QDialog {
    Q_OBJECT
public:
    RevealDialog(const QString& libraryFolder, const library::StudyRow& study, int seconds, QWidget* parent = nullptr);
    ~RevealDialog() override;

    [[nodiscard]] bool isShowing() const;

protected:
    void done(int result) override;

private:
    struct Answer {
        Result<QList<library::OriginalIdentity>> identities;
        bool isIdShared = false; ///< Other studies under the pseudonym name somebody else.
    };
    QWidget* buildAsk(const library::StudyRow& study);
    QWidget* buildShown();
    void ask();
    void take(const Answer& answer);
    void showIdentities(const Answer& answer);
    void addFact(const QString& name, const QString& value);
    void forget();
    void tick();
    void updateButtons();

    QString m_folder;
    QString m_studyUid;
    int m_seconds;
    int m_secondsLeft = 0;
    bool m_isBusy = false;
    bool m_isNew = false; ///< No passphrase has been set yet: the first one becomes it.
    QTimer m_countdown;
    QStackedWidget* m_pages;
    QLineEdit* m_passphrase = nullptr;
    NewPassphrase* m_new = nullptr;
    QWidget* m_facts = nullptr;
    QFormLayout* m_form = nullptr;
    QProgressBar* m_bar = nullptr;
    QLabel* m_left = nullptr;
    ErrorLine* m_error;
    QPushButton* m_close;
    QPushButton* m_go;
};

/// A person name (PS3.5 6.2.1.2) as people write it: the component groups in the order alphabetic, ideographic, phonetic, each with
/// its carets as spaces.
[[nodiscard]] QStringList personNameLines(const QString& value);

} // namespace lobule::keys
