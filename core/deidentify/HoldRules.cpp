#include "core/deidentify/HoldRules.h"

#include "core/base/ScreenPages.h"
#include "core/deidentify/CodestreamText.h"
#include "core/deidentify/Elements.h"

#include <gdcmSequenceOfFragments.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace lobule::deidentify {

namespace {

std::string_view textOf(const gdcm::DataSet& dataSet, TagNumber tag)
{
    const gdcm::Tag key = toTag(tag);
    return dataSet.FindDataElement(key) ? trimmedValue(dataSet.GetDataElement(key)) : std::string_view();
}

std::uint16_t numberOf(const gdcm::DataSet& dataSet, TagNumber tag)
{
    const gdcm::Tag key = toTag(tag);
    if (!dataSet.FindDataElement(key)) return 0;
    const std::string_view raw = rawValue(dataSet.GetDataElement(key));
    if (raw.size() < 2) return 0;
    return static_cast<std::uint16_t>(static_cast<unsigned char>(raw[0]) | (static_cast<unsigned char>(raw[1]) << 8));
}

/// A SOP class below 1.2.840.10008.5.1.4.1.1: "7" is class 7 itself and 7.1, 7.2 ...
bool isStorageClass(std::string_view uid, std::string_view leaf)
{
    constexpr std::string_view kStorage = "1.2.840.10008.5.1.4.1.1.";
    if (!uid.starts_with(kStorage)) return false;
    const std::string_view rest = uid.substr(kStorage.size());
    return rest == leaf || (rest.starts_with(leaf) && rest[leaf.size()] == '.');
}

bool anyOf(std::string_view uid, std::initializer_list<std::string_view> leaves)
{
    return std::any_of(leaves.begin(), leaves.end(), [uid](std::string_view leaf) { return isStorageClass(uid, leaf); });
}

/// "NO" in any case; a file that says nothing says neither yes nor no.
bool saysNo(std::string_view value)
{
    return value.size() == 2 && (value[0] == 'N' || value[0] == 'n') && (value[1] == 'O' || value[1] == 'o');
}

/// An overlay plane without data of its own and with bits allocated as in the pixels lies in the pixels' unused bits
/// (PS3.3 C.9.2, retired): it may be text, and it stays since pixels are not touched.
bool hasOverlayInPixels(const gdcm::DataSet& dataSet)
{
    const std::uint16_t allocated = numberOf(dataSet, 0x00280100u);
    for (TagNumber group = 0x6000u; group <= 0x601eu; group += 2) {
        const TagNumber base = group << 16;
        if (!dataSet.FindDataElement(toTag(base | 0x0010u)) || dataSet.FindDataElement(toTag(base | 0x3000u))) continue;
        const std::uint16_t bits = numberOf(dataSet, base | 0x0100u);
        if (bits > 1 && bits == allocated) return true;
    }
    return false;
}

} // namespace

std::vector<HoldReason> holdReasons(const gdcm::DataSet& dataSet)
{
    std::vector<HoldReason> reasons;
    const auto holdIf = [&reasons](bool condition, HoldReason reason) {
        if (condition) reasons.push_back(reason);
    };
    const std::string_view sopClass = textOf(dataSet, 0x00080016u);
    const std::string_view burnedIn = textOf(dataSet, 0x00280301u);
    const std::string_view features = textOf(dataSet, 0x00280302u);
    holdIf(!burnedIn.empty() && !saysNo(burnedIn), HoldReason::BurnedInAnnotation);
    holdIf(!features.empty() && !saysNo(features), HoldReason::RecognizableFeatures);
    holdIf(isStorageClass(sopClass, "7"), HoldReason::SecondaryCapture);
    holdIf(isScreenPage(textOf(dataSet, 0x00080008u)), HoldReason::DoseScreen);
    holdIf(isStorageClass(sopClass, "104"), HoldReason::EncapsulatedDocument);
    holdIf(isStorageClass(sopClass, "88"), HoldReason::StructuredReport);
    holdIf(!saysNo(burnedIn) && anyOf(sopClass, {"3", "3.1", "6", "6.1", "6.2"}), HoldReason::ScreenModality);
    holdIf(anyOf(sopClass, {"77.1.1", "77.1.2", "77.1.4"}), HoldReason::Photograph);
    // Waveform audio, and the video forms of visible light.
    holdIf(anyOf(sopClass, {"9.4"}), HoldReason::AudioOrVideo);
    holdIf(hasOverlayInPixels(dataSet), HoldReason::OverlayInPixels);
    return reasons;
}

/// What encoders write about themselves: nothing else may be left of it. Anything that can be read may be about somebody.
static bool isEncoderText(std::string_view text)
{
    constexpr std::size_t kMinLetters = 4;
    static constexpr std::string_view kKnown[] = {"jfif", "adobe", "lead", "technologies", "inc", "corp", "corporation", "imaging",
        "kakadu", "kdu", "layer", "info", "log", "delta", "squared", "error", "bytes", "openjpeg", "jasper", "luratech", "aware", "pegasus",
        "accusoft", "jpeg", "jpg", "jls", "encoder", "encoded", "encoding", "codec", "library", "software", "libjpeg", "turbo", "lavc",
        "ijg", "compressed", "compression", "compressor", "created", "creator", "with", "using", "version", "quality", "ratio", "lossless",
        "lossy", "baseline", "progressive", "gdcm", "dcmtk", "charls", "merge", "healthcare", "agfa", "spiff", "avi", "mjpg", "colorxform",
        "intel", "ipp", "gd", "v"};
    constexpr std::string_view kProfile("ICC_PROFILE"); // Numbers, and the name of the monitor.
    if (text.starts_with(kProfile)) return true;
    std::size_t unknown = 0;
    std::string word;
    const auto endWord = [&] {
        if (std::find(std::begin(kKnown), std::end(kKnown), std::string_view(word)) == std::end(kKnown)) unknown += word.size();
        word.clear();
    };
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z')
            word += static_cast<char>(c - 'A' + 'a');
        else if ((c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80)
            word += c;
        else
            endWord();
    }
    endWord();
    return unknown < kMinLetters;
}

bool holdsIdentityInComments(const gdcm::DataSet& dataSet, const PhiTokens& tokens)
{
    const gdcm::Tag key(0x7fe0, 0x0010);
    if (!dataSet.FindDataElement(key) || dataSet.GetDataElement(key).IsEmpty()) return false;
    const gdcm::SequenceOfFragments* fragments = dataSet.GetDataElement(key).GetSequenceOfFragments();
    if (fragments == nullptr) return false;
    for (std::size_t i = 0; i < fragments->GetNumberOfFragments(); ++i) {
        for (const std::string_view text : codestreamText(rawValue(fragments->GetFragment(i)))) {
            if (!isEncoderText(text) || tokens.foundInBytes(text)) return true;
            if (tokens.foundInText(QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size())), vr::kLT)) return true;
        }
    }
    return false;
}

bool isPixelReason(HoldReason reason)
{
    switch (reason) {
    case HoldReason::BurnedInAnnotation:
    case HoldReason::RecognizableFeatures:
    case HoldReason::SecondaryCapture:
    case HoldReason::DoseScreen:
    case HoldReason::OverlayInPixels:
    case HoldReason::ScreenModality:
    case HoldReason::Photograph:
    case HoldReason::SuspectedBurnedInText:
    case HoldReason::TextInPixelStream: return true;
    case HoldReason::None:
    case HoldReason::EncapsulatedDocument:
    case HoldReason::StructuredReport:
    case HoldReason::AudioOrVideo: return false;
    }
    return false;
}

const char* countName(Outcome::Count count)
{
    static constexpr std::array<const char*, Outcome::CountOfCounts> kNames{"removed", "emptied", "dummied", "uids-mapped", "dates-shifted",
        "texts-cleaned", "kept-by-option", "private-removed", "private-kept", "unknown-dropped", "swept"};
    return count < Outcome::CountOfCounts ? kNames[count] : "";
}

} // namespace lobule::deidentify
