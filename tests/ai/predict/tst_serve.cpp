#include "ai/package/ModelPackage.h"
#include "ai/predict/Predictor.h"
#include "core/base/WorkerWire.h"
#include "tests/ai/predict/WorkerProcess.h"
#include "tests/ai/support/FormulaPackage.h"

#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>

using namespace lobule;
using lobule::test::WorkerProcess;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr int kEdge = 64;

std::vector<std::int16_t> slices(int count)
{
    std::vector<std::int16_t> pixels;
    for (int n = 0; n < count; ++n) {
        for (int i = 0; i < kEdge * kEdge; ++i) pixels.push_back(static_cast<std::int16_t>(40 + 80 * std::sin(0.01 * (n + 1) * i)));
    }
    return pixels;
}

template <class Pixel> QByteArray bytesOf(const std::vector<Pixel>& pixels)
{
    return {reinterpret_cast<const char*>(pixels.data()), static_cast<qsizetype>(pixels.size() * sizeof(Pixel))};
}

json predictRequest(int count, const char* type = "int16")
{
    return {{"op", "predict"}, {"id", 7}, {"rows", kEdge}, {"columns", kEdge}, {"count", count}, {"type", type}, {"rowSpacingMm", 0.8},
        {"columnSpacingMm", 0.8}};
}

QByteArray frame(const std::string& text, std::uint64_t payloadBytes = 0)
{
    return QByteArray::fromStdString(wire::encodeHeader(text, payloadBytes));
}

} // namespace

class TestServe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void helloComesFirstAndEndOfInputEndsTheWorker();
    void predictionsArriveInOrder();
    void workerStartsItselfAnewForOpenMp();
    void refusedRequestsLeaveTheStreamInStep_data();
    void refusedRequestsLeaveTheStreamInStep();
    void refusedPackages_data();
    void refusedPackages();
    void aFailedLoadKeepsTheOldModel();
    void predictBeforeLoadIsRefused();
    void slicesThatCannotBeJudged();
    void streamsThatAreNoProtocolEndTheWorker_data();
    void streamsThatAreNoProtocolEndTheWorker();
    void aPeerThatStopsReadingEndsTheWorker();
    void infoPrintsOneDocument();
    void misuseOfTheCommandLine();

private:
    json loadRequest(const fs::path& package) const { return {{"op", "load"}, {"package", package.string()}, {"device", "cpu"}}; }

    QTemporaryDir m_folder;
    fs::path m_package;
    WorkerProcess m_worker; ///< Loaded; shared by the tests that leave it as it was.
};

void TestServe::initTestCase()
{
    m_package = fs::path(m_folder.path().toStdString()) / "model 모델";
    QVERIFY(test::writeFormulaPackage(m_package).has_value());
    QVERIFY(m_worker.start());
    const json loaded = m_worker.ask(loadRequest(m_package));
    QVERIFY2(loaded.value("ok", false), loaded.dump().c_str());
    const json& model = loaded["model"];
    QCOMPARE(model["name"].get<std::string>(), std::string("Formula model"));
    QCOMPARE(model["version"].get<std::string>(), std::string("0.0.1"));
    QCOMPARE(model["sha256"].get<std::string>().size(), std::size_t{64});
    QCOMPARE(model["clinicalUse"].get<bool>(), false);
    QCOMPARE(model["windowWidthHu"].get<double>(), 150.0);
    QCOMPARE(model["windowLevelHu"].get<double>(), 30.0);
    QCOMPARE(model["sliceThreshold"].get<double>(), 0.5);
    QVERIFY(model["indeterminate"] == json::array({0.5, 0.5}));
    QCOMPARE(loaded["device"].get<std::string>(), std::string("CPU"));
    QVERIFY(loaded["milliseconds"].get<double>() > 0.0);
}

void TestServe::helloComesFirstAndEndOfInputEndsTheWorker()
{
    WorkerProcess worker;
    QVERIFY(worker.start());
    QVERIFY(worker.hello() == (json{{"hello", "lobule-infer"}, {"protocol", 1}, {"version", LOBULE_VERSION}}));
    QCOMPARE(worker.finish(), 0);
    QCOMPARE(worker.leftOver(), QByteArray());
}

void TestServe::predictionsArriveInOrder()
{
    const std::vector<std::int16_t> pixels = slices(3);
    const json answer = m_worker.ask(predictRequest(3), bytesOf(pixels));
    QVERIFY2(answer.value("ok", false), answer.dump().c_str());
    QCOMPARE(answer["id"].get<int>(), 7);
    QCOMPARE(answer["device"].get<std::string>(), std::string("CPU"));
    QVERIFY(answer["milliseconds"].get<double>() > 0.0);
    QCOMPARE(answer["results"].size(), std::size_t{3});

    // The same through the library, and as float32.
    auto predictor = predict::Predictor::load(m_package, "cpu");
    QVERIFY(predictor.has_value());
    const auto expected = predictor->predict({{pixels.data(), predict::PixelType::Int16, kEdge, kEdge, 0.8, 0.8}, 3}).value();
    const json asFloat = m_worker.ask(predictRequest(3, "float32"), bytesOf(std::vector<float>(pixels.begin(), pixels.end())));
    for (std::size_t i = 0; i < 3; ++i) {
        const json& result = answer["results"][i];
        const double score = result["score"].get<double>();
        QVERIFY(std::abs(score - expected[i].score) < 1e-5);
        QVERIFY(std::abs(score - 1.0 / (1.0 + std::exp(-result["logit"].get<double>()))) < 1e-9);
        QCOMPARE(result["label"].get<std::string>(), std::string(score >= 0.5 ? "LC" : "NonLC"));
        QCOMPARE(result["indeterminate"].get<bool>(), false);
        QVERIFY(std::abs(score - asFloat["results"][i]["score"].get<double>()) < 1e-5);
    }
}

void TestServe::workerStartsItselfAnewForOpenMp()
{
    WorkerProcess worker;
    QProcessEnvironment environment = worker.process().processEnvironment();
    environment.remove(QStringLiteral("GOMP_SPINCOUNT"));
    environment.remove(QStringLiteral("OMP_WAIT_POLICY"));
    worker.process().setProcessEnvironment(environment);
    QVERIFY(worker.start());
    QVERIFY(worker.ask(loadRequest(m_package)).value("ok", false));
#ifdef Q_OS_LINUX
    // The same process, now with the setting.
    std::ifstream stream("/proc/" + std::to_string(worker.process().processId()) + "/environ", std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    QVERIFY(text.find("GOMP_SPINCOUNT=") != std::string::npos);
#endif
    QCOMPARE(worker.finish(), 0);
}

void TestServe::refusedRequestsLeaveTheStreamInStep_data()
{
    QTest::addColumn<QString>("changes"); // merged into a good request for one slice; null removes
    QTest::addColumn<int>("payloadBytes");
    QTest::addColumn<QString>("argument");
    const int good = kEdge * kEdge * 2;
    QTest::newRow("unknown op") << R"({"op":"explode"})" << 0 << "op";
    QTest::newRow("unknown op with payload") << R"({"op":"explode"})" << 5000000 << "op";
    QTest::newRow("op is a number") << R"({"op":4})" << good << "op";
    QTest::newRow("no op") << R"({"op":null})" << good << "op";
    QTest::newRow("load with payload") << R"({"op":"load","package":"/tmp"})" << 100 << "payload";
    QTest::newRow("load without package") << R"({"op":"load"})" << 0 << "package";
    QTest::newRow("payload too short") << "{}" << good - 1 << "payload";
    QTest::newRow("payload too long") << "{}" << good + 1 << "payload";
    QTest::newRow("no payload") << "{}" << 0 << "payload";
    QTest::newRow("payload for int16 announced as float32") << R"({"type":"float32"})" << good << "payload";
    QTest::newRow("unknown type") << R"({"type":"uint8"})" << good << "type";
    QTest::newRow("rows missing") << R"({"rows":null})" << good << "rows";
    QTest::newRow("rows are text") << R"({"rows":"64"})" << good << "rows";
    QTest::newRow("rows are a fraction") << R"({"rows":64.5})" << good << "rows";
    QTest::newRow("too few rows") << R"({"rows":15})" << good << "rows";
    QTest::newRow("negative rows") << R"({"rows":-64})" << good << "rows";
    QTest::newRow("rows of 2^64 - 1") << R"({"rows":18446744073709551615})" << good << "rows";
    QTest::newRow("too many columns") << R"({"columns":4097})" << good << "columns";
    QTest::newRow("no slices") << R"({"count":0})" << 0 << "count";
    QTest::newRow("too many slices") << R"({"count":2049})" << good << "count";
    QTest::newRow("sizes that would overflow 32 bits") << R"({"rows":4096,"columns":4096,"count":2048})" << good << "payload";
    QTest::newRow("spacing is text") << R"({"rowSpacingMm":"wide"})" << good << "rowSpacingMm";
    QTest::newRow("spacing negative") << R"({"rowSpacingMm":-1})" << good << "slice";
}

void TestServe::refusedRequestsLeaveTheStreamInStep()
{
    QFETCH(const QString, changes);
    QFETCH(const int, payloadBytes);
    QFETCH(const QString, argument);
    json request = predictRequest(1);
    request.merge_patch(json::parse(changes.toStdString()));
    const json answer = m_worker.ask(request, QByteArray(payloadBytes, 'x'));
    QCOMPARE(answer.value("ok", true), false);
    QCOMPARE(answer.value("code", ""), std::string("misuse"));
    QCOMPARE(answer["id"].get<int>(), 7);
    QCOMPARE(answer["arguments"].at(0).get<std::string>(), argument.toStdString());
    // The next request is answered as if nothing had been.
    QVERIFY(m_worker.ask(predictRequest(1), bytesOf(slices(1))).value("ok", false));
}

void TestServe::refusedPackages_data()
{
    QTest::addColumn<QString>("package");
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("code");
    QTest::newRow("missing") << "nowhere"
                             << "cpu"
                             << "not-found";
    QTest::newRow("no package") << "empty"
                                << "cpu"
                                << "model-invalid";
    QTest::newRow("damaged") << "damaged"
                             << "cpu"
                             << "corrupt";
    QTest::newRow("wrong parity") << "parity"
                                  << "cpu"
                                  << "model-parity";
    QTest::newRow("unknown device") << "good"
                                    << "abacus"
                                    << "device-unavailable";
    QTest::newRow("absent device") << "good"
                                   << "cuda:99"
                                   << "device-unavailable";
}

void TestServe::refusedPackages()
{
    QFETCH(const QString, package);
    QFETCH(const QString, device);
    QFETCH(const QString, code);
    const fs::path folder = fs::path(m_folder.path().toStdString()) / package.toStdString();
    if (package == "empty") fs::create_directory(folder);
    if (package == "good" || package == "damaged")
        fs::copy(m_package, folder, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    if (package == "damaged") std::ofstream(folder / "configs/metadata.json", std::ios::app) << " ";
    if (package == "parity") {
        // A package that its writer would not have let through: other settings than the parity vector was made with.
        package::PackageMetadata metadata = test::formulaMetadata();
        metadata.parity.logits = {0.75};
        metadata.parity.inputSha256 = std::string(64, 'a');
        QVERIFY(
            package::writePackage(folder, metadata, package::readPackage(m_package)->weights.tensors(), {"card", "license"}).has_value());
    }
    json request = loadRequest(folder);
    request["device"] = device.toStdString();
    request["id"] = "text id";
    const json answer = m_worker.ask(request);
    QCOMPARE(answer.value("ok", true), false);
    QCOMPARE(QString::fromStdString(answer.value("code", "")), code);
    QCOMPARE(answer["id"].get<std::string>(), std::string("text id"));
}

void TestServe::aFailedLoadKeepsTheOldModel()
{
    const QByteArray payload = bytesOf(slices(1));
    const json before = m_worker.ask(predictRequest(1), payload);
    QCOMPARE(m_worker.ask(loadRequest("/nowhere")).value("ok", true), false);
    const json after = m_worker.ask(predictRequest(1), payload);
    QVERIFY(before["results"] == after["results"]);
}

void TestServe::predictBeforeLoadIsRefused()
{
    WorkerProcess worker;
    QVERIFY(worker.start());
    const json answer = worker.ask(predictRequest(1), bytesOf(slices(1)));
    QCOMPARE(answer.value("code", ""), std::string("not-found"));
    QVERIFY(worker.ask(loadRequest(m_package)).value("ok", false));
    QVERIFY(worker.ask(predictRequest(1), bytesOf(slices(1))).value("ok", false));
    QCOMPARE(worker.finish(), 0);
}

void TestServe::slicesThatCannotBeJudged()
{
    std::vector<float> pixels(2 * kEdge * kEdge, 40.0f);
    pixels[10] = std::numeric_limits<float>::infinity();
    const json some = m_worker.ask(predictRequest(2, "float32"), bytesOf(pixels));
    QVERIFY(some.value("ok", false));
    QVERIFY(some["results"][0] == json({{"notScored", "not-finite"}}));
    QVERIFY(some["results"][1].contains("score"));

    pixels.resize(kEdge * kEdge);
    const json none = m_worker.ask(predictRequest(1, "float32"), bytesOf(pixels));
    QCOMPARE(none.value("ok", true), false);
    QCOMPARE(none.value("code", ""), std::string("not-scored"));
    QVERIFY(none["arguments"] == json::array({"not-finite"}));
}

void TestServe::streamsThatAreNoProtocolEndTheWorker_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("text") << QByteArray("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTest::newRow("zeros: a frame with no JSON") << QByteArray(12, '\0');
    QTest::newRow("header cut short") << frame("{}").left(7);
    QTest::newRow("JSON cut short") << frame(R"({"op":"predict"})").left(20);
    QTest::newRow("JSON too long") << QByteArray::fromHex("ffffffff0000000000000000");
    QTest::newRow("payload too long") << QByteArray::fromHex("0200000000000000ffffffff") + "{}";
    QTest::newRow("announced JSON of 64 MiB that never comes") << QByteArray::fromHex("000000040000000000000000") + "{";
    QTest::newRow("announced payload of 4 GiB that never comes")
        << frame(R"({"op":"predict","rows":4096,"columns":4096,"count":128,"type":"int16"})", std::uint64_t{4} << 30) + "abc";
    QTest::newRow("no JSON") << frame("hello");
    QTest::newRow("JSON that is no object") << frame("[1,2]");
    QTest::newRow("JSON with broken UTF-8") << frame("{\"op\":\"\xff\xfe\"}");
    QTest::newRow("deep JSON") << frame(std::string(1 << 20, '['));
    QTest::newRow("payload cut short") << frame(R"({"op":"explode"})", 1000) + QByteArray(10, 'x');
}

void TestServe::streamsThatAreNoProtocolEndTheWorker()
{
    QFETCH(const QByteArray, bytes);
    WorkerProcess worker;
    QVERIFY(worker.start());
    worker.sendBytes(bytes);
    QCOMPARE(worker.finish(), 1);
    const auto answer = worker.receive();
    QVERIFY(answer.has_value());
    QCOMPARE(answer->value("ok", true), false);
    QCOMPARE(answer->value("code", ""), std::string("protocol"));
    QCOMPARE(worker.leftOver(), QByteArray());
}

void TestServe::aPeerThatStopsReadingEndsTheWorker()
{
    WorkerProcess worker;
    QVERIFY(worker.start());
    worker.process().closeReadChannel(QProcess::StandardOutput);
    for (int i = 0; i < 3 && worker.process().state() == QProcess::Running; ++i) worker.send({{"op", "explode"}});
    // It ends by itself, without a signal: whether it noticed the closed pipe or the end of its input.
    QVERIFY(worker.finish() >= 0);
}

void TestServe::infoPrintsOneDocument()
{
    QProcess process;
    process.start(QStringLiteral(LOBULE_BIN_DIR "/lobule-infer"),
        {QStringLiteral("info"), QString::fromStdString(m_package.string()), QStringLiteral("--json")});
    QVERIFY(process.state() == QProcess::NotRunning || process.waitForFinished(60000));
    QCOMPARE(process.exitCode(), 0);
    const json document = json::parse(process.readAllStandardOutput().toStdString(), nullptr, false);
    QVERIFY(document.is_object());
    QCOMPARE(document["metadata"]["name"].get<std::string>(), std::string("Formula model"));
    QVERIFY(document["parityDifference"].get<double>() <= 1e-4);
}

void TestServe::misuseOfTheCommandLine()
{
    for (const QStringList& arguments :
        {QStringList{}, {QStringLiteral("dance")}, {QStringLiteral("info")}, {QStringLiteral("info"), QStringLiteral("/nowhere")}}) {
        QProcess process;
        process.start(QStringLiteral(LOBULE_BIN_DIR "/lobule-infer"), arguments);
        QVERIFY(process.state() == QProcess::NotRunning || process.waitForFinished(60000));
        QCOMPARE(process.exitCode(), 2);
        QVERIFY(!process.readAllStandardError().isEmpty());
    }
}

QTEST_GUILESS_MAIN(TestServe)
#include "tst_serve.moc"
