#include "app/keys/RestoreForm.h"

#include "app/theme/FileDialogs.h"
#include "app/theme/Theme.h"
#include "core/deidentify/KeyBackup.h"
#include "core/keys/KeyKeeper.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace lobule::keys {

using theme::px;

RestoreForm::RestoreForm(QWidget* parent)
    : QWidget(parent), m_code(new QLineEdit(this)), m_file(new QLineEdit(this)), m_passphrase(new QLineEdit(this))
{
    m_code->setObjectName(QStringLiteral("recoveryCode"));
    m_code->setPlaceholderText(tr("Recovery code, 14 groups of four"));
    m_code->setAccessibleName(m_code->placeholderText());
    m_file->setObjectName(QStringLiteral("sealedFile"));
    m_file->setPlaceholderText(tr("Sealed copy of the key"));
    m_file->setAccessibleName(m_file->placeholderText());
    m_passphrase->setObjectName(QStringLiteral("sealedPassphrase"));
    m_passphrase->setPlaceholderText(tr("Passphrase of the copy"));
    m_passphrase->setAccessibleName(m_passphrase->placeholderText());
    m_passphrase->setEchoMode(QLineEdit::Password);
    auto* choose = new QPushButton(tr("Choose..."), this);
    auto* either = new QLabel(tr("or"), this);
    theme::setRole(either, "small");
    auto* row = new QHBoxLayout;
    row->setSpacing(px(8));
    row->addWidget(m_file, 1);
    row->addWidget(choose);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(8));
    column->addWidget(m_code);
    column->addWidget(either);
    column->addLayout(row);
    column->addWidget(m_passphrase);
    setFocusProxy(m_code);
    for (const QLineEdit* field : {m_code, m_file, m_passphrase}) connect(field, &QLineEdit::textChanged, this, &RestoreForm::edited);
    connect(choose, &QPushButton::clicked, this, &RestoreForm::chooseFile);
}

bool RestoreForm::isComplete() const
{
    return !m_code->text().trimmed().isEmpty() || (!m_file->text().isEmpty() && !m_passphrase->text().isEmpty());
}

std::function<Result<deidentify::SiteKey>()> RestoreForm::reader() const
{
    const QString code = m_code->text();
    if (!code.trimmed().isEmpty()) return [code] { return deidentify::keyFromRecoveryCode(code); };
    return [file = QDir::fromNativeSeparators(m_file->text()), passphrase = m_passphrase->text()] {
        return readSealedBackup(file, passphrase);
    };
}

void RestoreForm::clear()
{
    for (QLineEdit* field : {m_code, m_file, m_passphrase}) field->clear();
}

void RestoreForm::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Choose the sealed copy of the key"), QDir::homePath());
    theme::keepFoldersUnwritten(dialog);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        m_file->setText(QDir::toNativeSeparators(file));
        m_passphrase->setFocus();
    });
    dialog->open();
}

} // namespace lobule::keys
