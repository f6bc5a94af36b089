#include "app/reading/SeriesStrip.h"

#include "app/CatalogueText.h"
#include "app/theme/Icons.h"
#include "app/theme/PlainTip.h"
#include "app/theme/TabularText.h"
#include "app/theme/Theme.h"
#include "core/volume/SeriesVolume.h"
#include "viewer/render/SliceScene.h"
#include "viewer/tools/KeyImageModel.h"

#include <QEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>
#include <functional>

namespace lobule::reading {

using theme::px;
using theme::Token;

namespace {

constexpr double kPicturePx = 112.0;
constexpr double kCaptionPx = 24.0;
constexpr double kBandPx = 20.0;

} // namespace

class SeriesStrip::Model : public QAbstractListModel {
public:
    explicit Model(SeriesStrip* strip) : QAbstractListModel(strip), m_strip(strip) { }
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : m_strip->count(); }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override
    {
        if (!index.isValid()) return {};
        const Entry& entry = m_strip->m_entries[index.row()];
        switch (role) {
        case Qt::DisplayRole: return entry.caption;
        case Qt::DecorationRole: return entry.picture;
        case Qt::ToolTipRole: return theme::plainTip(entry.toolTip);
        case Qt::UserRole: return entry.count;
        case Qt::UserRole + 2: return m_strip->keyImages(entry);
        case Qt::UserRole + 1: return app::isGeometryRemarkable(entry.findings) ? app::geometryText(entry.findings) : QString();
        default: return {};
        }
    }
    void reset(const std::function<void()>& change)
    {
        beginResetModel();
        change();
        endResetModel();
    }
    void insert(int row, const Entry& entry)
    {
        beginInsertRows({}, row, row);
        m_strip->m_entries.insert(row, entry);
        endInsertRows();
    }
    void touch(int row) { Q_EMIT dataChanged(index(row), index(row)); }

private:
    SeriesStrip* m_strip;
};

class SeriesStrip::Delegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {px(kPicturePx + 16), px(kPicturePx + kCaptionPx + 8)};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        painter->save();
        const bool isCurrent = option.state.testFlag(QStyle::State_Selected);
        const QRect frame(
            option.rect.left() + (option.rect.width() - px(kPicturePx)) / 2, option.rect.top() + px(6), px(kPicturePx), px(kPicturePx));
        painter->fillRect(frame, Qt::black);
        if (const auto picture = index.data(Qt::DecorationRole).value<QPixmap>(); !picture.isNull()) {
            const QSize size = picture.size() / picture.devicePixelRatio();
            painter->drawPixmap(frame.center() - QPoint(size.width() / 2, size.height() / 2) + QPoint(1, 1), picture);
        }
        if (const QString warning = index.data(Qt::UserRole + 1).toString(); !warning.isEmpty()) paintWarning(*painter, frame, warning);
        if (const int marked = index.data(Qt::UserRole + 2).toInt(); marked > 0) paintMark(*painter, frame, marked);
        painter->setPen(QPen(theme::color(isCurrent ? Token::Accent : Token::Line), isCurrent ? 2 : 1));
        painter->drawRect(isCurrent ? frame.adjusted(0, 0, -1, -1) : frame.adjusted(0, 0, -1, -1));
        painter->setFont(theme::font(12.5));
        const QRect caption(frame.left(), frame.bottom() + px(2), frame.width(), px(kCaptionPx));
        const QString count = index.data(Qt::UserRole).toString();
        const int countWidth = theme::tabularWidth(painter->font(), count);
        painter->setPen(theme::color(Token::Text2));
        theme::drawTabular(*painter, caption, Qt::AlignRight | Qt::AlignVCenter, count);
        painter->setPen(theme::color(isCurrent ? Token::Text1 : Token::Text2));
        const QString text
            = painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, caption.width() - countWidth - px(6));
        painter->drawText(caption, Qt::AlignLeft | Qt::AlignVCenter, text);
        painter->restore();
    }

private:
    /// A star and the number of key images in the upper right corner of the picture.
    static void paintMark(QPainter& painter, const QRect& frame, int marked)
    {
        painter.setFont(theme::font(12.0));
        const QString words = QStringLiteral("\u2605 %1").arg(marked);
        const int width = painter.fontMetrics().horizontalAdvance(words) + px(8);
        const QRect badge(frame.right() - width, frame.top() + 1, width, px(kBandPx));
        QColor dark(Qt::black);
        dark.setAlphaF(0.72F);
        painter.fillRect(badge, dark);
        painter.setPen(theme::color(Token::Text1));
        painter.drawText(badge, Qt::AlignCenter, words);
    }
    /// A dark band over the foot of the picture, with the first words of what is wrong; the tooltip has all of them.
    static void paintWarning(QPainter& painter, const QRect& frame, const QString& warning)
    {
        const QRect band(frame.left(), frame.bottom() - px(kBandPx) + 1, frame.width(), px(kBandPx));
        QColor dark(Qt::black);
        dark.setAlphaF(0.72F);
        painter.fillRect(band, dark);
        const QRect sign(band.left() + px(4), band.top() + (band.height() - px(14)) / 2, px(14), px(14));
        painter.drawPixmap(sign.topLeft(),
            theme::iconPixmap(
                QStringLiteral("warning"), theme::color(Token::Indeterminate), px(14), painter.device()->devicePixelRatioF()));
        painter.setFont(theme::font(12.0));
        painter.setPen(theme::color(Token::Indeterminate));
        const QRect words = band.adjusted(px(22), 0, -px(4), 0);
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, painter.fontMetrics().elidedText(warning, Qt::ElideRight, words.width()));
    }
};

SeriesStrip::SeriesStrip(QWidget* parent) : QListView(parent), m_model(new Model(this))
{
    setObjectName(QStringLiteral("seriesStrip"));
    setModel(m_model);
    setItemDelegate(new Delegate(this));
    setProperty("role", "inPanel");
    setFrameShape(QFrame::NoFrame);
    setFixedWidth(px(kPicturePx + 22));
    setUniformItemSizes(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    // The image keeps the focus: Left and Right, not the arrow keys of this list, go through the series.
    setFocusPolicy(Qt::NoFocus);
    m_idle.setInterval(0);
    connect(&m_idle, &QTimer::timeout, this, &SeriesStrip::makeNextPicture);
    connect(this, &QListView::clicked, this, &SeriesStrip::choose);
}

void SeriesStrip::setSession(StudySession* session)
{
    m_model->reset([&] {
        m_session = session;
        m_entries.clear();
        if (session == nullptr) return;
        for (const auto& row : session->series()) {
            if (row.frameCount == 0) continue;
            Entry entry;
            entry.seriesUid = row.seriesUid;
            entry.findings = row.geometry;
            describe(entry, row);
            m_entries.append(entry);
        }
    });
    if (m_entries.isEmpty())
        m_idle.stop();
    else
        m_idle.start();
}

int SeriesStrip::keyImages(const Entry& entry) const
{
    if (!m_session) return 0;
    const auto& all = m_session->keyImages()->all();
    return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const library::KeyImage& image) {
        if (image.seriesUid != entry.seriesUid) return false;
        const auto place = m_session->placeOf(image.seriesUid, image.instanceUid, image.frame);
        return (place ? place->stack : 0) == entry.volumeIndex;
    }));
}

void SeriesStrip::describe(Entry& entry, const library::SeriesRow& row) const
{
    // The phase is what tells one series of a liver CT from the next.
    QString name = !row.phase.isEmpty() ? app::phaseText(row.phase) : row.description.isEmpty() ? row.modality : row.description;
    if (const QString part = app::stackText(entry.label); !part.isEmpty()) name = part;
    entry.caption = entry.volumeIndex == 0 ? QStringLiteral("%1 %2").arg(row.number).arg(name)
                                           : QStringLiteral("%1%2 %3").arg(row.number).arg(QChar(u'a' + entry.volumeIndex)).arg(name);
    if (entry.count.isEmpty()) entry.count = QString::number(row.frameCount);
    entry.toolTip = tr("Series %1: %2, %3 images").arg(QString::number(row.number), name, entry.count);
    if (!row.description.isEmpty() && name != row.description) entry.toolTip += u'\n' + row.description;
    if (const QString geometry = app::geometryText(entry.findings); !geometry.isEmpty()) entry.toolTip += u'\n' + geometry;
}

void SeriesStrip::setCurrent(const QString& seriesUid, int volumeIndex)
{
    for (int row = 0; row < count(); ++row)
        if (m_entries[row].seriesUid == seriesUid && m_entries[row].volumeIndex == volumeIndex) setCurrentIndex(m_model->index(row));
}

bool SeriesStrip::moveCurrent(int step)
{
    const int row = currentIndex().row() + step;
    if (!currentIndex().isValid() || row < 0 || row >= count()) return false;
    setCurrentIndex(m_model->index(row));
    choose(currentIndex());
    return true;
}

void SeriesStrip::choose(const QModelIndex& index)
{
    const Entry& entry = m_entries[index.row()];
    Q_EMIT chosen(entry.seriesUid, entry.volumeIndex);
}

void SeriesStrip::makeNextPicture()
{
    for (int row = 0; row < count(); ++row) {
        if (m_entries[row].isDone) continue;
        m_entries[row].isDone = true;
        const auto volumes = m_session ? m_session->volumes(m_entries[row].seriesUid) : Result<QList<VolumePtr>>(QList<VolumePtr>{});
        if (!volumes || m_entries[row].volumeIndex >= volumes->size()) return;
        const auto* series = m_session->findSeries(m_entries[row].seriesUid);
        const VolumePtr volume = volumes->at(m_entries[row].volumeIndex);
        m_entries[row].picture = picture(*volume);
        m_entries[row].count = QString::number(volume->sliceCount());
        m_entries[row].label = volume->label();
        m_entries[row].findings = volume->geometrySummary();
        describe(m_entries[row], *series);
        m_model->touch(row);
        if (m_entries[row].volumeIndex > 0) return;
        for (int extra = 1; extra < volumes->size(); ++extra) {
            Entry entry;
            entry.seriesUid = series->seriesUid;
            entry.volumeIndex = extra;
            entry.count = QString::number(volumes->at(extra)->sliceCount());
            entry.label = volumes->at(extra)->label();
            entry.findings = volumes->at(extra)->geometrySummary();
            describe(entry, *series);
            m_model->insert(row + extra, entry);
        }
        return;
    }
    m_idle.stop();
}

QPixmap SeriesStrip::picture(const volume::SeriesVolume& volume) const
{
    if (volume.sliceCount() == 0) return {};
    const int middle = volume.sliceCount() / 2;
    const auto& info = volume.slice(middle);
    const QImage image = render::windowedImage(volume, middle, render::openingWindow(volume, middle));
    const double ratio = devicePixelRatioF();
    const double aspect = info.geometry.hasSpacing() ? info.geometry.rowSpacingMm / info.geometry.columnSpacingMm : 1.0;
    const QSizeF natural(image.width(), image.height() * aspect);
    const QSize size = natural.scaled(QSizeF(px(kPicturePx), px(kPicturePx)) * ratio, Qt::KeepAspectRatio).toSize().expandedTo({1, 1});
    QPixmap result = QPixmap::fromImage(image.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    result.setDevicePixelRatio(ratio);
    return result;
}

void SeriesStrip::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange && m_session)
        for (Entry& entry : m_entries)
            if (const auto* row = m_session->findSeries(entry.seriesUid)) describe(entry, *row);
    QListView::changeEvent(event);
}

} // namespace lobule::reading
