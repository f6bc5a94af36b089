// What the worklist does about imports that were cut off and archives that need a password, with a real import.

#include "app/settings/Settings.h"
#include "app/theme/Theme.h"
#include "app/worklist/ResumeStrip.h"
#include "app/worklist/WorklistPage.h"
#include "core/dicom/CtSeriesWriter.h"
#include "tests/support/TestLibrary.h"

#include <QApplication>
#include <QInputDialog>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

using namespace lobule;
using namespace lobule::worklist;

class TestResume : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<test::TestLibrary> m_library;
    std::unique_ptr<settings::Settings> m_settings;
    std::unique_ptr<WorklistPage> m_page;

    QString path(const QString& name) const { return m_folder.filePath(name); }

    void writeSlices(const QString& folder, int count) const
    {
        dicom::CtSeries series;
        series.patientName = QStringLiteral("Hong^Gildong");
        series.patientId = QStringLiteral("4711");
        series.studyUid = dicom::uidFromText(folder);
        series.seriesUid = dicom::uidFromText(folder + u's');
        series.frameOfReferenceUid = dicom::uidFromText(folder + u'f');
        series.rows = series.columns = 32;
        QDir().mkpath(path(folder));
        for (int k = 0; k < count; ++k)
            QVERIFY(dicom::CtSeriesWriter(series).write(
                k, std::vector<std::int16_t>(32 * 32, static_cast<std::int16_t>(k)), path(QStringLiteral("%1/%2").arg(folder).arg(k))));
    }
    /// As an importer that was killed leaves it: noted, and nobody at it.
    void leaveUnfinished(const QStringList& paths) const
    {
        const auto other = library::Library::open(m_library->folder());
        QVERIFY(other);
        QVERIFY((*other)->rememberImport({0, paths, QStringLiteral("basic"), {}, {}}));
    }
    void open()
    {
        m_page = std::make_unique<WorklistPage>(m_library->library(), m_settings.get());
        m_page->resize(1500, 700);
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    void picture(const QString& name, QWidget* widget) const
    {
        const QString folder = qEnvironmentVariable("LOBULE_PICTURES");
        if (!folder.isEmpty()) widget->grab().save(folder + u'/' + name);
    }
    QPushButton* button(const char* name) const { return m_page->findChild<QPushButton*>(QLatin1String(name)); }
    ResumeStrip* strip() const { return m_page->findChild<ResumeStrip*>(); }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("LobuleTest"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        qputenv("LOBULE_INGEST", LOBULE_BIN_DIR "/lobule-ingest");
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

    void saysNothingWhenNothingIsLeft()
    {
        open();
        QVERIFY(!strip()->isVisible());
    }

    void continuesWhatWasCutOff()
    {
        writeSlices(QStringLiteral("cut"), 5);
        leaveUnfinished({path(QStringLiteral("cut"))});
        open();
        QVERIFY(strip()->isVisible());
        QVERIFY2(strip()->text().contains(path(QStringLiteral("cut"))), qPrintable(strip()->text()));
        picture(QStringLiteral("resume.png"), m_page.get());
        QSignalSpy finished(m_page->importer(), &ImportController::finished);
        QTest::mouseClick(button("continueImport"), Qt::LeftButton);
        QVERIFY(!strip()->isVisible());
        QVERIFY(finished.wait(30'000));
        QCOMPARE(finished.first().first().value<ImportReport>().state.imported, 5);
        QVERIFY(!strip()->isVisible());
        QVERIFY(m_library->library()->unfinishedImports()->isEmpty());
    }

    /// What was dropped meanwhile is somebody's wish, too.
    void keepsWhatWaitsBehindAFailure()
    {
        QFile file(path(QStringLiteral("nolibrary")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        ImportController controller(file.fileName(), m_settings.get());
        QSignalSpy finished(&controller, &ImportController::finished);
        controller.start({path(QStringLiteral("first"))});
        controller.start({path(QStringLiteral("second"))}, {QStringLiteral("password")});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 2, 30'000);
        for (const QList<QVariant>& end : finished) QVERIFY(!end.first().value<ImportReport>().problem.isEmpty());
        QVERIFY(!controller.isRunning());
    }

    void forgetsWhenTold()
    {
        leaveUnfinished({path(QStringLiteral("gone")), path(QStringLiteral("too"))});
        open();
        QVERIFY(strip()->isVisible());
        QTest::mouseClick(button("forgetImport"), Qt::LeftButton);
        QVERIFY(!strip()->isVisible());
        QVERIFY(m_library->library()->unfinishedImports()->isEmpty());
    }

    void asksForThePassword()
    {
        writeSlices(QStringLiteral("slices"), 2);
        QProcess zip;
        zip.setWorkingDirectory(m_folder.path());
        zip.start(QStringLiteral("zip"),
            {QStringLiteral("-q"), QStringLiteral("-r"), QStringLiteral("-P"), QStringLiteral("liver"), QStringLiteral("secret.zip"),
                QStringLiteral("slices")});
        if (!zip.waitForFinished() || zip.exitCode() != 0) QSKIP("needs zip");
        open();
        QSignalSpy finished(m_page->importer(), &ImportController::finished);
        m_page->importPaths({path(QStringLiteral("secret.zip"))});
        const auto prompt = [this] { return m_page->findChild<QInputDialog*>(QStringLiteral("passwordPrompt")); };
        for (const QString& password : {QStringLiteral("kidney"), QStringLiteral("liver")}) {
            QTRY_VERIFY_WITH_TIMEOUT(prompt() != nullptr && prompt()->isVisible(), 30'000);
            QInputDialog* dialog = prompt();
            QVERIFY(dialog->labelText().contains(QStringLiteral("secret.zip")));
            picture(QStringLiteral("password-%1.png").arg(password), dialog);
            auto* field = dialog->findChild<QLineEdit*>();
            QCOMPARE(field->echoMode(), QLineEdit::Password);
            QTest::keyClicks(field, password);
            QTest::keyClick(field, Qt::Key_Return);
            QTRY_VERIFY(prompt() == nullptr);
        }
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 3, 30'000);
        QCOMPARE(finished.last().first().value<ImportReport>().state.imported, 2);
        QVERIFY(prompt() == nullptr);
        QVERIFY(m_library->library()->quarantine()->isEmpty()); // solved
    }
};

QTEST_MAIN(TestResume)
#include "tst_resume.moc"
