// The parts of ReadingPage that put it together: layout, connections, keys, words.
#include "app/reading/ReadingPage.h"

#include "app/ErrorText.h"
#include "app/reading/AiPanel.h"
#include "app/reading/InfoPanel.h"
#include "app/reading/KeyImagePanel.h"
#include "app/reading/MeasurementPanel.h"
#include "app/reading/ReadingBar.h"
#include "app/reading/SeriesStrip.h"
#include "app/reading/SliceSlider.h"
#include "app/reading/ToolRail.h"
#include "app/reporting/ReportPanel.h"
#include "app/settings/Settings.h"
#include "app/theme/Theme.h"
#include "core/library/Library.h"
#include "core/volume/SeriesVolume.h"
#include "viewer/panels/SliceWidget.h"
#include "viewer/render/VolumeRenderWidget.h"

#include <QAction>
#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace lobule::reading {

using theme::px;

namespace {

constexpr int kInfoDelayMs = 150;

} // namespace

void ReadingPage::buildPage()
{
    m_bar = new ReadingBar(this);
    m_rail = new ToolRail(this);
    m_strip = new SeriesStrip(this);
    auto* stripFrame = new QWidget(this);
    stripFrame->setAttribute(Qt::WA_StyledBackground);
    theme::setRole(stripFrame, "side");
    auto* stripLayout = new QVBoxLayout(stripFrame);
    stripLayout->setContentsMargins(0, 0, 1, 0);
    stripLayout->addWidget(m_strip);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(buildImageArea());
    m_splitter->addWidget(buildSidePanel());
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setCollapsible(0, false);
    m_splitter->setSizes({px(1290), px(430)});
    m_splitter->restoreState(m_settings->uiState(QStringLiteral("readingSplitter")));
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addWidget(stripFrame);
    row->addWidget(m_splitter, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addLayout(row, 1);
    m_infoLater.setSingleShot(true);
    m_infoLater.setInterval(kInfoDelayMs);
}

QWidget* ReadingPage::buildImageArea()
{
    m_view = new panels::SliceWidget(this);
    m_view->setObjectName(QStringLiteral("sliceView"));
    m_slider = new SliceSlider(this);
    m_slider->setObjectName(QStringLiteral("sliceSlider"));
    m_slider->setFixedWidth(px(20));
    auto* stack = new QWidget(this);
    auto* row = new QHBoxLayout(stack);
    row->setContentsMargins(px(6), px(6), px(4), px(6));
    row->setSpacing(px(4));
    row->addWidget(m_view, 1);
    row->addWidget(m_slider);
    m_volumeView = new render::VolumeRenderWidget(this);
    m_image = new QStackedWidget(this);
    m_image->addWidget(stack);
    m_image->addWidget(m_volumeView);
    m_image->setMinimumWidth(px(400));
    return m_image;
}

QWidget* ReadingPage::buildSidePanel()
{
    auto* panel = new QWidget(this);
    panel->setAttribute(Qt::WA_StyledBackground);
    theme::setRole(panel, "panelRight");
    panel->setMinimumWidth(px(360));
    m_report = new reporting::ReportPanel(m_library, panel);
    auto* marks = new QWidget(panel);
    m_measurements = new MeasurementPanel(marks);
    m_keyImages = new KeyImagePanel(marks);
    auto* markColumn = new QVBoxLayout(marks);
    markColumn->setContentsMargins(0, 0, 0, 0);
    markColumn->setSpacing(px(18));
    // A list that has nothing to show takes no room (its size policy), one that has takes nearly all.
    markColumn->addWidget(m_measurements, 20);
    markColumn->addWidget(m_keyImages, 20);
    markColumn->addStretch(1);
    m_ai = new AiPanel(panel);
    m_info = new InfoPanel(panel);
    m_side = new QStackedWidget(panel);
    auto* tabRow = new QHBoxLayout;
    tabRow->setSpacing(px(6));
    auto* group = new QButtonGroup(this);
    for (QWidget* page : {static_cast<QWidget*>(m_report), marks, static_cast<QWidget*>(m_ai), static_cast<QWidget*>(m_info)}) {
        auto* tab = new QPushButton(panel);
        theme::setRole(tab, "tab");
        tab->setCheckable(true);
        tab->setFocusPolicy(Qt::TabFocus);
        group->addButton(tab, m_side->addWidget(page));
        m_tabs << tab;
        tabRow->addWidget(tab);
    }
    tabRow->addStretch();
    connect(group, &QButtonGroup::idClicked, this, [this](int id) { showTab(static_cast<Tab>(id)); });
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(px(16), px(14), px(16), px(12));
    column->setSpacing(px(12));
    column->addLayout(tabRow);
    column->addWidget(m_side, 1);
    return panel;
}

void ReadingPage::connectPage()
{
    connect(m_bar, &ReadingBar::backRequested, this, &ReadingPage::backRequested);
    connect(m_bar, &ReadingBar::predictRequested, this, &ReadingPage::predictCurrent);
    connect(m_bar, &ReadingBar::pdfRequested, this, &ReadingPage::exportPdf);
    connect(m_bar, &ReadingBar::volumeToggled, this, &ReadingPage::setVolumeShown);
    connect(m_rail, &ToolRail::keyImageToggled, this, &ReadingPage::toggleKeyImage);
    connect(m_rail, &ToolRail::toolChosen, m_view, &panels::SliceWidget::setTool);
    connect(m_view, &panels::SliceWidget::toolChanged, m_rail, &ToolRail::setTool);
    connect(m_view, &panels::SliceWidget::sliceChanged, this, &ReadingPage::sliceChanged);
    // Queued: the view is in the middle of showing the slice.
    connect(m_view, &panels::SliceWidget::pixelsDamaged, this, &ReadingPage::pixelsDamaged, Qt::QueuedConnection);
    connect(m_slider, &SliceSlider::valueChanged, m_view, &panels::SliceWidget::setSlice);
    connect(m_strip, &SeriesStrip::chosen, this, [this](const QString& seriesUid, int volumeIndex) {
        if (m_volume && m_volume->seriesUid() == seriesUid && m_volumeIndex == volumeIndex) return;
        showVolume(seriesUid, volumeIndex);
    });
    connect(m_volumeView, &render::VolumeRenderWidget::unavailable, this, &ReadingPage::notice);
    connect(m_info, &InfoPanel::revealRequested, this, &ReadingPage::revealRequested);
    connect(&m_infoLater, &QTimer::timeout, this, [this] {
        if (m_session && m_side->currentWidget() == m_info) m_info->show(m_session.get(), m_volume, m_view->slice());
    });
}

void ReadingPage::connectPanels()
{
    connect(m_measurements, &MeasurementPanel::chosen, this, [this](const library::Measurement& measurement) {
        goTo(measurement.seriesUid, measurement.instanceUid, measurement.frame);
        m_view->selectMeasurement(measurement.id);
    });
    connect(m_measurements, &MeasurementPanel::countChanged, this, &ReadingPage::updateTabs);
    connect(m_keyImages, &KeyImagePanel::chosen, this, &ReadingPage::goToKeyImage);
    connect(m_keyImages, &KeyImagePanel::countChanged, this, &ReadingPage::updateTabs);
    connect(m_ai, &AiPanel::chosen, this, [this](const library::Prediction& p) { goTo(p.seriesUid, p.instanceUid, p.frame); });
    connect(m_ai, &AiPanel::aiVisibleToggled, m_view, &panels::SliceWidget::setAiVisible);
    connect(m_view, &panels::SliceWidget::aiVisibleChanged, m_ai, &AiPanel::setAiVisible);
    m_report->setSceneSource([this]() -> std::optional<render::SliceScene> {
        if (!m_volume) return std::nullopt;
        return m_view->scene();
    });
    using reporting::ReportPanel;
    connect(m_report, &ReportPanel::reportStored, this, &ReadingPage::libraryChanged);
    connect(m_report, &ReportPanel::storeFailed, this,
        [this](const Error& error) { Q_EMIT problem(app::errorText(error), [this] { (void)flush(); }); });
    connect(
        m_report, &ReportPanel::pdfExported, this, [this](const QString& file) { Q_EMIT notice(tr("The PDF was saved as %1").arg(file)); });
    connect(m_report, &ReportPanel::exportFailed, this,
        [this](const Error& error) { Q_EMIT problem(app::errorText(error), [this] { exportPdf(); }); });
    connect(m_report, &ReportPanel::imageRequested, this, [this](const QString& instanceUid, int frame) {
        if (m_session) goTo(m_session->instance(instanceUid).seriesUid, instanceUid, frame);
    });
}

void ReadingPage::connectInference()
{
    using predict::InferenceClient;
    connect(m_inference, &InferenceClient::sliceAnswered, this, &ReadingPage::answered);
    connect(m_inference, &InferenceClient::jobFinished, this, &ReadingPage::jobFinished);
    // A worker that died while nobody waits is none of the reader's business; the job's own error tells the rest.
}

void ReadingPage::addKeys()
{
    for (QAction* action : m_rail->keyActions()) addAction(action);
    const auto key = [this](const QKeySequence& sequence, auto&& slot) {
        auto* action = new QAction(this);
        action->setShortcut(sequence);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
    };
    key(QKeySequence(Qt::Key_F5), [this] { predictCurrent(); });
    key(QKeySequence(Qt::SHIFT | Qt::Key_F5), [this] { predictSeries(); });
    key(QKeySequence(QKeySequence::Print), [this] { exportPdf(); });
    key(QKeySequence(Qt::Key_Left), [this] { m_strip->moveCurrent(-1); });
    key(QKeySequence(Qt::Key_Right), [this] { m_strip->moveCurrent(1); });
    key(QKeySequence(Qt::SHIFT | Qt::Key_Left), [this] { stepKeyImage(-1); });
    key(QKeySequence(Qt::SHIFT | Qt::Key_Right), [this] { stepKeyImage(1); });
    key(QKeySequence(Qt::CTRL | Qt::Key_Up), [this] { Q_EMIT neighbourRequested(-1); });
    key(QKeySequence(Qt::CTRL | Qt::Key_Down), [this] { Q_EMIT neighbourRequested(1); });
    key(QKeySequence(Qt::Key_N), [this] { Q_EMIT nextUnreadRequested(); });
}

void ReadingPage::showTab(Tab tab)
{
    m_side->setCurrentIndex(static_cast<int>(tab));
    m_tabs[static_cast<int>(tab)]->setChecked(true);
    m_infoLater.start(0);
}

void ReadingPage::updateTabs()
{
    const int measured = m_measurements->count();
    m_tabs[0]->setText(tr("Report"));
    QString marks = measured == 0 ? tr("Measurements") : tr("Measurements %1").arg(measured);
    if (m_keyImages->count() > 0) marks += QStringLiteral(" \u2605%1").arg(m_keyImages->count());
    m_tabs[1]->setText(marks);
    m_tabs[1]->setToolTip(tr("Measurements and key images of the study"));
    m_tabs[2]->setText(tr("AI"));
    m_tabs[3]->setText(tr("Info"));
}

void ReadingPage::saveUiState() { m_settings->setUiState(QStringLiteral("readingSplitter"), m_splitter->saveState()); }

void ReadingPage::retranslate()
{
    m_slider->setToolTip(tr("Slices"));
    m_slider->setAccessibleName(tr("Slices"));
    updateTabs();
    updateCorners();
    m_infoLater.start(0);
}

void ReadingPage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        // From a text field, a list or the volume the first Esc goes back to the image, the next one to the worklist.
        if (m_image->currentIndex() != 0)
            setVolumeShown(false);
        else if (m_view->hasFocus())
            Q_EMIT backRequested();
        else
            m_view->setFocus(Qt::ShortcutFocusReason);
        return;
    }
    QWidget::keyPressEvent(event);
}

void ReadingPage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::reading
