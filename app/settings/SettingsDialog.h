#pragma once

#include <QDialog>
#include <QList>

class QListWidget;
class QPushButton;
class QStackedWidget;

namespace lobule::library {
class Library;
}

namespace lobule::settings {

class Settings;
class SettingsPage;

/// What can be set, a page for each subject. Every change is applied and stored as it is made; there is nothing to confirm.
class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    SettingsDialog(Settings* settings, library::Library* library, QWidget* parent = nullptr);

    /// Turns to the page of the shared archive.
    void showArchive();

Q_SIGNALS:
    void institutionChanged(const QString& name);
    /// How the library de-identifies.
    void profileChanged();

protected:
    void changeEvent(QEvent* event) override;

private:
    void addPage(SettingsPage* page);
    void retranslate();

    QListWidget* m_titles;
    QStackedWidget* m_stack;
    QPushButton* m_close;
    QList<SettingsPage*> m_pages;
    int m_archivePage = 0;
};

} // namespace lobule::settings
