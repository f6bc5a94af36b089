#include "app/KeysDialog.h"
#include "app/MainWindow.h"
#include "app/reading/ReadingPage.h"
#include "app/reading/SeriesStrip.h"
#include "app/reporting/ReportPanel.h"
#include "app/settings/Language.h"
#include "app/settings/Settings.h"
#include "app/StatusLine.h"
#include "app/theme/Theme.h"
#include "app/worklist/StudyTable.h"
#include "app/worklist/WorklistPage.h"
#include "core/volume/SeriesVolume.h"
#include "tests/support/TestLibrary.h"
#include "viewer/panels/SliceWidget.h"
#include "viewer/tools/MeasurementModel.h"

#include <QAction>
#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSlider>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QUrl>

using namespace lobule;
using app::MainWindow;
using test::TestLibrary;

class MainWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QCoreApplication::setOrganizationName(QStringLiteral("LobuleTest"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        qputenv("LOBULE_INFER", FAKE_INFER);
        qputenv("LOBULE_MODEL", m_folder.path().toUtf8());
        theme::apply(*qApp);
    }
    void init()
    {
        QSettings().clear();
        qunsetenv("FAKE_INFER");
        m_library = std::make_unique<TestLibrary>();
        m_settings = std::make_unique<settings::Settings>();
        m_settings->setLanguage(QStringLiteral("en"));
        test::TestStudy first;
        first.series = {{2, QStringLiteral("Pre"), QStringLiteral("unenhanced"), 21, QStringLiteral("B30f"), 128, false},
            {4, QStringLiteral("Portal"), QStringLiteral("portal-venous"), 25, QStringLiteral("B30f"), 128, false}};
        m_library->add(first);
        test::TestStudy second;
        second.pseudonym = QStringLiteral("P-2WD8F5TA");
        second.series[0].slices = 4;
        m_library->add(second);
        m_window = std::make_unique<MainWindow>(m_library->library(), m_settings.get());
        m_window->resize(1600, 900);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTRY_COMPARE(worklist()->model()->rowCount(), 2);
    }
    void cleanup()
    {
        m_window.reset();
        m_library.reset();
    }

    void doubleClickOpensWithAPictureAndMarksRead()
    {
        auto* table = worklist()->table();
        const int row = worklist()->model()->rowOf(TestLibrary::studyUid(1));
        const QPoint at = table->visualRect(worklist()->model()->index(row, worklist::StudyModel::Description)).center();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, at);
        QElapsedTimer clock;
        clock.start();
        QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, at);
        QVERIFY(m_window->isReading());
        const auto openMs = clock.elapsed();
        const QImage picture = view()->grab().toImage();
        qInfo("study opened in %lld ms, first picture painted after %lld ms", openMs, clock.elapsed());
        QVERIFY2(pixelSpread(picture) > 60, "the first picture shows an image, not an empty field");
        QCOMPARE(view()->volume()->sliceCount(), 25);
        QVERIFY(m_library->library()->study(TestLibrary::studyUid(1))->isRead);
        QTRY_COMPARE(worklist()->counts().unread, 1);
        QTRY_VERIFY(reading()->strip()->hasThumbnail(0) && reading()->strip()->hasThumbnail(1));
    }

    void keysMoveThroughSlicesSeriesAndStudies()
    {
        open(1);
        const int middle = view()->slice();
        key(Qt::Key_Down);
        QCOMPARE(view()->slice(), middle + 1);
        key(Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(view()->slice(), middle - 9);
        key(Qt::Key_End);
        QCOMPARE(view()->slice(), 24);
        QCOMPARE(m_window->findChild<QSlider*>(QStringLiteral("sliceSlider"))->value(), 24);
        key(Qt::Key_Left);
        QCOMPARE(view()->volume()->sliceCount(), 21);
        key(Qt::Key_Right);
        QCOMPARE(view()->volume()->sliceCount(), 25);
        // Newest import first: study 2 stands above study 1.
        key(Qt::Key_Up, Qt::ControlModifier);
        QCOMPARE(reading()->studyUid(), TestLibrary::studyUid(2));
        key(Qt::Key_Up, Qt::ControlModifier);
        QCOMPARE(reading()->studyUid(), TestLibrary::studyUid(2));
        QVERIFY(!m_window->statusLine()->message().isEmpty());
        key(Qt::Key_Escape);
        QVERIFY(!m_window->isReading());
    }

    void nextUnreadGoesOn()
    {
        open(1);
        key(Qt::Key_N);
        QCOMPARE(reading()->studyUid(), TestLibrary::studyUid(2));
        QTRY_COMPARE(worklist()->counts().unread, 0);
        key(Qt::Key_N);
        QCOMPARE(reading()->studyUid(), TestLibrary::studyUid(2));
        QVERIFY(m_window->statusLine()->message().contains(QStringLiteral("read")));
    }

    void presetsAndToolsHaveKeys()
    {
        open(1);
        key(Qt::Key_4);
        QCOMPARE(view()->window().widthHu, 1500.0);
        key(Qt::Key_1);
        QCOMPARE(view()->window().widthHu, 150.0);
        const QList<std::pair<Qt::Key, const char*>> tools{
            {Qt::Key_T, "pan"}, {Qt::Key_Z, "zoom"}, {Qt::Key_S, "scroll"}, {Qt::Key_D, "length"}, {Qt::Key_W, "window-level"}};
        for (const auto& [toolKey, name] : tools) {
            key(toolKey);
            QVERIFY2(m_window->findChild<QToolButton*>(QLatin1String(name))->isChecked(), name);
        }
        QTest::mouseClick(m_window->findChild<QToolButton*>(QStringLiteral("pan")), Qt::LeftButton);
        QCOMPARE(view()->tool(), panels::MouseTool::Pan);
        QVERIFY(view()->hasFocus());
    }

    void lengthIsDrawnStoredListedAndUndone()
    {
        open(1);
        key(Qt::Key_D);
        const QPoint from = view()->rect().center() - QPoint(60, 0), to = view()->rect().center() + QPoint(60, 20);
        QTest::mousePress(view(), Qt::LeftButton, {}, from);
        QTest::mouseMove(view(), from + QPoint(20, 10));
        QTest::mouseMove(view(), to);
        QTest::mouseRelease(view(), Qt::LeftButton, {}, to);
        QCOMPARE(stored(), 1);
        auto* list = m_window->findChild<QListWidget*>(QStringLiteral("measurementList"));
        QCOMPARE(list->count(), 1);
        reading()->showTab(reading::ReadingPage::Tab::Measurements);
        const int slice = view()->slice();
        view()->setFocus();
        key(Qt::Key_Home);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(0)).center());
        QCOMPARE(view()->slice(), slice);
        view()->setFocus();
        key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(stored(), 0);
        key(Qt::Key_Y, Qt::ControlModifier);
        QCOMPARE(stored(), 1);
        list->setCurrentRow(0);
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(stored(), 0);
    }

    void f5DrawsStoresAndComesBack()
    {
        open(1);
        key(Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(view()->scene().result.has_value(), 15000);
        QCOMPARE(m_library->library()->predictions(TestLibrary::studyUid(1))->size(), 1);
        QCOMPARE(m_window->findChild<QTableView*>(QStringLiteral("aiTable"))->model()->rowCount(), 1);
        key(Qt::Key_Down);
        QVERIFY(!view()->scene().result.has_value());
        key(Qt::Key_Up);
        QVERIFY(view()->scene().result.has_value());
        key(Qt::Key_X);
        QVERIFY(!view()->isAiVisible());
        key(Qt::Key_X);
        key(Qt::Key_Escape);
        QTRY_VERIFY(!worklist()->model()->study(worklist()->model()->rowOf(TestLibrary::studyUid(1))).aiLabel.isEmpty());
        open(1);
        QVERIFY(view()->scene().result.has_value());
    }

    void deadWorkerSaysSoAndRetries()
    {
        qputenv("FAKE_INFER", "exit-on-load");
        open(1);
        key(Qt::Key_F5);
        auto* status = m_window->statusLine();
        QTRY_VERIFY_WITH_TIMEOUT(!status->message().isEmpty(), 15000);
        QVERIFY(status->retryButton()->isVisible());
        QVERIFY(m_library->library()->predictions(TestLibrary::studyUid(1))->isEmpty());
        const int slice = view()->slice();
        view()->setFocus();
        key(Qt::Key_Down);
        QCOMPARE(view()->slice(), slice + 1);
        qunsetenv("FAKE_INFER");
        QTest::mouseClick(status->retryButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(view()->scene().result.has_value(), 15000);
        QVERIFY(status->message().isEmpty());
    }

    void refusedSliceIsExplained()
    {
        qputenv("FAKE_INFER", "refuse-on-7"); // The corner of the phantom is air, far below ten.
        open(1);
        key(Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->statusLine()->message().startsWith(QStringLiteral("Not scored")), 15000);
        QVERIFY(m_library->library()->predictions(TestLibrary::studyUid(1))->isEmpty());
        QVERIFY(!m_window->findChild<QPushButton*>(QStringLiteral("statusRetry"))->isVisible());
    }

    void shiftF5PredictsTheSeries()
    {
        open(1);
        key(Qt::Key_F5, Qt::ShiftModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_library->library()->predictions(TestLibrary::studyUid(1))->size(), 25, 20000);
        QTRY_COMPARE(m_window->findChild<QTableView*>(QStringLiteral("aiTable"))->model()->rowCount(), 25);
        QTRY_VERIFY(m_window->statusLine()->message().contains(QStringLiteral("25 scored")));
    }

    void typingInTheReportIsNotTakenForKeys()
    {
        open(1);
        auto* field = reading()->report()->findChild<QPlainTextEdit*>();
        QVERIFY(field != nullptr);
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("nwtdx"));
        QCOMPARE(reading()->studyUid(), TestLibrary::studyUid(1));
        QCOMPARE(view()->tool(), panels::MouseTool::WindowLevel);
        QVERIFY(view()->isAiVisible());
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(m_window->isReading());
        QVERIFY(view()->hasFocus());
    }

    void f1ShowsTheKeys()
    {
        QTest::keyClick(m_window.get(), Qt::Key_F1);
        auto* keys = m_window->findChild<app::KeysDialog*>();
        QVERIFY(keys != nullptr && keys->isVisible());
        QTest::keyClick(keys, Qt::Key_Escape);
        QTRY_VERIFY(m_window->findChild<app::KeysDialog*>() == nullptr);
    }

    void languageChangesWhileRunning()
    {
        QVERIFY(m_window->findChild<QPushButton*>(QStringLiteral("import"))->text().startsWith(QStringLiteral("Import")));
        m_settings->setLanguage(QStringLiteral("ko"));
        QTRY_VERIFY(!m_window->findChild<QPushButton*>(QStringLiteral("import"))->text().startsWith(QStringLiteral("Import")));
        m_settings->setLanguage(QStringLiteral("en"));
        QTRY_VERIFY(m_window->findChild<QPushButton*>(QStringLiteral("import"))->text().startsWith(QStringLiteral("Import")));
    }

    void dropStartsAnImport()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("notes.txt")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("no DICOM at all") > 0);
        file.close();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(folder.path())});
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &drop);
        QVERIFY(worklist()->importer()->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!worklist()->importer()->isRunning(), 20000);
        const QString words = m_window->findChild<QLabel*>(QStringLiteral("importWords"))->text();
        QVERIFY2(words.contains(QStringLiteral("1 skipped")), qPrintable(words));
    }

    void removedStudyIsClosed()
    {
        open(1);
        key(Qt::Key_Escape);
        worklist()->table()->setFocus();
        QTest::keyClick(worklist()->table(), Qt::Key_Delete);
        auto* verb = m_window->findChild<QPushButton*>(QStringLiteral("removeVerb"));
        QVERIFY(verb != nullptr);
        QTest::mouseClick(verb, Qt::LeftButton);
        QTRY_COMPARE(worklist()->model()->rowCount(), 1);
        QVERIFY(reading()->studyUid().isEmpty());
    }

private:
    [[nodiscard]] worklist::WorklistPage* worklist() const { return m_window->worklistPage(); }
    [[nodiscard]] reading::ReadingPage* reading() const { return m_window->readingPage(); }
    [[nodiscard]] panels::SliceWidget* view() const { return reading()->view(); }
    void open(int study)
    {
        m_window->openStudy(TestLibrary::studyUid(study));
        QVERIFY(m_window->isReading());
        QTRY_VERIFY(view()->hasFocus());
    }
    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(view(), which, modifiers); }
    [[nodiscard]] qsizetype stored() const { return m_library->library()->measurements(TestLibrary::studyUid(1))->size(); }
    static int pixelSpread(const QImage& picture)
    {
        int low = 255, high = 0;
        for (int y = picture.height() / 4; y < picture.height() * 3 / 4; ++y) {
            for (int x = picture.width() / 4; x < picture.width() * 3 / 4; ++x) {
                low = std::min(low, qGray(picture.pixel(x, y)));
                high = std::max(high, qGray(picture.pixel(x, y)));
            }
        }
        return high - low;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<TestLibrary> m_library;
    std::unique_ptr<settings::Settings> m_settings;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(MainWindowTest)
#include "tst_mainwindow.moc"
