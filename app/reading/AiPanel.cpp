#include "app/reading/AiPanel.h"

#include "app/theme/TableDelegate.h"
#include "app/theme/Theme.h"
#include "core/volume/SeriesVolume.h"

#include <QCheckBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QSet>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>

namespace lobule::reading {

using theme::px;

void PredictionModel::setSession(StudySession* session)
{
    beginResetModel();
    m_rows.clear();
    QSet<QString> seen;
    for (const auto& prediction : session == nullptr ? QList<library::Prediction>{} : session->predictions()) {
        const QString key = QStringLiteral("%1/%2").arg(prediction.instanceUid).arg(prediction.frame);
        if (seen.contains(key)) continue;
        seen.insert(key);
        Row row{prediction, 0, 0, 0};
        if (const auto* series = session->findSeries(prediction.seriesUid)) row.seriesNumber = series->number;
        if (const auto volumes = session->volumes(prediction.seriesUid)) {
            for (const auto& volume : *volumes) {
                const int index = volume->indexOf(prediction.instanceUid, prediction.frame);
                if (index < 0) continue;
                row.image = index + 1;
                row.images = volume->sliceCount();
            }
        }
        m_rows.append(row);
    }
    std::sort(m_rows.begin(), m_rows.end(), [](const Row& a, const Row& b) {
        return std::tie(a.seriesNumber, a.prediction.seriesUid, a.image) < std::tie(b.seriesNumber, b.prediction.seriesUid, b.image);
    });
    endResetModel();
}

int PredictionModel::rowOf(const QString& instanceUid, int frame) const
{
    for (int row = 0; row < m_rows.size(); ++row)
        if (m_rows[row].prediction.instanceUid == instanceUid && m_rows[row].prediction.frame == frame) return row;
    return -1;
}

int PredictionModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
int PredictionModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant PredictionModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) return {};
    const Row& row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Series) return QString::number(row.seriesNumber);
        if (index.column() == Image) return row.image > 0 ? QStringLiteral("%1/%2").arg(row.image).arg(row.images) : QStringLiteral("—");
        if (index.column() == Score) return QString::number(row.prediction.score, 'f', 2);
        return {};
    case theme::AiLabelRole:
        if (index.column() != Answer) return {};
        return row.prediction.indeterminate ? QStringLiteral("indeterminate") : row.prediction.label;
    case Qt::ToolTipRole:
        return tr("%1 %2 · %3 · %4 ms")
            .arg(row.prediction.modelName, row.prediction.modelVersion, row.prediction.device)
            .arg(row.prediction.milliseconds, 0, 'f', 0);
    case Qt::TextAlignmentRole: return static_cast<int>((index.column() == Answer ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant PredictionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return static_cast<int>((section == Answer ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case Series: return tr("Series");
    case Image: return tr("Image");
    case Answer: return tr("AI");
    case Score: return tr("Score of LC");
    default: return {};
    }
}

AiPanel::AiPanel(QWidget* parent)
    : QWidget(parent), m_model(new PredictionModel(this)), m_title(new QLabel(this)), m_empty(new QLabel(this)), m_note(new QLabel(this)),
      m_warning(new QLabel(this)), m_provenance(new QLabel(this)), m_table(new QTableView(this)), m_visible(new QCheckBox(this))
{
    theme::setRole(m_title, "title");
    theme::setRole(m_empty, "secondary");
    theme::setRole(m_note, "small");
    theme::setRole(m_warning, "warn");
    theme::setRole(m_provenance, "small");
    for (QLabel* label : {m_empty, m_note, m_warning, m_provenance}) label->setWordWrap(true);
    theme::setUpTable(m_table, 34);
    m_table->setObjectName(QStringLiteral("aiTable"));
    m_table->setProperty("role", "inPanel");
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->horizontalHeader()->setStretchLastSection(true);
    constexpr int kWidths[] = {66, 76, 140, 90};
    for (int column = 0; column < PredictionModel::ColumnCount; ++column) m_table->setColumnWidth(column, px(kWidths[column]));
    m_visible->setObjectName(QStringLiteral("aiVisible"));
    m_visible->setChecked(true);
    m_visible->setFocusPolicy(Qt::TabFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(10));
    for (QWidget* widget : {static_cast<QWidget*>(m_title), static_cast<QWidget*>(m_visible), static_cast<QWidget*>(m_empty)})
        column->addWidget(widget);
    column->addWidget(m_table, 1);
    column->addStretch();
    for (QWidget* widget : {m_provenance, m_note, m_warning}) column->addWidget(widget);
    const auto go = [this](const QModelIndex& index) { Q_EMIT chosen(m_model->prediction(index.row())); };
    connect(m_table, &QTableView::clicked, this, go);
    connect(m_table, &QTableView::activated, this, go);
    connect(m_visible, &QCheckBox::toggled, this, &AiPanel::aiVisibleToggled);
    rebuild();
    retranslate();
}

void AiPanel::setSession(StudySession* session)
{
    m_session = session;
    if (session != nullptr) connect(session, &StudySession::predictionsChanged, this, &AiPanel::rebuild);
    rebuild();
}

void AiPanel::setAiVisible(bool visible) { m_visible->setChecked(visible); }

void AiPanel::showFrame(const QString& instanceUid, int frame)
{
    const int row = m_model->rowOf(instanceUid, frame);
    if (row >= 0)
        m_table->selectRow(row);
    else
        m_table->clearSelection();
}

void AiPanel::rebuild()
{
    m_model->setSession(m_session);
    const bool isEmpty = m_model->rowCount() == 0;
    m_empty->setVisible(isEmpty);
    m_table->setVisible(!isEmpty);
    m_provenance->setVisible(!isEmpty);
    m_warning->setVisible(!isEmpty && !m_session->predictions().first().clinicalUse);
    if (isEmpty) return;
    const auto& newest = m_session->predictions().first();
    m_provenance->setText(
        tr("Model %1 %2 · %3 · %4 ms").arg(newest.modelName, newest.modelVersion, newest.device).arg(newest.milliseconds, 0, 'f', 0));
    m_provenance->setToolTip(tr("SHA-256 of the model package: %1").arg(newest.modelSha256));
}

void AiPanel::retranslate()
{
    m_title->setText(tr("AI"));
    m_visible->setText(tr("Show on the image (X)"));
    m_empty->setText(tr("Nothing predicted yet. Press F5 to ask the model about the slice that is shown."));
    m_note->setText(tr("The score is the model's output between 0 and 1. It is not the probability of cirrhosis."));
    m_warning->setText(tr("Demonstration model — not for clinical use"));
}

void AiPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        rebuild();
    }
    QWidget::changeEvent(event);
}

} // namespace lobule::reading
