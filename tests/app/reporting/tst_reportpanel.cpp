#include "app/reporting/PreviewDialog.h"
#include "app/reporting/ReportPanel.h"
#include "app/reporting/ReportStore.h"
#include "app/reporting/VersionsDialog.h"
#include "core/library/Library.h"
#include "core/report/ReportFields.h"
#include "tests/app/reporting/StoredStudy.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace lobule;
using namespace lobule::reporting;

/// The report panel with real key and mouse events against a real library.
class TestReportPanel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void typingIsStoredByItself();
    void leavingAFieldStoresAtOnce();
    void closingLosesNothing();
    void otherStudyHasItsOwnText();
    void undoBringsTheTextBack();
    void aiResultOnlyByTheButton();
    void techniqueFromTheProtocol();
    void finaliseNeedsAnImpression();
    void finalReportOnlyTakesAnAddendum();
    void versionsAreRestoredAsNewOnes();
    void someoneElsesVersionAppears();
    void namesOfOthersAreShownAsTheyAre();
    void typedTextSurvivesARefusal();
    void exportWritesThePdf();
    void previewShowsPages();
    void languageOfTheReport();

private:
    [[nodiscard]] QPlainTextEdit* field(const char* key) const
    {
        return m_panel->findChild<QPlainTextEdit*>(QStringLiteral("report.%1").arg(QLatin1String(key)));
    }
    [[nodiscard]] QPushButton* button(const char* name) const { return m_panel->findChild<QPushButton*>(QLatin1String(name)); }
    void click(const char* name) const { QTest::mouseClick(button(name), Qt::LeftButton); }
    [[nodiscard]] QList<library::ReportVersion> versions(const QString& study) const
    {
        return m_library->reportVersions(study).value_or(QList<library::ReportVersion>());
    }
    void finalise();

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<library::Library> m_library;
    std::unique_ptr<ReportPanel> m_panel;
    QString m_study;
    QString m_other;
};

void TestReportPanel::initTestCase()
{
    QCoreApplication::setOrganizationName(QStringLiteral("Lobule"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_reportpanel"));
    QStandardPaths::setTestModeEnabled(true);
}

void TestReportPanel::init()
{
    cleanup();
    m_home = std::make_unique<QTemporaryDir>();
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_home->path());
    qputenv("LOBULE_KEY_FILE", m_home->filePath(QStringLiteral("site.key")).toUtf8());
    auto opened = library::Library::open(m_home->filePath(QStringLiteral("library")));
    QVERIFY(opened.has_value());
    m_library = std::move(*opened);
    m_study = test::storeStudy(*m_library, 1);
    m_other = test::storeStudy(*m_library, 2);
    QVERIFY(!m_study.isEmpty() && !m_other.isEmpty());
    m_panel = std::make_unique<ReportPanel>(m_library.get());
    m_panel->setAuthor(QStringLiteral("Reader"));
    m_panel->resize(420, 900);
    m_panel->show();
    // A virtual display has no window manager that would do this.
    QApplication::setActiveWindow(m_panel.get());
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    m_panel->setStudy(m_study);
}

void TestReportPanel::cleanup()
{
    m_panel.reset();
    m_library.reset();
    m_home.reset();
}

void TestReportPanel::finalise()
{
    click("report.finalise");
    auto* accept = m_panel->findChild<QPushButton*>(QStringLiteral("report.finalise.accept"));
    QVERIFY(accept);
    QTest::mouseClick(accept, Qt::LeftButton);
}

void TestReportPanel::typingIsStoredByItself()
{
    QSignalSpy stored(m_panel.get(), &ReportPanel::reportStored);
    QTest::mouseClick(field(report::kFindings)->viewport(), Qt::LeftButton);
    QTest::keyClicks(field(report::kFindings), QStringLiteral("Nodular surface"));
    QVERIFY(versions(m_study).isEmpty());
    QVERIFY(button("report.saved")->text().contains(QStringLiteral("saving")));
    QTRY_COMPARE_WITH_TIMEOUT(stored.size(), 1, 3 * ReportStore::kSaveDelayMs);
    QCOMPARE(versions(m_study).size(), 1);
    QCOMPARE(versions(m_study)[0].fields[report::kFindings].toString(), QStringLiteral("Nodular surface"));
    QCOMPARE(versions(m_study)[0].status, QStringLiteral("draft"));
    QCOMPARE(versions(m_study)[0].author, QStringLiteral("Reader"));
    QVERIFY(button("report.saved")->text().contains(QStringLiteral("saved")));
    QCOMPARE(m_panel->status(), QStringLiteral("draft"));
}

void TestReportPanel::leavingAFieldStoresAtOnce()
{
    QTest::mouseClick(field(report::kIndication)->viewport(), Qt::LeftButton);
    QTest::keyClicks(field(report::kIndication), QStringLiteral("HBV"));
    QTest::keyClick(field(report::kIndication), Qt::Key_Tab);
    QCOMPARE(versions(m_study).size(), 1);
    QVERIFY(!field(report::kIndication)->hasFocus());
}

void TestReportPanel::closingLosesNothing()
{
    field(report::kImpression)->setFocus();
    QTest::keyClicks(field(report::kImpression), QStringLiteral("Cirrhosis"));
    m_panel.reset();
    QCOMPARE(versions(m_study).size(), 1);
    QCOMPARE(versions(m_study)[0].fields[report::kImpression].toString(), QStringLiteral("Cirrhosis"));
}

void TestReportPanel::otherStudyHasItsOwnText()
{
    field(report::kFindings)->setFocus();
    QTest::keyClicks(field(report::kFindings), QStringLiteral("first"));
    m_panel->setStudy(m_other);
    QVERIFY(field(report::kFindings)->toPlainText().isEmpty());
    QCOMPARE(versions(m_study).size(), 1);
    QVERIFY(versions(m_other).isEmpty());
    // What is undone here must not be the text of the other study.
    QTest::keyClick(field(report::kFindings), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(field(report::kFindings)->toPlainText().isEmpty());
    m_panel->setStudy(m_study);
    QCOMPARE(field(report::kFindings)->toPlainText(), QStringLiteral("first"));
    m_panel->setStudy({});
    QVERIFY(!m_panel->isEnabled());
}

void TestReportPanel::undoBringsTheTextBack()
{
    QPlainTextEdit* findings = field(report::kFindings);
    findings->setFocus();
    QTest::keyClicks(findings, QStringLiteral("kept"));
    QVERIFY(m_panel->flush());
    QTest::keyClick(findings, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(findings, Qt::Key_Delete);
    QVERIFY(m_panel->flush());
    QVERIFY(versions(m_study)[0].fields[report::kFindings].toString().isEmpty());
    QTest::keyClick(findings, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(m_panel->flush());
    QCOMPARE(versions(m_study)[0].fields[report::kFindings].toString(), QStringLiteral("kept"));
    QCOMPARE(versions(m_study).size(), 3);
}

void TestReportPanel::aiResultOnlyByTheButton()
{
    QVERIFY(!button("report.ai.insert")->isVisible());
    QVERIFY(m_library->addPrediction(test::predictionFor(*m_library, m_study)).has_value());
    m_panel->refresh();
    QVERIFY(button("report.ai.insert")->isVisible());
    QVERIFY(!field(report::kAiResult)->isVisible());
    QVERIFY(versions(m_study).isEmpty());
    QSignalSpy asked(m_panel.get(), &ReportPanel::imageRequested);
    click("report.ai.image");
    QCOMPARE(asked.size(), 1);

    click("report.ai.insert");
    QVERIFY(field(report::kAiResult)->isVisible());
    const QString text = field(report::kAiResult)->toPlainText();
    QVERIFY2(text.contains(QStringLiteral("0.93")) && text.contains(QStringLiteral("lobule-phantom 1.0")), qPrintable(text));
    QCOMPARE(versions(m_study)[0].fields[report::kAiResult].toString(), text);
    // The reader may change it ...
    field(report::kAiResult)->setFocus();
    QTest::keyClick(field(report::kAiResult), Qt::Key_End, Qt::ControlModifier);
    QTest::keyClicks(field(report::kAiResult), QStringLiteral(" Disagree."));
    QVERIFY(m_panel->flush());
    QVERIFY(versions(m_study)[0].fields[report::kAiResult].toString().endsWith(QStringLiteral("Disagree.")));
    // ... and take it out.
    QTest::mouseClick(m_panel->findChild<QPushButton*>(QStringLiteral("report.act.ai-result")), Qt::LeftButton);
    QVERIFY(!field(report::kAiResult)->isVisible());
    QVERIFY(!versions(m_study)[0].fields.contains(report::kAiResult));
}

void TestReportPanel::techniqueFromTheProtocol()
{
    auto* act = m_panel->findChild<QPushButton*>(QStringLiteral("report.act.technique"));
    QVERIFY(act && !act->isVisible());
    library::SeriesRow series;
    series.modality = QStringLiteral("CT");
    series.phase = QStringLiteral("portal-venous");
    series.thicknessMm = 3;
    series.tubeVoltageKvp = 120;
    m_panel->setSeries(series);
    QVERIFY(act->isVisible());
    QVERIFY(field(report::kTechnique)->toPlainText().isEmpty());
    QTest::mouseClick(act, Qt::LeftButton);
    QVERIFY(field(report::kTechnique)->toPlainText().contains(QStringLiteral("120 kVp")));
    QVERIFY(!act->isVisible());
    QCOMPARE(versions(m_study).size(), 1);
}

void TestReportPanel::finaliseNeedsAnImpression()
{
    field(report::kFindings)->setFocus();
    QTest::keyClicks(field(report::kFindings), QStringLiteral("only findings"));
    click("report.finalise");
    QVERIFY(!m_panel->findChild<QMessageBox*>());
    QVERIFY(field(report::kImpression)->hasFocus());
    QCOMPARE(m_panel->status(), QStringLiteral("draft"));
}

void TestReportPanel::finalReportOnlyTakesAnAddendum()
{
    field(report::kImpression)->setFocus();
    QTest::keyClicks(field(report::kImpression), QStringLiteral("Cirrhosis"));
    click("report.finalise");
    auto* box = m_panel->findChild<QMessageBox*>();
    QVERIFY(box);
    // Escape keeps it a draft.
    QTest::keyClick(box, Qt::Key_Escape);
    QCOMPARE(m_panel->status(), QStringLiteral("draft"));
    QTRY_VERIFY(!m_panel->findChild<QMessageBox*>());
    finalise();
    QTRY_COMPARE(m_panel->status(), QStringLiteral("final"));
    QVERIFY(field(report::kImpression)->isReadOnly());
    QTest::keyClicks(field(report::kImpression), QStringLiteral(" changed"));
    QVERIFY(m_panel->flush());
    QCOMPARE(versions(m_study)[0].fields[report::kImpression].toString(), QStringLiteral("Cirrhosis"));
    QVERIFY(!button("report.finalise")->isVisible());
    QVERIFY(!field(report::kAddendum)->isVisible());
    click("report.addendum.open");
    QVERIFY(field(report::kAddendum)->isVisible());
    QTest::keyClicks(field(report::kAddendum), QStringLiteral("Prior seen."));
    QVERIFY(m_panel->flush());
    const auto all = versions(m_study);
    QCOMPARE(all[0].status, QStringLiteral("final"));
    QCOMPARE(all[0].fields[report::kAddendum].toString(), QStringLiteral("Prior seen."));
    // The version before is still there as it was.
    QVERIFY(all.size() >= 3);
    QVERIFY(!all[1].fields.contains(report::kAddendum));
}

void TestReportPanel::versionsAreRestoredAsNewOnes()
{
    field(report::kFindings)->setFocus();
    QTest::keyClicks(field(report::kFindings), QStringLiteral("one"));
    QVERIFY(m_panel->flush());
    QTest::keyClicks(field(report::kFindings), QStringLiteral(" two"));
    QVERIFY(m_panel->flush());
    click("report.saved");
    auto* dialog = m_panel->findChild<VersionsDialog*>();
    QVERIFY(dialog);
    QCOMPARE(dialog->list()->count(), 2);
    QVERIFY(!dialog->restoreButton()->isEnabled());
    dialog->list()->setCurrentRow(1);
    QTest::mouseClick(dialog->restoreButton(), Qt::LeftButton);
    QCOMPARE(field(report::kFindings)->toPlainText(), QStringLiteral("one"));
    QCOMPARE(versions(m_study).size(), 3);
    QCOMPARE(dialog->list()->count(), 3);
    QCOMPARE(versions(m_study)[1].fields[report::kFindings].toString(), QStringLiteral("one two"));
}

void TestReportPanel::someoneElsesVersionAppears()
{
    auto elsewhere = library::Library::open(m_library->folder());
    QVERIFY(elsewhere.has_value());
    QVERIFY(
        (*elsewhere)
            ->saveReport(m_study, {{report::kFindings, QStringLiteral("from elsewhere")}}, QStringLiteral("draft"), QStringLiteral("Other"))
            .has_value());
    m_panel->refresh();
    QCOMPARE(field(report::kFindings)->toPlainText(), QStringLiteral("from elsewhere"));
    // What is being typed is not overwritten.
    field(report::kFindings)->setFocus();
    QTest::keyClick(field(report::kFindings), Qt::Key_End, Qt::ControlModifier);
    QTest::keyClicks(field(report::kFindings), QStringLiteral(" and here"));
    QVERIFY((*elsewhere)
                ->saveReport(m_study, {{report::kFindings, QStringLiteral("again")}}, QStringLiteral("draft"), QStringLiteral("Other"))
                .has_value());
    m_panel->refresh();
    QCOMPARE(field(report::kFindings)->toPlainText(), QStringLiteral("from elsewhere and here"));
    QVERIFY(m_panel->flush());
    QCOMPARE(versions(m_study).size(), 3);
    // Both are kept, and it is said. What is on the screen stays there.
    QCOMPARE(versions(m_study)[0].parents, QStringList{versions(m_study)[2].versionUid});
    QVERIFY(m_panel->findChild<QWidget*>(QStringLiteral("report.conflict"))->isVisible());
    m_panel->refresh();
    QCOMPARE(field(report::kFindings)->toPlainText(), QStringLiteral("from elsewhere and here"));
    QTest::keyClicks(field(report::kFindings), QStringLiteral("!"));
    QVERIFY(m_panel->flush());
    QCOMPARE(versions(m_study)[0].fields[report::kFindings].toString(), QStringLiteral("from elsewhere and here!"));
    QVERIFY(m_panel->findChild<QWidget*>(QStringLiteral("report.conflict"))->isVisible());
}

void TestReportPanel::namesOfOthersAreShownAsTheyAre()
{
    const QString author = QStringLiteral("<h1>x</h1><img src=\"/usr/share/pixmaps/x.png\">");
    QTest::keyClicks(field(report::kFindings), QStringLiteral("mine"));
    QVERIFY(m_panel->flush());
    QTest::keyClicks(field(report::kFindings), QStringLiteral(" and more"));
    auto elsewhere = library::Library::open(m_library->folder());
    QVERIFY(
        (*elsewhere)->saveReport(m_study, {{report::kFindings, QStringLiteral("theirs")}}, QStringLiteral("draft"), author).has_value());
    QVERIFY(m_panel->flush());
    auto* words = m_panel->findChild<QLabel*>(QStringLiteral("report.conflict.text"));
    QVERIFY(words->isVisible() && words->text().contains(author));
    QCOMPARE(words->textFormat(), Qt::PlainText);
}

void TestReportPanel::typedTextSurvivesARefusal()
{
    QSignalSpy refused(m_panel.get(), &ReportPanel::storeFailed);
    field(report::kFindings)->setFocus();
    QTest::keyClicks(field(report::kFindings), QStringLiteral("precious"));
    // The study disappears under the reader's hands.
    auto elsewhere = library::Library::open(m_library->folder());
    QVERIFY((*elsewhere)->removeStudy(m_study).has_value());
    QVERIFY(!m_panel->flush());
    QCOMPARE(refused.size(), 1);
    QCOMPARE(field(report::kFindings)->toPlainText(), QStringLiteral("precious"));
    QVERIFY(button("report.saved")->text().contains(QStringLiteral("not saved")));
    // It cannot be stored anywhere: the next study is not refused for its sake.
    m_panel->setStudy(m_other);
    QCOMPARE(m_panel->studyUid(), m_other);
    QVERIFY(field(report::kFindings)->toPlainText().isEmpty());

    // Somebody else finalised it: what is typed is kept beside that.
    auto other = library::Library::open(m_library->folder());
    QTest::keyClicks(field(report::kFindings), QStringLiteral("typed"));
    QVERIFY((*other)->saveReport(m_other, {{report::kImpression, QStringLiteral("done")}}, QStringLiteral("final"), {}).has_value());
    QVERIFY(m_panel->flush());
    QCOMPARE(field(report::kFindings)->toPlainText(), QStringLiteral("typed"));
    QCOMPARE(versions(m_other).size(), 2);
    QVERIFY(m_panel->findChild<QWidget*>(QStringLiteral("report.conflict"))->isVisible());
}

void TestReportPanel::exportWritesThePdf()
{
    field(report::kImpression)->setFocus();
    QTest::keyClicks(field(report::kImpression), QStringLiteral("Cirrhosis"));
    QString suggested;
    const QString file = m_home->filePath(QStringLiteral("판독문.pdf"));
    m_panel->setFileChooser([&](const QString& path) {
        suggested = path;
        return file;
    });
    QSignalSpy exported(m_panel.get(), &ReportPanel::pdfExported);
    m_panel->exportPdf();
    QTRY_COMPARE_WITH_TIMEOUT(exported.size(), 1, 20'000);
    QFile pdf(file);
    QVERIFY(pdf.open(QIODevice::ReadOnly));
    QVERIFY(pdf.readAll().startsWith("%PDF-1.4"));
    QVERIFY(suggested.endsWith(QStringLiteral("report %1.pdf").arg(m_library->study(m_study)->pseudonym)));
    // The folder is remembered; a refusal is told.
    QSignalSpy failed(m_panel.get(), &ReportPanel::exportFailed);
    m_panel->setFileChooser([&](const QString& path) {
        suggested = path;
        return m_home->filePath(QStringLiteral("no/such/folder/x.pdf"));
    });
    m_panel->exportPdf();
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 20'000);
    QVERIFY(suggested.startsWith(m_home->path()));
    // Cancelled: nothing happens.
    m_panel->setFileChooser([](const QString&) { return QString(); });
    m_panel->exportPdf();
    QTest::qWait(50);
    QCOMPARE(exported.size() + failed.size(), 2);
}

void TestReportPanel::previewShowsPages()
{
    field(report::kImpression)->setFocus();
    QTest::keyClicks(field(report::kImpression), QStringLiteral("Cirrhosis"));
    click("report.preview");
    QTRY_VERIFY_WITH_TIMEOUT(m_panel->findChild<PreviewDialog*>(), 20'000);
    auto* preview = m_panel->findChild<PreviewDialog*>();
    QVERIFY(preview->isVisible() && !preview->isModal());
    QCOMPARE(preview->pageCount(), 1);
    QString suggested;
    m_panel->setFileChooser([&](const QString& path) {
        suggested = path;
        return QString();
    });
    QTest::mouseClick(preview->findChild<QPushButton*>(QStringLiteral("report.preview.export")), Qt::LeftButton);
    QVERIFY(!suggested.isEmpty());
}

void TestReportPanel::languageOfTheReport()
{
    QVERIFY(m_library->addPrediction(test::predictionFor(*m_library, m_study)).has_value());
    m_panel->refresh();
    QMenu* menu = button("report.language")->menu();
    QCOMPARE(menu->actions().size(), 2);
    menu->actions()[0]->trigger();
    QCOMPARE(button("report.language")->text(), QStringLiteral("한국어"));
    click("report.ai.insert");
    QVERIFY(field(report::kAiResult)->toPlainText().contains(QStringLiteral("간경변")));
    menu->actions()[1]->trigger();
    click("report.ai.insert");
    QVERIFY(field(report::kAiResult)->toPlainText().contains(QStringLiteral("liver cirrhosis")));
    ReportPanel second(m_library.get());
    QCOMPARE(second.findChild<QPushButton*>(QStringLiteral("report.language"))->text(), QStringLiteral("English"));
}

QTEST_MAIN(TestReportPanel)
#include "tst_reportpanel.moc"
