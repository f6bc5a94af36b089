#pragma once

#include <QLineEdit>
#include <QWidget>

class QLabel;
class QMenu;
class QPushButton;

namespace lobule::theme {
class HintButton;
}

namespace lobule::worklist {

/// A line edit that shows its shortcut at the right while it is empty.
class FilterBox : public QLineEdit {
    Q_OBJECT
public:
    explicit FilterBox(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// The top bar of the worklist: filter, import, next unread, compute device, settings.
class WorklistBar : public QWidget {
    Q_OBJECT
public:
    explicit WorklistBar(QWidget* parent = nullptr);

    [[nodiscard]] FilterBox* filter() const { return m_filter; }
    /// Opens the choice between files and a folder, as a click on Import does.
    void showImportMenu();
    void setUnreadCount(int count);
    /// What predictions run on, e.g. "CPU" or "GPU: NAME"; empty hides the chip.
    void setDevice(const QString& text, const QString& toolTip);

Q_SIGNALS:
    void importFilesRequested();
    void importFolderRequested();
    void nextUnreadRequested();
    void settingsRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    QLabel* m_brand;
    FilterBox* m_filter;
    theme::HintButton* m_import;
    theme::HintButton* m_next;
    QLabel* m_device;
    QPushButton* m_settings;
};

} // namespace lobule::worklist
