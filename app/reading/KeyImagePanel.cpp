#include "app/reading/KeyImagePanel.h"

#include "app/theme/Icons.h"
#include "core/volume/SeriesVolume.h"
#include "viewer/render/SliceScene.h"
#include "viewer/tools/KeyImageModel.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace lobule::reading {

using theme::px;

namespace {

constexpr double kPicturePx = 48.0;

library::KeyImage imageOf(const QListWidgetItem& item) { return item.data(Qt::UserRole).value<library::KeyImage>(); }

/// A mark that is made again with another window is another picture.
QString pictureKey(const library::KeyImage& image)
{
    return QStringLiteral("%1 %2 %3 %4").arg(image.id, image.voi).arg(image.windowWidth).arg(image.windowCenter);
}

} // namespace

KeyImagePanel::KeyImagePanel(QWidget* parent)
    : QWidget(parent), m_title(new QLabel(this)), m_empty(new QLabel(this)), m_list(new QListWidget(this)), m_note(new QLineEdit(this)),
      m_remove(new QPushButton(this))
{
    theme::setRole(m_title, "title");
    theme::setRole(m_empty, "secondary");
    m_empty->setWordWrap(true);
    m_list->setObjectName(QStringLiteral("keyImageList"));
    m_list->setProperty("role", "inPanel");
    m_list->setIconSize({px(kPicturePx), px(kPicturePx)});
    m_list->setSpacing(px(2));
    m_list->installEventFilter(this);
    m_note->setObjectName(QStringLiteral("keyImageNote"));
    m_note->setMaxLength(library::kMaxKeyImageNote);
    m_remove->setIcon(theme::icon(QStringLiteral("trash")));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(10));
    column->addWidget(m_title);
    column->addWidget(m_empty);
    column->addWidget(m_list, 1);
    column->addWidget(m_note);
    column->addWidget(m_remove, 0, Qt::AlignLeft);
    column->addStretch();
    for (auto signal : {&QListWidget::itemClicked, &QListWidget::itemActivated})
        connect(m_list, signal, this, [this](QListWidgetItem* item) { Q_EMIT chosen(imageOf(*item)); });
    connect(m_list, &QListWidget::currentItemChanged, this, &KeyImagePanel::showNote);
    connect(m_note, &QLineEdit::editingFinished, this, &KeyImagePanel::storeNote);
    connect(m_remove, &QPushButton::clicked, this, &KeyImagePanel::removeCurrent);
    m_idle.setInterval(0);
    connect(&m_idle, &QTimer::timeout, this, &KeyImagePanel::makeNextPicture);
    rebuild();
    retranslate();
}

void KeyImagePanel::setSession(StudySession* session)
{
    storeNote();
    m_session = session;
    m_pictures.clear();
    if (session != nullptr) connect(session->keyImages(), &tools::KeyImageModel::changed, this, &KeyImagePanel::rebuild);
    rebuild();
}

void KeyImagePanel::showFrame(const QString& instanceUid, int frame)
{
    m_shown = library::keyImageId(instanceUid, frame);
    for (int row = 0; row < m_list->count(); ++row)
        if (imageOf(*m_list->item(row)).id == m_shown) m_list->setCurrentRow(row);
}

int KeyImagePanel::count() const { return m_list->count(); }

QString KeyImagePanel::describe(const library::KeyImage& image) const
{
    QString place;
    if (const auto* series = m_session->findSeries(image.seriesUid)) place = tr("Se %1").arg(series->number);
    if (const auto found = m_session->placeOf(image.seriesUid, image.instanceUid, image.frame))
        place += QStringLiteral(" · ") + tr("Im %1/%2").arg(found->index + 1).arg(found->volume->sliceCount());
    return image.note.isEmpty() ? place : place + u'\n' + image.note;
}

void KeyImagePanel::rebuild()
{
    const QString current = m_list->currentItem() != nullptr ? imageOf(*m_list->currentItem()).id : QString();
    const int row = m_list->currentRow();
    {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        const QList<library::KeyImage> images = m_session ? m_session->keyImagesInOrder() : QList<library::KeyImage>{};
        for (const auto& image : images) {
            auto* item = new QListWidgetItem(m_pictures.value(pictureKey(image)), describe(image), m_list);
            item->setData(Qt::UserRole, QVariant::fromValue(image));
            item->setSizeHint({px(80), px(kPicturePx + 8)});
            item->setToolTip(
                tr("Marked by %1, %2").arg(image.author, image.createdAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"))));
            if (image.id == m_shown || (image.id == current && m_list->currentItem() == nullptr)) m_list->setCurrentItem(item);
        }
        if (m_list->currentItem() == nullptr && !current.isEmpty()) m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    }
    const bool isEmpty = m_list->count() == 0;
    m_empty->setVisible(isEmpty);
    m_list->setVisible(!isEmpty);
    m_remove->setVisible(!isEmpty);
    m_note->setVisible(!isEmpty);
    setSizePolicy(QSizePolicy::Preferred, isEmpty ? QSizePolicy::Maximum : QSizePolicy::Expanding);
    showNote();
    if (isVisible()) m_idle.start();
    Q_EMIT countChanged(m_list->count());
}

void KeyImagePanel::showNote()
{
    const QListWidgetItem* item = m_list->currentItem();
    const library::KeyImage image = item != nullptr ? imageOf(*item) : library::KeyImage{};
    m_remove->setEnabled(item != nullptr);
    m_note->setEnabled(item != nullptr);
    // Typing goes on while others mark images.
    if (m_note->isModified()) {
        if (image.id == m_noteOf) return;
        // Scrolled away from while it was typed. Later: the list is in the middle of changing.
        QMetaObject::invokeMethod(
            this,
            [this, id = m_noteOf, text = m_note->text()] {
                if (m_session) m_session->keyImages()->setNote(id, text);
            },
            Qt::QueuedConnection);
    }
    m_noteOf = image.id;
    m_note->setText(image.note); // and is not modified
}

void KeyImagePanel::storeNote()
{
    if (!m_session || m_noteOf.isEmpty() || !m_note->isModified()) return;
    m_note->setModified(false);
    m_session->keyImages()->setNote(m_noteOf, m_note->text());
}

void KeyImagePanel::removeCurrent()
{
    if (m_session && m_list->currentItem() != nullptr) m_session->keyImages()->remove(imageOf(*m_list->currentItem()).id);
}

QIcon KeyImagePanel::picture(const library::KeyImage& image) const
{
    const auto place = m_session->placeOf(image.seriesUid, image.instanceUid, image.frame);
    if (!place) return {};
    render::SliceScene scene;
    scene.volume = place->volume;
    scene.index = place->index;
    scene.view.window = render::windowOf(image, *place->volume, place->index);
    scene.showOverlays = false;
    return QIcon(QPixmap::fromImage(render::renderScene(scene, m_list->iconSize(), devicePixelRatioF())));
}

void KeyImagePanel::makeNextPicture()
{
    for (int row = 0; m_session && row < m_list->count(); ++row) {
        QListWidgetItem& item = *m_list->item(row);
        const library::KeyImage image = imageOf(item);
        if (m_pictures.contains(pictureKey(image))) continue;
        const QIcon made = picture(image);
        m_pictures.insert(pictureKey(image), made);
        item.setIcon(made);
        return;
    }
    m_idle.stop();
}

void KeyImagePanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_idle.start();
}

bool KeyImagePanel::eventFilter(QObject* object, QEvent* event)
{
    if (object == m_list && event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        removeCurrent();
        return true;
    }
    return QWidget::eventFilter(object, event);
}

void KeyImagePanel::retranslate()
{
    m_title->setText(tr("Key images"));
    m_empty->setText(tr("None yet. Press K on the image that shows what the report says: it goes into the PDF, with its window."));
    m_note->setPlaceholderText(tr("Note under the picture in the report; no names"));
    m_note->setToolTip(tr("A note on this key image: it is printed under the picture and goes to the shared archive"));
    m_remove->setText(tr("Remove"));
    m_remove->setToolTip(tr("Take the mark away (Delete); Ctrl+Z brings it back"));
}

void KeyImagePanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        rebuild();
    }
    QWidget::changeEvent(event);
}

} // namespace lobule::reading
