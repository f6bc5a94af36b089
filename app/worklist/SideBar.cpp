#include "app/worklist/SideBar.h"

#include "app/theme/Icons.h"
#include "app/theme/TabularText.h"
#include "app/theme/Theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace lobule::worklist {
namespace {

using theme::px;
using theme::Token;

enum class Kind { Heading, Category, Institution, Quarantine };
enum Role { KindRole = Qt::UserRole + 1, CountRole, CategoryRole };

Kind kindOf(const QModelIndex& index) { return static_cast<Kind>(index.data(KindRole).toInt()); }

/// Paints headings, entries with a count at the right, and institutions with a check box.
class SideBarDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        return {px(100), px(kindOf(index) == Kind::Heading ? 40 : 35)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRect row = option.rect.adjusted(px(10), px(1), -px(10), -px(1));
        if (kindOf(index) == Kind::Heading) {
            painter->setFont(theme::font(11, QFont::DemiBold));
            painter->setPen(theme::color(Token::Text2));
            painter->drawText(row.adjusted(px(8), 0, 0, -px(5)), Qt::AlignLeft | Qt::AlignBottom, index.data().toString());
            painter->restore();
            return;
        }
        paintEntry(*painter, option, index, row);
        painter->restore();
    }

private:
    static void paintEntry(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index, const QRect& row)
    {
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const bool focus = option.state.testFlag(QStyle::State_HasFocus);
        if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme::color(selected ? Token::Bg3 : Token::Bg2));
            painter.drawRoundedRect(row, 8, 8);
        }
        if (focus) {
            painter.setPen(theme::color(Token::Accent));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
        }
        QRect text = row.adjusted(px(10), 0, -px(10), 0);
        if (kindOf(index) == Kind::Institution) paintCheck(painter, index, text);
        painter.setFont(theme::font(14, selected ? QFont::Medium : QFont::Normal));
        const QString count = index.data(CountRole).toString();
        const int countWidth = count.isEmpty() ? 0 : theme::tabularWidth(painter.font(), count) + px(8);
        painter.setPen(theme::color(selected ? Token::Text1 : Token::Text2));
        const QString label = painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width() - countWidth);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, label);
        if (const auto ink = index.data(Qt::ForegroundRole).value<QBrush>(); ink.style() != Qt::NoBrush) painter.setPen(ink.color());
        theme::drawTabular(painter, text, Qt::AlignRight | Qt::AlignVCenter, count);
    }

    static void paintCheck(QPainter& painter, const QModelIndex& index, QRect& text)
    {
        const QRect box(text.left(), text.center().y() - px(7) + 1, px(14), px(14));
        const bool checked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        painter.setPen(theme::color(Token::Text2));
        painter.setBrush(checked ? QBrush(theme::color(Token::AccentDark)) : Qt::NoBrush);
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        if (checked)
            painter.drawPixmap(box.topLeft() + QPoint(1, 1),
                theme::iconPixmap(
                    QStringLiteral("check"), theme::color(Token::Text1), box.width() - 2, painter.device()->devicePixelRatioF()));
        text.setLeft(box.right() + px(8));
    }
};

QStandardItem* makeItem(Kind kind, const QString& text)
{
    auto* item = new QStandardItem(text);
    item->setData(static_cast<int>(kind), KindRole);
    item->setEditable(false);
    if (kind == Kind::Heading) item->setFlags(Qt::NoItemFlags);
    return item;
}

} // namespace

SideBar::SideBar(QWidget* parent) : QListView(parent), m_model(new QStandardItemModel(this))
{
    setModel(m_model);
    setItemDelegate(new SideBarDelegate(this));
    setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_Hover);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setProperty("role", "inPanel");
    setFrameShape(QFrame::NoFrame);
    rebuild();
    showCategory(StudyCategory::All);
    connect(this, &QListView::clicked, this, &SideBar::choose);
}

void SideBar::setCounts(const StudyCounts& counts)
{
    const bool sameInstitutions = counts.institutions.keys() == m_counts.institutions.keys();
    m_counts = counts;
    if (!sameInstitutions) rebuild();
    retranslate();
}

void SideBar::setQuarantineCount(int count)
{
    m_quarantine = count;
    retranslate();
}

void SideBar::rebuild()
{
    m_model->clear();
    m_model->appendRow(makeItem(Kind::Heading, {}));
    for (const auto category :
        {StudyCategory::All, StudyCategory::Unread, StudyCategory::UnreadLc, StudyCategory::Drafts, StudyCategory::Final}) {
        auto* item = makeItem(Kind::Category, {});
        item->setData(static_cast<int>(category), CategoryRole);
        m_model->appendRow(item);
    }
    if (!m_counts.institutions.isEmpty()) m_model->appendRow(makeItem(Kind::Heading, {}));
    for (auto it = m_counts.institutions.begin(); it != m_counts.institutions.end(); ++it) {
        auto* item = makeItem(Kind::Institution, it.key());
        item->setCheckState(m_hidden.contains(it.key()) ? Qt::Unchecked : Qt::Checked);
        item->setFlags(Qt::ItemIsEnabled);
        m_model->appendRow(item);
    }
    m_model->appendRow(makeItem(Kind::Heading, {}));
    m_model->appendRow(makeItem(Kind::Quarantine, {}));
    retranslate();
    markChosen();
}

void SideBar::retranslate()
{
    const QStringList headings = m_counts.institutions.isEmpty() ? QStringList{tr("WORKLIST"), tr("ATTENTION")}
                                                                 : QStringList{tr("WORKLIST"), tr("INSTITUTIONS"), tr("ATTENTION")};
    const QStringList names{tr("All studies"), tr("Unread"), tr("Unread · LC"), tr("Drafts"), tr("Final")};
    const QList<int> counts{m_counts.all, m_counts.unread, m_counts.unreadLc, m_counts.drafts, m_counts.finals};
    int heading = 0;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        auto* item = m_model->item(row);
        switch (kindOf(item->index())) {
        case Kind::Heading: item->setText(headings.value(heading++)); break;
        case Kind::Category: {
            const int at = item->data(CategoryRole).toInt();
            item->setText(names.value(at));
            item->setData(QLocale().toString(counts.value(at)), CountRole);
            if (at == static_cast<int>(StudyCategory::UnreadLc) && counts.value(at) > 0)
                item->setForeground(theme::color(Token::Lc));
            else
                item->setData({}, Qt::ForegroundRole);
            break;
        }
        case Kind::Institution:
            item->setData(QLocale().toString(m_counts.institutions.value(item->text())), CountRole);
            item->setToolTip(tr("Click to show or hide the studies of %1").arg(item->text()));
            break;
        case Kind::Quarantine:
            item->setText(tr("Quarantine"));
            item->setToolTip(tr("Files that were not imported, with the reason"));
            item->setData(QLocale().toString(m_quarantine), CountRole);
            if (m_quarantine > 0)
                item->setForeground(theme::color(Token::Indeterminate));
            else
                item->setData({}, Qt::ForegroundRole);
            break;
        }
    }
}

void SideBar::showCategory(StudyCategory category)
{
    m_category = category;
    m_isOnQuarantine = false;
    markChosen();
}

void SideBar::markChosen()
{
    const int row = m_isOnQuarantine ? m_model->rowCount() - 1 : 1 + static_cast<int>(m_category);
    setCurrentIndex(m_model->index(row, 0));
}

void SideBar::showAll()
{
    m_hidden.clear();
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (auto* item = m_model->item(row); kindOf(item->index()) == Kind::Institution) item->setCheckState(Qt::Checked);
    showCategory(StudyCategory::All);
}

void SideBar::choose(const QModelIndex& index)
{
    switch (kindOf(index)) {
    case Kind::Category:
        showCategory(static_cast<StudyCategory>(index.data(CategoryRole).toInt()));
        Q_EMIT categoryChosen(m_category);
        break;
    case Kind::Quarantine:
        m_isOnQuarantine = true;
        Q_EMIT quarantineChosen();
        break;
    case Kind::Institution: toggleInstitution(m_model->itemFromIndex(index)); break;
    case Kind::Heading: break;
    }
}

void SideBar::toggleInstitution(QStandardItem* item)
{
    const bool hide = item->checkState() == Qt::Checked;
    item->setCheckState(hide ? Qt::Unchecked : Qt::Checked);
    if (hide)
        m_hidden.insert(item->text());
    else
        m_hidden.remove(item->text());
    // The list of studies comes back when its filter changes; the mark of what is listed must follow.
    m_isOnQuarantine = false;
    selectionModel()->select(m_model->index(1 + static_cast<int>(m_category), 0), QItemSelectionModel::ClearAndSelect);
    Q_EMIT institutionsChanged(m_hidden);
}

void SideBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QListView::changeEvent(event);
}

void SideBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (currentIndex().isValid()) choose(currentIndex());
        return;
    }
    QListView::keyPressEvent(event);
    if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)
        if (currentIndex().isValid() && kindOf(currentIndex()) != Kind::Institution) choose(currentIndex());
}

} // namespace lobule::worklist
