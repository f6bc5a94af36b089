// Pictures of the quarantine and its review, to be looked at: review_pictures FOLDER [LANGUAGE]. QT_SCALE_FACTOR=2 gives those of a
// dense screen.

#include "app/settings/Language.h"
#include "app/theme/Theme.h"
#include "app/worklist/OutcomeTable.h"
#include "app/worklist/QuarantinePage.h"
#include "app/worklist/ReviewDialog.h"
#include "app/worklist/ReviewPicture.h"
#include "tests/core/dicom/DicomBuilder.h"
#include "tests/support/TestLibrary.h"

#include <QApplication>
#include <QDir>
#include <QPainter>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace lobule;
using namespace lobule::worklist;

namespace {

constexpr int kSize = 512;

/// A screen copy with an invented name written over a body.
QByteArray screenCopy()
{
    QImage image(kSize, kSize, QImage::Format_Grayscale8);
    image.fill(0);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < 60; ++i) {
        painter.setBrush(QColor(60 + i, 60 + i, 60 + i));
        painter.drawEllipse(QPointF(256, 270), 200 - i, 150 - i);
    }
    painter.setPen(Qt::white);
    painter.setFont(theme::font(16));
    painter.drawText(14, 28, QStringLiteral("HONG GILDONG  4711"));
    painter.drawText(14, 50, QString::fromUtf8("홍길동 1959-03-02"));
    painter.drawText(330, 496, QStringLiteral("2026-11-20 14:03"));
    painter.end();
    std::string pixels;
    for (int y = 0; y < kSize; ++y) pixels.append(reinterpret_cast<const char*>(image.constScanLine(y)), kSize);
    const std::string bytes = lobule::test::DicomBuilder()
                                  .element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7.2")
                                  .element(0x00080018, "UI", "1.2.3.4.5")
                                  .element(0x00080020, "DA", "20261120")
                                  .element(0x00080060, "CS", "OT")
                                  .element(0x00080080, "LO", "Invented Hospital")
                                  .element(0x00100010, "PN", "Hong^Gildong")
                                  .element(0x00100020, "LO", "4711")
                                  .element(0x0020000D, "UI", "1.2.3")
                                  .element(0x0020000E, "UI", "1.2.3.4")
                                  .element(0x00280008, "IS", "2")
                                  .image(kSize, kSize, 8, false)
                                  .element(0x00280301, "CS", "YES")
                                  .pixels(pixels + pixels)
                                  .file();
    return {bytes.data(), static_cast<qsizetype>(bytes.size())};
}

void take(QWidget* widget, const QString& path)
{
    QTest::qWait(300);
    widget->grab().save(path);
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    theme::apply(application);
    const QStringList arguments = QApplication::arguments();
    const QString folder = arguments.value(1, QStringLiteral("."));
    QDir().mkpath(folder);
    if (!settings::installLanguage(arguments.value(2, QStringLiteral("en")))) qWarning("no translation for this language");
    test::TestLibrary library;
    QTemporaryDir files;
    QFile file(files.filePath(QStringLiteral("IM000123.dcm")));
    if (!file.open(QIODevice::WriteOnly) || file.write(screenCopy()) < 0) return 1;
    file.close();
    const auto list = [&](const QString& path, ErrorCode code, const QString& reason) {
        if (!library.library()->addQuarantine(path, code, reason)) qFatal("cannot list");
    };
    list(QStringLiteral("/media/cdrom/IM000207"), ErrorCode::WorkerCrashed, QStringLiteral("The file made the import worker fail."));
    list(files.filePath(QStringLiteral("gone.dcm")), ErrorCode::HeldForReview, QStringLiteral("Waits for review: structured-report."));
    list(file.fileName(), ErrorCode::HeldForReview, QStringLiteral("Waits for review: burned-in-annotation."));
    QuarantinePage page(library.library());
    page.resize(1500, 700);
    page.reload();
    page.show();
    page.activateWindow();
    (void)QTest::qWaitForWindowActive(&page);
    QTableView* view = page.table()->view();
    int held = 0;
    for (int row = 0; row < view->model()->rowCount(); ++row)
        if (view->model()->index(row, 0).data().toString().endsWith(QStringLiteral("IM000123.dcm"))) held = row;
    view->setCurrentIndex(view->model()->index(held, 0));
    take(&page, folder + QStringLiteral("/quarantine.png"));
    QTest::keyClick(view, Qt::Key_Return);
    ReviewDialog* dialog = page.review();
    take(dialog, folder + QStringLiteral("/reading.png"));
    if (!QTest::qWaitFor([&] { return dialog->picture()->hasPicture(); }, 20000)) return 1;
    take(dialog, folder + QStringLiteral("/review.png"));
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("suggest")), Qt::LeftButton);
    const auto at = [&](double x, double y) { return dialog->picture()->toWidget({x, y}).toPoint(); };
    QTest::mousePress(dialog->picture(), Qt::LeftButton, {}, at(180.5, 200.5));
    QTest::mouseMove(dialog->picture(), at(250, 240));
    QTest::mouseMove(dialog->picture(), at(299.5, 259.5));
    QTest::mouseRelease(dialog->picture(), Qt::LeftButton, {}, at(299.5, 259.5));
    take(dialog, folder + QStringLiteral("/rectangles.png"));
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("releaseBlackOut")), Qt::LeftButton);
    take(dialog->findChild<QPushButton*>(QStringLiteral("releaseVerb"))->window(), folder + QStringLiteral("/confirm.png"));
    dialog->findChild<QPushButton*>(QStringLiteral("releaseVerb"))->window()->close();
    QTest::qWait(100);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("release")), Qt::LeftButton);
    take(dialog->findChild<QPushButton*>(QStringLiteral("releaseVerb"))->window(), folder + QStringLiteral("/confirm-as-it-is.png"));
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("releaseVerb")), Qt::LeftButton);
    take(dialog->findChild<QPushButton*>(QStringLiteral("releaseUnseenVerb"))->window(), folder + QStringLiteral("/unseen.png"));
    dialog->findChild<QPushButton*>(QStringLiteral("releaseUnseenVerb"))->window()->close();
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("tagTab")), Qt::LeftButton);
    take(dialog, folder + QStringLiteral("/attributes.png"));
    dialog->close();
    return 0;
}
