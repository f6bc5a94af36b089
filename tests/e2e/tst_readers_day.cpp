#include "app/MainWindow.h"
#include "app/predict/InferenceClient.h"
#include "app/reading/ReadingPage.h"
#include "app/reporting/ReportPanel.h"
#include "app/settings/Language.h"
#include "app/settings/Settings.h"
#include "app/theme/Theme.h"
#include "app/worklist/StudyTable.h"
#include "app/worklist/WorklistPage.h"
#include "core/library/Library.h"
#include "core/report/ReportFields.h"
#include "core/volume/SeriesVolume.h"
#include "tests/app/cli/CtlRun.h"
#include "viewer/panels/SliceWidget.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonArray>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <QWheelEvent>

using namespace lobule;

/// The reader's day, from the drop to the PDF, in the real window with the real workers and the shipped model.
class TestReadersDay : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void dropImports();
    void doubleClickOpens();
    void scrollAndWindow();
    void measure();
    void predictDrawsTheResult();
    void reportIsWritten();
    void pdfIsExported();
    void worklistKnows();
    void nextDayEverythingIsThere();

private:
    void open();
    [[nodiscard]] panels::SliceWidget* view() const { return m_window->readingPage()->view(); }
    [[nodiscard]] QPlainTextEdit* field(const char* key) const
    {
        return m_window->readingPage()->report()->findChild<QPlainTextEdit*>(QStringLiteral("report.%1").arg(QLatin1String(key)));
    }
    void keep(const QString& name) const; ///< A picture for people, where LOBULE_KEEP names a folder.

    QTemporaryDir m_home;
    std::unique_ptr<settings::Settings> m_settings;
    std::unique_ptr<library::Library> m_library;
    std::unique_ptr<app::MainWindow> m_window;
    QString m_study;
    QString m_pdf;
};

void TestReadersDay::initTestCase()
{
    if (!QFileInfo(QStringLiteral(LOBULE_SOURCE_DIR "/resources/models/lobule-phantom-1.0")).isDir())
        QSKIP("the shipped model package is not here");
    QApplication::setOrganizationName(QStringLiteral("Lobule"));
    QApplication::setApplicationName(QStringLiteral("tst_readers_day"));
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_home.path());
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_home.path());
    qputenv("LOBULE_KEY_FILE", m_home.filePath("site.key").toUtf8());
    qputenv("LOBULE_INFER", LOBULE_BIN_DIR "/lobule-infer");
    qputenv("LOBULE_INGEST", LOBULE_BIN_DIR "/lobule-ingest");
    qputenv("LOBULE_MODEL", LOBULE_SOURCE_DIR "/resources/models/lobule-phantom-1.0");
    const test::Ctl ctl(m_home.path());
    const auto made = ctl.run({"phantom", m_home.filePath("incoming"), "--label", "LC", "--seed", "902", "--slices", "5", "--size", "256"});
    QVERIFY2(made.exit == 0, made.err.constData());
    theme::apply(*qApp);
    open();
}

void TestReadersDay::open()
{
    m_settings = std::make_unique<settings::Settings>();
    m_settings->setLanguage(QStringLiteral("en"));
    m_settings->setDevice(QStringLiteral("cpu"));
    QVERIFY(settings::installLanguage(QStringLiteral("en")));
    auto opened = library::Library::open(m_home.filePath("library"));
    QVERIFY(opened.has_value());
    m_library = std::move(*opened);
    m_window = std::make_unique<app::MainWindow>(m_library.get(), m_settings.get());
    m_window->resize(1600, 950);
    m_window->show();
    // A virtual display has no window manager that would do this.
    QApplication::setActiveWindow(m_window.get());
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestReadersDay::cleanupTestCase()
{
    m_window.reset();
    m_library.reset();
    m_settings.reset();
}

void TestReadersDay::keep(const QString& name) const
{
    const QString folder = qEnvironmentVariable("LOBULE_KEEP");
    if (!folder.isEmpty()) m_window->grab().save(folder + u'/' + name + QStringLiteral(".png"));
}

void TestReadersDay::dropImports()
{
    keep("day-1-empty");
    QCOMPARE(m_window->worklistPage()->model()->rowCount(), 0);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(m_home.filePath("incoming"))});
    const QPoint middle = m_window->rect().center();
    QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &drop);
    QVERIFY(drop.isAccepted());
    QTRY_COMPARE_WITH_TIMEOUT(m_window->worklistPage()->model()->rowCount(), 1, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(m_library->studies()->first().instanceCount == 5, 60'000);
    const library::StudyRow study = m_library->studies()->first();
    m_study = study.studyUid;
    QVERIFY(study.isSynthetic);
    QVERIFY(!study.isRead);
    // Not a trace of the invented name in what is shown.
    QVERIFY(!study.pseudonym.contains(QStringLiteral("PHANTOM")));
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->worklistPage()->importer()->isRunning(), 30'000);
    QTest::qWait(300);
    keep("day-2-worklist");
}

void TestReadersDay::doubleClickOpens()
{
    // The result of the import may lie above the list: away with it as a reader would.
    for (QWidget* top : QApplication::topLevelWidgets()) {
        if (top != m_window.get() && top->isVisible() && top->isModal()) top->close();
    }
    QApplication::setActiveWindow(m_window.get());
    worklist::StudyTable* table = m_window->worklistPage()->table();
    const QRect cell = table->visualRect(table->model()->index(0, worklist::StudyModel::Pseudonym));
    QVERIFY(cell.isValid());
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell.center());
    QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, cell.center());
    QTRY_VERIFY(m_window->isReading());
    QCOMPARE(m_window->readingPage()->studyUid(), m_study);
    QVERIFY(view()->volume());
    QCOMPARE(view()->volume()->sliceCount(), 5);
    QCOMPARE(view()->volume()->unit(), QStringLiteral("HU"));
    QVERIFY(m_library->study(m_study)->isRead);
    // There is an image, not a black square.
    const QImage shown = view()->grab().toImage();
    int bright = 0;
    for (int y = 0; y < shown.height(); y += 4) {
        for (int x = 0; x < shown.width(); x += 4) bright += qGray(shown.pixel(x, y)) > 60 ? 1 : 0;
    }
    QVERIFY(bright > 1000);
}

void TestReadersDay::scrollAndWindow()
{
    const int start = view()->slice();
    const QPointF middle = view()->rect().center();
    QWheelEvent wheel(middle, view()->mapToGlobal(middle), {}, QPoint(0, -120), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(view(), &wheel);
    QVERIFY(view()->slice() != start);
    view()->setFocus();
    QTest::keyClick(view(), Qt::Key_Home);
    QCOMPARE(view()->slice(), 0);
    QTest::keyClick(view(), Qt::Key_Down);
    QTest::keyClick(view(), Qt::Key_Down);
    QCOMPARE(view()->slice(), 2);
    // The paper's window by its key, then by dragging.
    QTest::keyClick(view(), Qt::Key_3);
    QCOMPARE(view()->window().widthHu, 400.0);
    QTest::keyClick(view(), Qt::Key_1);
    QCOMPARE(view()->window().widthHu, 150.0);
    QCOMPARE(view()->window().centerHu, 30.0);
    QTest::mousePress(view(), Qt::LeftButton, {}, middle.toPoint());
    QTest::mouseMove(view(), middle.toPoint() + QPoint(60, 20));
    QTest::mouseRelease(view(), Qt::LeftButton, {}, middle.toPoint() + QPoint(60, 20));
    QVERIFY(view()->window().widthHu != 150.0);
    QTest::keyClick(view(), Qt::Key_1);
}

void TestReadersDay::measure()
{
    view()->setFocus();
    QTest::keyClick(view(), Qt::Key_D);
    QCOMPARE(view()->tool(), panels::MouseTool::Length);
    const QPoint from = view()->rect().center() - QPoint(80, 0);
    const QPoint to = view()->rect().center() + QPoint(80, 0);
    QTest::mousePress(view(), Qt::LeftButton, {}, from);
    QTest::mouseMove(view(), to);
    QTest::mouseRelease(view(), Qt::LeftButton, {}, to);
    QTRY_COMPARE(m_library->measurements(m_study)->size(), 1);
    const library::Measurement length = m_library->measurements(m_study)->first();
    // 160 points of the view in mm: independent of the program's own arithmetic, but for the map of the view.
    const auto map = render::viewMap(view()->scene(), view()->size());
    const double expected = 160.0 / map.scaleX * view()->volume()->slice(view()->slice()).geometry.columnSpacingMm;
    QVERIFY2(std::abs(length.valueMm - expected) < 1.0, qPrintable(QStringLiteral("%1, not %2").arg(length.valueMm).arg(expected)));
    QTest::keyClick(view(), Qt::Key_Escape);
    view()->setTool(panels::MouseTool::WindowLevel);
}

void TestReadersDay::predictDrawsTheResult()
{
    view()->setFocus();
    QVERIFY(!view()->scene().result.has_value());
    const QImage before = view()->grab().toImage();
    QElapsedTimer blocked;
    blocked.start();
    QTest::keyClick(view(), Qt::Key_F5);
    QVERIFY2(blocked.elapsed() < 500, "F5 must not wait for the model");
    QTRY_VERIFY_WITH_TIMEOUT(view()->scene().result.has_value(), 90'000);
    const render::ResultBox box = *view()->scene().result;
    QVERIFY(box.label == u"LC" || box.label == u"NonLC" || box.label == u"indeterminate");
    QVERIFY(box.score >= 0.0 && box.score <= 1.0);
    QVERIFY(box.modelText.startsWith(QStringLiteral("lobule-phantom")));
    QVERIFY(!box.clinicalUse);
    // It is drawn, in the lower right, and X takes it away.
    const QRect corner(view()->width() / 2, view()->height() / 2, view()->width() / 2, view()->height() / 2);
    const QImage after = view()->grab().toImage();
    const double ratio = view()->devicePixelRatioF();
    const QRect area(corner.topLeft() * ratio, corner.size() * ratio);
    QVERIFY(after.copy(area) != before.copy(area));
    QTest::keyClick(view(), Qt::Key_X);
    QCOMPARE(view()->grab().toImage().copy(area), before.copy(area));
    QTest::keyClick(view(), Qt::Key_X);
    // Kept with the study.
    const auto stored = m_library->predictions(m_study);
    QCOMPARE(stored->size(), 1);
    QCOMPARE(stored->first().instanceUid, view()->volume()->slice(view()->slice()).instanceUid);
    QVERIFY(!stored->first().modelSha256.isEmpty());
    keep("day-3-predicted");
}

void TestReadersDay::reportIsWritten()
{
    reporting::ReportPanel* panel = m_window->readingPage()->report();
    m_window->readingPage()->showTab(reading::ReadingPage::Tab::Report);
    QTest::mouseClick(field(report::kFindings)->viewport(), Qt::LeftButton);
    QVERIFY(field(report::kFindings)->hasFocus());
    QTest::keyClicks(field(report::kFindings), QStringLiteral("Nodular surface 123"));
    // Digits typed into the report are text, not window presets.
    QCOMPARE(view()->window().widthHu, 150.0);
    QVERIFY(field(report::kFindings)->toPlainText().endsWith(QStringLiteral("123")));
    // Hangul, as an input method gives it.
    QTest::mouseClick(field(report::kImpression)->viewport(), Qt::LeftButton);
    QInputMethodEvent hangul;
    hangul.setCommitString(QStringLiteral("간경변에 합당한 소견."));
    QApplication::sendEvent(field(report::kImpression), &hangul);
    auto* insert = panel->findChild<QPushButton*>(QStringLiteral("report.ai.insert"));
    QTRY_VERIFY(insert && insert->isVisible());
    QTest::mouseClick(insert, Qt::LeftButton);
    QVERIFY(field(report::kAiResult)->toPlainText().contains(QStringLiteral("lobule-phantom")));
    QTRY_COMPARE_WITH_TIMEOUT(m_library->study(m_study)->reportStatus, QStringLiteral("draft"), 5'000);
    QVERIFY(panel->flush());
    const auto newest = m_library->reportVersions(m_study)->first();
    QCOMPARE(newest.fields[report::kImpression].toString(), QStringLiteral("간경변에 합당한 소견."));
    keep("day-4-report");
}

void TestReadersDay::pdfIsExported()
{
    reporting::ReportPanel* panel = m_window->readingPage()->report();
    m_pdf = m_home.filePath(QStringLiteral("판독문.pdf"));
    panel->setFileChooser([this](const QString&) { return m_pdf; });
    QSignalSpy exported(panel, &reporting::ReportPanel::pdfExported);
    view()->setFocus();
    QTest::keyClick(view(), Qt::Key_P, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(exported.size(), 1, 30'000);
    QProcess text;
    text.start(QStringLiteral("pdftotext"), {QStringLiteral("-layout"), m_pdf, QStringLiteral("-")});
    if (!text.waitForStarted()) QSKIP("needs pdftotext (poppler-utils)");
    QVERIFY(text.waitForFinished(20'000));
    const QString words = QString::fromUtf8(text.readAllStandardOutput()).simplified();
    for (const QString& wanted :
        {m_library->study(m_study)->pseudonym, QStringLiteral("간경변에 합당한 소견."), QStringLiteral("Nodular surface 123"),
            QStringLiteral("lobule-phantom"), QStringLiteral("임상 사용 불가"), QStringLiteral("1 / 1쪽"), QStringLiteral("초안")}) {
        QVERIFY2(words.contains(wanted), qPrintable(wanted + QStringLiteral(" is not in: ") + words));
    }
    // The invented patient's name is nowhere in it.
    QVERIFY(!words.contains(QStringLiteral("PHANTOM-")));
    QProcess images;
    images.start(QStringLiteral("pdfimages"), {QStringLiteral("-list"), m_pdf});
    QVERIFY(images.waitForFinished(20'000));
    QVERIFY(images.readAllStandardOutput().contains("image"));
    if (const QString folder = qEnvironmentVariable("LOBULE_KEEP"); !folder.isEmpty()) {
        QFile::remove(folder + QStringLiteral("/day-report.pdf"));
        QFile::copy(m_pdf, folder + QStringLiteral("/day-report.pdf"));
    }
}

void TestReadersDay::worklistKnows()
{
    view()->setFocus();
    QTest::keyClick(view(), Qt::Key_Escape);
    QTRY_VERIFY(!m_window->isReading());
    QTRY_COMPARE_WITH_TIMEOUT(m_window->worklistPage()->model()->rowCount(), 1, 5'000);
    const library::StudyRow row = *m_library->study(m_study);
    QVERIFY(row.isRead);
    QVERIFY(!row.aiLabel.isEmpty());
    QCOMPARE(row.reportStatus, QStringLiteral("draft"));
    QTRY_COMPARE(m_window->worklistPage()->model()->study(0).reportStatus, QStringLiteral("draft"));
    QCOMPARE(m_window->worklistPage()->model()->study(0).aiLabel, row.aiLabel);
    // The same folder again changes nothing.
    m_window->importPaths({m_home.filePath("incoming")});
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->worklistPage()->importer()->isRunning(), 60'000);
    QCOMPARE(m_library->instances()->size(), 5);
    QTest::qWait(300);
    keep("day-5-worklist");
}

void TestReadersDay::nextDayEverythingIsThere()
{
    QVERIFY(m_window->close());
    m_window.reset();
    m_library.reset();
    open();
    QTRY_COMPARE_WITH_TIMEOUT(m_window->worklistPage()->model()->rowCount(), 1, 10'000);
    m_window->openStudy(m_study);
    QVERIFY(m_window->isReading());
    QCOMPARE(field(report::kImpression)->toPlainText(), QStringLiteral("간경변에 합당한 소견."));
    QCOMPARE(m_library->measurements(m_study)->size(), 1);
    const library::Prediction prediction = m_library->predictions(m_study)->first();
    view()->setSlice(view()->volume()->indexOf(prediction.instanceUid, prediction.frame));
    QTRY_VERIFY(view()->scene().result.has_value());
    QCOMPARE(view()->scene().result->score, prediction.score);
    QVERIFY(m_library->verify(false)->problems.isEmpty());
}

QTEST_MAIN(TestReadersDay)
#include "tst_readers_day.moc"
