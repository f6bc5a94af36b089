#include "core/deidentify/FileMeta.h"

#include "core/deidentify/Elements.h"

#include <gdcmTransferSyntax.h>

namespace lobule::deidentify {

namespace {

/// The UUID 00fa02a9-7dfb-4a7c-9fd1-2aeaa5c89a15, made for this purpose (PS3.5 B.2).
constexpr char kImplementationClassUid[] = "2.25.1298128208001797483569961202369468949";
constexpr char kImplementationVersionName[] = "LOBULE_" LOBULE_VERSION;
static_assert(sizeof kImplementationVersionName <= 17, "VR SH holds 16 characters");

constexpr TagNumber kSopClassUid = 0x00080016u;
constexpr TagNumber kSopInstanceUid = 0x00080018u;

std::string textOf(const gdcm::DataSet& dataSet, TagNumber tag)
{
    const gdcm::Tag key = toTag(tag);
    return dataSet.FindDataElement(key) ? std::string(trimmedValue(dataSet.GetDataElement(key))) : std::string();
}

} // namespace

Result<void> completeSopUids(const gdcm::File& file, gdcm::DataSet& dataSet)
{
    struct Uid {
        TagNumber tag;
        TagNumber metaTag;
        const char* keyword;
    };
    for (const Uid& uid : {Uid{kSopClassUid, 0x00020002u, "SOPClassUID"}, Uid{kSopInstanceUid, 0x00020003u, "SOPInstanceUID"}}) {
        if (!textOf(dataSet, uid.tag).empty()) continue;
        const std::string fromMeta = textOf(file.GetHeader(), uid.metaTag);
        if (fromMeta.empty()) return fail(ErrorCode::MissingAttribute, {uid.keyword}, "no SOP UID in data set and file meta");
        dataSet.Replace(makeText(uid.tag, vr::kUI, fromMeta));
    }
    return {};
}

void rewriteFileMeta(gdcm::File& file, const gdcm::DataSet& dataSet)
{
    gdcm::FileMetaInformation& meta = file.GetHeader();
    gdcm::TransferSyntax syntax = meta.GetDataSetTransferSyntax();
    if (syntax == gdcm::TransferSyntax::DeflatedExplicitVRLittleEndian) syntax = gdcm::TransferSyntax::ExplicitVRLittleEndian;
    meta.Clear();
    meta.GetPreamble().Create();
    meta.SetDataSetTransferSyntax(syntax);
    meta.Insert(makeBytes(0x00020001u, vr::kOB, std::string_view("\0\1", 2)));
    meta.Insert(makeText(0x00020002u, vr::kUI, textOf(dataSet, kSopClassUid)));
    meta.Insert(makeText(0x00020003u, vr::kUI, textOf(dataSet, kSopInstanceUid)));
    meta.Insert(makeText(0x00020010u, vr::kUI, gdcm::TransferSyntax::GetTSString(syntax)));
    meta.Insert(makeText(0x00020012u, vr::kUI, kImplementationClassUid));
    meta.Insert(makeText(0x00020013u, vr::kSH, kImplementationVersionName));
    // GDCM's writer would fill in its own title otherwise.
    meta.Insert(makeText(0x00020016u, vr::kAE, "LOBULE"));
}

} // namespace lobule::deidentify
