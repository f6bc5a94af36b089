#include "app/worklist/SeriesPane.h"

#include "app/CatalogueText.h"
#include "app/theme/TableDelegate.h"
#include "app/theme/Theme.h"
#include "core/library/Library.h"

#include <QBrush>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace lobule::worklist {

using theme::px;
using theme::Token;

namespace {

QString number(double value, int decimals, const QString& unit = {})
{
    if (value <= 0.0) return QStringLiteral("—");
    const QString text = QString::number(value, 'f', decimals);
    return unit.isEmpty() ? text : text + u' ' + unit;
}

} // namespace

void SeriesModel::setSeries(QList<library::SeriesRow> series)
{
    beginResetModel();
    m_series = std::move(series);
    endResetModel();
}

int SeriesModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_series.size()); }
int SeriesModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString SeriesModel::text(const library::SeriesRow& row, int column) const
{
    const auto orDash = [](const QString& words) { return words.isEmpty() ? QStringLiteral("—") : words; };
    switch (column) {
    case Number: return QString::number(row.number);
    case Description:
        return orDash(row.description.isEmpty() ? QStringList{row.modality, row.bodyPart}.join(u' ').trimmed() : row.description);
    case Phase: return orDash(app::phaseText(row.phase));
    case Images: return QString::number(row.frameCount > 0 ? row.frameCount : row.instanceCount);
    case Thickness: return number(row.thicknessMm, 1, QStringLiteral("mm"));
    case Kvp: return number(row.tubeVoltageKvp, 0);
    case Mas: return number(row.exposureMas, 0);
    case Kernel: return orDash(row.kernel);
    case Geometry: return orDash(app::geometryText(row.geometry));
    default: return {};
    }
}

QVariant SeriesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) return {};
    const library::SeriesRow& row = m_series[index.row()];
    const bool isNumber = index.column() >= Images && index.column() <= Mas;
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::TextAlignmentRole: return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        if (index.column() == Geometry)
            return QBrush(theme::color(app::isGeometryRemarkable(row.geometry) ? Token::Indeterminate : Token::Text2));
        return {};
    case theme::IconRole:
        return index.column() == Geometry && app::isGeometryRemarkable(row.geometry) ? QStringLiteral("warning") : QVariant();
    case theme::IconColorRole: return theme::color(Token::Indeterminate);
    default: return {};
    }
}

QVariant SeriesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section >= Images && section <= Mas ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case Number: return QStringLiteral("#");
    case Description: return tr("Description");
    case Phase: return tr("Phase");
    case Images: return tr("Images");
    case Thickness: return tr("Thickness");
    case Kvp: return QStringLiteral("kVp");
    case Mas: return QStringLiteral("mAs");
    case Kernel: return tr("Kernel");
    case Geometry: return tr("Geometry");
    default: return {};
    }
}

void SeriesModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

SeriesPane::SeriesPane(library::Library* library, QWidget* parent)
    : QWidget(parent), m_library(library), m_model(new SeriesModel(this)), m_title(new QLabel(this)), m_table(new QTableView(this))
{
    setAttribute(Qt::WA_StyledBackground);
    theme::setRole(this, "panel");
    theme::setRole(m_title, "heading");
    theme::setUpTable(m_table, 38);
    m_table->setObjectName(QStringLiteral("seriesTable"));
    m_table->setProperty("role", "inPanel");
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->horizontalHeader()->setStretchLastSection(true);
    theme::keepColumnsFitted(m_table, {{34, 2}, {84, 30}, {106, 15}, {66, 6}, {88, 8}, {50, 4}, {52, 4}, {62, 8}, {124, 25}});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(16), px(14), px(16), px(8));
    column->setSpacing(px(6));
    column->addWidget(m_title);
    column->addWidget(m_table, 1);
    connect(m_table, &QTableView::activated, this,
        [this](const QModelIndex& index) { Q_EMIT seriesActivated(m_study.studyUid, m_model->series(index.row()).seriesUid); });
    retranslate();
}

void SeriesPane::setStudy(const library::StudyRow& study)
{
    m_study = study;
    QList<library::SeriesRow> rows;
    if (!study.studyUid.isEmpty())
        if (auto series = m_library->series(study.studyUid)) rows = *series;
    m_model->setSeries(rows);
    retranslate();
}

void SeriesPane::retranslate()
{
    QStringList parts{tr("Series")};
    if (!m_study.studyUid.isEmpty()) {
        parts << m_study.pseudonym;
        parts << app::studyDateText(m_study.studyDate, m_study.importedAt);
    }
    m_title->setText(parts.join(QStringLiteral(" · ")));
    m_model->retranslate();
}

void SeriesPane::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::worklist
