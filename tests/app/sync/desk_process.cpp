// The window in a process of its own, driven through stdin: one command a line, one answer a line. Everything but this loop is what the
// program `lobule` does; keys and texts go through Qt's events.
//   open UID | type FIELD TEXT | text FIELD | studies | reading | conflict | phase
#include "app/MainWindow.h"
#include "app/reading/ReadingPage.h"
#include "app/reporting/ReportPanel.h"
#include "app/settings/Settings.h"
#include "app/sync/SyncDesk.h"
#include "app/theme/Theme.h"
#include "app/worklist/WorklistPage.h"
#include "core/archive/SyncRunner.h"
#include "core/base/PrivateProcess.h"
#include "core/library/Library.h"

#include <QApplication>
#include <QPlainTextEdit>
#include <QSettings>
#include <QSocketNotifier>
#include <QTest>

#include <cstdio>
#include <iostream>
#include <string>

using namespace lobule;

namespace {

QString answerTo(const QString& line, app::MainWindow& window)
{
    const QString verb = line.section(u' ', 0, 0), first = line.section(u' ', 1, 1);
    if (verb == "open") {
        window.openStudy(first);
        window.readingPage()->showTab(reading::ReadingPage::Tab::Report);
        return "ok";
    }
    if (verb == "studies") return QString::number(window.worklistPage()->model()->rowCount());
    if (verb == "reading") return window.isReading() ? "1" : "0";
    if (verb == "phase") return QString::fromLatin1(archive::phaseName(window.syncDesk()->state().phase));
    if (verb == "conflict") {
        const auto* banner = window.findChild<QWidget*>(QStringLiteral("report.conflict"));
        return banner && banner->isVisible() ? "1" : "0";
    }
    auto* field = window.findChild<QPlainTextEdit*>(QStringLiteral("report.") + first);
    if (!field) return "no field";
    if (verb == "text") return field->toPlainText().replace(u'\n', u' ');
    if (!field->isVisible() || field->isReadOnly()) return "closed";
    field->setFocus();
    QTest::keyClick(field, Qt::Key_End, Qt::ControlModifier);
    QTest::keyClicks(field, line.section(u' ', 2));
    return "ok";
}

} // namespace

int main(int argc, char* argv[])
{
    keepProcessPrivate();
    QApplication application(argc, argv);
    if (argc < 3) return 2;
    QCoreApplication::setOrganizationName(QStringLiteral("LobuleTest"));
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, QString::fromLocal8Bit(argv[2]));
    settings::Settings settings;
    settings.setLanguage(QStringLiteral("en"));
    theme::apply(application);
    const auto library = library::Library::open(QString::fromLocal8Bit(argv[1]));
    if (!library) return 3;
    app::MainWindow window(library->get(), &settings);
    window.resize(1600, 900);
    window.show();
    QSocketNotifier commands(0, QSocketNotifier::Read);
    QObject::connect(&commands, &QSocketNotifier::activated, &window, [&window] {
        std::string line;
        if (!std::getline(std::cin, line)) return QCoreApplication::quit();
        std::printf("%s\n", qPrintable(answerTo(QString::fromStdString(line), window)));
        std::fflush(stdout);
    });
    return QApplication::exec();
}
