#include "app/ErrorText.h"
#include "app/theme/Theme.h"
#include "app/worklist/DropTarget.h"
#include "app/worklist/ImportResultDialog.h"
#include "app/worklist/ImportStrip.h"
#include "app/worklist/OutcomeTable.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QUrl>

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
