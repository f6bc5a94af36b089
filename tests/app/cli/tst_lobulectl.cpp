#include "tests/app/cli/CtlFixture.h"
#include "tests/core/dicom/DicomBuilder.h"

#include <QCryptographicHash>
#include <QDir>
#include <QElapsedTimer>
#include <QRegularExpression>

#ifndef _WIN32
#include <csignal>
#endif

using namespace lobule::test;

namespace {

QStringList sortedKeys(const QJsonObject& object) { return object.keys(); }

} // namespace

/// The contract that scripts rely on: arguments, exit statuses, keys of the JSON documents.
class TestLobulectl : public CtlFixture {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { importPhantom(); }
    void helpIsComplete();
    void misuse_data();
    void misuse();
    void phantomIsReproducible();
    void importCountsAndRepeats();
    void importQuarantines();
    void importTellsWhatCannotBeShown();
    void listsStudies();
    void listsSeriesAndInstances();
    void listFilters();
    void unknownUidIsAFailedItem_data();
    void unknownUidIsAFailedItem();
    void pixelsAreHu();
    void pixelsComeBackAfterLoss();
    void verifyFindsAndMends();
    void environmentFailures();
    void interruptStopsCleanly_data();
    void interruptStopsCleanly();

private:
    [[nodiscard]] QString firstInstance() const;
};

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
    for (const QStringList& arguments : {QStringList{"--version", "--json"}, QStringList{"--json", "--version"}}) {
        const CtlResult json = m_ctl->run(arguments);
        QVERIFY(json.exit == 0 && json.isJson);
        QCOMPARE(json.json["version"].toString(), QStringLiteral(LOBULE_VERSION));
    }
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

void TestLobulectl::importTellsWhatCannotBeShown()
{
    // High-throughput JPEG 2000, which nothing here decodes.
    using B = DicomBuilder;
    const std::string bytes = B().identity("1.2.3.4.2").image(4, 4).fragments({"\xff\x4f\xff\x51"}).file("1.2.840.10008.1.2.4.201");
    QFile file(m_home.filePath("htj2k.dcm"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes.data(), static_cast<qint64>(bytes.size()));
    file.close();
    const QString library = m_home.filePath("shown");
    const QString csv = m_home.filePath("shown.csv");
    const CtlResult text = m_ctl->run({"--library", library, "import", file.fileName(), "--csv", csv});
    QCOMPARE(text.exit, 1);
    QVERIFY2(text.out.contains("imported, cannot be shown: " + file.fileName().toUtf8()), text.out.constData());
    QVERIFY(fileBytes(csv).contains("\"not-shown\""));
    QVERIFY(QDir(library).removeRecursively());
    const CtlResult json = m_ctl->run({"--library", library, "import", file.fileName(), "--json"});
    QCOMPARE(json.exit, 1);
    QCOMPARE(json.json["imported"].toInt(), 1);
    QCOMPARE(json.json["quarantined"].toArray().size(), 0);
    QCOMPARE(json.json["notShown"].toArray().at(0).toObject()["code"].toString(), "unsupported");
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
    // Neither is a model that is not there.
    const CtlResult model = m_ctl->run({"predict", "--study", m_study, "--model", m_home.filePath("no-model"), "--json"});
    QCOMPARE(model.exit, 3);
    QCOMPARE(model.json["error"].toObject()["code"].toString(), QString("model-invalid"));
    // --library after the command means the same.
    const QString elsewhere = m_home.filePath("elsewhere");
    const CtlResult other = m_ctl->run({"list", "--library", elsewhere, "--json"});
    QCOMPARE(other.exit, 0);
    QCOMPARE(other.json["studies"].toArray().size(), 0);
    QVERIFY(QDir(elsewhere).exists());
}

void TestLobulectl::interruptStopsCleanly_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("remembered");
    QTest::newRow("Ctrl+C is a decision") << 2 << 0;
    QTest::newRow("SIGTERM leaves it to be continued") << 15 << 1;
}

void TestLobulectl::interruptStopsCleanly()
{
#ifdef _WIN32
    QSKIP("needs signals");
#else
    QFETCH(int, signal);
    QFETCH(int, remembered);
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
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), signal), 0);
    QVERIFY(process.state() == QProcess::NotRunning || process.waitForFinished(30'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    const QJsonObject json = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    QCOMPARE(json["cancelled"].toBool(), true);
    QVERIFY(json["duplicates"].toInt() < 2000);
    QCOMPARE(m_ctl->run({"verify"}).exit, 0);
    QCOMPARE(m_ctl->run({"import", "--forget", "--json"}).json["forgotten"].toInt(), remembered);
#endif
}

QTEST_GUILESS_MAIN(TestLobulectl)
#include "tst_lobulectl.moc"
