#include "app/keys/RevealDialog.h"

#include "app/keys/Background.h"
#include "app/keys/ErrorLine.h"
#include "app/keys/NewPassphrase.h"
#include "core/library/Library.h"

#include <QDate>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace lobule::keys {

using theme::px;

namespace {

enum Page { Ask, Shown };

QString dayOf(const QString& value)
{
    const QDate day = QDate::fromString(value.left(8), QStringLiteral("yyyyMMdd"));
    return day.isValid() ? day.toString(Qt::ISODate) : value;
}

} // namespace

QStringList personNameLines(const QString& value)
{
    QStringList lines;
    for (const QString& group : value.split(u'=')) {
        const QString line = QString(group).replace(u'^', u' ').simplified();
        if (!line.isEmpty() && !lines.contains(line)) lines << line;
    }
    return lines;
}

RevealDialog::RevealDialog(const QString& libraryFolder, const library::StudyRow& study, int seconds, QWidget* parent)
    : QDialog(parent), m_folder(libraryFolder), m_studyUid(study.studyUid), m_seconds(seconds), m_pages(new QStackedWidget(this)),
      m_error(new ErrorLine(this)), m_close(new QPushButton(tr("Cancel"), this)), m_go(new QPushButton(tr("Reveal"), this))
{
    setWindowTitle(tr("Reveal identity"));
    setMinimumWidth(px(560));
    m_go->setObjectName(QStringLiteral("go"));
    theme::setRole(m_go, "primary");
    m_go->setDefault(true);
    m_close->setObjectName(QStringLiteral("close"));
    m_pages->addWidget(buildAsk(study));
    m_pages->addWidget(buildShown());
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(px(10));
    buttons->addStretch(1);
    buttons->addWidget(m_close);
    buttons->addWidget(m_go);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(22), px(20), px(22), px(16));
    column->setSpacing(px(12));
    column->addWidget(m_pages, 1);
    column->addWidget(m_error);
    column->addLayout(buttons);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, &RevealDialog::ask);
    m_countdown.setInterval(1000);
    connect(&m_countdown, &QTimer::timeout, this, &RevealDialog::tick);
    // Another program in front, another person at the screen, a locked session: all of them take the activity away.
    connect(qGuiApp, &QGuiApplication::applicationStateChanged, this, [this](Qt::ApplicationState state) {
        if (state != Qt::ApplicationActive && isShowing()) reject();
    });
    const auto library = library::Library::open(m_folder);
    const auto isSet = library ? (*library)->hasRevealPassphrase() : tl::unexpected(library.error());
    m_isNew = isSet && !*isSet;
    if (!isSet) m_error->say(isSet.error());
    m_passphrase->setVisible(!m_isNew);
    m_new->setVisible(m_isNew);
    findChild<QLabel*>(QStringLiteral("firstUse"))->setVisible(m_isNew);
    (m_isNew ? static_cast<QWidget*>(m_new) : m_passphrase)->setFocus();
    m_pages->widget(Shown)->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    updateButtons();
}

RevealDialog::~RevealDialog() { forget(); }

QWidget* RevealDialog::buildAsk(const library::StudyRow& study)
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(10));
    auto* title = new QLabel(QStringList{study.pseudonym, study.description}.join(QStringLiteral(" · ")), page);
    theme::setRole(title, "title");
    auto* text
        = new QLabel(tr("Who this patient is will be shown for %n second(s). The look is written into the audit log, with your account "
                        "and the time.",
                         nullptr, m_seconds),
            page);
    text->setWordWrap(true);
    theme::setRole(text, "secondary");
    auto* first = new QLabel(
        tr("No reveal passphrase has been set for this library yet. Choose one now; it will be asked for from then on."), page);
    first->setObjectName(QStringLiteral("firstUse"));
    first->setWordWrap(true);
    m_passphrase = new QLineEdit(page);
    m_passphrase->setObjectName(QStringLiteral("passphrase"));
    m_passphrase->setEchoMode(QLineEdit::Password);
    m_passphrase->setPlaceholderText(tr("Reveal passphrase"));
    m_passphrase->setAccessibleName(m_passphrase->placeholderText());
    m_new = new NewPassphrase(page);
    for (QWidget* widget : {static_cast<QWidget*>(title), static_cast<QWidget*>(text), static_cast<QWidget*>(first),
             static_cast<QWidget*>(m_passphrase), static_cast<QWidget*>(m_new)})
        column->addWidget(widget);
    column->addStretch(1);
    connect(m_passphrase, &QLineEdit::textChanged, this, &RevealDialog::updateButtons);
    connect(m_new, &NewPassphrase::edited, this, &RevealDialog::updateButtons);
    return page;
}

QWidget* RevealDialog::buildShown()
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(14));
    m_facts = new QWidget(page);
    m_facts->setObjectName(QStringLiteral("facts"));
    m_form = new QFormLayout(m_facts);
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(px(18));
    m_form->setVerticalSpacing(px(8));
    m_left = new QLabel(page);
    m_left->setObjectName(QStringLiteral("left"));
    theme::setRole(m_left, "small");
    m_bar = new QProgressBar(page);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(px(6));
    m_bar->setRange(0, m_seconds);
    column->addWidget(m_facts, 1);
    column->addWidget(m_bar);
    column->addWidget(m_left);
    return page;
}

bool RevealDialog::isShowing() const { return m_pages->currentIndex() == Shown; }

void RevealDialog::updateButtons() { m_go->setEnabled(!m_isBusy && (m_isNew ? m_new->isGood() : !m_passphrase->text().isEmpty())); }

void RevealDialog::ask()
{
    m_isBusy = true;
    m_error->clear();
    updateButtons();
    const auto work
        = [folder = m_folder, study = m_studyUid, isNew = m_isNew, passphrase = m_isNew ? m_new->text() : m_passphrase->text()] {
              Answer answer{QList<library::OriginalIdentity>(), false};
              const auto library = library::Library::open(folder);
              if (!library) {
                  answer.identities = tl::unexpected(library.error());
                  return answer;
              }
              if (isNew)
                  if (const auto set = (*library)->setRevealPassphrase({}, passphrase); !set) {
                      answer.identities = tl::unexpected(set.error());
                      return answer;
                  }
              answer.identities = (*library)->reveal(study, passphrase);
              if (answer.identities) answer.isIdShared = (*library)->isPatientIdShared(study).value_or(false);
              return answer;
          };
    inBackground(this, work, [this](const Answer& answer) { take(answer); });
}

void RevealDialog::take(const Answer& answer)
{
    m_isBusy = false;
    updateButtons();
    if (!isVisible()) return; // Closed meanwhile: nothing is shown.
    if (!answer.identities) {
        m_error->say(answer.identities.error());
        m_passphrase->selectAll();
        m_passphrase->setFocus();
        return;
    }
    if (QGuiApplication::applicationState() != Qt::ApplicationActive) return reject();
    showIdentities(answer);
}

void RevealDialog::addFact(const QString& name, const QString& value)
{
    if (value.isEmpty()) return;
    auto* label = new QLabel(name, m_facts);
    theme::setRole(label, "small");
    auto* text = new QLabel(value, m_facts);
    text->setTextInteractionFlags(Qt::NoTextInteraction); // Neither selected nor copied.
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    theme::setRole(text, "strong");
    m_form->addRow(label, text);
}

void RevealDialog::showIdentities(const Answer& answer)
{
    forget();
    const QList<library::OriginalIdentity>& identities = *answer.identities;
    if (answer.isIdShared)
        addFact(tr("Warning"),
            tr("Two persons share this patient ID: the studies under this pseudonym name different people. Do not read them as one "
               "patient; ask where the ID was given."));
    if (identities.size() > 1) addFact(tr("Note"), tr("The files of this study named more than one identity."));
    int number = 0;
    for (const library::OriginalIdentity& identity : identities) {
        if (identities.size() > 1) addFact(tr("Identity"), tr("%1 of %2").arg(++number).arg(identities.size()));
        const auto value = [&](const char* keyword) { return identity.attributes.value(QLatin1String(keyword)).toString(); };
        addFact(tr("Name"), personNameLines(value("PatientName")).join(u'\n'));
        addFact(tr("Patient ID"), value("PatientID"));
        addFact(tr("Issuer of the ID"), value("IssuerOfPatientID"));
        addFact(tr("Other IDs"), value("OtherPatientIDs"));
        addFact(tr("Date of birth"), dayOf(value("PatientBirthDate")));
        addFact(tr("Sex"), value("PatientSex"));
        addFact(tr("Age"), value("PatientAge"));
        addFact(tr("Study date"), dayOf(value("StudyDate")));
        addFact(tr("Accession number"), value("AccessionNumber"));
        addFact(tr("Study ID"), value("StudyID"));
        addFact(tr("Description"), value("StudyDescription"));
        addFact(tr("Institution"), value("InstitutionName"));
        addFact(tr("Referring physician"), personNameLines(value("ReferringPhysicianName")).join(u'\n'));
    }
    if (m_form->rowCount() == 0) addFact(tr("Identity"), tr("The vault holds none of this study."));
    m_passphrase->clear();
    m_new->clear();
    m_pages->widget(Ask)->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    m_pages->widget(Shown)->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    m_pages->setCurrentIndex(Shown);
    m_go->hide();
    m_close->setText(tr("Hide"));
    m_close->setDefault(true);
    m_close->setFocus();
    m_secondsLeft = m_seconds + 1;
    tick();
    m_countdown.start();
    adjustSize();
}

void RevealDialog::tick()
{
    if (--m_secondsLeft <= 0) return reject();
    m_bar->setValue(m_secondsLeft);
    m_left->setText(tr("Hidden in %n second(s).", nullptr, m_secondsLeft));
}

void RevealDialog::forget()
{
    m_countdown.stop();
    while (m_form->rowCount() > 0) m_form->removeRow(0); // Deletes the labels at once.
}

void RevealDialog::done(int result)
{
    forget();
    m_passphrase->clear();
    m_new->clear();
    QDialog::done(result);
}

} // namespace lobule::keys
