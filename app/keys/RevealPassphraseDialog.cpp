#include "app/keys/RevealPassphraseDialog.h"

#include "app/keys/Background.h"
#include "app/keys/ErrorLine.h"
#include "app/keys/NewPassphrase.h"
#include "core/library/Library.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace lobule::keys {

using theme::px;

RevealPassphraseDialog::RevealPassphraseDialog(const QString& libraryFolder, bool hasOne, QWidget* parent)
    : QDialog(parent), m_folder(libraryFolder), m_current(new QLineEdit(this)), m_new(new NewPassphrase(this)),
      m_error(new ErrorLine(this)), m_go(new QPushButton(hasOne ? tr("Change") : tr("Set"), this))
{
    setWindowTitle(tr("Reveal passphrase"));
    setMinimumWidth(px(520));
    auto* text
        = new QLabel(tr("Whoever knows this passphrase may look up, at this workstation, who a patient is; every look is written into "
                        "the audit log. It does not encrypt anything: that is the work of the site key."),
            this);
    text->setWordWrap(true);
    theme::setRole(text, "secondary");
    m_current->setObjectName(QStringLiteral("currentPassphrase"));
    m_current->setEchoMode(QLineEdit::Password);
    m_current->setPlaceholderText(tr("Passphrase so far"));
    m_current->setAccessibleName(m_current->placeholderText());
    m_current->setVisible(hasOne);
    m_go->setObjectName(QStringLiteral("go"));
    theme::setRole(m_go, "primary");
    m_go->setDefault(true);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(px(10));
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_go);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(22), px(20), px(22), px(16));
    column->setSpacing(px(10));
    column->addWidget(text);
    column->addWidget(m_current);
    column->addWidget(m_new);
    column->addStretch(1);
    column->addWidget(m_error);
    column->addLayout(buttons);
    connect(m_current, &QLineEdit::textChanged, this, &RevealPassphraseDialog::updateButtons);
    connect(m_new, &NewPassphrase::edited, this, &RevealPassphraseDialog::updateButtons);
    connect(m_go, &QPushButton::clicked, this, &RevealPassphraseDialog::store);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    updateButtons();
}

void RevealPassphraseDialog::updateButtons()
{
    m_go->setEnabled(!m_isBusy && m_new->isGood() && (m_current->isHidden() || !m_current->text().isEmpty()));
}

void RevealPassphraseDialog::store()
{
    m_isBusy = true;
    m_error->clear();
    updateButtons();
    const auto work = [folder = m_folder, current = m_current->text(), next = m_new->text()]() -> Result<void> {
        const auto library = library::Library::open(folder);
        if (!library) return tl::unexpected(library.error());
        return (*library)->setRevealPassphrase(current, next);
    };
    inBackground(this, work, [this](const Result<void>& done) {
        m_isBusy = false;
        updateButtons();
        if (done) return accept();
        m_error->say(done.error());
        m_current->selectAll();
        m_current->setFocus();
    });
}

} // namespace lobule::keys
