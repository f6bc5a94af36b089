#include "app/worklist/DropTarget.h"

#include "app/theme/Icons.h"
#include "app/theme/Theme.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QEvent>
#include <QLabel>
#include <QMimeData>
#include <QUrl>
#include <QVBoxLayout>

namespace lobule::worklist {

using theme::px;

DropTarget::DropTarget(QWidget* host) : QWidget(host), m_host(host), m_icon(new QLabel(this)), m_text(new QLabel(this))
{
    setAttribute(Qt::WA_StyledBackground);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    theme::setRole(this, "drop");
    theme::setRole(m_text, "headline");
    m_text->setAlignment(Qt::AlignCenter);
    m_icon->setAlignment(Qt::AlignCenter);
    m_icon->setPixmap(theme::iconPixmap(QStringLiteral("drop"), theme::color(theme::Token::Text1), px(56), devicePixelRatioF()));
    auto* column = new QVBoxLayout(this);
    column->addStretch();
    column->addWidget(m_icon);
    column->addWidget(m_text);
    column->addStretch();
    host->setAcceptDrops(true);
    host->installEventFilter(this);
    hide();
}

QStringList DropTarget::localFiles(const QMimeData* data)
{
    QStringList paths;
    for (const QUrl& url : data->urls())
        if (url.isLocalFile()) paths << url.toLocalFile();
    return paths;
}

bool DropTarget::eventFilter(QObject* object, QEvent* event)
{
    if (object != m_host) return false;
    switch (event->type()) {
    case QEvent::DragEnter:
    case QEvent::DragMove: {
        auto* drag = static_cast<QDragMoveEvent*>(event);
        const auto files = localFiles(drag->mimeData());
        if (files.isEmpty()) return false;
        // The source keeps its files: whatever the other program proposes, this is a copy.
        drag->setDropAction(Qt::CopyAction);
        drag->accept();
        showOver(static_cast<int>(files.size()));
        return true;
    }
    case QEvent::DragLeave: hide(); return false;
    case QEvent::Drop: {
        auto* drop = static_cast<QDropEvent*>(event);
        hide();
        const auto files = localFiles(drop->mimeData());
        if (files.isEmpty()) return false;
        drop->setDropAction(Qt::CopyAction);
        drop->accept();
        Q_EMIT dropped(files);
        return true;
    }
    default: return false;
    }
}

void DropTarget::showOver(int count)
{
    m_count = count;
    retranslate();
    setGeometry(m_host->rect().adjusted(px(12), px(12), -px(12), -px(12)));
    raise();
    show();
}

void DropTarget::retranslate() { m_text->setText(tr("Drop to import %n item(s)", nullptr, m_count)); }

void DropTarget::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::worklist
