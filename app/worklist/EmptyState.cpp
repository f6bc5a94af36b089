#include "app/worklist/EmptyState.h"

#include "app/theme/HintButton.h"
#include "app/theme/Icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QLabel>
#include <QVBoxLayout>

namespace lobule::worklist {

using theme::px;

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_headline(new QLabel(this)), m_text(new QLabel(this)),
      m_import(new theme::HintButton(this)), m_demo(new QPushButton(this)), m_clear(new QPushButton(this))
{
    theme::setRole(m_headline, "headline");
    theme::setRole(m_text, "secondary");
    m_text->setAlignment(Qt::AlignHCenter);
    m_text->setWordWrap(true);
    m_text->setMaximumWidth(px(560));
    m_import->setPrimary(true);
    m_import->setHint(QKeySequence(Qt::CTRL | Qt::Key_O).toString(QKeySequence::NativeText));
    m_demo->setObjectName(QStringLiteral("demoButton"));
    m_demo->setIcon(theme::icon(QStringLiteral("demo")));
    m_demo->setFixedHeight(px(36));
    m_icon->setPixmap(theme::iconPixmap(QStringLiteral("drop"), theme::color(theme::Token::Text3), px(56), devicePixelRatioF()));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(px(12));
    buttons->addStretch();
    for (QPushButton* button : {static_cast<QPushButton*>(m_import), m_demo, m_clear}) buttons->addWidget(button);
    buttons->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setSpacing(px(14));
    column->addStretch(2);
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addWidget(m_headline, 0, Qt::AlignHCenter);
    // Without an own row a wrapping label would be as narrow as its longest word.
    auto* words = new QHBoxLayout;
    words->addStretch(1);
    words->addWidget(m_text, 4);
    words->addStretch(1);
    column->addLayout(words);
    column->addLayout(buttons);
    column->addStretch(3);
    connect(m_import, &QPushButton::clicked, this, &EmptyState::importRequested);
    connect(m_demo, &QPushButton::clicked, this, &EmptyState::demoRequested);
    connect(m_clear, &QPushButton::clicked, this, &EmptyState::clearFilterRequested);
    setReason(Reason::NoStudies);
}

void EmptyState::setReason(Reason reason)
{
    m_reason = reason;
    const bool isEmpty = reason == Reason::NoStudies;
    m_import->setVisible(isEmpty);
    m_demo->setVisible(isEmpty);
    m_icon->setVisible(isEmpty);
    m_clear->setVisible(!isEmpty);
    retranslate();
}

void EmptyState::setDemoBusy(bool busy)
{
    m_demoBusy = busy;
    m_demo->setEnabled(!busy);
    retranslate();
}

void EmptyState::retranslate()
{
    m_import->setText(tr("Import..."));
    m_demo->setText(m_demoBusy ? tr("Making the demo study...") : tr("Import a demo study"));
    m_clear->setText(tr("Show all studies"));
    if (m_reason == Reason::NoStudies) {
        m_headline->setText(tr("Drop a folder, ZIP or CD here, or press Ctrl+O"));
        m_text->setText(tr("Studies are de-identified on the way in and stay on this computer. The demo study is synthetic: it "
                           "shows no person."));
    } else {
        m_headline->setText(tr("No study matches"));
        m_text->setText(tr("Nothing in the library fits the filter and the choices at the left."));
    }
}

void EmptyState::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::worklist
