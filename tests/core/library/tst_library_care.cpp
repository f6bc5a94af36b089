#include "core/library/Database.h"
#include "core/library/Migrations.h"
#include "core/volume/SeriesVolume.h"
#include "LibraryFixture.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

using namespace lobule;
using namespace lobule::library;
using fixture::Recipe;

/// Damage, repair, secrecy, schema.
class TestLibraryCare : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;

    QString folder() const { return m_home->filePath("library"); }

    static std::unique_ptr<Library> open(const QString& folder)
    {
        auto opened = Library::open(folder);
        return opened ? std::move(*opened) : nullptr;
    }

    static Result<AddOutcome> add(Library& library, const Recipe& recipe)
    {
        const auto outcomes = library.add({fixture::stage(*library.stagingFolder(), recipe)});
        if (!outcomes) return tl::unexpected<Error>(outcomes.error());
        return outcomes->first();
    }

    static QStringList problems(Library& library, bool repair = false)
    {
        const auto report = library.verify(repair);
        return report ? report->problems : QStringList("verify failed");
    }

    static void flipByte(const QString& path, qint64 at)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(at));
        char byte = 0;
        QVERIFY(file.getChar(&byte));
        QVERIFY(file.seek(at));
        QVERIFY(file.putChar(static_cast<char>(~byte)));
    }

    QStringList filesBelow(const QString& path) const
    {
        QStringList files;
        QDirIterator it(path, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) files << it.next();
        return files;
    }

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        fixture::useKeyIn(m_home->path());
    }

    void damagedObjectIsFoundAndHealedByImport()
    {
        const auto library = open(folder());
        QVERIFY(add(*library, {.instance = 1}) && add(*library, {.instance = 2}));
        const QString path = library->objectPath(library->instance(fixture::instanceUid(1, 1, 1))->objectSha256);
        flipByte(path, 20);
        QCOMPARE(problems(*library).size(), 1);
        const auto repaired = library->verify(true);
        QVERIFY(repaired && repaired->problems.size() == 1 && repaired->repaired.isEmpty());
        QVERIFY(!QFile::exists(path));
        QCOMPARE(problems(*library).size(), 1);
        QVERIFY(problems(*library).first().contains("put aside"));
        QVERIFY(*add(*library, {.instance = 1}) == AddOutcome::Duplicate);
        QVERIFY(QFile::exists(path));
        QVERIFY(problems(*library).isEmpty());
    }

    void lostObjectIsReplacedByADifferentlyDeidentifiedOne()
    {
        const auto library = open(folder());
        QVERIFY(add(*library, {.instance = 1}));
        QVERIFY(QFile::remove(library->objectPath(library->instance(fixture::instanceUid(1, 1, 1))->objectSha256)));
        QVERIFY(*add(*library, {.instance = 1, .salt = "newer profile"}) == AddOutcome::Duplicate);
        QVERIFY(problems(*library).isEmpty());
    }

    void damagedPixelsAreGivenUpAndRestored()
    {
        const auto library = open(folder());
        for (int i = 1; i <= 3; ++i) QVERIFY(add(*library, {.instance = i}));
        flipByte(filesBelow(folder() + "/cache").first(), 4096 + 4096 + 100);
        QCOMPARE(problems(*library).size(), 1);
        const auto damaged = library->openSeries(fixture::seriesUid(1, 1))->first();
        QCOMPARE(damaged->sliceCount(), 3);
        QVERIFY(damaged->isIntact(0) && !damaged->isIntact(1) && damaged->isIntact(2));
        problems(*library, true);
        QVERIFY(problems(*library).isEmpty());
        QCOMPARE(library->openSeries(fixture::seriesUid(1, 1))->first()->sliceCount(), 2);
        QVERIFY(!library->instance(fixture::instanceUid(1, 1, 2))->isCached);
        QVERIFY(library->restorePixels(fixture::stage(*library->stagingFolder(), {.instance = 2})));
        const auto volumes = library->openSeries(fixture::seriesUid(1, 1));
        QCOMPARE(volumes->first()->sliceCount(), 3);
        QCOMPARE(volumes->first()->pixels(1).value(2, 3), double(fixture::pixelValue(Recipe{.instance = 2}, 0, 2, 3)));
        QVERIFY(problems(*library).isEmpty());
    }

    void lostCacheFileIsRebuilt_data()
    {
        QTest::addColumn<bool>("isVerified");
        QTest::newRow("after verify") << true;
        QTest::newRow("without verify") << false;
    }

    void lostCacheFileIsRebuilt()
    {
        QFETCH(bool, isVerified);
        const auto library = open(folder());
        for (int i = 1; i <= 3; ++i) QVERIFY(add(*library, {.instance = i}));
        QVERIFY(QDir(folder() + "/cache").removeRecursively());
        QVERIFY(library->openSeries(fixture::seriesUid(1, 1))->isEmpty());
        if (isVerified) problems(*library, true);
        for (int i = 3; i >= 1; --i) QVERIFY(library->restorePixels(fixture::stage(*library->stagingFolder(), {.instance = i})));
        QCOMPARE(library->openSeries(fixture::seriesUid(1, 1))->first()->sliceCount(), 3);
        QVERIFY(problems(*library).isEmpty());
    }

    void restoringRefusesWhatDoesNotFit()
    {
        const auto library = open(folder());
        QVERIFY(add(*library, {.instance = 1}));
        const QString staging = *library->stagingFolder();
        QVERIFY(library->restorePixels(fixture::stage(staging, {.instance = 9})).error().code == ErrorCode::NotFound);
        QVERIFY(library->restorePixels(fixture::stage(staging, {.instance = 1, .frames = 2})).error().code == ErrorCode::Corrupt);
        QVERIFY(library->restorePixels(fixture::stage(staging, {.instance = 1, .hasPixels = false})).error().code == ErrorCode::Misuse);
        QVERIFY(problems(*library).isEmpty());
    }

    void orphansAreRemoved()
    {
        const auto library = open(folder());
        QVERIFY(add(*library, {.instance = 1}));
        const QString orphan = library->objectPath(QString(64, 'a'));
        QVERIFY(QDir().mkpath(QFileInfo(orphan).path()));
        QVERIFY(QFile::copy(filesBelow(folder() + "/objects").first(), orphan));
        QVERIFY(QFile::copy(filesBelow(folder() + "/cache").first(), folder() + "/cache/stray.lpx"));
        QCOMPARE(problems(*library).size(), 2);
        const auto report = library->verify(true);
        QCOMPARE(report->repaired.size(), 2);
        QVERIFY(!QFile::exists(orphan));
        QVERIFY(problems(*library).isEmpty());
    }

    void verifyCanBeCancelled()
    {
        const auto library = open(folder());
        for (int i = 1; i <= 5; ++i) QVERIFY(add(*library, {.instance = i}));
        int calls = 0;
        const auto report = library->verify(false, [&](int done, int total) {
            ++calls;
            return done < 3 && total >= done;
        });
        QVERIFY(report.error().code == ErrorCode::Cancelled);
        QCOMPARE(calls, 3);
    }

    void identitiesAreNowhereInTheClear()
    {
        const QByteArrayList secrets{"SECRETNAME", "SECRETID", "Hong Gil", QStringLiteral("SECRETNAME").toUtf8().toBase64().left(10),
            QByteArray(reinterpret_cast<const char*>(u"SECRETNAME"), 20)};
        {
            const auto library = open(folder());
            QVERIFY(add(*library, {.instance = 1}) && add(*library, {.instance = 2}));
            QVERIFY(library->addQuarantine("/cdrom/Hong Gildong/SECRETNAME.dcm", ErrorCode::Malformed, "cut short"));
            const auto identities = library->identities(fixture::studyUid(1));
            QVERIFY(identities);
            QCOMPARE(identities->size(), 1);
            QCOMPARE(identities->first().attributes["PatientID"].toString(), QStringLiteral("SECRETID-4711"));
            QCOMPARE(identities->first().pseudonym, QStringLiteral("P-1"));
            const auto quarantine = library->quarantine();
            QCOMPARE(quarantine->size(), 1);
            QCOMPARE(quarantine->first().file, QStringLiteral("/cdrom/Hong Gildong/SECRETNAME.dcm"));
            QCOMPARE(quarantine->first().code, QStringLiteral("malformed"));
            // With the write-ahead logs still there.
            for (const QString& path : filesBelow(folder())) {
                QFile file(path);
                QVERIFY(file.open(QIODevice::ReadOnly));
                const QByteArray bytes = file.readAll();
                for (const QByteArray& secret : secrets) QVERIFY2(!bytes.contains(secret), qPrintable(path));
            }
            QVERIFY(library->clearQuarantine());
            QVERIFY(library->quarantine()->isEmpty());
            QVERIFY(library->removeStudy(fixture::studyUid(1)));
            QVERIFY(library->identities(fixture::studyUid(1)).error().code == ErrorCode::NotFound);
        }
        auto vault = detail::Database::open(folder() + "/vault.sqlite", "vault");
        QVERIFY(vault);
        QCOMPARE(*(*vault)->number("SELECT count(*) FROM identity"), 0);
    }

    void anotherSiteKeyOpensNoIdentity()
    {
        QVERIFY(add(*open(folder()), {}));
        qputenv("LOBULE_KEY_FILE", m_home->filePath("other.key").toUtf8());
        const auto library = open(folder());
        QVERIFY(library);
        QCOMPARE(library->studies()->size(), 1);
        QVERIFY(library->identities(fixture::studyUid(1)).error().code == ErrorCode::LibraryLocked);
        QVERIFY(problems(*library).first().contains("site key"));
    }

    void underAnotherSiteKeyItIsReadOnly()
    {
        {
            const auto library = open(folder());
            QVERIFY(library->checkSiteKey());
            QVERIFY(add(*library, {}));
            QVERIFY(library->addQuarantine("/patients/SECRET.dcm", ErrorCode::HeldForReview, "held"));
            QVERIFY(library->rememberImport({0, {"/patients"}, "basic", {}, {}}));
        }
        const auto isOther = [](const Error& error) {
            return error.code == ErrorCode::LibraryLocked && error.arguments == std::vector<std::string>{"key-other"};
        };
        qputenv("LOBULE_KEY_FILE", m_home->filePath("other.key").toUtf8());
        {
            const auto library = open(folder());
            QVERIFY(isOther(library->checkSiteKey().error()));
            const auto added = library->add({fixture::stage(*library->stagingFolder(), {.study = 2})});
            QVERIFY(!added && isOther(added.error()));
            QVERIFY(isOther(library->setRevealPassphrase({}, "a long passphrase").error()));
            QCOMPARE(library->studies()->size(), 1);
            QVERIFY(library->quarantine()->isEmpty());
            QCOMPARE(*library->countQuarantinedUnderOtherKeys(), 1);
            QVERIFY(library->unfinishedImports()->isEmpty());
            QCOMPARE(*library->isSiteKeyUsed(), false); // so that a restored key may take its place
        }
        fixture::useKeyIn(m_home->path());
        {
            const auto library = open(folder());
            QVERIFY(library->checkSiteKey());
            QCOMPARE(library->quarantine()->size(), 1);
            QCOMPARE(*library->countQuarantinedUnderOtherKeys(), 0);
            QCOMPARE(library->unfinishedImports()->size(), 1);
            QVERIFY(library->removeStudy(fixture::studyUid(1)));
        }
        // Held files alone: theirs is the only key so far.
        qputenv("LOBULE_KEY_FILE", m_home->filePath("other.key").toUtf8());
        const auto library = open(folder());
        QVERIFY(isOther(library->checkSiteKey().error()));
        QVERIFY(library->clearQuarantine());
        QVERIFY(library->checkSiteKey());
        QVERIFY(library->forgetImportsUnderOtherKeys());
    }

    void aFolderThatOthersCouldReadIsClosed()
    {
#ifdef Q_OS_UNIX
        QVERIFY(QDir().mkpath(folder() + "/staging"));
        const auto everybody = QFile::permissions(folder()) | QFileDevice::ReadGroup | QFileDevice::ExeGroup | QFileDevice::ReadOther
            | QFileDevice::ExeOther;
        for (const QString& each : {folder(), folder() + "/staging"}) QVERIFY(QFile::setPermissions(each, everybody));
        const auto library = open(folder());
        QVERIFY(library);
        for (const QString& each : {folder(), folder() + "/staging"}) QCOMPARE(int(QFile::permissions(each) & 0x0077), 0);
#endif
    }

    void statementsAreSplit()
    {
        const QStringList split = detail::splitStatements(
            "-- c;\nCREATE TABLE a (x);\n\nCREATE TRIGGER t AFTER INSERT ON a\nBEGIN\n  UPDATE a SET x = 1; -- y;\nEND;\n"
            "INSERT INTO a\n  VALUES (1);");
        QCOMPARE(split.size(), 3);
        QVERIFY(split[1].endsWith("END;"));
    }

    void schemaOfTheFutureIsRefused()
    {
        QVERIFY(open(folder()));
        {
            auto catalogue = detail::Database::open(folder() + "/library.sqlite", "catalogue");
            QVERIFY((*catalogue)->run("INSERT INTO schema_migration VALUES (99, 'x', 'y', 0)"));
        }
        const auto refused = Library::open(folder());
        QVERIFY(refused.error().code == ErrorCode::LibraryTooNew);
        QCOMPARE(refused.error().arguments.at(0), std::string("99"));
    }

    void changedMigrationIsRefused()
    {
        QVERIFY(open(folder()));
        {
            auto catalogue = detail::Database::open(folder() + "/library.sqlite", "catalogue");
            QVERIFY((*catalogue)->run("UPDATE schema_migration SET sha256 = 'x'"));
        }
        QVERIFY(Library::open(folder()).error().code == ErrorCode::Corrupt);
    }

    void manyProcessesMayCreateIt()
    {
        std::vector<std::unique_ptr<QProcess>> processes;
        for (int i = 0; i < 4; ++i) {
            processes.push_back(std::make_unique<QProcess>());
            processes.back()->start(LOBULE_IMPORT_LOOP, {folder(), "same", "1", "2"});
        }
        for (const auto& process : processes) {
            QVERIFY(process->state() == QProcess::NotRunning || process->waitForFinished(60000));
            QVERIFY2(process->exitCode() == 0, process->readAllStandardOutput().constData());
        }
        QVERIFY(problems(*open(folder())).isEmpty());
    }

    void brokenFilesAreSaidToBeBroken_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("catalogue") << "library.sqlite";
        QTest::newRow("vault") << "vault.sqlite";
    }

    void brokenFilesAreSaidToBeBroken()
    {
        QFETCH(QString, name);
        QVERIFY(add(*open(folder()), {}));
        QFile file(folder() + '/' + name);
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write(QByteArray(5000, 'z'));
        file.close();
        const auto refused = Library::open(folder());
        QVERIFY(!refused);
        QCOMPARE(errorCodeName(refused.error().code), "corrupt");
    }

    void damageInsideTheCatalogueIsReported()
    {
        {
            const auto library = open(folder());
            for (int i = 1; i <= 40; ++i) QVERIFY(add(*library, {.study = i}));
        }
        QFile file(folder() + "/library.sqlite");
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(file.size() / 2);
        file.write(QByteArray(4096, '\x5a'));
        file.close();
        const auto library = Library::open(folder());
        const bool isSeen = !library ? library.error().code == ErrorCode::Corrupt : [&] {
            const auto r = (*library)->verify(false);
            return !r || !r->problems.isEmpty();
        }();
        QVERIFY(isSeen);
    }

    void aReadOnlyPlaceIsSaidToBeSo()
    {
        QFile blocker(m_home->filePath("file"));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        QVERIFY(Library::open(m_home->filePath("file/library")).error().code == ErrorCode::FileUnwritable);
#ifdef Q_OS_UNIX
        QVERIFY(open(folder()));
        const auto none = QFileDevice::ReadOwner | QFileDevice::ExeOwner | QFileDevice::ReadOther | QFileDevice::ExeOther;
        QFile::setPermissions(m_home->path(), none);
        QFile::setPermissions(folder(), none);
        QFile::setPermissions(folder() + "/staging", none);
        // Permissions do not stop root.
        const bool isRoot = ::geteuid() == 0;
        if (isRoot) QVERIFY(::seteuid(65534) == 0);
        const auto refused = Library::open(folder());
        if (isRoot) QVERIFY(::seteuid(0) == 0);
        QFile::setPermissions(folder() + "/staging", none | QFileDevice::WriteOwner);
        QFile::setPermissions(folder(), none | QFileDevice::WriteOwner);
        QFile::setPermissions(m_home->path(), none | QFileDevice::WriteOwner);
        QVERIFY(!refused);
        QCOMPARE(errorCodeName(refused.error().code), "file-unwritable");
#endif
    }
};

QTEST_GUILESS_MAIN(TestLibraryCare)
#include "tst_library_care.moc"
