#include "core/deidentify/Deidentifier.h"

#include "core/deidentify/ActionResolver.h"
#include "core/deidentify/Elements.h"
#include "core/deidentify/FileMeta.h"
#include "core/deidentify/HoldRules.h"
#include "core/deidentify/IdentityReader.h"
#include "core/deidentify/Normalizer.h"
#include "core/deidentify/PhiTokens.h"
#include "core/deidentify/Pseudonymizer.h"
#include "core/deidentify/Sweep.h"
#include "core/deidentify/Transformer.h"

#include <QStringList>

#include <gdcmFile.h>
#include <gdcmItem.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmTransferSyntax.h>

#include <algorithm>
#include <array>
#include <exception>

namespace lobule::deidentify {

namespace {

constexpr TagNumber kMethodCodeSequence = 0x00120064u;
/// Compressed samples look random: a piece of four bytes would turn up in one file of a thousand.
constexpr std::size_t kMinBytesInCodestream = 8;
constexpr TagNumber kDirectoryRecordSequence = 0x00041220u;

std::string textOf(const gdcm::DataSet& dataSet, TagNumber tag)
{
    const gdcm::Tag key = toTag(tag);
    return dataSet.FindDataElement(key) ? std::string(trimmedValue(dataSet.GetDataElement(key))) : std::string();
}

/// What tells persons with the same ID apart: name without case and spaces, birth date, sex.
QString personText(const IdentityRecord& identity)
{
    const QString name = identity.patientName.normalized(QString::NormalizationForm_C).toCaseFolded().simplified();
    return name + u'|' + identity.patientBirthDate + u'|' + identity.patientSex;
}

/// What people and devices type where they have no ID, or no name: whoever shares it is not the same person.
bool isPlaceholder(const QString& text)
{
    static const QStringList words{QStringLiteral("unknown"), QStringLiteral("unknownid"), QStringLiteral("none"), QStringLiteral("na"),
        QStringLiteral("null"), QStringLiteral("nil"), QStringLiteral("noid"), QStringLiteral("noname"), QStringLiteral("test"),
        QStringLiteral("testpatient"), QStringLiteral("anon")};
    QString letters;
    bool isZero = true;
    for (const QChar c : text) {
        if (c.isLetterOrNumber()) letters += c.toCaseFolded();
        isZero = isZero && (c == u'0' || !c.isLetterOrNumber());
    }
    // "Anonymized 17" tells from "Anonymized 18", "anonymized" from nobody.
    const bool isAnonymous
        = letters.startsWith(QLatin1String("anonym")) && std::none_of(letters.begin(), letters.end(), [](QChar c) { return c.isDigit(); });
    return isZero || isAnonymous || words.contains(letters);
}

std::string pseudonymOf(const Pseudonymizer& pseudonymizer, const IdentityRecord& identity, const Profile& profile)
{
    const QString issuer = profile.separateIssuers ? identity.issuerOfPatientId : QString();
    if (!isPlaceholder(identity.patientId)) return pseudonymizer.patientPseudonym(identity.patientId, issuer);
    // Without an ID: the person, and without a person the study, so that strangers are never merged.
    const bool anonymous = isPlaceholder(identity.patientName) && identity.patientBirthDate.isEmpty();
    const QString study = identity.studyInstanceUid.isEmpty() ? identity.sopInstanceUid : identity.studyInstanceUid;
    return pseudonymizer.patientPseudonym(anonymous ? study : personText(identity), QStringLiteral("no patient id"));
}

gdcm::DataSet methodItem(const std::string& value, const std::string& meaning)
{
    gdcm::DataSet item;
    append(item, makeText(0x00080100u, vr::kSH, value));
    append(item, makeText(0x00080102u, vr::kSH, "DCM"));
    append(item, makeText(0x00080104u, vr::kLO, meaning));
    return item;
}

/// What an earlier de-identification may have done beyond ours (CID 7050). The options that keep something are not among them:
/// what they kept is gone now. The meanings are the standard's own, whatever stood in the file.
constexpr Profile::MethodCode kEarlierMethods[] = {
    {"113101", "Clean Pixel Data Option"},
    {"113102", "Clean Recognizable Visual Features Option"},
    {"113103", "Clean Graphics Option"},
    {"113104", "Clean Structured Content Option"},
    {"113105", "Clean Descriptors Option"},
};

/// Methods that an earlier de-identification recorded: they were applied too and stay recorded.
std::vector<gdcm::DataSet> earlierMethods(const gdcm::DataSet& original)
{
    std::vector<gdcm::DataSet> items;
    const gdcm::Tag key = toTag(kMethodCodeSequence);
    const gdcm::SequenceOfItems* read = original.FindDataElement(key) ? sequenceOf(original.GetDataElement(key)) : nullptr;
    if (read == nullptr) return items;
    for (const gdcm::Item& item : read->Items) {
        const gdcm::DataSet& dataSet = item.GetNestedDataSet();
        const std::string value = textOf(dataSet, 0x00080100u);
        if (textOf(dataSet, 0x00080102u) != "DCM") continue;
        for (const Profile::MethodCode& code : kEarlierMethods) {
            if (value == code.value) items.push_back(methodItem(code.value, code.meaning));
        }
    }
    return items;
}

void recordMethod(gdcm::DataSet& dataSet, const gdcm::DataSet& original, const Profile& profile)
{
    std::vector<gdcm::DataSet> codes = earlierMethods(original);
    for (const Profile::MethodCode& code : profile.methodCodes()) {
        const bool known
            = std::any_of(codes.begin(), codes.end(), [&](const gdcm::DataSet& item) { return textOf(item, 0x00080100u) == code.value; });
        if (!known) codes.push_back(methodItem(code.value, code.meaning));
    }
    dataSet.Replace(makeText(0x00120062u, vr::kCS, "YES"));
    dataSet.Replace(makeText(0x00120063u, vr::kLO, "Lobule " LOBULE_VERSION "\\PS3.15 Annex E Basic Profile, keyed pseudonyms"));
    dataSet.Replace(makeSequence(kMethodCodeSequence, codes));
    dataSet.Replace(makeText(0x00280303u, vr::kCS, profile.retainModifiedDates ? "MODIFIED" : "REMOVED"));
}

/// The patient and instance identification that the IODs require even if the original lacked it (PS3.3 C.7.1.1).
void ensurePatient(gdcm::DataSet& dataSet, const std::string& pseudonym)
{
    if (textOf(dataSet, 0x00100010u).empty()) dataSet.Replace(makeText(0x00100010u, vr::kPN, pseudonym));
    if (textOf(dataSet, 0x00100020u).empty()) dataSet.Replace(makeText(0x00100020u, vr::kLO, pseudonym));
}

void describePixels(const gdcm::DataSet& dataSet, Outcome& outcome)
{
    const gdcm::Tag key(0x7fe0, 0x0010);
    if (dataSet.IsEmpty() || dataSet.GetDES().rbegin()->GetTag() != key) return;
    const gdcm::DataElement& pixels = *dataSet.GetDES().rbegin();
    if (pixels.IsEmpty()) return;
    const gdcm::SequenceOfFragments* fragments = pixels.GetSequenceOfFragments();
    outcome.pixelsCompressed = fragments != nullptr;
    outcome.pixelValueBytes = rawValue(pixels).size();
    if (fragments == nullptr) return;
    constexpr std::uint64_t kItemHeader = 8;
    outcome.pixelValueBytes = kItemHeader + rawValue(fragments->GetTable()).size() + kItemHeader; // offset table, delimiter
    for (std::size_t i = 0; i < fragments->GetNumberOfFragments(); ++i)
        outcome.pixelValueBytes += kItemHeader + rawValue(fragments->GetFragment(i)).size();
}

} // namespace

class Deidentifier::Private {
public:
    Private(const SiteKey& key, Profile chosen) : pseudonymizer(key), profile(std::move(chosen)) { }

    Result<Outcome> apply(gdcm::File& file) const;

    Pseudonymizer pseudonymizer;
    Profile profile;
};

Result<Outcome> Deidentifier::Private::apply(gdcm::File& file) const
{
    const gdcm::DataSet& original = file.GetDataSet();
    if (original.FindDataElement(toTag(kDirectoryRecordSequence)))
        return fail(ErrorCode::Unsupported, {"DICOMDIR"}, "a directory is not an instance");

    Outcome outcome;
    const bool explicitVr = file.GetHeader().GetDataSetTransferSyntax().GetNegociatedType() == gdcm::TransferSyntax::Explicit;
    gdcm::DataSet normal;
    if (auto done = Normalizer(explicitVr, profile.retainSafePrivate, outcome).run(original, normal); !done)
        return tl::unexpected(done.error());
    if (normal.IsEmpty()) return fail(ErrorCode::MissingAttribute, {"SOPClassUID"}, "nothing but private elements");
    completeSopUids(file, normal);

    const ActionResolver resolver(profile, textOf(normal, 0x00080016u));
    auto tokens = std::make_shared<PhiTokens>();
    IdentityReader(resolver, outcome.identity, *tokens).run(normal);
    outcome.hold = holdReasons(normal);
    if (holdsIdentityInComments(normal, *tokens)) outcome.hold.push_back(HoldReason::TextInPixelStream);
    outcome.pseudonym = pseudonymOf(pseudonymizer, outcome.identity, profile);
    outcome.personFingerprint = pseudonymizer.fingerprint(personText(outcome.identity));

    const InstanceContext context{pseudonymizer, profile, resolver, outcome.pseudonym,
        DateShift(pseudonymizer.dateShiftDays(outcome.pseudonym), pseudonymizer.timeShiftSeconds(outcome.pseudonym))};
    gdcm::DataSet result;
    Transformer(context, *tokens, outcome).run(normal, result);
    Sweep(*tokens, outcome).run(result);
    ensurePatient(result, outcome.pseudonym);
    recordMethod(result, normal, profile);

    outcome.tokens = std::move(tokens);
    outcome.studyUid = textOf(result, 0x0020000du);
    outcome.seriesUid = textOf(result, 0x0020000eu);
    outcome.sopInstanceUid = textOf(result, 0x00080018u);
    describePixels(result, outcome);
    rewriteFileMeta(file, result);
    file.SetDataSet(result);
    return outcome;
}

Deidentifier::Deidentifier(const SiteKey& key, Profile profile) : d(std::make_unique<Private>(key, std::move(profile))) { }

Deidentifier::~Deidentifier() = default;
Deidentifier::Deidentifier(Deidentifier&&) noexcept = default;
Deidentifier& Deidentifier::operator=(Deidentifier&&) noexcept = default;

const Profile& Deidentifier::profile() const { return d->profile; }

Result<Outcome> Deidentifier::apply(gdcm::File& file) const
{
    try {
        return d->apply(file);
    } catch (const std::exception& exception) {
        return fail(ErrorCode::Malformed, {}, std::string("GDCM: ") + exception.what());
    }
}

Result<void> Deidentifier::verifyBytes(const Outcome& outcome, QByteArrayView fileBytes) const
{
    const std::string_view bytes(fileBytes.data(), static_cast<std::size_t>(fileBytes.size()));
    const std::size_t pixels = std::min<std::size_t>(outcome.pixelValueBytes, bytes.size());
    const std::string_view header = bytes.substr(0, bytes.size() - pixels);
    const bool found = outcome.tokens
        && (outcome.tokens->foundInBytes(header)
            || (outcome.pixelsCompressed && outcome.tokens->foundInBytes(bytes.substr(header.size()), kMinBytesInCodestream)));
    if (found) return fail(ErrorCode::PhiSurvived, {}, "identity found in the bytes of the new file");
    return {};
}

} // namespace lobule::deidentify
