#pragma once

namespace gdcm {
class File;
}
namespace lobule::dicom {
struct PixelModule;
}

namespace lobule::deidentify {

/// What was done to the pixels of an instance.
struct CleanedPixels {
    int rectangles = 0;
    bool everyFrame = true; ///< False: some rectangles cover one frame only.
    bool lossy = false; ///< The source's codec lost something: (0028,2110) is 01 whatever the source said.
    bool mayBeReversible = false; ///< But its codec has a reversible mode too (JPEG 2000): 00 in the source is believed.
    // Used where the source does not say itself.
    const char* lossyMethod = ""; ///< Defined term of (0028,2114).
    double lossyRatio = 1.0; ///< Decoded to compressed size.
};

/// Makes the header of a de-identified instance that of its blacked-out pixels, which are written native in explicit VR:
/// - Image Pixel module as in `written`; smallest and largest pixel values, overlays (60xx) and icons go;
/// - Burned In Annotation (0028,0301) NO; method text (0012,0063) and code 113101 "Clean Pixel Data Option" (CID 7050);
///   (0028,0303) stays, since no date changed;
/// - Image Type value 1 DERIVED, Derivation Description; lossy compression stays recorded (PS3.3 C.7.6.1.1.5);
/// - every element gets its VR, as implicit VR files have none.
///
/// The SOP Instance UID stays the one that de-identification made of the original's. The picture differs from the original, and
/// so does its UID; references in other objects of the patient still find it; and importing the same file again, with or
/// without rectangles, is recognised as a duplicate instead of giving the study the same image twice.
void recordCleanedPixels(gdcm::File& file, const dicom::PixelModule& written, const CleanedPixels& what);

} // namespace lobule::deidentify
