#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QMimeData;

namespace lobule::worklist {

/// Takes files, folders and archives that are dropped anywhere on `host` and shows, while they hover, that they will be imported.
class DropTarget : public QWidget {
    Q_OBJECT
public:
    explicit DropTarget(QWidget* host);

    /// The local files of a drag, in order; empty when there are none.
    [[nodiscard]] static QStringList localFiles(const QMimeData* data);

Q_SIGNALS:
    void dropped(const QStringList& paths);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void showOver(int count);
    void retranslate();

    QWidget* m_host;
    QLabel* m_icon;
    QLabel* m_text;
    int m_count = 0;
};

} // namespace lobule::worklist
