#include "app/keys/ProtectDialog.h"

#include "app/keys/Background.h"
#include "app/keys/ErrorLine.h"
#include "app/keys/NewPassphrase.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace lobule::keys {

using theme::px;

ProtectDialog::ProtectDialog(KeyKeeper keeper, deidentify::SiteKey key, QWidget* parent)
    : QDialog(parent), m_keeper(std::move(keeper)), m_key(std::move(key)),
      m_store(new QRadioButton(tr("Keep it in the key store of this computer"), this)),
      m_passphrase(new QRadioButton(tr("Protect it with a passphrase"), this)),
      m_plain(new QRadioButton(tr("Keep it in a file that only this account can read"), this)), m_storeHint(new QLabel(this)),
      m_new(new NewPassphrase(this)), m_error(new ErrorLine(this)), m_go(new QPushButton(tr("Change the protection"), this))
{
    setWindowTitle(tr("Protection of the site key"));
    setMinimumWidth(px(560));
    m_store->setObjectName(QStringLiteral("keyStore"));
    m_passphrase->setObjectName(QStringLiteral("withPassphrase"));
    m_plain->setObjectName(QStringLiteral("plainFile"));
    m_go->setObjectName(QStringLiteral("go"));
    theme::setRole(m_go, "primary");
    m_go->setDefault(true);
    theme::setRole(m_storeHint, "small");
    m_storeHint->setText(tr("Asking the key store..."));
    m_storeHint->setWordWrap(true);
    m_store->setEnabled(false);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(22), px(20), px(22), px(16));
    column->setSpacing(px(10));
    const auto indented = [&](QWidget* widget) {
        auto* indent = new QHBoxLayout;
        indent->setContentsMargins(px(26), 0, 0, 0);
        indent->addWidget(widget);
        column->addLayout(indent);
    };
    column->addWidget(m_store);
    indented(m_storeHint);
    column->addWidget(m_passphrase);
    indented(m_new);
    column->addWidget(m_plain);
    auto* plainHint = new QLabel(tr("Whoever signs in as you, or takes an unencrypted disk, has the key."), this);
    plainHint->setWordWrap(true);
    theme::setRole(plainHint, "small");
    indented(plainHint);
    column->addStretch(1);
    column->addWidget(m_error);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(px(10));
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_go);
    column->addLayout(buttons);
    for (QRadioButton* choice : {m_store, m_passphrase, m_plain})
        connect(choice, &QRadioButton::toggled, this, &ProtectDialog::updateButtons);
    connect(m_new, &NewPassphrase::edited, this, &ProtectDialog::updateButtons);
    connect(m_go, &QPushButton::clicked, this, &ProtectDialog::move);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    if (const auto place = m_keeper.place(); place && place->protection) {
        for (const auto& [choice, protection] : {std::pair(m_store, Protection::KeyStore), std::pair(m_passphrase, Protection::Passphrase),
                 std::pair(m_plain, Protection::PlainFile)})
            if (*place->protection == protection) choice->setChecked(true);
    }
    inBackground(
        this, [keeper = m_keeper] { return keeper.hasKeyStore(); },
        [this](bool hasStore) {
            m_store->setEnabled(hasStore);
            m_storeHint->setText(hasStore ? tr("It is unlocked when you sign in; nothing is asked at the start.")
                                          : tr("This computer has no key store, or it does not answer."));
            updateButtons();
        });
    updateButtons();
}

Protection ProtectDialog::chosen() const
{
    return m_store->isChecked() ? Protection::KeyStore : m_passphrase->isChecked() ? Protection::Passphrase : Protection::PlainFile;
}

void ProtectDialog::updateButtons()
{
    m_new->setEnabled(m_passphrase->isChecked());
    const bool isChosen = m_store->isChecked() || m_passphrase->isChecked() || m_plain->isChecked();
    m_go->setEnabled(
        !m_isBusy && isChosen && (!m_store->isChecked() || m_store->isEnabled()) && (!m_passphrase->isChecked() || m_new->isGood()));
}

void ProtectDialog::move()
{
    bool isAllowed = true;
    Q_EMIT aboutToMove(chosen(), &isAllowed);
    if (!isAllowed) return m_error->say(tr("The change could not be written into the audit log, so it was not made."));
    m_isBusy = true;
    m_error->clear();
    updateButtons();
    const auto work = [keeper = m_keeper, key = m_key, protection = chosen(), passphrase = m_new->text()] {
        return keeper.protect(key, protection, protection == Protection::Passphrase ? passphrase : QString());
    };
    inBackground(this, work, [this](const Result<void>& done) {
        m_isBusy = false;
        updateButtons();
        if (!done) return m_error->say(done.error());
        m_new->clear();
        Q_EMIT moved();
        accept();
    });
}

} // namespace lobule::keys
