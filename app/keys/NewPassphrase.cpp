#include "app/keys/NewPassphrase.h"

#include "app/theme/Theme.h"
#include "core/deidentify/KeyBackup.h"

#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace lobule::keys {

using theme::px;

NewPassphrase::NewPassphrase(QWidget* parent)
    : QWidget(parent), m_first(new QLineEdit(this)), m_second(new QLineEdit(this)), m_hint(new QLabel(this))
{
    m_first->setObjectName(QStringLiteral("newPassphrase"));
    m_second->setObjectName(QStringLiteral("newPassphraseAgain"));
    theme::setRole(m_hint, "small");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(8));
    for (QLineEdit* field : {m_first, m_second}) {
        field->setEchoMode(QLineEdit::Password);
        column->addWidget(field);
        connect(field, &QLineEdit::textChanged, this, [this] {
            judge();
            Q_EMIT edited();
        });
    }
    column->addWidget(m_hint);
    setFocusProxy(m_first);
    retranslate();
}

QString NewPassphrase::text() const { return m_first->text(); }

bool NewPassphrase::isGood() const { return m_first->text().size() >= deidentify::kMinPassphrase && m_first->text() == m_second->text(); }

void NewPassphrase::clear()
{
    m_first->clear();
    m_second->clear();
}

void NewPassphrase::judge()
{
    const QString first = m_first->text();
    if (first.size() < deidentify::kMinPassphrase)
        m_hint->setText(tr("At least %n character(s); several words are better than one.", nullptr, deidentify::kMinPassphrase));
    else
        m_hint->setText(first == m_second->text() ? tr("The two are the same.") : tr("Type the same once more."));
}

void NewPassphrase::retranslate()
{
    m_first->setPlaceholderText(tr("New passphrase"));
    m_second->setPlaceholderText(tr("The same again"));
    m_first->setAccessibleName(m_first->placeholderText());
    m_second->setAccessibleName(m_second->placeholderText());
    judge();
}

void NewPassphrase::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::keys
