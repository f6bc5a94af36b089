#include "tests/app/sync/ArchiveDesks.h"
#include "tests/support/TcpProxy.h"

#include <QProcess>
#include <QSettings>

using namespace lobule;
using test::Desk;
using test::TcpProxy;

namespace {

/// A window in a process of its own.
class Window {
public:
    Window(const QString& library, const QString& home)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(LOBULE_DESK_PROCESS), {library, home});
        if (!m_process.waitForStarted()) qFatal("the window does not start");
    }
    ~Window()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(10'000)) m_process.kill();
        m_process.waitForFinished();
    }
    QString ask(const QString& command)
    {
        m_process.write(command.toUtf8() + '\n');
        while (!m_process.canReadLine())
            if (!m_process.waitForReadyRead(20'000)) return QStringLiteral("no answer");
        return QString::fromUtf8(m_process.readLine()).trimmed();
    }
    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }

private:
    QProcess m_process;
};

} // namespace

/// Two windows in two processes on one archive, as at two workstations.
class TestArchiveProcesses : public QObject {
    Q_OBJECT

    test::TestArchive m_archive;
    QTemporaryDir m_home;

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = test::PostgresServer::missing(); !reason.isEmpty()) QSKIP(qPrintable(reason));
        qputenv("LOBULE_KEY_FILE", m_home.filePath(QStringLiteral("site.key")).toUtf8());
        const QString error = m_archive.start();
        QVERIFY2(error.isEmpty(), qPrintable(error));
    }

    void whatOneProcessWritesTheOtherShows()
    {
        TcpProxy proxyA(m_archive.server.port()), proxyB(m_archive.server.port());
        QString folders[2], study;
        for (int i = 0; i < 2; ++i) {
            Desk desk(m_archive, m_home.filePath(QString::number(i)), i == 0 ? "alice" : "anna", (i == 0 ? proxyA : proxyB).port());
            folders[i] = desk.folder();
            if (i == 0) {
                QCOMPARE(test::importPhantom(desk.folder(), m_home.path(), 3, 21), QString());
                study = desk.library->studies()->first().studyUid;
            }
            QCOMPARE(desk.connect(), QString());
        }
        Window a(folders[0], m_home.filePath("0")), b(folders[1], m_home.filePath("1"));
        QTRY_COMPARE_WITH_TIMEOUT(a.ask("studies"), QString("1"), 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(b.ask("studies"), QString("1"), 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(a.ask("phase"), QString("up-to-date"), 20'000);
        QCOMPARE(a.ask("open " + study), QString("ok"));
        QCOMPARE(b.ask("open " + study), QString("ok")); // its images come first
        QTRY_COMPARE_WITH_TIMEOUT(b.ask("reading"), QString("1"), 30'000);
        QCOMPARE(b.ask("open " + study), QString("ok"));
        QTRY_COMPARE_WITH_TIMEOUT(a.ask("reading"), QString("1"), 20'000);
        QCOMPARE(a.ask("type findings Nodular surface."), QString("ok"));
        QTRY_COMPARE_WITH_TIMEOUT(b.ask("text findings"), QString("Nodular surface."), 20'000);
        QCOMPARE(b.ask("type impression Cirrhosis."), QString("ok"));
        QTRY_COMPARE_WITH_TIMEOUT(a.ask("text impression"), QString("Cirrhosis."), 20'000);
        QCOMPARE(a.ask("conflict") + b.ask("conflict"), QString("00"));
        QTRY_COMPARE_WITH_TIMEOUT(a.ask("phase") + b.ask("phase"), QString("up-to-dateup-to-date"), 20'000);

        for (TcpProxy* proxy : {&proxyA, &proxyB}) {
            proxy->setDown(true);
            proxy->cut();
        }
        QTRY_COMPARE_WITH_TIMEOUT(a.ask("phase") + b.ask("phase"), QString("offlineoffline"), 20'000);
        QCOMPARE(a.ask("type findings  Varices."), QString("ok"));
        QCOMPARE(b.ask("type findings  Ascites."), QString("ok"));
        QTest::qWait(3000); // what was typed is stored
        proxyA.setDown(false);
        proxyB.setDown(false);
        for (Window* window : {&a, &b}) {
            QTRY_COMPARE_WITH_TIMEOUT(window->ask("conflict"), QString("1"), 60'000);
            QCOMPARE(window->ask("phase"), QString("needs-attention"));
        }
        // Each still shows what was written there, and the archive has both.
        QCOMPARE(a.ask("text findings"), QString("Nodular surface. Varices."));
        QCOMPARE(b.ask("text findings"), QString("Nodular surface. Ascites."));
        for (const char* text : {"Varices", "Ascites"})
            QVERIFY(m_archive.count("report_version", QStringLiteral("fields ->> 'findings' LIKE '%%1%'").arg(text)) > 0);
        QVERIFY(a.isRunning() && b.isRunning());
    }
};

QTEST_MAIN(TestArchiveProcesses)
#include "tst_archive_processes.moc"
