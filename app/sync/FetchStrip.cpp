#include "app/sync/FetchStrip.h"

#include "app/theme/Theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

namespace lobule::sync {

using theme::px;

FetchStrip::FetchStrip(QWidget* parent)
    : QWidget(parent), m_text(new QLabel(this)), m_bar(new QProgressBar(this)), m_cancel(new QPushButton(this))
{
    setObjectName(QStringLiteral("fetchStrip"));
    setAttribute(Qt::WA_StyledBackground);
    theme::setRole(this, "message");
    m_text->setTextFormat(Qt::PlainText);
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    m_bar->setFixedWidth(px(260));
    m_cancel->setObjectName(QStringLiteral("fetchCancel"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(px(16), px(8), px(16), px(8));
    row->setSpacing(px(14));
    row->addWidget(m_text, 1);
    row->addWidget(m_bar);
    row->addWidget(m_cancel);
    connect(m_cancel, &QPushButton::clicked, this, &FetchStrip::cancelRequested);
    hide();
}

void FetchStrip::begin(const QString& studyName)
{
    m_name = studyName;
    m_bytes = m_total = 0;
    m_since.start();
    showWords();
    show();
}

void FetchStrip::setProgress(qint64 bytes, qint64 totalBytes)
{
    m_bytes = bytes;
    m_total = totalBytes;
    showWords();
}

void FetchStrip::showWords()
{
    m_cancel->setText(tr("Cancel"));
    m_cancel->setToolTip(tr("What has come stays; the rest comes when the study is opened again"));
    if (m_total <= 0) {
        m_bar->setRange(0, 0);
        m_text->setText(tr("Connecting to the archive for the images of %1").arg(m_name));
        return;
    }
    m_bar->setRange(0, 1000);
    m_bar->setValue(static_cast<int>(1000 * m_bytes / m_total));
    const QLocale locale;
    const auto size = [&locale](qint64 bytes) { return locale.formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat); };
    const qint64 rate = m_since.elapsed() > 500 ? m_bytes * 1000 / m_since.elapsed() : 0;
    QString text = tr("Fetching the images of %1 from the archive: %2 of %3").arg(m_name, size(m_bytes), size(m_total));
    if (rate > 0) {
        text += QStringLiteral(" · ") + QStringLiteral("%1/s").arg(size(rate));
        text += QStringLiteral(" · ") + tr("%n second(s) left", nullptr, static_cast<int>((m_total - m_bytes) / rate) + 1);
    }
    m_text->setText(text);
}

void FetchStrip::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) showWords();
    QWidget::changeEvent(event);
}

} // namespace lobule::sync
