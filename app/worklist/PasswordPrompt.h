#pragma once

#include "app/worklist/OutcomeTable.h"

#include <QObject>

class QWidget;

namespace lobule::worklist {

/// Asks for the password of archives that an import could not open, one after the other. Passwords live as long as the prompt, so that
/// a folder of archives with the same one asks once; nothing stores them.
class PasswordPrompt : public QObject {
    Q_OBJECT
public:
    explicit PasswordPrompt(QWidget* window);

    /// Looks through what an import refused and asks where a password is the reason.
    void ask(const QList<FileOutcome>& outcomes);

Q_SIGNALS:
    /// Import these again with these passwords.
    void given(const QStringList& archives, const QStringList& passwords);

private:
    QWidget* m_window;
    QStringList m_passwords;
    QStringList m_asked; ///< Archives for which a password was given that did not open them.
};

} // namespace lobule::worklist
