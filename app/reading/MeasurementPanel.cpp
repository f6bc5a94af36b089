#include "app/reading/MeasurementPanel.h"

#include "app/theme/Icons.h"
#include "core/volume/SeriesVolume.h"
#include "viewer/tools/MeasurementModel.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace lobule::reading {

using theme::px;

MeasurementPanel::MeasurementPanel(QWidget* parent)
    : QWidget(parent), m_title(new QLabel(this)), m_empty(new QLabel(this)), m_list(new QListWidget(this)), m_remove(new QPushButton(this))
{
    theme::setRole(m_title, "title");
    theme::setRole(m_empty, "secondary");
    m_empty->setWordWrap(true);
    m_list->setObjectName(QStringLiteral("measurementList"));
    m_list->setProperty("role", "inPanel");
    m_list->setSpacing(px(2));
    m_list->installEventFilter(this);
    m_remove->setIcon(theme::icon(QStringLiteral("trash")));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(10));
    column->addWidget(m_title);
    column->addWidget(m_empty);
    column->addWidget(m_list, 1);
    column->addWidget(m_remove, 0, Qt::AlignLeft);
    column->addStretch();
    connect(m_list, &QListWidget::itemClicked, this,
        [this](QListWidgetItem* item) { Q_EMIT chosen(item->data(Qt::UserRole).value<library::Measurement>()); });
    connect(m_list, &QListWidget::itemActivated, this,
        [this](QListWidgetItem* item) { Q_EMIT chosen(item->data(Qt::UserRole).value<library::Measurement>()); });
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) { m_remove->setEnabled(item != nullptr); });
    connect(m_remove, &QPushButton::clicked, this, &MeasurementPanel::removeCurrent);
    rebuild();
    retranslate();
}

void MeasurementPanel::setSession(StudySession* session)
{
    m_session = session;
    if (session != nullptr) connect(session->measurements(), &tools::MeasurementModel::changed, this, &MeasurementPanel::rebuild);
    rebuild();
}

int MeasurementPanel::count() const { return m_list->count(); }

QString MeasurementPanel::describe(const library::Measurement& measurement) const
{
    const QString value
        = measurement.valueMm > 0.0 ? tr("%1 mm").arg(QLocale().toString(measurement.valueMm, 'f', 1)) : tr("no pixel spacing");
    QString place;
    if (const auto* series = m_session->findSeries(measurement.seriesUid)) place = tr("Se %1").arg(series->number);
    if (const auto found = m_session->placeOf(measurement.seriesUid, measurement.instanceUid, measurement.frame))
        place += QStringLiteral(" · ") + tr("Im %1/%2").arg(found->index + 1).arg(found->volume->sliceCount());
    return QStringLiteral("%1   %2").arg(value, place);
}

QString MeasurementPanel::basis(const library::Measurement& measurement) const
{
    const auto place = m_session->placeOf(measurement.seriesUid, measurement.instanceUid, measurement.frame);
    if (!place) return {};
    const SliceGeometry& geometry = place->volume->slice(place->index).geometry;
    return geometry.hasSpacing() ? tr("Measured with Pixel Spacing %1 × %2 mm (rows × columns) of this image")
                                       .arg(geometry.rowSpacingMm, 0, 'g', 6)
                                       .arg(geometry.columnSpacingMm, 0, 'g', 6)
                                 : tr("This image gives no Pixel Spacing: the length is in pixels.");
}

void MeasurementPanel::rebuild()
{
    const int row = m_list->currentRow();
    m_list->clear();
    if (m_session) {
        for (const auto& measurement : m_session->measurements()->all()) {
            auto* item = new QListWidgetItem(theme::icon(QStringLiteral("length")), describe(measurement), m_list);
            item->setData(Qt::UserRole, QVariant::fromValue(measurement));
            item->setSizeHint({px(80), px(36)});
            item->setToolTip(basis(measurement));
        }
    }
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    m_empty->setVisible(m_list->count() == 0);
    m_list->setVisible(m_list->count() > 0);
    m_remove->setVisible(m_list->count() > 0);
    m_remove->setEnabled(m_list->currentItem() != nullptr);
    setSizePolicy(QSizePolicy::Preferred, m_list->count() == 0 ? QSizePolicy::Maximum : QSizePolicy::Expanding);
    Q_EMIT countChanged(m_list->count());
}

void MeasurementPanel::removeCurrent()
{
    if (m_session && m_list->currentItem() != nullptr)
        m_session->measurements()->remove(m_list->currentItem()->data(Qt::UserRole).value<library::Measurement>().id);
}

bool MeasurementPanel::eventFilter(QObject* object, QEvent* event)
{
    if (object == m_list && event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        removeCurrent();
        return true;
    }
    return QWidget::eventFilter(object, event);
}

void MeasurementPanel::retranslate()
{
    m_title->setText(tr("Measurements"));
    m_empty->setText(tr("Nothing measured yet. Press D and draw a length on the image; it is stored at once."));
    m_remove->setText(tr("Remove"));
    m_remove->setToolTip(tr("Remove the measurement (Delete); Ctrl+Z brings it back"));
}

void MeasurementPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        rebuild();
    }
    QWidget::changeEvent(event);
}

} // namespace lobule::reading
