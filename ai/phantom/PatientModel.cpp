#include "ai/phantom/PatientModel.h"

#include <cmath>
#include <cstdio>
#include <iterator>

namespace lobule::phantom::detail {

namespace {

// One stream for each group of draws, so that one more draw in a group leaves the others as they are.
constexpr std::uint64_t kBodyStream = 1;
constexpr std::uint64_t kScannerStream = 2;
constexpr std::uint64_t kFieldStream = 3;
constexpr std::uint64_t kVariationStream = 4;
constexpr std::uint64_t kIdentityStream = 5;
constexpr std::uint64_t kDiseaseStream = 6; // + label

float f(double value) { return static_cast<float>(value); }

struct PhaseEffect {
    double contrast; ///< 0 none, 1 full portal enhancement
    bool arterial;
};

void drawBody(PatientModel& p)
{
    Random r(p.seed, kBodyStream);
    const double a = r.normalClipped(160, 15, 128, 200);
    const double b = a * r.normalClipped(0.74, 0.05, 0.62, 0.88);
    const double fat = std::clamp(std::exp(r.normal(2.75, 0.45)), 5.0, 45.0);
    p.halfWidth = f(a);
    p.halfDepth = f(b);
    p.fat = f(fat);
    p.wall = f(r.uniform(9, 15));
    const double k = (a - fat) / 142.0;
    p.kx = f(k);
    p.ky = f(k * r.normalClipped(1, 0.05, 0.85, 1.15));
    const double height = r.normalClipped(172, 14, 125, 220);
    p.liverHeight = f(height);
    p.visceralFat = f(r.uniform());
    p.offsetX = f(r.normal(0, 6));
    p.offsetY = f(r.normal(0, 6));
    p.tilt = f(r.normal(0, 0.04));
    p.habitus = {a, b, fat, height};
}

PhaseEffect drawScanner(PatientModel& p)
{
    Random r(p.seed, kScannerStream);
    Protocol& protocol = p.protocol;
    const double which = r.uniform();
    protocol.phase = which < 0.82 ? Phase::Portal : which < 0.91 ? Phase::NonContrast : Phase::Arterial;
    const double uptake = r.uniform(0.8, 1.15);
    const double sigma = r.normalClipped(10.5, 2.5, 5, 20);
    const double cutoff = r.uniform(0.22, 0.42);
    const double mtf50 = r.uniform(0.38, 0.62);
    p.sigmaHu = f(sigma * std::exp((static_cast<double>(p.halfWidth) - 160.0) / 75.0));
    p.kernelCutoff = f(cutoff);
    p.mtf50 = f(mtf50);
    p.cuppingHu = f(r.normal(0, 2));
    p.offsetHu = f(r.normal(0, 1.5));
    protocol.pixelSpacingMm = std::max(0.6, 2.1 * static_cast<double>(p.halfWidth) / 512.0) * r.uniform(1.0, 1.10);
    protocol.noiseSigmaHu = static_cast<double>(p.sigmaHu);
    protocol.kernelCutoffPerMm = cutoff;
    protocol.mtf50PerMm = mtf50;
    protocol.kernelName = cutoff < 0.28 ? "PHANTOM SOFT" : cutoff < 0.36 ? "PHANTOM STANDARD" : "PHANTOM SHARP";
    const double voltage = r.uniform();
    protocol.tubeVoltageKv = voltage < 0.15 ? 100 : voltage < 0.9 ? 120 : 140;
    // Quantum noise: sigma falls with the square root of the exposure.
    protocol.exposureMas = std::round(200.0 * (10.5 / sigma) * (10.5 / sigma));
    switch (protocol.phase) {
    case Phase::Portal: return {uptake, false};
    case Phase::Arterial: return {0.35 * uptake, true};
    case Phase::NonContrast: break;
    }
    return {0.0, false};
}

void drawTissue(PatientModel& p, PhaseEffect phase)
{
    Random r(p.seed, kScannerStream + 16);
    const double fattyAmount = std::pow(r.uniform(), 3.0) * 38.0;
    const double steatosis = r.chance(0.38) ? fattyAmount : 0.0;
    const double c = phase.contrast;
    const double art = phase.arterial ? 1.0 : 0.0;
    p.steatosisHu = f(steatosis);
    p.hu.liver = f(r.normal(57, 4) - steatosis + c * r.normal(46, 7));
    p.hu.spleen = f(r.normal(48, 3) + c * r.normal(68, 8) + art * 45);
    p.hu.muscle = f(r.normal(53, 4) + c * 6);
    p.hu.aorta = f(r.normal(42, 3) + c * r.normal(112, 14) + art * 140);
    p.hu.portalVein = f(r.normal(43, 3) + c * r.normal(122, 13));
    p.hu.kidney = f(r.normal(33, 3) + c * r.normal(148, 16) + art * 60);
    p.hu.pancreas = f(r.normal(40, 4) + c * r.normal(52, 8));
    p.hu.fat = f(r.normal(-102, 5));
    p.hu.ascites = f(r.normal(9, 5));
    p.hu.bowel = f(r.normal(38, 8) + c * r.normal(30, 8));
    p.hu.bone = f(r.normal(170, 45));
}

void drawFields(PatientModel& p)
{
    Random r(p.seed, kFieldStream);
    Fields& fields = p.fields;
    fields.warpX = Waves(r, 70, 180, 24);
    fields.warpY = Waves(r, 70, 180, 24);
    fields.lobulation = Waves(r, 38, 75, 32);
    // Micronodular below 3 mm, macronodular above (radius is about a quarter of the wavelength).
    fields.nodules = r.chance(0.5) ? Waves(r, 9, 17, 80) : Waves(r, 14, 26, 80);
    fields.texture = Waves(r, 6, 16, 96);
    fields.geography = Waves(r, 35, 90, 24);
    fields.vesselA = Waves(r, 42, 85, 20, 0.7);
    fields.vesselB = Waves(r, 42, 85, 20, 0.7);
    fields.varixA = Waves(r, 13, 26, 40);
    fields.varixB = Waves(r, 13, 26, 40);
    fields.bowel = Waves(r, 22, 45, 32);
    fields.fatCoarse = Waves(r, 8, 40, 48);
    fields.fatFine = Waves(r, 5, 12, 48);
}

void drawVariation(PatientModel& p)
{
    Random r(p.seed, kVariationStream);
    Variation& v = p.variation;
    v.lobulationMm = f(r.uniform(0.3, 2.6));
    const double patches = r.uniform(0, 7);
    const double fattyPatches = r.uniform(4, 14);
    const bool patchy = r.chance(0.5);
    v.geographyHu = f(patches + (p.steatosisHu > 8.0f && patchy ? fattyPatches : 0.0));
    v.warpMm = f(r.uniform(3, 9));
    v.rightLobe = f(r.normal(1, 0.07));
    v.leftLobe = f(r.normalClipped(1, 0.15, 0.55, 1.5));
    v.spleen = f(r.normalClipped(1, 0.10, 0.7, 1.35));
    v.stomach = f(r.uniform(0.7, 1.4));
    v.stomachAir = f(r.uniform(-0.5, 0.7));
    v.gallbladder = f(r.uniform(0, 1.2));
    v.fissureX = f(r.normal(-6, 6));
    v.spineX = f(r.normal(0, 4));
    v.riedel = f(r.uniform());
    v.calcifiedAorta = r.chance(0.3);
    v.splenectomy = r.chance(0.02);
    v.noGallbladder = r.chance(0.15);
    v.bowelGas = f(r.uniform());
    const int cysts = r.poisson(0.5);
    const bool metastatic = r.chance(0.10);
    const int metastases = r.integer(1, 6);
    for (int i = 0; i < cysts + (metastatic ? metastases : 0); ++i) {
        const auto kind = i < cysts ? LesionKind::Cyst : LesionKind::Metastasis;
        const double x = r.uniform(-115, 10);
        const double y = r.uniform(-55, 55);
        const double z = r.uniform(0.12, 0.85) * static_cast<double>(p.liverHeight);
        const double radius = std::exp(r.uniform(std::log(3.0), std::log(16.0)));
        p.lesions.push_back({f(x), f(y), f(z), f(radius), kind});
    }
}

/// The only draws that know the label.
void drawDisease(PatientModel& p, double difficulty)
{
    const bool lc = p.label == Label::LC;
    Random r(p.seed, kDiseaseStream + (lc ? 1 : 0));
    const double severity = lc ? 0.12 + 0.88 * r.beta2(1.7) : 0.0;
    const double scale = 1.0 / std::max(difficulty, 0.1);
    p.severity = f(severity);
    // LC: expressed with probability `expressed` in proportion to the severity; NonLC: mimicked with `mimicked`.
    const auto draw = [&](double expressed, double mimicked) {
        const double spread = std::exp(r.normal(0, 0.35));
        const double lookAlike = r.uniform(0.25, 0.8);
        const double present = r.uniform();
        const double value = lc ? (present < expressed ? severity * spread : 0.0) : (present < mimicked ? lookAlike : 0.0);
        return f(std::min(value * scale, 1.3));
    };
    p.signs.nodular = draw(0.88, 0.07);
    p.signs.caudate = draw(0.75, 0.13);
    p.signs.leftLobe = draw(0.70, 0.16);
    p.signs.spleen = draw(0.70, 0.12);
    p.signs.texture = draw(0.80, 0.14);
    p.signs.fissure = draw(0.75, 0.16);
    p.signs.varices = draw(0.55, 0.03);
    const double amount = lc ? severity * r.uniform(0.3, 1.2) : r.uniform(0.2, 0.9);
    const bool ascites = r.chance(lc ? 0.12 + 0.45 * severity : 0.10);
    p.signs.ascites = f(ascites ? std::min(amount * scale, 1.3) : 0.0);
    p.signs.paraumbilicalVein = r.chance(0.28 * severity);
    if (p.protocol.phase != Phase::NonContrast) p.hu.liver -= f(3.0 * severity * (p.protocol.phase == Phase::Portal ? 1.0 : 0.35));
    const bool nodules = r.chance(lc ? 0.22 * severity : 0.05);
    const int count = r.integer(1, 3);
    for (int i = 0; nodules && i < count; ++i) {
        const double x = r.uniform(-115, 10);
        const double y = r.uniform(-55, 55);
        const double z = r.uniform(0.12, 0.85) * static_cast<double>(p.liverHeight);
        const double radius = std::exp(r.uniform(std::log(3.0), std::log(16.0)));
        p.lesions.push_back({f(x), f(y), f(z), f(radius), LesionKind::Nodule});
    }
}

void drawIdentity(PatientModel& p)
{
    static constexpr const char* kFamily[] = {"AMBER", "BASALT", "CINNABAR", "DOLOMITE", "EMERY", "FELDSPAR", "GARNET", "HEMATITE",
        "IOLITE", "JASPER", "KYANITE", "LARIMAR", "MALACHITE", "NEPHRITE", "ONYX", "PERIDOT"};
    static constexpr const char* kGiven[] = {"ALDER", "BIRCH", "CEDAR", "ELM", "FIR", "GINKGO", "HAZEL", "JUNIPER", "LARCH", "MAPLE", "OAK",
        "PINE", "ROWAN", "SPRUCE", "WILLOW", "YEW"};
    // Another label is another person; nothing of the label can be read off the name.
    Random r(p.seed * 2 + (p.label == Label::LC ? 1 : 0), kIdentityStream);
    const auto family = static_cast<std::size_t>(r.integer(0, static_cast<int>(std::size(kFamily)) - 1));
    const auto given = static_cast<std::size_t>(r.integer(0, static_cast<int>(std::size(kGiven)) - 1));
    p.identity.name = std::string("PHANTOM-") + kFamily[family] + "^" + kGiven[given];
    char id[24];
    std::snprintf(id, sizeof id, "PHANTOM-%08X", static_cast<unsigned>(r.next() >> 32));
    p.identity.id = id;
    p.identity.sex = r.chance(0.5) ? Sex::Male : Sex::Female;
    p.identity.ageYears = static_cast<int>(std::round(r.normalClipped(58, 12, 25, 85)));
}

} // namespace

PatientModel drawPatient(std::uint64_t seed, Label label, double difficulty)
{
    PatientModel p;
    p.seed = seed;
    p.label = label;
    drawBody(p);
    drawTissue(p, drawScanner(p));
    drawFields(p);
    drawVariation(p);
    drawDisease(p, difficulty);
    drawIdentity(p);
    return p;
}

} // namespace lobule::phantom::detail
