#include "ai/package/NetworkIo.h"
#include "ai/predict/Predictor.h"
#include "tests/ai/support/FormulaPackage.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstdint>
#include <limits>

using namespace lobule;
using namespace lobule::predict;
namespace fs = std::filesystem;

namespace {

constexpr int kEdge = 128;

/// `count` different slices of something like tissue.
std::vector<std::int16_t> slices(int count)
{
    std::vector<std::int16_t> pixels;
    for (int n = 0; n < count; ++n) {
        for (int i = 0; i < kEdge * kEdge; ++i) pixels.push_back(static_cast<std::int16_t>(40 + 80 * std::sin(0.01 * (n + 1) * i)));
    }
    return pixels;
}

SliceBatch batchOf(const std::vector<std::int16_t>& pixels)
{
    return {{pixels.data(), PixelType::Int16, kEdge, kEdge, 0.8, 0.8}, static_cast<int>(pixels.size()) / (kEdge * kEdge)};
}

} // namespace

class TestPredictor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void decisionFollowsThePackage_data();
    void decisionFollowsThePackage();
    void answerThatIsNoNumberIsNotScored();
    void scoresEqualThoseOfThePlainNetwork_data();
    void scoresEqualThoseOfThePlainNetwork();
    void resultsDoNotDependOnTheBatch();
    void slicesWithoutBodyAreMarkedAmongOthers();
    void impossibleBatchesAreRefused();
    void unknownDevicesAreRefused_data();
    void unknownDevicesAreRefused();

private:
    fs::path packageWith(const char* name, const package::PackageMetadata& metadata);

    QTemporaryDir m_folder;
    fs::path m_package;
};

fs::path TestPredictor::packageWith(const char* name, const package::PackageMetadata& metadata)
{
    const fs::path folder = fs::path(m_folder.path().toStdString()) / name;
    if (!test::writeFormulaPackage(folder, metadata)) qFatal("the package cannot be written");
    return folder;
}

void TestPredictor::initTestCase() { m_package = packageWith("plain", test::formulaMetadata()); }

void TestPredictor::decisionFollowsThePackage_data()
{
    QTest::addColumn<bool>("twoLogits");
    QTest::addColumn<bool>("lcFirst");
    QTest::addColumn<double>("temperature");
    QTest::addColumn<double>("first");
    QTest::addColumn<double>("second");
    QTest::addColumn<double>("logit");
    QTest::addColumn<bool>("lc");
    QTest::addColumn<bool>("indeterminate");
    // Threshold 0.6, band 0.4 to 0.7.
    QTest::newRow("one logit, high") << false << false << 1.0 << 2.0 << 0.0 << 2.0 << true << false;
    QTest::newRow("one logit, low") << false << false << 1.0 << -2.0 << 0.0 << -2.0 << false << false;
    QTest::newRow("one logit of NonLC") << false << true << 1.0 << 2.0 << 0.0 << -2.0 << false << false;
    QTest::newRow("below the threshold, inside the band") << false << false << 1.0 << 0.2 << 0.0 << 0.2 << false << true;
    QTest::newRow("above the threshold, inside the band") << false << false << 1.0 << 0.6 << 0.0 << 0.6 << true << true;
    QTest::newRow("two logits") << true << false << 1.0 << 1.0 << 3.5 << 2.5 << true << false;
    QTest::newRow("two logits, LC first") << true << true << 1.0 << 1.0 << 3.5 << -2.5 << false << false;
    QTest::newRow("temperature") << false << false << 4.0 << 8.0 << 0.0 << 2.0 << true << false;
    QTest::newRow("far away") << false << false << 1.0 << -2000.0 << 0.0 << -2000.0 << false << false;
}

void TestPredictor::decisionFollowsThePackage()
{
    QFETCH(const bool, twoLogits);
    QFETCH(const bool, lcFirst);
    QFETCH(const double, temperature);
    QFETCH(const double, first);
    QFETCH(const double, second);
    QFETCH(const double, logit);
    QFETCH(const bool, lc);
    QFETCH(const bool, indeterminate);
    package::PackageMetadata metadata = test::formulaMetadata();
    metadata.head = twoLogits ? package::Head::Softmax2 : package::Head::Sigmoid1;
    if (lcFirst) metadata.classes = {"LC", "NonLC"};
    metadata.decision.temperature = temperature;
    metadata.decision.sliceThreshold = 0.6;
    metadata.decision.indeterminateLow = 0.4;
    metadata.decision.indeterminateHigh = 0.7;
    const float logits[] = {static_cast<float>(first), static_cast<float>(second)};
    const SliceResult result = decide(metadata, logits);
    QVERIFY(result.scored);
    QVERIFY(std::abs(result.logit - logit) < 1e-6);
    QVERIFY(std::abs(result.score - 1.0 / (1.0 + std::exp(-logit))) < 1e-7);
    QCOMPARE(result.isLc, lc);
    QCOMPARE(result.indeterminate, indeterminate);
}

void TestPredictor::answerThatIsNoNumberIsNotScored()
{
    const float logits[] = {std::numeric_limits<float>::quiet_NaN()};
    const SliceResult result = decide(test::formulaMetadata(), logits);
    QVERIFY(!result.scored);
    QCOMPARE(QString::fromStdString(result.reason), QStringLiteral("no-number"));
}

void TestPredictor::scoresEqualThoseOfThePlainNetwork_data()
{
    QTest::addColumn<int>("channels");
    QTest::addColumn<bool>("twoLogits");
    QTest::newRow("1 channel, 1 logit") << 1 << false;
    QTest::newRow("3 channels, 2 logits") << 3 << true;
}

void TestPredictor::scoresEqualThoseOfThePlainNetwork()
{
    QFETCH(const int, channels);
    QFETCH(const bool, twoLogits);
    package::PackageMetadata metadata = test::formulaMetadata();
    metadata.inChannels = metadata.preprocess.channels = channels;
    metadata.preprocess.mean.assign(static_cast<std::size_t>(channels), 0.45f);
    metadata.preprocess.std.assign(static_cast<std::size_t>(channels), 0.22f);
    if (twoLogits) metadata.head = package::Head::Softmax2;
    if (twoLogits) metadata.parity.logits = {0.0, 0.0};
    const fs::path folder = packageWith(QTest::currentDataTag(), metadata);
    const std::vector<std::int16_t> pixels = slices(3);

    auto predictor = Predictor::load(folder, "cpu");
    QVERIFY2(predictor.has_value(), predictor ? "" : predictor.error().detail.c_str());
    QCOMPARE(QString::fromStdString(predictor->deviceName()), QStringLiteral("CPU"));
    QVERIFY(predictor->parityDifference() <= 1e-4);
    const auto results = predictor->predict(batchOf(pixels));
    QVERIFY(results.has_value());
    QCOMPARE(results->size(), std::size_t{3});

    const auto package = package::readPackage(folder);
    auto loaded = package::loadNetwork(*package);
    QVERIFY(loaded.has_value());
    const Preprocessor preprocessor(package->metadata.preprocess);
    const torch::NoGradGuard noGrad;
    for (std::size_t n = 0; n < 3; ++n) {
        HuSlice slice = batchOf(pixels).first;
        slice.pixels = pixels.data() + n * kEdge * kEdge;
        const auto plane = preprocessor.plane(slice).value();
        torch::Tensor input = torch::empty({1, channels, 64, 64});
        preprocessor.normalise(plane.data(), input.data_ptr<float>());
        const torch::Tensor logits = loaded->network->forward(input).logits.contiguous();
        const SliceResult expected = decide(package->metadata, logits.data_ptr<float>());
        QVERIFY2(
            std::abs(results->at(n).score - expected.score) <= 1e-5, qPrintable(QString::number(results->at(n).score - expected.score)));
        QVERIFY(std::abs(results->at(n).logit - expected.logit) <= 1e-4);
    }
    // Different slices have different answers, or this test would show nothing.
    QVERIFY(std::abs(results->at(0).logit - results->at(1).logit) > 1e-3);
}

void TestPredictor::resultsDoNotDependOnTheBatch()
{
    auto predictor = Predictor::load(m_package, "auto");
    QVERIFY(predictor.has_value());
    // More than the largest batch of the CPU, and no multiple of it.
    const std::vector<std::int16_t> pixels = slices(19);
    const auto together = predictor->predict(batchOf(pixels)).value();
    QCOMPARE(together.size(), std::size_t{19});
    for (const std::size_t n : {std::size_t{0}, std::size_t{7}, std::size_t{8}, std::size_t{18}}) {
        SliceBatch one = batchOf(pixels);
        one.count = 1;
        one.first.pixels = pixels.data() + n * kEdge * kEdge;
        const auto alone = predictor->predict(one).value();
        QVERIFY(std::abs(alone.front().score - together[n].score) < 1e-5);
    }
}

void TestPredictor::slicesWithoutBodyAreMarkedAmongOthers()
{
    package::PackageMetadata metadata = test::formulaMetadata();
    metadata.preprocess.crop = package::Crop::Body;
    auto predictor = Predictor::load(packageWith("body", metadata), "cpu");
    QVERIFY(predictor.has_value());
    std::vector<std::int16_t> pixels = slices(3);
    std::fill_n(pixels.begin() + kEdge * kEdge, kEdge * kEdge, std::int16_t{-1000});
    const auto results = predictor->predict(batchOf(pixels)).value();
    QVERIFY(results[0].scored && !results[1].scored && results[2].scored);
    QCOMPARE(QString::fromStdString(results[1].reason), QStringLiteral("no-body"));
}

void TestPredictor::impossibleBatchesAreRefused()
{
    auto predictor = Predictor::load(m_package, "cpu");
    QVERIFY(predictor.has_value());
    const std::vector<std::int16_t> pixels = slices(1);
    SliceBatch batch = batchOf(pixels);
    batch.count = 0;
    QCOMPARE(predictor->predict(batch).error().code, ErrorCode::Misuse);
    batch = batchOf(pixels);
    batch.first.rows = 8;
    QCOMPARE(predictor->predict(batch).error().code, ErrorCode::Misuse);
}

void TestPredictor::unknownDevicesAreRefused_data()
{
    QTest::addColumn<QString>("device");
    for (const char* device : {"", "CPU", "gpu", "cuda:", "cuda:-1", "cuda:1x", "cuda:99", "cuda:99999999999", "cuda0"}) {
        QTest::newRow(device) << QString::fromLatin1(device);
    }
}

void TestPredictor::unknownDevicesAreRefused()
{
    QFETCH(const QString, device);
    const auto predictor = Predictor::load(m_package, device.toStdString());
    QVERIFY(!predictor.has_value());
    QCOMPARE(predictor.error().code, ErrorCode::DeviceUnavailable);
    QCOMPARE(predictor.error().arguments, std::vector<std::string>{device.toStdString()});
}

QTEST_GUILESS_MAIN(TestPredictor)
#include "tst_predictor.moc"
