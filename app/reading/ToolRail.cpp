#include "app/reading/ToolRail.h"

#include "app/theme/Icons.h"

#include <QAction>
#include <QActionGroup>
#include <QEvent>
#include <QToolButton>
#include <QUndoStack>
#include <QVBoxLayout>

namespace lobule::reading {

using panels::MouseTool;
using theme::px;

ToolRail::ToolRail(QWidget* parent) : QWidget(parent)
{
    setAttribute(Qt::WA_StyledBackground);
    theme::setRole(this, "side");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(8), px(8), px(8) + 1, px(8));
    column->setSpacing(px(4));
    auto* group = new QActionGroup(this);
    const auto add = [&](MouseTool tool, const char* iconName, Qt::Key key) {
        QAction* action = makeAction(QString::fromLatin1(iconName), QKeySequence(key));
        action->setCheckable(true);
        group->addAction(action);
        column->addWidget(makeButton(action));
        m_tools.append({tool, action});
        connect(action, &QAction::triggered, this, [this, tool] { Q_EMIT toolChosen(tool); });
    };
    add(MouseTool::WindowLevel, "window-level", Qt::Key_W);
    add(MouseTool::Pan, "pan", Qt::Key_T);
    add(MouseTool::Zoom, "zoom", Qt::Key_Z);
    add(MouseTool::Scroll, "scroll", Qt::Key_S);
    add(MouseTool::Length, "length", Qt::Key_D);
    column->addSpacing(px(8));
    m_keyImage = makeAction(QStringLiteral("star"), QKeySequence(Qt::Key_K));
    m_keyImage->setCheckable(true);
    column->addWidget(makeButton(m_keyImage));
    connect(m_keyImage, &QAction::triggered, this, &ToolRail::keyImageToggled);
    column->addStretch();
    m_undo = makeAction(QStringLiteral("undo"), QKeySequence(Qt::CTRL | Qt::Key_Z));
    m_redo = makeAction(QStringLiteral("redo"), QKeySequence(Qt::CTRL | Qt::Key_Y));
    for (QAction* action : {m_undo, m_redo}) column->addWidget(makeButton(action));
    connect(m_undo, &QAction::triggered, this, [this] {
        if (m_stack != nullptr) m_stack->undo();
    });
    connect(m_redo, &QAction::triggered, this, [this] {
        if (m_stack != nullptr) m_stack->redo();
    });
    setTool(MouseTool::WindowLevel);
    updateUndo();
    retranslate();
}

QAction* ToolRail::makeAction(const QString& iconName, const QKeySequence& key)
{
    auto* action = new QAction(theme::icon(iconName), {}, this);
    action->setObjectName(iconName);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    return action;
}

QToolButton* ToolRail::makeButton(QAction* action)
{
    auto* button = new QToolButton(this);
    button->setObjectName(action->objectName());
    theme::setRole(button, "rail");
    button->setDefaultAction(action);
    button->setFixedSize(px(40), px(40));
    button->setIconSize({px(20), px(20)});
    // The image keeps the focus, and with it its keys, when a tool is clicked.
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QList<QAction*> ToolRail::keyActions() const
{
    QList<QAction*> actions;
    for (const Entry& entry : m_tools) actions << entry.action;
    return actions << m_keyImage << m_undo << m_redo;
}

void ToolRail::setTool(MouseTool tool)
{
    for (const Entry& entry : m_tools)
        if (entry.tool == tool) entry.action->setChecked(true);
}

void ToolRail::setKeyImage(bool isMarked)
{
    m_keyImage->setChecked(isMarked);
    retranslate();
}

void ToolRail::setUndoStack(QUndoStack* stack)
{
    if (m_stack != nullptr) m_stack->disconnect(this);
    m_stack = stack;
    if (stack != nullptr) {
        connect(stack, &QUndoStack::indexChanged, this, &ToolRail::updateUndo);
        connect(stack, &QObject::destroyed, this, [this] {
            m_stack = nullptr;
            updateUndo();
        });
    }
    updateUndo();
}

void ToolRail::updateUndo()
{
    m_undo->setEnabled(m_stack != nullptr && m_stack->canUndo());
    m_redo->setEnabled(m_stack != nullptr && m_stack->canRedo());
}

void ToolRail::retranslate()
{
    const QStringList names{tr("Window / level"), tr("Pan"), tr("Zoom"), tr("Scroll"), tr("Length")};
    const auto name = [](QAction* action, const QString& text) {
        action->setText(text);
        action->setToolTip(QStringLiteral("%1 (%2)").arg(text, action->shortcut().toString(QKeySequence::NativeText)));
    };
    for (int i = 0; i < m_tools.size(); ++i) name(m_tools[i].action, names.value(i));
    name(m_keyImage, m_keyImage->isChecked() ? tr("Key image: take the mark away") : tr("Key image: it goes into the report"));
    name(m_undo, tr("Undo"));
    name(m_redo, tr("Redo"));
}

void ToolRail::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::reading
