#pragma once

#include "core/base/Result.h"
#include "core/deidentify/SiteKey.h"

#include <QWidget>

#include <functional>

class QLineEdit;

namespace lobule::keys {

/// Takes a backup of the site key: its recovery code, or a sealed copy with its passphrase.
class RestoreForm : public QWidget {
    Q_OBJECT
public:
    explicit RestoreForm(QWidget* parent = nullptr);

    [[nodiscard]] bool isComplete() const;
    /// Reads the key from what the fields say; may be called on another thread, and takes a second for a sealed copy.
    [[nodiscard]] std::function<Result<deidentify::SiteKey>()> reader() const;
    void clear();

Q_SIGNALS:
    void edited();

private:
    void chooseFile();

    QLineEdit* m_code;
    QLineEdit* m_file;
    QLineEdit* m_passphrase;
};

} // namespace lobule::keys
