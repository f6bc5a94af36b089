#include "app/settings/Settings.h"
#include "app/theme/Theme.h"
#include "app/worklist/EmptyState.h"
#include "app/worklist/SideBar.h"
#include "app/worklist/StudyTable.h"
#include "app/worklist/WorklistBar.h"
#include "app/worklist/WorklistPage.h"
#include "tests/support/TestLibrary.h"

#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

using namespace lobule;
using namespace lobule::worklist;

namespace {

test::TestStudy study(
    const QString& pseudonym, const QString& description, int slices, const QString& institution = QStringLiteral("Hospital A"))
{
    test::TestStudy result;
    result.pseudonym = pseudonym;
    result.description = description;
    result.institution = institution;
    result.series[0].slices = slices;
    result.series[0].size = 32;
    return result;
}

} // namespace

class WorklistPageTest : public QObject {
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
        m_library = std::make_unique<test::TestLibrary>();
        m_settings = std::make_unique<settings::Settings>();
    }
    void cleanup()
    {
        m_page.reset();
        m_library.reset();
    }

    void emptyLibraryTeaches()
    {
        open(0);
        auto* empty = m_page->findChild<EmptyState*>();
        QTRY_VERIFY(empty->isVisible());
        QVERIFY(!m_page->table()->isVisible());
        QVERIFY(empty->findChild<QPushButton*>(QStringLiteral("demoButton"))->isVisible());
    }

    void filtersAsItIsTyped()
    {
        addThree();
        open(3);
        QTest::keyClick(m_page.get(), Qt::Key_F, Qt::ControlModifier);
        auto* filter = m_page->bar()->filter();
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClicks(filter, QStringLiteral("pel"));
        QCOMPARE(m_page->model()->rowCount(), 1);
        QCOMPARE(m_page->table()->currentStudy(), test::TestLibrary::studyUid(2));
        QTest::keyClick(filter, Qt::Key_Escape);
        QCOMPARE(m_page->model()->rowCount(), 3);
        QVERIFY(m_page->table()->hasFocus());
        QCOMPARE(m_page->table()->currentStudy(), test::TestLibrary::studyUid(2));
    }

    void filterWithoutMatchSaysSo()
    {
        addThree();
        open(3);
        m_page->bar()->filter()->setFocus();
        QTest::keyClicks(m_page->bar()->filter(), QStringLiteral("zzz"));
        QTRY_VERIFY(m_page->findChild<EmptyState*>()->isVisible());
        QVERIFY(!m_page->findChild<QPushButton*>(QStringLiteral("demoButton"))->isVisible());
    }

    void headerClickSorts()
    {
        addThree();
        open(3);
        clickHeader(StudyModel::Images);
        QCOMPARE(m_page->model()->study(0).instanceCount, 2);
        clickHeader(StudyModel::Images);
        QCOMPARE(m_page->model()->study(0).instanceCount, 6);
    }

    void opensByDoubleClickEnterAndButton()
    {
        addThree();
        open(3);
        QSignalSpy opened(m_page.get(), &WorklistPage::openRequested);
        const QPoint second = m_page->table()->visualRect(m_page->model()->index(1, StudyModel::Description)).center();
        QTest::mouseClick(m_page->table()->viewport(), Qt::LeftButton, {}, second);
        QTest::mouseDClick(m_page->table()->viewport(), Qt::LeftButton, {}, second);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.takeFirst().first().toString(), m_page->model()->study(1).studyUid);
        QTest::keyClick(m_page->table(), Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        opened.clear();
        QTRY_VERIFY(m_page->findChild<QPushButton*>(QStringLiteral("openStudy"))->isEnabled());
        QTest::mouseClick(m_page->findChild<QPushButton*>(QStringLiteral("openStudy")), Qt::LeftButton);
        QCOMPARE(opened.count(), 1);
    }

    void seriesPaneFollowsTheStudy()
    {
        addThree();
        open(3);
        m_page->selectStudy(test::TestLibrary::studyUid(3));
        auto* series = m_page->findChild<QTableView*>(QStringLiteral("seriesTable"));
        QTRY_COMPARE(series->model()->rowCount(), 1);
        QTRY_COMPARE(series->model()->index(0, 3).data().toString(), QStringLiteral("6"));
        QCOMPARE(series->model()->index(0, 5).data().toString(), QStringLiteral("120"));
        QCOMPARE(series->model()->index(0, 7).data().toString(), QStringLiteral("B30f"));
    }

    void twoReportsAtTheSameTimeAreTold()
    {
        addThree();
        const QString uid = test::TestLibrary::studyUid(2);
        const QString key = QStringLiteral("findings");
        const auto base = m_library->library()->saveReport(
            uid, {{key, QStringLiteral("Smooth liver.")}}, QStringLiteral("draft"), QStringLiteral("Kim"));
        QVERIFY(base);
        for (const char* author : {"Kim", "Lee"})
            QVERIFY(m_library->library()->saveReport(
                uid, {{key, QLatin1String(author)}}, QStringLiteral("draft"), QLatin1String(author), QStringList{base->versionUid}));
        open(3);
        auto* warning = m_page->findChild<QLabel*>(QStringLiteral("reportConflict"));
        m_page->selectStudy(test::TestLibrary::studyUid(2));
        QTRY_VERIFY(warning->isVisible());
        QVERIFY(warning->text().contains(QLatin1String("2 versions")) && warning->text().contains(QLatin1String("Lee, Kim")));
        m_page->selectStudy(test::TestLibrary::studyUid(1));
        QTRY_VERIFY(!warning->isVisible());
    }

    void nextUnreadSkipsTheRead()
    {
        addThree();
        QVERIFY(m_library->library()->setRead(test::TestLibrary::studyUid(2), true));
        open(3);
        m_page->table()->setFocus();
        m_page->selectStudy(test::TestLibrary::studyUid(2));
        QSignalSpy opened(m_page.get(), &WorklistPage::openRequested);
        QTest::keyClick(m_page->table(), Qt::Key_N);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.first().first().toString(), test::TestLibrary::studyUid(1));
    }

    void removesSelectedStudiesAfterTheVerb()
    {
        addThree();
        open(3);
        m_page->table()->setFocus();
        m_page->selectStudy(m_page->model()->study(0).studyUid);
        QTest::keyClick(m_page->table(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(m_page->table()->selectedStudies().size(), 2);
        QTest::keyClick(m_page->table(), Qt::Key_Delete);
        auto* verb = m_page->findChild<QPushButton*>(QStringLiteral("removeVerb"));
        QVERIFY(verb != nullptr);
        QVERIFY2(verb->text().contains(u'2'), qPrintable(verb->text()));
        QCOMPARE(m_library->library()->studies()->size(), 3);
        QTest::mouseClick(verb, Qt::LeftButton);
        QTRY_COMPARE(m_page->model()->rowCount(), 1);
        QCOMPARE(m_library->library()->studies()->size(), 1);
    }

    void listFollowsChangesOfOthers()
    {
        addThree();
        open(3);
        m_library->add(study(QStringLiteral("P-NEW"), QStringLiteral("CT late"), 2));
        QTRY_COMPARE(m_page->model()->rowCount(), 4);
        QVERIFY(m_library->library()->setRead(test::TestLibrary::studyUid(1), true));
        QTRY_COMPARE(m_page->counts().unread, 3);
    }

    void sideBarFiltersByCategoryAndInstitution()
    {
        addThree();
        QVERIFY(m_library->library()->setRead(test::TestLibrary::studyUid(1), true));
        open(3);
        clickSide(QStringLiteral("Unread"));
        QCOMPARE(m_page->model()->rowCount(), 2);
        clickSide(QStringLiteral("Hospital B"));
        QCOMPARE(m_page->model()->rowCount(), 1);
        clickSide(QStringLiteral("Hospital B"));
        clickSide(QStringLiteral("All studies"));
        QCOMPARE(m_page->model()->rowCount(), 3);
    }

    void quarantineIsListedAndCleared()
    {
        addThree();
        QVERIFY(m_library->library()->addQuarantine(QStringLiteral("/in/bad.dcm"), ErrorCode::Malformed, QStringLiteral("VL too long")));
        open(3);
        clickSide(QStringLiteral("Quarantine"));
        auto* clear = m_page->findChild<QPushButton*>(QStringLiteral("clearQuarantine"));
        QTRY_VERIFY(clear->isVisible() && clear->isEnabled());
        QTest::mouseClick(clear, Qt::LeftButton);
        QCOMPARE(m_library->library()->quarantine()->size(), 0);
    }

    void remembersSortAndColumns()
    {
        addThree();
        open(3);
        clickHeader(StudyModel::Images);
        m_page->table()->setColumnHidden(StudyModel::Modality, true);
        m_page->table()->setColumnWidth(StudyModel::Description, 345);
        m_page->saveUiState();
        m_page.reset();
        open(3);
        QCOMPARE(m_page->model()->study(0).instanceCount, 2);
        QVERIFY(m_page->table()->isColumnHidden(StudyModel::Modality));
        QCOMPARE(m_page->table()->columnWidth(StudyModel::Description), 345);
    }

private:
    void addThree()
    {
        m_library->add(study(QStringLiteral("P-AAA"), QStringLiteral("CT Liver"), 2));
        m_library->add(study(QStringLiteral("P-BBB"), QStringLiteral("CT Abdomen & pelvis"), 4, QStringLiteral("Hospital B")));
        m_library->add(study(QStringLiteral("P-CCC"), QStringLiteral("복부 CT"), 6));
    }
    void open(int expected)
    {
        m_page = std::make_unique<WorklistPage>(m_library->library(), m_settings.get());
        connect(m_page.get(), &WorklistPage::problem, this, [](const QString& sentence) { qWarning("problem: %s", qPrintable(sentence)); });
        m_page->resize(1500, 900);
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        QTRY_COMPARE(m_page->model()->rowCount(), expected);
    }
    void clickHeader(int column)
    {
        auto* header = m_page->table()->horizontalHeader();
        const QPoint at(header->sectionViewportPosition(column) + header->sectionSize(column) / 2, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, at);
    }
    void clickSide(const QString& text)
    {
        auto* side = m_page->sideBar();
        for (int row = 0; row < side->model()->rowCount(); ++row) {
            const QModelIndex index = side->model()->index(row, 0);
            if (index.data().toString() == text)
                return QTest::mouseClick(side->viewport(), Qt::LeftButton, {}, side->visualRect(index).center());
        }
        QFAIL(qPrintable(text));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<test::TestLibrary> m_library;
    std::unique_ptr<settings::Settings> m_settings;
    std::unique_ptr<WorklistPage> m_page;
};

QTEST_MAIN(WorklistPageTest)
#include "tst_worklistpage.moc"
