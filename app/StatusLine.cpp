#include "app/StatusLine.h"

#include "app/settings/Language.h"
#include "app/theme/Icons.h"
#include "app/theme/PlainTip.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>

#include <utility>

namespace lobule::app {

using theme::px;
using theme::Token;

namespace {

constexpr int kNoticeMs = 8000;

} // namespace

StatusLine::StatusLine(QWidget* parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_retry(new QPushButton(this)), m_dismiss(new QPushButton(this)),
      m_note(new QLabel(this)), m_language(new QPushButton(this))
{
    setAttribute(Qt::WA_StyledBackground);
    theme::setRole(this, "statusbar");
    setFixedHeight(px(30));
    theme::setRole(m_text, "small");
    theme::setRole(m_note, "small");
    m_text->setObjectName(QStringLiteral("statusText"));
    // They name files and institutions.
    m_text->setTextFormat(Qt::PlainText);
    m_note->setTextFormat(Qt::PlainText);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_retry->setObjectName(QStringLiteral("statusRetry"));
    m_language->setObjectName(QStringLiteral("language"));
    for (QPushButton* button : {m_retry, m_dismiss, m_language}) {
        theme::setRole(button, "link");
        button->setFocusPolicy(Qt::TabFocus);
    }
    m_dismiss->setIcon(theme::icon(QStringLiteral("close")));
    m_dismiss->setIconSize({px(14), px(14)});
    m_language->setIcon(theme::icon(QStringLiteral("chevron-down")));
    m_language->setIconSize({px(12), px(12)});
    m_language->setLayoutDirection(Qt::RightToLeft);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(px(16), 1, px(10), 0);
    row->setSpacing(px(8));
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    row->addWidget(m_retry);
    row->addWidget(m_dismiss);
    row->addSpacing(px(12));
    row->addWidget(m_note);
    row->addSpacing(px(8));
    row->addWidget(m_language);
    m_expiry.setSingleShot(true);
    m_expiry.setInterval(kNoticeMs);
    connect(&m_expiry, &QTimer::timeout, this, &StatusLine::clearMessage);
    connect(m_dismiss, &QPushButton::clicked, this, &StatusLine::clearMessage);
    connect(m_retry, &QPushButton::clicked, this, [this] {
        const auto retry = std::exchange(m_onRetry, {});
        clearMessage();
        if (retry) retry();
    });
    connect(m_language, &QPushButton::clicked, this, &StatusLine::openLanguageMenu);
    clearMessage();
    retranslate();
}

void StatusLine::openLanguageMenu()
{
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("languageMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const QString& code : settings::languages()) {
        auto* action = menu->addAction(settings::languageName(code), this, [this, code] { Q_EMIT languageChosen(code); });
        action->setCheckable(true);
        action->setChecked(code == settings::installedLanguage());
    }
    menu->popup(m_language->mapToGlobal(QPoint(m_language->width() - menu->sizeHint().width(), -menu->sizeHint().height())));
}

void StatusLine::setHint(const QString& text)
{
    m_hint = text;
    elide();
}

void StatusLine::addChip(QWidget* chip)
{
    auto* row = static_cast<QHBoxLayout*>(layout());
    row->insertWidget(row->indexOf(m_note), chip);
}

void StatusLine::setNote(const QString& text) { m_note->setText(text); }

void StatusLine::show(const QString& sentence, bool isProblem)
{
    m_message = sentence;
    m_icon->setPixmap(theme::iconPixmap(isProblem ? QStringLiteral("error") : QStringLiteral("info"),
        theme::color(isProblem ? Token::Error : Token::Accent), px(16), devicePixelRatioF()));
    m_icon->show();
    m_dismiss->show();
    m_text->setToolTip(theme::plainTip(sentence));
    elide();
}

void StatusLine::showNotice(const QString& sentence)
{
    m_onRetry = {};
    m_retry->hide();
    show(sentence, false);
    m_expiry.start();
}

void StatusLine::showProblem(const QString& sentence, const std::function<void()>& retry)
{
    m_expiry.stop();
    m_onRetry = retry;
    m_retry->setVisible(static_cast<bool>(retry));
    show(sentence, true);
}

void StatusLine::clearMessage()
{
    m_expiry.stop();
    m_message.clear();
    m_onRetry = {};
    m_icon->hide();
    m_retry->hide();
    m_dismiss->hide();
    m_text->setToolTip({});
    elide();
}

void StatusLine::elide()
{
    const QString& text = m_message.isEmpty() ? m_hint : m_message;
    m_text->setText(m_text->fontMetrics().elidedText(text, Qt::ElideRight, std::max(0, m_text->width())));
}

void StatusLine::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layout()->activate();
    elide();
}

void StatusLine::retranslate()
{
    m_retry->setText(tr("Retry"));
    m_dismiss->setToolTip(tr("Dismiss"));
    m_dismiss->setAccessibleName(tr("Dismiss"));
    m_language->setText(settings::languageName(settings::installedLanguage()));
    m_language->setToolTip(tr("Language"));
}

void StatusLine::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::app
