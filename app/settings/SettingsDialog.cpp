#include "app/settings/SettingsDialog.h"

#include "app/settings/ArchivePage.h"
#include "app/settings/AuditPage.h"
#include "app/settings/DeidentificationPage.h"
#include "app/settings/GeneralPage.h"
#include "app/settings/SiteKeyPage.h"
#include "app/settings/StoragePage.h"
#include "app/theme/Theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace lobule::settings {

using theme::px;

SettingsDialog::SettingsDialog(Settings* settings, library::Library* library, QWidget* parent)
    : QDialog(parent), m_titles(new QListWidget(this)), m_stack(new QStackedWidget(this)), m_close(new QPushButton(this))
{
    m_titles->setObjectName(QStringLiteral("settingsPages"));
    m_titles->setFixedWidth(px(200));
    m_close->setDefault(true);
    auto* general = new GeneralPage(settings, library, this);
    connect(general, &GeneralPage::institutionChanged, this, &SettingsDialog::institutionChanged);
    addPage(general);
    auto* deidentification = new DeidentificationPage(library, this);
    connect(deidentification, &DeidentificationPage::profileChanged, this, &SettingsDialog::profileChanged);
    addPage(deidentification);
    addPage(new StoragePage(settings, library, this));
    addPage(new SiteKeyPage(settings, library, keys::KeyKeeper::ofThisUser(), this));
    m_archivePage = static_cast<int>(m_pages.size());
    addPage(new ArchivePage(library, {}, this));
    addPage(new AuditPage(library, this));

    auto* row = new QHBoxLayout;
    row->setSpacing(px(20));
    row->addWidget(m_titles);
    row->addWidget(m_stack, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(20), px(20), px(20), px(20));
    column->setSpacing(px(16));
    column->addLayout(row, 1);
    column->addWidget(m_close, 0, Qt::AlignRight);
    setMinimumWidth(px(980));
    connect(m_titles, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_close, &QPushButton::clicked, this, &QDialog::accept);
    retranslate();
    m_titles->setCurrentRow(0);
}

void SettingsDialog::showArchive() { m_titles->setCurrentRow(m_archivePage); }

void SettingsDialog::addPage(SettingsPage* page)
{
    m_pages << page;
    m_stack->addWidget(page);
    m_titles->addItem(page->title());
}

void SettingsDialog::retranslate()
{
    setWindowTitle(tr("Settings"));
    m_close->setText(tr("Close"));
    for (int row = 0; row < m_pages.size(); ++row) m_titles->item(row)->setText(m_pages[row]->title());
}

void SettingsDialog::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QDialog::changeEvent(event);
}

} // namespace lobule::settings
