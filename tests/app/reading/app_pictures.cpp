// Pictures of every page and state, to be looked at: app_pictures FOLDER [WIDTH HEIGHT [LANGUAGE]]. QT_SCALE_FACTOR=2 gives those
// of a dense screen.
#include "app/KeysDialog.h"
#include "app/MainWindow.h"
#include "app/reading/ReadingPage.h"
#include "app/settings/Language.h"
#include "app/settings/Settings.h"
#include "app/settings/SettingsDialog.h"
#include "app/StatusLine.h"
#include "app/theme/Theme.h"
#include "app/worklist/DropTarget.h"
#include "app/worklist/ImportResultDialog.h"
#include "app/worklist/ImportStrip.h"
#include "app/worklist/SideBar.h"
#include "app/worklist/StudyTable.h"
#include "app/worklist/WorklistBar.h"
#include "app/worklist/WorklistPage.h"
#include "core/ingest/ImportTypes.h"
#include "core/report/ReportFields.h"
#include "tests/support/TestLibrary.h"
#include "viewer/panels/SliceWidget.h"

#include <QApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <QUrl>

using namespace lobule;
using test::TestLibrary;

namespace {

test::TestStudy makeStudy(
    const char* pseudonym, const char* sex, const char* age, const char* date, const char* description, const char* institution, int slices)
{
    test::TestStudy study;
    study.pseudonym = QString::fromUtf8(pseudonym);
    study.sex = QString::fromUtf8(sex);
    study.age = QString::fromUtf8(age);
    study.studyDate = QString::fromUtf8(date);
    study.description = QString::fromUtf8(description);
    study.institution = QString::fromUtf8(institution);
    study.series = {{4, QStringLiteral("Portal"), QStringLiteral("portal-venous"), slices, QStringLiteral("B30f"), 32, false}};
    return study;
}

void fill(TestLibrary& library)
{
    library.add(makeStudy("P-8YF2MM7D", "F", "066Y", "2026-11-19", "CT Liver portal", "Hospital A", 8));
    library.add(makeStudy("P-1BJ6ZK4W", "M", "034Y", "2026-11-19", "CT Chest low dose", "Hospital B", 30));
    library.add(makeStudy("P-5T0VRC8E", "F", "058Y", "", "복부 CT (간 문맥기)", "Hospital A", 9));
    library.add(makeStudy("P-9QX4H1NB", "M", "070Y", "2026-11-20", "CT Abdomen & pelvis", "Hospital A", 24));
    library.add(makeStudy("P-2WD8F5TA", "F", "047Y", "2026-11-21", "CT Abdomen portal", "Hospital B", 11));
    auto main = makeStudy("P-7K3M9Q2X", "M", "061Y", "2026-11-21", "CT Liver dynamic (4 phases)", "Hospital A", 9);
    main.isSynthetic = true;
    main.series = {{2, QStringLiteral("Pre"), QStringLiteral("unenhanced"), 5, QStringLiteral("B30f"), 256, false},
        {3, QStringLiteral("Arterial"), QStringLiteral("arterial"), 5, QStringLiteral("B30f"), 256, false},
        {4, QStringLiteral("Portal"), QStringLiteral("portal-venous"), 9, QStringLiteral("B30f"), 512, false},
        {5, QStringLiteral("Delay"), QStringLiteral("delayed"), 5, QStringLiteral("B30f"), 256, true}};
    library.add(main);
    library.predict(6, 4, 3, 0.88);
    library.predict(6, 4, 4, 0.93);
    library.predict(5, 4, 2, 0.08);
    library.predict(4, 4, 2, 0.52, true);
    library.predict(3, 4, 2, 0.88);
    library.predict(1, 4, 2, 0.14);
    for (const int read : {1, 2, 3}) (void)library.library()->setRead(TestLibrary::studyUid(read), true);
    const QJsonObject fields{{QLatin1String(report::kFindings), QStringLiteral("간 표면 결절성 변화와 비장비대(14.1 cm). 복수 없음.")},
        {QLatin1String(report::kImpression), QStringLiteral("간경변에 합당함.")}};
    (void)library.library()->saveReport(TestLibrary::studyUid(3), fields, QStringLiteral("draft"), QStringLiteral("reader"));
    (void)library.library()->saveReport(TestLibrary::studyUid(1), fields, QStringLiteral("draft"), QStringLiteral("reader"));
    (void)library.library()->saveReport(TestLibrary::studyUid(1), fields, QStringLiteral("final"), QStringLiteral("reader"));
    (void)library.library()->addQuarantine(QStringLiteral("/media/cdrom/DICOM/IM000123"), ErrorCode::Malformed,
        QStringLiteral("The file is damaged: (7FE0,0010) is longer than the bytes that are left (truncated file?)."));
    (void)library.library()->addQuarantine(
        QStringLiteral("/media/cdrom/DICOM/IM000207"), ErrorCode::WorkerCrashed, QStringLiteral("The file made the import worker fail."));
}

class Photographer {
public:
    Photographer(const QString& folder, QSize size) : m_folder(folder), m_size(size) { QDir().mkpath(folder); }
    void take(QWidget* widget, const QString& name) const
    {
        QTest::qWait(350);
        widget->grab().save(m_folder + u'/' + name + QStringLiteral(".png"));
    }
    void show(QWidget* window) const
    {
        window->resize(m_size);
        window->show();
        window->activateWindow();
        (void)QTest::qWaitForWindowActive(window);
        QTest::qWait(900);
    }

private:
    QString m_folder;
    QSize m_size;
};

void photographEmpty(const Photographer& photographer, settings::Settings& settings)
{
    TestLibrary library;
    app::MainWindow window(library.library(), &settings);
    photographer.show(&window);
    photographer.take(&window, QStringLiteral("empty"));
}

void photographDialogs(const Photographer& photographer, app::MainWindow& window)
{
    auto* page = window.worklistPage();
    worklist::ImportResultDialog result;
    worklist::ImportReport report;
    report.state = {600, 600, 595, 2, 2, 1};
    report.outcomes = {{QStringLiteral("/media/cdrom/DICOM/IM000123"), worklist::FileOutcome::Kind::Rejected, ErrorCode::Malformed,
                           QStringLiteral("The file is damaged: (7FE0,0010) is longer than the bytes that are left (truncated file?).")},
        {QStringLiteral("/media/cdrom/DICOM/IM000207"), worklist::FileOutcome::Kind::Rejected, ErrorCode::WorkerCrashed,
            QStringLiteral("The file made the import worker fail.")},
        {QStringLiteral("/media/cdrom/DICOM/IM000301"), worklist::FileOutcome::Kind::NotShown, ErrorCode::Malformed,
            QStringLiteral("The file is damaged: a compressed frame ends early (truncated file?).")},
        {QStringLiteral("/media/cdrom/older"), worklist::FileOutcome::Kind::Rejected, ErrorCode::NotFound,
            QString::fromLatin1(ingest::kFolderLinkReason)}};
    result.setReport(report);
    result.show();
    photographer.take(&result, QStringLiteral("import-result"));
    result.close();
    window.activateWindow();
    (void)QTest::qWaitForWindowActive(&window);
    QTest::keyClick(&window, Qt::Key_F1);
    photographer.take(window.findChild<app::KeysDialog*>(), QStringLiteral("keys"));
    window.findChild<app::KeysDialog*>()->close();
    window.activateWindow();
    (void)QTest::qWaitForWindowActive(&window);
    QTest::keyClick(&window, Qt::Key_Comma, Qt::ControlModifier);
    auto* dialog = window.findChild<settings::SettingsDialog*>();
    auto* pages = dialog->findChild<QListWidget*>(QStringLiteral("settingsPages"));
    for (int row = 0; row < pages->count(); ++row) {
        pages->setCurrentRow(row);
        photographer.take(dialog, QStringLiteral("settings-%1").arg(row + 1));
    }
    window.findChild<settings::SettingsDialog*>()->close();
    window.activateWindow();
    (void)QTest::qWaitForWindowActive(&window);
    page->table()->setFocus();
    QTest::keyClick(page->table(), Qt::Key_Delete);
    photographer.take(window.findChild<QPushButton*>(QStringLiteral("removeVerb"))->window(), QStringLiteral("remove"));
    QTest::keyClick(window.findChild<QPushButton*>(QStringLiteral("removeVerb"))->window(), Qt::Key_Escape);
}

void photographWorklist(const Photographer& photographer, app::MainWindow& window)
{
    auto* page = window.worklistPage();
    page->selectStudy(TestLibrary::studyUid(6));
    auto* strip = window.findChild<worklist::ImportStrip*>();
    strip->begin();
    strip->setState({372, 600, 369, 2, 1, 0, true, 310.0, 0.8});
    photographer.take(&window, QStringLiteral("worklist-importing"));
    strip->finish({600, 600, 595, 2, 2, 1}, 2.4, false, {});
    page->selectStudy(TestLibrary::studyUid(3));
    photographer.take(&window, QStringLiteral("worklist-finished"));
    strip->hide();
    page->bar()->filter()->setText(QStringLiteral("nothing like this"));
    photographer.take(&window, QStringLiteral("worklist-nomatch"));
    page->bar()->filter()->clear();
    auto* side = page->sideBar();
    QTest::mouseClick(
        side->viewport(), Qt::LeftButton, {}, side->visualRect(side->model()->index(side->model()->rowCount() - 1, 0)).center());
    photographer.take(&window, QStringLiteral("quarantine"));
    QTest::mouseClick(side->viewport(), Qt::LeftButton, {}, side->visualRect(side->model()->index(1, 0)).center());
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QDir::tempPath())});
    QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    photographer.take(&window, QStringLiteral("drop"));
    QDragLeaveEvent leave;
    QApplication::sendEvent(&window, &leave);
    page->selectStudy(TestLibrary::studyUid(6));
    photographDialogs(photographer, window);
}

void measure(panels::SliceWidget* view)
{
    QTest::keyClick(view, Qt::Key_D);
    const QPoint from = view->rect().center() + QPoint(120, 40), to = from + QPoint(140, 45);
    QTest::mousePress(view, Qt::LeftButton, {}, from);
    QTest::mouseMove(view, from + QPoint(30, 10));
    QTest::mouseMove(view, to);
    QTest::mouseRelease(view, Qt::LeftButton, {}, to);
    QTest::keyClick(view, Qt::Key_W);
    QTest::mouseMove(view, view->rect().center());
}

/// Three key images of the series, the last one with a note.
void markKeyImages(panels::SliceWidget* view)
{
    const int slice = view->slice();
    for (const int step : {-6, -2, 0}) {
        view->setSlice(slice + step);
        QTest::keyClick(view, Qt::Key_K);
    }
    if (auto* note = view->QWidget::window()->findChild<QLineEdit*>(QStringLiteral("keyImageNote"))) {
        QTest::keyClicks(note, QStringLiteral("Nodular surface, segment 4 small"));
        QTest::keyClick(note, Qt::Key_Return);
    }
    view->setFocus();
}

void photographReading(const Photographer& photographer, app::MainWindow& window)
{
    using Tab = reading::ReadingPage::Tab;
    auto* page = window.readingPage();
    window.activateWindow();
    (void)QTest::qWaitForWindowActive(&window);
    window.openStudy(TestLibrary::studyUid(6));
    QTest::qWait(500);
    measure(page->view());
    markKeyImages(page->view());
    photographer.take(&window, QStringLiteral("reading-report"));
    page->showTab(Tab::Measurements);
    photographer.take(&window, QStringLiteral("reading-measurements"));
    if (auto* note = window.findChild<QLineEdit*>(QStringLiteral("keyImageNote"))) {
        note->setFocus();
        QTest::keyClicks(note, QStringLiteral(", no focal lesion"));
        QTest::keyClick(page->view(), Qt::Key_K);
        photographer.take(&window, QStringLiteral("reading-unstored-note"));
        window.findChild<QPushButton*>(QStringLiteral("keyImageAgain"))->click();
    }
    page->showTab(Tab::Ai);
    photographer.take(&window, QStringLiteral("reading-ai"));
    page->showTab(Tab::Info);
    photographer.take(&window, QStringLiteral("reading-info"));
    window.statusLine()->showProblem(
        QStringLiteral("The helper program ended unexpectedly. It has been started again; try once more."), [] {});
    photographer.take(&window, QStringLiteral("reading-problem"));
    window.statusLine()->clearMessage();
    page->showTab(Tab::Report);
    QTest::mouseClick(window.findChild<QPushButton*>(QStringLiteral("show3d")), Qt::LeftButton);
    QTest::qWait(6000);
    photographer.take(&window, QStringLiteral("reading-3d"));
    window.showWorklist();
}

} // namespace

int main(int argc, char* argv[])
{
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("LobulePictures"));
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2) qFatal("usage: app_pictures FOLDER [WIDTH HEIGHT [LANGUAGE]]");
    QTemporaryDir settingsFolder;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settingsFolder.path());
    theme::apply(application);
    settings::Settings settings;
    settings.setLanguage(arguments.value(4, QStringLiteral("en")));
    if (!settings::installLanguage(settings.language())) qWarning("no translation for this language");
    const Photographer photographer(
        arguments[1], QSize(arguments.value(2, QStringLiteral("1920")).toInt(), arguments.value(3, QStringLiteral("1080")).toInt()));
    photographEmpty(photographer, settings);
    TestLibrary library;
    fill(library);
    app::MainWindow window(library.library(), &settings);
    photographer.show(&window);
    photographWorklist(photographer, window);
    photographReading(photographer, window);
    photographer.take(&window, QStringLiteral("worklist"));
    return 0;
}
