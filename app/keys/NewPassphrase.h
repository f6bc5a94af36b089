#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;

namespace lobule::keys {

/// Two fields for a passphrase that is being chosen.
class NewPassphrase : public QWidget {
    Q_OBJECT
public:
    explicit NewPassphrase(QWidget* parent = nullptr);

    [[nodiscard]] QString text() const;
    /// Long enough, and the same twice.
    [[nodiscard]] bool isGood() const;
    void clear();

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void judge();

    QLineEdit* m_first;
    QLineEdit* m_second;
    QLabel* m_hint;
};

} // namespace lobule::keys
