#include "tests/app/cli/CtlRun.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#ifndef _WIN32
#include <csignal>
#endif

using lobule::test::Ctl;
using lobule::test::CtlResult;

namespace {

QStringList sortedKeys(const QJsonObject& object) { return object.keys(); }

QByteArray fileBytes(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList filesBelow(const QString& folder)
{
    QStringList files;
    QDirIterator walk(folder, QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) files << walk.next();
    files.sort();
    return files;
}

} // namespace

/// The contract that scripts rely on: arguments, exit statuses, keys of the JSON documents.
class TestLobulectl : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void helpIsComplete();
    void misuse_data();
    void misuse();
    void phantomIsReproducible();
    void importCountsAndRepeats();
    void importQuarantines();
    void listsStudies();
    void listsSeriesAndInstances();
    void listFilters();
    void unknownUidIsAFailedItem_data();
    void unknownUidIsAFailedItem();
    void pixelsAreHu();
    void pixelsComeBackAfterLoss();
    void reportKeepsVersions();
    void reportPrints();
    void verifyFindsAndMends();
    void anonymizeWritesATree();
    void profileBelongsToTheLibrary();
    void deidentificationReport();
    void environmentFailures();
    void interruptStopsCleanly();

private:
    [[nodiscard]] QString firstInstance() const;

    QTemporaryDir m_home;
    std::unique_ptr<Ctl> m_ctl;
    QString m_phantom;
    QString m_study;
};

void TestLobulectl::initTestCase()
{
    QVERIFY(m_home.isValid());
    m_ctl = std::make_unique<Ctl>(m_home.path());
    m_phantom = m_home.filePath(QStringLiteral("phantom"));
    const CtlResult made = m_ctl->run({"phantom", m_phantom, "--label", "LC", "--seed", "5", "--slices", "3", "--size", "128", "--json"});
    QVERIFY2(made.exit == 0, made.err.constData());
    QVERIFY(made.isJson);
    QCOMPARE(made.json["slices"].toInt(), 3);
    QCOMPARE(made.json["label"].toString(), QString("LC"));
    QVERIFY(made.json["patientId"].toString().startsWith("PHANTOM-"));
    const CtlResult imported = m_ctl->run({"import", m_phantom, "--json"});
    QVERIFY2(imported.exit == 0, imported.err.constData());
    QCOMPARE(imported.json["imported"].toInt(), 3);
    m_study = imported.json["studies"].toArray().at(0).toString();
    QVERIFY(m_study.startsWith("2.25."));
}

QString TestLobulectl::firstInstance() const
{
    return m_ctl->run({"list", "instances", "--json"}).json["instances"].toArray().at(0).toObject()["uid"].toString();
}

void TestLobulectl::helpIsComplete()
{
    const CtlResult help = m_ctl->run({"--help"});
    QCOMPARE(help.exit, 0);
    for (const char* command : {"import", "list", "predict", "report", "verify", "anonymize", "pixels", "phantom"}) {
        QVERIFY2(help.out.contains(QByteArray("\n  ") + command), command);
        const CtlResult own = m_ctl->run({command, "--help"});
        QCOMPARE(own.exit, 0);
        QVERIFY(own.out.startsWith(QByteArray("Usage: lobulectl [--library DIR] ") + command + ' '));
        QVERIFY(own.out.contains("--json"));
        QVERIFY(own.out.contains("JSON:"));
        QCOMPARE(m_ctl->run({"help", command}).out, own.out);
    }
    const CtlResult version = m_ctl->run({"--version"});
    QCOMPARE(version.exit, 0);
    QCOMPARE(version.out, QByteArray("lobulectl " LOBULE_VERSION "\n"));
}

void TestLobulectl::misuse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("nothing") << QStringList{};
    QTest::newRow("unknown command") << QStringList{"imort"};
    QTest::newRow("unknown option") << QStringList{"list", "--fast"};
    QTest::newRow("unknown global option") << QStringList{"--fast", "list"};
    QTest::newRow("import nothing") << QStringList{"import"};
    QTest::newRow("workers no number") << QStringList{"import", "x", "--workers", "many"};
    QTest::newRow("list what") << QStringList{"list", "patients"};
    QTest::newRow("predict nothing") << QStringList{"predict"};
    QTest::newRow("predict two things") << QStringList{"predict", "--study", "1", "--series", "2"};
    QTest::newRow("predict no device") << QStringList{"predict", "--study", "1", "--device", "tpu"};
    QTest::newRow("report what") << QStringList{"report", "--study", "1"};
    QTest::newRow("report no study") << QStringList{"report", "show"};
    QTest::newRow("report language") << QStringList{"report", "show", "--study", "1", "--language", "fr"};
    QTest::newRow("pixels no output") << QStringList{"pixels", "--instance", "1"};
    QTest::newRow("pixels frame") << QStringList{"pixels", "--instance", "1", "--output", "x", "--frame", "-1"};
    QTest::newRow("anonymize one path") << QStringList{"anonymize", "x"};
    QTest::newRow("verify a path") << QStringList{"verify", "x"};
    QTest::newRow("phantom no label") << QStringList{"phantom", "x"};
    QTest::newRow("phantom label") << QStringList{"phantom", "x", "--label", "maybe"};
    QTest::newRow("phantom slices") << QStringList{"phantom", "x", "--label", "LC", "--slices", "0"};
    QTest::newRow("phantom size") << QStringList{"phantom", "x", "--label", "LC", "--size", "100"};
    QTest::newRow("phantom seed") << QStringList{"phantom", "x", "--label", "LC", "--seed", "x"};
}

void TestLobulectl::misuse()
{
    QFETCH(QStringList, arguments);
    const CtlResult plain = m_ctl->run(arguments);
    QCOMPARE(plain.exit, 2);
    QVERIFY(plain.out.isEmpty());
    QVERIFY(plain.err.startsWith("lobulectl: ") || plain.err.contains("\nlobulectl: ")); // Qt may warn of the environment first
    const CtlResult json = m_ctl->run(arguments.isEmpty() ? QStringList{"--json"} : QStringList(arguments) << "--json");
    QCOMPARE(json.exit, 2);
    QVERIFY2(json.isJson, json.out.constData());
    QCOMPARE(json.json["error"].toObject()["code"].toString(), QString("misuse"));
    QVERIFY(!json.json["error"].toObject()["message"].toString().isEmpty());
}

void TestLobulectl::phantomIsReproducible()
{
    const QString again = m_home.filePath("phantom-again");
    const QString other = m_home.filePath("phantom-other");
    QCOMPARE(m_ctl->run({"phantom", again, "--label", "LC", "--seed", "5", "--slices", "3", "--size", "128"}).exit, 0);
    QCOMPARE(m_ctl->run({"phantom", other, "--label", "NonLC", "--seed", "5", "--slices", "3", "--size", "128"}).exit, 0);
    const QStringList first = filesBelow(m_phantom);
    const QStringList second = filesBelow(again);
    const QStringList third = filesBelow(other);
    QCOMPARE(first.size(), 3);
    QCOMPARE(second.size(), 3);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(fileBytes(second[i]), fileBytes(first[i]));
        QVERIFY(fileBytes(third[i]) != fileBytes(first[i]));
        QVERIFY(fileBytes(first[i]).contains("SYNTHETIC PHANTOM"));
    }
}

void TestLobulectl::importCountsAndRepeats()
{
    const CtlResult again = m_ctl->run({"--json", "import", m_phantom});
    QCOMPARE(again.exit, 0);
    QVERIFY(again.isJson);
    for (const char* key : {"imported", "duplicates", "skipped", "quarantined", "studies", "seconds"})
        QVERIFY2(again.json.contains(QLatin1String(key)), key);
    QCOMPARE(again.json["imported"].toInt(), 0);
    QCOMPARE(again.json["duplicates"].toInt(), 3);
    QCOMPARE(again.json["quarantined"].toArray().size(), 0);
    QCOMPARE(again.json["studies"].toArray().at(0).toString(), m_study);
}

void TestLobulectl::importQuarantines()
{
    // A DICOM file cut in the middle, and one that is no DICOM at all.
    const QString folder = m_home.filePath("bad");
    QVERIFY(QDir().mkpath(folder));
    const QByteArray whole = fileBytes(filesBelow(m_phantom).first());
    QFile cut(folder + "/cut.dcm");
    QVERIFY(cut.open(QIODevice::WriteOnly));
    cut.write(whole.left(whole.size() / 2));
    cut.close();
    QFile text(folder + "/notes.txt");
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write("no image");
    text.close();
    const CtlResult result = m_ctl->run({"import", folder, "--json"});
    QCOMPARE(result.exit, 1);
    QVERIFY(result.isJson);
    QCOMPARE(result.json["imported"].toInt(), 0);
    QCOMPARE(result.json["skipped"].toInt(), 1);
    const QJsonObject bad = result.json["quarantined"].toArray().at(0).toObject();
    QVERIFY(bad["file"].toString().endsWith("cut.dcm"));
    QVERIFY(!bad["reason"].toString().isEmpty());
    QVERIFY(QRegularExpression("^[a-z-]+$").match(bad["code"].toString()).hasMatch());
    // A path that is not there is said, not passed over.
    const CtlResult missing = m_ctl->run({"import", m_home.filePath("nowhere"), "--json"});
    QCOMPARE(missing.exit, 1);
    QCOMPARE(missing.json["quarantined"].toArray().size(), 1);
}

void TestLobulectl::listsStudies()
{
    const CtlResult result = m_ctl->run({"list", "--json"});
    QCOMPARE(result.exit, 0);
    QCOMPARE(sortedKeys(result.json), QStringList{"studies"});
    const QJsonArray studies = result.json["studies"].toArray();
    QCOMPARE(studies.size(), 1);
    const QJsonObject study = studies[0].toObject();
    QCOMPARE(study["uid"].toString(), m_study);
    QVERIFY(study["pseudonym"].toString().startsWith("P-"));
    QCOMPARE(study["instances"].toInt(), 3);
    QCOMPARE(study["synthetic"].toBool(), true);
    QVERIFY(study["aiScore"].isNull());
    QCOMPARE(m_ctl->run({"list", "studies", "--json"}).out, result.out);
    const CtlResult text = m_ctl->run({"list"});
    QVERIFY(text.out.contains(m_study.toUtf8()));
    QVERIFY(text.out.startsWith("uid "));
}

void TestLobulectl::listsSeriesAndInstances()
{
    const CtlResult series = m_ctl->run({"list", "series", "--study", m_study, "--json"});
    QCOMPARE(series.exit, 0);
    const QJsonArray rows = series.json["series"].toArray();
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0].toObject()["study"].toString(), m_study);
    QCOMPARE(rows[0].toObject()["modality"].toString(), QString("CT"));
    const CtlResult instances = m_ctl->run({"list", "instances", "--study", m_study, "--json"});
    QCOMPARE(instances.json["instances"].toArray().size(), 3);
    const QJsonObject first = instances.json["instances"].toArray()[0].toObject();
    QCOMPARE(first["series"].toString(), rows[0].toObject()["uid"].toString());
    QCOMPARE(first["rows"].toInt(), 128);
    QCOMPARE(first["cached"].toBool(), true);
    QCOMPARE(first["sha256"].toString().size(), 64);
}

void TestLobulectl::listFilters()
{
    QCOMPARE(m_ctl->run({"list", "--filter", "ct", "--json"}).json["studies"].toArray().size(), 1);
    const CtlResult none = m_ctl->run({"list", "--filter", "no such word", "--json"});
    QCOMPARE(none.exit, 0);
    QCOMPARE(none.json["studies"].toArray().size(), 0);
    QCOMPARE(m_ctl->run({"list", "--filter", "no such word"}).out, QByteArray("no studies\n"));
    QCOMPARE(m_ctl->run({"list", "series", "--filter", "no such word", "--json"}).json["series"].toArray().size(), 0);
}

void TestLobulectl::unknownUidIsAFailedItem_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("list") << QStringList{"list", "series", "--study", "1.2.3"};
    QTest::newRow("predict") << QStringList{"predict", "--study", "1.2.3"};
    QTest::newRow("predict series") << QStringList{"predict", "--series", "1.2.3"};
    QTest::newRow("predict instance") << QStringList{"predict", "--instance", "1.2.3"};
    QTest::newRow("report") << QStringList{"report", "show", "--study", "1.2.3"};
    QTest::newRow("pixels") << QStringList{"pixels", "--instance", "1.2.3", "--output", "/dev/null"};
}

void TestLobulectl::unknownUidIsAFailedItem()
{
    QFETCH(QStringList, arguments);
    const CtlResult result = m_ctl->run(arguments << "--json");
    QCOMPARE(result.exit, 1);
    QVERIFY(result.isJson);
    QCOMPARE(result.json["error"].toObject()["code"].toString(), QString("not-found"));
}

void TestLobulectl::pixelsAreHu()
{
    const QString file = m_home.filePath("pixels.raw");
    const CtlResult result = m_ctl->run({"pixels", "--instance", firstInstance(), "--output", file, "--json"});
    QVERIFY2(result.exit == 0, result.err.constData());
    QCOMPARE(sortedKeys(result.json), (QStringList{"columns", "frames", "rows", "type", "unit"}));
    QCOMPARE(result.json["rows"].toInt(), 128);
    QCOMPARE(result.json["frames"].toInt(), 1);
    QCOMPARE(result.json["type"].toString(), QString("int16"));
    QCOMPARE(result.json["unit"].toString(), QString("HU"));
    const QByteArray raw = fileBytes(file);
    QCOMPARE(raw.size(), 128 * 128 * 2);
    const auto* values = reinterpret_cast<const qint16*>(raw.constData());
    // Outside the circular field of view there is nothing; somewhere in the middle there is a body.
    QCOMPARE(values[0], qint16(-1024));
    int tissue = 0;
    for (int i = 0; i < 128 * 128; ++i) tissue += values[i] > -50 && values[i] < 250 ? 1 : 0;
    QVERIFY(tissue > 2000);
    QCOMPARE(m_ctl->run({"pixels", "--instance", firstInstance(), "--frame", "0", "--output", file}).exit, 0);
    QCOMPARE(fileBytes(file), raw);
    QCOMPARE(m_ctl->run({"pixels", "--instance", firstInstance(), "--frame", "1", "--output", file}).exit, 1);
    QCOMPARE(fileBytes(file), raw);
    QCOMPARE(m_ctl->run({"pixels", "--instance", firstInstance(), "--output", m_home.filePath("no/such/folder/file")}).exit, 3);
}

void TestLobulectl::pixelsComeBackAfterLoss()
{
    const QString file = m_home.filePath("pixels-before.raw");
    QCOMPARE(m_ctl->run({"pixels", "--instance", firstInstance(), "--output", file}).exit, 0);
    const QByteArray before = fileBytes(file);
    QVERIFY(QDir(m_ctl->library() + "/cache").removeRecursively());
    const CtlResult result = m_ctl->run({"pixels", "--instance", firstInstance(), "--output", file});
    QVERIFY2(result.exit == 0, result.err.constData());
    QCOMPARE(fileBytes(file), before);
    QCOMPARE(m_ctl->run({"verify"}).exit, 0);
}

void TestLobulectl::reportKeepsVersions()
{
    const auto report = [&](const QStringList& arguments) {
        return m_ctl->run(QStringList{"report"} + arguments + QStringList{"--study", m_study, "--json"});
    };
    CtlResult result = report({"show"});
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.json["version"].toInt(), 0);
    QCOMPARE(report({"set"}).exit, 2);
    QCOMPARE(report({"set", "--field", "findings"}).exit, 2);
    QCOMPARE(report({"set", "--field", "nonsense=x"}).exit, 2);
    QCOMPARE(report({"set", "--ai"}).exit, 1);
    result = report({"set", "--field", "findings=간 표면이 결절상임 = nodular", "--field", "impression=간경변", "--author", "Kim"});
    QVERIFY2(result.exit == 0, result.err.constData());
    QCOMPARE(result.json["version"].toInt(), 1);
    QCOMPARE(result.json["status"].toString(), QString("draft"));
    QCOMPARE(result.json["author"].toString(), QString("Kim"));
    QCOMPARE(result.json["fields"].toObject()["findings"].toString(), QString("간 표면이 결절상임 = nodular"));
    // The same again is no version; an empty value takes the field out.
    QCOMPARE(report({"set", "--field", "impression=간경변"}).json["version"].toInt(), 1);
    result = report({"set", "--field", "findings="});
    QCOMPARE(result.json["version"].toInt(), 2);
    QVERIFY(!result.json["fields"].toObject().contains("findings"));
    QCOMPARE(report({"set", "--field", "addendum=too early"}).exit, 2);
    result = report({"set", "--final"});
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.json["status"].toString(), QString("final"));
    QCOMPARE(report({"set", "--field", "findings=too late"}).exit, 2);
    result = report({"set", "--field", "addendum=Prior compared."});
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.json["status"].toString(), QString("final"));
    QCOMPARE(report({"show"}).json["fields"].toObject()["addendum"].toString(), QString("Prior compared."));
    QVERIFY(m_ctl->run({"report", "show", "--study", m_study}).out.contains("[impression]\n간경변"));
    QCOMPARE(m_ctl->run({"list", "--json"}).json["studies"].toArray()[0].toObject()["reportStatus"].toString(), QString("final"));
}

void TestLobulectl::reportPrints()
{
    const QString file = m_home.filePath("판독문 1.pdf");
    const CtlResult result = m_ctl->run({"report", "export", "--study", m_study, "--pdf", file, "--language", "ko", "--json"});
#ifdef LOBULE_WITH_PDF
    QVERIFY2(result.exit == 0, result.err.constData());
    QCOMPARE(result.json["language"].toString(), QString("ko"));
    QVERIFY(fileBytes(file).startsWith("%PDF-"));
    QCOMPARE(m_ctl->run({"report", "export", "--study", m_study}).exit, 2);
    QCOMPARE(m_ctl->run({"report", "export", "--study", m_study, "--pdf", m_home.filePath("no/such/folder/x.pdf")}).exit, 3);
#else
    QCOMPARE(result.exit, 3);
    QCOMPARE(result.json["error"].toObject()["code"].toString(), QString("unsupported"));
    QVERIFY(!QFile::exists(file));
#endif
}

void TestLobulectl::verifyFindsAndMends()
{
    CtlResult result = m_ctl->run({"verify", "--json"});
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.json["consistent"].toBool(), true);
    QCOMPARE(result.json["instances"].toInt(), 3);
    // One byte of the pixel cache turned.
    const QStringList caches = filesBelow(m_ctl->library() + "/cache");
    QCOMPARE(caches.size(), 1);
    QFile cache(caches.first());
    QVERIFY(cache.open(QIODevice::ReadWrite));
    cache.seek(cache.size() / 2);
    char byte = 0;
    QVERIFY(cache.getChar(&byte));
    cache.seek(cache.size() / 2);
    cache.putChar(static_cast<char>(byte ^ 0x55));
    cache.close();
    result = m_ctl->run({"verify", "--json"});
    QCOMPARE(result.exit, 1);
    QCOMPARE(result.json["consistent"].toBool(), false);
    QVERIFY(result.json["problems"].toArray().size() > 0);
    result = m_ctl->run({"verify", "--repair", "--json"});
    QVERIFY2(result.exit == 0, result.out.constData());
    QVERIFY(result.json["repaired"].toArray().size() > 0);
    QCOMPARE(m_ctl->run({"verify"}).exit, 0);
}

void TestLobulectl::anonymizeWritesATree()
{
    const QString out = m_home.filePath("anonymized");
    const CtlResult result = m_ctl->run({"anonymize", m_phantom, out, "--json"});
    QVERIFY2(result.exit == 0, result.err.constData());
    QCOMPARE(result.json["imported"].toInt(), 3);
    const QStringList files = filesBelow(out);
    QCOMPARE(files.size(), 3);
    for (const QString& file : files) {
        const QString name = QDir(out).relativeFilePath(file);
        QVERIFY2(QRegularExpression("^2\\.25\\.[0-9]+/2\\.25\\.[0-9]+/2\\.25\\.[0-9]+\\.dcm$").match(name).hasMatch(), qPrintable(name));
        QVERIFY(name.startsWith(m_study));
        QVERIFY(!fileBytes(file).contains("PHANTOM-"));
    }
}

void TestLobulectl::profileBelongsToTheLibrary()
{
    QTemporaryDir home;
    const Ctl ctl(home.path());
    QCOMPARE(ctl.run({"profile", "--json"}).json.value(QLatin1String("profile")).toString(), QStringLiteral("basic"));
    QCOMPARE(ctl.run({"profile", "set", "no-such-option", "--json"}).exit, 2);
    const CtlResult set = ctl.run({"profile", "set", "modified-dates,safe-private", "--json"});
    QCOMPARE(set.exit, 0);
    QCOMPARE(set.json.value(QLatin1String("profile")).toString(), QStringLiteral("basic,modified-dates,safe-private"));
    QCOMPARE(set.json.value(QLatin1String("safePrivateList")).toString(), QStringLiteral("shipped"));
    const auto used = [&](const QStringList& extra) {
        return ctl.run(QStringList{"anonymize", m_phantom, home.filePath("out"), "--json"} + extra)
            .json.value(QLatin1String("profile"))
            .toString();
    };
    QCOMPARE(used({}), QStringLiteral("basic,modified-dates,safe-private"));
    QCOMPARE(used({"--profile", "basic"}), QStringLiteral("basic"));
    QCOMPARE(ctl.run({"import", m_phantom, "--json"}).json.value(QLatin1String("profile")).toString(),
        QStringLiteral("basic,modified-dates,safe-private"));
    QFile list(home.filePath("list.txt"));
    QVERIFY(list.open(QIODevice::WriteOnly));
    list.write("0019,\"A\",10\nnonsense\n");
    list.close();
    const CtlResult wrong = ctl.run({"import", m_phantom, "--safe-private", list.fileName(), "--json"});
    QCOMPARE(wrong.exit, 2);
    QVERIFY(wrong.err.contains("line 2"));
}

void TestLobulectl::deidentificationReport()
{
    QTemporaryDir home;
    const Ctl ctl(home.path());
    const QString json = home.filePath("report.json");
    QStringList arguments{"anonymize", m_phantom, home.filePath("out"), "--report", json, "--json"};
#ifdef LOBULE_WITH_PDF
    const QString pdf = home.filePath("report.pdf");
    arguments << "--report" << pdf << "--language"
              << "en";
#endif
    QCOMPARE(ctl.run(arguments).exit, 0);
    const QByteArray bytes = fileBytes(json);
    const QJsonObject report = QJsonDocument::fromJson(bytes).object();
    QCOMPARE(report.value(QLatin1String("files")).toObject().value(QLatin1String("deidentified")).toInt(), 3);
    QVERIFY(report.value(QLatin1String("actions")).toObject().value(QLatin1String("uids-mapped")).toInt() >= 9);
    QVERIFY(!bytes.contains(m_phantom.toUtf8()) && !bytes.contains(".dcm"));
    QCOMPARE(ctl.run({"anonymize", m_phantom, home.filePath("out2"), "--report", "report.txt", "--json"}).exit, 2);
#ifdef LOBULE_WITH_PDF
    QVERIFY(fileBytes(pdf).startsWith("%PDF"));
#endif
}

void TestLobulectl::environmentFailures()
{
    // A file where the library should be.
    QFile file(m_home.filePath("not-a-folder"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    for (const QStringList& arguments : {QStringList{"list"}, QStringList{"import", m_phantom}, QStringList{"verify"}}) {
        const CtlResult result = m_ctl->run(QStringList{"--library", file.fileName(), "--json"} + arguments);
        QCOMPARE(result.exit, 3);
        QVERIFY(result.isJson);
        QVERIFY(result.json.contains("error"));
    }
    // --library after the command means the same.
    const QString elsewhere = m_home.filePath("elsewhere");
    const CtlResult other = m_ctl->run({"list", "--library", elsewhere, "--json"});
    QCOMPARE(other.exit, 0);
    QCOMPARE(other.json["studies"].toArray().size(), 0);
    QVERIFY(QDir(elsewhere).exists());
}

void TestLobulectl::interruptStopsCleanly()
{
#ifdef _WIN32
    QSKIP("needs signals");
#else
    const QString many = m_home.filePath("many");
    QVERIFY(QDir().mkpath(many));
    const QByteArray whole = fileBytes(filesBelow(m_phantom).first());
    for (int i = 0; i < 2000; ++i) {
        QFile copy(many + QStringLiteral("/%1.dcm").arg(i));
        QVERIFY(copy.open(QIODevice::WriteOnly));
        copy.write(whole);
    }
    QProcess process;
    process.setProcessEnvironment(m_ctl->environment());
    process.start(QStringLiteral(LOBULE_BIN_DIR "/lobulectl"), {"import", many, "--workers", "1", "--json"});
    QVERIFY(process.waitForStarted());
    QTest::qWait(500);
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
    QVERIFY(process.state() == QProcess::NotRunning || process.waitForFinished(30'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    const QJsonObject json = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    QCOMPARE(json["cancelled"].toBool(), true);
    QVERIFY(json["duplicates"].toInt() < 2000);
    QCOMPARE(m_ctl->run({"verify"}).exit, 0);
#endif
}

QTEST_GUILESS_MAIN(TestLobulectl)
#include "tst_lobulectl.moc"
