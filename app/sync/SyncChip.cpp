#include "app/sync/SyncChip.h"

#include "app/sync/SyncText.h"
#include "app/theme/Icons.h"
#include "app/theme/PlainTip.h"

#include <QEvent>
#include <QKeySequence>

namespace lobule::sync {

SyncChip::SyncChip(QWidget* parent) : QPushButton(parent)
{
    setObjectName(QStringLiteral("syncChip"));
    theme::setRole(this, "link");
    setFocusPolicy(Qt::TabFocus);
    setIconSize({theme::px(14), theme::px(14)});
    showWords();
}

void SyncChip::setState(const archive::SyncState& state)
{
    m_state = state;
    showWords();
}

void SyncChip::showWords()
{
    const QString name = iconName(m_state.phase);
    const QColor ink = theme::color(iconColor(m_state.phase));
    setIcon(QIcon(theme::iconPixmap(name, ink, theme::px(14), devicePixelRatioF())));
    setText(shortText(m_state));
    const QString key = QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S).toString(QKeySequence::NativeText);
    setToolTip(theme::plainTip(longText(m_state) + QLatin1Char('\n') + tr("Click for the queue and what to do (%1)").arg(key)));
    setAccessibleName(text());
}

void SyncChip::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) showWords();
    QPushButton::changeEvent(event);
}

} // namespace lobule::sync
