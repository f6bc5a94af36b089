#include "app/ErrorText.h"
#include "app/theme/Theme.h"
#include "app/worklist/DropTarget.h"
#include "app/worklist/ImportResultDialog.h"
#include "app/worklist/ImportStrip.h"
#include "app/worklist/OutcomeTable.h"
#include "core/ingest/ImportTypes.h"

#include <QApplication>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QFile>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QUrl>

#include <ctime>

using namespace lobule;
using namespace lobule::worklist;

class ImportViewsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::apply(*qApp); }

    void stripSaysHowFarItIs()
    {
        ImportStrip strip;
        strip.resize(1200, 60);
        strip.begin();
        QVERIFY(strip.isRunning());
        QVERIFY(strip.text().contains(QStringLiteral("counting")));
        strip.setState({372, 600, 369, 2, 1, 0, true, 310.0, 0.8});
        QVERIFY2(strip.text().startsWith(QStringLiteral("372 of 600")), qPrintable(strip.text()));
        for (const char* part : {"310 files/s", "1 s left", "2 already here", "1 quarantined"})
            QVERIFY2(strip.text().contains(QLatin1String(part)), part);
        QSignalSpy cancel(&strip, &ImportStrip::cancelRequested);
        QTest::mouseClick(strip.findChild<QPushButton*>(QStringLiteral("importButton")), Qt::LeftButton);
        QCOMPARE(cancel.count(), 1);
    }

    void stripSaysHowItEnded()
    {
        ImportStrip strip;
        strip.begin();
        strip.finish({600, 600, 590, 7, 1, 2}, 2.5, false, {});
        QVERIFY(!strip.isRunning());
        QVERIFY(strip.text().contains(QStringLiteral("590")));
        QVERIFY(strip.text().contains(QStringLiteral("2 skipped")));
        QVERIFY(!strip.text().contains(QStringLiteral("cannot be shown")));
        ImportState state{3, 3, 3};
        state.notShown = 2;
        strip.finish(state, 0.1, false, {});
        QVERIFY(strip.text().contains(QStringLiteral("2 of them cannot be shown")));
        QSignalSpy details(&strip, &ImportStrip::detailsRequested);
        QTest::mouseClick(strip.findChild<QPushButton*>(QStringLiteral("importDetails")), Qt::LeftButton);
        QCOMPARE(details.count(), 1);
        QTest::mouseClick(strip.findChild<QPushButton*>(QStringLiteral("importButton")), Qt::LeftButton);
        QVERIFY(strip.isHidden());
    }

    void resultTableFiltersAndCopies()
    {
        ImportResultDialog dialog;
        ImportReport report;
        report.outcomes = {{QStringLiteral("/in/a.dcm"), FileOutcome::Kind::Rejected, ErrorCode::Malformed, QStringLiteral("VL too long")},
            {QStringLiteral("/in/b.dcm"), FileOutcome::Kind::Duplicate, ErrorCode::Internal, {}},
            {QStringLiteral("/in/c.dcm"), FileOutcome::Kind::Rejected, ErrorCode::WorkerCrashed, QStringLiteral("signal 6")}};
        dialog.setReport(report);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        OutcomeTable* table = dialog.table();
        QCOMPARE(table->view()->model()->rowCount(), 3);
        auto* filter = table->findChild<QLineEdit*>();
        filter->setFocus();
        QTest::keyClicks(filter, QStringLiteral("signal"));
        QCOMPARE(table->view()->model()->rowCount(), 1);
        const QStringList lines = table->copyText().split(u'\n');
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines[1].startsWith(QStringLiteral("/in/c.dcm\tCrashed the parser\tsignal 6\t")));
    }

    void resultsAreGroupedTriedAgainAndSaved()
    {
        OutcomeTable table;
        table.resize(1300, 400);
        table.setOutcomes({{QStringLiteral("/media/cd/HONG^GILDONG/a.dcm"), FileOutcome::Kind::Rejected, ErrorCode::Malformed,
                               QStringLiteral("bad"), {}},
            {QStringLiteral("/in/kim.zip!b"), FileOutcome::Kind::Rejected, ErrorCode::WorkerTimeout, {}, QStringLiteral("/in/kim.zip")},
            {QStringLiteral("/in/kim.zip!c.ima"), FileOutcome::Kind::Rejected, ErrorCode::WorkerTimeout, {}, QStringLiteral("/in/kim.zip")},
            {QStringLiteral("/in/hong.gildong"), FileOutcome::Kind::Rejected, ErrorCode::FileUnreadable, {},
                QStringLiteral("/in/hong.gildong")},
            {QStringLiteral("/in/x.dcm"), FileOutcome::Kind::Duplicate, ErrorCode::Internal, {}, {}},
            {QStringLiteral("/in/p.dcm"), FileOutcome::Kind::NotShown, ErrorCode::Unsupported, QStringLiteral("Not supported: x."), {}},
            {QStringLiteral("/in/q.dcm"), FileOutcome::Kind::NotShown, ErrorCode::Malformed, QStringLiteral("The file is damaged: x."), {}},
            {QStringLiteral("/in/IM1"), FileOutcome::Kind::Rejected, ErrorCode::NotFound,
                QStringLiteral("The DICOMDIR lists it (patient HONG^GILDONG, study 4, series 1), but it is not on the medium."), {}},
            {QStringLiteral("/in/link"), FileOutcome::Kind::Rejected, ErrorCode::NotFound, QString::fromLatin1(ingest::kFolderLinkReason),
                {}},
            {QStringLiteral("/in/readme.txt"), FileOutcome::Kind::Skipped, ErrorCode::NotDicom, QStringLiteral("Not a DICOM file."), {}}});
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        auto* groups = table.findChild<QComboBox*>(QStringLiteral("outcomeGroups"));
        QStringList titles;
        for (int i = 0; i < groups->count(); ++i) titles << groups->itemText(i);
        QCOMPARE(titles,
            QStringList({"All results", "Not there (2)", "Took too long (2)", "Unreadable (1)", "Damaged file (1)",
                "Imported, cannot be shown (2)", "Skipped (1)", "Already here (1)"}));
        auto* retry = table.findChild<QPushButton*>(QStringLiteral("outcomeRetry"));
        QSignalSpy asked(&table, &OutcomeTable::retryRequested);
        QTest::mouseClick(retry, Qt::LeftButton);
        QStringList paths = asked.takeFirst().first().toStringList();
        paths.sort();
        QCOMPARE(paths, QStringList({"/in/hong.gildong", "/in/kim.zip"})); // the archive once
        QTest::keyClick(groups, Qt::Key_Down); // not there: nothing here to try again
        QTest::keyClick(groups, Qt::Key_Down);
        QCOMPARE(table.model()->rowCount(), 2);
        QCOMPARE(table.retryPaths(), QStringList("/in/kim.zip"));
        QTest::keyClick(groups, Qt::Key_Down);
        QTest::keyClick(groups, Qt::Key_Down); // damaged files: nothing to try again
        QCOMPARE(table.model()->rowCount(), 1);
        QVERIFY(!retry->isEnabled());
        QTest::keyClick(groups, Qt::Key_Home);
        QTemporaryDir folder;
        QVERIFY(table.saveCsv(folder.filePath(QStringLiteral("out.csv"))));
        QVERIFY(!table.saveCsv(folder.filePath(QStringLiteral("no/such/out.csv"))));
        QFile csv(folder.filePath(QStringLiteral("out.csv")));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const QByteArray text = csv.readAll();
        for (const char* secret : {"HONG", "GILDONG", "gildong", "kim", "media", "readme", "/"}) QVERIFY2(!text.contains(secret), secret);
        QCOMPARE(text.count("\r\n"), 11);
        QVERIFY(text.startsWith("\xEF\xBB\xBF\"Number\",\"Kind of file\""));
        QVERIFY(text.contains("\"dcm\",\"malformed\",\"Damaged file\""));
        QVERIFY(text.contains("\"dcm\",\"not-shown\",\"Imported, cannot be shown\",\"Not supported: x.\",\"Export it uncompressed"));
        QVERIFY(text.contains("\"not-found\",\"Not there\",\"The DICOMDIR lists it, but it is not on the medium.\",\"Check that the medium"));
        QVERIFY(text.contains("\"not-found\",\"Not there\",\"It is a link to a folder.\",\"Links are not followed."));
        QVERIFY(text.contains("\"other\",\"file-unreadable\"") && text.contains("\"-\",\"worker-timeout\"")
            && text.contains("\"txt\",\"skipped\""));
    }

    void reasonsFollowTheLanguage()
    {
        struct Marker : QTranslator {
            QString translate(const char* context, const char* source, const char*, int) const override
            {
                return qstrcmp(context, "ReasonText") == 0 ? QLatin1Char('<') + QLatin1String(source) + QLatin1Char('>') : QString();
            }
            bool isEmpty() const override { return false; }
        };
        OutcomeModel model;
        model.setOutcomes({{QStringLiteral("/in/a"), FileOutcome::Kind::Rejected, ErrorCode::WorkerCrashed,
                               QStringLiteral("The file made the import worker fail."), {}},
            {QStringLiteral("/in/b"), FileOutcome::Kind::Skipped, ErrorCode::NotDicom, QStringLiteral("Not a DICOM file."), {}}});
        model.sort(OutcomeModel::File);
        const auto reason = [&](int row) { return model.index(row, OutcomeModel::Reason).data().toString(); };
        QCOMPARE(reason(0), QStringLiteral("The file made the import worker fail."));
        Marker marker;
        QApplication::installTranslator(&marker);
        model.retranslate();
        QCOMPARE(reason(0), QStringLiteral("<The file made the import worker fail.>"));
        QCOMPARE(reason(1), QStringLiteral("<Not a DICOM file.>"));
        model.setFilter(QStringLiteral("<not a"));
        QCOMPARE(model.rowCount(), 1);
        QApplication::removeTranslator(&marker);
    }

    void aHundredThousandRowsAreFast()
    {
        QList<FileOutcome> outcomes;
        for (int i = 0; i < 100'000; ++i)
            outcomes.append({QStringLiteral("/media/disc/DICOM/ST%1/IM%2").arg(i / 500).arg(i), static_cast<FileOutcome::Kind>(1 + i % 3),
                i % 2 ? ErrorCode::Malformed : ErrorCode::HeldForReview, QStringLiteral("reason %1").arg(i % 17), {}});
        OutcomeTable table;
        table.resize(1300, 700);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        const auto took = [](const char* what, auto&& act) {
            QElapsedTimer clock;
            clock.start();
            const double before = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
            act();
            QApplication::processEvents();
            qInfo("%s: %lld ms, %.0f ms of processor time", what, clock.elapsed(),
                1e3 * (static_cast<double>(std::clock()) / CLOCKS_PER_SEC - before));
        };
        took("100,000 rows shown", [&] { table.setOutcomes(outcomes); });
        took("filtered to 5,882", [&] { table.findChild<QLineEdit*>()->setText(QStringLiteral("reason 7")); });
        QCOMPARE(table.model()->rowCount(), 5'882);
        took("filter cleared", [&] { table.findChild<QLineEdit*>()->clear(); });
        took("sorted by file", [&] { table.view()->sortByColumn(OutcomeModel::File, Qt::DescendingOrder); });
        QCOMPARE(table.model()->index(0, 0).data().toString(), QStringLiteral("/media/disc/DICOM/ST99/IM49999"));
        took("copied", [&] { QCOMPARE(table.copyText().count(u'\n'), 100'000); });
    }

    void dropTakesLocalFilesOnly_data()
    {
        QTest::addColumn<QList<QUrl>>("urls");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("folder and file") << QList<QUrl>{QUrl::fromLocalFile(QStringLiteral("/in")),
            QUrl::fromLocalFile(QStringLiteral("/a b.zip"))}
                                         << QStringList{QStringLiteral("/in"), QStringLiteral("/a b.zip")};
        QTest::newRow("web address") << QList<QUrl>{QUrl(QStringLiteral("https://example.org/x"))} << QStringList{};
        QTest::newRow("mixed") << QList<QUrl>{QUrl(QStringLiteral("https://example.org/x")), QUrl::fromLocalFile(QStringLiteral("/한글"))}
                               << QStringList{QStringLiteral("/한글")};
    }
    void dropTakesLocalFilesOnly()
    {
        QFETCH(QList<QUrl>, urls);
        QFETCH(QStringList, expected);
        QWidget host;
        host.resize(600, 400);
        host.show();
        DropTarget target(&host);
        QSignalSpy dropped(&target, &DropTarget::dropped);
        QMimeData data;
        data.setUrls(urls);
        QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&host, &enter);
        QCOMPARE(target.isVisible(), !expected.isEmpty());
        QDropEvent drop(QPointF(50, 50), Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&host, &drop);
        QVERIFY(target.isHidden());
        QCOMPARE(dropped.count(), expected.isEmpty() ? 0 : 1);
        if (!expected.isEmpty()) {
            QCOMPARE(dropped.first().first().toStringList(), expected);
            QCOMPARE(drop.dropAction(), Qt::CopyAction);
        }
    }

    void everyErrorHasASentence()
    {
        for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
            const Error error{static_cast<ErrorCode>(i), {"THE-ARGUMENT"}, "detail for the log"};
            const QString text = app::errorText(error);
            QVERIFY2(text.size() > 8 && text.contains(u'.'), errorCodeName(error.code));
            QVERIFY2(!text.contains(QStringLiteral("detail for the log")), errorCodeName(error.code));
            QVERIFY2(!text.contains(QStringLiteral("%1")), errorCodeName(error.code));
            const Error bare{static_cast<ErrorCode>(i), {}, {}};
            QVERIFY2(!app::errorText(bare).contains(QStringLiteral("%1")), errorCodeName(error.code));
            QVERIFY(!app::rejectionTitle(error.code).isEmpty() && !app::rejectionAdvice(error.code).isEmpty());
        }
    }
};

QTEST_MAIN(ImportViewsTest)
#include "tst_importviews.moc"
