#include "app/settings/ArchivePage.h"

#include "app/ErrorText.h"
#include "app/keys/Background.h"
#include "app/theme/FileDialogs.h"
#include "app/theme/Theme.h"
#include "core/archive/ArchiveError.h"
#include "core/archive/Membership.h"
#include "core/archive/Password.h"
#include "core/library/Library.h"
#include "core/library/SyncStore.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace lobule::settings {

using theme::px;

/// What a thread of the pool needs to know; it opens the library's catalogue itself.
struct ArchivePage::Job {
    Act act = Act::Test;
    QString folder;
    archive::ConnectionSettings settings;
    QString password; ///< As typed; empty: the one that is kept.
    QString own; ///< The institution that was chosen, if any.
    std::shared_ptr<keys::KeyStore> keyStore;
    std::shared_ptr<std::atomic<bool>> cancel;
};

struct ArchivePage::Outcome {
    std::optional<Error> error;
    std::optional<archive::Probe> found;
    bool isUndecided = false; ///< There are several institutions and none is chosen.
    bool isCancelled = false;
};

ArchivePage::ArchivePage(library::Library* library, std::shared_ptr<keys::KeyStore> store, QWidget* parent)
    : SettingsPage(parent), m_library(library), m_keyStore(std::move(store))
{
    if (auto opened = library::SyncStore::open(library->folder())) m_store = std::move(*opened);
    build();
    const archive::ConnectionSettings stored = m_store ? archive::ConnectionSettings::load(*m_store) : archive::ConnectionSettings();
    m_host->setText(stored.host);
    m_port->setValue(stored.port);
    m_database->setText(stored.database);
    m_user->setText(stored.user);
    m_certificate->setText(QDir::toNativeSeparators(stored.rootCertificate));
    m_otherPasswordFile = stored.passwordFile;
    retranslate();
    m_keep->setCurrentIndex(stored.passwordFile.isEmpty() ? 0 : 1);
    connect(m_test, &QPushButton::clicked, this, [this] {
        if (m_cancel)
            m_cancel->store(true);
        else
            begin(Act::Test);
    });
    connect(m_connect, &QPushButton::clicked, this, [this] { begin(Act::Connect); });
    connect(m_disconnect, &QPushButton::clicked, this, &ArchivePage::askToDisconnect);
    connect(m_browse, &QPushButton::clicked, this, &ArchivePage::chooseCertificate);
    for (QLineEdit* field : {m_host, m_user}) connect(field, &QLineEdit::textChanged, this, &ArchivePage::showButtons);
}

ArchivePage::~ArchivePage()
{
    if (m_cancel) m_cancel->store(true);
}

void ArchivePage::build()
{
    m_status = new QLabel(this);
    m_status->setObjectName(QStringLiteral("archiveStatus"));
    m_status->setWordWrap(true);
    theme::setRole(m_status, "strong");
    m_explanation = new QLabel(this);
    m_explanation->setWordWrap(true);
    theme::setRole(m_explanation, "small");
    const auto edit = [this](const char* name) {
        auto* made = new QLineEdit(this);
        made->setObjectName(QLatin1String(name));
        made->setMaxLength(255);
        return made;
    };
    m_host = edit("archiveHost");
    m_database = edit("archiveDatabase");
    m_user = edit("archiveUser");
    m_password = edit("archivePassword");
    m_password->setEchoMode(QLineEdit::Password);
    m_certificate = edit("archiveCertificate");
    m_certificate->setMaxLength(4096);
    m_port = new QSpinBox(this);
    m_port->setObjectName(QStringLiteral("archivePort"));
    m_port->setRange(1, 65535);
    m_keep = new QComboBox(this);
    m_keep->setObjectName(QStringLiteral("archiveKeep"));
    m_institution = new QComboBox(this);
    m_institution->setObjectName(QStringLiteral("archiveInstitution"));
    m_message = new QLabel(this);
    m_message->setObjectName(QStringLiteral("archiveMessage"));
    m_message->setWordWrap(true);
    m_message->hide();
    const auto button = [this](const char* name) {
        auto* made = new QPushButton(this);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    m_browse = button("archiveBrowse");
    m_test = button("archiveTest");
    m_connect = button("archiveConnect");
    m_disconnect = button("archiveDisconnect");
    theme::setRole(m_connect, "primary");

    layOut();
}

void ArchivePage::layOut()
{
    const auto row = [](std::initializer_list<QWidget*> widgets, int stretched) {
        auto* line = new QHBoxLayout;
        line->setSpacing(px(8));
        int at = 0;
        for (QWidget* widget : widgets) line->addWidget(widget, at++ == stretched ? 1 : 0);
        return line;
    };
    m_form = new QFormLayout;
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setHorizontalSpacing(px(16));
    m_form->setVerticalSpacing(px(10));
    m_form->addRow(new QLabel(this), row({m_host, m_port}, 0));
    m_form->addRow(new QLabel(this), row({m_certificate, m_browse}, 0));
    m_form->addRow(new QLabel(this), m_database);
    m_form->addRow(new QLabel(this), m_user);
    m_form->addRow(new QLabel(this), m_password);
    m_form->addRow(new QLabel(this), m_keep);
    m_form->addRow(new QLabel(this), m_institution);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(px(10));
    buttons->addWidget(m_test);
    buttons->addWidget(m_connect);
    buttons->addStretch(1);
    buttons->addWidget(m_disconnect);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(12));
    column->addWidget(m_status);
    column->addWidget(m_explanation);
    column->addLayout(m_form);
    column->addLayout(buttons);
    column->addWidget(m_message);
    column->addStretch(1);
}

QString ArchivePage::title() const { return tr("Shared archive"); }

void ArchivePage::retranslate()
{
    const QStringList names{tr("Server and port"), tr("Certificate authority"), tr("Database"), tr("Login"), tr("Password"),
        tr("Keep the password in"), tr("This library is")};
    for (int row = 0; row < m_form->rowCount(); ++row)
        if (auto* label = qobject_cast<QLabel*>(m_form->itemAt(row, QFormLayout::LabelRole)->widget())) label->setText(names.value(row));
    m_explanation->setText(
        tr("Studies (de-identified), measurements, AI results and reports are shared with your institution. Identities stay here."));
    m_host->setPlaceholderText(QStringLiteral("archive.example.org"));
    m_host->setToolTip(tr("The name that the server's certificate is for"));
    m_port->setToolTip(tr("Port of the server; PostgreSQL's own is 5432"));
    m_certificate->setToolTip(tr("PEM file of the authority that the server's certificate is from; the administrator has it"));
    m_browse->setText(tr("Choose..."));
    m_password->setToolTip(tr("Sent only over an encrypted connection to a server whose certificate holds"));
    const int kept = m_keep->currentIndex();
    m_keep->clear();
    m_keep->addItem(tr("The key store of this computer"));
    m_keep->addItem(tr("A file that only this account can read"));
    m_keep->setCurrentIndex(std::max(0, kept));
    m_institution->setToolTip(tr("Studies imported from now on belong to this institution. Test fills the list."));
    m_institution->setPlaceholderText(tr("Test the connection to see the institutions"));
    m_connect->setText(tr("Connect"));
    m_disconnect->setText(tr("Disconnect..."));
    showLinks();
}

void ArchivePage::showLinks()
{
    const auto links = m_store ? m_store->links() : Result<QList<library::ArchiveLink>>();
    m_isConnected = links && !links->isEmpty();
    const QString own = m_library->institution();
    if (m_isConnected) {
        m_status->setText(tr("Connected as %1.").arg(m_store->setting(QStringLiteral("user"))));
        if (m_institution->count() == 0)
            for (const library::ArchiveLink& link : *links) m_institution->addItem(link.name);
        m_institution->setCurrentIndex(m_institution->findText(own));
    } else {
        m_status->setText(tr("Not connected."));
    }
    m_password->setPlaceholderText(m_isConnected ? tr("Kept; type to change it") : QString());
    showButtons();
}

void ArchivePage::showButtons()
{
    const bool isBusy = m_cancel != nullptr;
    const bool isComplete = !m_host->text().trimmed().isEmpty() && !m_user->text().trimmed().isEmpty();
    m_test->setText(isBusy ? tr("Cancel") : tr("Test"));
    m_test->setToolTip(isBusy ? QString() : tr("Connects, says in plain words what is wrong, and changes nothing"));
    m_test->setEnabled(isBusy || isComplete);
    m_connect->setText(m_isConnected ? tr("Apply") : tr("Connect"));
    m_connect->setEnabled(!isBusy && isComplete);
    m_disconnect->setVisible(m_isConnected);
    m_disconnect->setEnabled(!isBusy);
}

archive::ConnectionSettings ArchivePage::entered() const
{
    archive::ConnectionSettings settings;
    settings.host = m_host->text().trimmed();
    settings.port = m_port->value();
    if (const QString name = m_database->text().trimmed(); !name.isEmpty()) settings.database = name;
    settings.user = m_user->text().trimmed();
    settings.rootCertificate = QDir::fromNativeSeparators(m_certificate->text().trimmed());
    if (m_keep->currentIndex() == 1)
        settings.passwordFile = m_otherPasswordFile.isEmpty() ? archive::ownPasswordFile() : m_otherPasswordFile;
    return settings;
}

void ArchivePage::begin(Act act)
{
    if (m_cancel) return;
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    const Job job{act, m_library->folder(), entered(), m_password->text(), m_institution->currentText(), m_keyStore, m_cancel};
    say(act == Act::Disconnect ? tr("Disconnecting.") : tr("Connecting to %1.").arg(job.settings.host), "secondary");
    showButtons();
    keys::inBackground(
        this, [job] { return run(job); }, [this, act](const Outcome& outcome) { ended(act, outcome); });
}

/// In a thread of the pool.
ArchivePage::Outcome ArchivePage::run(const Job& job)
{
    Outcome outcome;
    const auto failed = [&outcome, &job](const Error& error) {
        outcome.isCancelled = job.cancel->load() || error.code == ErrorCode::Cancelled;
        outcome.error = error;
        return outcome;
    };
    const archive::IsCancelled isCancelled = [cancel = job.cancel] { return cancel->load(); };
    auto store = library::SyncStore::open(job.folder);
    if (!store) return failed(store.error());
    if (job.act == Act::Disconnect) {
        // The password first: it is of no use without the rest, and the other way round it would be forgotten about.
        const auto stored = archive::ConnectionSettings::load(**store); // not what somebody was typing
        if (const auto done = archive::forgetPassword(stored, job.keyStore); !done) return failed(done.error());
        if (const auto done = archive::untie(**store); !done) return failed(done.error());
        return outcome;
    }
    const auto password
        = job.password.isEmpty() ? archive::readPassword(job.settings, isCancelled, job.keyStore) : Result<QString>(job.password);
    if (!password) return failed(password.error());
    const auto found = archive::probe(job.settings, *password, isCancelled);
    if (!found) return failed(found.error());
    outcome.found = *found;
    if (job.act == Act::Test) return outcome;
    const QString own = found->institutions.size() == 1 ? found->institutions.first() : job.own;
    outcome.isUndecided = !found->institutions.contains(own);
    if (outcome.isUndecided) return outcome;
    if (!job.password.isEmpty())
        if (const auto kept = archive::keepPassword(job.settings, job.password, job.keyStore); !kept) return failed(kept.error());
    if (const auto tied = archive::tie(**store, job.settings, *password, own, isCancelled); !tied) return failed(tied.error());
    return outcome;
}

void ArchivePage::ended(Act act, const Outcome& outcome)
{
    m_cancel.reset();
    if (outcome.found) {
        const QString chosen = m_institution->currentText();
        m_institution->clear();
        m_institution->addItems(outcome.found->institutions);
        m_institution->setCurrentIndex(outcome.found->institutions.size() == 1 ? 0 : m_institution->findText(chosen));
    }
    if (outcome.isCancelled) {
        say(tr("Cancelled; nothing was changed."), "secondary");
    } else if (outcome.error) {
        const auto& arguments = outcome.error->arguments;
        const bool isKeyStore = !arguments.empty() && arguments.front().rfind("key-store", 0) == 0;
        say(isKeyStore ? tr("The key store of this computer cannot take the password. Unlock it, or keep the password in a file.")
                       : app::errorText(*outcome.error),
            "error");
    } else if (outcome.isUndecided) {
        say(tr("Choose which institution this library is, then connect."), "warn");
        m_institution->setFocus();
    } else if (act == Act::Test) {
        const QString names = outcome.found->institutions.join(QStringLiteral(", "));
        say(outcome.found->mayWrite ? tr("The archive answers. %1 is a member of: %2.").arg(outcome.found->login, names)
                                    : tr("The archive answers, but wants a newer Lobule: it can be read only."),
            outcome.found->mayWrite ? "secondary" : "warn");
    } else if (act == Act::Connect) {
        m_password->clear();
        say(tr("Connected. What is here is offered to the archive in the background."), "secondary");
    } else {
        m_institution->clear();
        say(tr("Disconnected. What was imported or written here stays."), "secondary");
    }
    showLinks();
    if (act != Act::Test) Q_EMIT connectionChanged();
}

void ArchivePage::askToDisconnect()
{
    const auto left = m_store->counts();
    auto* box = new QMessageBox(
        QMessageBox::NoIcon, tr("Disconnect"), tr("Disconnect this library from the archive?"), QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QString text = tr("Studies of others that are only cached here are removed from this computer; the archive keeps them. What was "
                      "imported or written here stays.");
    if (left && left->waiting + left->attention > 0)
        text += u'\n' + tr("%n change(s) have not been sent yet and stay here.", nullptr, left->waiting + left->attention);
    box->setInformativeText(text);
    auto* verb = box->addButton(tr("Disconnect"), QMessageBox::DestructiveRole);
    verb->setObjectName(QStringLiteral("disconnectVerb"));
    theme::setRole(verb, "danger");
    box->setDefaultButton(QMessageBox::Cancel);
    connect(verb, &QPushButton::clicked, this, [this] { begin(Act::Disconnect); });
    box->open();
}

void ArchivePage::chooseCertificate()
{
    auto* dialog = new QFileDialog(
        this, tr("Certificate authority"), m_certificate->text(), tr("Certificates (*.pem *.crt *.cer)") + QStringLiteral(";;*"));
    theme::keepFoldersUnwritten(dialog);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(
        dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { m_certificate->setText(QDir::toNativeSeparators(file)); });
    dialog->open();
}

void ArchivePage::say(const QString& sentence, const char* role)
{
    theme::setRole(m_message, role);
    m_message->setText(sentence);
    m_message->setVisible(!sentence.isEmpty());
}

void ArchivePage::showEvent(QShowEvent* event)
{
    SettingsPage::showEvent(event);
    showLinks();
}

} // namespace lobule::settings
