#include "app/settings/DeidentificationPage.h"

#include "app/ErrorText.h"
#include "app/theme/FileDialogs.h"
#include "app/theme/Theme.h"
#include "core/deidentify/Profile.h"
#include "core/library/Library.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace lobule::settings {

using theme::px;

namespace {

/// Gives the words one translation context. The first is what the box says, the second what it keeps and what that risks.
class Words {
    Q_DECLARE_TR_FUNCTIONS(DeidentificationPage)
public:
    static QString name(const QString& word)
    {
        if (word.isEmpty()) return tr("Basic profile (always on)");
        if (word == u"modified-dates") return tr("Keep dates, shifted");
        if (word == u"device") return tr("Keep the device");
        if (word == u"patient-characteristics") return tr("Keep patient characteristics");
        if (word == u"institution") return tr("Keep the institution");
        if (word == u"clean-descriptors") return tr("Keep cleaned descriptions");
        if (word == u"safe-private") return tr("Keep safe private attributes");
        return tr("Tell patient IDs of different issuers apart");
    }
    static QString explanation(const QString& word)
    {
        if (word.isEmpty())
            return tr("Removes or replaces names, identifiers, dates, institutions, free text, UIDs and private attributes, "
                      "at every level (PS3.15 table E.1-1).");
        if (word == u"modified-dates")
            return tr("Every date of a patient moves back by the same secret number of days, so that intervals stay. "
                      "Whoever knows one true date of a patient can work out all the others.");
        if (word == u"device")
            return tr("Keeps serial numbers, station names and calibration dates. They tell which scanner, and so which "
                      "hospital, made the images.");
        if (word == u"patient-characteristics")
            return tr(
                "Keeps sex, age (90 for everybody above 89), size, weight and smoking status. Rare combinations may point to one person.");
        if (word == u"institution")
            return tr("Keeps name, address and department of the hospital. It narrows down where the patient was treated.");
        if (word == u"clean-descriptors")
            return tr("Keeps those words of study, series and protocol descriptions that are radiological vocabulary. "
                      "A name that is such a word stays.");
        if (word == u"safe-private")
            return tr("Keeps the private attributes of the whitelist. A list that is too generous lets manufacturers' hidden identifiers "
                      "through.");
        return tr("For archives that hold several hospitals' IDs. Changes the pseudonym of every patient whose files name an issuer; "
                  "files without the issuer no longer belong to the same patient.");
    }
};

} // namespace

DeidentificationPage::DeidentificationPage(library::Library* library, QWidget* parent)
    : SettingsPage(parent), m_library(library), m_choice(ingest::profileChoice(*library))
{
    build();
    retranslate();
}

QString DeidentificationPage::title() const { return tr("De-identification"); }

void DeidentificationPage::addRow(QLayout* column, const QString& word)
{
    Row row{word, new QCheckBox(this), new QLabel(this)};
    row.box->setObjectName(word.isEmpty() ? QStringLiteral("basic") : word);
    row.explanation->setWordWrap(true);
    row.explanation->setContentsMargins(px(26), 0, 0, 0);
    row.explanation->setBuddy(row.box);
    theme::setRole(row.explanation, "small");
    auto* pair = new QVBoxLayout;
    pair->setSpacing(px(2));
    pair->addWidget(row.box);
    pair->addWidget(row.explanation);
    static_cast<QBoxLayout*>(column)->addLayout(pair);
    if (word.isEmpty()) {
        row.box->setChecked(true);
        row.box->setEnabled(false);
    } else {
        connect(row.box, &QCheckBox::clicked, this, [this] {
            ingest::ProfileChoice choice = m_choice;
            QStringList words{QStringLiteral("basic")};
            for (const Row& each : std::as_const(m_rows))
                if (!each.word.isEmpty() && each.box->isChecked()) words << each.word;
            choice.profile = words.join(u',');
            store(choice);
        });
    }
    m_rows << row;
}

void DeidentificationPage::build()
{
    m_intro = new QLabel(this);
    m_intro->setWordWrap(true);
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("profileProblem"));
    m_problem->setWordWrap(true);
    theme::setRole(m_problem, "error");
    m_problem->hide();
    m_listName = new QLabel(this);
    m_list = new QLineEdit(this);
    m_list->setObjectName(QStringLiteral("safePrivateList"));
    m_list->setReadOnly(true);
    m_browse = new QPushButton(this);
    m_shipped = new QPushButton(this);
    m_shipped->setObjectName(QStringLiteral("shippedList"));
    auto* listRow = new QHBoxLayout;
    listRow->setContentsMargins(px(26), 0, 0, 0);
    listRow->setSpacing(px(8));
    listRow->addWidget(m_listName);
    listRow->addWidget(m_list, 1);
    listRow->addWidget(m_browse);
    listRow->addWidget(m_shipped);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(12));
    column->addWidget(m_intro);
    addRow(column, {});
    for (const std::string_view word : deidentify::Profile::optionWords())
        addRow(column, QString::fromLatin1(word.data(), static_cast<qsizetype>(word.size())));
    column->addLayout(listRow);
    addRow(column, QStringLiteral("separate-issuers"));
    column->addWidget(m_problem);
    column->addStretch();
    connect(m_browse, &QPushButton::clicked, this, &DeidentificationPage::chooseList);
    connect(m_shipped, &QPushButton::clicked, this, [this] {
        ingest::ProfileChoice choice = m_choice;
        choice.safePrivateList.clear();
        choice.safePrivateName.clear();
        store(choice);
    });
}

void DeidentificationPage::retranslate()
{
    m_intro->setText(
        tr("Applies to everything that is imported from now on, in the window and by lobulectl. Changes are noted in the audit log."));
    for (const Row& row : std::as_const(m_rows)) {
        row.box->setText(Words::name(row.word));
        row.explanation->setText(Words::explanation(row.word));
    }
    m_listName->setText(tr("Whitelist"));
    m_browse->setText(tr("Choose..."));
    m_shipped->setText(tr("Shipped list"));
    m_list->setToolTip(tr("One attribute a line: GGGG,\"CREATOR\",EE"));
    showChoice();
}

void DeidentificationPage::showChoice()
{
    const QStringList words = m_choice.profile.split(u',');
    for (const Row& row : std::as_const(m_rows))
        if (!row.word.isEmpty()) row.box->setChecked(words.contains(row.word));
    const bool isUsed = words.contains(QStringLiteral("safe-private"));
    for (QWidget* widget : {static_cast<QWidget*>(m_listName), static_cast<QWidget*>(m_list), static_cast<QWidget*>(m_browse)})
        widget->setEnabled(isUsed);
    const bool isShipped = m_choice.safePrivateList.isEmpty();
    m_shipped->setEnabled(isUsed && !isShipped);
    const auto profile = ingest::resolve(QStringLiteral("safe-private"), m_choice.safePrivateList);
    const int count = profile ? static_cast<int>(profile->safePrivate.size()) : 0;
    m_list->setText(
        (isShipped ? tr("Shipped list") : m_choice.safePrivateName) + QStringLiteral(" \u00b7 ") + tr("%n attribute(s)", nullptr, count));
}

void DeidentificationPage::showProblem(const QString& sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

void DeidentificationPage::store(ingest::ProfileChoice choice)
{
    const auto stored = ingest::storeProfileChoice(*m_library, choice);
    showProblem(stored ? QString() : app::errorText(stored.error()));
    if (stored) m_choice = ingest::profileChoice(*m_library);
    showChoice();
    if (stored) Q_EMIT profileChanged();
}

void DeidentificationPage::chooseList()
{
    auto* dialog = new QFileDialog(this, tr("Choose a whitelist of private attributes"));
    theme::keepFoldersUnwritten(dialog);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &DeidentificationPage::useList);
    dialog->open();
}

void DeidentificationPage::useList(const QString& path)
{
    const auto text = ingest::readSafePrivateList(path);
    if (!text) {
        const bool isLine = text.error().code == ErrorCode::Malformed && !text.error().arguments.empty();
        const QString line = isLine ? QString::fromStdString(text.error().arguments.front()).section(u' ', 1) : QString();
        showProblem(isLine ? tr("Line %1 of %2 is not of the form GGGG,\"CREATOR\",EE with an odd group; the whitelist was not changed.")
                                 .arg(line, QFileInfo(path).fileName())
                           : app::errorText(text.error()));
        return;
    }
    ingest::ProfileChoice choice = m_choice;
    choice.safePrivateList = *text;
    choice.safePrivateName = QFileInfo(path).fileName();
    store(choice);
}

} // namespace lobule::settings
