// The quarantine with real files, the real worker and real mouse and key events.

#include "app/theme/Theme.h"
#include "app/worklist/OutcomeTable.h"
#include "app/worklist/QuarantinePage.h"
#include "app/worklist/ReviewDialog.h"
#include "app/worklist/ReviewPicture.h"
#include "app/worklist/TagTable.h"
#include "tests/core/dicom/DicomBuilder.h"
#include "tests/core/ingest/ZipBuilder.h"
#include "tests/support/TestLibrary.h"

#include <QApplication>
#include <QCheckBox>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSlider>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace lobule;
using namespace lobule::worklist;

namespace {

constexpr int kSize = 64, kFrames = 3;
constexpr char kPixel = 'x';
const QString kHeld = QStringLiteral("Waits for review: secondary-capture.");

/// A screen copy of three frames without structure.
QByteArray screenCopy(const std::string& instance = "1.2.3.4.5")
{
    const std::string bytes = lobule::test::DicomBuilder()
                                  .element(0x00080008, "CS", "DERIVED\\SECONDARY")
                                  .element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7.2")
                                  .element(0x00080018, "UI", instance)
                                  .element(0x00080060, "CS", "OT")
                                  .element(0x00100010, "PN", "Hong^Gildong")
                                  .element(0x00100020, "LO", "4711")
                                  .element(0x0020000D, "UI", "1.2.3")
                                  .element(0x0020000E, "UI", "1.2.3.4")
                                  .element(0x00280008, "IS", std::to_string(kFrames))
                                  .image(kSize, kSize, 8, false)
                                  .pixels(std::string(std::size_t{kSize} * kSize * kFrames, kPixel))
                                  .file();
    return {bytes.data(), static_cast<qsizetype>(bytes.size())};
}

} // namespace

class QuarantineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::apply(*qApp); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_library = std::make_unique<test::TestLibrary>();
    }
    void cleanup()
    {
        m_page.reset();
        m_library.reset();
    }

    void reviewShowsPictureReasonAndAttributes()
    {
        ReviewDialog* dialog = reviewOf(write(QStringLiteral("held.dcm"), screenCopy()));
        QVERIFY2(label(dialog, "holdReasons").contains(QStringLiteral("screen copy")), qPrintable(label(dialog, "holdReasons")));
        QVERIFY(!label(dialog, "holdReasons").contains(QStringLiteral("secondary-capture")));
        QCOMPARE(dialog->findChild<QSlider*>(QStringLiteral("frameSlider"))->maximum(), kFrames - 1);
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("tagTab")), Qt::LeftButton);
        auto* table = dialog->findChild<QTableView*>(QStringLiteral("tagTable"));
        QTRY_VERIFY(table->isVisible());
        const int changed = table->model()->rowCount();
        auto* filter = dialog->findChild<QLineEdit*>(QStringLiteral("tagFilter"));
        filter->setFocus();
        QTest::keyClicks(filter, QStringLiteral("PatientName"));
        QCOMPARE(table->model()->rowCount(), 1);
        QCOMPARE(table->model()->index(0, TagModel::Before).data().toString(), QStringLiteral("Hong^Gildong"));
        QVERIFY(table->model()->index(0, TagModel::After).data().toString().startsWith(QStringLiteral("P-")));
        filter->clear();
        auto* changedOnly = dialog->findChild<QCheckBox*>(QStringLiteral("changedOnly"));
        QTest::mouseClick(changedOnly, Qt::LeftButton, {}, QPoint(8, changedOnly->height() / 2));
        QVERIFY(table->model()->rowCount() > changed);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(m_page->review() == nullptr);
        QCOMPARE(m_library->library()->quarantine()->size(), 1);
        QCOMPARE(m_library->library()->instances()->size(), 0);
    }

    void rectanglesAreDrawnMovedResizedAndUndone()
    {
        ReviewDialog* dialog = reviewOf(write(QStringLiteral("held.dcm"), screenCopy()));
        ReviewPicture* picture = dialog->picture();
        auto* blackOut = dialog->findChild<QPushButton*>(QStringLiteral("releaseBlackOut"));
        QVERIFY(!blackOut->isEnabled());
        dragOn(picture, {8.5, 4.5}, {39.5, 11.5});
        QCOMPARE(picture->rectangles(), (QList<PixelRectangle>{{8, 4, 32, 8, -1}}));
        QVERIFY(blackOut->isEnabled());
        auto* undo = dialog->findChild<QToolButton*>(QStringLiteral("undoRectangle"));
        auto* redo = dialog->findChild<QToolButton*>(QStringLiteral("redoRectangle"));
        QVERIFY(undo->isEnabled() && !redo->isEnabled());
        QTest::mouseClick(undo, Qt::LeftButton);
        QVERIFY(!undo->isEnabled() && redo->isEnabled());
        QTest::mouseClick(redo, Qt::LeftButton);
        QVERIFY(undo->isEnabled() && !redo->isEnabled());
        clickOn(picture, {20, 8});
        dragOn(picture, {20, 8}, {24, 18}); // moves by (4, 10)
        QCOMPARE(picture->rectangles(), (QList<PixelRectangle>{{12, 14, 32, 8, -1}}));
        dragOn(picture, {44, 22}, {50, 30}); // its lower right corner
        QCOMPARE(picture->rectangles(), (QList<PixelRectangle>{{12, 14, 38, 16, -1}}));
        QTest::keyClick(picture, Qt::Key_Left);
        QCOMPARE(picture->rectangles().first().x, 11);
        QTest::keyClick(dialog, Qt::Key_Z, Qt::ControlModifier);
        QTest::keyClick(dialog, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(picture->rectangles(), (QList<PixelRectangle>{{12, 14, 32, 8, -1}}));
        QTest::keyClick(dialog, Qt::Key_Y, Qt::ControlModifier);
        QCOMPARE(picture->rectangles(), (QList<PixelRectangle>{{12, 14, 38, 16, -1}}));
        // A click beside it takes the selection away; one on it brings it back.
        clickOn(picture, {2, 60});
        QCOMPARE(picture->selected(), -1);
        clickOn(picture, {30, 20});
        QCOMPARE(picture->selected(), 0);
        QTest::keyClick(picture, Qt::Key_Delete);
        QVERIFY(picture->rectangles().isEmpty());
        QVERIFY(!blackOut->isEnabled());
        QTest::mouseClick(dialog->findChild<QToolButton*>(QStringLiteral("undoRectangle")), Qt::LeftButton);
        QCOMPARE(picture->rectangles().size(), 1);
        // For one frame only.
        clickOn(picture, {30, 20});
        auto* every = dialog->findChild<QCheckBox*>(QStringLiteral("everyFrame"));
        QTest::mouseClick(every, Qt::LeftButton, {}, QPoint(8, every->height() / 2));
        QCOMPARE(picture->rectangles().first().frame, 0);
    }

    void releaseSaysWhatIsNotDone()
    {
        ReviewDialog* dialog = reviewOf(write(QStringLiteral("held.dcm"), screenCopy()));
        dragOn(dialog->picture(), {8.5, 4.5}, {39.5, 11.5});
        clickOn(dialog->picture(), {2, 60}); // nothing selected: the arrow keys step through the frames
        for (int frame = 1; frame < kFrames; ++frame) {
            QTest::keyClick(dialog->picture(), Qt::Key_Down);
            QTRY_COMPARE(dialog->picture()->frame(), frame);
        }
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("release")), Qt::LeftButton);
        auto* box = dialog->findChild<QMessageBox*>();
        QVERIFY(box != nullptr);
        QVERIFY2(box->informativeText().contains(QStringLiteral("not applied")), qPrintable(box->informativeText()));
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("releaseVerb")), Qt::LeftButton);
        // Every frame was shown: nothing more is asked.
        QTRY_VERIFY_WITH_TIMEOUT(m_page->review() == nullptr, 20000);
        QCOMPARE(m_library->library()->instances()->size(), 1);
    }

    void aLookIsWrittenDownBeforeAnythingIsShown()
    {
        const QString path = write(QStringLiteral("Hong Gildong.dcm"), screenCopy());
        reviewOf(path);
        const auto entries = m_library->library()->auditEntries();
        QCOMPARE(entries->size(), 1);
        QCOMPARE(entries->first().action, QStringLiteral("quarantine-reviewed"));
        QCOMPARE(entries->first().detail.value(QLatin1String("code")).toString(), QStringLiteral("held-for-review"));
        QVERIFY(!QJsonDocument(entries->first().detail).toJson().contains("Gildong"));
        m_page->review()->close();
        QTRY_VERIFY(m_page->review() == nullptr);
        // Where it cannot be written, nothing is shown.
        ask(QStringLiteral("CREATE TRIGGER stop BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END"));
        QTableView* view = m_page->table()->view();
        QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(view->model()->index(0, 1)).center());
        QVERIFY(m_page->review() == nullptr);
        QVERIFY(!label(m_page.get(), "quarantineMessage").isEmpty());
    }

    void filesOfAnotherKeyAreCounted()
    {
        list(QStringLiteral("/in/a.dcm"), ErrorCode::HeldForReview, kHeld);
        list(QStringLiteral("/in/b.dcm"), ErrorCode::HeldForReview, kHeld);
        qputenv("LOBULE_KEY_FILE", m_folder->filePath(QStringLiteral("other.key")).toUtf8());
        const auto other = library::Library::open(m_library->folder());
        QVERIFY(other);
        QuarantinePage page(other->get());
        page.reload();
        QCOMPARE(page.table()->view()->model()->rowCount(), 0);
        const QString text = label(&page, "quarantineOtherKeys");
        QVERIFY2(text.contains(u'2') && text.contains(QStringLiteral("Settings, Keys")), qPrintable(text));
        QVERIFY(page.findChild<QPushButton*>(QStringLiteral("clearQuarantine"))->isEnabled());
    }

    void framesAndWindow()
    {
        ReviewDialog* dialog = reviewOf(write(QStringLiteral("held.dcm"), screenCopy()));
        ReviewPicture* picture = dialog->picture();
        QTest::keyClick(picture, Qt::Key_Down);
        QTRY_COMPARE(picture->frame(), 1);
        auto* slider = dialog->findChild<QSlider*>(QStringLiteral("frameSlider"));
        QCOMPARE(slider->value(), 1);
        QSignalSpy window(picture, &ReviewPicture::windowRequested);
        QTest::keyClick(picture, Qt::Key_W);
        dragOn(picture, {10, 10}, {40, 20});
        QVERIFY(window.count() > 0);
        QVERIFY(picture->rectangles().isEmpty());
    }

    void releaseWithBlackOutImportsAndIsAudited()
    {
        const QString path = write(QStringLiteral("Hong Gildong.dcm"), screenCopy());
        ReviewDialog* dialog = reviewOf(path);
        dragOn(dialog->picture(), {8.5, 4.5}, {39.5, 11.5});
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("releaseBlackOut")), Qt::LeftButton);
        QPushButton* verb = nullptr;
        QTRY_VERIFY((verb = dialog->findChild<QPushButton*>(QStringLiteral("releaseVerb"))) != nullptr);
        QCOMPARE(m_library->library()->instances()->size(), 0);
        QTest::mouseClick(verb, Qt::LeftButton);
        QCOMPARE(m_library->library()->instances()->size(), 0);
        releaseUnseen(dialog);
        // Continued after a crash it would come in without its black-out: it is never among the imports that can be continued.
        bool canBeContinued = false;
        QVERIFY(QTest::qWaitFor(
            [&] {
                canBeContinued = canBeContinued || !m_library->library()->unfinishedImports()->isEmpty();
                return m_page->review() == nullptr;
            },
            20000));
        QVERIFY(!canBeContinued);
        QVERIFY2(label(m_page.get(), "quarantineMessage").contains(u'1'), qPrintable(label(m_page.get(), "quarantineMessage")));
        QCOMPARE(m_library->library()->quarantine()->size(), 0);
        const auto instances = m_library->library()->instances();
        QCOMPARE(instances->size(), 1);
        QFile object(m_library->library()->objectPath(instances->first().objectSha256));
        QVERIFY(object.open(QIODevice::ReadOnly));
        const QByteArray pixels = object.readAll().right(kSize * kSize * kFrames);
        for (int frame = 0; frame < kFrames; ++frame) {
            for (int y = 0; y < kSize; ++y) {
                for (int x = 0; x < kSize; ++x) {
                    const bool hidden = x >= 8 && x < 40 && y >= 4 && y < 12;
                    QCOMPARE(pixels.at((frame * kSize + y) * kSize + x), hidden ? '\0' : kPixel);
                }
            }
        }
        const QString audit = auditOf(QStringLiteral("quarantine-released"), instances->first().instanceUid);
        QCOMPARE(audit, QStringLiteral("{\"reasons\":[\"secondary-capture\"],\"rectangles\":1}"));
        QVERIFY(QFile::exists(path));
    }

    void releaseAsItIsByKeyboard()
    {
        ReviewDialog* dialog = reviewOf(write(QStringLiteral("held.dcm"), screenCopy()));
        release(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->review() == nullptr, 20000);
        const auto instances = m_library->library()->instances();
        QCOMPARE(instances->size(), 1);
        QVERIFY(
            auditOf(QStringLiteral("quarantine-released"), instances->first().instanceUid).contains(QStringLiteral("\"rectangles\":0")));
    }

    void releasedTwiceIsADuplicate()
    {
        const QString path = write(QStringLiteral("held.dcm"), screenCopy());
        release(reviewOf(path));
        QTRY_VERIFY_WITH_TIMEOUT(m_page->review() == nullptr, 20000);
        ReviewDialog* dialog = reviewOf(path);
        dragOn(dialog->picture(), {8.5, 4.5}, {39.5, 11.5});
        release(dialog, "releaseBlackOut");
        QTRY_VERIFY_WITH_TIMEOUT(m_page->review() == nullptr, 20000);
        QVERIFY(label(m_page.get(), "quarantineMessage").contains(QStringLiteral("already holds")));
        QCOMPARE(m_library->library()->instances()->size(), 1);
        QCOMPARE(auditCount(), 1);
    }

    void anotherFileThanTheOneReviewedIsRefused()
    {
        const QString path = write(QStringLiteral("held.dcm"), screenCopy());
        ReviewDialog* dialog = reviewOf(path);
        write(QStringLiteral("held.dcm"), screenCopy("1.2.3.4.6"));
        release(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(label(dialog, "reviewMessage").contains(QStringLiteral("changed")), 20000);
        QCOMPARE(m_library->library()->instances()->size(), 0);
        QCOMPARE(auditCount(), 0);
        const auto rows = m_library->library()->quarantine();
        QCOMPARE(rows->size(), 1);
        QCOMPARE(rows->first().code, QStringLiteral("source-changed"));
    }

    void goneFileSaysSo()
    {
        list(m_folder->filePath(QStringLiteral("gone.dcm")), ErrorCode::HeldForReview, kHeld);
        open();
        QTest::keyClick(m_page->table()->view(), Qt::Key_Return);
        QTRY_VERIFY(m_page->review() != nullptr);
        QTRY_VERIFY(label(m_page->review(), "reviewMessage").contains(QStringLiteral("not there any more")));
        QVERIFY(!m_page->review()->findChild<QPushButton*>(QStringLiteral("release"))->isEnabled());
    }

    void membersOfArchivesWork()
    {
        test::ZipBuilder zip;
        zip.add("folder/held.dcm", screenCopy()).add("folder/other.dcm", screenCopy("1.2.3.4.9"), true);
        const QString archive = write(QStringLiteral("disc.zip"), zip.bytes());
        ReviewDialog* dialog = reviewOf(archive + QStringLiteral("!folder/held.dcm"));
        release(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->review() == nullptr, 20000);
        QCOMPARE(m_library->library()->instances()->size(), 1);
        QCOMPARE(m_library->library()->quarantine()->size(), 0);
    }

    void otherRowsAreTriedAgain()
    {
        const QString path = write(QStringLiteral("held.dcm"), screenCopy());
        list(path, ErrorCode::WorkerTimeout, QStringLiteral("took too long"));
        open();
        auto* act = m_page->findChild<QPushButton*>(QStringLiteral("reviewFile"));
        QCOMPARE(act->text(), QStringLiteral("Try again"));
        QTest::mouseClick(act, Qt::LeftButton);
        // Now it is held, for a reason that can be reviewed.
        QTRY_COMPARE_WITH_TIMEOUT(act->text(), QStringLiteral("Review..."), 20000);
        const auto rows = m_library->library()->quarantine();
        QCOMPARE(rows->size(), 1);
        QCOMPARE(rows->first().code, QStringLiteral("held-for-review"));
        QVERIFY(m_page->review() == nullptr);
    }

private:
    QString write(const QString& name, const QByteArray& bytes) const
    {
        QFile file(m_folder->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write");
        return file.fileName();
    }
    void list(const QString& file, ErrorCode code, const QString& reason)
    {
        if (!m_library->library()->addQuarantine(file, code, reason)) qFatal("cannot list");
    }
    void open()
    {
        m_page = std::make_unique<QuarantinePage>(m_library->library());
        m_page->resize(1300, 900);
        m_page->reload();
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        QTableView* view = m_page->table()->view();
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(view->model()->index(0, 1)).center());
    }
    /// Lists the file as held and opens its review by a double click.
    ReviewDialog* reviewOf(const QString& file)
    {
        list(file, ErrorCode::HeldForReview, kHeld);
        open();
        QTableView* view = m_page->table()->view();
        QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(view->model()->index(0, 1)).center());
        ReviewDialog* dialog = m_page->review();
        if (dialog == nullptr || !QTest::qWaitFor([&] { return dialog->picture()->hasPicture(); }, 20000)) qFatal("no review");
        if (!QTest::qWaitForWindowActive(dialog)) qWarning("the review has not become active");
        return dialog;
    }
    static void release(ReviewDialog* dialog, const char* button = "release")
    {
        auto* push = dialog->findChild<QPushButton*>(QLatin1String(button));
        push->setFocus();
        QTest::keyClick(push, Qt::Key_Space);
        auto* verb = dialog->findChild<QPushButton*>(QStringLiteral("releaseVerb"));
        if (verb == nullptr) qFatal("nobody asked");
        verb->setFocus();
        QTest::keyClick(verb, Qt::Key_Space);
        releaseUnseen(dialog);
    }
    /// Only the first frame was shown: it is asked once more.
    static void releaseUnseen(ReviewDialog* dialog)
    {
        auto* verb = dialog->findChild<QPushButton*>(QStringLiteral("releaseUnseenVerb"));
        if (verb == nullptr) qFatal("nobody asked about the other frames");
        verb->setFocus();
        QTest::keyClick(verb, Qt::Key_Space);
    }
    static void dragOn(ReviewPicture* picture, const QPointF& from, const QPointF& to)
    {
        const QPoint a = picture->toWidget(from).toPoint(), b = picture->toWidget(to).toPoint();
        QTest::mousePress(picture, Qt::LeftButton, {}, a);
        QTest::mouseMove(picture, (a + b) / 2);
        QTest::mouseMove(picture, b);
        QTest::mouseRelease(picture, Qt::LeftButton, {}, b);
    }
    static void clickOn(ReviewPicture* picture, const QPointF& at)
    {
        QTest::mouseClick(picture, Qt::LeftButton, {}, picture->toWidget(at).toPoint());
    }
    static QString label(QWidget* parent, const char* name) { return parent->findChild<QLabel*>(QLatin1String(name))->text(); }

    QVariant ask(const QString& sql) const
    {
        QVariant value;
        {
            auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("audit"));
            database.setDatabaseName(m_library->folder() + QStringLiteral("/library.sqlite"));
            if (!database.open()) qFatal("no catalogue");
            QSqlQuery query(database);
            if (query.exec(sql) && query.next()) value = query.value(0);
        }
        QSqlDatabase::removeDatabase(QStringLiteral("audit"));
        return value;
    }
    QString auditOf(const QString& action, const QString& uid) const
    {
        return ask(QStringLiteral("SELECT detail FROM audit WHERE action = '%1' AND subject_uid = '%2'").arg(action, uid)).toString();
    }
    int auditCount() const { return ask(QStringLiteral("SELECT count(*) FROM audit WHERE action = 'quarantine-released'")).toInt(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<test::TestLibrary> m_library;
    std::unique_ptr<QuarantinePage> m_page;
};

QTEST_MAIN(QuarantineTest)
#include "tst_quarantine.moc"
