#include "core/deidentify/FileMeta.h"

#include "core/deidentify/Elements.h"

#include <QByteArray>
#include <QCryptographicHash>

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

std::string contentUid(const gdcm::DataSet& dataSet)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const gdcm::DataElement& element : dataSet.GetDES()) {
        const std::string_view value = rawValue(element);
        hash.addData(QByteArray::number(number(element.GetTag())) + ':' + QByteArray::number(qulonglong(value.size())) + ':');
        hash.addData(QByteArrayView(value.data(), static_cast<qsizetype>(value.size())));
    }
    std::string digits;
    for (const char byte : hash.result().first(12)) digits += std::to_string(static_cast<unsigned char>(byte));
    return "2.25.1" + digits;
}

} // namespace

void completeSopUids(const gdcm::File& file, gdcm::DataSet& dataSet)
{
    if (textOf(dataSet, kSopClassUid).empty()) {
        std::string uid = textOf(file.GetHeader(), 0x00020002u);
        // Rows: the caller may keep the pixels elsewhere.
        const bool pixels = dataSet.FindDataElement(gdcm::Tag(0x7fe0, 0x0010)) || dataSet.FindDataElement(gdcm::Tag(0x0028, 0x0010));
        if (uid.empty()) uid = pixels ? "1.2.840.10008.5.1.4.1.1.7" : "1.2.840.10008.5.1.4.1.1.66";
        dataSet.Replace(makeText(kSopClassUid, vr::kUI, uid));
    }
    if (textOf(dataSet, kSopInstanceUid).empty()) {
        std::string uid = textOf(file.GetHeader(), 0x00020003u);
        dataSet.Replace(makeText(kSopInstanceUid, vr::kUI, uid.empty() ? contentUid(dataSet) : uid));
    }
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
