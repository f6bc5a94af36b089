#include "app/keys/KeyStartDialog.h"

#include "app/keys/Background.h"
#include "app/keys/ErrorLine.h"
#include "app/keys/NewPassphrase.h"
#include "app/keys/RestoreForm.h"

#include <QDeadlineTimer>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QStackedWidget>
#include <QThread>
#include <QVBoxLayout>

namespace lobule::keys {

using deidentify::SiteKey;
using theme::px;

namespace {

constexpr int kQuietMs = 1000; ///< A key store that answers within this shows nothing.

bool isWord(const Error& error, const char* word) { return !error.arguments.empty() && error.arguments.front() == word; }

QLabel* paragraph(const QString& text, const char* role, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    theme::setRole(label, role);
    return label;
}

QVBoxLayout* columnOf(QWidget* page)
{
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(10));
    return column;
}

} // namespace

KeyStartDialog::KeyStartDialog(KeyKeeper keeper, QWidget* parent)
    : QDialog(parent), m_keeper(std::move(keeper)), m_pages(new QStackedWidget(this)), m_error(new ErrorLine(this)),
      m_go(new QPushButton(this)), m_toRestore(new QPushButton(this)), m_quit(new QPushButton(tr("Quit"), this))
{
    setWindowTitle(QStringLiteral("Lobule"));
    setMinimumWidth(px(620));
    m_go->setObjectName(QStringLiteral("go"));
    m_toRestore->setObjectName(QStringLiteral("toRestore"));
    theme::setRole(m_go, "primary");
    m_go->setDefault(true);
    theme::setRole(m_toRestore, "flat");
    buildPages();
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(px(10));
    buttons->addWidget(m_toRestore);
    buttons->addStretch(1);
    buttons->addWidget(m_quit);
    buttons->addWidget(m_go);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(24), px(22), px(24), px(18));
    column->setSpacing(px(16));
    column->addWidget(m_pages, 1);
    column->addWidget(m_error);
    column->addLayout(buttons);
    connect(m_quit, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_toRestore, &QPushButton::clicked, this, [this] {
        const auto page = static_cast<Page>(m_pages->currentIndex());
        if (page != Restore) m_back = page;
        showPage(page == Restore ? m_back : Restore);
    });
    connect(m_go, &QPushButton::clicked, this, [this] {
        switch (m_pages->currentIndex()) {
        case Choose: return choose();
        case Passphrase: return begin(m_passphrase->text());
        case Restore: return restore();
        default: return begin();
        }
    });
}

// --- pages -----------------------------------------------------------------------------------------------------------

void KeyStartDialog::buildPages()
{
    for (QWidget* page : {buildWaiting(), buildChoose(), buildPassphrase(), buildRestore(), buildProblem()}) m_pages->addWidget(page);
}

QWidget* KeyStartDialog::buildWaiting()
{
    auto* page = new QWidget(this);
    auto* column = columnOf(page);
    column->addWidget(paragraph(tr("Opening the site key"), "title", page));
    column->addWidget(paragraph(tr("Waiting for the key store of this computer. Unlock it if you are asked to."), "secondary", page));
    column->addStretch(1);
    return page;
}

QWidget* KeyStartDialog::buildChoose()
{
    auto* page = new QWidget(this);
    auto* column = columnOf(page);
    m_chooseTitle = paragraph(tr("Protect the site key"), "title", page);
    column->addWidget(m_chooseTitle);
    column->addWidget(paragraph(tr("Lobule makes pseudonyms and encrypts the identities behind them with one key. This computer offers no "
                                   "key store that could keep it, so please choose where it goes. Settings can change this later."),
        "secondary", page));
    m_withPassphrase = new QRadioButton(tr("Protect it with a passphrase"), page);
    m_withPassphrase->setObjectName(QStringLiteral("withPassphrase"));
    m_withPassphrase->setChecked(true);
    column->addWidget(m_withPassphrase);
    auto* indent = new QVBoxLayout;
    indent->setContentsMargins(px(26), 0, 0, 0);
    indent->setSpacing(px(8));
    indent->addWidget(
        paragraph(tr("Asked for at every start. Without it nobody reads the identities, even with a copy of the disk."), "small", page));
    m_newPassphrase = new NewPassphrase(page);
    indent->addWidget(m_newPassphrase);
    column->addLayout(indent);
    m_plain = new QRadioButton(tr("Keep it in a file that only this account can read"), page);
    m_plain->setObjectName(QStringLiteral("plainFile"));
    column->addWidget(m_plain);
    auto* plainHint = new QVBoxLayout;
    plainHint->setContentsMargins(px(26), 0, 0, 0);
    plainHint->addWidget(
        paragraph(tr("Nothing is asked at the start. Whoever signs in as you, or takes an unencrypted disk, has the key."), "small", page));
    column->addLayout(plainHint);
    column->addStretch(1);
    connect(m_withPassphrase, &QRadioButton::toggled, this, &KeyStartDialog::updateButtons);
    connect(m_newPassphrase, &NewPassphrase::edited, this, &KeyStartDialog::updateButtons);
    return page;
}

QWidget* KeyStartDialog::buildPassphrase()
{
    auto* page = new QWidget(this);
    auto* column = columnOf(page);
    column->addWidget(paragraph(tr("Passphrase of the site key"), "title", page));
    m_passphrase = new QLineEdit(page);
    m_passphrase->setObjectName(QStringLiteral("passphrase"));
    m_passphrase->setEchoMode(QLineEdit::Password);
    m_passphrase->setAccessibleName(tr("Passphrase of the site key"));
    column->addWidget(m_passphrase);
    column->addStretch(1);
    connect(m_passphrase, &QLineEdit::textChanged, this, &KeyStartDialog::updateButtons);
    return page;
}

QWidget* KeyStartDialog::buildRestore()
{
    auto* page = new QWidget(this);
    auto* column = columnOf(page);
    column->addWidget(paragraph(tr("Restore the site key from a backup"), "title", page));
    m_restoreForm = new RestoreForm(page);
    column->addWidget(m_restoreForm);
    column->addStretch(1);
    connect(m_restoreForm, &RestoreForm::edited, this, &KeyStartDialog::updateButtons);
    return page;
}

QWidget* KeyStartDialog::buildProblem()
{
    auto* page = new QWidget(this);
    auto* column = columnOf(page);
    column->addWidget(paragraph(tr("The site key cannot be opened"), "title", page));
    m_problem = paragraph({}, "secondary", page);
    m_problem->setObjectName(QStringLiteral("problem"));
    column->addWidget(m_problem);
    column->addStretch(1);
    return page;
}

void KeyStartDialog::showPage(Page page)
{
    m_pages->setCurrentIndex(page);
    m_error->clear();
    m_go->setText(page == Choose ? tr("Continue") : page == Restore ? tr("Restore") : page == Problem ? tr("Try again") : tr("Open"));
    m_toRestore->setText(page == Restore ? tr("Back") : tr("Restore from a backup..."));
    m_go->setVisible(page != Waiting);
    m_toRestore->setVisible(page != Waiting && !(page == Choose && m_restored));
    m_chooseTitle->setText(m_restored ? tr("Protect the restored key") : tr("Protect the site key"));
    setEnabled(true);
    updateButtons();
    if (page == Choose) m_newPassphrase->setFocus();
    if (page == Passphrase) m_passphrase->setFocus();
    if (page == Restore) m_restoreForm->setFocus();
    // A hidden page of a stack still counts for its height.
    for (int i = 0; i < m_pages->count(); ++i)
        m_pages->widget(i)->setSizePolicy(QSizePolicy::Preferred, i == page ? QSizePolicy::Preferred : QSizePolicy::Ignored);
    adjustSize();
}

void KeyStartDialog::updateButtons()
{
    const int page = m_pages->currentIndex();
    m_newPassphrase->setEnabled(m_withPassphrase->isChecked());
    m_go->setEnabled(page == Choose ? m_plain->isChecked() || m_newPassphrase->isGood()
            : page == Passphrase    ? !m_passphrase->text().isEmpty()
            : page == Restore       ? m_restoreForm->isComplete()
                                    : true);
}

// --- acts ------------------------------------------------------------------------------------------------------------

KeyStartDialog::Attempt KeyStartDialog::tryToOpen(const KeyKeeper& keeper, const QString& passphrase)
{
    Attempt attempt{keeper.open(passphrase), false};
    if (attempt.key || attempt.key.error().code != ErrorCode::NotFound) return attempt;
    attempt.hasStore = keeper.hasKeyStore();
    if (attempt.hasStore) attempt.key = keeper.create(Protection::KeyStore);
    return attempt;
}

std::optional<SiteKey> KeyStartDialog::run()
{
    const QFuture<Attempt> first = QtConcurrent::run([keeper = m_keeper] { return tryToOpen(keeper, {}); });
    for (const QDeadlineTimer patience(kQuietMs); !first.isFinished() && !patience.hasExpired();) QThread::msleep(5);
    if (first.isFinished() && first.result().key) {
        end(*first.result().key);
        return m_key;
    }
    showPage(Waiting);
    inBackground(
        this, [first] { return first.result(); }, [this](const Attempt& attempt) { take(attempt); });
    exec();
    return m_key;
}

void KeyStartDialog::begin(const QString& passphrase)
{
    if (passphrase.isEmpty()) showPage(Waiting);
    m_error->clear();
    m_pages->setEnabled(false);
    m_go->setEnabled(false);
    inBackground(
        this, [keeper = m_keeper, passphrase] { return tryToOpen(keeper, passphrase); }, [this](const Attempt& attempt) { take(attempt); });
}

void KeyStartDialog::take(const Attempt& attempt)
{
    m_pages->setEnabled(true);
    if (attempt.key) return end(*attempt.key);
    const Error& error = attempt.key.error();
    if (isWord(error, "key-passphrase-needed") || isWord(error, "key-passphrase-wrong")) {
        showPage(Passphrase);
        m_passphrase->selectAll();
        if (isWord(error, "key-passphrase-wrong")) m_error->say(error);
        return;
    }
    // No key yet, and no key store that would take one (or it was asked and did not answer).
    const auto place = m_keeper.place();
    if (place && !place->protection) return showPage(Choose);
    m_problem->setText(app::errorText(error));
    showPage(Problem);
}

void KeyStartDialog::choose()
{
    const Protection protection = m_plain->isChecked() ? Protection::PlainFile : Protection::Passphrase;
    const QString passphrase = m_plain->isChecked() ? QString() : m_newPassphrase->text();
    if (m_restored) return putRestored(protection, passphrase);
    m_pages->setEnabled(false);
    m_go->setEnabled(false);
    inBackground(
        this,
        [keeper = m_keeper, protection, passphrase] {
            return Attempt{keeper.create(protection, passphrase), false};
        },
        [this](const Attempt& attempt) {
            take(attempt);
            if (!attempt.key && m_pages->currentIndex() == Choose) m_error->say(attempt.key.error());
        });
}

void KeyStartDialog::restore()
{
    m_error->clear();
    m_pages->setEnabled(false);
    m_go->setEnabled(false);
    const auto read = m_restoreForm->reader();
    const auto work = [keeper = m_keeper, read] {
        const auto place = keeper.place();
        const bool hasPlace = place && place->protection;
        return std::pair(read(), hasPlace ? place->protection : keeper.hasKeyStore() ? std::optional(Protection::KeyStore) : std::nullopt);
    };
    inBackground(this, work, [this](const std::pair<Result<SiteKey>, std::optional<Protection>>& found) {
        m_pages->setEnabled(true);
        updateButtons();
        if (!found.first) return m_error->say(found.first.error());
        m_restored = *found.first;
        // A passphrase that was forgotten, or no place yet: a new protection is chosen.
        if (!found.second || *found.second == Protection::Passphrase) return showPage(Choose);
        putRestored(*found.second, {});
    });
}

void KeyStartDialog::putRestored(Protection protection, const QString& passphrase)
{
    m_pages->setEnabled(false);
    m_go->setEnabled(false);
    const auto work
        = [keeper = m_keeper, key = *m_restored, protection, passphrase] { return keeper.restore(key, protection, passphrase); };
    inBackground(this, work, [this](const Result<void>& restored) {
        m_pages->setEnabled(true);
        updateButtons();
        if (restored) return end(*m_restored);
        const bool isOther = restored.error().code == ErrorCode::ConflictingDuplicate;
        m_restored.reset();
        showPage(Restore);
        m_error->say(isOther ? Error{ErrorCode::Misuse, {"key-in-place"}, {}} : restored.error());
    });
}

void KeyStartDialog::end(const SiteKey& key)
{
    m_key = key;
    deidentify::setSiteKeyOfProcess(key);
    m_newPassphrase->clear();
    m_passphrase->clear();
    m_restoreForm->clear();
    accept();
}

} // namespace lobule::keys
