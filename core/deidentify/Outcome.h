#pragma once

#include <QString>

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace lobule::deidentify {

class PhiTokens;

/// The identity that de-identification took out of one instance, decoded to Unicode, for the encrypted vault and for
/// nothing else: never log it, never write it in the clear. Values are as in the file, padding removed; empty: absent.
struct IdentityRecord {
    QString patientId;
    QString issuerOfPatientId;
    QString patientName; ///< Component groups joined by "=", components by "^" (PS3.5 section 6.2.1).
    QString patientBirthDate; ///< YYYYMMDD
    QString patientSex;
    QString patientAge;
    QString otherPatientIds;
    QString accessionNumber;
    QString studyId;
    QString studyDate; ///< YYYYMMDD
    QString studyTime; ///< HHMMSS
    QString studyDescription;
    QString seriesDescription;
    QString institutionName;
    QString referringPhysician;
    QString performingPhysician;
    QString operatorsName;
    QString stationName;
    QString studyInstanceUid;
    QString seriesInstanceUid;
    QString sopInstanceUid;
};

/// Why an instance should wait for a person before it enters the library: its pixels or its text may show identity
/// in a way that no rule on attributes can remove. The caller decides.
enum class HoldReason {
    None,
    BurnedInAnnotation, ///< (0028,0301) YES.
    RecognizableFeatures, ///< (0028,0302) YES: a face, for instance.
    SecondaryCapture, ///< SOP class of a screen copy or scan.
    DoseScreen, ///< Image Type says dose report, protocol page, screen save.
    EncapsulatedDocument, ///< PDF, CDA, STL and other documents.
    StructuredReport, ///< SR: free text throughout.
    OverlayInPixels, ///< An overlay plane in unused bits of the pixels, which stay as they are.
    ScreenModality, ///< Ultrasound and other modalities that write the name into the image, not declared clean.
    Photograph, ///< Visible light.
    AudioOrVideo, ///< Speech or video.
    SuspectedBurnedInText, ///< CT: something in the picture looks like text (dicom::findBurnedInText).
    TextInPixelStream, ///< A comment segment of the compressed pixels holds the patient's identity.
};

/// Stable name, as used by `--release CODE` and in reports: "burned-in-annotation", ...
[[nodiscard]] const char* holdReasonName(HoldReason reason);
/// Of all of them.
[[nodiscard]] std::vector<std::string> holdReasonNames();

/// True for reasons that lie in the picture, where blacking out rectangles may help.
[[nodiscard]] bool isPixelReason(HoldReason reason);

/// What happened to one instance. Holds identity (see IdentityRecord and `tokens`): keep it short-lived.
struct Outcome {
    /// Elements by what was done with them, at all nesting levels.
    enum Count {
        Removed, ///< X
        Emptied, ///< Z
        Dummied, ///< D
        UidsMapped, ///< U
        DatesShifted, ///< C, modified dates
        TextsCleaned, ///< C, descriptors
        KeptByOption, ///< K
        PrivateRemoved,
        PrivateKept, ///< Safe private
        UnknownDropped, ///< Not in the dictionary, not parsable, or of a group that has no place here
        Swept, ///< Kept by the table, cleaned because identity stood in the value
        CountOfCounts,
    };

    IdentityRecord identity;
    std::string pseudonym; ///< New Patient ID and Patient's Name; safe to store and show.
    /// Keyed hash of name, birth date and sex: differs for two persons who share a patient ID. Safe to store.
    std::string personFingerprint;
    std::string studyUid; ///< New Study Instance UID, empty if there was none.
    std::string seriesUid;
    std::string sopInstanceUid;
    std::vector<HoldReason> hold; ///< Empty: nothing speaks against importing it.
    std::array<int, CountOfCounts> counts{};
    std::vector<std::string> droppedTags; ///< Path and reason, e.g. "0040A730[0].00091001 unknown"; never values. At most 200.
    std::vector<std::string> privateTags; ///< Removed: "00091001"; never values. At most 200, without repetition.
    std::vector<std::string> keptPrivateTags; ///< Kept as safe; form as above.
    std::shared_ptr<const PhiTokens> tokens; ///< What verifyBytes() searches for.
    /// Length of the encoded Pixel Data value if the data set that apply() saw ends with it, else 0.
    std::uint64_t pixelValueBytes = 0;
    bool pixelsCompressed = false;
};

/// Name of a count for reports: "removed", "emptied", ...
[[nodiscard]] const char* countName(Outcome::Count count);

} // namespace lobule::deidentify
