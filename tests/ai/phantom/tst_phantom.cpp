#include "ai/phantom/BurnedText.h"
#include "ai/phantom/FastMath.h"
#include "ai/phantom/Noise.h"
#include "ai/phantom/Phantom.h"
#include "ai/phantom/Random.h"
#include "ai/phantom/Waves.h"

#include <QTest>

#include <cmath>
#include <complex>
#include <cstring>
#include <numeric>
#include <vector>

using namespace lobule;
using namespace lobule::phantom;

namespace {

std::uint64_t fnv1a(const void* bytes, std::size_t count, std::uint64_t hash = 1469598103934665603ull)
{
    const auto* p = static_cast<const unsigned char*>(bytes);
    for (std::size_t i = 0; i < count; ++i) hash = (hash ^ p[i]) * 1099511628211ull;
    return hash;
}

struct Moments {
    double mean = 0;
    double sigma = 0;
    std::size_t count = 0;
};

/// Of the pixels of `organ` whose four neighbours belong to it too.
Moments inside(const Slice& slice, Organ organ)
{
    const auto n = static_cast<std::size_t>(slice.size);
    std::vector<double> values;
    const auto is = [&](std::size_t i) { return slice.organ[i] == static_cast<std::uint8_t>(organ); };
    for (std::size_t y = 3; y + 3 < n; ++y) {
        for (std::size_t x = 3; x + 3 < n; ++x) {
            const std::size_t i = y * n + x;
            if (is(i) && is(i - 3) && is(i + 3) && is(i - 3 * n) && is(i + 3 * n)) values.push_back(slice.hu[i]);
        }
    }
    Moments m;
    m.count = values.size();
    if (values.empty()) return m;
    m.mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    for (const double v : values) m.sigma += (v - m.mean) * (v - m.mean);
    m.sigma = std::sqrt(m.sigma / static_cast<double>(values.size()));
    return m;
}

/// A few patients without ascites, splenectomy or steatosis, so that organ values are the tissue's.
std::vector<Patient> plainPatients(Phase phase, int count)
{
    std::vector<Patient> patients;
    for (std::uint64_t seed = 0; static_cast<int>(patients.size()) < count && seed < 2000; ++seed) {
        const Patient p(seed, Label::NonLC);
        if (p.protocol().phase == phase && p.signs().ascites == 0.0f && !p.splenectomy() && p.steatosisHu() == 0.0) patients.push_back(p);
    }
    return patients;
}

} // namespace

class TestPhantom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pixelsNeverChange_data()
    {
        QTest::addColumn<quint64>("seed");
        QTest::addColumn<bool>("lc");
        QTest::addColumn<double>("fraction");
        QTest::addColumn<int>("size");
        QTest::addColumn<quint64>("hash");
        QTest::newRow("LC 512") << quint64(1) << true << 0.42 << 512 << quint64(0x7d11f1d4c8520930);
        QTest::newRow("NonLC 512") << quint64(2) << false << 0.55 << 512 << quint64(0x431973027687d7ff);
        QTest::newRow("LC 128 high") << quint64(3) << true << 0.2 << 128 << quint64(0xe18c0a5bbb0d7a62);
        QTest::newRow("NonLC 256 low") << quint64(4) << false << 0.75 << 256 << quint64(0x7357ffa888dcdb38);
    }

    // Model packages and pictures in the documentation were made with these pixels: whoever changes them on purpose
    // raises kPhantomVersion and puts the new values here.
    void pixelsNeverChange()
    {
        QFETCH(quint64, seed);
        QFETCH(bool, lc);
        QFETCH(double, fraction);
        QFETCH(int, size);
        QFETCH(quint64, hash);
        const Patient patient(seed, lc ? Label::LC : Label::NonLC);
        auto slice = patient.slice(std::round(fraction * patient.habitus().liverHeightMm), size);
        QVERIFY(slice.has_value());
        patient.burnInText(*slice);
        quint64 found = fnv1a(slice->hu.data(), slice->hu.size() * sizeof(std::int16_t));
        found = fnv1a(slice->organ.data(), slice->organ.size(), found);
        found = fnv1a(slice->signs.data(), slice->signs.size(), found);
        if (found != hash) qWarning("found 0x%llx", static_cast<unsigned long long>(found));
        QCOMPARE(found, hash);
    }

    void sameArgumentsSameSlice()
    {
        const Patient a(11, Label::LC);
        const Patient b(11, Label::LC);
        QVERIFY(a.slice(60, 128)->hu == b.slice(60, 128)->hu);
        QVERIFY(a.slice(60, 128)->hu != a.slice(65, 128)->hu);
        QVERIFY(a.slice(60, 128)->hu != Patient(12, Label::LC).slice(60, 128)->hu);
    }

    void labelNeverTouchesScannerAndBody()
    {
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const Patient a(seed, Label::NonLC);
            const Patient b(seed, Label::LC);
            QCOMPARE(a.habitus().bodyHalfWidthMm, b.habitus().bodyHalfWidthMm);
            QCOMPARE(a.habitus().bodyHalfDepthMm, b.habitus().bodyHalfDepthMm);
            QCOMPARE(a.habitus().subcutaneousFatMm, b.habitus().subcutaneousFatMm);
            QCOMPARE(a.habitus().liverHeightMm, b.habitus().liverHeightMm);
            QVERIFY(a.protocol().phase == b.protocol().phase);
            QCOMPARE(a.protocol().tubeVoltageKv, b.protocol().tubeVoltageKv);
            QCOMPARE(a.protocol().exposureMas, b.protocol().exposureMas);
            QCOMPARE(a.protocol().pixelSpacingMm, b.protocol().pixelSpacingMm);
            QCOMPARE(a.protocol().noiseSigmaHu, b.protocol().noiseSigmaHu);
            QCOMPARE(a.protocol().kernelName, b.protocol().kernelName);
            QCOMPARE(a.steatosisHu(), b.steatosisHu());
            QCOMPARE(a.tissueHu().spleen, b.tissueHu().spleen);
            QCOMPARE(a.tissueHu().aorta, b.tissueHu().aorta);
            QVERIFY(a.identity().id != b.identity().id);
        }
    }

    // Outside the trunk's organs the same seed gives the same pixels, noise included.
    void labelNeverTouchesSkinAndAir()
    {
        const auto a = Patient(21, Label::NonLC).slice(70, 256);
        const auto b = Patient(21, Label::LC).slice(70, 256);
        QCOMPARE(a->hu.size(), b->hu.size());
        for (std::size_t x = 0; x < 256; ++x) {
            for (const std::size_t y : {std::size_t{20}, std::size_t{128}}) {
                if (x > 20 && x < 236 && y == 128) continue; // the rim only: air, skin
                QCOMPARE(a->hu[y * 256 + x], b->hu[y * 256 + x]);
            }
        }
    }

    void organAttenuation_data()
    {
        QTest::addColumn<int>("phase");
        QTest::addColumn<double>("liver");
        QTest::addColumn<double>("liverTolerance");
        QTest::addColumn<double>("spleen");
        QTest::addColumn<double>("aorta");
        QTest::addColumn<double>("vesselTolerance");
        // Contrast uptake varies by 0.8 to 1.15 between patients.
        QTest::newRow("portal") << int(Phase::Portal) << 103.0 << 20.0 << 116.0 << 152.0 << 45.0;
        QTest::newRow("non-contrast") << int(Phase::NonContrast) << 57.0 << 14.0 << 48.0 << 42.0 << 14.0;
    }

    void organAttenuation()
    {
        QFETCH(int, phase);
        QFETCH(double, liver);
        QFETCH(double, liverTolerance);
        QFETCH(double, spleen);
        QFETCH(double, aorta);
        QFETCH(double, vesselTolerance);
        const auto patients = plainPatients(static_cast<Phase>(phase), 4);
        QCOMPARE(patients.size(), std::size_t{4});
        for (const Patient& patient : patients) {
            const auto slice = patient.slice(0.45 * patient.habitus().liverHeightMm);
            const Moments liverFound = inside(*slice, Organ::Liver);
            const Moments spleenFound = inside(*slice, Organ::Spleen);
            const Moments aortaFound = inside(*slice, Organ::Aorta);
            QVERIFY(liverFound.count > 5000);
            QVERIFY(std::fabs(liverFound.mean - liver) < liverTolerance);
            QVERIFY(std::fabs(liverFound.mean - static_cast<double>(patient.tissueHu().liver)) < 8.0);
            QVERIFY(spleenFound.count > 300);
            QVERIFY(std::fabs(spleenFound.mean - spleen) < liverTolerance + 10);
            QVERIFY(std::fabs(aortaFound.mean - aorta) < vesselTolerance);
            // Noise: the protocol's sigma, a little more in the centre; texture and vessels add some.
            QVERIFY(liverFound.sigma > 0.7 * patient.protocol().noiseSigmaHu);
            QVERIFY(liverFound.sigma < 1.6 * patient.protocol().noiseSigmaHu + 8.0);
        }
    }

    void lungFatAndAirAreDark()
    {
        const Patient patient(5, Label::NonLC);
        const auto slice = patient.slice(0.1 * patient.habitus().liverHeightMm);
        const Moments lung = inside(*slice, Organ::Lung);
        QVERIFY(lung.count > 500);
        QVERIFY(std::fabs(lung.mean + 835) < 30);
        QCOMPARE(slice->hu.front(), std::int16_t(-1024)); // outside the circular field of view
        QVERIFY(slice->hu[256 + 512 * 4] < -900); // air inside it
    }

    void signFrequencies()
    {
        constexpr int kPatients = 400;
        struct Sign {
            const char* name;
            float Signs::*value;
            double lc, nonLc;
        };
        constexpr Sign kSigns[] = {{"nodular", &Signs::nodular, .88, .07}, {"caudate", &Signs::caudate, .75, .13},
            {"left lobe", &Signs::leftLobe, .70, .16}, {"spleen", &Signs::spleen, .70, .12}, {"texture", &Signs::texture, .80, .14},
            {"fissure", &Signs::fissure, .75, .16}, {"varices", &Signs::varices, .55, .03}, {"ascites", &Signs::ascites, .36, .10}};
        for (const Sign& sign : kSigns) {
            int lc = 0;
            int nonLc = 0;
            for (int i = 0; i < kPatients; ++i) {
                const auto seed = static_cast<std::uint64_t>(5000 + i);
                lc += Patient(seed, Label::LC).signs().*(sign.value) > 0 ? 1 : 0;
                nonLc += Patient(seed, Label::NonLC).signs().*(sign.value) > 0 ? 1 : 0;
            }
            // Four standard errors of a proportion.
            const auto near
                = [&](int found, double p) { return std::fabs(found / double(kPatients) - p) < 4 * std::sqrt(p * (1 - p) / kPatients); };
            QVERIFY2(near(lc, sign.lc), sign.name);
            QVERIFY2(near(nonLc, sign.nonLc), sign.name);
        }
    }

    void severityAndDifficulty()
    {
        double sum = 0;
        for (std::uint64_t seed = 0; seed < 300; ++seed) {
            QCOMPARE(Patient(seed, Label::NonLC).severity(), 0.0);
            const double severity = Patient(seed, Label::LC).severity();
            QVERIFY(severity >= 0.12 && severity <= 1.0);
            sum += severity;
        }
        QVERIFY(std::fabs(sum / 300 - (0.12 + 0.88 * 2.0 / 3.7)) < 0.05);
        const Patient easy(9, Label::LC, 1.0);
        const Patient hard(9, Label::LC, 2.0);
        QVERIFY(easy.signs().nodular > 0);
        QVERIFY(std::fabs(hard.signs().nodular - 0.5f * easy.signs().nodular) < 1e-6f || easy.signs().nodular >= 1.3f);
    }

    void signMapShowsTheSigns()
    {
        int checked = 0;
        for (std::uint64_t seed = 100; seed < 140 && checked < 6; ++seed) {
            const Patient patient(seed, Label::LC);
            const Signs& s = patient.signs();
            if (s.ascites < 0.4f || s.nodular < 0.4f || s.spleen < 0.4f || patient.splenectomy()) continue;
            ++checked;
            const auto slice = patient.slice(0.45 * patient.habitus().liverHeightMm, 256);
            std::uint8_t all = 0;
            for (const std::uint8_t bits : slice->signs) all |= bits;
            QVERIFY((all & sign::kAscites) != 0);
            QVERIFY((all & sign::kNodularSurface) != 0);
            QVERIFY((all & sign::kSplenomegaly) != 0);
        }
        QVERIFY(checked >= 3);
    }

    void burnedTextStaysOutsideTheBody()
    {
        int largest = 0;
        for (std::uint64_t seed = 0; seed < 60; ++seed) {
            const Patient patient(seed, seed % 2 == 0 ? Label::NonLC : Label::LC);
            const auto plain = patient.slice(80, 256);
            Slice marked = *plain;
            patient.burnInText(marked);
            int changed = 0;
            const Habitus& h = patient.habitus();
            for (std::size_t i = 0; i < marked.hu.size(); ++i) {
                if (marked.hu[i] == plain->hu[i]) continue;
                ++changed;
                QVERIFY2(plain->hu[i] < -300, qPrintable(QString("seed %1 pixel %2").arg(seed).arg(i)));
                QCOMPARE(marked.organ[i], std::uint8_t{0});
            }
            QVERIFY(changed > 300);
            largest = std::max(largest, static_cast<int>(h.bodyHalfDepthMm));
            QVERIFY(marked.organ == plain->organ);
        }
        QVERIFY(largest > 130);
    }

    void burnedTextSaysIt()
    {
        // Every glyph of the sentence exists, and no two letters look alike.
        std::vector<std::uint64_t> seen;
        for (const char letter : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZ-")) {
            std::uint64_t shape = 0;
            for (int row = 0; row < detail::kGlyphHeight; ++row) {
                for (int column = 0; column < detail::kGlyphWidth; ++column)
                    shape = shape * 2 + (detail::glyphPixel(letter, column, row) ? 1 : 0);
            }
            QVERIFY(shape != 0);
            QVERIFY(std::find(seen.begin(), seen.end(), shape) == seen.end());
            seen.push_back(shape);
        }
        QVERIFY(!detail::glyphPixel(' ', 2, 3));
    }

    void geometry()
    {
        const Patient patient(7, Label::NonLC);
        const auto slice = patient.slice(40);
        const SliceGeometry& g = slice->geometry;
        QCOMPARE(g.rows, 512);
        QCOMPARE(g.columns, 512);
        QVERIFY(g.hasPosition);
        QCOMPARE(g.rowSpacingMm, patient.protocol().pixelSpacingMm);
        QCOMPARE(g.originLps.z, -40.0);
        const Vec3 centre = g.worldLps(255.5, 255.5);
        QVERIFY(std::fabs(centre.x) < 1e-9 && std::fabs(centre.y) < 1e-9);
        // The liver is on the patient's right (x < 0), the spleen on the left.
        double liverX = 0, spleenX = 0, liver = 0, spleen = 0;
        for (int row = 0; row < 512; ++row) {
            for (int column = 0; column < 512; ++column) {
                const auto organ = slice->organ[static_cast<std::size_t>(row * 512 + column)];
                const double x = g.worldLps(column, row).x;
                if (organ == static_cast<std::uint8_t>(Organ::Liver)) {
                    liverX += x;
                    ++liver;
                }
                if (organ == static_cast<std::uint8_t>(Organ::Spleen)) {
                    spleenX += x;
                    ++spleen;
                }
            }
        }
        QVERIFY(liver > 0 && liverX / liver < -10);
        QVERIFY(spleen > 0 && spleenX / spleen > 40);
    }

    void seriesSlices()
    {
        const Patient patient(8, Label::LC);
        const auto all = patient.seriesSlices();
        QVERIFY(all.size() > 20);
        for (std::size_t i = 1; i < all.size(); ++i) QVERIFY(std::fabs(all[i] - all[i - 1] - 5.0) < 1e-9);
        const auto eight = patient.seriesSlices(8);
        QCOMPARE(eight.size(), std::size_t{8});
        QCOMPARE(eight.front(), all.front());
        QCOMPARE(eight.back(), all.back());
        QVERIFY(std::is_sorted(eight.begin(), eight.end()));
        QVERIFY(patient.seriesSlices(0).empty());
        QCOMPARE(patient.seriesSlices(1).size(), std::size_t{1});
        QCOMPARE(patient.seriesSlices(1000).size(), all.size());
    }

    void identityIsMarkedAsInvented()
    {
        for (std::uint64_t seed = 0; seed < 50; ++seed) {
            const Identity identity = Patient(seed, Label::LC).identity();
            QVERIFY(identity.name.starts_with("PHANTOM-"));
            QVERIFY(identity.name.find('^') != std::string::npos);
            QVERIFY(identity.id.starts_with("PHANTOM-"));
            QVERIFY(identity.ageYears >= 25 && identity.ageYears <= 85);
        }
    }

    void refusesOddSizes_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {0, -512, 63, 32, 100, 2048}) QTest::newRow(qPrintable(QString::number(size))) << size;
    }

    void refusesOddSizes()
    {
        QFETCH(int, size);
        const auto slice = Patient(1, Label::LC).slice(50, size);
        QVERIFY(!slice.has_value());
        QVERIFY(slice.error().code == ErrorCode::Misuse);
        QVERIFY(!Patient(1, Label::LC).slice(std::nan(""), 128).has_value());
    }

    void wavesMatchTheDirectSum()
    {
        // The same draws, summed with the standard library in double.
        Random random(3, 9);
        const detail::Waves waves(random, 6, 16, 40);
        Random again(3, 9);
        struct Wave {
            double kx, ky, kz, phase;
        };
        std::vector<Wave> direct;
        for (int i = 0; i < 40; ++i) {
            const double k = 6.283185307179586 / std::exp(again.uniform(std::log(6.0), std::log(16.0)));
            const double x = again.normal(), y = again.normal(), z = again.normal(), norm = std::sqrt(x * x + y * y + z * z);
            direct.push_back({k * x / norm, k * y / norm, k * z / norm, again.uniform(0.0, 6.283185307179586)});
        }
        const detail::Grid grid{64, 1.5f, -48.0f, -40.0f};
        std::vector<float> plane;
        waves.evaluate(grid, 33.0, {3, 61, 5, 64}, plane);
        double square = 0;
        for (int j = 5; j < 64; ++j) {
            for (int i = 3; i < 61; ++i) {
                double sum = 0;
                for (const Wave& w : direct)
                    sum += std::cos(w.kx * static_cast<double>(grid.x(i)) + w.ky * static_cast<double>(grid.y(j)) + w.kz * 33.0 + w.phase);
                sum *= std::sqrt(2.0 / 40);
                const double found = static_cast<double>(plane[static_cast<std::size_t>(j * 64 + i)]);
                QVERIFY(std::fabs(found - sum) < 1e-4);
                square += found * found;
            }
        }
        QVERIFY(square / (58 * 59) > 0.4 && square / (58 * 59) < 2.0);
    }

    // NPS(f) ~ f exp(-(f/fc)^2): measured by a direct Fourier transform along rows at a few frequencies.
    void noiseHasItsPowerSpectrum()
    {
        constexpr int n = 128;
        constexpr double pixelMm = 0.7, cutoff = 0.3;
        double variance = 0;
        double power[64] = {};
        for (std::uint64_t seed = 0; seed < 8; ++seed) {
            const auto noise = detail::reconstructionNoise(Random(seed, 1), n, pixelMm, cutoff);
            for (const float v : noise) variance += static_cast<double>(v) * static_cast<double>(v) / (8.0 * n * n);
            // The mean over the rows is the spectrum along fx at fy = 0.
            std::vector<double> profile(n, 0.0);
            for (int y = 0; y < n; ++y) {
                for (int x = 0; x < n; ++x)
                    profile[static_cast<std::size_t>(x)] += static_cast<double>(noise[static_cast<std::size_t>(y * n + x)]) / n;
            }
            for (int k = 1; k < 64; ++k) {
                std::complex<double> sum = 0;
                for (int x = 0; x < n; ++x) sum += profile[static_cast<std::size_t>(x)] * std::polar(1.0, -6.283185307179586 * k * x / n);
                power[k] += std::norm(sum);
            }
        }
        QVERIFY(std::fabs(variance - 1.0) < 0.05);
        const auto band = [&](int first, int last) { return std::accumulate(power + first, power + last, 0.0); };
        const auto expected = [&](int first, int last) {
            double sum = 0;
            for (int k = first; k < last; ++k) {
                const double f = k / (n * pixelMm);
                sum += f * std::exp(-(f / cutoff) * (f / cutoff));
            }
            return sum;
        };
        // Peak near fc / sqrt 2 = 19 / (n pixel); bands relative to the whole.
        const double scale = band(1, 64) / expected(1, 64);
        QVERIFY(std::fabs(band(1, 10) / expected(1, 10) / scale - 1) < 0.35);
        QVERIFY(std::fabs(band(10, 30) / expected(10, 30) / scale - 1) < 0.25);
        QVERIFY(band(50, 64) < 0.1 * band(10, 24));
    }

    void fastFunctionsAreAccurate()
    {
        for (float x = -30; x < 30; x += 0.037f) QVERIFY(std::fabs(detail::fastExp(x) / std::exp(x) - 1) < 3e-5f);
        for (float a = -3.1f; a < 3.1f; a += 0.013f) {
            QVERIFY(std::fabs(detail::fastAtan2(2 * std::sin(a), 2 * std::cos(a)) - a) < 1e-4f);
            QVERIFY(std::fabs(detail::foldAngle(a + 25.132741f) - std::fabs(a)) < 1e-4f);
        }
    }
};

QTEST_GUILESS_MAIN(TestPhantom)
#include "tst_phantom.moc"
