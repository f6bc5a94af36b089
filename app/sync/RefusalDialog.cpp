#include "app/sync/RefusalDialog.h"

#include "app/theme/Theme.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace lobule::sync {

using theme::px;

RefusalDialog::RefusalDialog(const QString& study, const QStringList& changes, QWidget* parent)
    : QDialog(parent), m_study(study), m_words(new QLabel(this)), m_text(new QPlainTextEdit(this)), m_copy(new QPushButton(this)),
      m_keep(new QPushButton(this)), m_dismiss(new QPushButton(this))
{
    setObjectName(QStringLiteral("refusalDialog"));
    m_words->setWordWrap(true);
    m_text->setObjectName(QStringLiteral("refusalText"));
    m_text->setReadOnly(true);
    m_text->setPlainText(study + QStringLiteral("\n\n") + changes.join(QStringLiteral("\n")));
    m_copy->setObjectName(QStringLiteral("refusalCopy"));
    m_keep->setObjectName(QStringLiteral("refusalKeep"));
    m_keep->setDefault(true);
    m_dismiss->setObjectName(QStringLiteral("refusalDismiss"));
    theme::setRole(m_dismiss, "danger");
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(px(10));
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    buttons->addWidget(m_keep);
    buttons->addWidget(m_dismiss);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(20), px(18), px(20), px(16));
    column->setSpacing(px(12));
    column->addWidget(m_words);
    column->addWidget(m_text, 1);
    column->addLayout(buttons);
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(m_keep, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_dismiss, &QPushButton::clicked, this, &QDialog::accept);
    retranslate();
    resize(px(760), px(420));
}

void RefusalDialog::retranslate()
{
    setWindowTitle(tr("Not taken over: %1").arg(m_study));
    m_words->setText(
        tr("These changes of others contradict what is here, or have a form that this Lobule does not take. Dismissing them changes "
           "nothing about that: what is here and what is in the archive stay as they are, and the audit log says that you dismissed "
           "them. Copy the text first if somebody else has to see it."));
    m_copy->setText(tr("Copy the text"));
    m_copy->setToolTip(tr("Copies what is written here to the clipboard"));
    m_keep->setText(tr("Keep in the list"));
    m_keep->setToolTip(tr("Nothing changes (Esc)"));
    m_dismiss->setText(tr("Dismiss"));
    m_dismiss->setToolTip(tr("Takes them off the list of what needs attention"));
}

void RefusalDialog::changeEvent(QEvent* event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

} // namespace lobule::sync
