#include "core/deidentify/Outcome.h"

namespace lobule::deidentify {

const char* holdReasonName(HoldReason reason)
{
    switch (reason) {
    case HoldReason::None: return "none";
    case HoldReason::BurnedInAnnotation: return "burned-in-annotation";
    case HoldReason::RecognizableFeatures: return "recognizable-features";
    case HoldReason::SecondaryCapture: return "secondary-capture";
    case HoldReason::DoseScreen: return "dose-screen";
    case HoldReason::EncapsulatedDocument: return "encapsulated-document";
    case HoldReason::StructuredReport: return "structured-report";
    case HoldReason::OverlayInPixels: return "overlay-in-pixels";
    case HoldReason::ScreenModality: return "screen-modality";
    case HoldReason::Photograph: return "photograph";
    case HoldReason::AudioOrVideo: return "audio-or-video";
    case HoldReason::SuspectedBurnedInText: return "suspected-burned-in-text";
    case HoldReason::TextInPixelStream: return "text-in-pixel-stream";
    }
    return "none";
}

std::vector<std::string> holdReasonNames()
{
    std::vector<std::string> names;
    const std::string none = holdReasonName(HoldReason::None);
    for (int i = static_cast<int>(HoldReason::None) + 1;; ++i) {
        const std::string name = holdReasonName(static_cast<HoldReason>(i));
        if (name == none) return names;
        names.push_back(name);
    }
}

} // namespace lobule::deidentify
