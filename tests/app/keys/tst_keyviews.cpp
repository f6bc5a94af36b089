#include "app/keys/KeyStartDialog.h"
#include "app/keys/ProtectDialog.h"
#include "app/keys/RecoverySheet.h"
#include "app/keys/RevealDialog.h"
#include "app/settings/AuditPage.h"
#include "app/settings/Settings.h"
#include "app/settings/SiteKeyPage.h"
#include "app/theme/Theme.h"
#include "core/deidentify/KeyBackup.h"
#include "tests/core/keys/FakeKeyStore.h"
#include "tests/support/TestLibrary.h"

#include <QApplication>
#include <QClipboard>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPdfWriter>
#include <QProcess>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTableView>
#include <QTest>
#include <QTimer>

using namespace lobule;
using namespace lobule::keys;
using test::FakeKeyStore;

namespace {

const QString kPassphrase = QStringLiteral("portal vein 2026");

Error silent() { return {ErrorCode::LibraryLocked, {"key-store-silent"}, {}}; }

template <class Widget> Widget* find(QWidget* in, const char* name) { return in->findChild<Widget*>(QLatin1String(name)); }

void type(QWidget* in, const char* name, const QString& text)
{
    auto* field = find<QLineEdit>(in, name);
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, text);
}

void press(QWidget* in, const char* name) { QTest::mouseClick(find<QPushButton>(in, name), Qt::LeftButton); }

/// Follows a dialog that runs its own loop: each step waits for its condition, then acts.
class Robot : public QObject {
public:
    void then(std::function<bool()> isTime, std::function<void()> act) { m_steps.append({std::move(isTime), std::move(act)}); }
    void start()
    {
        connect(&m_timer, &QTimer::timeout, this, [this] {
            if (m_steps.isEmpty() || !m_steps.first().first()) return;
            const auto step = m_steps.takeFirst();
            step.second();
        });
        m_timer.start(20);
    }
    [[nodiscard]] bool isDone() const { return m_steps.isEmpty(); }

private:
    QTimer m_timer;
    QList<std::pair<std::function<bool()>, std::function<void()>>> m_steps;
};

} // namespace

class KeyViewsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;
    std::shared_ptr<FakeKeyStore> m_store;

    KeyKeeper keeper() const { return KeyKeeper(m_home->filePath("keys"), m_store); }
    /// A study in `library` whose patient has names in three scripts.
    static QString addKoreanPatient(test::TestLibrary& library)
    {
        const QString study = library.add({});
        const auto staging = library.library()->stagingFolder();
        library::StagedInstance instance;
        instance.studyUid = QStringLiteral("2.25.990");
        instance.seriesUid = QStringLiteral("2.25.991");
        instance.instanceUid = QStringLiteral("2.25.992");
        instance.objectPath = *staging + QStringLiteral("/x.dcm");
        QFile file(instance.objectPath);
        if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
        file.write("object");
        file.close();
        instance.objectSha256 = QString::fromLatin1(QCryptographicHash::hash("object", QCryptographicHash::Sha256).toHex());
        instance.objectBytes = 6;
        instance.sourceDigest = QStringLiteral("digest");
        instance.modality = QStringLiteral("CT");
        instance.pseudonym = QStringLiteral("P-5T0VRC8E");
        instance.identity = {instance.pseudonym,
            {{"PatientName", QStringLiteral("Kim^Bora=金^寶羅=김^보라")}, {"PatientID", QStringLiteral("KOREAID-1")},
                {"PatientBirthDate", QStringLiteral("19580412")}, {"InstitutionName", QStringLiteral("서울병원")}}};
        const auto added = library.library()->add({instance});
        if (!added || !added->first()) qFatal("cannot add");
        return instance.studyUid;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("LobuleTest");
        QCoreApplication::setApplicationName("LobuleTest");
        theme::apply(*qApp);
    }
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_home->filePath("config"));
        m_store = std::make_shared<FakeKeyStore>(m_home->filePath("store"));
    }

    void aKeyStoreAsksNothing()
    {
        KeyStartDialog dialog(keeper());
        QTimer::singleShot(20'000, &dialog, &QDialog::reject);
        const auto key = dialog.run();
        QVERIFY(key);
        QVERIFY(!dialog.isVisible());
        QVERIFY(keeper().place()->protection == Protection::KeyStore);
        QCOMPARE(KeyStartDialog(keeper()).run()->keyId(), key->keyId());
        QCOMPARE(deidentify::siteKeyOfProcess()->keyId(), key->keyId());
    }

    void theFirstStartWithoutOneLetsChoose()
    {
        m_store->failWith(silent());
        KeyStartDialog dialog(keeper());
        Robot robot;
        robot.then([&] { return find<QRadioButton>(&dialog, "plainFile")->isVisible(); },
            [&] {
                QVERIFY(!find<QPushButton>(&dialog, "go")->isEnabled()); // a passphrase is the offer, and there is none yet
                QTest::mouseClick(find<QRadioButton>(&dialog, "plainFile"), Qt::LeftButton, {}, QPoint(8, 8));
                QVERIFY(find<QPushButton>(&dialog, "go")->isEnabled());
                press(&dialog, "go");
            });
        robot.start();
        const auto key = dialog.run();
        QVERIFY(robot.isDone());
        QVERIFY(key);
        QVERIFY(keeper().place()->protection == Protection::PlainFile);
        QCOMPARE(keeper().open()->keyId(), key->keyId());
    }

    void aPassphraseIsAskedAtEveryStart()
    {
        m_store->failWith(silent());
        {
            KeyStartDialog dialog(keeper());
            Robot robot;
            robot.then([&] { return find<QLineEdit>(&dialog, "newPassphrase")->isVisible(); },
                [&] {
                    type(&dialog, "newPassphrase", kPassphrase);
                    QVERIFY(!find<QPushButton>(&dialog, "go")->isEnabled());
                    type(&dialog, "newPassphraseAgain", kPassphrase);
                    press(&dialog, "go");
                });
            robot.start();
            QVERIFY(dialog.run());
        }
        QVERIFY(keeper().place()->protection == Protection::Passphrase);
        const QString keyId = keeper().place()->keyId;
        KeyStartDialog dialog(keeper());
        Robot robot;
        auto* passphrase = find<QLineEdit>(&dialog, "passphrase");
        auto* error = find<QLabel>(&dialog, "error");
        robot.then([=] { return passphrase->isVisible(); },
            [&] {
                type(&dialog, "passphrase", "wrong passphrase");
                press(&dialog, "go");
            });
        robot.then([=] { return error->isVisible(); },
            [&] {
                type(&dialog, "passphrase", kPassphrase);
                QTest::keyClick(find<QLineEdit>(&dialog, "passphrase"), Qt::Key_Return);
            });
        robot.start();
        const auto key = dialog.run();
        QVERIFY(robot.isDone());
        QVERIFY(key);
        QCOMPARE(key->keyId(), keyId);
    }

    void aLostKeyComesBackFromItsCode()
    {
        const auto made = keeper().create(Protection::KeyStore);
        QVERIFY(m_store->remove("site-key"));
        KeyStartDialog dialog(keeper());
        Robot robot;
        robot.then([&] { return find<QLabel>(&dialog, "problem")->isVisible(); },
            [&] {
                QVERIFY(!find<QLabel>(&dialog, "problem")->text().isEmpty());
                press(&dialog, "toRestore");
                type(&dialog, "recoveryCode", deidentify::recoveryCode(*deidentify::SiteKey::generate()));
                press(&dialog, "go");
            });
        auto* error = find<QLabel>(&dialog, "error");
        robot.then([=] { return error->isVisible(); }, // another key is never put in its place
            [&] {
                type(&dialog, "recoveryCode", deidentify::recoveryCode(*made));
                press(&dialog, "go");
            });
        robot.start();
        const auto key = dialog.run();
        QVERIFY(robot.isDone());
        QVERIFY(key);
        QCOMPARE(key->keyId(), made->keyId());
        QVERIFY(m_store->read("site-key"));
    }

    void protectionIsMovedByAVisibleAct()
    {
        const auto key = keeper().create(Protection::PlainFile);
        ProtectDialog dialog(keeper(), *key);
        bool isAllowed = false;
        connect(&dialog, &ProtectDialog::aboutToMove, this, [&](Protection, bool* allowed) { *allowed = isAllowed; });
        QSignalSpy moved(&dialog, &ProtectDialog::moved);
        dialog.show();
        QTRY_VERIFY(find<QRadioButton>(&dialog, "keyStore")->isEnabled());
        find<QRadioButton>(&dialog, "keyStore")->click();
        press(&dialog, "go");
        QVERIFY(keeper().place()->protection == Protection::PlainFile); // could not be written down: not done
        isAllowed = true;
        press(&dialog, "go");
        QTRY_COMPARE(moved.count(), 1);
        QVERIFY(keeper().place()->protection == Protection::KeyStore);
        QCOMPARE(keeper().open()->keyId(), key->keyId());
    }

    void identitiesAreShownForAWhile()
    {
        test::TestLibrary library;
        const auto study = library.library()->study(addKoreanPatient(library));
        {
            RevealDialog dialog(library.folder(), *study, 2);
            dialog.show();
            dialog.activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(&dialog));
            type(&dialog, "newPassphrase", kPassphrase);
            type(&dialog, "newPassphraseAgain", kPassphrase);
            press(&dialog, "go");
            QTRY_VERIFY_WITH_TIMEOUT(dialog.isShowing(), 30'000);
            const auto facts = [&] {
                QStringList texts;
                for (const QLabel* label : find<QWidget>(&dialog, "facts")->findChildren<QLabel*>()) {
                    texts << label->text();
                    if (label->textInteractionFlags() & (Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard)) texts << "SELECTABLE";
                }
                return texts;
            };
            QVERIFY(facts().contains(QStringLiteral("Kim Bora\n金 寶羅\n김 보라")));
            QVERIFY(facts().contains("1958-04-12") && facts().contains(QStringLiteral("서울병원")) && !facts().contains("SELECTABLE"));
            QVERIFY(!find<QLabel>(&dialog, "left")->text().isEmpty());
            // It was in the log before it was on the screen.
            QCOMPARE(library.library()->auditEntries(1)->first().action, QStringLiteral("identity-revealed"));
            QTRY_VERIFY_WITH_TIMEOUT(!dialog.isVisible(), 6000); // By itself.
            QVERIFY(facts().isEmpty());
        }
        RevealDialog again(library.folder(), *study, 60);
        again.show();
        again.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&again));
        type(&again, "passphrase", "wrong passphrase");
        press(&again, "go");
        QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>(&again, "error")->isVisible(), 30'000);
        type(&again, "passphrase", kPassphrase);
        press(&again, "go");
        QTRY_VERIFY_WITH_TIMEOUT(again.isShowing(), 30'000);
        // Another program comes to the front.
        Q_EMIT qGuiApp->applicationStateChanged(Qt::ApplicationInactive);
        QVERIFY(!again.isVisible());
        QVERIFY(find<QWidget>(&again, "facts")->findChildren<QLabel*>().isEmpty());
    }

    void namesAreReadAsTheyAreWritten()
    {
        QCOMPARE(personNameLines(QStringLiteral("Yamada^Tarou=山田^太郎=やまだ^たろう")),
            (QStringList{"Yamada Tarou", "山田 太郎", "やまだ たろう"}));
        QCOMPARE(personNameLines(QStringLiteral("Hong^Gildong==홍^길동")), (QStringList{"Hong Gildong", "홍 길동"}));
        QCOMPARE(personNameLines({}), QStringList());
    }

    void theSheetCarriesTheCode()
    {
        const auto key = deidentify::SiteKey::generate();
        const QString file = m_home->filePath("sheet.pdf");
        QPdfWriter writer(file);
        QVERIFY(paintRecoverySheet(writer, *key));
        if (const QString keep = qEnvironmentVariable("LOBULE_KEEP"); !keep.isEmpty()) QFile::copy(file, keep + "/recovery-sheet.pdf");
        const QString pdftotext = QStandardPaths::findExecutable("pdftotext");
        if (pdftotext.isEmpty()) QSKIP("needs pdftotext");
        QProcess process;
        process.start(pdftotext, {"-layout", file, "-"});
        QVERIFY(process.waitForFinished());
        const QString text = QString::fromUtf8(process.readAllStandardOutput());
        for (const QString& group : deidentify::recoveryCode(*key).split(u'-')) QVERIFY2(text.contains(group), qPrintable(group));
        QVERIFY(text.contains(key->keyId()));
    }

    void settingsTellWhereTheKeyIs()
    {
        test::TestLibrary library;
        settings::Settings settings;
        const auto key = keeper().create(Protection::PlainFile);
        deidentify::setSiteKeyOfProcess(*key);
        settings::SiteKeyPage page(&settings, library.library(), keeper());
        page.show();
        QCOMPARE(find<QLabel>(&page, "keyId")->text(), key->keyId());
        QVERIFY(find<QLabel>(&page, "protection")->text().contains("site.key"));
        QVERIFY(find<QLabel>(&page, "backup")->text().contains("None yet"));
        find<QSpinBox>(&page, "revealSeconds")->setValue(45);
        QCOMPARE(settings::Settings().revealSeconds(), 45);
        noteBackup(key->keyId(), "recovery-code");
        settings::SiteKeyPage after(&settings, library.library(), keeper());
        QVERIFY(!find<QLabel>(&after, "backup")->text().contains("None yet"));
    }

    void theLogIsReadAndCopied()
    {
        test::TestLibrary library;
        QVERIFY(library.library()->audit("study-removed", "2.25.1"));
        QVERIFY(library.library()->audit("key-backup", {}, {{"kind", "a, \"b\""}}));
        settings::AuditPage page(library.library());
        page.show();
        QCOMPARE(find<QTableView>(&page, "auditTable")->model()->rowCount(), 2);
        type(&page, "auditFilter", "backed up");
        QCOMPARE(find<QTableView>(&page, "auditTable")->model()->rowCount(), 1);
        press(&page, "auditCopy");
        const QStringList lines = QGuiApplication::clipboard()->text().split("\r\n");
        QCOMPARE(lines.size(), 3);
        QVERIFY2(lines[1].endsWith(",Site key backed up,,\"{\"\"kind\"\":\"\"a, \\\"\"b\\\"\"\"\"}\""), qPrintable(lines[1]));
    }
};

QTEST_MAIN(KeyViewsTest)
#include "tst_keyviews.moc"
