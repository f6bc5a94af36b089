#pragma once

#include <QEvent>
#include <QWidget>

namespace lobule::settings {

/// One page of the settings: a title for the list at the left and the fields. A new page is a class of its own and a line in
/// SettingsDialog.cpp. A page stores every change as it is made.
class SettingsPage : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    [[nodiscard]] virtual QString title() const = 0;

protected:
    virtual void retranslate() = 0;
    void changeEvent(QEvent* event) override
    {
        if (event->type() == QEvent::LanguageChange) retranslate();
        QWidget::changeEvent(event);
    }
};

} // namespace lobule::settings
