#include "app/settings/DeidentificationPage.h"
#include "app/settings/Language.h"
#include "app/settings/Settings.h"
#include "app/settings/SettingsDialog.h"
#include "app/theme/FileDialogs.h"
#include "app/theme/Theme.h"
#include "tests/support/TestLibrary.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using lobule::settings::Settings;
using lobule::settings::SettingsDialog;

class SettingsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QCoreApplication::setOrganizationName(QStringLiteral("LobuleTest"));
        QCoreApplication::setApplicationName(QStringLiteral("LobuleTest"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        lobule::theme::apply(*qApp);
    }
    void init() { QSettings().clear(); }

    void theProfileBelongsToTheLibrary()
    {
        lobule::test::TestLibrary library;
        Settings settings;
        SettingsDialog dialog(&settings, library.library());
        QSignalSpy changed(&dialog, &SettingsDialog::profileChanged);
        dialog.findChild<QListWidget*>(QStringLiteral("settingsPages"))->setCurrentRow(1);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        auto* basic = dialog.findChild<QCheckBox*>(QStringLiteral("basic"));
        QVERIFY(basic->isChecked() && !basic->isEnabled());
        const auto click = [&](const char* word) {
            auto* box = dialog.findChild<QCheckBox*>(QString::fromLatin1(word));
            QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
        };
        QCOMPARE(lobule::ingest::profileChoice(*library.library()).profile, QStringLiteral("basic"));
        click("modified-dates");
        click("device");
        QCOMPARE(lobule::ingest::profileChoice(*library.library()).profile, QStringLiteral("basic,modified-dates,device"));
        click("device");
        QCOMPARE(lobule::ingest::profileChoice(*library.library()).profile, QStringLiteral("basic,modified-dates"));
        QCOMPARE(changed.count(), 3);
        // Another window of the same library starts with it.
        SettingsDialog again(&settings, library.library());
        QVERIFY(again.findChild<QCheckBox*>(QStringLiteral("modified-dates"))->isChecked());
        QVERIFY(!again.findChild<QCheckBox*>(QStringLiteral("device"))->isChecked());
    }

    void whitelistsAreCheckedLineByLine()
    {
        lobule::test::TestLibrary library;
        lobule::settings::DeidentificationPage page(library.library());
        page.show();
        auto* box = page.findChild<QCheckBox*>(QStringLiteral("safe-private"));
        auto* list = page.findChild<QLineEdit*>(QStringLiteral("safePrivateList"));
        auto* problem = page.findChild<QLabel*>(QStringLiteral("profileProblem"));
        QVERIFY(!list->isEnabled());
        QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
        QVERIFY(list->isEnabled());
        const auto write = [this](const char* name, const char* text) {
            const QString path = m_folder.filePath(QString::fromLatin1(name));
            QFile file(path);
            if (file.open(QIODevice::WriteOnly)) file.write(text);
            return path;
        };
        page.useList(write("broken.txt", "0019,\"A\",10\n# a comment\n0018,\"even\",10\n"));
        QVERIFY(problem->isVisible());
        QVERIFY2(problem->text().contains(u'3') && problem->text().contains(QStringLiteral("broken.txt")), qPrintable(problem->text()));
        QVERIFY(lobule::ingest::profileChoice(*library.library()).safePrivateList.isEmpty());
        page.useList(write("ours.txt", "0019,\"A\",10\n"));
        QVERIFY(!problem->isVisible());
        QVERIFY(list->text().contains(QStringLiteral("ours.txt")));
        const auto choice = lobule::ingest::profileChoice(*library.library());
        QCOMPARE(lobule::ingest::resolve(choice.profile, choice.safePrivateList)->safePrivate.size(), std::size_t(1));
        auto* shipped = page.findChild<QPushButton*>(QStringLiteral("shippedList"));
        QTest::mouseClick(shipped, Qt::LeftButton);
        QVERIFY(lobule::ingest::profileChoice(*library.library()).safePrivateList.isEmpty());
    }

    void startsWithDefaults()
    {
        const Settings settings;
        QCOMPARE(settings.device(), QStringLiteral("auto"));
        QCOMPARE(settings.modelPackage(), QString());
        QCOMPARE(settings.importWorkers(), 0);
        QVERIFY(lobule::settings::isLanguage(settings.language()));
    }

    void keepsWhatWasChosen()
    {
        {
            Settings settings;
            QSignalSpy changed(&settings, &Settings::changed);
            settings.setLanguage(QStringLiteral("ko"));
            settings.setDevice(QStringLiteral("cpu"));
            settings.setImportWorkers(3);
            settings.setUiState(QStringLiteral("x"), QByteArray("state"));
            QCOMPARE(changed.count(), 3);
            settings.setImportWorkers(3);
            QCOMPARE(changed.count(), 3);
        }
        const Settings again;
        QCOMPARE(again.language(), QStringLiteral("ko"));
        QCOMPARE(again.device(), QStringLiteral("cpu"));
        QCOMPARE(again.importWorkers(), 3);
        QCOMPARE(again.uiState(QStringLiteral("x")), QByteArray("state"));
    }

    void foldersOfImportsAreNotWrittenDown()
    {
        // What earlier versions, and Qt's file dialog, left.
        const QString patient = QStringLiteral("/media/HONG_GILDONG");
        QSettings().setValue(QStringLiteral("ui/lastFolder"), patient);
        const auto written = [] {
            QSettings qt(QSettings::UserScope, QStringLiteral("QtProject"));
            qt.beginGroup(QStringLiteral("FileDialog"));
            return qt.contains(QStringLiteral("lastVisited")) || qt.contains(QStringLiteral("history"));
        };
        const auto useDialog = [&](bool isOurs) {
            QFileDialog dialog(nullptr, QStringLiteral("Import"), m_folder.path());
            dialog.setOption(QFileDialog::DontUseNativeDialog);
            if (isOurs) lobule::theme::keepFoldersUnwritten(&dialog);
            dialog.show();
            dialog.setHistory({m_folder.path()});
        };
        useDialog(false);
        QVERIFY(written()); // Qt still does it
        Settings settings;
        QVERIFY(!written());
        QVERIFY(!QSettings().contains(QStringLiteral("ui/lastFolder")));
        QCOMPARE(settings.lastFolder(), QDir::homePath());
        settings.setLastFolder(patient);
        QCOMPARE(settings.lastFolder(), patient); // for this session
        useDialog(true);
        QVERIFY(!written());
        for (const QString& key : QSettings().allKeys()) QVERIFY(!QSettings().value(key).toString().contains(QStringLiteral("GILDONG")));
    }

    void refusesNonsense()
    {
        QSettings().setValue(QStringLiteral("language"), QStringLiteral("xx"));
        QSettings().setValue(QStringLiteral("import/workers"), -7);
        const Settings settings;
        QVERIFY(lobule::settings::isLanguage(settings.language()));
        QCOMPARE(settings.importWorkers(), 0);
    }

    void dialogStoresAsItIsUsed()
    {
        lobule::test::TestLibrary library;
        Settings settings;
        SettingsDialog dialog(&settings, library.library());
        dialog.show();
        dialog.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));

        auto* workers = dialog.findChild<QSpinBox*>(QStringLiteral("workers"));
        workers->setFocus();
        QTest::keyClick(workers, Qt::Key_Up);
        QCOMPARE(Settings().importWorkers(), 1);

        auto* device = dialog.findChild<QComboBox*>(QStringLiteral("device"));
        device->setFocus();
        QTest::keyClick(device, Qt::Key_Down);
        QCOMPARE(Settings().device(), QStringLiteral("cpu"));

        auto* institution = dialog.findChild<QLineEdit*>(QStringLiteral("institution"));
        QSignalSpy renamed(&dialog, &SettingsDialog::institutionChanged);
        institution->setFocus();
        institution->selectAll();
        QTest::keyClicks(institution, QStringLiteral("Seoul A"));
        QTest::keyClick(institution, Qt::Key_Tab);
        QCOMPARE(renamed.count(), 1);
        QCOMPARE(library.library()->institution(), QStringLiteral("Seoul A"));
    }

    void dialogRefusesAModelThatIsNotThere()
    {
        lobule::test::TestLibrary library;
        Settings settings;
        SettingsDialog dialog(&settings, library.library());
        dialog.show();
        auto* model = dialog.findChild<QLineEdit*>(QStringLiteral("model"));
        model->setFocus();
        QTest::keyClicks(model, QStringLiteral("/no/such/folder"));
        QTest::keyClick(model, Qt::Key_Tab);
        QCOMPARE(settings.modelPackage(), QString());
        model->setText(m_folder.path());
        Q_EMIT model->editingFinished();
        QCOMPARE(settings.modelPackage(), m_folder.path());
    }

    void storagePageLimitsAndClears()
    {
        lobule::test::TestLibrary library;
        library.add({});
        library.add({});
        Settings settings;
        SettingsDialog dialog(&settings, library.library());
        auto* pages = dialog.findChild<QListWidget*>(QStringLiteral("settingsPages"));
        dialog.show();
        dialog.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        auto* quota = dialog.findChild<QDoubleSpinBox*>(QStringLiteral("cacheQuota"));
        auto* used = dialog.findChild<QLabel*>(QStringLiteral("cacheUsed"));
        auto* clear = dialog.findChild<QPushButton*>(QStringLiteral("clearCache"));
        for (int row = 0; row < pages->count() && !quota->isVisible(); ++row) pages->setCurrentRow(row);
        QVERIFY(quota->isVisible());
        QCOMPARE(quota->value(), 50.0);
        QVERIFY2(used->text().contains(QStringLiteral("2 series")), qPrintable(used->text()));
        library.library()->finishImport();
        // Leaving the box changes nothing; a new number is stored.
        quota->setFocus();
        QTest::keyClick(quota, Qt::Key_Tab);
        QCOMPARE(library.library()->setting(QStringLiteral("cache-quota-bytes")), QString());
        quota->setFocus();
        quota->selectAll();
        QTest::keyClicks(quota, QStringLiteral("2.5"));
        QTest::keyClick(quota, Qt::Key_Tab);
        QCOMPARE(library.library()->cacheQuotaBytes(), qint64{2'500'000'000});
        QTest::mouseClick(clear, Qt::LeftButton);
        QCOMPARE(library.library()->cacheUse()->bytes, 0);
        QVERIFY2(used->text().contains(QStringLiteral("2 series not decoded")), qPrintable(used->text()));
        QVERIFY(!clear->isEnabled());
    }

private:
    QTemporaryDir m_folder;
};

QTEST_MAIN(SettingsTest)
#include "tst_settings.moc"
