#pragma once

#include <QDialog>

class QGridLayout;
class QLabel;

namespace lobule::app {

/// F1: every key in one picture. Not modal; Esc closes it.
class KeysDialog : public QDialog {
    Q_OBJECT
public:
    explicit KeysDialog(QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void rebuild();
    QWidget* m_page = nullptr;
};

} // namespace lobule::app
