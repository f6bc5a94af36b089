#include "app/ErrorText.h"
#include "app/keys/KeyStartDialog.h"
#include "app/MainWindow.h"
#include "app/settings/Language.h"
#include "app/settings/Settings.h"
#include "app/theme/Theme.h"
#include "core/base/PrivateProcess.h"
#include "core/library/Library.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QMessageBox>

#include <cstdio>

namespace {

struct Arguments {
    QString library;
    QString demo;
    QString open;
    QStringList paths;
};

Arguments parseArguments(const QApplication& application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Reading workstation for liver CT"));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption library(QStringLiteral("library"), QStringLiteral("Folder of the library."), QStringLiteral("DIR"));
    const QCommandLineOption demo(QStringLiteral("demo"), QStringLiteral("Imports DIR when the library is empty."), QStringLiteral("DIR"));
    const QCommandLineOption open(QStringLiteral("open"), QStringLiteral("Opens the study with this UID."), QStringLiteral("UID"));
    parser.addOptions({library, demo, open});
    parser.addPositionalArgument(
        QStringLiteral("paths"), QStringLiteral("Files, folders or ZIP archives to import."), QStringLiteral("[PATH...]"));
    parser.process(application);
    Arguments arguments;
    arguments.library = parser.isSet(library) ? parser.value(library) : lobule::library::Library::defaultFolder();
    arguments.demo = parser.value(demo);
    arguments.open = parser.value(open);
    for (const QString& path : parser.positionalArguments()) arguments.paths << QFileInfo(path).absoluteFilePath();
    return arguments;
}

/// Without a library there is no window to put a message into.
int refuse(const lobule::Error& error)
{
    const QString sentence = lobule::app::errorText(error);
    std::fprintf(stderr, "lobule: %s\n", qPrintable(sentence));
    QMessageBox box(QMessageBox::NoIcon, QStringLiteral("Lobule"), QCoreApplication::translate("main", "The library cannot be opened."),
        QMessageBox::Close);
    box.setInformativeText(sentence);
    box.exec();
    return 3;
}

} // namespace

int main(int argc, char* argv[])
{
    lobule::keepProcessPrivate();
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Lobule"));
    QApplication::setOrganizationName(QStringLiteral("Lobule"));
    QApplication::setApplicationVersion(QStringLiteral(LOBULE_VERSION));
    const Arguments arguments = parseArguments(application);
    lobule::theme::apply(application);
    lobule::settings::Settings settings;
    if (!lobule::settings::installLanguage(settings.language())) std::fprintf(stderr, "lobule: the translation is not installed\n");
    if (!lobule::keys::KeyStartDialog(lobule::keys::KeyKeeper::ofThisUser()).run()) return 3;
    auto library = lobule::library::Library::open(arguments.library);
    if (!library) return refuse(library.error());

    lobule::app::MainWindow window(library->get(), &settings);
    window.show();
    QStringList paths = arguments.paths;
    if (!arguments.demo.isEmpty()) {
        const auto studies = (*library)->studies();
        if (studies && studies->isEmpty()) paths << QFileInfo(arguments.demo).absoluteFilePath();
    }
    if (!paths.isEmpty()) window.importPaths(paths);
    if (!arguments.open.isEmpty()) window.openStudy(arguments.open);
    return QApplication::exec();
}
