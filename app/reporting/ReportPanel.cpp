#include "app/reporting/ReportPanel.h"

#include "app/reporting/FieldEdit.h"
#include "app/reporting/PreviewDialog.h"
#include "app/reporting/ReportPanelPrivate.h"
#include "app/reporting/TechniqueText.h"
#include "app/reporting/VersionsDialog.h"
#include "app/settings/Settings.h"
#include "app/theme/FileDialogs.h"
#include "app/theme/Theme.h"
#include "core/library/Library.h"
#include "core/report/ReportFields.h"
#include "core/volume/SeriesVolume.h"

#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QtConcurrentRun>

namespace lobule::reporting {

namespace {

const QString kLanguageState = QStringLiteral("reportLanguage");

/// Of this run of the program: folders are named after patients, so they are not written down.
QString& lastFolder()
{
    static QString folder;
    return folder;
}

QString systemUser()
{
    const QString name = qEnvironmentVariable("USER");
    return name.isEmpty() ? qEnvironmentVariable("USERNAME") : name;
}

} // namespace

ReportPanel::Private::Private(ReportPanel* owner, library::Library* in) : q(owner), library(in), store(in)
{
    store.setAuthor(systemUser());
    const settings::Settings settings;
    language = languageFromTag(QString::fromLatin1(settings.uiState(kLanguageState))).value_or(Language::Korean);
    clock.setInterval(1000);
}

ReportPanel::ReportPanel(library::Library* library, QWidget* parent) : QWidget(parent), d(std::make_unique<Private>(this, library))
{
    d->build();
    d->connectAll();
    d->retranslate();
    d->clock.start();
}

ReportPanel::~ReportPanel()
{
    (void)d->store.flush();
    d->store.disconnect(this);
    d->exporting.waitForFinished();
    d->rendering.waitForFinished();
}

void ReportPanel::Private::connectAll()
{
    QObject::connect(&store, &ReportStore::textReplaced, q, [this] { showReport(); });
    QObject::connect(&store, &ReportStore::headsChanged, q, [this] { showConflict(); });
    QObject::connect(conflictButton, &QPushButton::clicked, q, &ReportPanel::compareVersions);
    QObject::connect(&store, &ReportStore::dirtied, q, [this] { showSaved(); });
    QObject::connect(&store, &ReportStore::stored, q, [this] {
        isRefused = false;
        savedAt = QDateTime::currentDateTimeUtc();
        showState();
        if (versionsDialog) versionsDialog->setVersions(store.versions());
        Q_EMIT q->reportStored(store.studyUid());
    });
    QObject::connect(&store, &ReportStore::failed, q, [this](const Error& error) {
        isRefused = store.isDirty();
        showSaved();
        Q_EMIT q->storeFailed(error);
    });
    for (auto& [key, field] : fields) {
        QObject::connect(field, &FieldEdit::edited, &store, &ReportStore::setText);
        QObject::connect(field, &FieldEdit::edited, q, [this](const QString& name) {
            const bool hasAct = name == QLatin1String(report::kTechnique) || name == QLatin1String(report::kAiResult);
            if (hasAct) showState();
        });
        QObject::connect(field, &FieldEdit::acted, q, [this, name = key] { fieldActed(name); });
        QObject::connect(field->edit(), &GrowingEdit::left, &store, [this] { (void)store.flush(); });
    }
    QObject::connect(&clock, &QTimer::timeout, q, [this] { showSaved(); });
    QObject::connect(aiInsert, &QPushButton::clicked, q, &ReportPanel::insertAiResult);
    QObject::connect(aiImage, &QPushButton::clicked, q, [this] {
        if (prediction) Q_EMIT q->imageRequested(prediction->instanceUid, prediction->frame);
    });
    QObject::connect(saved, &QPushButton::clicked, q, [this] { showVersions(); });
    QObject::connect(finaliseButton, &QPushButton::clicked, q, [this] { askToFinalise(); });
    QObject::connect(addendumButton, &QPushButton::clicked, q, [this] {
        isAddendumOpen = true;
        showState();
        fields.at(QLatin1String(report::kAddendum))->edit()->setFocus();
    });
    QObject::connect(previewButton, &QPushButton::clicked, q, &ReportPanel::previewPdf);
    QObject::connect(koreanAction, &QAction::triggered, q, [this] { setLanguage(Language::Korean); });
    QObject::connect(englishAction, &QAction::triggered, q, [this] { setLanguage(Language::English); });
    QObject::connect(&exporting, &QFutureWatcherBase::finished, q, [this] { exportEnded(); });
    QObject::connect(&rendering, &QFutureWatcherBase::finished, q, [this] { showPages(); });
}

void ReportPanel::Private::showReport()
{
    for (auto& [key, field] : fields) field->load(store.text(key));
    savedAt = store.base().createdAt;
    if (versionsDialog) versionsDialog->setVersions(store.versions());
    showState();
}

/// The newest answer of the model for this study.
void ReportPanel::Private::readPrediction()
{
    prediction.reset();
    predictionImage = 0;
    if (store.studyUid().isEmpty()) return showPrediction();
    const auto predictions = library->predictions(store.studyUid());
    if (predictions && !predictions->isEmpty()) {
        prediction = predictions->first();
        if (const auto row = library->instance(prediction->instanceUid)) predictionImage = row->number;
    }
    showPrediction();
}

QString ReportPanel::Private::techniqueSuggestion() const { return techniqueText(series, language); }

void ReportPanel::Private::fieldActed(const QString& key)
{
    FieldEdit* field = fields.at(key);
    if (key == QLatin1String(report::kTechnique)) field->edit()->replaceText(techniqueSuggestion());
    if (key == QLatin1String(report::kAiResult)) field->edit()->replaceText({});
    (void)store.flush();
    showState();
}

QString ReportPanel::Private::predictionPlace() const
{
    if (!prediction || predictionImage == 0) return {};
    const auto rows = library->series(store.studyUid());
    if (!rows) return {};
    for (const library::SeriesRow& row : *rows) {
        if (row.seriesUid != prediction->seriesUid) continue;
        return (language == Language::Korean ? QStringLiteral("시리즈 %1, 영상 %2") : QStringLiteral("series %1, image %2"))
            .arg(row.number)
            .arg(predictionImage);
    }
    return {};
}

void ReportPanel::Private::askToFinalise()
{
    if (!store.flush()) return;
    FieldEdit* impression = fields.at(QLatin1String(report::kImpression));
    if (impression->text().trimmed().isEmpty()) {
        finalNote->setText(ReportPanel::tr("Write an impression first: a final report needs one."));
        finalNote->show();
        impression->edit()->setFocus();
        return;
    }
    auto* box = new QMessageBox(q);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setObjectName(QStringLiteral("report.finalise.dialog"));
    box->setWindowTitle(ReportPanel::tr("Finalise report"));
    box->setText(ReportPanel::tr("Finalise the report of %1?").arg(pseudonym()));
    box->setInformativeText(ReportPanel::tr("Its text then stays as it is. Later remarks go into an addendum."));
    QPushButton* yes = box->addButton(ReportPanel::tr("Finalise report"), QMessageBox::AcceptRole);
    yes->setObjectName(QStringLiteral("report.finalise.accept"));
    box->setDefaultButton(box->addButton(ReportPanel::tr("Keep editing"), QMessageBox::RejectRole));
    QObject::connect(yes, &QPushButton::clicked, q, [this] { finalise(); });
    box->open();
}

QString ReportPanel::Private::pseudonym() const
{
    const auto study = library->study(store.studyUid());
    return study ? study->pseudonym : QString();
}

void ReportPanel::Private::finalise()
{
    if (const auto done = store.finalise(); !done) Q_EMIT q->storeFailed(done.error());
    retranslate();
}

void ReportPanel::Private::showVersions()
{
    (void)store.flush();
    if (!versionsDialog) {
        versionsDialog = new VersionsDialog(q);
        versionsDialog->setAttribute(Qt::WA_DeleteOnClose);
        QObject::connect(
            versionsDialog, &VersionsDialog::restoreRequested, q, [this](const library::ReportVersion& version) { restore(version); });
    }
    versionsDialog->setVersions(store.versions());
    versionsDialog->show();
    versionsDialog->raise();
}

/// As an edit of every field, so that it can be undone, and as a new version.
void ReportPanel::Private::restore(const library::ReportVersion& version)
{
    if (store.isFinal()) return;
    for (auto& [key, field] : fields) {
        const QString text = version.fields.value(key).toString();
        if (field->text() != text) field->edit()->replaceText(text);
    }
    (void)store.flush();
    showState();
}

void ReportPanel::Private::setLanguage(Language chosen)
{
    language = chosen;
    settings::Settings().setUiState(kLanguageState, languageTag(chosen).toLatin1());
    retranslate();
}

/// What is printed: the stored report with its key images, and of the predicted slice the view that the reader has of it now.
Result<ReportInput> ReportPanel::Private::input() const
{
    auto loaded = loadReportInput(*library, store.studyUid(), language);
    // What is printed is what is shown, also while another version waits to be merged.
    if (loaded && store.base().version > 0) {
        loaded->versions.removeIf([this](const library::ReportVersion& version) { return version.versionUid == store.base().versionUid; });
        loaded->versions.prepend(store.base());
    }
    if (!loaded || !sceneSource || !loaded->prediction || loaded->pictures.isEmpty()) return loaded;
    const std::optional<render::SliceScene> shown = sceneSource();
    if (!shown || !shown->volume) return loaded;
    const auto isPredicted = [&](const render::SliceScene& scene) {
        if (!scene.volume) return false;
        const volume::SliceInfo& slice = scene.volume->slice(scene.index);
        return slice.instanceUid == loaded->prediction->instanceUid && slice.frame == loaded->prediction->frame;
    };
    render::SliceScene& first = loaded->pictures.first().scene;
    if (!isPredicted(*shown) || !isPredicted(first)) return loaded;
    first = *shown;
    first.selectedMeasurementId.clear();
    first.showOverlays = true;
    first.corners.bottomLeft.clear(); // What the mouse happened to point at.
    first.result = render::resultBox(*loaded->prediction);
    return loaded;
}

void ReportPanel::Private::startExport(const QString& file)
{
    if (file.isEmpty() || exporting.isRunning()) return;
    auto loaded = input();
    if (!loaded) return fail(loaded.error());
    exportedStudy = store.studyUid();
    lastFolder() = QFileInfo(file).absolutePath();
    // Rendering and embedding fonts takes a third of a second: not in the thread that draws the images.
    exporting.setFuture(QtConcurrent::run([file, in = std::move(*loaded)]() -> std::pair<QString, std::optional<Error>> {
        const auto written = writeReportPdf(file, in);
        return {file, written ? std::nullopt : std::optional<Error>(written.error())};
    }));
}

void ReportPanel::Private::exportEnded()
{
    const auto [file, error] = exporting.result();
    if (error) return fail(*error);
    // Who took which report out of the library is remembered there; where to is the user's own business.
    const QJsonObject what{{QStringLiteral("format"), QStringLiteral("pdf")}, {QStringLiteral("status"), store.status()}};
    if (const auto noted = library->audit(QStringLiteral("report-exported"), exportedStudy, what); !noted) fail(noted.error());
    Q_EMIT q->pdfExported(file);
}

void ReportPanel::Private::startPreview()
{
    if (rendering.isRunning()) return;
    auto loaded = input();
    if (!loaded) return fail(loaded.error());
    const auto dotsPerInch = static_cast<int>(PreviewDialog::kDotsPerInch * q->devicePixelRatioF());
    rendering.setFuture(QtConcurrent::run([dotsPerInch, in = std::move(*loaded)] { return renderPages(reportContent(in), dotsPerInch); }));
}

void ReportPanel::Private::showPages()
{
    if (!previewDialog) {
        previewDialog = new PreviewDialog(q);
        previewDialog->setAttribute(Qt::WA_DeleteOnClose);
        QObject::connect(previewDialog, &PreviewDialog::exportRequested, q, &ReportPanel::exportPdf);
    }
    previewDialog->setPages(rendering.result(), q->devicePixelRatioF());
    previewDialog->show();
    previewDialog->raise();
}

void ReportPanel::setStudy(const QString& studyUid)
{
    if (studyUid == d->store.studyUid()) return refresh();
    if (!d->store.open(studyUid)) return;
    d->isAddendumOpen = false;
    d->isRefused = false;
    if (d->series.studyUid != studyUid) d->series = {};
    d->readPrediction();
    d->retranslate();
}

const QString& ReportPanel::studyUid() const { return d->store.studyUid(); }

void ReportPanel::setSeries(const library::SeriesRow& series)
{
    d->series = series;
    d->showState();
}

void ReportPanel::setAuthor(const QString& author) { d->store.setAuthor(author); }

void ReportPanel::setSceneSource(std::function<std::optional<render::SliceScene>()> source) { d->sceneSource = std::move(source); }

void ReportPanel::refresh()
{
    d->store.refresh();
    d->readPrediction();
    d->showState();
}

bool ReportPanel::flush() { return d->store.flush(); }

QString ReportPanel::status() const { return d->store.status(); }

void ReportPanel::setFileChooser(std::function<QString(const QString&)> chooser) { d->fileChooser = std::move(chooser); }

void ReportPanel::compareVersions() { d->compare(); }

void ReportPanel::insertAiResult()
{
    if (!d->prediction || d->store.isFinal()) return;
    const auto in = d->language == Language::Korean ? report::TextLanguage::Korean : report::TextLanguage::English;
    FieldEdit* field = d->fields.at(QLatin1String(report::kAiResult));
    field->edit()->replaceText(report::aiResultText(*d->prediction, in, d->predictionPlace()));
    (void)d->store.flush();
    d->showState();
}

void ReportPanel::exportPdf()
{
    if (d->store.studyUid().isEmpty() || !d->store.flush()) return;
    const auto study = d->library->study(d->store.studyUid());
    if (!study) return d->fail(study.error());
    const QString start = QDir(lastFolder().isEmpty() ? QDir::homePath() : lastFolder()).filePath(suggestedFileName(*study));
    if (d->fileChooser) return d->startExport(d->fileChooser(start));
    auto* dialog = new QFileDialog(this, tr("Export PDF"), QFileInfo(start).absolutePath(), tr("PDF (*.pdf)"));
    theme::keepFoldersUnwritten(dialog);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("pdf"));
    dialog->selectFile(QFileInfo(start).fileName());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { d->startExport(file); });
    dialog->open();
}

void ReportPanel::previewPdf()
{
    if (d->store.studyUid().isEmpty() || !d->store.flush()) return;
    d->startPreview();
}

void ReportPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange && d->title) d->retranslate();
}

} // namespace lobule::reporting
