// What --release and --blackout let through, do to the pixels, and leave in the audit log.

#include "tests/app/cli/CtlRun.h"
#include "tests/core/dicom/DicomBuilder.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using lobule::test::Ctl;
using lobule::test::CtlResult;

namespace {

constexpr int kSize = 64;

/// An image of one value; `sopClass` 7 is a screen copy, 2 a CT.
QByteArray image(const char* sopClass, const std::string& instance)
{
    const std::string bytes = lobule::test::DicomBuilder()
                                  .element(0x00080016, "UI", std::string("1.2.840.10008.5.1.4.1.1.") + sopClass)
                                  .element(0x00080018, "UI", instance)
                                  .element(0x00080060, "CS", "OT")
                                  .element(0x00100010, "PN", "Hong^Gildong")
                                  .element(0x00100020, "LO", "4711")
                                  .element(0x0020000D, "UI", "1.2.3")
                                  .element(0x0020000E, "UI", "1.2.3.4")
                                  .image(kSize, kSize, 8, false)
                                  .pixels(std::string(std::size_t{kSize} * kSize, 'x'))
                                  .file();
    return {bytes.data(), static_cast<qsizetype>(bytes.size())};
}

} // namespace

class TestRelease : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QDir(m_folder->path()).mkpath(QStringLiteral("in"));
        write(QStringLiteral("in/Hong Gildong.dcm"), image("7", "1.2.3.4.5"));
        write(QStringLiteral("in/ct.dcm"), image("2", "1.2.3.4.6"));
    }

    void misuse_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("black-out without release") << QStringList{QStringLiteral("--blackout"), QStringLiteral("0,0,8,8")};
        for (const char* text : {"1,2,3", "a,b,c,d", "0,0,0,8", "-1,0,8,8", "0,0,8,8,1", ""})
            QTest::newRow(text) << QStringList{
                QStringLiteral("--release"), QStringLiteral("all"), QStringLiteral("--blackout=") + QLatin1String(text)};
    }
    void misuse()
    {
        QFETCH(QStringList, arguments);
        const CtlResult result = ctl(QStringList{QStringLiteral("import"), path(QStringLiteral("in"))} + arguments);
        QCOMPARE(result.exit, 2);
        QVERIFY(result.err.contains("--blackout"));
    }

    void importBlacksOutWhatWasHeldOnly()
    {
        const CtlResult result = ctl({QStringLiteral("import"), path(QStringLiteral("in")), QStringLiteral("--release"),
            QStringLiteral("secondary-capture"), QStringLiteral("--blackout"), QStringLiteral("8,4,32,8"), QStringLiteral("--blackout"),
            QStringLiteral("60,60,100,100"), QStringLiteral("--json")});
        QCOMPARE(result.exit, 0);
        QCOMPARE(result.json.value(QLatin1String("imported")).toInt(), 2);
        int blackedOut = 0, untouched = 0;
        QDirIterator objects(path(QStringLiteral("library/objects")), QDir::Files, QDirIterator::Subdirectories);
        while (objects.hasNext()) {
            const QByteArray pixels = read(objects.next()).right(kSize * kSize);
            (pixels == QByteArray(kSize * kSize, 'x') ? untouched : blackedOut) += 1;
            if (pixels.contains('\0')) QCOMPARE(pixels.count('\0'), 32 * 8 + 4 * 4);
        }
        QCOMPARE(blackedOut, 1);
        QCOMPARE(untouched, 1);
        QCOMPARE(audit(), (QStringList{QStringLiteral("quarantine-released {\"reasons\":[\"secondary-capture\"],\"rectangles\":2}")}));
    }

    void anonymizeIsAuditedToo()
    {
        const CtlResult result
            = ctl({QStringLiteral("anonymize"), path(QStringLiteral("in")), path(QStringLiteral("out")), QStringLiteral("--release"),
                QStringLiteral("all"), QStringLiteral("--blackout"), QStringLiteral("0,0,64,8"), QStringLiteral("--json")});
        QCOMPARE(result.exit, 0);
        int released = 0;
        for (const QJsonValue& file : result.json.value(QLatin1String("files")).toArray()) {
            const QByteArray pixels = read(path(QStringLiteral("out/")) + file.toObject().value(QLatin1String("name")).toString());
            const bool held = file.toObject().contains(QLatin1String("released"));
            QCOMPARE(pixels.right(kSize * kSize).count('\0'), held ? 64 * 8 : 0);
            released += int(held);
        }
        QCOMPARE(released, 1);
        QCOMPARE(
            audit(), (QStringList{QStringLiteral("quarantine-released-to-folder {\"reasons\":[\"secondary-capture\"],\"rectangles\":1}")}));
    }

    void rectangleBesideThePictureKeepsTheFileHeld()
    {
        const CtlResult result = ctl({QStringLiteral("import"), path(QStringLiteral("in")), QStringLiteral("--release"),
            QStringLiteral("all"), QStringLiteral("--blackout"), QStringLiteral("64,0,8,8"), QStringLiteral("--json")});
        QCOMPARE(result.exit, 1);
        QCOMPARE(result.json.value(QLatin1String("imported")).toInt(), 1);
        const QJsonObject file = result.json.value(QLatin1String("quarantined")).toArray().first().toObject();
        QCOMPARE(file.value(QLatin1String("code")).toString(), QStringLiteral("black-out-failed"));
        QVERIFY(audit().isEmpty());
    }

    void withoutReleaseNothingIsAudited()
    {
        QCOMPARE(ctl({QStringLiteral("import"), path(QStringLiteral("in"))}).exit, 1);
        QVERIFY(audit().isEmpty());
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }
    void write(const QString& name, const QByteArray& bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write");
    }
    static QByteArray read(const QString& name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    CtlResult ctl(const QStringList& arguments) const
    {
        const Ctl program(m_folder->path());
        return program.run(QStringList{QStringLiteral("--library"), path(QStringLiteral("library"))} + arguments);
    }
    /// "ACTION DETAIL" of every entry, in order.
    /// What was written about releases.
    QStringList audit() const
    {
        QStringList entries;
        {
            auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("audit"));
            database.setDatabaseName(path(QStringLiteral("library/library.sqlite")));
            if (!database.open()) qFatal("no catalogue");
            QSqlQuery query(database);
            query.exec(QStringLiteral("SELECT action || ' ' || detail FROM audit WHERE action LIKE 'quarantine-%' ORDER BY id"));
            while (query.next()) entries << query.value(0).toString();
        }
        QSqlDatabase::removeDatabase(QStringLiteral("audit"));
        return entries;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestRelease)
#include "tst_lobulectl_release.moc"
