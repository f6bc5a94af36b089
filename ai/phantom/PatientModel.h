#pragma once

#include "ai/phantom/Phantom.h"
#include "ai/phantom/Waves.h"

#include <vector>

namespace lobule::phantom::detail {

enum class LesionKind { Cyst, Metastasis, Nodule };

/// A ball in the organ frame (x, y scaled by body size, z in mm below the top of the liver).
struct Lesion {
    float xMm, yMm, zMm, radiusMm;
    LesionKind kind;
};

/// The random fields of one patient.
struct Fields {
    Waves warpX, warpY; ///< slow deformation of the whole body
    Waves lobulation; ///< normal undulation of organ surfaces
    Waves nodules; ///< nodular surface and parenchyma
    Waves texture, geography; ///< parenchyma, fine and patchy
    Waves vesselA, vesselB; ///< liver vessels where both are near zero
    Waves varixA, varixB; ///< varices likewise
    Waves bowel;
    Waves fatCoarse, fatFine;
};

/// Small anatomical variation without clinical meaning.
struct Variation {
    float rightLobe, leftLobe, spleen, stomach, stomachAir, gallbladder, fissureX, spineX, riedel;
    float lobulationMm, geographyHu, warpMm;
    bool calcifiedAorta, splenectomy, noGallbladder;
    float bowelGas;
};

/// All that is random about a patient, drawn once. Lengths in mm. "Organ frame" coordinates are body coordinates
/// divided by (kx, ky), so that organs grow with the body.
struct PatientModel {
    std::uint64_t seed = 0;
    Label label = Label::NonLC;
    Protocol protocol;
    Habitus habitus;
    Identity identity;
    TissueHu hu;
    Signs signs;
    float severity = 0;
    float halfWidth = 0, halfDepth = 0, fat = 0, wall = 0, liverHeight = 0;
    float kx = 1, ky = 1;
    float visceralFat = 0, offsetX = 0, offsetY = 0, tilt = 0;
    float steatosisHu = 0;
    float sigmaHu = 0, kernelCutoff = 0, mtf50 = 0, cuppingHu = 0, offsetHu = 0;
    Fields fields;
    Variation variation{};
    std::vector<Lesion> lesions;

    [[nodiscard]] float isLc() const { return label == Label::LC ? 1.0f : 0.0f; }
};

/// Draws a patient. Body, scanner, phase, fields and incidental findings come from streams that never see the label.
[[nodiscard]] PatientModel drawPatient(std::uint64_t seed, Label label, double difficulty);

} // namespace lobule::phantom::detail
