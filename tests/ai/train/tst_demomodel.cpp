#include "ai/package/ModelPackage.h"
#include "ai/train/Evaluation.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTest>

#include <filesystem>

using namespace lobule;
using namespace lobule::train;

/// The package in resources/models that Lobule ships.
class TestDemoModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isSmallAndHonest()
    {
        std::uintmax_t bytes = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(m_folder)) {
            if (entry.is_regular_file()) bytes += entry.file_size();
        }
        QVERIFY(bytes > 0);
        QVERIFY(bytes <= 16u * 1024 * 1024);
        const auto package = package::readPackage(m_folder);
        QVERIFY2(package.has_value(), package.has_value() ? "" : package.error().detail.c_str());
        const package::PackageMetadata& metadata = package->metadata;
        QVERIFY(!metadata.clinicalUse);
        QVERIFY(metadata.decision.indeterminateLow <= metadata.decision.studyThreshold);
        QVERIFY(metadata.decision.studyThreshold <= metadata.decision.indeterminateHigh);
        QFile card(QString::fromStdString((m_folder / "docs" / "README.md").string()));
        QVERIFY(card.open(QIODevice::ReadOnly));
        const QByteArray text = card.readAll();
        QVERIFY(text.contains("Not for clinical use"));
        QVERIFY(text.contains("synthetic phantom"));
        QVERIFY(text.contains("What was measured"));
        const auto block = nlohmann::json::parse(metadata.evaluationJson);
        QVERIFY(block.at("n_patients").get<int>() >= 120);
        QVERIFY(block.at("study").at("auroc").at(0).get<double>() >= 0.85);
        QVERIFY(QString::fromStdString(block.at("data")).contains("phantom"));
    }

    // Patients that are neither in the training nor in the recorded evaluation. Loading checks the parity vector.
    void tellsFreshPhantomsApart()
    {
        EvaluationPlan plan;
        plan.package = m_folder;
        plan.firstSeed = 950000000;
        plan.patients = 24;
        plan.slicesPerPatient = 5;
        plan.device = "cpu";
        const std::atomic<bool> goOn{false};
        const auto report = evaluateOnPhantom(plan, {}, goOn);
        QVERIFY2(report.has_value(), report.has_value() ? "" : report.error().detail.c_str());
        QCOMPARE(report->notScored, std::size_t{0});
        const double auroc = report->figures.studies.auroc.value;
        QVERIFY2(auroc >= 0.8, qPrintable(QString::number(auroc)));
    }

private:
    const std::filesystem::path m_folder{LOBULE_SOURCE_DIR "/resources/models/lobule-phantom-1.0"};
};

QTEST_GUILESS_MAIN(TestDemoModel)
#include "tst_demomodel.moc"
