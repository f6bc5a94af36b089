#include "core/ingest/ArchiveExpander.h"
#include "tests/core/ingest/ZipBuilder.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRandomGenerator>
#include <QStringEncoder>
#include <QTemporaryDir>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>

#include <ctime>

using namespace lobule;
using lobule::test::ZipBuilder;

class TestArchiveExpander : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString archiveOf(const QByteArray& bytes) const
    {
        QFile file(m_folder.filePath(QStringLiteral("압축 파일.zip")));
        file.open(QIODevice::WriteOnly);
        file.write(bytes);
        return file.fileName();
    }
    QString target() const { return m_folder.filePath(QStringLiteral("out")); }
    static QByteArray content(const QString& path)
    {
        QFile file(path);
        file.open(QIODevice::ReadOnly);
        return file.readAll();
    }
    int filesOutside() const
    {
        int count = 0;
        QDirIterator all(m_folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (all.hasNext()) {
            const QString path = all.next();
            if (!path.startsWith(target() + QLatin1Char('/')) && !path.endsWith(QLatin1String(".zip"))) ++count;
        }
        return count;
    }

private Q_SLOTS:
    void cleanup() { QDir(target()).removeRecursively(); }

    void unpacksUnderNeutralNames()
    {
        const QByteArray big(300'000, 'x');
        const auto expanded
            = ingest::expandArchive(archiveOf(ZipBuilder().add("a/IM1", "one").add("a/IM2", big, true).bytes()), target(), {});
        QVERIFY(expanded);
        QVERIFY(!expanded->damage);
        const auto* members = &expanded->members;
        QCOMPARE(members->size(), 2);
        QCOMPARE(members->at(0).name, QStringLiteral("a/IM1"));
        QCOMPARE(members->at(0).file, target() + QStringLiteral("/000001"));
        QCOMPARE(content(members->at(0).file), QByteArray("one"));
        QCOMPARE(content(members->at(1).file), big);
    }

    void escapesNowhere()
    {
        ZipBuilder zip;
        for (const char* name :
            {"../evil", "../../../../../../tmp/lobule-evil", "/tmp/lobule-evil", "C:\\evil", "..\\evil", "a/../../evil", ".", "out\n"})
            zip.add(name, "evil");
        const auto expanded = ingest::expandArchive(archiveOf(zip.bytes()), target(), {});
        QVERIFY(expanded);
        const auto* members = &expanded->members;
        QCOMPARE(filesOutside(), 0);
        QVERIFY(!QFile::exists(QStringLiteral("/tmp/lobule-evil")));
        for (const auto& member : *members) QVERIFY(member.file.startsWith(target() + QLatin1Char('/')));
    }

    void readsKoreanNames()
    {
        ZipBuilder zip;
        zip.add(QByteArray("\xED\x99\x8D\xEA\xB8\xB8\xEB\x8F\x99/CT.dcm"), "1", false, 0x0800); // UTF-8, said so
        zip.add(QByteArray("\xED\x99\x8D\xEA\xB8\xB8\xEB\x8F\x99/CT2.dcm"), "2"); // UTF-8, not said
        zip.add(QByteArray("\xC8\xAB\xB1\xE6\xB5\xBF/CT3.dcm"), "3"); // CP949, as Windows writes it
        const auto expanded = ingest::expandArchive(archiveOf(zip.bytes()), target(), {});
        QVERIFY(expanded);
        const auto* members = &expanded->members;
        QCOMPARE(members->at(0).name, QStringLiteral("홍길동/CT.dcm"));
        QCOMPARE(members->at(1).name, QStringLiteral("홍길동/CT2.dcm"));
        QCOMPARE(members->at(2).name, QStringLiteral("홍길동/CT3.dcm"));
    }

    void stopsBombs()
    {
        ingest::ArchiveLimits limits;
        limits.memberBytes = 1'000'000;
        const QString bomb = archiveOf(ZipBuilder().add("bomb", QByteArray(5'000'000, '\0'), true).bytes());
        auto members = ingest::expandArchive(bomb, target(), {}, limits);
        QVERIFY(!members);
        QCOMPARE(members.error().code, ErrorCode::LimitExceeded);
        QVERIFY2(!QDir(target()).exists(), "what was unpacked so far was left behind");
        ZipBuilder many;
        for (int i = 0; i < 20; ++i) many.add(QByteArray::number(i), "x");
        limits = {};
        limits.members = 10;
        QCOMPARE(ingest::expandArchive(archiveOf(many.bytes()), target(), {}, limits).error().code, ErrorCode::LimitExceeded);
        limits = {};
        limits.totalBytes = 15;
        QCOMPARE(ingest::expandArchive(archiveOf(many.bytes()), target(), {}, limits).error().code, ErrorCode::LimitExceeded);
    }

    /// With the limits in force: the time and room that a bomb takes before it is refused.
    void stopsBombsWhileInflating_data()
    {
        QTest::addColumn<int>("members");
        QTest::addColumn<int>("megabytes");
        QTest::newRow("one member of 800 MB") << 1 << 800;
        QTest::newRow("50 members of 64 MB") << 50 << 64;
    }
    void stopsBombsWhileInflating()
    {
        QFETCH(int, members);
        QFETCH(int, megabytes);
        const QByteArray packed = ZipBuilder::deflatedZeros(qint64{megabytes} << 20);
        ZipBuilder zip;
        // The noise in front would hide the ratio of a bomb in an average over the whole archive.
        zip.add("noise", QByteArray(1000, 'n'));
        const quint32 size = quint32(megabytes) << 20;
        const quint32 sum = ZipBuilder::zeroSum(size);
        for (int i = 0; i < members; ++i) zip.addPacked("zeros", packed, size, sum);
        const QString path = archiveOf(zip.bytes());
        // Processor time: what else the machine does is not the subject.
        const std::clock_t before = std::clock();
        const auto expanded = ingest::expandArchive(path, target(), {});
        QVERIFY(!expanded);
        QCOMPARE(expanded.error().code, ErrorCode::LimitExceeded);
        const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
        QVERIFY2(seconds < 5.0, qPrintable(QString::number(seconds)));
        QVERIFY(!QDir(target()).exists());
    }

    /// What says that it is a bomb is not unpacked at all.
    void believesStatedSizes()
    {
        const QByteArray packed = ZipBuilder::deflatedZeros(1 << 20);
        const QString path = archiveOf(ZipBuilder().addPacked("zeros", packed, 2000u << 20, 1).bytes());
        const std::clock_t before = std::clock();
        QCOMPARE(ingest::expandArchive(path, target(), {}).error().code, ErrorCode::LimitExceeded);
        QVERIFY(static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC < 0.05);
    }

    /// Segmentations are nearly all zeros and pack well: no bomb.
    void takesWhatPacksWell()
    {
        const QByteArray packed = ZipBuilder::deflatedZeros(qint64{150} << 20);
        const QString path = archiveOf(ZipBuilder().addPacked("mask", packed, 150u << 20).bytes());
        QVERIFY(ingest::expandArchive(path, target(), {}));
    }

    void keepsWhatCameBeforeDamage()
    {
        QByteArray noise;
        QRandomGenerator random(7);
        for (int i = 0; i < 50'000; ++i) noise.append(static_cast<char>(random.bounded(256)));
        const QByteArray whole = ZipBuilder().add("1", noise).add("2", noise).add("3", noise).bytes();
        const auto expanded = ingest::expandArchive(archiveOf(whole.left(120'000)), target(), {});
        QVERIFY(expanded);
        QVERIFY(expanded->damage);
        QCOMPARE(expanded->damage->code, ErrorCode::ArchiveMember);
        QVERIFY(expanded->lost.isEmpty());
        QCOMPARE(expanded->members.size(), 2);
        QCOMPARE(content(expanded->members.last().file), noise);
        QCOMPARE(QDir(target()).entryList(QDir::Files).size(), 2);
    }

    void refusesDamage_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray good = ZipBuilder().add("a", QByteArray(100'000, 'x').append("tail"), true).bytes();
        QTest::newRow("cut") << good.left(good.size() / 4);
        QByteArray flipped = good;
        for (qsizetype i = 40; i < 80 && i < flipped.size(); ++i) flipped[i] = static_cast<char>(~flipped[i]);
        QTest::newRow("flipped bits") << flipped;
        QTest::newRow("nothing but rubbish") << QByteArray("PK\3\4 and then nothing that makes sense");
    }
    void refusesDamage()
    {
        QFETCH(QByteArray, bytes);
        const auto expanded = ingest::expandArchive(archiveOf(bytes), target(), {});
        const Error error = !expanded ? expanded.error() : expanded->lost.isEmpty() ? Error{} : expanded->lost.first().error;
        QCOMPARE(error.code, ErrorCode::ArchiveMember);
        QVERIFY(!expanded || expanded->members.isEmpty());
        QVERIFY(QDir(target()).entryList(QDir::Files).isEmpty());
    }

    /// One member that cannot be had costs the others nothing, wherever it stands.
    void passesWhatCannotBeHad_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("lost");
        QTest::addColumn<QString>("reason");
        const QByteArray damaged("it is damaged");
        QByteArray noise;
        QRandomGenerator random(7);
        for (int i = 0; i < 5'000; ++i) noise.append(static_cast<char>(random.bounded(16)));
        for (const int bad : {0, 2, 4})
            for (const bool compress : {false, true}) {
                ZipBuilder zip;
                qsizetype from = 0;
                for (int i = 0; i < 5; ++i) {
                    if (i == bad) from = zip.size();
                    zip.add(QByteArray::number(i), noise, compress);
                }
                QByteArray bytes = zip.bytes();
                // The beginning of a deflated stream: its code tables. libarchive ends there for good.
                for (qsizetype at = from + 31; at < from + 91; ++at) bytes[at] = static_cast<char>(~bytes[at]);
                QTest::addRow("%d %s", bad, compress ? "deflated" : "stored") << bytes << QString::number(bad) << QString(damaged);
            }
        ZipBuilder zip;
        zip.add("0", noise).addPacked("1", "rubbish", 5000, 1, 9).add("2", noise).add("3", noise, true).add("4", noise);
        QTest::newRow("method") << zip.bytes() << QStringLiteral("1") << QStringLiteral("it is packed in a way that Lobule does not know");
    }
    void passesWhatCannotBeHad()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, lost);
        QFETCH(QString, reason);
        const auto expanded = ingest::expandArchive(archiveOf(bytes), target(), {});
        QVERIFY(expanded);
        QVERIFY(!expanded->damage);
        QCOMPARE(expanded->lost.size(), 1);
        QCOMPARE(expanded->lost.first().name, lost);
        QCOMPARE(expanded->lost.first().error.code, ErrorCode::ArchiveMember);
        QCOMPARE(QString::fromStdString(expanded->lost.first().error.arguments.front()), reason);
        QStringList names;
        for (const auto& member : expanded->members) {
            names << member.name;
            QCOMPARE(content(member.file).size(), 5000);
        }
        names << lost;
        names.sort();
        QCOMPARE(names.join(u' '), QStringLiteral("0 1 2 3 4"));
        QCOMPARE(QDir(target()).entryList(QDir::Files).size(), 4);
    }

    /// Broken streams one after the other are passed, but not without end.
    void endsAmongBrokenStreams()
    {
        ZipBuilder zip;
        for (int i = 0; i < 3000; ++i) zip.addPacked(QByteArray::number(i), QByteArray("\xff\xff\xff rubbish"), 5000, 1);
        zip.add("whole", "whole");
        const std::clock_t before = std::clock();
        const auto expanded = ingest::expandArchive(archiveOf(zip.bytes()), target(), {});
        QVERIFY(static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC < 5.0);
        QVERIFY(expanded);
        QVERIFY(expanded->damage);
        QVERIFY(expanded->lost.size() > 10);
    }

    void countsWhatIsNoFile()
    {
        ZipBuilder zip;
        zip.add("file", "1")
            .add("link", "file", false, 0, 0120777)
            .add("device", "1", false, 0, 0020644)
            .add("folder/", "", false, 0, 0040755);
        const auto expanded = ingest::expandArchive(archiveOf(zip.bytes()), target(), {});
        QVERIFY(expanded);
        for (const auto& member : expanded->members) QCOMPARE(member.name, QStringLiteral("file"));
        QCOMPARE(expanded->passedOver, (QStringList{QStringLiteral("link"), QStringLiteral("device")}));
    }

    void unpacksOnlyWhatIsWanted()
    {
        const QByteArray big(5 << 20, 'x');
        ZipBuilder zip;
        zip.add("no", "text").add("yes", "DICOM and more").add("empty", "").add("big", big);
        const auto isWanted = [](QByteArrayView head) { return head.startsWith("DICOM"); };
        const auto expanded = ingest::expandArchive(archiveOf(zip.bytes()), target(), {}, {}, isWanted);
        QVERIFY(expanded && !expanded->damage);
        QCOMPARE(expanded->unwanted, QStringList({"no", "empty", "big"}));
        QCOMPARE(expanded->members.size(), 1);
        QCOMPARE(expanded->members.first().name, QStringLiteral("yes"));
        QCOMPARE(QDir(target()).entryList(QDir::Files).size(), 1);
        QVERIFY(QDir(target()).removeRecursively());
        ingest::ArchiveLimits few;
        few.members = 3;
        QCOMPARE(ingest::expandArchive(archiveOf(zip.bytes()), target(), {}, few, isWanted).error().code, ErrorCode::LimitExceeded);
    }

    void asksForPasswords()
    {
        const QString path = m_folder.filePath(QStringLiteral("secret.zip"));
        archive* writer = archive_write_new();
        archive_write_set_format_zip(writer);
        archive_write_set_options(writer, "zip:encryption=aes256");
        archive_write_set_passphrase(writer, "열쇠");
        QCOMPARE(archive_write_open_filename(writer, QFile::encodeName(path).constData()), ARCHIVE_OK);
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, "a");
        archive_entry_set_size(entry, 5);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        QCOMPARE(archive_write_header(writer, entry), ARCHIVE_OK);
        QCOMPARE(archive_write_data(writer, "hello", 5), la_ssize_t{5});
        archive_entry_free(entry);
        archive_write_free(writer);

        for (const QString& wrong : {QString(), QStringLiteral("falsch")}) {
            const auto members = ingest::expandArchive(path, target(), {wrong});
            QVERIFY(!members);
            QCOMPARE(members.error().code, ErrorCode::ArchivePassword);
            QCOMPARE(members.error().arguments.front(), std::string(wrong.isEmpty() ? "needed" : "wrong"));
        }
        const auto expanded = ingest::expandArchive(path, target(), {QStringLiteral("falsch"), QStringLiteral("열쇠")});
        QVERIFY2(expanded, expanded ? "" : expanded.error().arguments.front().c_str());
        QCOMPARE(content(expanded->members.first().file), QByteArray("hello"));
    }

    /// Bandizip and others on Korean Windows take the password's bytes from the code page.
    void opensWithPasswordsInCp949()
    {
        if (!QStringEncoder("CP949").isValid()) QSKIP("this Qt has no CP949");
        const QString path = m_folder.filePath(QStringLiteral("korean.zip"));
        archive* writer = archive_write_new();
        archive_write_set_format_zip(writer);
        archive_write_set_options(writer, "zip:encryption=aes256");
        archive_write_set_passphrase(writer, "\xbf\xad\xbc\xe8"); // 열쇠
        QCOMPARE(archive_write_open_filename(writer, QFile::encodeName(path).constData()), ARCHIVE_OK);
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, "a");
        archive_entry_set_size(entry, 5);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        QCOMPARE(archive_write_header(writer, entry), ARCHIVE_OK);
        QCOMPARE(archive_write_data(writer, "hello", 5), la_ssize_t{5});
        archive_entry_free(entry);
        archive_write_free(writer);
        const auto expanded = ingest::expandArchive(path, target(), {QStringLiteral("열쇠")});
        QVERIFY(expanded);
        QCOMPARE(content(expanded->members.first().file), QByteArray("hello"));
        QVERIFY(!ingest::expandArchive(path, target() + QStringLiteral("2"), {QStringLiteral("자물쇠")}));
    }
};

QTEST_GUILESS_MAIN(TestArchiveExpander)
#include "tst_archive_expander.moc"
