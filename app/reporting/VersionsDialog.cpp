#include "app/reporting/VersionsDialog.h"

#include "app/reporting/FieldTitles.h"
#include "app/theme/Theme.h"
#include "core/report/ReportFields.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace lobule::reporting {

namespace {

QString textOf(const library::ReportVersion& version)
{
    QStringList parts;
    for (const report::ReportField& field : report::reportFields()) {
        const QString text = version.fields.value(QLatin1String(field.key)).toString();
        if (!text.isEmpty()) parts << windowFieldTitle(QLatin1String(field.key)) + QLatin1Char('\n') + text;
    }
    return parts.join(QStringLiteral("\n\n"));
}

} // namespace

VersionsDialog::VersionsDialog(QWidget* parent)
    : QDialog(parent), m_list(new QListWidget(this)), m_text(new QPlainTextEdit(this)), m_hint(new QLabel(this)),
      m_restore(new QPushButton(this)), m_close(new QPushButton(this))
{
    m_list->setObjectName(QStringLiteral("report.versions"));
    m_text->setReadOnly(true);
    theme::setRole(m_hint, "small");
    m_hint->setWordWrap(true);
    auto* middle = new QHBoxLayout;
    middle->addWidget(m_list, 2);
    middle->addWidget(m_text, 3);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_hint, 1);
    buttons->addWidget(m_restore);
    buttons->addWidget(m_close);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(middle, 1);
    layout->addLayout(buttons);
    resize(theme::px(860), theme::px(520));
    connect(m_list, &QListWidget::currentRowChanged, this, &VersionsDialog::showCurrent);
    connect(m_restore, &QPushButton::clicked, this, [this] {
        const int row = m_list->currentRow();
        if (row >= 0 && row < m_versions.size()) Q_EMIT restoreRequested(m_versions[row]);
    });
    connect(m_close, &QPushButton::clicked, this, &QDialog::close);
    retranslate();
}

void VersionsDialog::setVersions(const QList<library::ReportVersion>& versions)
{
    m_versions = versions;
    const int row = m_list->currentRow();
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const library::ReportVersion& version : versions) {
        const QString status = version.status == QLatin1String("final") ? tr("Final") : tr("Draft");
        QString line = tr("Version %1 · %2 · %3")
                           .arg(version.version)
                           .arg(status, version.createdAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")));
        if (!version.author.isEmpty()) line += QStringLiteral(" · ") + version.author;
        m_list->addItem(line);
    }
    m_list->setCurrentRow(versions.isEmpty() ? -1 : std::max(0, row));
    showCurrent();
}

void VersionsDialog::showCurrent()
{
    const int row = m_list->currentRow();
    m_text->setPlainText(row >= 0 && row < m_versions.size() ? textOf(m_versions[row]) : QString());
    const bool isFinal = !m_versions.isEmpty() && m_versions.first().status == QLatin1String("final");
    m_restore->setEnabled(row > 0 && !isFinal);
    m_hint->setText(
        isFinal ? tr("The report is final: its text stays as it is.") : tr("Restoring makes a new version; no version is ever removed."));
}

void VersionsDialog::retranslate()
{
    setWindowTitle(tr("Versions of the report"));
    m_restore->setText(tr("Restore this version"));
    m_close->setText(tr("Close"));
    setVersions(QList<library::ReportVersion>(m_versions));
}

void VersionsDialog::changeEvent(QEvent* event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

} // namespace lobule::reporting
