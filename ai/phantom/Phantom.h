#pragma once

#include "core/base/Geometry.h"
#include "core/base/Result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// A synthetic upper-abdomen CT: drawn from formulas and random numbers, the anatomy of no real person, and not for
/// clinical use. It has the classic morphological signs of liver cirrhosis, look-alikes of them in livers without
/// cirrhosis, and confounders that are distributed equally in both classes.
///
/// Everything about the scanner, the body and the contrast phase is drawn before the label and independently of it,
/// otherwise a classifier learns that shortcut in place of the liver.
namespace lobule::phantom {

/// What is written into the pixels, outside the body, by burnInText().
constexpr std::string_view kBurnedInText = "SYNTHETIC PHANTOM - NOT FOR CLINICAL USE";
/// Version of the generator: any change that alters a pixel raises it. Model packages name it as their data source.
constexpr int kPhantomVersion = 1;
constexpr int kMinimumSlicePixels = 64;
constexpr int kMaximumSlicePixels = 1024;

enum class Label { NonLC, LC };
enum class Phase { Portal, NonContrast, Arterial };
enum class Sex { Female, Male };

/// Values of the organ map.
enum class Organ : std::uint8_t {
    Background,
    Liver,
    Spleen,
    Aorta,
    Spine,
    Ascites,
    Stomach,
    Kidney,
    Vessel,
    Lung,
    Lesion,
    Gallbladder,
    Varix
};

/// Bits of the sign map: which evidence of cirrhosis is visible at a pixel.
namespace sign {
constexpr std::uint8_t kNodularSurface = 1;
constexpr std::uint8_t kCaudateHypertrophy = 2;
constexpr std::uint8_t kLeftLobeHypertrophy = 4;
constexpr std::uint8_t kSplenomegaly = 8;
constexpr std::uint8_t kAscites = 16;
constexpr std::uint8_t kVarices = 32;
constexpr std::uint8_t kFissureWidening = 64;
constexpr std::uint8_t kHeterogeneousTexture = 128;
} // namespace sign

/// Strength of each sign, 0 (absent) to 1.3. NonLC patients have look-alikes.
struct Signs {
    float nodular = 0;
    float caudate = 0;
    float leftLobe = 0;
    float spleen = 0;
    float texture = 0;
    float fissure = 0;
    float varices = 0;
    float ascites = 0;
    bool paraumbilicalVein = false;
};

/// Scanner and protocol. Independent of the label.
struct Protocol {
    Phase phase = Phase::Portal;
    double tubeVoltageKv = 120;
    double exposureMas = 200;
    double sliceThicknessMm = 5;
    double sliceSpacingMm = 5;
    double pixelSpacingMm = 0; ///< Of a 512 x 512 slice.
    double noiseSigmaHu = 0; ///< Standard deviation off centre, before the size of the grid is accounted for.
    double kernelCutoffPerMm = 0; ///< fc of the noise power spectrum f exp(-(f/fc)^2).
    double mtf50PerMm = 0; ///< Spatial frequency at which the in-plane MTF is one half.
    std::string kernelName;
};

/// Size and shape of the body. Independent of the label.
struct Habitus {
    double bodyHalfWidthMm = 0;
    double bodyHalfDepthMm = 0;
    double subcutaneousFatMm = 0;
    double liverHeightMm = 0;
};

/// An invented person. Name and ID begin with PHANTOM-.
struct Identity {
    std::string name; ///< DICOM PN: family^given.
    std::string id; ///< DICOM LO.
    Sex sex = Sex::Female;
    int ageYears = 0; ///< 25 to 85.
};

/// Mean attenuation before texture, noise and lesions, HU.
struct TissueHu {
    float liver = 0, spleen = 0, muscle = 0, aorta = 0, portalVein = 0, kidney = 0;
    float pancreas = 0, fat = 0, ascites = 0, bowel = 0, bone = 0;
};

/// One axial slice, row-major, index (row, column), seen from the feet (the patient's right on the image's left).
struct Slice {
    int size = 0; ///< Rows and columns.
    SliceGeometry geometry; ///< LPS; z falls from the dome of the liver towards the feet.
    double zMm = 0; ///< Distance below the top of the liver.
    std::vector<std::int16_t> hu; ///< -1024 to 3071; -1024 outside the circular field of view.
    std::vector<std::uint8_t> organ; ///< Values of Organ.
    std::vector<std::uint8_t> signs; ///< Bits of namespace sign.
};

namespace detail {
struct PatientModel;
}

/// One synthetic patient. The same arguments give the same pixels on every platform. Copies share their state, which
/// never changes: a Patient may be used by many threads at once.
class Patient {
public:
    /// `difficulty` scales the strength of every sign by 1/difficulty; it must be > 0 (values below .1 count as .1).
    Patient(std::uint64_t seed, Label label, double difficulty = 1.0);

    [[nodiscard]] std::uint64_t seed() const;
    [[nodiscard]] Label label() const;
    /// 0 for NonLC, .12 to 1 for LC.
    [[nodiscard]] double severity() const;
    [[nodiscard]] const Signs& signs() const;
    [[nodiscard]] const Protocol& protocol() const;
    [[nodiscard]] const Habitus& habitus() const;
    [[nodiscard]] const TissueHu& tissueHu() const;
    [[nodiscard]] const Identity& identity() const;
    /// Loss of liver attenuation through fat, HU. Independent of the label.
    [[nodiscard]] double steatosisHu() const;
    [[nodiscard]] bool splenectomy() const;

    /// Positions (mm below the top of the liver, ascending) of the slices through the liver, sliceSpacingMm apart.
    [[nodiscard]] std::vector<double> seriesSlices() const;
    /// `count` of these spread evenly over the liver; all of them when there are no more.
    [[nodiscard]] std::vector<double> seriesSlices(std::size_t count) const;

    /// The slice at `zMm` on a grid of `size` x `size`. Misuse unless `size` is a power of two from
    /// kMinimumSlicePixels to kMaximumSlicePixels. 512 is the size of a real acquisition.
    [[nodiscard]] Result<Slice> slice(double zMm, int size = 512) const;

    /// Writes kBurnedInText into the pixels outside the body. Organ and sign map stay as they are.
    void burnInText(Slice& slice) const;

private:
    std::shared_ptr<const detail::PatientModel> m_model;
};

} // namespace lobule::phantom
