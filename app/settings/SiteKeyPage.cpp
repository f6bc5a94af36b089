#include "app/settings/SiteKeyPage.h"

#include "app/ErrorText.h"
#include "app/keys/Background.h"
#include "app/keys/ErrorLine.h"
#include "app/keys/NewPassphrase.h"
#include "app/keys/ProtectDialog.h"
#include "app/keys/RecoverySheet.h"
#include "app/keys/RestoreForm.h"
#include "app/keys/RevealPassphraseDialog.h"
#include "app/settings/Settings.h"
#include "app/theme/FileDialogs.h"
#include "app/theme/Theme.h"
#include "core/library/Library.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QPrintDialog>
#include <QPrinter>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <memory>

namespace lobule::settings {

using deidentify::SiteKey;
using keys::Protection;
using theme::px;

namespace {

/// A small dialog around one form with a Cancel and one verb; `act` is called with it when the verb is pressed.
QDialog* formDialog(QWidget* parent, const QString& title, const QString& text, QWidget* form, const QString& verb)
{
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setMinimumWidth(px(540));
    auto* explanation = new QLabel(text, dialog);
    explanation->setWordWrap(true);
    theme::setRole(explanation, "secondary");
    auto* go = new QPushButton(verb, dialog);
    go->setObjectName(QStringLiteral("go"));
    go->setDefault(true);
    go->setEnabled(false);
    theme::setRole(go, "primary");
    auto* cancel = new QPushButton(SiteKeyPage::tr("Cancel"), dialog);
    QObject::connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(px(10));
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(go);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(px(22), px(20), px(22), px(16));
    column->setSpacing(px(12));
    column->addWidget(explanation);
    column->addWidget(form);
    column->addStretch(1);
    column->addWidget(new keys::ErrorLine(dialog));
    column->addLayout(buttons);
    return dialog;
}

keys::ErrorLine* errorOf(QDialog* dialog) { return static_cast<keys::ErrorLine*>(dialog->findChild<QLabel*>(QStringLiteral("error"))); }
/// Whether another key, one that nothing was sealed with yet, had to make room.
Result<bool> putInPlace(const keys::KeyKeeper& keeper, const Result<SiteKey>& found, bool isPresentUsed)
{
    if (!found) return tl::unexpected(found.error());
    const auto place = keeper.place();
    if (!place) return tl::unexpected(place.error());
    const Protection protection = place->protection.value_or(Protection::PlainFile);
    const auto present = deidentify::siteKeyOfProcess();
    const bool isOther = present && present->keyId() != found->keyId();
    if (isOther && isPresentUsed) return fail(ErrorCode::ConflictingDuplicate);
    if (isOther && protection == Protection::Passphrase) return fail(ErrorCode::Misuse, {"key-in-place-sealed"});
    if (isOther) {
        if (const auto replaced = keeper.replace(*present, *found); !replaced) return tl::unexpected(replaced.error());
        return true;
    }
    // With a passphrase the present file stays as it is; only that it is the same key was checked.
    if (protection == Protection::Passphrase) return false;
    if (const auto restored = keeper.restore(*found, protection); !restored) return tl::unexpected(restored.error());
    return false;
}

QPushButton* verbOf(QDialog* dialog) { return dialog->findChild<QPushButton*>(QStringLiteral("go")); }

} // namespace

SiteKeyPage::SiteKeyPage(Settings* settings, library::Library* library, keys::KeyKeeper keeper, QWidget* parent)
    : SettingsPage(parent), m_settings(settings), m_library(library), m_keeper(std::move(keeper))
{
    build();
    retranslate();
    connect(m_print, &QPushButton::clicked, this, &SiteKeyPage::printCode);
    connect(m_save, &QPushButton::clicked, this, &SiteKeyPage::saveSealedCopy);
    connect(m_restore, &QPushButton::clicked, this, &SiteKeyPage::restore);
    connect(m_protect, &QPushButton::clicked, this, &SiteKeyPage::protect);
    connect(m_reveal, &QPushButton::clicked, this, &SiteKeyPage::changeRevealPassphrase);
    connect(m_seconds, &QSpinBox::valueChanged, this, [this](int value) { m_settings->setRevealSeconds(value); });
}

void SiteKeyPage::build()
{
    m_protection = new QLabel(this);
    m_protection->setObjectName(QStringLiteral("protection"));
    m_keyId = new QLabel(this);
    m_keyId->setObjectName(QStringLiteral("keyId"));
    m_keyId->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_backup = new QLabel(this);
    m_backup->setObjectName(QStringLiteral("backup"));
    for (QLabel* label : {m_protection, m_backup}) label->setWordWrap(true);
    m_print = new QPushButton(this);
    m_print->setObjectName(QStringLiteral("printCode"));
    m_save = new QPushButton(this);
    m_save->setObjectName(QStringLiteral("saveSealed"));
    m_restore = new QPushButton(this);
    m_restore->setObjectName(QStringLiteral("restoreKey"));
    m_protect = new QPushButton(this);
    m_protect->setObjectName(QStringLiteral("protectKey"));
    m_reveal = new QPushButton(this);
    m_reveal->setObjectName(QStringLiteral("revealPassphrase"));
    m_seconds = new QSpinBox(this);
    m_seconds->setObjectName(QStringLiteral("revealSeconds"));
    m_seconds->setRange(5, 300);
    m_seconds->setValue(m_settings->revealSeconds());
    m_note = new QLabel(this);
    m_note->setWordWrap(true);
    theme::setRole(m_note, "small");
    m_message = new QLabel(this);
    m_message->setObjectName(QStringLiteral("message"));
    m_message->setWordWrap(true);
    m_message->hide();

    const auto row = [this](std::initializer_list<QWidget*> widgets) {
        auto* line = new QHBoxLayout;
        line->setSpacing(px(8));
        for (QWidget* widget : widgets) line->addWidget(widget);
        line->addStretch(1);
        return line;
    };
    m_form = new QFormLayout;
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setHorizontalSpacing(px(16));
    m_form->setVerticalSpacing(px(12));
    m_form->addRow(new QLabel(this), m_protection);
    m_form->addRow(new QLabel(this), row({m_protect}));
    m_form->addRow(new QLabel(this), m_keyId);
    m_form->addRow(new QLabel(this), m_backup);
    m_form->addRow(new QLabel(this), row({m_print, m_save, m_restore}));
    m_form->addRow(new QLabel(this), row({m_reveal}));
    m_form->addRow(new QLabel(this), row({m_seconds}));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(16));
    column->addLayout(m_form);
    column->addWidget(m_note);
    column->addWidget(m_message);
    column->addStretch();
}

QString SiteKeyPage::title() const { return tr("Keys", "site key and passphrases"); }

void SiteKeyPage::retranslate()
{
    const QStringList names{tr("Site key"), {}, tr("Key id"), tr("Last backup"), {}, tr("Reveal identity"), tr("Shown for")};
    for (int row = 0; row < m_form->rowCount(); ++row)
        if (auto* label = qobject_cast<QLabel*>(m_form->itemAt(row, QFormLayout::LabelRole)->widget())) label->setText(names.value(row));
    m_protect->setText(tr("Change the protection..."));
    m_print->setText(tr("Print recovery code..."));
    m_print->setToolTip(tr("One page with the code in large letters, to be locked away. The print dialog can also make a PDF."));
    m_save->setText(tr("Save sealed copy..."));
    m_save->setToolTip(tr("A file with the key, encrypted under a passphrase"));
    m_restore->setText(tr("Restore..."));
    m_restore->setToolTip(tr("Brings the key back from its recovery code or a sealed copy; another key that is in use is never replaced"));
    m_reveal->setText(tr("Reveal passphrase..."));
    m_reveal->setToolTip(tr("Set or change the passphrase that is asked for before an identity is shown"));
    m_seconds->setSuffix(tr(" s"));
    m_note->setText(
        tr("The site key makes the pseudonyms and encrypts the identities behind them. Without a backup, a lost key cannot be replaced: "
           "nobody could read the identities again, and known patients would get new pseudonyms."));
    refresh();
}

void SiteKeyPage::refresh()
{
    const auto place = m_keeper.place();
    const auto key = deidentify::siteKeyOfProcess();
    QString text;
    if (place && place->isFixed)
        text = tr("In a plain file that LOBULE_KEY_FILE names: %1").arg(QDir::toNativeSeparators(place->file));
    else if (place && place->protection == Protection::KeyStore)
        text = tr("In the key store of this computer");
    else if (place && place->protection == Protection::Passphrase)
        text = tr("Encrypted under a passphrase that is asked for at every start");
    else if (place && place->protection == Protection::PlainFile)
        text = tr("In a file that only this account of the computer can read: %1").arg(QDir::toNativeSeparators(place->file));
    m_protection->setText(text);
    m_protect->setEnabled(place && !place->isFixed);
    m_protect->setToolTip(place && place->isFixed ? tr("LOBULE_KEY_FILE decides where the key is; remove that setting first.") : QString());
    m_keyId->setText(key ? key->keyId() : QString());
    const auto backup = key ? keys::lastBackup(key->keyId()) : std::nullopt;
    theme::setRole(m_backup, backup ? "" : "warn");
    m_backup->setText(backup ? (backup->kind == u"sealed-file" ? tr("%1, sealed copy") : tr("%1, recovery code"))
                                   .arg(backup->at.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")))
                             : tr("None yet. Print the recovery code or save a sealed copy now."));
}

void SiteKeyPage::say(const QString& sentence, bool isProblem)
{
    theme::setRole(m_message, isProblem ? "error" : "secondary");
    m_message->setText(sentence);
    m_message->setVisible(!sentence.isEmpty());
}

std::optional<SiteKey> SiteKeyPage::key()
{
    say({}, false);
    auto key = deidentify::siteKeyOfProcess();
    if (key) return *key;
    say(app::errorText(key.error()), true);
    return {};
}

bool SiteKeyPage::note(const QString& action, const QJsonObject& detail)
{
    const auto noted = m_library->audit(action, {}, detail);
    if (!noted) say(app::errorText(noted.error()), true);
    return noted.has_value();
}

void SiteKeyPage::printCode()
{
    const auto siteKey = key();
    if (!siteKey) return;
    auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    printer->setDocName(QStringLiteral("Lobule"));
    printer->setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout::Millimeter);
    auto* dialog = new QPrintDialog(printer.get(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Print the recovery code"));
    connect(dialog, &QDialog::accepted, this, [this, printer, siteKey] {
        if (!note(QStringLiteral("key-backup"), {{QStringLiteral("kind"), QStringLiteral("recovery-code")}})) return;
        if (!keys::paintRecoverySheet(*printer, *siteKey)) return say(tr("The printer does not take the page."), true);
        keys::noteBackup(siteKey->keyId(), QStringLiteral("recovery-code"));
        refresh();
        say(tr("Printed. Check that every letter can be read, then lock the sheet away."), false);
    });
    dialog->open();
}

void SiteKeyPage::saveSealedCopy()
{
    if (!key()) return;
    auto* form = new keys::NewPassphrase;
    auto* dialog = formDialog(this, tr("Save a sealed copy of the site key"),
        tr("The copy is encrypted under this passphrase. Keep the two apart, and both away from the library."), form,
        tr("Choose the file..."));
    connect(form, &keys::NewPassphrase::edited, dialog, [dialog, form] { verbOf(dialog)->setEnabled(form->isGood()); });
    connect(verbOf(dialog), &QPushButton::clicked, this, [this, dialog, form] {
        auto* files = new QFileDialog(this, tr("Save the sealed copy"), QDir::homePath());
        theme::keepFoldersUnwritten(files);
        files->setAttribute(Qt::WA_DeleteOnClose);
        files->setAcceptMode(QFileDialog::AcceptSave);
        files->setDefaultSuffix(QStringLiteral("lobulekey"));
        files->selectFile(QStringLiteral("site-key.lobulekey"));
        connect(files, &QFileDialog::fileSelected, this,
            [this, passphrase = form->text()](const QString& file) { writeSealedCopy(file, passphrase); });
        files->open();
        dialog->accept();
    });
    form->setFocus();
    dialog->open();
}

void SiteKeyPage::writeSealedCopy(const QString& file, const QString& passphrase)
{
    const auto siteKey = key();
    if (!siteKey || !note(QStringLiteral("key-backup"), {{QStringLiteral("kind"), QStringLiteral("sealed-file")}})) return;
    say(tr("Writing the copy..."), false);
    const auto work = [file, passphrase, siteKey]() -> Result<void> {
        QFile::remove(file); // The file dialog has asked.
        return keys::writeSealedBackup(*siteKey, file, passphrase);
    };
    keys::inBackground(this, work, [this, file](const Result<void>& written) {
        refresh();
        if (!written) {
            // The entry before it is about a copy that there is not.
            (void)note(QStringLiteral("key-backup-failed"), {{QStringLiteral("kind"), QStringLiteral("sealed-file")}});
            return say(app::errorText(written.error()), true);
        }
        say(tr("The copy was written to %1 and opens with its passphrase.").arg(QDir::toNativeSeparators(file)), false);
    });
}

void SiteKeyPage::restore()
{
    say({}, false);
    auto* form = new keys::RestoreForm;
    auto* dialog = formDialog(this, tr("Restore the site key"),
        tr("For a key that is damaged or whose passphrase was forgotten, or on a new computer. A present key that is in use is not "
           "replaced "
           "by another one."),
        form, tr("Restore"));
    connect(form, &keys::RestoreForm::edited, dialog, [dialog, form] { verbOf(dialog)->setEnabled(form->isComplete()); });
    connect(verbOf(dialog), &QPushButton::clicked, dialog, [this, dialog, form] {
        verbOf(dialog)->setEnabled(false);
        errorOf(dialog)->clear();
        const auto used = m_library->isSiteKeyUsed();
        if (!used) return errorOf(dialog)->say(used.error());
        const auto work = [keeper = m_keeper, read = form->reader(), isUsed = *used] { return putInPlace(keeper, read(), isUsed); };
        keys::inBackground(dialog, work, [this, dialog](const Result<bool>& replaced) {
            verbOf(dialog)->setEnabled(true);
            if (!replaced) {
                const bool isOther = replaced.error().code == ErrorCode::ConflictingDuplicate;
                return errorOf(dialog)->say(isOther ? Error{ErrorCode::Misuse, {"key-in-place"}, {}} : replaced.error());
            }
            (void)note(QStringLiteral("key-restored"), {});
            refresh();
            if (*replaced)
                endProgram();
            else
                say(tr("The backup holds this library's key, and the key is in its place."), false);
            dialog->accept();
        });
    });
    form->setFocus();
    dialog->open();
}

/// The program works with the key that it began with: vault and import workers hold it.
void SiteKeyPage::endProgram()
{
    auto* box = new QMessageBox(QMessageBox::Information, tr("Restore the site key"),
        tr("The restored key is in place. Lobule ends now; start it again to work with it."), QMessageBox::Ok, window());
    box->setObjectName(QStringLiteral("restoredEnd"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(box, &QDialog::finished, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    box->open();
}

void SiteKeyPage::protect()
{
    const auto siteKey = key();
    if (!siteKey) return;
    auto* dialog = new keys::ProtectDialog(m_keeper, *siteKey, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &keys::ProtectDialog::aboutToMove, this, [this](Protection protection, bool* isAllowed) {
        *isAllowed
            = note(QStringLiteral("key-protected"), {{QStringLiteral("protection"), QLatin1String(keys::protectionName(protection))}});
    });
    connect(dialog, &keys::ProtectDialog::moved, this, [this] {
        refresh();
        say(tr("The protection was changed."), false);
    });
    dialog->open();
}

void SiteKeyPage::changeRevealPassphrase()
{
    say({}, false);
    const auto isSet = m_library->hasRevealPassphrase();
    if (!isSet) return say(app::errorText(isSet.error()), true);
    auto* dialog = new keys::RevealPassphraseDialog(m_library->folder(), *isSet, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this] { say(tr("The reveal passphrase was stored."), false); });
    dialog->open();
}

} // namespace lobule::settings
