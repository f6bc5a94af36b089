#include "ai/package/FileIo.h"
#include "ai/package/ModelPackage.h"
#include "ai/package/NetworkIo.h"
#include "tests/ai/support/FormulaNetwork.h"
#include "tests/ai/support/FormulaPackage.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <sstream>

using namespace lobule;
using namespace lobule::package;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

std::string readText(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

void writeText(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

/// Makes the checksums right again after a test has changed a file, as an attacker would.
void updateSums(const fs::path& folder)
{
    std::string sums;
    for (const char* name : {"configs/metadata.json", "docs/README.md", "docs/license.txt", "models/model.safetensors"}) {
        const std::string text = readText(folder / name);
        sums += sha256Hex(text.data(), text.size()) + "  " + name + "\n";
    }
    writeText(folder / "SHA256SUMS", sums);
}

int entriesIn(const fs::path& folder) { return static_cast<int>(std::distance(fs::directory_iterator(folder), fs::directory_iterator())); }

} // namespace

class TestModelPackage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void metadataComesBackWhole();
    void brokenMetadataIsRefused_data();
    void brokenMetadataIsRefused();
    void writtenPackageIsReadAndItsNetworkAnswersTheSame();
    void halfStorageHalvesTheFileAndKeepsBatchNormStatistics();
    void damageIsFound_data();
    void damageIsFound();
    void parityMismatchIsRefused_data();
    void parityMismatchIsRefused();
    void weightsOfAnotherNetworkAreRefused();
    void replacingKeepsOnlyTheNewPackage();
    void foreignFolderIsNotReplaced();
    void folderThatCannotBeWrittenIsReported();

private:
    /// A fresh copy of the package of initTestCase().
    fs::path copyOfPackage();

    QTemporaryDir m_folder;
    fs::path m_package;
    int m_copies = 0;
};

void TestModelPackage::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_package = fs::path(m_folder.path().toStdString()) / "original";
    const auto written = test::writeFormulaPackage(m_package);
    QVERIFY2(written.has_value(), written ? "" : written.error().detail.c_str());
}

fs::path TestModelPackage::copyOfPackage()
{
    const fs::path copy = m_package.parent_path() / ("copy" + std::to_string(++m_copies));
    fs::copy(m_package, copy, fs::copy_options::recursive);
    return copy;
}

void TestModelPackage::metadataComesBackWhole()
{
    PackageMetadata metadata = test::formulaMetadata();
    metadata.description = "간 CT";
    metadata.inChannels = 3;
    metadata.head = Head::Softmax2;
    metadata.classes = {"LC", "NonLC"};
    metadata.preprocess.voiFunction = VoiFunction::Sigmoid;
    metadata.preprocess.windowStage = WindowStage::AfterResize;
    metadata.preprocess.rows = 96;
    metadata.preprocess.columns = 128;
    metadata.preprocess.interpolation = Interpolation::BilinearAntialias;
    metadata.preprocess.crop = Crop::Body;
    metadata.preprocess.bodyThresholdHu = -250.0;
    metadata.preprocess.bodyMarginMm = 7.5;
    metadata.preprocess.channels = 3;
    metadata.preprocess.mean = {0.485f, 0.456f, 0.406f};
    metadata.preprocess.std = {0.229f, 0.224f, 0.225f};
    metadata.preprocess.paddingHu = -2000.0;
    metadata.decision = {1.25, 0.4, 0.45, 0.3, 0.6, "mean_logit", 7};
    metadata.parity.logits = {0.1234567890123, -2.0};
    metadata.clinicalUse = true;
    metadata.trainingJson = R"({"epochs":200})";
    metadata.evaluationJson = R"({"auroc":[0.9,0.8,0.95]})";

    const std::string text = formatMetadata(metadata);
    const auto parsed = parseMetadata(text);
    QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().arguments.front().c_str());
    // Formatting what was parsed gives the same text, so nothing was lost.
    QCOMPARE(QString::fromStdString(formatMetadata(*parsed)), QString::fromStdString(text));
    QCOMPARE(parsed->preprocess.mean, metadata.preprocess.mean);
    QCOMPARE(parsed->parity.logits, metadata.parity.logits);
    QVERIFY(!parsed->lcIsSecond());
}

void TestModelPackage::brokenMetadataIsRefused_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value"); // JSON; empty removes the entry
    const auto add = [](const char* pointer, const char* value) { QTest::addRow("%s = %s", pointer, value) << pointer << value; };
    add("/name", "");
    add("/name", "\"\"");
    add("/name", "3");
    add("/version", "");
    add("/lobule", "");
    add("/lobule", "[]");
    add("/lobule/schema", "2");
    add("/lobule/architecture", "\"resnet50\"");
    add("/lobule/in_channels", "2");
    add("/lobule/in_channels", "3");
    add("/lobule/head", "\"softmax3\"");
    add("/lobule/classes", "[\"NonLC\"]");
    add("/lobule/classes", "[\"LC\",\"LC\"]");
    add("/lobule/clinical_use", "");
    add("/lobule/clinical_use", "\"no\"");
    add("/lobule/preprocess/window_width", "0");
    add("/lobule/preprocess/window_width", "");
    add("/lobule/preprocess/window_level", "1e300");
    add("/lobule/preprocess/voi_function", "\"LOG\"");
    add("/lobule/preprocess/resize", "[64]");
    add("/lobule/preprocess/resize", "[64,100000]");
    add("/lobule/preprocess/resize", "[64,64.5]");
    add("/lobule/preprocess/interpolation", "\"nearest\"");
    add("/lobule/preprocess/crop", "\"body\""); // without its "body" block
    add("/lobule/preprocess/channels", "\"repeat3\"");
    add("/lobule/preprocess/mean", "[0,0,0]");
    add("/lobule/preprocess/std", "[0]");
    add("/lobule/preprocess/orientation", "\"coronal\"");
    add("/lobule/decision/temperature", "0");
    add("/lobule/decision/slice_threshold", "1.5");
    add("/lobule/decision/indeterminate", "[0.6,0.4]");
    add("/lobule/decision/aggregation", "\"noisy_or\"");
    add("/lobule/parity", "");
    add("/lobule/parity/logits", "[0,0]");
    add("/lobule/parity/tolerance", "10");
    add("/lobule/parity/input_sha256", "\"abc\"");
    add("/lobule/training", "7");
}

void TestModelPackage::brokenMetadataIsRefused()
{
    QFETCH(const QString, pointer);
    QFETCH(const QString, value);
    json document = json::parse(formatMetadata([] {
        PackageMetadata metadata = test::formulaMetadata();
        metadata.trainingJson = "{}";
        return metadata;
    }()));
    QVERIFY(parseMetadata(document.dump()).has_value());
    const json::json_pointer path(pointer.toStdString());
    QVERIFY(document.contains(path));
    if (value.isEmpty()) {
        document[path.parent_pointer()].erase(path.back());
    } else {
        document[path] = json::parse(value.toStdString());
    }
    const auto parsed = parseMetadata(document.dump());
    QVERIFY(!parsed.has_value());
    QCOMPARE(parsed.error().code, ErrorCode::ModelInvalid);
    QVERIFY(!parsed.error().arguments.empty());
}

void TestModelPackage::writtenPackageIsReadAndItsNetworkAnswersTheSame()
{
    const auto package = readPackage(m_package);
    QVERIFY2(package.has_value(), package ? "" : package.error().arguments.front().c_str());
    QCOMPARE(package->sha256.size(), std::size_t{64});
    QCOMPARE(package->metadata.parity.logits.size(), std::size_t{1});
    auto loaded = loadNetwork(*package);
    QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().detail.c_str());
    QVERIFY(loaded->unexpectedNames.empty());
    QVERIFY(!loaded->network->is_training());
    const torch::NoGradGuard noGrad;
    const auto logits = loaded->network->forward(parityInput(package->metadata)).logits;
    QVERIFY(parityDifference(logits, package->metadata.parity) < 1e-5);
}

void TestModelPackage::halfStorageHalvesTheFileAndKeepsBatchNormStatistics()
{
    model::DenseNet network(model::DenseNetOptions{1, 1});
    test::fillByFormula(network);
    const fs::path full = m_package.parent_path() / "full";
    QVERIFY(saveNetwork(full, test::formulaMetadata(), network, WeightStorage::F32, {"card", "license"}).has_value());
    const auto fullSize = fs::file_size(full / "models/model.safetensors");
    const auto halfSize = fs::file_size(m_package / "models/model.safetensors");
    QVERIFY2(halfSize < fullSize * 6 / 10, qPrintable(QString::number(halfSize)));
    QVERIFY(halfSize < (16u << 20));

    auto loaded = loadNetwork(*readPackage(m_package));
    QVERIFY(loaded.has_value());
    QVERIFY(torch::equal(loaded->network->features->norm0->running_var, network->features->norm0->running_var));
    QVERIFY(!torch::equal(loaded->network->features->conv0->weight, network->features->conv0->weight));
    auto exact = loadNetwork(*readPackage(full));
    QVERIFY(exact.has_value());
    QVERIFY(torch::equal(exact->network->features->conv0->weight, network->features->conv0->weight));
}

void TestModelPackage::damageIsFound_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<int>("code");
    const auto add = [](const char* damage, ErrorCode code) { QTest::newRow(damage) << damage << static_cast<int>(code); };
    add("no folder", ErrorCode::NotFound);
    add("no checksums", ErrorCode::ModelInvalid);
    add("checksums are no checksums", ErrorCode::ModelInvalid);
    add("path leads out", ErrorCode::ModelInvalid);
    add("byte of the weights", ErrorCode::Corrupt);
    add("byte of the model card", ErrorCode::Corrupt);
    add("file missing", ErrorCode::Corrupt);
    add("file not listed", ErrorCode::Corrupt);
    add("weights are a link", ErrorCode::Corrupt);
    add("weights not listed", ErrorCode::Corrupt);
    add("metadata is no JSON", ErrorCode::ModelInvalid);
    add("weights are no weights", ErrorCode::ModelInvalid);
}

void TestModelPackage::damageIsFound()
{
    QFETCH(const QString, damage);
    QFETCH(const int, code);
    fs::path package = copyOfPackage();
    const fs::path sums = package / "SHA256SUMS";
    const fs::path weights = package / "models/model.safetensors";
    if (damage == "no folder") {
        package /= "nowhere";
    } else if (damage == "no checksums") {
        fs::remove(sums);
    } else if (damage == "checksums are no checksums") {
        writeText(sums, "hello\n");
    } else if (damage == "path leads out") {
        writeText(sums, readText(sums) + std::string(64, '0') + "  ../outside.txt\n");
    } else if (damage == "byte of the weights") {
        std::string bytes = readText(weights);
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        writeText(weights, bytes);
    } else if (damage == "byte of the model card") {
        writeText(package / "docs/README.md", "# Other model\n");
    } else if (damage == "file missing") {
        fs::remove(package / "docs/license.txt");
    } else if (damage == "file not listed") {
        writeText(package / "models/model.pt", "pickle");
    } else if (damage == "weights are a link") {
        fs::remove(weights);
        fs::create_symlink(m_package / "models/model.safetensors", weights);
    } else if (damage == "weights not listed") {
        const std::string text = readText(sums);
        writeText(sums, text.substr(0, text.rfind('\n', text.size() - 2) + 1));
    } else if (damage == "metadata is no JSON") {
        writeText(package / "configs/metadata.json", "{");
        updateSums(package);
    } else if (damage == "weights are no weights") {
        writeText(weights, "{}");
        updateSums(package);
    }
    const auto read = readPackage(package);
    QVERIFY(!read.has_value());
    QCOMPARE(static_cast<int>(read.error().code), code);
}

void TestModelPackage::parityMismatchIsRefused_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value");
    QTest::newRow("logit") << "/lobule/parity/logits"
                           << "[0.75]";
    QTest::newRow("input") << "/lobule/parity/input_sha256"
                           << "\"" + QString(64, QLatin1Char('a')) + "\"";
    QTest::newRow("input size") << "/lobule/preprocess/resize"
                                << "[64,96]";
}

void TestModelPackage::parityMismatchIsRefused()
{
    QFETCH(const QString, pointer);
    QFETCH(const QString, value);
    const fs::path package = copyOfPackage();
    json document = json::parse(readText(package / "configs/metadata.json"));
    document[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
    writeText(package / "configs/metadata.json", document.dump());
    updateSums(package);
    const auto read = readPackage(package);
    QVERIFY(read.has_value());
    const auto loaded = loadNetwork(*read);
    QVERIFY(!loaded.has_value());
    QCOMPARE(loaded.error().code, ErrorCode::ModelParity);
}

void TestModelPackage::weightsOfAnotherNetworkAreRefused()
{
    // Complete weights, but for two classes.
    PackageMetadata metadata = test::formulaMetadata();
    metadata.head = Head::Softmax2;
    metadata.parity.logits = {0.0, 0.0};
    const fs::path other = m_package.parent_path() / "two-classes";
    QVERIFY(test::writeFormulaPackage(other, metadata).has_value());
    const fs::path package = copyOfPackage();
    fs::copy_file(other / "models/model.safetensors", package / "models/model.safetensors", fs::copy_options::overwrite_existing);
    updateSums(package);
    const auto loaded = loadNetwork(*readPackage(package));
    QVERIFY(!loaded.has_value());
    QCOMPARE(loaded.error().code, ErrorCode::ModelInvalid);

    // Not all weights.
    const std::vector<std::byte> bytes(64 * 49 * 4);
    const std::vector<std::byte> row(1024 * 4);
    const auto few = formatSafetensors({{"features.conv0.weight", TensorType::F32, {64, 1, 7, 7}, bytes.data(), bytes.size()},
        {"classifier.weight", TensorType::F32, {1, 1024}, row.data(), row.size()}});
    writeText(package / "models/model.safetensors", {reinterpret_cast<const char*>(few.data()), few.size()});
    updateSums(package);
    const auto incomplete = loadNetwork(*readPackage(package));
    QVERIFY(!incomplete.has_value());
    QCOMPARE(incomplete.error().code, ErrorCode::ModelInvalid);
    QVERIFY(incomplete.error().arguments.front().find("missing") != std::string::npos);
}

void TestModelPackage::replacingKeepsOnlyTheNewPackage()
{
    QTemporaryDir parent;
    const fs::path folder = fs::path(parent.path().toStdString()) / "model";
    PackageMetadata metadata = test::formulaMetadata();
    QVERIFY(test::writeFormulaPackage(folder, metadata).has_value());
    metadata.version = "0.0.2";
    // A trailing separator names the same folder.
    QVERIFY(test::writeFormulaPackage(folder / "", metadata).has_value());
    QCOMPARE(QString::fromStdString(readPackage(folder)->metadata.version), QStringLiteral("0.0.2"));
    QCOMPARE(entriesIn(folder.parent_path()), 1);
}

void TestModelPackage::foreignFolderIsNotReplaced()
{
    QTemporaryDir parent;
    const fs::path folder = fs::path(parent.path().toStdString()) / "thesis";
    fs::create_directory(folder);
    writeText(folder / "chapter1.txt", "years of work");
    const auto written = test::writeFormulaPackage(folder);
    QVERIFY(!written.has_value());
    QCOMPARE(written.error().code, ErrorCode::Misuse);
    QVERIFY(fs::exists(folder / "chapter1.txt"));
    QCOMPARE(entriesIn(folder.parent_path()), 1);
}

void TestModelPackage::folderThatCannotBeWrittenIsReported()
{
    const auto written = test::writeFormulaPackage("/proc/lobule-no-such-place/model");
    QVERIFY(!written.has_value());
    QCOMPARE(written.error().code, ErrorCode::FileUnwritable);
}

QTEST_GUILESS_MAIN(TestModelPackage)
#include "tst_modelpackage.moc"
