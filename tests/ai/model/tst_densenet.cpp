#include "ai/model/FoldedDenseNet.h"
#include "ai/model/StateDict.h"
#include "tests/ai/support/FormulaNetwork.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <fstream>

using namespace lobule;

namespace {

nlohmann::json golden()
{
    std::ifstream stream(LOBULE_SOURCE_DIR "/tests/ai/model/torchvision_golden.json");
    return nlohmann::json::parse(stream);
}

std::string describe(const std::string& name, const torch::Tensor& tensor)
{
    std::string text = name + " ";
    for (std::int64_t i = 0; i < tensor.dim(); ++i) text += (i > 0 ? "x" : "") + std::to_string(tensor.size(i));
    return text;
}

model::NamedTensors copyOf(const model::NamedTensors& state)
{
    model::NamedTensors copy;
    for (const auto& [name, tensor] : state) copy.emplace_back(name, tensor.detach().clone());
    return copy;
}

} // namespace

class TestDenseNet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stateHasTorchvisionsNamesAndShapes();
    void logitsEqualTorchvisions_data();
    void logitsEqualTorchvisions();
    void logitIsMeanOfTheClassActivationMap();
    void foldedNetworkAnswersTheSame_data();
    void foldedNetworkAnswersTheSame();
    void namesOfOtherProgramsAreMapped_data();
    void namesOfOtherProgramsAreMapped();
    void stateLoadsUnderAPrefix();
    void missingAndUnexpectedAreReported();
    void otherShapeIsRefusedAndChangesNothing();
    void sameNameTwiceIsRefused();
    void optionsFollowFromWeights();
};

void TestDenseNet::stateHasTorchvisionsNamesAndShapes()
{
    const nlohmann::json expected = golden()["state"];
    model::DenseNet network(model::DenseNetOptions{3, 2});
    const model::NamedTensors state = model::stateOf(network);
    QCOMPARE(state.size(), std::size_t{727});
    QCOMPARE(expected.size(), state.size());
    for (std::size_t i = 0; i < state.size(); ++i) QCOMPARE(describe(state[i].first, state[i].second), expected[i].get<std::string>());
}

void TestDenseNet::logitsEqualTorchvisions_data()
{
    QTest::addColumn<int>("index");
    const nlohmann::json cases = golden()["cases"];
    QCOMPARE(cases.size(), std::size_t{8});
    for (std::size_t i = 0; i < cases.size(); ++i) {
        QTest::addRow("%d channels, %d classes, %d x %d", cases[i]["channels"].get<int>(), cases[i]["classes"].get<int>(),
            cases[i]["rows"].get<int>(), cases[i]["columns"].get<int>())
            << static_cast<int>(i);
    }
}

void TestDenseNet::logitsEqualTorchvisions()
{
    QFETCH(const int, index);
    const nlohmann::json expected = golden()["cases"][static_cast<std::size_t>(index)];
    model::DenseNet network(model::DenseNetOptions{expected["channels"].get<int>(), expected["classes"].get<int>()});
    test::fillByFormula(network);

    const torch::NoGradGuard noGrad;
    const auto output = network->forward(test::formulaInput(expected["channels"], expected["rows"], expected["columns"]));
    const torch::Tensor logits = output.logits.flatten();
    QCOMPARE(static_cast<std::size_t>(logits.numel()), expected["logits"].size());
    for (std::int64_t i = 0; i < logits.numel(); ++i) {
        const double difference = std::abs(logits[i].item<double>() - expected["logits"][static_cast<std::size_t>(i)].get<double>());
        QVERIFY2(difference <= 1e-4, qPrintable(QString::number(difference)));
    }
    QVERIFY(std::abs(output.features.to(torch::kDouble).mean().item<double>() - expected["feature_mean"].get<double>()) < 1e-5);
    QVERIFY(std::abs(output.features.max().item<double>() - expected["feature_max"].get<double>()) < 1e-3);
    QCOMPARE(output.features.size(2), expected["rows"].get<std::int64_t>() / 32);
    QCOMPARE(output.features.size(3), expected["columns"].get<std::int64_t>() / 32);
}

void TestDenseNet::logitIsMeanOfTheClassActivationMap()
{
    model::DenseNet network(model::DenseNetOptions{1, 2});
    test::fillByFormula(network);
    const torch::NoGradGuard noGrad;
    const auto output = network->forward(test::formulaInput(1, 96, 160));
    const torch::Tensor cam = torch::einsum("kc,nchw->nkhw", {network->classifier->weight, output.features});
    const torch::Tensor rebuilt = cam.mean({2, 3}) + network->classifier->bias;
    QVERIFY((rebuilt - output.logits).abs().max().item<double>() < 1e-4);
}

void TestDenseNet::foldedNetworkAnswersTheSame_data()
{
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("classes");
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::newRow("smallest") << 1 << 1 << 32 << 32;
    QTest::newRow("3 channels, 2 classes") << 3 << 2 << 96 << 160;
    QTest::newRow("sizes that do not halve") << 1 << 2 << 75 << 117;
}

void TestDenseNet::foldedNetworkAnswersTheSame()
{
    QFETCH(const int, channels);
    QFETCH(const int, classes);
    QFETCH(const int, rows);
    QFETCH(const int, columns);
    if (!model::FoldedDenseNet::isSupported()) QSKIP("this LibTorch has no oneDNN");
    model::DenseNet network(model::DenseNetOptions{channels, classes});
    test::fillByFormula(network);
    const c10::InferenceMode inference;
    const torch::Tensor input = test::formulaInput(channels, rows, columns);
    const auto expected = network->forward(input);
    const auto actual = model::FoldedDenseNet(network).forward(input);
    // Relative to logits of 20 to 40.
    QVERIFY(((actual.logits - expected.logits).abs() / expected.logits.abs().clamp_min(1.0)).max().item<double>() < 1e-5);
    QVERIFY((actual.features - expected.features).abs().max().item<double>() < 1e-3);
    QVERIFY(actual.logits.sizes() == expected.logits.sizes());
    QVERIFY(actual.features.sizes() == expected.features.sizes());
}

void TestDenseNet::namesOfOtherProgramsAreMapped_data()
{
    QTest::addColumn<QString>("foreign");
    QTest::addColumn<QString>("ours");
    const QString layer = QStringLiteral("features.denseblock2.denselayer11.norm1.running_var");
    QTest::newRow("unchanged") << layer << layer;
    QTest::newRow("data parallel") << QStringLiteral("module.") + layer << layer;
    QTest::newRow("nested wrappers") << QStringLiteral("module.model.net.") + layer << layer;
    QTest::newRow("old torchvision norm") << QStringLiteral("features.denseblock2.denselayer11.norm.1.running_var") << layer;
    QTest::newRow("old torchvision conv") << QStringLiteral("features.denseblock1.denselayer1.conv.2.weight")
                                          << QStringLiteral("features.denseblock1.denselayer1.conv2.weight");
    QTest::newRow("MONAI layer") << QStringLiteral("features.denseblock2.denselayer11.layers.norm1.running_var") << layer;
    QTest::newRow("MONAI head") << QStringLiteral("class_layers.out.bias") << QStringLiteral("classifier.bias");
    QTest::newRow("transition norm is not old style")
        << QStringLiteral("features.transition1.norm.weight") << QStringLiteral("features.transition1.norm.weight");
}

void TestDenseNet::namesOfOtherProgramsAreMapped()
{
    QFETCH(const QString, foreign);
    QFETCH(const QString, ours);
    QCOMPARE(QString::fromStdString(model::canonicalName(foreign.toStdString())), ours);
}

void TestDenseNet::stateLoadsUnderAPrefix()
{
    model::DenseNet source(model::DenseNetOptions{1, 1});
    test::fillByFormula(source);
    model::NamedTensors state = copyOf(model::stateOf(source));
    for (auto& [name, tensor] : state) name = "module." + name;

    model::DenseNet target(model::DenseNetOptions{1, 1});
    const auto report = model::loadState(target, state);
    QVERIFY(report.has_value());
    QVERIFY(report->missing.empty());
    QVERIFY(report->unexpected.empty());
    target->eval();
    const torch::NoGradGuard noGrad;
    const torch::Tensor input = test::formulaInput(1, 64, 64);
    QVERIFY(torch::equal(source->forward(input).logits, target->forward(input).logits));
}

void TestDenseNet::missingAndUnexpectedAreReported()
{
    model::DenseNet network(model::DenseNetOptions{1, 1});
    model::NamedTensors state = copyOf(model::stateOf(network));
    std::erase_if(
        state, [](const auto& entry) { return entry.first == "features.norm5.bias" || entry.first.ends_with("num_batches_tracked"); });
    state.emplace_back("auxiliary.weight", torch::zeros({3}));
    const auto report = model::loadState(network, state);
    QVERIFY(report.has_value());
    QCOMPARE(report->missing, std::vector<std::string>{"features.norm5.bias"});
    QCOMPARE(report->unexpected, std::vector<std::string>{"auxiliary.weight"});
}

void TestDenseNet::otherShapeIsRefusedAndChangesNothing()
{
    model::DenseNet network(model::DenseNetOptions{1, 1});
    const torch::Tensor before = network->features->conv0->weight.detach().clone();
    model::NamedTensors state = copyOf(model::stateOf(network));
    for (auto& [name, tensor] : state) {
        tensor.fill_(7);
        if (name == "classifier.weight") tensor = torch::zeros({2, 1024});
    }
    const auto report = model::loadState(network, state);
    QVERIFY(!report.has_value());
    QCOMPARE(report.error().code, ErrorCode::ModelInvalid);
    QVERIFY(report.error().arguments.front().find("classifier.weight is 2x1024 instead of 1x1024") != std::string::npos);
    QVERIFY(torch::equal(before, network->features->conv0->weight));
}

void TestDenseNet::sameNameTwiceIsRefused()
{
    model::DenseNet network(model::DenseNetOptions{1, 1});
    model::NamedTensors state = copyOf(model::stateOf(network));
    state.emplace_back("module.classifier.bias", torch::zeros({1}));
    const auto report = model::loadState(network, state);
    QVERIFY(!report.has_value());
    QCOMPARE(report.error().code, ErrorCode::ModelInvalid);
}

void TestDenseNet::optionsFollowFromWeights()
{
    const auto deduced = model::optionsFromState(model::stateOf(model::DenseNet(model::DenseNetOptions{3, 2})));
    QVERIFY(deduced.has_value());
    QCOMPARE(deduced->inChannels, std::int64_t{3});
    QCOMPARE(deduced->classes, std::int64_t{2});
    QVERIFY(!model::optionsFromState({}).has_value());
    QVERIFY(
        !model::optionsFromState({{"features.conv0.weight", torch::zeros({64, 2, 7, 7})}, {"classifier.weight", torch::zeros({1, 1024})}}));
    QVERIFY(!model::optionsFromState(
        {{"features.conv0.weight", torch::zeros({64, 1, 7, 7})}, {"classifier.weight", torch::zeros({1000, 1024})}}));
}

QTEST_GUILESS_MAIN(TestDenseNet)
#include "tst_densenet.moc"
