#include "app/MainWindow.h"
#include "app/reading/ReadingPage.h"
#include "app/reading/SliceSlider.h"
#include "app/settings/Settings.h"
#include "app/StatusLine.h"
#include "app/theme/Theme.h"
#include "core/volume/SeriesVolume.h"
#include "tests/core/library/LibraryFixture.h"
#include "tests/support/TestLibrary.h"
#include "viewer/panels/SliceWidget.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <QTextDocument>
#include <QToolButton>

using namespace lobule;
using test::TestLibrary;

/// Marking key images with the keyboard, in the window.
class KeyImagesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QCoreApplication::setOrganizationName(QStringLiteral("LobuleTest"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        theme::apply(*qApp);
    }
    void init()
    {
        QSettings().clear();
        m_library = std::make_unique<TestLibrary>();
        m_settings = std::make_unique<settings::Settings>();
        m_settings->setLanguage(QStringLiteral("en"));
        test::TestStudy study;
        study.series = {{2, QStringLiteral("Pre"), QStringLiteral("unenhanced"), 21, QStringLiteral("B30f"), 64, false},
            {4, QStringLiteral("Portal"), QStringLiteral("portal-venous"), 25, QStringLiteral("B30f"), 64, false}};
        m_library->add(study);
        openWindow();
    }
    void cleanup()
    {
        m_window.reset();
        m_library.reset();
    }

    void kMarksAndTakesAway()
    {
        open();
        key(Qt::Key_4); // lung
        key(Qt::Key_K);
        QCOMPARE(stored().size(), 1);
        const auto& slice = view()->volume()->slice(view()->slice());
        QCOMPARE(stored()[0].instanceUid, slice.instanceUid);
        QCOMPARE(stored()[0].windowWidth, 1500.0);
        QCOMPARE(stored()[0].windowCenter, -600.0);
        QVERIFY(!stored()[0].author.isEmpty());
        QVERIFY(isMarked());
        QCOMPARE(slider()->marks(), QList<int>{view()->slice()});
        QVERIFY(view()->scene().corners.topLeft.last().contains(QStringLiteral("Key image")));
        key(Qt::Key_Down);
        QVERIFY(!isMarked());
        key(Qt::Key_Up);
        QVERIFY(isMarked());
        key(Qt::Key_K);
        QVERIFY(stored().isEmpty() && !isMarked());
        QVERIFY(slider()->marks().isEmpty());
        // The button does the same as the key, and the image keeps the focus.
        QTest::mouseClick(star(), Qt::LeftButton);
        QCOMPARE(stored().size(), 1);
        QVERIFY(star()->isChecked() && view()->hasFocus());
        QVERIFY(star()->toolTip().contains(QStringLiteral("(K)")));
    }

    void undoTakesBackWhatWasDoneLast()
    {
        open();
        key(Qt::Key_K);
        drawLength();
        QCOMPARE(m_library->library()->measurements(TestLibrary::studyUid(1))->size(), 1);
        key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_library->library()->measurements(TestLibrary::studyUid(1))->size(), 0);
        QCOMPARE(stored().size(), 1);
        const auto first = stored()[0];
        key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(stored().isEmpty() && !isMarked());
        key(Qt::Key_Y, Qt::ControlModifier);
        QCOMPARE(stored().size(), 1);
        QCOMPARE(stored()[0].createdAt, first.createdAt);
        QVERIFY(isMarked());
    }

    void keysGoFromOneToTheNext()
    {
        open();
        const QString portal = view()->volume()->seriesUid();
        key(Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(m_window->statusLine()->message().contains(QStringLiteral("K")));
        key(Qt::Key_Home);
        key(Qt::Key_K);
        key(Qt::Key_End);
        key(Qt::Key_4);
        key(Qt::Key_K);
        key(Qt::Key_Left);
        key(Qt::Key_Home);
        key(Qt::Key_K); // in the first series
        const QString pre = view()->volume()->seriesUid();
        key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(view()->volume()->seriesUid(), portal);
        QCOMPARE(view()->slice(), 0);
        key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(view()->slice(), 24);
        QCOMPARE(view()->window().widthHu, 1500.0); // as it was marked
        key(Qt::Key_Right, Qt::ShiftModifier); // round
        QCOMPARE(view()->volume()->seriesUid(), pre);
        key(Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(view()->volume()->seriesUid(), portal);
        QCOMPARE(view()->slice(), 24);
        key(Qt::Key_Up);
        key(Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(view()->slice(), 0);
    }

    void theListGoesThereNotesAndRemoves()
    {
        open();
        key(Qt::Key_End);
        key(Qt::Key_K);
        key(Qt::Key_Home);
        key(Qt::Key_K);
        reading()->showTab(reading::ReadingPage::Tab::Measurements);
        QCOMPARE(list()->count(), 2);
        QTRY_VERIFY(!list()->item(0)->icon().isNull() && !list()->item(1)->icon().isNull());
        click(1);
        QCOMPARE(view()->slice(), 24);
        auto* note = m_window->findChild<QLineEdit*>(QStringLiteral("keyImageNote"));
        QVERIFY(note->isVisible() && note->isEnabled());
        QTest::mouseClick(note, Qt::LeftButton);
        QTest::keyClicks(note, QStringLiteral("kidney W D K"));
        QCOMPARE(stored().size(), 2); // letters go into the note
        QTest::keyClick(note, Qt::Key_Return);
        QCOMPARE(stored()[1].note, QStringLiteral("kidney W D K"));
        QVERIFY(list()->item(1)->text().contains(QStringLiteral("kidney")));
        // Stored, too, when another one is chosen.
        QTest::keyClicks(note, QStringLiteral("!"));
        click(0);
        QCOMPARE(stored()[1].note, QStringLiteral("kidney W D K!"));
        QCOMPARE(note->text(), QString());
        click(1);
        QTest::keyClick(list(), Qt::Key_Delete);
        QCOMPARE(stored().size(), 1);
        view()->setFocus();
        key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(stored()[1].note, QStringLiteral("kidney W D K!"));
        key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(stored()[1].note, QStringLiteral("kidney W D K"));
    }

    void rememberedOverARestart()
    {
        open();
        key(Qt::Key_End);
        key(Qt::Key_K);
        m_window.reset();
        openWindow();
        open();
        QVERIFY(!isMarked());
        QCOMPARE(slider()->marks(), QList<int>{24});
        key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(view()->slice(), 24);
        QVERIFY(isMarked());
    }

    void framesOfOneImageAreMarkedOneByOne()
    {
        const QString staging = *m_library->library()->stagingFolder();
        QVERIFY((*m_library->library()->add({library::fixture::stage(staging, {.study = 77, .frames = 5})}))[0]);
        m_window->openStudy(library::fixture::studyUid(77));
        QTRY_VERIFY(view()->hasFocus());
        QCOMPARE(view()->volume()->sliceCount(), 5);
        key(Qt::Key_Home);
        key(Qt::Key_K);
        key(Qt::Key_End);
        QVERIFY(!isMarked());
        key(Qt::Key_K);
        const auto images = m_library->library()->keyImages(library::fixture::studyUid(77));
        QCOMPARE(images->size(), 2);
        QCOMPARE(images->at(0).instanceUid, images->at(1).instanceUid);
        QVERIFY(images->at(0).frame != images->at(1).frame);
    }

    void othersMarksComeIn()
    {
        open();
        library::KeyImage theirs;
        theirs.instanceUid = view()->volume()->slice(view()->slice()).instanceUid;
        theirs.note = QStringLiteral("by a colleague");
        QVERIFY(m_library->library()->putKeyImage(theirs));
        reading()->refreshNotes();
        QVERIFY(isMarked());
        QVERIFY(view()->scene().corners.topLeft.last().contains(QStringLiteral("by a colleague")));
    }

    void aNoteOutlivesTheMarkOfItsImage()
    {
        const QString theirs = typeIntoTheSecondOfTwo();
        const auto mine = stored()[1];
        removeElsewhere(mine.id);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("cyst, 4 cm"));
        QCOMPARE(list()->currentRow(), -1);
        QVERIFY(noteLine()->hasFocus());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCoreApplication::processEvents();
        QCOMPARE(stored().size(), 1);
        QCOMPARE(stored()[0].note, theirs);
        QCOMPARE(noteLine()->text(), QStringLiteral("kidney: cyst, 4 cm"));
        QVERIFY(notice()->isVisible() && noticeText().contains(QStringLiteral("Im 25/25")));
        QVERIFY(noticeText().contains(QStringLiteral("removed elsewhere")));
        // More comes in: it stays there.
        reading()->refreshNotes();
        QCOMPARE(noteLine()->text(), QStringLiteral("kidney: cyst, 4 cm"));
        QCOMPARE(list()->currentRow(), -1);
        QTest::mouseClick(child<QPushButton>("keyImageAgain"), Qt::LeftButton);
        QCOMPARE(stored().size(), 2);
        QCOMPARE(stored()[1].id, mine.id);
        QCOMPARE(stored()[1].note, QStringLiteral("kidney: cyst, 4 cm"));
        QCOMPARE(stored()[1].windowWidth, mine.windowWidth);
        QCOMPARE(stored()[0].note, theirs);
        QCOMPARE(list()->currentRow(), 1);
        QVERIFY(!notice()->isVisible());
    }

    void anUnstoredNoteStaysWhenAnotherImageIsChosen()
    {
        const QString theirs = typeIntoTheSecondOfTwo();
        const QString gone = stored()[1].id;
        removeElsewhere(gone);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("<b>cyst</b>"));
        click(0);
        QCOMPARE(noteLine()->text(), theirs);
        QVERIFY(!noteLine()->hasFocus());
        QVERIFY(noticeText().contains(QStringLiteral("kidney: <b>cyst</b>")));
        QTest::mouseClick(child<QPushButton>("keyImageAgain"), Qt::LeftButton);
        QCOMPARE(stored()[0].note, theirs);
        QCOMPARE(stored()[1].id, gone);
        QCOMPARE(stored()[1].note, QStringLiteral("kidney: <b>cyst</b>"));
        QVERIFY(!notice()->isVisible());
    }

    void anUnstoredNoteCanBeDiscarded()
    {
        (void)typeIntoTheSecondOfTwo();
        removeElsewhere(stored()[0].id); // not the one that is written about
        QCOMPARE(list()->currentRow(), 0);
        QVERIFY(noteLine()->hasFocus() && !notice()->isVisible());
        removeElsewhere(stored()[0].id); // the last one
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("cyst"));
        QCOMPARE(noteLine()->text(), QStringLiteral("kidney: cyst"));
        QTest::mouseClick(child<QPushButton>("keyImageDiscard"), Qt::LeftButton);
        QVERIFY(!notice()->isVisible() && !noteLine()->isVisible());
        QVERIFY(stored().isEmpty());
        // And a mark that comes is noted as ever.
        view()->setFocus();
        key(Qt::Key_K);
        QCOMPARE(list()->currentRow(), 0);
        QTest::mouseClick(noteLine(), Qt::LeftButton);
        QTest::keyClicks(noteLine(), QStringLiteral("new\r"));
        QCOMPARE(stored()[0].note, QStringLiteral("new"));
    }

    void aNoteKeepsItsImageWhileOthersMarkWhatIsShown()
    {
        (void)typeIntoTheSecondOfTwo();
        const QString mine = stored()[1].id;
        removeElsewhere(stored()[0].id);
        // Scrolled on without leaving the line; a colleague marks that image.
        reading()->view()->setSlice(10);
        library::KeyImage theirs;
        theirs.instanceUid = view()->volume()->slice(10).instanceUid;
        theirs.note = QStringLiteral("by a colleague");
        QVERIFY(m_library->library()->putKeyImage(theirs));
        reading()->refreshNotes();
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("cyst\r"));
        QCOMPARE(stored().size(), 2);
        for (const auto& image : stored())
            QCOMPARE(image.note, image.id == mine ? QStringLiteral("kidney: cyst") : QStringLiteral("by a colleague"));
    }

    void namesOfOthersAreShownAsTheyAre()
    {
        open();
        library::KeyImage theirs;
        theirs.instanceUid = view()->volume()->slice(view()->slice()).instanceUid;
        theirs.author = QStringLiteral("<h1>x</h1><img src=\"/usr/share/pixmaps/x.png\">");
        QVERIFY(m_library->library()->putKeyImage(theirs));
        reading()->refreshNotes();
        QTextDocument shown; // as the tooltip lays it out
        shown.setHtml(list()->item(0)->toolTip());
        QVERIFY(Qt::mightBeRichText(list()->item(0)->toolTip()));
        QVERIFY2(shown.toPlainText().contains(theirs.author), qPrintable(shown.toPlainText()));
    }

    void theRemovalOfAMarkElsewhereChoosesNoOther()
    {
        (void)typeIntoTheSecondOfTwo();
        QTest::keyClick(noteLine(), Qt::Key_Return);
        list()->setFocus();
        QCOMPARE(list()->currentRow(), 1);
        removeElsewhere(stored()[1].id);
        QCOMPARE(list()->currentRow(), -1);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Delete);
        QCOMPARE(stored().size(), 1);
    }

private:
    /// Two marks, the view and the note line at the second one, "kidney: " typed there. Returns the note of the first one.
    QString typeIntoTheSecondOfTwo()
    {
        open();
        key(Qt::Key_Home);
        key(Qt::Key_K);
        key(Qt::Key_End);
        key(Qt::Key_K);
        reading()->showTab(reading::ReadingPage::Tab::Measurements);
        click(0);
        QTest::mouseClick(noteLine(), Qt::LeftButton);
        QTest::keyClicks(noteLine(), QStringLiteral("liver\r"));
        click(1);
        QTest::mouseClick(noteLine(), Qt::LeftButton);
        QTest::keyClicks(noteLine(), QStringLiteral("kidney: "));
        return QStringLiteral("liver");
    }
    void removeElsewhere(const QString& id)
    {
        QVERIFY(m_library->library()->removeKeyImage(id));
        reading()->refreshNotes();
    }
    template <class Widget> [[nodiscard]] Widget* child(const char* name) const
    {
        return m_window->findChild<Widget*>(QLatin1String(name));
    }
    [[nodiscard]] QLineEdit* noteLine() const { return child<QLineEdit>("keyImageNote"); }
    [[nodiscard]] QWidget* notice() const { return child<QWidget>("keyImageNotice"); }
    [[nodiscard]] QString noticeText() const { return child<QLabel>("keyImageNoticeText")->text(); }
    void openWindow()
    {
        m_window = std::make_unique<app::MainWindow>(m_library->library(), m_settings.get());
        m_window->resize(1600, 900);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void open()
    {
        m_window->openStudy(TestLibrary::studyUid(1));
        QVERIFY(m_window->isReading());
        QTRY_VERIFY(view()->hasFocus());
    }
    void drawLength()
    {
        key(Qt::Key_D);
        const QPoint from = view()->rect().center() - QPoint(60, 0), to = view()->rect().center() + QPoint(60, 20);
        QTest::mousePress(view(), Qt::LeftButton, {}, from);
        QTest::mouseMove(view(), from + QPoint(20, 10));
        QTest::mouseMove(view(), to);
        QTest::mouseRelease(view(), Qt::LeftButton, {}, to);
    }
    void click(int row) { QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, list()->visualItemRect(list()->item(row)).center()); }
    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(view(), which, modifiers); }
    [[nodiscard]] reading::ReadingPage* reading() const { return m_window->readingPage(); }
    [[nodiscard]] panels::SliceWidget* view() const { return reading()->view(); }
    [[nodiscard]] QListWidget* list() const { return m_window->findChild<QListWidget*>(QStringLiteral("keyImageList")); }
    [[nodiscard]] QToolButton* star() const { return m_window->findChild<QToolButton*>(QStringLiteral("star")); }
    [[nodiscard]] reading::SliceSlider* slider() const { return m_window->findChild<reading::SliceSlider*>(); }
    [[nodiscard]] bool isMarked() const
    {
        const bool isMarked = view()->scene().keyNote.has_value();
        return isMarked == star()->isChecked() && isMarked;
    }
    [[nodiscard]] QList<library::KeyImage> stored() const { return *m_library->library()->keyImages(TestLibrary::studyUid(1)); }

    QTemporaryDir m_folder;
    std::unique_ptr<TestLibrary> m_library;
    std::unique_ptr<settings::Settings> m_settings;
    std::unique_ptr<app::MainWindow> m_window;
};

QTEST_MAIN(KeyImagesTest)
#include "tst_keyimages.moc"
