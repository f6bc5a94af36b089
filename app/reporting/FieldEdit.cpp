#include "app/reporting/FieldEdit.h"

#include "app/theme/Theme.h"

#include <QAbstractTextDocumentLayout>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTextBlock>
#include <QTextCursor>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace lobule::reporting {

namespace {

constexpr int kMostLines = 16;

} // namespace

GrowingEdit::GrowingEdit(int leastLines, QWidget* parent) : QPlainTextEdit(parent), m_leastLines(leastLines)
{
    setTabChangesFocus(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this, &GrowingEdit::fitHeight);
    fitHeight();
}

void GrowingEdit::replaceText(const QString& text)
{
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    cursor.select(QTextCursor::Document);
    cursor.insertText(text);
    cursor.endEditBlock();
}

/// By the lines as they are, not by their number: a line of Hangul is higher than one of Latin letters.
void GrowingEdit::fitHeight()
{
    double text = 0.0;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
        text += document()->documentLayout()->blockBoundingRect(block).height();
    const double line = QFontMetricsF(font()).lineSpacing();
    const double shown = std::clamp(text, m_leastLines * line, kMostLines * line);
    setVerticalScrollBarPolicy(text > kMostLines * line ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    const QMargins around = contentsMargins() + viewportMargins();
    setFixedHeight(static_cast<int>(std::ceil(shown + 2 * document()->documentMargin())) + around.top() + around.bottom());
}

void GrowingEdit::focusOutEvent(QFocusEvent* event)
{
    QPlainTextEdit::focusOutEvent(event);
    Q_EMIT left();
}

void GrowingEdit::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    fitHeight();
}

void GrowingEdit::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) fitHeight();
}

FieldEdit::FieldEdit(const QString& key, int leastLines, QWidget* parent)
    : QWidget(parent), m_key(key), m_title(new QLabel(this)), m_act(new QPushButton(this)), m_edit(new GrowingEdit(leastLines, this))
{
    theme::setRole(m_title, "small");
    theme::setRole(m_act, "link");
    m_title->setBuddy(m_edit);
    m_act->hide();
    m_edit->setObjectName(QStringLiteral("report.") + key);
    m_act->setObjectName(QStringLiteral("report.act.") + key);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto* top = new QHBoxLayout;
    top->addWidget(m_title);
    top->addStretch();
    top->addWidget(m_act);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::px(4));
    layout->addLayout(top);
    layout->addWidget(m_edit);
    connect(m_act, &QPushButton::clicked, this, &FieldEdit::acted);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_isLoading) Q_EMIT edited(m_key, text());
    });
}

void FieldEdit::setTitle(const QString& title)
{
    m_title->setText(title);
    m_edit->setAccessibleName(title);
}

void FieldEdit::setAct(const QString& text, const QString& toolTip)
{
    m_act->setText(text);
    m_act->setToolTip(toolTip);
    m_act->setVisible(!text.isEmpty());
}

void FieldEdit::setReadOnly(bool isReadOnly)
{
    m_edit->setReadOnly(isReadOnly);
    m_edit->setTextInteractionFlags(isReadOnly ? Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard : Qt::TextEditorInteraction);
}

void FieldEdit::load(const QString& text)
{
    if (m_edit->toPlainText() == text) return;
    m_isLoading = true;
    m_edit->setPlainText(text);
    m_isLoading = false;
}

} // namespace lobule::reporting
