#include "app/reading/InfoPanel.h"

#include "app/CatalogueText.h"
#include "app/theme/Theme.h"
#include "core/volume/SeriesVolume.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace lobule::reading {

using theme::px;

namespace {

QString millimetres(double value, int decimals) { return value > 0.0 ? QStringLiteral("%1 mm").arg(value, 0, 'f', decimals) : QString(); }
QString plain(double value, const QString& unit)
{
    return value > 0.0 ? QStringLiteral("%1 %2").arg(value, 0, 'f', 0).arg(unit) : QString();
}

} // namespace

InfoPanel::InfoPanel(QWidget* parent) : QScrollArea(parent), m_page(new QWidget), m_form(new QFormLayout(m_page))
{
    setWidget(m_page);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_form->setContentsMargins(0, 0, px(8), 0);
    m_form->setHorizontalSpacing(px(14));
    m_form->setVerticalSpacing(px(8));
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setRowWrapPolicy(QFormLayout::DontWrapRows);
}

void InfoPanel::clear()
{
    while (m_form->rowCount() > 0) m_form->removeRow(0);
}

void InfoPanel::heading(const QString& text)
{
    auto* label = new QLabel(text);
    theme::setRole(label, "title");
    label->setContentsMargins(0, m_form->rowCount() == 0 ? 0 : px(12), 0, 0);
    m_form->addRow(label);
}

void InfoPanel::fact(const QString& name, const QString& value)
{
    if (value.isEmpty()) return;
    auto* label = new QLabel(name);
    theme::setRole(label, "small");
    label->setMinimumWidth(px(120));
    // A UID has no place to break at: one line that can be scrolled and copied whole.
    if (value.count(u'.') > 3) {
        auto* uid = new QLineEdit(value);
        uid->setReadOnly(true);
        uid->setCursorPosition(0);
        uid->setFocusPolicy(Qt::ClickFocus);
        theme::setRole(uid, "plain");
        m_form->addRow(label, uid);
        return;
    }
    auto* text = new QLabel(value);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setWordWrap(true);
    m_form->addRow(label, text);
}

void InfoPanel::show(StudySession* session, const VolumePtr& volume, int slice)
{
    setUpdatesEnabled(false);
    clear();
    if (session != nullptr) {
        studyFacts(session->study(), session->isPatientIdShared());
        const auto* series = volume ? session->findSeries(volume->seriesUid()) : nullptr;
        if (series != nullptr) seriesFacts(*series, volume.get());
        if (volume && slice >= 0 && slice < volume->sliceCount())
            sliceFacts(session->instance(volume->slice(slice).instanceUid), *volume, slice);
    }
    setUpdatesEnabled(true);
}

void InfoPanel::studyFacts(const library::StudyRow& study, bool isIdShared)
{
    heading(tr("Study"));
    fact(tr("Pseudonym"), study.pseudonym);
    if (isIdShared) fact(tr("Finding"), tr("Two persons share this patient ID. Do not read their studies as those of one patient."));
    auto* reveal = new QPushButton(tr("Reveal identity..."));
    reveal->setToolTip(tr("Shows for a moment who the patient is; asks for the reveal passphrase (Ctrl+I)"));
    theme::setRole(reveal, "link");
    connect(reveal, &QPushButton::clicked, this, &InfoPanel::revealRequested);
    m_form->addRow(QString(), reveal);
    fact(tr("Sex"), study.sex);
    fact(tr("Age"), study.age);
    fact(tr("Study date"), study.studyDate.isEmpty() ? tr("removed by de-identification") : study.studyDate);
    fact(tr("Imported"), study.importedAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")));
    fact(tr("Description"), study.description);
    fact(tr("Modality"), QString(study.modalities).replace(u'\\', u' '));
    fact(tr("Institution"), study.institution);
    fact(tr("Series / images"), QStringLiteral("%1 / %2").arg(study.seriesCount).arg(study.instanceCount));
    if (study.isSynthetic) fact(tr("Origin"), tr("synthetic phantom, not a person"));
    // Which profile it was may differ from image to image.
    fact(tr("De-identification"), tr("recorded in each image (0012,0064)"));
    fact(tr("Study UID"), study.studyUid);
}

void InfoPanel::seriesFacts(const library::SeriesRow& series, const volume::SeriesVolume* volume)
{
    heading(tr("Series"));
    fact(tr("Number"), QString::number(series.number));
    fact(tr("Description"), series.description);
    fact(tr("Body part"), series.bodyPart);
    fact(tr("Phase"), app::phaseText(series.phase));
    fact(tr("Geometry"), app::geometryText(series.geometry));
    if (volume != nullptr && volume->label().part != volume::StackPart::Whole) {
        fact(tr("This stack"), app::stackText(volume->label()));
        fact(tr("Its geometry"), app::geometryText(volume->geometrySummary()));
    }
    fact(tr("Thickness"), millimetres(series.thicknessMm, 2));
    if (volume != nullptr) fact(tr("Slice spacing"), millimetres(volume->sliceSpacingMm(), 2));
    fact(tr("Tube voltage"), plain(series.tubeVoltageKvp, QStringLiteral("kVp")));
    fact(tr("Exposure"), plain(series.exposureMas, QStringLiteral("mAs")));
    fact(tr("Kernel"), series.kernel);
    fact(tr("Series UID"), series.seriesUid);
}

void InfoPanel::sliceFacts(const library::InstanceRow& instance, const volume::SeriesVolume& volume, int slice)
{
    const volume::SliceInfo& info = volume.slice(slice);
    const SliceGeometry& geometry = info.geometry;
    heading(tr("Image"));
    fact(tr("Image number"), QString::number(info.instanceNumber));
    fact(tr("Matrix"), QStringLiteral("%1 × %2").arg(geometry.columns).arg(geometry.rows));
    fact(tr("Pixel spacing"),
        geometry.hasSpacing() ? QStringLiteral("%1 × %2 mm").arg(geometry.rowSpacingMm, 0, 'f', 3).arg(geometry.columnSpacingMm, 0, 'f', 3)
                              : tr("not given: lengths are in pixels"));
    if (geometry.hasPosition)
        fact(tr("Position (LPS)"),
            QStringLiteral("%1, %2, %3 mm")
                .arg(geometry.originLps.x, 0, 'f', 1)
                .arg(geometry.originLps.y, 0, 'f', 1)
                .arg(geometry.originLps.z, 0, 'f', 1));
    fact(tr("Unit"), volume.unit());
    if (info.isLossy)
        fact(tr("Compression"), info.lossyRatio > 0.0 ? tr("lossy, %1:1").arg(info.lossyRatio, 0, 'f', 1) : tr("lossy, ratio not given"));
    fact(tr("Image type"), QString(instance.imageType).replace(u'\\', QStringLiteral(" · ")));
    fact(tr("Transfer syntax"), instance.transferSyntaxUid);
    fact(tr("SOP class"), instance.sopClassUid);
    fact(tr("Instance UID"), info.instanceUid);
}

} // namespace lobule::reading
