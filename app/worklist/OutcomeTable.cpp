#include "app/worklist/OutcomeTable.h"

#include "app/theme/FileDialogs.h"
#include "app/theme/TableDelegate.h"
#include "app/theme/Theme.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSaveFile>
#include <QShortcut>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace lobule::worklist {

using theme::px;

OutcomeTable::OutcomeTable(QWidget* parent)
    : QWidget(parent), m_model(new OutcomeModel(this)), m_view(new QTableView(this)), m_filter(new QLineEdit(this)),
      m_groups(new QComboBox(this)), m_count(new QLabel(this)), m_retry(new QPushButton(this)), m_copy(new QPushButton(this)),
      m_save(new QPushButton(this))
{
    build();
    connect(m_filter, &QLineEdit::textChanged, this, &OutcomeTable::applyFilter);
    connect(m_groups, &QComboBox::currentIndexChanged, this, &OutcomeTable::applyFilter);
    connect(
        m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] { m_retry->setEnabled(!retryPaths().isEmpty()); });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &OutcomeTable::currentChanged);
    connect(m_model, &QAbstractItemModel::modelReset, this, &OutcomeTable::currentChanged);
    connect(
        m_view, &QTableView::doubleClicked, this, [this](const QModelIndex& index) { Q_EMIT activated(m_model->outcome(index.row())); });
    for (const int key : {Qt::Key_Return, Qt::Key_Enter}) {
        connect(new QShortcut(QKeySequence(key), m_view, nullptr, nullptr, Qt::WidgetShortcut), &QShortcut::activated, this, [this] {
            if (const auto outcome = current()) Q_EMIT activated(*outcome);
        });
    }
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(copyText()); });
    connect(m_save, &QPushButton::clicked, this, &OutcomeTable::chooseCsv);
    connect(m_retry, &QPushButton::clicked, this, [this] { Q_EMIT retryRequested(retryPaths()); });
    retranslate();
}

void OutcomeTable::build()
{
    theme::setUpTable(m_view, 36);
    m_view->setModel(m_model);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(OutcomeModel::Outcome, Qt::AscendingOrder);
    m_view->horizontalHeader()->setStretchLastSection(true);
    theme::keepColumnsFitted(m_view, {{230, 20}, {178, 0}, {340, 50}, {390, 30}});
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(px(300));
    m_groups->setObjectName(QStringLiteral("outcomeGroups"));
    m_groups->setMinimumWidth(px(200));
    m_retry->setObjectName(QStringLiteral("outcomeRetry"));
    m_copy->setObjectName(QStringLiteral("outcomeCopy"));
    m_save->setObjectName(QStringLiteral("outcomeSave"));
    theme::setRole(m_count, "secondary");
    auto* tools = new QHBoxLayout;
    tools->setObjectName(QStringLiteral("tools"));
    tools->setContentsMargins(px(14), px(10), px(14), px(10));
    tools->setSpacing(px(12));
    tools->addWidget(m_filter, 1);
    tools->addWidget(m_groups);
    tools->addWidget(m_count);
    tools->addStretch(1);
    for (QPushButton* button : {m_retry, m_copy, m_save}) tools->addWidget(button);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(tools);
    column->addWidget(m_view, 1);
}

void OutcomeTable::setOutcomes(const QList<FileOutcome>& outcomes)
{
    m_model->setOutcomes(outcomes);
    fillGroups();
    applyFilter();
}

void OutcomeTable::fillGroups()
{
    const QSignalBlocker quiet(m_groups);
    const int chosen = m_groups->currentIndex() < 0 ? -1 : m_groups->currentData().toInt();
    m_groups->clear();
    m_groups->addItem(tr("All results"), -1);
    for (const OutcomeModel::Group& group : m_model->groups())
        m_groups->addItem(QStringLiteral("%1 (%2)").arg(group.title, locale().toString(group.count)), group.key);
    m_groups->setCurrentIndex(std::max(0, m_groups->findData(chosen)));
}

void OutcomeTable::applyFilter()
{
    m_model->setFilter(m_filter->text(), m_groups->currentData().toInt());
    updateCount();
}

void OutcomeTable::addTool(QWidget* widget) { findChild<QHBoxLayout*>(QStringLiteral("tools"))->addWidget(widget); }

std::optional<FileOutcome> OutcomeTable::current() const
{
    const QModelIndex index = m_view->currentIndex();
    if (!index.isValid()) return std::nullopt;
    return m_model->outcome(index.row());
}

QList<int> OutcomeTable::chosenRows() const
{
    QList<int> rows;
    for (const QModelIndex& index : m_view->selectionModel()->selectedRows()) rows << index.row();
    if (rows.isEmpty())
        for (int row = 0; row < m_model->rowCount(); ++row) rows << row;
    std::sort(rows.begin(), rows.end());
    return rows;
}

QString OutcomeTable::copyText() const
{
    const auto line = [&](auto&& cell) {
        QStringList cells;
        for (int column = 0; column < OutcomeModel::ColumnCount; ++column) cells << cell(column);
        return cells.join(u'\t');
    };
    QStringList lines{line([&](int column) { return m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(); })};
    for (const int row : chosenRows()) lines << line([&](int column) { return m_model->index(row, column).data().toString(); });
    return lines.join(u'\n');
}

QStringList OutcomeTable::retryPaths() const
{
    QStringList paths;
    for (const int row : chosenRows())
        if (const QString& path = m_model->outcome(row).retry; !path.isEmpty()) paths << path;
    paths.removeDuplicates();
    return paths;
}

bool OutcomeTable::saveCsv(const QString& path) const
{
    QSaveFile file(path);
    const QByteArray csv = m_model->csv();
    return file.open(QIODevice::WriteOnly) && file.write(csv) == csv.size() && file.commit();
}

void OutcomeTable::chooseCsv()
{
    auto* dialog = new QFileDialog(this, tr("Save without names"), QDir::homePath(), tr("Comma-separated values (*.csv)"));
    theme::keepFoldersUnwritten(dialog);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("lobule-import.csv"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        if (saveCsv(path)) return;
        auto* box
            = new QMessageBox(QMessageBox::NoIcon, tr("Save without names"), tr("The table could not be saved."), QMessageBox::Ok, this);
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->setInformativeText(tr("Check that the folder may be written to and that the disk has room, or choose another folder."));
        box->open();
    });
    dialog->open();
}

void OutcomeTable::updateCount()
{
    const int all = m_model->count(), shown = m_model->rowCount();
    m_count->setText(shown == all ? tr("%n file(s)", nullptr, all) : tr("%1 of %n file(s)", nullptr, all).arg(shown));
    m_copy->setEnabled(shown > 0);
    m_save->setEnabled(shown > 0);
    m_retry->setEnabled(!retryPaths().isEmpty());
}

void OutcomeTable::retranslate()
{
    m_filter->setPlaceholderText(tr("Filter: file, result, reason"));
    m_groups->setToolTip(tr("Show one kind of result"));
    m_retry->setText(tr("Try again"));
    m_retry->setToolTip(tr(
        "Import the selected files (or all) once more where that can help: a crash, a time-out, a password, a missing disc, a full disk"));
    m_copy->setText(tr("Copy"));
    m_copy->setToolTip(tr("Copy the selected rows (or all) as a table, with file names"));
    m_save->setText(tr("Save..."));
    m_save->setToolTip(tr("Save the shown rows as CSV: numbered, without file or folder names"));
    m_model->retranslate();
    fillGroups();
    updateCount();
}

void OutcomeTable::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::worklist
