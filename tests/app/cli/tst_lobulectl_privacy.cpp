// What other accounts of the computer, and whoever gets at the disk later, could see of a running lobulectl.

#include "tests/app/cli/CtlRun.h"
#include "tests/core/ingest/ZipBuilder.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <sys/stat.h>

using lobule::test::Ctl;
using lobule::test::CtlResult;
using lobule::test::ZipBuilder;

namespace {

constexpr int kOthers = 0077; ///< Rights of group and others, as chmod writes them.

int modeOf(const QString& path)
{
    struct stat info { };
    return ::lstat(QFile::encodeName(path).constData(), &info) == 0 ? static_cast<int>(info.st_mode & 0777u) : -1;
}

QStringList below(const QString& folder)
{
    QStringList paths;
    QDirIterator walk(folder, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (walk.hasNext()) paths << walk.next();
    return paths;
}

QStringList unpackedIn(const QString& library)
{
    QStringList found;
    for (const QString& path : below(library + QStringLiteral("/staging")))
        if (path.contains(QStringLiteral("/unpacked-")) && !QFileInfo(path).isDir()) found << path;
    return found;
}

} // namespace

class TestPrivacy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ::umask(022); } // As a desktop starts programs.
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_ctl = std::make_unique<Ctl>(m_home->path());
    }

    void aLibraryIsForItsOwner()
    {
        makeZip(3, 128);
        // Of an earlier release.
        QVERIFY(QDir().mkpath(m_ctl->library()));
        QCOMPARE(modeOf(m_ctl->library()), 0755);
        const CtlResult imported = m_ctl->run({"import", zip(), "--json"});
        QVERIFY2(imported.exit == 0, imported.err.constData());
        QCOMPARE(imported.json["imported"].toInt(), 3);
        QCOMPARE(modeOf(m_ctl->library()), 0700);
        const QStringList paths = below(m_ctl->library());
        QVERIFY(paths.size() > 8);
        for (const QString& path : paths) QVERIFY2((modeOf(path) & kOthers) == 0, qPrintable(path));
        QVERIFY(unpackedIn(m_ctl->library()).isEmpty());
        const QString out = m_home->filePath("out");
        QCOMPARE(m_ctl->run({"anonymize", zip(), out}).exit, 0);
        for (const QString& path : below(out)) QVERIFY2((modeOf(path) & kOthers) == 0, qPrintable(path));
    }

    void unpackedOriginalsDoNotOutliveTheirUse()
    {
        makeZip(150, 512);
        QProcess importing;
        importing.setProcessEnvironment(m_ctl->environment());
        importing.start(QStringLiteral(LOBULE_BIN_DIR "/lobulectl"), {"import", zip()});
        QVERIFY(importing.waitForStarted());
        QStringList seen;
        QVERIFY(QTest::qWaitFor(
            [&] {
                seen = unpackedIn(m_ctl->library());
                return seen.size() > 10;
            },
            20000));
        for (const QString& path : seen)
            if (const int mode = modeOf(path); mode >= 0) QCOMPARE(mode, 0600); // gone meanwhile: taken
        importing.kill();
        QVERIFY(importing.waitForFinished());
        QVERIFY(!unpackedIn(m_ctl->library()).isEmpty());
        QCOMPARE(m_ctl->run({"list"}).exit, 0);
        QVERIFY(unpackedIn(m_ctl->library()).isEmpty());
        QVERIFY(QDir(m_ctl->library() + QStringLiteral("/staging")).isEmpty());
    }

    void aCrashLeavesNoMemoryOnTheDisk()
    {
        QProcess waiting;
        waiting.setProcessEnvironment(m_ctl->environment());
        waiting.start(QStringLiteral(LOBULE_BIN_DIR "/lobulectl"), {"key", "restore"}); // reads the code from its input
        QVERIFY(waiting.waitForStarted());
        const auto read = [&](const char* name) {
            QFile file(QStringLiteral("/proc/%1/%2").arg(waiting.processId()).arg(QLatin1String(name)));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        if (read("limits").isEmpty()) QSKIP("needs /proc");
        QTRY_VERIFY(QRegularExpression("Max core file size\\s+0\\s+0 ").match(QString::fromLatin1(read("limits"))).hasMatch());
        QTRY_VERIFY(read("status").contains("Umask:\t0077"));
        waiting.closeWriteChannel();
        QVERIFY(waiting.waitForFinished());
    }

private:
    QString zip() const { return m_home->filePath("HONG_GILDONG.zip"); }
    void makeZip(int slices, int size) const
    {
        const QString folder = m_home->filePath("phantom");
        QCOMPARE(
            m_ctl->run({"phantom", folder, "--label", "LC", "--slices", QString::number(slices), "--size", QString::number(size)}).exit, 0);
        ZipBuilder builder;
        QDirIterator walk(folder, QDir::Files, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            QFile file(walk.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            builder.add("HONG_GILDONG/" + QFileInfo(file).fileName().toUtf8(), file.readAll());
        }
        QFile out(zip());
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(builder.bytes());
    }

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<Ctl> m_ctl;
};

QTEST_GUILESS_MAIN(TestPrivacy)
#include "tst_lobulectl_privacy.moc"
