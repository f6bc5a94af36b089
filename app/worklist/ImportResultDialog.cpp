#include "app/worklist/ImportResultDialog.h"

#include "app/ErrorText.h"
#include "app/reporting/DeidentReportPdf.h"
#include "app/settings/Language.h"
#include "app/theme/FileDialogs.h"
#include "app/theme/PlainTip.h"
#include "app/theme/Theme.h"

#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace lobule::worklist {

using theme::px;

ImportResultDialog::ImportResultDialog(QWidget* parent)
    : QDialog(parent), m_summary(new QLabel(this)), m_table(new OutcomeTable(this)), m_note(new QLabel(this)),
      m_save(new QPushButton(this)), m_close(new QPushButton(this))
{
    theme::setRole(m_summary, "title");
    m_summary->setContentsMargins(px(14), px(14), px(14), 0);
    m_summary->setWordWrap(true);
    m_close->setDefault(true);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(px(14), px(10), px(14), px(12));
    m_save->setObjectName(QStringLiteral("saveDeidentReport"));
    m_note->setObjectName(QStringLiteral("deidentReportNote"));
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    foot->setSpacing(px(10));
    foot->addWidget(m_save);
    foot->addWidget(m_note, 1);
    foot->addWidget(m_close);
    connect(m_save, &QPushButton::clicked, this, &ImportResultDialog::chooseReportFile);
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
    m_note->clear();
    m_save->setEnabled(report.deidentification.startedAt.isValid());
    m_table->setOutcomes(report.outcomes);
    retranslate();
}

void ImportResultDialog::retranslate()
{
    setWindowTitle(tr("Result of the import"));
    m_close->setText(tr("Close"));
    m_save->setText(tr("Save de-identification report..."));
    m_save->setToolTip(tr("What was removed, replaced and kept, in numbers and tags; no names, values or file names"));
    const ImportState& state = m_report.state;
    QStringList parts{tr("%n image(s) imported", nullptr, state.imported)};
    if (state.notShown > 0) parts << tr("%n of them cannot be shown", nullptr, state.notShown);
    parts << tr("%n already here", nullptr, state.duplicates);
    if (state.skipped > 0) parts << tr("%n skipped (not DICOM)", nullptr, state.skipped);
    parts << tr("%n quarantined", nullptr, state.quarantined);
    m_summary->setText(parts.join(QStringLiteral(" · ")) + (m_report.warning.isEmpty() ? QString() : QLatin1Char('\n') + m_report.warning));
}

void ImportResultDialog::chooseReportFile()
{
    auto* dialog = new QFileDialog(this, tr("Save de-identification report"));
    theme::keepFoldersUnwritten(dialog);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("PDF document (*.pdf)"), tr("JSON (*.json)")});
    const QString day = m_report.deidentification.finishedAt.toLocalTime().toString(QStringLiteral("yyyyMMdd-HHmm"));
    dialog->selectFile(QStringLiteral("deidentification-%1.pdf").arg(day));
    dialog->setDefaultSuffix(QStringLiteral("pdf"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        const bool isJson = filter.contains(QLatin1String("json"));
        dialog->setDefaultSuffix(isJson ? QStringLiteral("json") : QStringLiteral("pdf"));
        const QString chosen = QFileInfo(dialog->selectedFiles().value(0)).completeBaseName();
        if (!chosen.isEmpty()) dialog->selectFile(chosen + (isJson ? QStringLiteral(".json") : QStringLiteral(".pdf")));
    });
    connect(dialog, &QFileDialog::fileSelected, this, &ImportResultDialog::saveReport);
    dialog->open();
}

void ImportResultDialog::saveReport(const QString& path)
{
    const bool isJson = path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    const auto language = reporting::languageFromTag(settings::installedLanguage()).value_or(reporting::Language::English);
    const auto saved = isJson ? ingest::writeJson(path, m_report.deidentification)
                              : reporting::writeDeidentReportPdf(path, m_report.deidentification, language);
    theme::setRole(m_note, saved ? "secondary" : "error");
    m_note->setText(saved ? tr("Saved as %1.").arg(QDir::toNativeSeparators(path)) : app::errorText(saved.error()));
    m_note->setToolTip(theme::plainTip(m_note->text()));
}

void ImportResultDialog::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QDialog::changeEvent(event);
}

} // namespace lobule::worklist
