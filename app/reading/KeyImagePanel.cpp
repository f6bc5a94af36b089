#include "app/reading/KeyImagePanel.h"

#include "app/theme/Icons.h"
#include "app/theme/PlainTip.h"
#include "core/volume/SeriesVolume.h"
#include "viewer/render/SliceScene.h"
#include "viewer/tools/KeyImageModel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTextDocument>
#include <QVBoxLayout>

#include <algorithm>

namespace lobule::reading {

using theme::px;

namespace {

constexpr double kPicturePx = 48.0;
constexpr int kLookAgainMs = 500;
constexpr int kPlacedRole = Qt::UserRole + 1;

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
    column->addWidget(buildNotice());
    column->addWidget(m_remove, 0, Qt::AlignLeft);
    column->addStretch();
    for (auto signal : {&QListWidget::itemClicked, &QListWidget::itemActivated})
        connect(m_list, signal, this, [this](QListWidgetItem* item) { Q_EMIT chosen(imageOf(*item)); });
    connect(m_list, &QListWidget::currentItemChanged, this, &KeyImagePanel::showNote);
    connect(m_note, &QLineEdit::editingFinished, this, &KeyImagePanel::storeNote);
    connect(m_remove, &QPushButton::clicked, this, &KeyImagePanel::removeCurrent);
    setTabOrder(m_note, m_again);
    setTabOrder(m_again, m_discard);
    m_idle.setInterval(0);
    connect(&m_idle, &QTimer::timeout, this, &KeyImagePanel::makeNextPicture);
    m_lookAgain.setSingleShot(true);
    m_lookAgain.setInterval(kLookAgainMs);
    connect(&m_lookAgain, &QTimer::timeout, this, [this] {
        m_missing.clear();
        if (isVisible()) m_idle.start();
    });
    rebuild();
    retranslate();
}

QWidget* KeyImagePanel::buildNotice()
{
    m_notice = new QWidget(this);
    m_notice->setObjectName(QStringLiteral("keyImageNotice"));
    auto* icon = new QLabel(m_notice);
    icon->setPixmap(theme::iconPixmap(QStringLiteral("warning"), theme::color(theme::Token::Indeterminate), px(18), devicePixelRatioF()));
    m_noticeText = new QLabel(m_notice);
    m_noticeText->setObjectName(QStringLiteral("keyImageNoticeText"));
    m_noticeText->setTextFormat(Qt::PlainText);
    m_noticeText->setWordWrap(true);
    m_again = new QPushButton(m_notice);
    m_again->setObjectName(QStringLiteral("keyImageAgain"));
    m_discard = new QPushButton(m_notice);
    m_discard->setObjectName(QStringLiteral("keyImageDiscard"));
    theme::setRole(m_discard, "link");
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_again);
    buttons->addWidget(m_discard);
    buttons->addStretch(1);
    auto* words = new QVBoxLayout;
    words->setSpacing(px(6));
    words->addWidget(m_noticeText);
    words->addLayout(buttons);
    auto* row = new QHBoxLayout(m_notice);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(px(8));
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    connect(m_again, &QPushButton::clicked, this, &KeyImagePanel::markAgain);
    connect(m_discard, &QPushButton::clicked, this, &KeyImagePanel::discardUnstored);
    return m_notice;
}

void KeyImagePanel::setSession(StudySession* session)
{
    storeNote();
    m_session = session;
    m_pictures.clear();
    m_missing.clear();
    m_unstored.clear();
    m_isGone = false;
    m_noted = {};
    m_note->clear(); // and is not modified
    m_note->clearFocus();
    if (session != nullptr) connect(session->keyImages(), &tools::KeyImageModel::changed, this, &KeyImagePanel::rebuild);
    rebuild();
}

void KeyImagePanel::showFrame(const QString& instanceUid, int frame)
{
    const QString id = library::keyImageId(instanceUid, frame);
    const bool isAnother = id != m_shown;
    m_shown = id;
    // Pixels may have come back since they were looked for.
    if (!m_missing.isEmpty()) m_lookAgain.start();
    if (isNoteInUse() || (m_isGone && !isAnother)) return;
    for (int row = 0; row < m_list->count(); ++row)
        if (imageOf(*m_list->item(row)).id == m_shown) m_list->setCurrentRow(row);
}

int KeyImagePanel::count() const { return m_list->count(); }

std::optional<library::KeyImage> KeyImagePanel::find(const QString& id) const
{
    if (!m_session) return std::nullopt;
    const auto& all = m_session->keyImages()->all();
    const auto found = std::find_if(all.cbegin(), all.cend(), [&](const library::KeyImage& image) { return image.id == id; });
    return found == all.cend() ? std::nullopt : std::optional(*found);
}

bool KeyImagePanel::isNoteInUse() const
{
    // Also while another program has the keyboard: it comes back here.
    const bool hasFocus = window()->focusWidget() == m_note;
    return !m_noted.id.isEmpty() && (hasFocus || (m_note->isModified() && !m_isGone));
}

bool KeyImagePanel::isPlaced(const library::KeyImage& image) const
{
    return m_session->placeOf(image.seriesUid, image.instanceUid, image.frame).has_value();
}

QString KeyImagePanel::placeText(const library::KeyImage& image) const
{
    QString place;
    if (const auto* series = m_session->findSeries(image.seriesUid)) place = tr("Se %1").arg(series->number);
    if (const auto found = m_session->placeOf(image.seriesUid, image.instanceUid, image.frame))
        place += QStringLiteral(" · ") + tr("Im %1/%2").arg(found->index + 1).arg(found->volume->sliceCount());
    return place;
}

QString KeyImagePanel::describe(const library::KeyImage& image) const
{
    return image.note.isEmpty() ? placeText(image) : placeText(image) + u'\n' + image.note;
}

int KeyImagePanel::fill()
{
    const QString current = m_list->currentItem() != nullptr ? imageOf(*m_list->currentItem()).id : QString();
    const int row = m_list->currentRow();
    // The line stays with its image while somebody types, and with none if that has gone: never with another one.
    const bool isHeld = !m_isRemoving && (isNoteInUse() || m_isGone);
    int choice = -1;
    m_list->clear();
    const QList<library::KeyImage> images = m_session ? m_session->keyImagesInOrder() : QList<library::KeyImage>{};
    for (const auto& image : images) {
        auto* item = new QListWidgetItem(m_pictures.value(pictureKey(image)), describe(image), m_list);
        item->setData(Qt::UserRole, QVariant::fromValue(image));
        item->setData(kPlacedRole, isPlaced(image));
        item->setSizeHint({px(80), px(kPicturePx + 8)});
        const QString when = image.createdAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"));
        item->setToolTip(theme::plainTip(tr("Marked by %1, %2").arg(image.author, when)));
        const int here = m_list->count() - 1;
        if (isHeld ? image.id == m_noted.id : image.id == m_shown || (image.id == current && choice < 0)) choice = here;
    }
    if (choice < 0 && m_isRemoving && !current.isEmpty()) choice = std::min(row, m_list->count() - 1);
    return choice;
}

void KeyImagePanel::rebuild()
{
    {
        const QSignalBlocker quiet(m_list);
        const int choice = fill();
        if (choice >= 0) m_list->setCurrentRow(choice);
    }
    if (m_list->currentItem() == nullptr && !m_isGone && !m_isRemoving && isNoteInUse()) {
        m_isGone = true;
        keepUnstored(m_noted, m_note->text());
    }
    const bool isEmpty = m_list->count() == 0;
    m_empty->setVisible(isEmpty && !m_isGone);
    m_list->setVisible(!isEmpty);
    m_remove->setVisible(!isEmpty);
    m_note->setVisible(!isEmpty || m_isGone);
    setSizePolicy(QSizePolicy::Preferred, isEmpty ? QSizePolicy::Maximum : QSizePolicy::Expanding);
    showNote();
    m_missing.clear();
    if (isVisible()) m_idle.start();
    Q_EMIT countChanged(m_list->count());
}

void KeyImagePanel::showNote()
{
    const QListWidgetItem* item = m_list->currentItem();
    const library::KeyImage image = item != nullptr ? imageOf(*item) : library::KeyImage{};
    m_remove->setEnabled(item != nullptr);
    m_note->setEnabled(item != nullptr || m_isGone);
    if (m_isGone && item == nullptr) return showUnstored();
    if (m_isGone) {
        m_isGone = false;
        if (image.id == m_noted.id || !m_note->isModified() || m_note->text().simplified().isEmpty())
            forgetUnstored(m_noted.id);
        else
            keepUnstored(m_noted, m_note->text());
        if (image.id != m_noted.id) m_note->setModified(false);
    }
    showUnstored();
    // Typing goes on while others mark images.
    const bool isAnother = image.id != m_noted.id;
    if (m_note->isModified() && !isAnother) return;
    if (m_note->isModified()) {
        // Another one was chosen while it was typed. Later: the list is in the middle of changing.
        QMetaObject::invokeMethod(
            this,
            [this, noted = m_noted, text = m_note->text()] {
                if (find(noted.id)) return m_session->keyImages()->setNote(noted.id, text);
                if (m_session && m_session->study().studyUid == noted.studyUid) keepUnstored(noted, text);
            },
            Qt::QueuedConnection);
    }
    m_noted = image;
    if (m_note->isModified() || m_note->text() != image.note) m_note->setText(image.note); // and is not modified
    if (isAnother) m_note->clearFocus();
}

void KeyImagePanel::storeNote()
{
    if (m_isGone || !m_note->isModified() || !find(m_noted.id)) return;
    m_note->setModified(false);
    m_session->keyImages()->setNote(m_noted.id, m_note->text());
}

void KeyImagePanel::keepUnstored(library::KeyImage image, const QString& text)
{
    forgetUnstored(image.id);
    image.note = text;
    m_unstored.insert(m_isGone && image.id != m_noted.id ? 0 : m_unstored.size(), image);
    showUnstored();
}

void KeyImagePanel::forgetUnstored(const QString& id)
{
    m_unstored.removeIf([&](const library::KeyImage& image) { return image.id == id; });
}

void KeyImagePanel::showUnstored()
{
    m_notice->setVisible(m_session && !m_unstored.isEmpty());
    if (!m_session || m_unstored.isEmpty()) return;
    const library::KeyImage& image = m_unstored.last();
    m_noticeText->setText(m_isGone
            ? tr("The mark of %1 was removed elsewhere. The note in the line is not stored.").arg(placeText(image))
            : tr("The mark of %1 was removed elsewhere. This note is not stored: %2").arg(placeText(image), image.note));
}

void KeyImagePanel::markAgain()
{
    if (!m_session || m_unstored.isEmpty()) return;
    library::KeyImage image = m_unstored.last();
    if (m_isGone) image.note = m_note->text();
    image.note = image.note.simplified();
    if (find(image.id))
        m_session->keyImages()->setNote(image.id, image.note);
    else
        m_session->keyImages()->toggle(image);
    // What the library did not take stays here.
    const auto stored = find(image.id);
    if (stored && stored->note == image.note) {
        forgetUnstored(image.id);
        if (m_noted.id == image.id) m_note->setText(image.note); // and is not modified
    }
    showUnstored();
}

void KeyImagePanel::discardUnstored()
{
    if (m_unstored.isEmpty()) return;
    m_unstored.removeLast();
    if (m_isGone) {
        m_isGone = false;
        m_note->clear();
        m_noted = {};
        rebuild();
    }
    showUnstored();
}

void KeyImagePanel::removeCurrent()
{
    if (!m_session || m_list->currentItem() == nullptr) return;
    const QString id = imageOf(*m_list->currentItem()).id;
    storeNote();
    m_isRemoving = true;
    m_session->keyImages()->remove(id);
    m_isRemoving = false;
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
        const bool isDone = m_pictures.contains(pictureKey(image)) && item.data(kPlacedRole).toBool();
        if (isDone || m_missing.contains(image.id)) continue;
        const QIcon made = picture(image);
        if (made.isNull()) {
            m_missing.insert(image.id);
            return;
        }
        m_pictures.insert(pictureKey(image), made);
        item.setIcon(made);
        // Its place was not known either as long as the pixels were not there.
        item.setText(describe(image));
        item.setData(kPlacedRole, true);
        return;
    }
    m_idle.stop();
}

void KeyImagePanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_missing.clear();
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
    m_again->setText(tr("Mark again with this note"));
    m_again->setToolTip(tr("Marks the image again, with its window and what you have typed"));
    m_discard->setText(tr("Discard the note"));
    m_discard->setToolTip(tr("The image stays without a mark, and what you have typed is dropped"));
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
