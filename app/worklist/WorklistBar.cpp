#include "app/worklist/WorklistBar.h"

#include "app/theme/HintButton.h"
#include "app/theme/Icons.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QLabel>
#include <QMenu>
#include <QPainter>

namespace lobule::worklist {

using theme::px;

namespace {

QString findKey() { return QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText); }
int keyCapWidth() { return QFontMetrics(theme::font(11)).horizontalAdvance(findKey()) + px(10); }

} // namespace

FilterBox::FilterBox(QWidget* parent) : QLineEdit(parent)
{
    // Room for the key cap, so that a long hint does not run under it.
    setTextMargins(0, 0, keyCapWidth(), 0);
    setObjectName(QStringLiteral("filter"));
    setClearButtonEnabled(true);
    addAction(theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    setFixedHeight(px(36));
}

void FilterBox::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    if (!text().isEmpty()) return;
    QPainter painter(this);
    theme::paintKeyCap(painter, QRect(width() - keyCapWidth() - px(10), (height() - px(20)) / 2, keyCapWidth(), px(20)), findKey(),
        theme::color(theme::Token::Text2), theme::color(theme::Token::Line));
}

WorklistBar::WorklistBar(QWidget* parent)
    : QWidget(parent), m_brand(new QLabel(QStringLiteral("Lobule"), this)), m_filter(new FilterBox(this)),
      m_import(new theme::HintButton(this)), m_next(new theme::HintButton(this)), m_device(new QLabel(this)),
      m_settings(new QPushButton(this))
{
    setAttribute(Qt::WA_StyledBackground);
    theme::setRole(this, "bar");
    theme::setRole(m_brand, "brand");
    theme::setRole(m_device, "chip");
    m_import->setObjectName(QStringLiteral("import"));
    m_import->setHint(QKeySequence(Qt::CTRL | Qt::Key_O).toString(QKeySequence::NativeText));
    m_next->setObjectName(QStringLiteral("nextUnread"));
    m_next->setHint(QStringLiteral("N"));
    m_settings->setObjectName(QStringLiteral("settings"));
    m_settings->setIcon(theme::icon(QStringLiteral("settings"), theme::Token::Text1));
    m_settings->setFixedSize(px(38), px(36));
    m_settings->setFocusPolicy(Qt::TabFocus);
    m_device->hide();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(px(16), px(7), px(16), px(8));
    row->setSpacing(px(14));
    row->addWidget(m_brand);
    row->addWidget(m_filter, 3);
    row->addWidget(m_import);
    row->addWidget(m_next);
    row->addStretch(4);
    row->addWidget(m_device);
    row->addWidget(m_settings);
    m_filter->setMaximumWidth(px(560));
    connect(m_import, &QPushButton::clicked, this, &WorklistBar::showImportMenu);
    connect(m_next, &QPushButton::clicked, this, &WorklistBar::nextUnreadRequested);
    connect(m_settings, &QPushButton::clicked, this, &WorklistBar::settingsRequested);
    retranslate();
}

void WorklistBar::showImportMenu()
{
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("importMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(theme::icon(QStringLiteral("folder")), tr("&Folder or CD..."), this, &WorklistBar::importFolderRequested);
    menu->addAction(theme::icon(QStringLiteral("file")), tr("F&iles or ZIP..."), this, &WorklistBar::importFilesRequested);
    menu->popup(m_import->mapToGlobal(QPoint(0, m_import->height() + px(4))));
}

void WorklistBar::setUnreadCount(int count) { m_next->setEnabled(count > 0); }

void WorklistBar::setDevice(const QString& text, const QString& toolTip)
{
    m_device->setText(text);
    m_device->setToolTip(toolTip);
    m_device->setVisible(!text.isEmpty());
}

void WorklistBar::retranslate()
{
    m_filter->setPlaceholderText(tr("Filter: pseudonym, description, institution, date..."));
    m_filter->setToolTip(tr("Every word must occur in a study to keep it in the list"));
    m_import->setText(tr("Import..."));
    m_import->setToolTip(tr("Import files, a folder, a ZIP or a CD (Ctrl+O)"));
    m_next->setText(tr("Next unread"));
    m_next->setToolTip(tr("Open the next unread study (N)"));
    m_settings->setToolTip(tr("Settings (Ctrl+,)"));
    m_settings->setAccessibleName(tr("Settings"));
}

void WorklistBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::worklist
