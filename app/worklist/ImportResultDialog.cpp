#include "app/worklist/ImportResultDialog.h"

#include "app/theme/Theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace lobule::worklist {

using theme::px;

ImportResultDialog::ImportResultDialog(QWidget* parent)
    : QDialog(parent), m_summary(new QLabel(this)), m_table(new OutcomeTable(this)), m_close(new QPushButton(this))
{
    theme::setRole(m_summary, "title");
    m_summary->setContentsMargins(px(14), px(14), px(14), 0);
    m_summary->setWordWrap(true);
    m_close->setDefault(true);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(px(14), px(10), px(14), px(12));
    foot->addStretch();
    foot->addWidget(m_close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_summary);
    column->addWidget(m_table, 1);
    column->addLayout(foot);
    connect(m_close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_table, &OutcomeTable::retryRequested, this, &ImportResultDialog::retryRequested);
    resize(px(1280), px(520));
    retranslate();
}

void ImportResultDialog::setReport(const ImportReport& report)
{
    m_report = report;
    m_table->setOutcomes(report.outcomes);
    retranslate();
}

void ImportResultDialog::retranslate()
{
    setWindowTitle(tr("Result of the import"));
    m_close->setText(tr("Close"));
    const ImportState& state = m_report.state;
    QStringList parts{tr("%n image(s) imported", nullptr, state.imported), tr("%n already here", nullptr, state.duplicates)};
    if (state.skipped > 0) parts << tr("%n skipped (not DICOM)", nullptr, state.skipped);
    parts << tr("%n quarantined", nullptr, state.quarantined);
    m_summary->setText(parts.join(QStringLiteral(" · ")));
}

void ImportResultDialog::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QDialog::changeEvent(event);
}

} // namespace lobule::worklist
