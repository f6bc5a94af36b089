#include "ai/train/Split.h"
#include "ai/train/Statistics.h"
#include "ai/train/StudyFigures.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace lobule::train;

namespace {

bool near(double a, double b, double tolerance = 1e-9) { return std::fabs(a - b) <= tolerance; }

struct Sample {
    std::vector<double> scores;
    std::vector<bool> labels;
};

Sample sample(const std::vector<double>& positives, const std::vector<double>& negatives)
{
    Sample s;
    for (const double v : positives) {
        s.scores.push_back(v);
        s.labels.push_back(true);
    }
    for (const double v : negatives) {
        s.scores.push_back(v);
        s.labels.push_back(false);
    }
    return s;
}

} // namespace

class TestStatistics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wilson_data()
    {
        QTest::addColumn<int>("successes");
        QTest::addColumn<int>("trials");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        // statsmodels proportion_confint(method="wilson"); the first three are Table 1 of the paper.
        QTest::newRow("59/60") << 59 << 60 << 0.9114 << 0.9971;
        QTest::newRow("57/60") << 57 << 60 << 0.8630 << 0.9829;
        QTest::newRow("116/120") << 116 << 120 << 0.9174 << 0.9870;
        QTest::newRow("none of ten") << 0 << 10 << 0.0 << 0.2775;
        QTest::newRow("ten of ten") << 10 << 10 << 0.7225 << 1.0;
    }

    void wilson()
    {
        QFETCH(int, successes);
        QFETCH(int, trials);
        QFETCH(double, low);
        QFETCH(double, high);
        const Estimate e = lobule::train::wilson(static_cast<std::size_t>(successes), static_cast<std::size_t>(trials));
        QVERIFY(near(e.value, double(successes) / trials));
        QVERIFY2(near(e.low, low, 2e-4), qPrintable(QString::number(e.low)));
        QVERIFY2(near(e.high, high, 2e-4), qPrintable(QString::number(e.high)));
    }

    void aurocCounts()
    {
        // Three of four pairs are in order.
        QVERIFY(near(auroc({0.1, 0.4, 0.35, 0.8}, {false, false, true, true}), 0.75));
        QVERIFY(near(auroc({1, 2, 3, 4}, {false, false, true, true}), 1.0));
        QVERIFY(near(auroc({1, 2, 3, 4}, {true, true, false, false}), 0.0));
        QVERIFY(near(auroc({5, 5, 5, 5}, {true, false, true, false}), 0.5));
        QVERIFY(std::isnan(auroc({1, 2}, {true, true})));
        QVERIFY(std::isnan(auroc({}, {})));
    }

    // Values from the definition of DeLong 1988 (all pairs compared), computed independently with NumPy.
    void deLong()
    {
        const Sample a = sample({.2, .9, .5, .6, .8, .3, .25, .95, .55, .65, .85, .35, .18, .88, .48, .58, .78, .28},
            {.1, .4, .7, .25, .55, .13, .43, .73, .28, .58, .06, .36, .66, .21, .51});
        const Estimate e = aurocDeLong(a.scores, a.labels);
        QVERIFY(near(e.value, 0.674074074074074, 1e-12));
        QVERIFY(near(e.low, 0.48826945343018285, 1e-9));
        QVERIFY(near(e.high, 0.8598786947179653, 1e-9));
        // Ties, and an upper limit that is clipped to 1.
        const Sample b = sample({0.9, 0.8, 0.75, 0.6, 0.55, 0.4, 0.7, 0.7}, {0.1, 0.2, 0.3, 0.55, 0.65, 0.35, 0.7, 0.05, 0.5, 0.45});
        const Estimate f = aurocDeLong(b.scores, b.labels);
        QVERIFY(near(f.value, 0.86875, 1e-12));
        QVERIFY(near(f.low, 0.703751138019997, 1e-9));
        QCOMPARE(f.high, 1.0);
        QVERIFY(std::isnan(aurocDeLong({1, 2}, {false, false}).value));
    }

    void clusterBootstrapIsWiderThanSlices()
    {
        // Ten patients; each slice repeats its patient's score: twenty copies carry no more than one.
        Sample once;
        Sample often;
        std::vector<std::size_t> clustersOnce;
        std::vector<std::size_t> clusters;
        const Sample base = sample({.9, .8, .35, .6, .55}, {.1, .2, .5, .3, .65});
        for (std::size_t p = 0; p < 10; ++p) {
            once.scores.push_back(base.scores[p]);
            once.labels.push_back(base.labels[p]);
            clustersOnce.push_back(p);
            for (int k = 0; k < 20; ++k) {
                often.scores.push_back(base.scores[p]);
                often.labels.push_back(base.labels[p]);
                clusters.push_back(p);
            }
        }
        const Estimate a = aurocClusterBootstrap(once.scores, once.labels, clustersOnce, 400, 5);
        const Estimate b = aurocClusterBootstrap(often.scores, often.labels, clusters, 400, 5);
        QVERIFY(near(a.value, b.value));
        QVERIFY(near(a.low, b.low));
        QVERIFY(near(a.high, b.high));
        QVERIFY(a.low < a.value && a.value < a.high);
        const Estimate naive = aurocDeLong(often.scores, often.labels);
        QVERIFY(naive.high - naive.low < 0.6 * (b.high - b.low));
    }

    void calibrationError()
    {
        // Two bins: three at .8 with two positive (gap .8 - 2/3), one at .1 that is negative (gap .1).
        QVERIFY(near(expectedCalibrationError({.8, .8, .8, .1}, {true, true, false, false}), (3 * (0.8 - 2.0 / 3) + 0.1) / 4));
        QVERIFY(near(expectedCalibrationError({1, 0}, {true, false}), 0));
        QVERIFY(near(brierScore({.8, .4}, {true, false}), (0.04 + 0.16) / 2));
        QVERIFY(near(negativeLogLikelihood({0, 0}, {true, false}), std::log(2.0)));
        QVERIFY(near(negativeLogLikelihood({1000, -1000}, {false, true}), 1000));
    }

    void temperatureOfKnownOdds()
    {
        // |logit| 2 is right three times of four: the best confidence is .75, so T = 2 / ln 3.
        QVERIFY(near(
            fitTemperature({2, 2, 2, -2, -2, -2, 2, -2}, {true, true, true, false, false, false, false, true}), 2.0 / std::log(3.0), 1e-6));
        // Always right: as sure as allowed. Never right: as unsure as allowed.
        QVERIFY(near(fitTemperature({1, -1}, {true, false}), 0.5, 1e-6));
        QVERIFY(near(fitTemperature({1, -1}, {false, true}), 5.0, 1e-6));
        QCOMPARE(fitTemperature({1, 2}, {true, true}), 1.0);
    }

    void youden()
    {
        const double cut = youdenThreshold({.1, .2, .3, .6, .4, .7, .8, .9}, {false, false, false, false, true, true, true, true});
        // Sensitivity + specificity is greatest (1.75) between .3 and .4, and between .6 and .7.
        QVERIFY(near(cut, 0.35) || near(cut, 0.65));
        QVERIFY(near(youdenThreshold({.2, .8}, {false, true}), 0.5));
        QCOMPARE(youdenThreshold({.2, .8}, {true, true}), 0.5);
    }

    void bandGrowsUntilThePredictiveValueHolds()
    {
        // Above .5: negative at .55, then nine positives: 9/10 holds at once. Below: positive at .45 and .4, then eight negatives.
        const std::vector<double> scores{.55, .6, .62, .64, .66, .68, .7, .72, .74, .76, .45, .4, .35, .3, .25, .2, .15, .1, .05, .02};
        std::vector<bool> labels(20, false);
        for (std::size_t i = 1; i < 12; ++i) labels[i] = true;
        const Band band = indeterminateBand(scores, labels, 0.5, 0.9, 0.5);
        QCOMPARE(band.high, 0.5);
        QCOMPARE(band.low, 0.4);
        const Band capped = indeterminateBand(scores, labels, 0.5, 0.9, 0.05);
        QCOMPARE(capped.low, 0.45);
    }

    void confusion()
    {
        const Confusion c = confusionAt({.1, .5, .6, .4}, {false, false, true, true}, 0.5);
        QCOMPARE(c.truePositive, std::size_t{1});
        QCOMPARE(c.falseNegative, std::size_t{1});
        QCOMPARE(c.trueNegative, std::size_t{1});
        QCOMPARE(c.falsePositive, std::size_t{1}); // a score equal to the threshold is positive
        QVERIFY(near(c.accuracy().value, 0.5));
    }

    void splitKeepsPatientsWhole()
    {
        std::vector<bool> labels;
        for (int i = 0; i < 241; ++i) labels.push_back(i < 113);
        const Split split = splitPatients(labels, {8, 1, 1}, 42);
        std::set<std::size_t> all;
        for (const auto* fold : {&split.training, &split.validation, &split.test}) {
            for (const std::size_t p : *fold) QVERIFY(all.insert(p).second);
            const auto lc = static_cast<double>(std::count_if(fold->begin(), fold->end(), [&](std::size_t p) { return labels[p]; }));
            QVERIFY(std::fabs(lc / static_cast<double>(fold->size()) - 113.0 / 241) < 0.03);
        }
        QCOMPARE(all.size(), std::size_t{241});
        QVERIFY(std::abs(static_cast<int>(split.validation.size()) - 24) <= 1);
        QVERIFY(std::abs(static_cast<int>(split.test.size()) - 24) <= 1);
        QVERIFY(splitPatients(labels, {8, 1, 1}, 42).training == split.training);
        QVERIFY(splitPatients(labels, {8, 1, 1}, 43).training != split.training);
        QCOMPARE(describeSplit({{1}, {0}, {}}, {"a", "b", "c"}), std::string("validation a\ntraining b\nunused c\n"));
        const Split tiny = splitPatients({false, true, false, true}, {20, 1, 0}, 1);
        QCOMPARE(tiny.validation.size(), std::size_t{2});
        QCOMPARE(tiny.training.size(), std::size_t{2});
    }

    void figuresOfStudies()
    {
        // Four studies of two slices; means -1, 2, -2, .5; the second and the last are LC.
        const std::vector<StudyAnswer> answers{{false, 0, {-2, 0}}, {true, 0.8, {1, 3}}, {false, 0, {-2, -2}}, {true, 0.3, {-1, 2}}};
        const Figures f = computeFigures(answers, {1.0, 0.5, 0.5, 0.6, 0.7});
        QCOMPARE(f.studies.positives, std::size_t{2});
        QCOMPARE(f.slices.negatives, std::size_t{4});
        QVERIFY(near(f.studies.auroc.value, 1.0));
        QCOMPARE(f.studies.confusion.truePositive, std::size_t{2});
        QCOMPARE(f.slices.confusion.truePositive, std::size_t{3});
        QCOMPARE(f.slices.confusion.falsePositive, std::size_t{1}); // logit 0 is score .5
        QCOMPARE(f.indeterminateStudies, std::size_t{1}); // sigmoid(.5) = .62
        QCOMPARE(f.indeterminateWrong, std::size_t{0});
        QCOMPARE(f.bySeverity.size(), std::size_t{3});
        QCOMPARE(f.bySeverity[0].patients, std::size_t{1});
        QCOMPARE(f.bySeverity[1].patients, std::size_t{0});
        QCOMPARE(f.bySeverity[2].patients, std::size_t{1});
        const std::string table = paperTable(f);
        QVERIFY(table.find("LC (phantom)") != std::string::npos);
        QVERIFY(table.find("Test Case (correct)") != std::string::npos);
        QVERIFY(table.find("100.0") != std::string::npos);
    }

    void calibrationKeepsTheSliceThresholdInTheBand()
    {
        std::vector<StudyAnswer> answers;
        for (int i = 0; i < 40; ++i) {
            const bool lc = i % 2 == 1;
            const double centre = (lc ? 0.6 : -0.6) + 0.09 * (i % 11 - 5);
            answers.push_back({lc, lc ? 0.5 : 0.0, {centre - 0.4, centre + 0.1, centre + 0.3}});
        }
        const Calibration c = calibrate(answers);
        QVERIFY(c.temperature >= 0.5 && c.temperature <= 5);
        QVERIFY(c.indeterminateLow <= c.studyThreshold && c.studyThreshold <= c.indeterminateHigh);
        QVERIFY(c.sliceThreshold >= c.indeterminateLow && c.sliceThreshold <= c.indeterminateHigh);
        QVERIFY(computeFigures(answers, c).studies.confusion.accuracy().value > 0.8);
    }
};

QTEST_GUILESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
