#include "app/reporting/MergeDialog.h"
#include "app/settings/ArchivePage.h"
#include "app/settings/SettingsDialog.h"
#include "app/sync/SyncChip.h"
#include "app/sync/SyncPage.h"
#include "app/theme/Theme.h"
#include "core/keys/KeyStore.h"
#include "core/report/ReportFields.h"
#include "core/volume/SeriesVolume.h"
#include "tests/app/sync/ArchiveDesks.h"
#include "tests/support/TcpProxy.h"
#include "viewer/panels/SliceWidget.h"

#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTableWidget>

#include <map>

using namespace lobule;
using test::Desk;
using test::TcpProxy;
using Phase = archive::SyncState::Phase;

namespace {

/// A key store that remembers.
class FakeKeyStore : public keys::KeyStore {
public:
    Result<QString> read(const QString& name) override
    {
        const auto found = entries.find(name);
        if (found == entries.end()) return fail(ErrorCode::NotFound, {"entry"});
        return found->second;
    }
    Result<void> write(const QString& name, const QString& value) override
    {
        entries[name] = value;
        return {};
    }
    Result<void> remove(const QString& name) override
    {
        entries.erase(name);
        return {};
    }
    std::map<QString, QString> entries;
};

} // namespace

/// The desktop's half of the shared archive: settings, state, queue, two windows on one archive, conflicts.
class TestArchiveWindows : public QObject {
    Q_OBJECT

    test::TestArchive m_archive;
    QTemporaryDir m_home;
    int m_desks = 0;

    std::unique_ptr<Desk> desk(const char* login, int port = 0)
    {
        return std::make_unique<Desk>(m_archive, m_home.filePath(QStringLiteral("desk%1").arg(++m_desks)), login, port);
    }

    static void type(QWidget* field, const QString& text)
    {
        field->setFocus();
        QTest::keyClick(field, Qt::Key_End, Qt::ControlModifier);
        QTest::keyClicks(field, text);
    }
    static void typeInto(Desk& desk, const char* key, const QString& text)
    {
        desk.window->activateWindow();
        auto* field = desk.find<QPlainTextEdit>(QStringLiteral("report.") + QLatin1String(key));
        QVERIFY(field && field->isVisible() && !field->isReadOnly());
        type(field, text);
    }
    static QString reported(const Desk& desk, const char* key)
    {
        return desk.find<QPlainTextEdit>(QStringLiteral("report.") + QLatin1String(key))->toPlainText();
    }
    static void click(QWidget* in, const char* name)
    {
        auto* button = in->findChild<QPushButton*>(QLatin1String(name));
        QVERIFY2(button && button->isVisible() && button->isEnabled(), name);
        QTest::mouseClick(button, Qt::LeftButton);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = test::PostgresServer::missing(); !reason.isEmpty()) QSKIP(qPrintable(reason));
        QCoreApplication::setOrganizationName(QStringLiteral("LobuleTest"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_home.path());
        qputenv("LOBULE_KEY_FILE", m_home.filePath(QStringLiteral("site.key")).toUtf8());
        settings::Settings().setLanguage(QStringLiteral("en"));
        theme::apply(*qApp);
        const QString error = m_archive.start();
        QVERIFY2(error.isEmpty(), qPrintable(error));
    }
    void theSettingsPageTestsConnectsAndDisconnects()
    {
        const auto a = desk("alice");
        const auto store = std::make_shared<FakeKeyStore>();
        settings::ArchivePage page(a->library.get(), store);
        page.show();
        page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        const auto message = [&] { return page.findChild<QLabel*>(QStringLiteral("archiveMessage"))->text(); };
        auto* test = page.findChild<QPushButton*>(QStringLiteral("archiveTest"));
        QVERIFY(!test->isEnabled());
        const auto edit = [&page](const char* name) { return page.findChild<QLineEdit*>(QLatin1String(name)); };
        type(edit("archiveHost"), a->settings().host);
        type(edit("archiveUser"), QStringLiteral("alice"));
        type(edit("archiveCertificate"), a->settings().rootCertificate);
        type(edit("archivePassword"), QStringLiteral("not the password"));
        page.findChild<QSpinBox*>(QStringLiteral("archivePort"))->setValue(a->settings().port);
        click(&page, "archiveTest");
        QTRY_VERIFY2(message().contains(QStringLiteral("does not accept this login and password")), qPrintable(message()));
        QVERIFY(store->entries.empty());
        edit("archivePassword")->clear();
        type(edit("archivePassword"), a->password());
        click(&page, "archiveTest");
        QTRY_VERIFY2(message().contains(QStringLiteral("Hospital A")), qPrintable(message()));
        QVERIFY(store->entries.empty()); // a test changes nothing
        auto links = library::SyncStore::open(a->folder());
        QVERIFY((*links)->links()->isEmpty());

        click(&page, "archiveConnect");
        QTRY_COMPARE((*links)->links()->size(), 1);
        QTRY_COMPARE(store->entries.size(), std::size_t(1));
        QCOMPARE(store->entries.begin()->second, a->password());
        QTRY_VERIFY(page.findChild<QPushButton*>(QStringLiteral("archiveDisconnect"))->isVisible());
        QVERIFY(edit("archivePassword")->text().isEmpty());
        QCOMPARE(a->library->institution(), QStringLiteral("Hospital A"));
        // Neither the library nor the user's settings hold the password.
        QSettings().sync();
        for (const QString& path : {QSettings().fileName(), a->folder() + QStringLiteral("/library.sqlite")}) {
            QFile file(path);
            if (file.open(QIODevice::ReadOnly)) QVERIFY2(!file.readAll().contains(a->password().toUtf8()), qPrintable(path));
        }

        type(edit("archiveUser"), QStringLiteral("-being-typed"));
        click(&page, "archiveDisconnect");
        auto* box = page.findChild<QMessageBox*>();
        QVERIFY(box);
        QTest::mouseClick(box->findChild<QPushButton*>(QStringLiteral("disconnectVerb")), Qt::LeftButton);
        QTRY_VERIFY((*links)->links()->isEmpty());
        QTRY_VERIFY(store->entries.empty());
        QVERIFY(!archive::ConnectionSettings::load(**links).isComplete());
    }

    void aTestCanBeCalledOff()
    {
        const auto a = desk("alice");
        settings::ArchivePage page(a->library.get(), std::make_shared<FakeKeyStore>());
        page.show();
        page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        type(page.findChild<QLineEdit*>(QStringLiteral("archiveHost")), QStringLiteral("192.0.2.1")); // TEST-NET-1: nobody answers
        type(page.findChild<QLineEdit*>(QStringLiteral("archiveUser")), QStringLiteral("alice"));
        type(page.findChild<QLineEdit*>(QStringLiteral("archivePassword")), QStringLiteral("x"));
        click(&page, "archiveTest");
        QTest::qWait(300);
        QElapsedTimer since;
        since.start();
        click(&page, "archiveTest"); // says Cancel now
        auto* message = page.findChild<QLabel*>(QStringLiteral("archiveMessage"));
        // Without a route there the answer may be quicker than the finger.
        QTRY_VERIFY(!message->text().startsWith(QStringLiteral("Connecting")));
        QVERIFY(since.elapsed() < 1500);
    }

    void withoutAnArchiveThePageSaysWhatToDo()
    {
        const auto a = desk("alice");
        a->openWindow();
        a->window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(a->window.get()));
        auto* chip = a->window->syncDesk()->chip();
        QTRY_COMPARE(chip->text(), QStringLiteral("No archive"));
        QTest::mouseClick(chip, Qt::LeftButton);
        auto* page = a->find<sync::SyncPage>(QStringLiteral("syncPage"));
        QVERIFY(page && QTest::qWaitForWindowExposed(page));
        click(page, "syncSetUp");
        auto* dialog = a->window->findChild<settings::SettingsDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(dialog->findChild<QLineEdit*>(QStringLiteral("archiveHost"))->isVisible());
    }

    void aReportWrittenInOneAppearsInTheOther()
    {
        const auto a = desk("alice"), b = desk("anna");
        QCOMPARE(test::importPhantom(a->folder(), m_home.path(), 4, 11), QString());
        QCOMPARE(a->connect(), QString());
        QCOMPARE(b->connect(), QString());
        a->openWindow();
        b->openWindow();
        QTRY_COMPARE(a->studies(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(b->studies(), 1, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(a->isIdle(), 20'000);
        const QString study = b->window->worklistPage()->model()->study(0).studyUid;
        const auto archiveCell = [](const Desk& desk) {
            const auto* model = desk.window->worklistPage()->model();
            return model->data(model->index(0, worklist::StudyModel::Archive), Qt::DisplayRole).toString();
        };
        QTRY_COMPARE(archiveCell(*a), QStringLiteral("In archive"));
        QTRY_COMPARE(archiveCell(*b), QStringLiteral("Archive only"));

        // The images of it lie in the archive only: they come, and then the study opens.
        b->read(study);
        QVERIFY(!b->window->isReading());
        QTRY_VERIFY_WITH_TIMEOUT(b->window->isReading(), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(b->window->readingPage()->view()->volume() != nullptr, 30'000);
        QCOMPARE(b->window->readingPage()->view()->volume()->sliceCount(), 4);
        b->read(study);
        QTRY_COMPARE(archiveCell(*b), QStringLiteral("In archive"));

        a->read(study);
        typeInto(*a, report::kImpression, QStringLiteral("Nodular surface."));
        QElapsedTimer since;
        since.start();
        QTRY_COMPARE_WITH_TIMEOUT(reported(*b, report::kImpression), QStringLiteral("Nodular surface."), 20'000);
        qInfo("typed at one window, read at the other %lld ms later", since.elapsed());
        // And back.
        typeInto(*b, report::kFindings, QStringLiteral("Spleen 14 cm."));
        QTRY_COMPARE_WITH_TIMEOUT(reported(*a, report::kFindings), QStringLiteral("Spleen 14 cm."), 20'000);
        QVERIFY(!a->find<QWidget>(QStringLiteral("report.conflict"))->isVisible());
        QTRY_COMPARE(a->window->syncDesk()->chip()->text(), QStringLiteral("Archive up to date"));
    }

    void bothTextsSurviveACutAndAPersonMergesThem()
    {
        TcpProxy proxyA(m_archive.server.port()), proxyB(m_archive.server.port());
        const auto a = desk("alice", proxyA.port()), b = desk("anna", proxyB.port());
        QCOMPARE(test::importPhantom(a->folder(), m_home.path(), 3, 12), QString());
        const QString study = a->library->studies()->first().studyUid; // Those of other tests come from the archive.
        QCOMPARE(a->connect(), QString());
        QCOMPARE(b->connect(), QString());
        a->openWindow();
        b->openWindow();
        QTRY_VERIFY(a->window->worklistPage()->model()->rowOf(study) >= 0);
        QTRY_VERIFY_WITH_TIMEOUT(b->window->worklistPage()->model()->rowOf(study) >= 0, 20'000);
        b->read(study);
        QTRY_VERIFY_WITH_TIMEOUT(b->window->isReading(), 30'000);
        b->read(study);
        a->read(study);
        typeInto(*a, report::kFindings, QStringLiteral("Common beginning."));
        QTRY_COMPARE_WITH_TIMEOUT(reported(*b, report::kFindings), QStringLiteral("Common beginning."), 20'000);
        QTRY_VERIFY(a->isIdle() && b->isIdle());

        for (TcpProxy* proxy : {&proxyA, &proxyB}) {
            proxy->setDown(true);
            proxy->cut();
        }
        QTRY_COMPARE_WITH_TIMEOUT(a->phase(), Phase::Offline, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(b->phase(), Phase::Offline, 20'000);
        QVERIFY(a->window->syncDesk()->chip()->text().startsWith(QStringLiteral("Archive offline")));
        typeInto(*a, report::kFindings, QStringLiteral(" Varices."));
        typeInto(*b, report::kFindings, QStringLiteral(" Ascites."));
        typeInto(*b, report::kImpression, QStringLiteral("Decompensated."));
        QVERIFY(a->report()->flush() && b->report()->flush());
        proxyA.setDown(false);
        proxyB.setDown(false);
        for (Desk* at : {a.get(), b.get()}) {
            at->window->syncDesk()->runner()->syncNow();
            QTRY_COMPARE_WITH_TIMEOUT(at->phase(), Phase::NeedsAttention, 30'000);
            QTRY_VERIFY(at->find<QWidget>(QStringLiteral("report.conflict"))->isVisible());
        }
        // Each still sees what was written here.
        QCOMPARE(reported(*a, report::kFindings), QStringLiteral("Common beginning. Varices."));
        QCOMPARE(reported(*b, report::kFindings), QStringLiteral("Common beginning. Ascites."));
        QCOMPARE(a->window->syncDesk()->state().attentionCount(), 1);

        click(a->window.get(), "report.conflict.compare");
        auto* dialog = a->window->findChild<reporting::MergeDialog*>();
        QVERIFY(dialog && QTest::qWaitForWindowExposed(dialog));
        const auto text = [&](const char* side, const char* key) {
            return dialog->findChild<QPlainTextEdit*>(QStringLiteral("merge.%1.%2").arg(QLatin1String(side), QLatin1String(key)));
        };
        QCOMPARE(text("left", report::kFindings)->toPlainText(), QStringLiteral("Common beginning. Varices."));
        QCOMPARE(text("right", report::kFindings)->toPlainText(), QStringLiteral("Common beginning. Ascites."));
        // Nothing is chosen for anybody.
        QVERIFY(text("text", report::kFindings)->toPlainText().isEmpty());
        QVERIFY(!dialog->findChild<QPushButton*>(QStringLiteral("merge.save"))->isEnabled());
        click(dialog, "merge.takeBoth.findings");
        QVERIFY(!dialog->findChild<QPushButton*>(QStringLiteral("merge.save"))->isEnabled());
        click(dialog, "merge.takeRight.impression");
        type(text("text", report::kImpression), QStringLiteral(" Both of us."));
        click(dialog, "merge.save");
        QTRY_VERIFY(!a->find<QWidget>(QStringLiteral("report.conflict"))->isVisible());
        const QString merged = QStringLiteral("Common beginning. Varices.\nCommon beginning. Ascites.");
        QCOMPARE(reported(*a, report::kFindings), merged);
        QTRY_COMPARE_WITH_TIMEOUT(reported(*b, report::kFindings), merged, 20'000);
        QTRY_VERIFY(!b->find<QWidget>(QStringLiteral("report.conflict"))->isVisible());
        QCOMPARE(reported(*b, report::kImpression), QStringLiteral("Decompensated. Both of us."));
        QTRY_VERIFY_WITH_TIMEOUT(a->isIdle() && b->isIdle(), 20'000);
        // Every text that was ever stored is still there, in both libraries.
        for (const Desk* at : {a.get(), b.get()}) {
            QStringList texts;
            const auto versions = at->library->reportVersions(study);
            QVERIFY(versions);
            for (const auto& version : *versions) texts << version.fields.value(report::kFindings).toString();
            QVERIFY(texts.contains(QStringLiteral("Common beginning. Varices.")));
            QVERIFY(texts.contains(QStringLiteral("Common beginning. Ascites.")));
            QCOMPARE(versions->first().parents.size(), 2);
        }
    }

    void twoFinalsAreSaidSo()
    {
        const auto a = desk("alice");
        QCOMPARE(test::importPhantom(a->folder(), m_home.path(), 2, 13), QString());
        const QString study = a->library->studies()->first().studyUid;
        const auto first = a->library->saveReport(study, {{report::kImpression, "Cirrhosis"}}, "draft", "Kim");
        QVERIFY(first);
        QVERIFY(
            a->library->saveReport(study, {{report::kImpression, "Cirrhosis, Child B"}}, "final", "Kim", QStringList{first->versionUid}));
        QVERIFY(a->library->saveReport(study, {{report::kImpression, "Fibrosis"}}, "final", "Lee", QStringList{first->versionUid}));
        a->openWindow();
        QTRY_COMPARE(a->studies(), 1);
        const auto* model = a->window->worklistPage()->model();
        QTRY_COMPARE(model->data(model->index(0, worklist::StudyModel::Archive), Qt::DisplayRole).toString(), QStringLiteral("2 finals"));
        a->read(study);
        auto* banner = a->find<QLabel>(QStringLiteral("report.conflict.text"));
        QTRY_VERIFY(banner->isVisible());
        QVERIFY2(banner->text().startsWith(QStringLiteral("2 finals")), qPrintable(banner->text()));
        click(a->window.get(), "report.conflict.compare");
        auto* dialog = a->window->findChild<reporting::MergeDialog*>();
        QVERIFY(dialog && QTest::qWaitForWindowExposed(dialog));
        click(dialog, "merge.allLeft");
        click(dialog, "merge.save");
        QTRY_VERIFY(!banner->isVisible());
        QCOMPARE(a->library->reportVersions(study)->first().status, QStringLiteral("final"));
        QTRY_COMPARE(model->data(model->index(0, worklist::StudyModel::Archive), Qt::DisplayRole).toString(), QStringLiteral("Local only"));
    }

    void threeVersionsAreMergedOneAfterTheOther()
    {
        const auto a = desk("alice");
        QCOMPARE(test::importPhantom(a->folder(), m_home.path(), 2, 15), QString());
        const QString study = a->library->studies()->first().studyUid;
        const auto base = a->library->saveReport(study, {{report::kFindings, "Base."}}, "draft", "Kim");
        QVERIFY(base);
        for (const char* reader : {"Park", "Lee", "Kim"})
            QVERIFY(a->library->saveReport(
                study, {{report::kFindings, QStringLiteral("By %1.").arg(reader)}}, "draft", reader, QStringList{base->versionUid}));
        a->openWindow();
        QTRY_COMPARE(a->studies(), 1);
        const auto* model = a->window->worklistPage()->model();
        const auto cell = [model] { return model->data(model->index(0, worklist::StudyModel::Archive), Qt::DisplayRole).toString(); };
        QTRY_COMPARE(cell(), QStringLiteral("3 versions"));
        a->read(study);
        auto* banner = a->find<QLabel>(QStringLiteral("report.conflict.text"));
        QTRY_VERIFY(banner->isVisible());
        QVERIFY2(banner->text().startsWith(QStringLiteral("3 versions")), qPrintable(banner->text()));
        click(a->window.get(), "report.conflict.compare");
        QPointer<reporting::MergeDialog> first = a->window->findChild<reporting::MergeDialog*>();
        QVERIFY(first && QTest::qWaitForWindowExposed(first));
        QVERIFY2(first->windowTitle().startsWith(QStringLiteral("3 versions")), qPrintable(first->windowTitle()));
        click(first, "merge.takeBoth.findings");
        click(first, "merge.save");
        QTRY_VERIFY(!first);
        // The next pair comes by itself: what was made of the first two at the left.
        QTRY_VERIFY(a->window->findChild<reporting::MergeDialog*>());
        auto* second = a->window->findChild<reporting::MergeDialog*>();
        QVERIFY(QTest::qWaitForWindowExposed(second));
        QCOMPARE(second->windowTitle(), QStringLiteral("Two versions of the report"));
        const QString left = second->findChild<QPlainTextEdit*>(QStringLiteral("merge.left.findings"))->toPlainText();
        QCOMPARE(left.count(QLatin1Char('\n')), 1);
        click(second, "merge.takeBoth.findings");
        click(second, "merge.save");
        QTRY_VERIFY(!banner->isVisible());
        QTRY_COMPARE(cell(), QStringLiteral("Local only"));
        const QString merged = a->library->reportVersions(study)->first().fields.value(report::kFindings).toString();
        for (const char* reader : {"Park", "Lee", "Kim"}) QVERIFY(merged.contains(QStringLiteral("By %1.").arg(reader)));
        QCOMPARE(a->library->reportVersions(study)->size(), 6);
    }

    void aRefusalIsReadCopiedAndDismissed()
    {
        const auto a = desk("alice"), b = desk("anna");
        const auto add = [](Desk& at, const QByteArray& salt) {
            library::fixture::Recipe recipe;
            recipe.study = 77;
            recipe.salt = salt;
            auto staged = library::fixture::stage(*at.library->stagingFolder(), recipe);
            staged.pseudonym = QStringLiteral("P-7K3M9Q2X");
            QVERIFY(at.library->add({staged}));
        };
        add(*a, "one content");
        add(*b, "other content");
        const QString study = library::fixture::studyUid(77);
        QCOMPARE(a->connect() + b->connect(), QString());
        a->openWindow();
        QTRY_VERIFY_WITH_TIMEOUT(a->isIdle(), 20'000);
        b->openWindow();
        QTRY_COMPARE_WITH_TIMEOUT(b->window->syncDesk()->state().refusals, 1, 20'000);
        QTRY_COMPARE(b->phase(), Phase::NeedsAttention);
        const int before = b->window->syncDesk()->state().attentionCount();
        b->window->syncDesk()->showPage();
        auto* page = b->find<sync::SyncPage>(QStringLiteral("syncPage"));
        QVERIFY(page && QTest::qWaitForWindowExposed(page));
        auto* table = page->findChild<QTableWidget*>(QStringLiteral("syncQueue"));
        const auto lineOf = [table] {
            for (int row = 0; row < table->rowCount(); ++row)
                if (table->item(row, 2)->text().startsWith(QStringLiteral("Of others, not taken over"))) return row;
            return -1;
        };
        QTRY_VERIFY(lineOf() >= 0);
        auto* button = page->findChild<QPushButton*>(QStringLiteral("syncDismiss"));
        QVERIFY(button->isVisible());
        const auto clickLine = [table](int row) {
            QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualItemRect(table->item(row, 1)).center());
        };
        clickLine(lineOf() == 0 ? table->rowCount() - 1 : 0);
        QVERIFY(!button->isEnabled()); // own work that the archive refused is not dismissed
        clickLine(lineOf());
        click(page, "syncDismiss");
        auto* dialog = page->findChild<QDialog*>(QStringLiteral("refusalDialog"));
        QVERIFY(dialog && QTest::qWaitForWindowExposed(dialog));
        click(dialog, "refusalCopy");
        const QString text = QGuiApplication::clipboard()->text();
        QVERIFY2(text.contains(library::fixture::instanceUid(77, 1, 1)), qPrintable(text));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(lineOf() >= 0); // read, and kept
        QTRY_VERIFY(!page->findChild<QDialog*>(QStringLiteral("refusalDialog")));
        click(page, "syncDismiss");
        dialog = page->findChild<QDialog*>(QStringLiteral("refusalDialog"));
        QVERIFY(dialog && QTest::qWaitForWindowExposed(dialog));
        click(dialog, "refusalDismiss");
        QTRY_COMPARE(lineOf(), -1);
        QVERIFY(!button->isVisible());
        QTRY_COMPARE(b->window->syncDesk()->state().attentionCount(), before - 1);
        QVERIFY(b->library->study(study));
        QCOMPARE(b->library->auditEntries(1)->first().action, QStringLiteral("archive-refusal-dismissed"));
    }

    void theSyncPagePausesLimitsAndRetries()
    {
        const auto a = desk("alice");
        QCOMPARE(test::importPhantom(a->folder(), m_home.path(), 2, 14), QString());
        QCOMPARE(a->connect(), QString());
        // Something that the archive refuses.
        const QString study = a->library->studies()->first().studyUid;
        QVERIFY(a->library->saveReport(study, {{"no-such-field", test::tooDeep()}}, "draft", "Kim"));
        a->openWindow();
        a->window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(a->window.get()));
        QTRY_VERIFY_WITH_TIMEOUT(a->isIdle() || a->phase() == Phase::NeedsAttention, 20'000);
        QTest::keyClick(a->window.get(), Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
        auto* page = a->find<sync::SyncPage>(QStringLiteral("syncPage"));
        QVERIFY(page && QTest::qWaitForWindowExposed(page));
        click(page, "syncPause");
        QTRY_COMPARE(a->phase(), Phase::Paused);
        QTRY_COMPARE(page->findChild<QPushButton*>(QStringLiteral("syncPause"))->text(), QStringLiteral("Resume"));
        QVERIFY(a->library->saveReport(study, {{report::kFindings, "while paused"}}, "draft", "Kim"));
        auto* table = page->findChild<QTableWidget*>(QStringLiteral("syncQueue"));
        QTRY_VERIFY(table->rowCount() >= 1);
        QTRY_VERIFY(a->window->syncDesk()->chip()->text().startsWith(QStringLiteral("Archive paused")));
        auto* limit = page->findChild<QDoubleSpinBox*>(QStringLiteral("syncLimit"));
        limit->setFocus();
        limit->selectAll();
        QTest::keyClicks(limit, QStringLiteral("2.5"));
        QTest::keyClick(limit, Qt::Key_Tab);
        QTRY_COMPARE(a->window->syncDesk()->state().bytesPerSecondLimit, 2'500'000);
        click(page, "syncPause");
        // The version after the refused one waits for it; all else is sent.
        const auto& state = a->window->syncDesk()->state();
        QTRY_VERIFY_WITH_TIMEOUT(state.attention == 1 && state.waiting == 1, 20'000);
        QTRY_COMPARE(a->phase(), Phase::NeedsAttention);
    }
};

QTEST_MAIN(TestArchiveWindows)
#include "tst_archive_windows.moc"
