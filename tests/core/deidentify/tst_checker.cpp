#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

/// Runs the engine over an adversarial corpus and lets an independent checker compare the result with the originals. Both
/// are Python programs that are not part of Lobule (make_phi.py, anoncheck.py; LOBULE_TEST_TOOLS names their folder).
class TestChecker : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_tools = qEnvironmentVariable("LOBULE_TEST_TOOLS");
        if (m_tools.isEmpty() || !QFileInfo::exists(m_tools + "/anoncheck.py")) QSKIP("LOBULE_TEST_TOOLS is not set");
        QVERIFY(m_folder.isValid());
        QVERIFY(run("/usr/bin/python3", {m_tools + "/make_phi.py", m_folder.filePath("all")}));
        for (const char* half : {"IM", "EX"}) {
            QDir().mkpath(m_folder.filePath(half));
            const QDir all(m_folder.filePath("all"));
            for (const QString& name : all.entryList({QString(half) + "*"}))
                QVERIFY(QFile::rename(all.filePath(name), m_folder.filePath(QString(half) + "/" + name)));
        }
    }

    void passes_data()
    {
        QTest::addColumn<QString>("half");
        QTest::addColumn<QString>("profile");
        QTest::addColumn<QString>("option");
        for (const char* half : {"IM", "EX"}) {
            const auto row = [half](const char* profile, const char* option) {
                QTest::newRow(qPrintable(QString("%1 %2").arg(half, profile))) << QString(half) << QString(profile) << QString(option);
            };
            row("basic", "");
            row("patient-characteristics", "--retain-patient-chars");
            row("institution", "--retain-institution");
            row("clean-descriptors", "--clean-desc");
        }
        // The other half of these plants dates at random, of which some equal each other's shifted or kept values.
        QTest::newRow("IM modified-dates") << "IM"
                                           << "modified-dates"
                                           << "--retain-modif-dates";
        QTest::newRow("IM device") << "IM"
                                   << "device"
                                   << "--retain-device";
    }

    void passes()
    {
        QFETCH(QString, half);
        QFETCH(QString, profile);
        QFETCH(QString, option);
        const QString out = m_folder.filePath("out-" + half + "-" + profile);
        QVERIFY(run(QCoreApplication::applicationDirPath() + "/anonymize_tree",
            {m_folder.filePath(half), out, "--profile", profile, "--key-file", m_folder.filePath("site.key")}));
        QStringList arguments{m_tools + "/anoncheck.py", m_folder.filePath(half), out};
        if (!option.isEmpty()) arguments << option;
        QVERIFY2(run("/usr/bin/python3", arguments), m_output.constData());
        QVERIFY(m_output.contains("= 100.00 %"));
        QVERIFY(m_output.contains("RESULT: PASS"));
    }

private:
    bool run(const QString& program, const QStringList& arguments)
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program, arguments);
        if (!process.waitForFinished(300000)) return false;
        m_output = process.readAll();
        return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    }

    QString m_tools;
    QTemporaryDir m_folder;
    QByteArray m_output;
};

QTEST_GUILESS_MAIN(TestChecker)
#include "tst_checker.moc"
