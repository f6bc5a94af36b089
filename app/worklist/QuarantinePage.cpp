#include "app/worklist/QuarantinePage.h"

#include "app/ErrorText.h"
#include "app/theme/Theme.h"
#include "app/worklist/QuarantineImport.h"
#include "app/worklist/ReviewDialog.h"
#include "core/ingest/ProfileChoice.h"
#include "core/library/Library.h"

#include <QEvent>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace lobule::worklist {

using theme::px;

namespace {

library::QuarantineRow rowOf(const FileOutcome& outcome)
{
    return {outcome.id, outcome.file, QString::fromLatin1(errorCodeName(outcome.code)), outcome.reason, {}, outcome.retry};
}

} // namespace

QuarantinePage::QuarantinePage(library::Library* library, QWidget* parent)
    : QWidget(parent), m_library(library), m_importer(new QuarantineImport(library, this)), m_title(new QLabel(this)),
      m_text(new QLabel(this)), m_otherKeys(new QLabel(this)), m_say(new QLabel(this)), m_table(new OutcomeTable(this)),
      m_act(new QPushButton(this)), m_clear(new QPushButton(this))
{
    theme::setRole(m_title, "title");
    theme::setRole(m_text, "secondary");
    m_act->setObjectName(QStringLiteral("reviewFile"));
    m_clear->setObjectName(QStringLiteral("clearQuarantine"));
    m_say->setObjectName(QStringLiteral("quarantineMessage"));
    m_otherKeys->setObjectName(QStringLiteral("quarantineOtherKeys"));
    m_otherKeys->setWordWrap(true);
    m_otherKeys->hide();
    m_say->setWordWrap(true);
    m_say->hide();
    // Here the button beside it does that, one file at a time.
    m_table->findChild<QPushButton*>(QStringLiteral("outcomeRetry"))->hide();
    m_table->addTool(m_act);
    m_table->addTool(m_clear);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, px(16), 0, 0);
    column->setSpacing(px(6));
    for (QLabel* label : {m_title, m_text, m_otherKeys, m_say}) {
        label->setContentsMargins(px(14), 0, px(14), 0);
        column->addWidget(label);
    }
    column->addWidget(m_table, 1);
    connect(m_clear, &QPushButton::clicked, this, &QuarantinePage::clear);
    connect(m_table, &OutcomeTable::activated, this, &QuarantinePage::act);
    connect(m_table, &OutcomeTable::currentChanged, this, &QuarantinePage::updateButtons);
    connect(m_act, &QPushButton::clicked, this, [this] {
        if (m_importer->isRunning()) return m_importer->cancel();
        if (const auto outcome = m_table->current()) act(*outcome);
    });
    connect(m_importer, &QuarantineImport::finished, this, &QuarantinePage::importEnded);
    retranslate();
}

QuarantinePage::~QuarantinePage() = default;

ReviewDialog* QuarantinePage::review() const { return m_review; }

void QuarantinePage::reload()
{
    QList<FileOutcome> outcomes;
    const auto rows = m_library->quarantine();
    if (!rows)
        Q_EMIT failed(app::errorText(rows.error()));
    else
        for (const auto& row : *rows) outcomes << makeOutcome(row);
    m_table->setOutcomes(outcomes);
    m_underOtherKeys = m_library->countQuarantinedUnderOtherKeys().value_or(0);
    showOtherKeys();
    m_clear->setEnabled(!outcomes.isEmpty() || m_underOtherKeys > 0);
    updateButtons();
}

void QuarantinePage::showOtherKeys()
{
    m_otherKeys->setText(
        tr("%n file(s) were held under another site key and cannot be shown. Restore that key (Settings, Keys) to see them; "
           "clearing the list forgets them too.",
            nullptr, m_underOtherKeys));
    m_otherKeys->setVisible(m_underOtherKeys > 0);
}

void QuarantinePage::act(const FileOutcome& outcome)
{
    if (m_importer->isRunning()) return;
    if (outcome.code == ErrorCode::HeldForReview) return openReview(outcome);
    say(tr("Importing..."), "secondary");
    m_importer->tryAgain(rowOf(outcome));
    updateButtons();
}

void QuarantinePage::openReview(const FileOutcome& outcome)
{
    if (m_review) return m_review->raise();
    say({}, "secondary");
    // Who looks at an original is written down before anything of it is shown: why it was held, not which file it is.
    const QJsonObject detail{
        {QStringLiteral("code"), QString::fromLatin1(errorCodeName(outcome.code))}, {QStringLiteral("reason"), outcome.reason}};
    if (const auto noted = m_library->audit(QStringLiteral("quarantine-reviewed"), {}, detail); !noted)
        return say(app::errorText(noted.error()), "error");
    // What is shown is what the release will do.
    const ingest::ProfileChoice choice = ingest::profileChoice(*m_library);
    ingest::ImportOptions options;
    options.profile = choice.profile;
    options.safePrivateList = choice.safePrivateList;
    m_review = new ReviewDialog(rowOf(outcome), options, this);
    connect(m_review, &ReviewDialog::releaseRequested, this, [this](const ReleaseOrder& order) {
        m_review->setReleasing();
        m_importer->release(m_review->row(), order);
    });
    connect(m_review, &ReviewDialog::cancelRequested, m_importer, &QuarantineImport::cancel);
    m_review->open();
}

void QuarantinePage::importEnded(bool inLibrary, const QString& sentence)
{
    if (m_review && !inLibrary) {
        m_review->setRefused(sentence);
    } else {
        if (m_review) m_review->setRefused({}); // nothing runs any more: it may close
        if (m_review) m_review->accept();
        say(sentence, inLibrary ? "secondary" : "error");
    }
    reload();
    Q_EMIT imported();
}

void QuarantinePage::clear()
{
    if (const auto done = m_library->clearQuarantine(); !done) Q_EMIT failed(app::errorText(done.error()));
    say({}, "secondary");
    reload();
    Q_EMIT cleared();
}

void QuarantinePage::say(const QString& text, const char* role)
{
    m_say->setText(text);
    m_say->setVisible(!text.isEmpty());
    theme::setRole(m_say, role);
}

void QuarantinePage::updateButtons()
{
    const auto outcome = m_table->current();
    const bool held = outcome && outcome->code == ErrorCode::HeldForReview;
    m_act->setEnabled(outcome.has_value() || m_importer->isRunning());
    m_act->setText(m_importer->isRunning() ? tr("Cancel") : held || !outcome ? tr("Review...") : tr("Try again"));
    m_act->setToolTip(held ? tr("Look at the file and decide (Enter)") : tr("Import the file again (Enter)"));
}

void QuarantinePage::retranslate()
{
    m_title->setText(tr("Quarantine"));
    m_text->setText(tr("These files were not imported. They are where they were; this list only remembers them and why."));
    m_clear->setText(tr("Clear the list"));
    showOtherKeys();
    updateButtons();
}

void QuarantinePage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::worklist
