// Pictures of the shared archive's pages and states, for people to look at: archive_pictures FOLDER
#include "app/reporting/MergeDialog.h"
#include "app/settings/Language.h"
#include "app/settings/SettingsDialog.h"
#include "app/sync/FetchStrip.h"
#include "app/sync/RefusalDialog.h"
#include "app/sync/SyncChip.h"
#include "app/sync/SyncPage.h"
#include "app/theme/Theme.h"
#include "core/report/ReportFields.h"
#include "tests/app/sync/ArchiveDesks.h"
#include "tests/support/TcpProxy.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTableWidget>

using namespace lobule;

namespace {

QString folder;

void settle(int milliseconds) { QTest::qWait(milliseconds); }

void picture(QWidget* widget, const char* name)
{
    settle(300);
    const QString path = folder + u'/' + QLatin1String(name) + QStringLiteral(".png");
    if (!widget->grab().save(path)) qFatal("cannot write a picture");
    qInfo("%s", qPrintable(path));
}

template <class Condition> void until(Condition condition, const char* what)
{
    if (!QTest::qWaitFor(condition, 30'000)) qFatal("never: %s", what);
}

/// Two versions upon one; returns that one.
QString conflict(test::Desk& a, const QString& study)
{
    using namespace report;
    const auto base = a.library->saveReport(study,
        {{kIndication, "Chronic hepatitis B, screening"}, {kFindings, "Nodular liver surface, enlarged caudate lobe."}}, "draft", "Kim");
    (void)a.library->saveReport(study,
        {{kIndication, "Chronic hepatitis B, screening"},
            {kFindings, "Nodular liver surface, enlarged caudate lobe. Oesophageal varices. Spleen 14.2 cm."},
            {kImpression, "Liver cirrhosis with portal hypertension."}},
        "draft", "Kim", QStringList{base->versionUid});
    (void)a.library->saveReport(study,
        {{kIndication, "Chronic hepatitis B, screening"},
            {kFindings, "Nodular liver surface, enlarged caudate lobe. Small amount of perihepatic ascites. No focal lesion."},
            {kImpression, "Liver cirrhosis. Ascites, new since the prior."}},
        "draft", "Lee", QStringList{base->versionUid});
    return base->versionUid;
}

/// A third version beside the two.
void mergeOfThree(test::Desk& a, const QString& study, const QString& base)
{
    using namespace report;
    (void)a.library->saveReport(study,
        {{kIndication, "Chronic hepatitis B, screening"}, {kFindings, "Nodular liver surface. Splenorenal shunt."},
            {kImpression, "Liver cirrhosis with a shunt."}},
        "draft", "Park", QStringList{base});
    a.window->openStudy(study);
    settle(1500);
    picture(a.window.get(), "report-of-three");
    a.report()->compareVersions();
    auto* merge = a.window->findChild<reporting::MergeDialog*>();
    if (!merge) qFatal("nothing to merge");
    picture(merge, "merge-of-three");
    merge->close();
}

/// The archive has lost what it acknowledged, and changes of others were not taken over.
void lossAndRefusals(test::TestArchive& archive, test::Desk& a, const QString& one, const QString& other)
{
    a.window.reset();
    archive.server.sql("DELETE FROM lobule.applied_op WHERE kind = 'report'");
    {
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("refusals"));
        database.setDatabaseName(a.folder() + QStringLiteral("/library.sqlite"));
        if (!database.open()) qFatal("the catalogue does not open");
        for (const auto& [kind, key, study, why] :
            {std::tuple("key-image", QStringLiteral("1d17b0aa-0000-5000-8000-000000000001"), one, "invalid"),
                std::tuple("instance", other + QStringLiteral(".1"), other, "conflicting-duplicate")}) {
            QSqlQuery query(database);
            query.prepare(QStringLiteral("INSERT INTO refused_change(institution_id, archive, kind, key, study_uid, why, refused_at) "
                                         "SELECT institution_id, identity, ?, ?, ?, ?, 1790000000000 FROM archive_link"));
            for (const QString& value : {QString::fromLatin1(kind), key, study, QString::fromLatin1(why)}) query.addBindValue(value);
            if (!query.exec()) qFatal("%s", qPrintable(query.lastError().text()));
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("refusals"));
    a.openWindow();
    a.window->resize(1920, 1080);
    until([&] { return a.window->syncDesk()->state().lost > 0; }, "the loss is noticed");
    a.window->syncDesk()->showPage();
    auto* page = a.window->findChild<sync::SyncPage*>();
    settle(1000);
    picture(page, "sync-page-lost");
    auto* table = page->findChild<QTableWidget*>();
    for (int row = 0; row < table->rowCount(); ++row) {
        table->selectRow(row);
        auto* dismiss = page->findChild<QPushButton*>(QStringLiteral("syncDismiss"));
        if (!dismiss->isEnabled()) continue;
        QTest::mouseClick(dismiss, Qt::LeftButton);
        auto* dialog = page->findChild<sync::RefusalDialog*>();
        picture(dialog, "refusal");
        dialog->close();
        break;
    }
    page->close();
}

} // namespace

int main(int argc, char* argv[])
{
    QApplication application(argc, argv);
    if (argc < 2) qFatal("archive_pictures FOLDER");
    folder = QString::fromLocal8Bit(argv[1]);
    QDir().mkpath(folder);
    QCoreApplication::setOrganizationName(QStringLiteral("LobuleTest"));
    QTemporaryDir home;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, home.path());
    qputenv("LOBULE_KEY_FILE", home.filePath(QStringLiteral("site.key")).toUtf8());
    settings::Settings().setLanguage(argc > 2 ? QString::fromLocal8Bit(argv[2]) : QStringLiteral("en"));
    theme::apply(application);
    (void)settings::installLanguage(settings::Settings().language());
    test::TestArchive archive;
    if (const QString error = archive.start(); !error.isEmpty()) qFatal("%s", qPrintable(error));
    test::TcpProxy proxy(archive.server.port());

    test::Desk a(archive, home.filePath(QStringLiteral("a")), "alice"),
        b(archive, home.filePath(QStringLiteral("b")), "anna", proxy.port());
    for (const int seed : {3, 4, 5})
        if (const QString error = test::importPhantom(a.folder(), home.path(), 24, seed); !error.isEmpty()) qFatal("%s", qPrintable(error));
    if (const QString error = test::importPhantom(b.folder(), home.path(), 6, 6); !error.isEmpty()) qFatal("%s", qPrintable(error));
    b.openWindow();
    b.window->resize(1920, 1080);
    settle(1500);
    b.window->syncDesk()->showPage();
    auto* page = b.window->findChild<sync::SyncPage*>();
    picture(page, "sync-page-empty");
    page->close();

    if (const QString error = a.connect() + b.connect(); !error.isEmpty()) qFatal("%s", qPrintable(error));
    a.openWindow();
    a.window->resize(1920, 1080);
    until([&] { return a.isIdle() && b.isIdle() && b.studies() == 4; }, "both are up to date");
    const auto studies = a.library->studies();
    const QString study = studies->first().studyUid;
    const QString base = conflict(a, study);
    if (!a.library->saveReport(studies->at(1).studyUid, {{"no-such-field", test::tooDeep()}}, "draft", "Kim")) qFatal("cannot save");
    until([&] { return a.phase() == archive::SyncState::Phase::NeedsAttention; }, "a needs attention");
    settle(2500);
    picture(b.window.get(), "worklist-archive-column");
    a.window->syncDesk()->showPage();
    page = a.window->findChild<sync::SyncPage*>();
    settle(1000);
    picture(page, "sync-page-attention");
    page->close();
    lossAndRefusals(archive, a, studies->at(1).studyUid, studies->at(2).studyUid);
    a.read(study);
    settle(1500);
    picture(a.window.get(), "report-conflict");
    a.report()->compareVersions();
    auto* merge = a.window->findChild<reporting::MergeDialog*>();
    picture(merge, "merge-open");
    QTest::mouseClick(merge->findChild<QPushButton*>(QStringLiteral("merge.takeBoth.findings")), Qt::LeftButton);
    QTest::mouseClick(merge->findChild<QPushButton*>(QStringLiteral("merge.takeLeft.impression")), Qt::LeftButton);
    picture(merge, "merge-decided");
    merge->close();
    settle(500);
    mergeOfThree(a, study, base);

    settings::SettingsDialog dialog(&a.appSettings, a.library.get());
    dialog.showArchive();
    dialog.show();
    picture(&dialog, "settings-connected");
    dialog.close();

    proxy.setDown(true);
    proxy.cut();
    until([&] { return b.phase() == archive::SyncState::Phase::Offline; }, "b is offline");
    b.window->openStudy(studies->at(2).studyUid);
    until([&] { return !b.window->syncDesk()->strip()->isVisible(); }, "the fetch has failed");
    picture(b.window.get(), "fetch-failed");
    proxy.setDown(false);
    proxy.setBytesPerSecond(1);
    b.window->openStudy(studies->at(2).studyUid);
    settle(1500);
    b.window->syncDesk()->strip()->setProgress(34'000'000, 120'000'000);
    picture(b.window.get(), "fetching");

    proxy.setBytesPerSecond(0);
    proxy.setDown(true);
    proxy.cut();
    if (!b.library->saveReport(studies->at(1).studyUid, {{"findings", "Nodular surface."}}, "draft", "Kim")) qFatal("cannot save");
    archive.server.sql("UPDATE lobule.member SET revoked_at = now() WHERE login = 'anna'");
    proxy.setDown(false);
    until([&] { return b.studies() < 4; }, "the membership has ended");
    settle(1500);
    picture(b.window.get(), "membership-ended");
    return 0;
}
