#include "app/worklist/StudyTable.h"

#include "app/theme/Icons.h"
#include "app/theme/TableDelegate.h"
#include "app/theme/Theme.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QItemSelection>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

#include <algorithm>

namespace lobule::worklist {

using theme::px;

namespace {

constexpr int kWithModalityPx = 1300;

} // namespace

StudyTable::StudyTable(StudyModel* model, QWidget* parent) : QTableView(parent), m_model(model)
{
    setObjectName(QStringLiteral("studyTable"));
    theme::setUpTable(this, 42);
    setModel(model);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setSortingEnabled(true);
    layOutColumns();
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setSectionResizeMode(StudyModel::Read, QHeaderView::Fixed);
    horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    sortByColumn(StudyModel::Date, Qt::DescendingOrder);
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this] {
        if (!m_isLayingOut && QGuiApplication::mouseButtons() != Qt::NoButton) m_hasOwnWidths = true;
    });
    connect(horizontalHeader(), &QWidget::customContextMenuRequested, this, &StudyTable::showColumnMenu);
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, &StudyTable::remember);
    // setModel() above connected the view's own reset first, so it has happened when this one runs.
    connect(m_model, &QAbstractItemModel::modelReset, this, &StudyTable::restore);
    connect(this, &QTableView::activated, this,
        [this](const QModelIndex& index) { Q_EMIT openRequested(m_model->study(index.row()).studyUid); });
}

QString StudyTable::currentStudy() const { return currentIndex().isValid() ? m_model->study(currentIndex().row()).studyUid : QString(); }

QStringList StudyTable::selectedStudies() const
{
    QStringList uids;
    for (const QModelIndex& index : selectionModel()->selectedRows()) uids << m_model->study(index.row()).studyUid;
    return uids;
}

void StudyTable::selectStudy(const QString& studyUid)
{
    const int row = m_model->rowOf(studyUid);
    if (row < 0) return;
    const QModelIndex index = m_model->index(row, StudyModel::Pseudonym);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index);
}

QString StudyTable::neighbour(const QString& studyUid, int step) const
{
    const int row = m_model->rowOf(studyUid);
    const int next = row + step;
    return row < 0 || next < 0 || next >= m_model->rowCount() ? QString() : m_model->study(next).studyUid;
}

QByteArray StudyTable::headerState() const { return horizontalHeader()->saveState(); }

void StudyTable::restoreHeaderState(const QByteArray& state)
{
    if (state.isEmpty() || !horizontalHeader()->restoreState(state)) return;
    horizontalHeader()->setStretchLastSection(true);
    m_hasOwnWidths = true;
    m_model->sort(horizontalHeader()->sortIndicatorSection(), horizontalHeader()->sortIndicatorOrder());
}

void StudyTable::layOutColumns()
{
    m_isLayingOut = true;
    // Where it is narrow the modality goes first: the description says it, too.
    setColumnHidden(StudyModel::Modality, viewport()->width() < px(kWithModalityPx));
    theme::fitColumns(
        this, {{38, 0}, {192, 8}, {88, 3}, {164, 4}, {138, 40}, {82, 0}, {112, 14}, {76, 5}, {140, 10}, {72, 4}, {72, 6}, {124, 6}});
    m_isLayingOut = false;
}

void StudyTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    if (!m_hasOwnWidths) layOutColumns();
}

void StudyTable::remember()
{
    if (m_restoring) return;
    m_restoring = true;
    if (const QString current = currentStudy(); !current.isEmpty()) {
        m_current = current;
        m_currentRow = currentIndex().row();
    }
    m_selected.clear();
    for (const QString& uid : selectedStudies()) m_selected.insert(uid);
    m_scroll = verticalScrollBar()->value();
}

void StudyTable::restore()
{
    QItemSelection selection;
    const int last = StudyModel::ColumnCount - 1;
    m_isChosen = m_isChosen || !m_model->filter().text.isEmpty();
    int row = m_isChosen ? m_model->rowOf(m_current) : std::min(0, m_model->rowCount() - 1);
    if (m_selected.size() > 1) {
        for (int i = 0; i < m_model->rowCount(); ++i)
            if (m_selected.contains(m_model->study(i).studyUid)) selection.select(m_model->index(i, 0), m_model->index(i, last));
    } else if (row >= 0) {
        selection.select(m_model->index(row, 0), m_model->index(row, last));
    }
    if (row < 0 && m_model->rowCount() > 0) {
        // The study is gone (removed, or filtered out): the one in its place, so that Enter and the panes always have a study.
        row = m_selected.isEmpty() ? 0 : std::min(m_currentRow, m_model->rowCount() - 1);
        if (!m_model->filter().text.isEmpty()) row = 0;
        if (selection.isEmpty()) selection.select(m_model->index(row, 0), m_model->index(row, last));
    }
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    if (row >= 0) selectionModel()->setCurrentIndex(m_model->index(row, StudyModel::Pseudonym), QItemSelectionModel::NoUpdate);
    verticalScrollBar()->setValue(m_scroll);
    m_restoring = false;
    reportCurrent();
}

void StudyTable::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    if (m_restoring) return;
    m_isChosen = current.isValid();
    reportCurrent();
}

void StudyTable::reportCurrent()
{
    const QString current = currentStudy();
    if (!current.isEmpty()) m_current = current;
    m_reported = current;
    Q_EMIT currentStudyChanged(current);
}

void StudyTable::contextMenuEvent(QContextMenuEvent* event)
{
    const QStringList uids = selectedStudies();
    if (uids.isEmpty()) return;
    const int count = static_cast<int>(uids.size());
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto* open = menu->addAction(tr("Open"), this, [this] { Q_EMIT openRequested(currentStudy()); });
    open->setShortcut(Qt::Key_Return);
    menu->addSeparator();
    menu->addAction(tr("Mark as read"), this, [this, uids] { Q_EMIT readRequested(uids, true); });
    menu->addAction(tr("Mark as unread"), this, [this, uids] { Q_EMIT readRequested(uids, false); });
    menu->addSeparator();
    auto* reveal = menu->addAction(tr("Reveal identity..."), this, [this] { Q_EMIT revealRequested(currentStudy()); });
    reveal->setShortcut(Qt::CTRL | Qt::Key_I);
    reveal->setToolTip(tr("Shows for a moment who the patient is; asks for the reveal passphrase (Ctrl+I)"));
    menu->setToolTipsVisible(true);
    menu->addSeparator();
    auto* remove = menu->addAction(theme::icon(QStringLiteral("trash")), tr("Remove %n study(ies)...", nullptr, count), this,
        [this, uids] { Q_EMIT removeRequested(uids); });
    remove->setShortcut(Qt::Key_Delete);
    menu->popup(event->globalPos());
}

void StudyTable::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Delete && !selectedStudies().isEmpty()) {
        Q_EMIT removeRequested(selectedStudies());
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT openRequested(currentStudy());
        return;
    }
    QTableView::keyPressEvent(event);
}

void StudyTable::showColumnMenu(const QPoint& at)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = StudyModel::SexAge; column < StudyModel::ColumnCount; ++column) {
        auto* action = menu->addAction(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) { setColumnHidden(column, !shown); });
    }
    menu->popup(horizontalHeader()->mapToGlobal(at));
}

} // namespace lobule::worklist
