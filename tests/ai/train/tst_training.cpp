#include "ai/package/ModelPackage.h"
#include "ai/phantom/Phantom.h"
#include "ai/predict/Predictor.h"
#include "ai/train/Commands.h"
#include "ai/train/Evaluation.h"
#include "ai/train/TrainRun.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace lobule;
using namespace lobule::train;

namespace {

std::filesystem::path pathOf(const QTemporaryDir& folder, const char* name)
{
    return std::filesystem::path(folder.path().toStdString()) / name;
}

TrainPlan tinyPlan(const std::filesystem::path& output, int patients, int slices, int edge, int epochs)
{
    TrainPlan plan;
    plan.data.firstSeed = 1000000;
    plan.data.patients = patients;
    plan.data.slicesPerPatient = slices;
    plan.data.sliceSize = 128;
    plan.data.threads = 2;
    plan.preprocess.rows = edge;
    plan.preprocess.columns = edge;
    plan.preprocess.crop = package::Crop::Body;
    plan.split = {6, 2, 0};
    plan.options.epochs = epochs;
    plan.options.learningRate = 1e-3;
    plan.options.batch = edge < 64 ? 4 : 8;
    plan.options.schedule = Schedule::OneCycle;
    plan.options.device = "cpu";
    plan.options.threads = 1; // waiting OpenMP threads spin, which on a busy machine takes minutes
    plan.output = output;
    return plan;
}

const std::atomic<bool> kGoOn{false};

} // namespace

class TestTraining : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_package = pathOf(m_folder, "tiny");
        int drawn = 0;
        const auto summary = trainPhantomModel(
            tinyPlan(m_package, 16, 4, 64, 2), [&](int done, int) { drawn = done; }, {}, kGoOn);
        QVERIFY2(summary.has_value(), summary.has_value() ? "" : summary.error().detail.c_str());
        QCOMPARE(drawn, 16);
        m_summary = *summary;
    }

    void lossFalls()
    {
        QCOMPARE(m_summary.history.size(), std::size_t{2});
        QVERIFY2(m_summary.history[1].trainLoss < m_summary.history[0].trainLoss,
            qPrintable(QString("%1 then %2").arg(m_summary.history[0].trainLoss).arg(m_summary.history[1].trainLoss)));
        QVERIFY(m_summary.bestEpoch == 1 || m_summary.bestEpoch == 2);
        QVERIFY(!m_summary.interrupted);
    }

    void packageLoadsAndAnswers()
    {
        auto predictor = predict::Predictor::load(m_package, "cpu");
        QVERIFY2(predictor.has_value(), predictor.has_value() ? "" : predictor.error().detail.c_str());
        const package::PackageMetadata& metadata = predictor->metadata();
        QVERIFY(!metadata.clinicalUse);
        QCOMPARE(metadata.preprocess.rows, 64);
        QCOMPARE(metadata.decision.temperature, m_summary.calibration.temperature);
        const auto training = nlohmann::json::parse(metadata.trainingJson);
        QCOMPARE(training.at("n_patients").at(0).get<int>() + training.at("n_patients").at(1).get<int>(), 16);
        QCOMPARE(training.at("split_sha256").get<std::string>().size(), std::size_t{64});
        QVERIFY(QString::fromStdString(training.at("data")).contains("phantom"));
        QVERIFY(metadata.evaluationJson.empty());
        const auto slice = phantom::Patient(77, phantom::Label::LC).slice(70);
        predict::SliceBatch batch;
        batch.first
            = {slice->hu.data(), predict::PixelType::Int16, 512, 512, slice->geometry.rowSpacingMm, slice->geometry.columnSpacingMm};
        const auto results = predictor->predict(batch);
        QVERIFY(results.has_value());
        QVERIFY(results->front().scored);
        QVERIFY(results->front().score > 0 && results->front().score < 1);
    }

    void modelCardSaysWhatItIs()
    {
        QFile card(QString::fromStdString((m_package / "docs" / "README.md").string()));
        QVERIFY(card.open(QIODevice::ReadOnly));
        const QByteArray text = card.readAll();
        QVERIFY(text.contains("Not for clinical use"));
        QVERIFY(text.contains("synthetic phantom"));
    }

    void evaluationIsMeasuredAndRecorded()
    {
        EvaluationPlan plan;
        plan.package = m_package;
        plan.patients = 6;
        plan.slicesPerPatient = 2;
        plan.device = "cpu";
        const auto report = evaluateOnPhantom(plan, {}, kGoOn);
        QVERIFY2(report.has_value(), report.has_value() ? "" : report.error().detail.c_str());
        QCOMPARE(report->figures.studies.positives, std::size_t{3});
        QCOMPARE(report->figures.slices.negatives, std::size_t{6});
        QVERIFY(recordEvaluation(m_package, *report).has_value());
        const auto package = package::readPackage(m_package);
        QVERIFY(package.has_value());
        const auto block = nlohmann::json::parse(package->metadata.evaluationJson);
        QCOMPARE(block.at("n_patients").get<int>(), 6);
        QCOMPARE(block.at("study").at("auroc").at(0).get<double>(), report->figures.studies.auroc.value);
        QVERIFY(predict::Predictor::load(m_package, "cpu").has_value());
        QVERIFY(evaluationText(*report).find("phantom") != std::string::npos);
        // The report belongs to the package as it was before it was recorded.
        QCOMPARE(recordEvaluation(m_package, *report).error().code, ErrorCode::Misuse);
    }

    void evaluationRefusesTrainingPatients()
    {
        EvaluationPlan plan;
        plan.package = m_package;
        plan.firstSeed = 1000015;
        const auto report = evaluateOnPhantom(plan, {}, kGoOn);
        QVERIFY(!report.has_value());
        QCOMPARE(report.error().code, ErrorCode::Misuse);
    }

    // A run that is stopped in the middle of an epoch and resumed ends like one that was not.
    void resumeGoesOn()
    {
        const TrainPlan whole = tinyPlan(pathOf(m_folder, "whole"), 8, 2, 32, 2);
        const auto expected = trainPhantomModel(whole, {}, {}, kGoOn);
        QVERIFY(expected.has_value());

        TrainPlan parts = tinyPlan(pathOf(m_folder, "parts"), 8, 2, 32, 2);
        parts.options.stateFolder = pathOf(m_folder, "parts.state");
        std::atomic<bool> stop{false};
        TrainProgress progress;
        progress.step = [&](const StepReport& s) { stop = s.epoch == 2 && s.step == 1; };
        const auto first = trainPhantomModel(parts, {}, progress, stop);
        QVERIFY(first.has_value());
        QVERIFY(first->interrupted);
        QCOMPARE(first->history.size(), std::size_t{1});
        QVERIFY(predict::Predictor::load(parts.output, "cpu").has_value());

        parts.options.resume = true;
        const auto second = trainPhantomModel(parts, {}, {}, kGoOn);
        QVERIFY2(second.has_value(), second.has_value() ? "" : second.error().detail.c_str());
        QCOMPARE(second->history.size(), std::size_t{2});
        for (std::size_t e = 0; e < 2; ++e) {
            // Sums in another order differ in the last bits.
            QVERIFY(std::fabs(second->history[e].trainLoss - expected->history[e].trainLoss) < 1e-3);
            QVERIFY(std::fabs(second->history[e].validationLoss - expected->history[e].validationLoss) < 1e-2);
        }

        parts.options.learningRate = 2e-3;
        const auto other = trainPhantomModel(parts, {}, {}, kGoOn);
        QVERIFY(!other.has_value());
        QCOMPARE(other.error().code, ErrorCode::Misuse);
    }

    void stoppedBeforeTheFirstEpochWritesNoPackage()
    {
        const TrainPlan plan = tinyPlan(pathOf(m_folder, "early"), 8, 2, 32, 1);
        std::atomic<bool> stop{false};
        TrainProgress progress;
        progress.step = [&](const StepReport&) { stop = true; };
        const auto summary = trainPhantomModel(plan, {}, progress, stop);
        QVERIFY(!summary.has_value());
        QCOMPARE(summary.error().code, ErrorCode::Cancelled);
        QVERIFY(!std::filesystem::exists(plan.output));
    }

    void dataAreDrawnAlikeByAnyNumberOfThreads()
    {
        package::PreprocessSettings preprocess;
        preprocess.rows = 32;
        preprocess.columns = 32;
        const auto one = makePhantomDataset({500, 6, 2, 64, 1.0, 1}, preprocess, {}, kGoOn);
        const auto three = makePhantomDataset({500, 6, 2, 64, 1.0, 3}, preprocess, {}, kGoOn);
        QVERIFY(one.has_value() && three.has_value());
        QVERIFY(torch::equal(one->images, three->images));
        QCOMPARE(one->images.size(0), std::int64_t{12});
        QCOMPARE(one->slicesOf({1, 4}), (std::vector<std::size_t>{2, 3, 8, 9}));
        QVERIFY(!one->patients[0].lc && one->patients[1].lc);
    }

    void commandLineMisuse_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::newRow("no training part") << "train out --split 0:1:0";
        QTest::newRow("input too small") << "train out --input 16x16";
        QTest::newRow("no resume without state") << "train out --resume --no-state --patients 4 --slices 1 --slice-size 64 --input 32x32";
        QTest::newRow("no package") << "evaluate missing-package";
    }

    void commandLineMisuse()
    {
        QFETCH(QString, arguments);
        CLI::App app;
        addTrainCommand(app);
        addEvaluateCommand(app);
        int status = 0;
        try {
            app.parse(arguments.toStdString());
        } catch (const CLI::RuntimeError& error) {
            status = error.get_exit_code();
        }
        QCOMPARE(status, 2);
        QVERIFY(!std::filesystem::exists("out"));
    }

    void commandLineRefusesUnknownValues()
    {
        CLI::App app;
        addTrainCommand(app);
        QVERIFY_EXCEPTION_THROWN(app.parse("train out --preset slow"), CLI::ValidationError);
        CLI::App other;
        addTrainCommand(other);
        QVERIFY_EXCEPTION_THROWN(other.parse("train"), CLI::RequiredError);
    }

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_package;
    TrainSummary m_summary;
};

QTEST_GUILESS_MAIN(TestTraining)
#include "tst_training.moc"
