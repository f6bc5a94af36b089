#include "app/worklist/QuarantinePage.h"

#include "app/ErrorText.h"
#include "app/theme/Theme.h"
#include "app/worklist/OutcomeTable.h"
#include "core/library/Library.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace lobule::worklist {

using theme::px;

QuarantinePage::QuarantinePage(library::Library* library, QWidget* parent)
    : QWidget(parent), m_library(library), m_title(new QLabel(this)), m_text(new QLabel(this)), m_table(new OutcomeTable(this)),
      m_clear(new QPushButton(this))
{
    theme::setRole(m_title, "title");
    theme::setRole(m_text, "secondary");
    m_clear->setObjectName(QStringLiteral("clearQuarantine"));
    m_table->addTool(m_clear);
    connect(m_table, &OutcomeTable::retryRequested, this, &QuarantinePage::retryRequested);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, px(16), 0, 0);
    column->setSpacing(px(6));
    for (QLabel* label : {m_title, m_text}) {
        label->setContentsMargins(px(14), 0, px(14), 0);
        column->addWidget(label);
    }
    column->addWidget(m_table, 1);
    connect(m_clear, &QPushButton::clicked, this, &QuarantinePage::clear);
    retranslate();
}

void QuarantinePage::reload()
{
    QList<FileOutcome> outcomes;
    const auto rows = m_library->quarantine();
    if (!rows)
        Q_EMIT failed(app::errorText(rows.error()));
    else
        for (const auto& row : *rows) outcomes << makeOutcome(row);
    m_table->setOutcomes(outcomes);
    m_clear->setEnabled(!outcomes.isEmpty());
}

void QuarantinePage::clear()
{
    if (const auto done = m_library->clearQuarantine(); !done) Q_EMIT failed(app::errorText(done.error()));
    reload();
    Q_EMIT cleared();
}

void QuarantinePage::retranslate()
{
    m_title->setText(tr("Quarantine"));
    m_text->setText(tr("These files were not imported. They are where they were; this list only remembers them and why."));
    m_clear->setText(tr("Clear the list"));
}

void QuarantinePage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::worklist
