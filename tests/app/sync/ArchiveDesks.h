#pragma once

#include "app/MainWindow.h"
#include "app/reading/ReadingPage.h"
#include "app/reporting/ReportPanel.h"
#include "app/settings/Settings.h"
#include "app/sync/SyncDesk.h"
#include "app/worklist/WorklistPage.h"
#include "core/archive/Membership.h"
#include "core/archive/Password.h"
#include "core/archive/SyncRunner.h"
#include "tests/core/archive/ArchiveFixture.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace lobule::test {

/// Stored here, refused by the archive.
[[nodiscard]] inline QJsonValue tooDeep()
{
    QJsonValue value(QStringLiteral("x"));
    for (int level = 0; level < 70; ++level) value = QJsonArray{value};
    return value;
}

/// A workstation with its window, tied to the archive as `lobulectl archive connect` does it.
class Desk {
public:
    Desk(TestArchive& archive, const QString& home, const char* login, int port = 0) : m_home(home), m_settings(archive.settings(login))
    {
        QDir().mkpath(home);
        if (port > 0) m_settings.port = port;
        auto opened = library::Library::open(folder());
        if (!opened) qFatal("the library does not open: %s", opened.error().detail.c_str());
        library = std::move(*opened);
        m_password = archive.passwords[login];
    }
    [[nodiscard]] QString folder() const { return m_home + QStringLiteral("/library"); }
    [[nodiscard]] const archive::ConnectionSettings& settings() const { return m_settings; }
    [[nodiscard]] QString password() const { return m_password; }

    /// Empty, or what went wrong.
    QString connect()
    {
        m_settings.passwordFile = m_home + QStringLiteral("/archive.password");
        if (const auto kept = archive::keepPassword(m_settings, m_password); !kept) return TestArchive::describe(kept.error());
        auto store = library::SyncStore::open(folder());
        if (!store) return TestArchive::describe(store.error());
        const auto tied = archive::tie(**store, m_settings, m_password, QStringLiteral("Hospital A"));
        return tied ? QString() : TestArchive::describe(tied.error());
    }

    void openWindow()
    {
        window = std::make_unique<app::MainWindow>(library.get(), &appSettings);
        window->resize(1600, 900);
        window->show();
    }
    [[nodiscard]] archive::SyncState::Phase phase() const { return window->syncDesk()->state().phase; }
    [[nodiscard]] bool isIdle() const { return phase() == archive::SyncState::Phase::UpToDate && window->syncDesk()->state().waiting == 0; }
    [[nodiscard]] reporting::ReportPanel* report() const { return window->readingPage()->report(); }
    [[nodiscard]] int studies() const { return window->worklistPage()->model()->rowCount(); }
    template <class Widget> [[nodiscard]] Widget* find(const QString& name) const { return window->findChild<Widget*>(name); }

    void read(const QString& study)
    {
        window->openStudy(study);
        window->readingPage()->showTab(reading::ReadingPage::Tab::Report);
    }

private:
    QString m_home;
    archive::ConnectionSettings m_settings;
    QString m_password;

public:
    std::unique_ptr<library::Library> library;
    settings::Settings appSettings;
    std::unique_ptr<app::MainWindow> window;
};

/// Makes a synthetic CT and imports it with lobulectl. Returns what went wrong.
inline QString importPhantom(const QString& libraryFolder, const QString& scratch, int slices, int seed)
{
    const QString dicom = scratch + QStringLiteral("/dicom-%1").arg(seed);
    const auto run = [&](const QStringList& arguments) -> QString {
        QProcess process;
        process.start(QStringLiteral(LOBULE_BIN_DIR "/lobulectl"), arguments);
        if (!process.waitForFinished(120'000) || process.exitCode() != 0) return QString::fromUtf8(process.readAllStandardError());
        return {};
    };
    const QString made = run({QStringLiteral("phantom"), dicom, QStringLiteral("--label"), QStringLiteral("LC"), QStringLiteral("--slices"),
        QString::number(slices), QStringLiteral("--seed"), QString::number(seed)});
    return made.isEmpty() ? run({QStringLiteral("import"), dicom, QStringLiteral("--library"), libraryFolder}) : made;
}

} // namespace lobule::test
