#include "app/reporting/PreviewDialog.h"

#include "app/theme/Theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPixmap>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace lobule::reporting {

PreviewDialog::PreviewDialog(QWidget* parent)
    : QDialog(parent), m_export(new QPushButton(this)), m_close(new QPushButton(this)), m_count(new QLabel(this))
{
    auto* sheets = new QWidget;
    m_pages = new QVBoxLayout(sheets);
    m_pages->setSpacing(theme::px(12));
    m_pages->setAlignment(Qt::AlignHCenter);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(sheets);
    scroll->setWidgetResizable(true);
    theme::setRole(m_count, "small");
    theme::setRole(m_export, "primary");
    m_export->setObjectName(QStringLiteral("report.preview.export"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_count, 1);
    buttons->addWidget(m_export);
    buttons->addWidget(m_close);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addLayout(buttons);
    resize(theme::px(900), theme::px(920));
    connect(m_export, &QPushButton::clicked, this, &PreviewDialog::exportRequested);
    connect(m_close, &QPushButton::clicked, this, &QDialog::close);
    retranslate();
}

void PreviewDialog::setPages(const QList<QImage>& pages, double devicePixelRatio)
{
    while (QLayoutItem* item = m_pages->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const QImage& page : pages) {
        QPixmap picture = QPixmap::fromImage(page);
        picture.setDevicePixelRatio(devicePixelRatio);
        auto* sheet = new QLabel;
        sheet->setPixmap(picture);
        m_pages->addWidget(sheet);
    }
    m_pageCount = static_cast<int>(pages.size());
    retranslate();
}

void PreviewDialog::retranslate()
{
    setWindowTitle(tr("Preview of the report"));
    m_export->setText(tr("Export PDF..."));
    m_close->setText(tr("Close"));
    m_count->setText(m_pageCount == 1 ? tr("1 page") : tr("%1 pages").arg(m_pageCount));
}

void PreviewDialog::changeEvent(QEvent* event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

} // namespace lobule::reporting
