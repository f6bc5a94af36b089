#pragma once

#include "viewer/panels/SliceWidget.h"

#include <QList>
#include <QWidget>

class QAction;
class QToolButton;
class QUndoStack;

namespace lobule::reading {

/// The column of tools at the left of the image, with undo and redo at its foot. The actions carry the keys; whoever shows the
/// rail adds them to the widget in which the keys shall work.
class ToolRail : public QWidget {
    Q_OBJECT
public:
    explicit ToolRail(QWidget* parent = nullptr);

    [[nodiscard]] QList<QAction*> keyActions() const;
    void setTool(panels::MouseTool tool);
    /// Whether the image that is shown is a key image.
    void setKeyImage(bool isMarked);
    /// Undo and redo act on this stack; null disables both.
    void setUndoStack(QUndoStack* stack);

Q_SIGNALS:
    void toolChosen(lobule::panels::MouseTool tool);
    void keyImageToggled(); ///< Wanted: the owner says by setKeyImage() what has become of it.

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Entry {
        panels::MouseTool tool;
        QAction* action;
    };
    QAction* makeAction(const QString& iconName, const QKeySequence& key);
    QToolButton* makeButton(QAction* action);
    void updateUndo();
    void retranslate();

    QList<Entry> m_tools;
    QAction* m_keyImage;
    QAction* m_undo;
    QAction* m_redo;
    QUndoStack* m_stack = nullptr;
};

} // namespace lobule::reading
