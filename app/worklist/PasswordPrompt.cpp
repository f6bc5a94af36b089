#include "app/worklist/PasswordPrompt.h"

#include <QFileInfo>
#include <QInputDialog>

namespace lobule::worklist {

PasswordPrompt::PasswordPrompt(QWidget* window) : QObject(window), m_window(window) { }

void PasswordPrompt::ask(const QList<FileOutcome>& outcomes)
{
    QStringList archives;
    for (const FileOutcome& outcome : outcomes)
        if (outcome.code == ErrorCode::ArchivePassword && !outcome.retry.isEmpty()) archives << outcome.retry;
    archives.removeDuplicates();
    if (archives.isEmpty()) return;
    const bool isAgain = m_asked.contains(archives.first());
    auto* dialog = new QInputDialog(m_window);
    dialog->setObjectName(QStringLiteral("passwordPrompt"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Password"));
    dialog->setInputMode(QInputDialog::TextInput);
    dialog->setTextEchoMode(QLineEdit::Password);
    const QString name = QFileInfo(archives.first()).fileName();
    QString label = isAgain ? tr("This password does not open %1. Another one:").arg(name) : tr("%1 needs a password:").arg(name);
    if (archives.size() > 1)
        label += QLatin1Char('\n') + tr("It is tried on %n more archive(s), too.", nullptr, static_cast<int>(archives.size()) - 1);
    dialog->setLabelText(label);
    dialog->setOkButtonText(tr("Import"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, archives](const QString& password) {
        if (password.isEmpty()) return;
        if (!m_passwords.contains(password)) m_passwords << password;
        for (const QString& archive : archives)
            if (!m_asked.contains(archive)) m_asked << archive;
        Q_EMIT given(archives, m_passwords);
    });
    dialog->open();
}

} // namespace lobule::worklist
